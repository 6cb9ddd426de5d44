"""What was published of a consultation, and what the next publication has to remember.

A snapshot holds nothing that is not on a public page. `ReleaseMemory` is private: it holds votes, as the votes table
does, and goes with it.
"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from detente.web.consultations.models import Consultation

__all__ = ["Import", "MapSnapshot", "ReleaseMemory", "Round"]


class MapSnapshot(models.Model):
    """One publication: the newest one is what pages, files and the API show. Computed, and names its inputs."""

    RETENTION: ClassVar[str] = "as the consultation: released counts are public for good"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False, help_text="Key and permanent address.")
    consultation = models.ForeignKey(
        Consultation, on_delete=models.CASCADE, related_name="snapshots", help_text="Of what."
    )
    number = models.PositiveIntegerField(help_text="1, 2, 3, ... of this consultation.")
    made_on = models.DateField(help_text="The day.")
    full = models.BooleanField(help_text="Whether groups and map were computed anew, or only counts renewed.")
    engine = models.CharField(max_length=32, help_text="Version of the engine.")
    parameters = models.JSONField(help_text="Floor, dimensions, seed and whatever else the result depends on.")
    digest = models.CharField(max_length=64, help_text="Keyed digest of the votes that went in (HMAC-SHA-256, hex).")
    published = models.JSONField(help_text="The published map, as docs/reference/published-map-1.schema.json says.")
    statements = models.JSONField(help_text="Keys of the statements, as strings, in the order of the published map.")
    about = models.JSONField(
        help_text="What else the page counts, each number from ten on: days of joining, moderation, codes."
    )

    class Meta:
        ordering = ("-number",)
        constraints = (models.UniqueConstraint(fields=("consultation", "number"), name="snapshot_number"),)


class ReleaseMemory(models.Model):
    """What `opinion.disclosure.release` must be given at its next call."""

    RETENTION: ClassVar[str] = "until `erases_on` of the consultation; it holds released votes by participant key"

    consultation = models.OneToOneField(
        Consultation, primary_key=True, on_delete=models.CASCADE, related_name="+", help_text="Whose."
    )
    state = models.BinaryField(help_text="`disclosure.State` as compressed JSON.")
    waiting = models.JSONField(help_text="What the next full release waits for (`disclosure.Waiting`); public.")


class Round(models.Model):
    """The same question asked again."""

    RETENTION: ClassVar[str] = "as the consultation"

    consultation = models.OneToOneField(
        Consultation, primary_key=True, on_delete=models.CASCADE, related_name="round", help_text="The later one."
    )
    follows = models.ForeignKey(
        Consultation, on_delete=models.CASCADE, related_name="later_rounds", help_text="The one before."
    )


class Import(models.Model):
    """A consultation that was held elsewhere and read from files."""

    RETENTION: ClassVar[str] = "as the consultation; the files themselves are not kept"

    consultation = models.OneToOneField(
        Consultation, primary_key=True, on_delete=models.CASCADE, related_name="imported", help_text="Which."
    )
    source = models.CharField(max_length=120, help_text="Where it was held, and the licence of the export.")
    notes = models.JSONField(help_text="What the reader decided on the way, as sentences.")
