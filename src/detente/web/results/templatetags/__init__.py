"""Filters for templates that show released numbers."""
