"""The editors' work: which versions lie side by side, every decision on them, and what was published."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from detente.web.encounters.models.texts import Encounter, Version
from detente.web.people.models import User

__all__ = ["Comparison", "Decision", "Edition", "Verb"]


class Comparison(models.Model):
    """Two versions side by side, cut into pieces once: decisions hang on the pieces."""

    RETENTION: ClassVar[str] = "as the encounter"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False, help_text="Key.")
    encounter = models.ForeignKey(
        Encounter, on_delete=models.CASCADE, related_name="comparisons", help_text="Of which encounter."
    )
    number = models.PositiveIntegerField(help_text="1 for the first; the newest is the one that is worked on.")
    a = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+", help_text="Side A's readout.")
    b = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+", help_text="Side B's readout.")
    joint = models.ForeignKey(
        Version,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="A joint statement, if any.",
    )
    pieces = models.JSONField(help_text='As first cut: {"a": [[start, end, kind], ...], "b": [...], "j": [...]}.')
    engine = models.CharField(max_length=40, help_text="The version of the program that cut them.")
    made_at = models.DateTimeField(help_text="When the versions were laid side by side.")

    class Meta:
        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=("encounter", "number"), name="comparison_number"),)


class Verb(models.TextChoices):
    """What an editor decides. `encounters.state` says what each does and which `told` it has."""

    PAIR = "pair", _("both report")
    ALONE = "alone", _("only one reports")
    FRAME = "frame", _("not a point")
    POINT = "point", _("a point after all")
    SPLIT = "split", _("split")
    JOIN = "join", _("joined")
    DIFFERENCE = "difference", _("a difference")
    REVIEW = "review", _("reviewed")
    SUPPORT = "support", _("support in the joint statement")
    READING = "reading", _("what was read from a point")
    UNDO = "undo", _("taken back")


class Decision(models.Model):
    """One decision of one editor. Never changed: taking one back is another decision."""

    RETENTION: ClassVar[str] = "as the encounter; a note that quotes a text goes with the text's words at a takedown"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False, help_text="Key.")
    comparison = models.ForeignKey(
        Comparison, on_delete=models.CASCADE, related_name="decisions", help_text="On which comparison."
    )
    sequence = models.PositiveIntegerField(help_text="1, 2, ... in the order in which they were made.")
    verb = models.CharField(max_length=12, choices=Verb.choices, help_text="What was decided.")
    told = models.JSONField(help_text="On which pieces, and how.")
    editor = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", help_text="Who decided.")
    at = models.DateTimeField(help_text="When.")
    carried = models.BooleanField(
        default=False, help_text="Taken over from the comparison before, because the words stand unchanged."
    )

    class Meta:
        ordering = ("sequence",)
        constraints = (models.UniqueConstraint(fields=("comparison", "sequence"), name="decision_sequence"),)


class Edition(models.Model):
    """What was published, frozen: confirmed rows with who confirmed them, and nothing else."""

    RETENTION: ClassVar[str] = "for good; words of a text are removed from it at a takedown"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False, help_text="Key.")
    encounter = models.ForeignKey(
        Encounter, on_delete=models.PROTECT, related_name="editions", help_text="Of which encounter."
    )
    number = models.PositiveIntegerField(help_text="1 for the first; part of its address.")
    comparison = models.ForeignKey(
        Comparison, on_delete=models.PROTECT, related_name="editions", help_text="Made from."
    )
    content = models.JSONField(help_text="`encounters.editions.Content`: rows, their words, values and decisions.")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the content as it was published, in hex.")
    note = models.CharField(max_length=600, blank=True, help_text="What changed since the edition before.")
    published_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", help_text="Under whose name.")
    published_at = models.DateTimeField(help_text="When.")

    class Meta:
        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=("encounter", "number"), name="edition_number"),)
