"""Answers: what each side does with each item of the agenda, and what became of it."""
