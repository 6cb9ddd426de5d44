"""A consultation itself: its question, rules and days."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from detente.web.core.keys import RandomKey
from detente.web.dialogues.models import Dialogue
from detente.web.encounters.models import Announced
from detente.web.people.models import User

__all__ = ["Consultation", "Level", "Moderator", "Phase"]


class Phase(models.TextChoices):
    """Where a consultation stands.

    `READY`: the convener has opened it and its first day is still to come; everybody can read its first page, nobody
    can begin. `ERASED`: the rows of participants are destroyed, counts and statements stay.
    """

    DRAFT = "draft", _("being prepared")
    READY = "ready", _("waiting for its first day")
    OPEN = "open", _("open")
    CLOSED = "closed", _("closed")
    ERASED = "erased", _("closed, rows destroyed")


class Level(models.TextChoices):
    """What protects a participant (anonymity.md section 1, point 6)."""

    OPEN = "open", _("open to everybody")
    DEALT = "dealt", _("codes dealt by hand")


class Consultation(models.Model):
    """One question put to the publics of a dialogue."""

    RETENTION: ClassVar[str] = "as the dialogue; participants' rows go on `erases_on`"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False, help_text="Key and address.")
    dialogue = models.ForeignKey(
        Dialogue, on_delete=models.PROTECT, related_name="consultations", help_text="Where it belongs."
    )
    question = models.JSONField(default=dict, help_text="The question, by language.")
    about = models.JSONField(default=dict, blank=True, help_text="What it is for and who will answer, by language.")
    languages = models.JSONField(default=list, help_text="Codes of its languages; the first is the default.")
    phase = models.CharField(max_length=8, choices=Phase.choices, default=Phase.DRAFT, help_text="Draft to erased.")
    level = models.CharField(max_length=8, choices=Level.choices, default=Level.DEALT, help_text="How people join.")
    opens_on = models.DateField(null=True, help_text="First day.")
    closes_on = models.DateField(null=True, help_text="Last day.")
    erases_on = models.DateField(null=True, help_text="The day on which participants' rows are destroyed.")
    expected_per_side = models.PositiveIntegerField(null=True, help_text="Voters expected on each side.")
    votes_a_visit = models.PositiveSmallIntegerField(default=30, help_text="Votes expected from one person.")
    harm = models.JSONField(default=dict, help_text="The eight answers of the do-no-harm page: {question: answer}.")
    warned = models.BooleanField(default=False, help_text="The convener has read the consequences of risky answers.")
    settled = models.BooleanField(
        default=False, help_text="After its end the tables were written anew in the order of their keys."
    )
    announced = models.ForeignKey(
        Announced,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="consultations",
        help_text="What was announced in an encounter and is asked about; none for most.",
    )
    simulated = models.BooleanField(default=False, help_text="Its votes were made by a program; every page says so.")


class Moderator(models.Model):
    """Who decides about the statements of a consultation."""

    RETENTION: ClassVar[str] = "as the consultation"

    id = RandomKey(help_text="Key.")
    consultation = models.ForeignKey(
        Consultation, on_delete=models.CASCADE, related_name="moderators", help_text="Where."
    )
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+", help_text="Who.")
    neutral = models.BooleanField(
        default=False, help_text="The convener has declared that this person belongs to no side of the dialogue."
    )

    class Meta:
        constraints = (models.UniqueConstraint(fields=("consultation", "user"), name="moderator_once"),)
