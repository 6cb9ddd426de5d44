"""Dialogues and their sides."""
