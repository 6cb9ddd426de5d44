"""One table that only grows. A trigger on both databases refuses UPDATE and DELETE (migrations/0002)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

__all__ = ["Entry"]


class Entry(models.Model):
    """One act of a person with a log-in, or of the clock."""

    RETENTION: ClassVar[str] = "for good: it holds acts of office and digests of texts, never a text or a participant"

    sequence = models.BigIntegerField(primary_key=True, help_text="1, 2, 3, without a gap.")
    at = models.DateTimeField(help_text="When, to the second.")
    actor = models.CharField(max_length=80, help_text="The person's name, or `clock` for what a date brings about.")
    actor_key = models.UUIDField(null=True, help_text="The person's key; none for the clock and the command line.")
    action = models.CharField(max_length=64, help_text="Dotted name, such as `dialogue.suspended`.")
    dialogue = models.UUIDField(null=True, db_index=True, help_text="The dialogue it belongs to, where it has one.")
    subject = models.CharField(max_length=80, blank=True, help_text="What it was done to, as `kind:key`.")
    details = models.JSONField(help_text="What the sentence needs: numbers, names, digests of texts.")
    previous = models.CharField(max_length=64, help_text="Digest of the entry before, in hex; 64 zeros for the first.")
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the entry's canonical JSON, in hex.")
