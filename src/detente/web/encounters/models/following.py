"""What comes after publication: announced things and what became of them, and the sides' answers to rows."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from detente.web.encounters.models.texts import Encounter
from detente.web.encounters.models.work import Edition
from detente.web.people.models import User

__all__ = ["Announced", "Happened", "Reply", "What"]


class Announced(models.Model):
    """Something that a confirmed row says is to happen. The same words stay the same entry from edition to edition."""

    RETENTION: ClassVar[str] = "as the encounter; words of a text are removed from it at a takedown"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False, help_text="Key and address.")
    encounter = models.ForeignKey(
        Encounter, on_delete=models.PROTECT, related_name="announced", help_text="Of which encounter."
    )
    edition = models.ForeignKey(
        Edition, on_delete=models.PROTECT, related_name="+", help_text="The newest edition in which it stands."
    )
    key = models.CharField(max_length=64, help_text="Keyed digest of the announcing words; finds it again.")
    told = models.JSONField(
        help_text="One for each passage that says it: letter, version, point, span, digest, words, language, when, "
        "how, start, end, certainty."
    )
    starts = models.DateField(null=True, help_text="First day of the window; none where no day can be read.")
    ends = models.DateField(null=True, help_text="Last day of the window, of the later side.")

    class Meta:
        ordering = (models.F("ends").asc(nulls_last=True), "id")
        constraints = (models.UniqueConstraint(fields=("encounter", "key"), name="announced_once"),)


class What(models.TextChoices):
    """What became of something announced."""

    HAPPENED = "happened", _("happened")
    OTHERWISE = "otherwise", _("happened otherwise")
    NOT = "not", _("did not happen")
    UNKNOWN = "unknown", _("nothing is known")


class Happened(models.Model):
    """What an editor recorded of something announced, with a source. A later record stands before an earlier one."""

    RETENTION: ClassVar[str] = "as the encounter"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False, help_text="Key.")
    announced = models.ForeignKey(
        Announced, on_delete=models.CASCADE, related_name="happened", help_text="What was announced."
    )
    revision = models.PositiveSmallIntegerField(help_text="1, 2, ...; the highest stands before the others.")
    what = models.CharField(max_length=12, choices=What.choices, help_text="Happened, otherwise, not, or unknown.")
    note = models.CharField(max_length=600, help_text="In the editor's words.")
    source = models.CharField(
        max_length=500, blank=True, help_text="Where a reader can check it; empty only where nothing is known."
    )
    on = models.DateField(null=True, help_text="The day on which it happened.")
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", help_text="Who recorded it.")
    recorded_at = models.DateTimeField(help_text="When it was recorded.")

    class Meta:
        ordering = ("-revision",)
        constraints = (models.UniqueConstraint(fields=("announced", "revision"), name="happened_revision"),)


class Reply(models.Model):
    """What a side answered to a row. It stands beside the row, in the side's own words."""

    RETENTION: ClassVar[str] = "as the encounter; its words go when it is taken back"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False, help_text="Key.")
    encounter = models.ForeignKey(
        Encounter, on_delete=models.PROTECT, related_name="replies", help_text="Of which encounter."
    )
    side = models.CharField(max_length=1, choices=[("a", "A"), ("b", "B")], help_text="Whose.")
    points = models.JSONField(help_text="Where the row's points stand: {version: [[start, end]]}.")
    text = models.TextField(blank=True, help_text="In the side's own words.")
    language = models.CharField(max_length=16, help_text="Their language.")
    source = models.CharField(max_length=500, help_text="How it came and who speaks: letter, statement, office.")
    received_on = models.DateField(help_text="The day on which it came.")
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", help_text="Who entered it.")
    recorded_at = models.DateTimeField(help_text="When it was entered.")
    withdrawn_on = models.DateField(null=True, help_text="The day on which it was taken back; its words go then.")
    withdrawn_why = models.CharField(max_length=600, blank=True, help_text="Why it was taken back.")

    class Meta:
        ordering = ("received_on", "recorded_at", "id")
