"""Consultations: statements, votes, joining, moderation, and the days on which things end."""
