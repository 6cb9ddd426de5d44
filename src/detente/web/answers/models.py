"""Answers of sides. A later answer stands beside the earlier one; nothing is overwritten."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from detente.web.agenda.models import Item
from detente.web.core.keys import RandomKey
from detente.web.dialogues.models import Side

__all__ = ["Answer", "Kind", "Outcome", "Recorder"]


class Kind(models.TextChoices):
    """What a side does with an item."""

    WILL_DO = "will_do", _("will do")
    WILL_DISCUSS = "will_discuss", _("will discuss")
    WILL_NOT = "will_not", _("will not")
    NOT_OURS = "not_ours", _("not ours to decide")


class Recorder(models.TextChoices):
    """Who entered it: a side speaks for itself, or the convener repeats what it said elsewhere."""

    CONVENER = "convener", _("the convener")
    SIDE = "side", _("the side itself")


class Answer(models.Model):
    """One answer of one side to one item."""

    RETENTION: ClassVar[str] = "as the dialogue"

    id = RandomKey(help_text="Key.")
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="answers", help_text="To what.")
    side = models.ForeignKey(Side, on_delete=models.CASCADE, related_name="answers", help_text="Whose.")
    revision = models.PositiveSmallIntegerField(help_text="1, 2, ...; the highest is in force.")
    kind = models.CharField(max_length=12, choices=Kind.choices, help_text="What the side does.")
    reason = models.JSONField(help_text="Why, in the side's words, by language.")
    office = models.CharField(max_length=120, help_text="Who on that side is responsible.")
    due_on = models.DateField(null=True, blank=True, help_text="By when, where the side names a day.")
    source = models.CharField(
        max_length=280, help_text="Where the side said so; the convener records it for a side without a delegation."
    )
    given_on = models.DateField(help_text="The day on which the side answered.")
    recorder = models.CharField(
        max_length=8, choices=Recorder.choices, default=Recorder.CONVENER, help_text="Who entered it here."
    )
    recorded_by = models.CharField(max_length=80, default="", help_text="The name of that person, as in the ledger.")
    recorded_on = models.DateField(help_text="The day on which it was entered.")

    class Meta:
        ordering = ("-revision",)
        constraints = (models.UniqueConstraint(fields=("item", "side", "revision"), name="answer_revision"),)


class Outcome(models.Model):
    """What became of an answer."""

    RETENTION: ClassVar[str] = "as the dialogue"

    id = RandomKey(help_text="Key.")
    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="outcomes", help_text="Of which.")
    done = models.BooleanField(help_text="Done, or not done.")
    evidence = models.CharField(max_length=500, help_text="What shows it, in words; may name an address.")
    revision = models.PositiveSmallIntegerField(help_text="1, 2, ...; the highest holds.")
    seen_on = models.DateField(help_text="The day it was recorded.")
    recorder = models.CharField(
        max_length=8, choices=Recorder.choices, default=Recorder.CONVENER, help_text="Who entered it here."
    )
    recorded_by = models.CharField(max_length=80, default="", help_text="The name of that person, as in the ledger.")

    class Meta:
        ordering = ("-revision",)
        constraints = (models.UniqueConstraint(fields=("answer", "revision"), name="outcome_revision"),)
