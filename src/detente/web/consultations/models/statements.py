"""Statements. The link to the author exists until the decision and not a moment longer."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from detente.web.consultations.models.setting import Consultation
from detente.web.core.keys import RandomKey

__all__ = ["Appeal", "Origin", "Reason", "Stage", "Statement", "StatementText"]


class Origin(models.TextChoices):
    """Who wrote it. The organisers are not people who took part and are never counted as such."""

    ORGANISERS = "organisers", _("the organisers")
    PUBLIC = "public", _("somebody taking part")


class Stage(models.TextChoices):
    """Where a statement stands.

    ``waiting → accepted → shown``: accepted ones are shown with the next daily batch. ``waiting → refused``, which one
    appeal can turn. ``shown → retired``: no longer offered; its votes stay.
    """

    WAITING = "waiting", _("waiting for a decision")
    ACCEPTED = "accepted", _("accepted, appears with the next daily batch")
    SHOWN = "shown", _("shown")
    REFUSED = "refused", _("refused")
    RETIRED = "retired", _("retired")


class Reason(models.TextChoices):
    """The published list: a statement is refused for one of these and for nothing else."""

    OFF_TOPIC = "off_topic", _("It does not speak to the question.")
    TWO_IN_ONE = "two_in_one", _("It holds two claims, so that one vote cannot answer it.")
    DUPLICATE = "duplicate", _("Another statement says the same.")
    NOT_A_CLAIM = "not_a_claim", _("Nobody could agree or disagree with it.")
    PRIVATE_PERSON = "private_person", _("It names or points at a private person.")
    UNLAWFUL = "unlawful", _("It is unlawful: it threatens, or calls for violence or hatred against people.")
    ADVERTISING = "advertising", _("It advertises something or was sent by a program.")
    ABUSE = "abuse", _("It insults people instead of saying something about the question.")


class Appeal(models.TextChoices):
    """The one appeal of a refused statement."""

    NONE = "none", _("none")
    ASKED = "asked", _("asked")
    GRANTED = "granted", _("granted")
    DENIED = "denied", _("denied")


class Statement(models.Model):
    """One short sentence. A text that was shown is fixed: a correction is a new statement, the old one is retired."""

    RETENTION: ClassVar[str] = "shown ones as the dialogue; refused texts until the consultation is erased"

    id = RandomKey(help_text="Key; votes refer to it.")
    consultation = models.ForeignKey(
        Consultation, on_delete=models.CASCADE, related_name="statements", help_text="Where it belongs."
    )
    origin = models.CharField(max_length=10, choices=Origin.choices, help_text="The organisers or the publics.")
    stage = models.CharField(max_length=8, choices=Stage.choices, help_text="Waiting, accepted, shown, ...")
    author = models.ForeignKey(
        "consultations.Participant",
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Who wrote it, until the decision; then nobody.",
    )
    receipt = models.BinaryField(
        max_length=32, null=True, help_text="HMAC of the receipt that the author's browser keeps; reads the outcome."
    )
    submitted_on = models.DateField(help_text="The day it was sent; the moderation clock counts from it.")
    decided_on = models.DateField(
        null=True, help_text="The day of the last decision; its author reads it from the next day on."
    )
    shown_on = models.DateField(null=True, help_text="The day of its batch.")
    rank = models.PositiveIntegerField(
        null=True,
        help_text="Place in the queue for the open set: organisers' and publics' alternate, by lot within a batch.",
    )
    opened = models.BooleanField(default=False, help_text="In the open set: offered to participants.")
    reason = models.CharField(max_length=16, choices=Reason.choices, blank=True, help_text="Why it was refused.")
    appeal = models.CharField(
        max_length=8, choices=Appeal.choices, default=Appeal.NONE, help_text="Where its one appeal stands."
    )
    plea = models.CharField(max_length=280, blank=True, help_text="The author's words to the appeal, never shown.")
    by_clock = models.BooleanField(default=False, help_text="Shown because nobody decided within four days.")
    instead_of = models.ForeignKey(
        "self", null=True, on_delete=models.SET_NULL, related_name="+", help_text="The retired one it corrects."
    )

    class Meta:
        indexes = (models.Index(fields=("consultation", "stage"), name="statement_stage"),)


class StatementText(models.Model):
    """A statement in one language. The first is the language it was written in."""

    RETENTION: ClassVar[str] = "as the statement"

    id = RandomKey(help_text="Key.")
    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="texts", help_text="Which.")
    language = models.CharField(max_length=8, help_text="Its code.")
    text = models.CharField(
        max_length=1000,
        help_text="The sentence, NFC, without control characters. Written here: 280 at most.",
    )
    original = models.BooleanField(default=False, help_text="Written so; the others are translations.")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("statement", "language"), name="statement_language"),)
