"""An encounter and the texts about it: immutable, numbered versions, each with where it comes from."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from detente.web.dialogues.models import Dialogue
from detente.web.people.models import User

__all__ = ["Draft", "Encounter", "Kind", "Part", "Source", "Version"]


class Kind(models.TextChoices):
    """What others held."""

    CALL = "call", _("a call")
    MEETING = "meeting", _("a meeting")
    TALKS = "talks", _("a round of talks")
    OTHER = "other", _("another encounter")


class Part(models.TextChoices):
    """What a text is for the encounter."""

    A = "a", _("readout of side A")
    B = "b", _("readout of side B")
    REPORT = "report", _("report by somebody else")
    JOINT = "joint", _("joint statement")


ONE_OF_EACH = (Part.A, Part.B, Part.JOINT)
"""There may be many reports."""


class Encounter(models.Model):
    """A call or meeting that others held and an editor collects texts about."""

    RETENTION: ClassVar[str] = "for good once it is published; before that until an editor deletes it"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False, help_text="Key and address.")
    dialogue = models.ForeignKey(
        Dialogue,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="encounters",
        help_text="The dialogue that it concerns; none where nobody holds one here.",
    )
    title = models.CharField(max_length=160, help_text="Who met, in the editor's words.")
    language = models.CharField(max_length=8, help_text="The language of the title.")
    kind = models.CharField(max_length=8, choices=Kind.choices, help_text="Call, meeting, talks or another.")
    held_on = models.DateField(help_text="The day of it, by the editor's knowledge.")
    parties = models.JSONField(
        help_text='Side A, side B, then others: [{"name": "...", "aliases": ["..."]}]. Recognised in the texts.'
    )
    packs = models.JSONField(help_text="Names of the lexicon packs that the texts are read with.")
    own_words = models.TextField(
        blank=True, help_text="A lexicon pack of this encounter's own (detente/lexicon/1); its entries come first."
    )
    contact = models.CharField(
        max_length=200, blank=True, help_text="How a side reaches the editor to answer a row or ask for a takedown."
    )
    collected_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", help_text="Whose name stands behind it."
    )
    created_on = models.DateField(help_text="The day on which it was entered.")

    class Meta:
        ordering = ("-held_on", "id")


class Source(models.Model):
    """One text about an encounter, through all its versions."""

    RETENTION: ClassVar[str] = "as the encounter; its text goes at a takedown"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False, help_text="Key and address.")
    encounter = models.ForeignKey(
        Encounter, on_delete=models.CASCADE, related_name="sources", help_text="What it is about."
    )
    part = models.CharField(max_length=8, choices=Part.choices, help_text="Readout of A or B, report, joint statement.")
    publisher = models.CharField(max_length=120, help_text="Who published it.")
    address = models.CharField(
        max_length=500, blank=True, help_text="Where it was published. Shown; never fetched by this server."
    )
    licence = models.CharField(max_length=160, blank=True, help_text="Under what terms it may be shown here.")
    language = models.CharField(max_length=16, help_text="Its language (BCP 47).")
    withdrawn_on = models.DateField(null=True, help_text="The day on which its publisher took it back.")
    withdrawn_why = models.CharField(
        max_length=600, blank=True, help_text="What the publisher said when taking it back, and where."
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("encounter", "part"), condition=models.Q(part__in=("a", "b", "joint")), name="source_once"
            ),
        )


class Version(models.Model):
    """The words of a source as they stood at one time. Written once; a correction is another version."""

    RETENTION: ClassVar[str] = "as the encounter; title, text and note are emptied at a takedown"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False, help_text="Key.")
    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="versions", help_text="Of which text.")
    number = models.PositiveIntegerField(help_text="1 for the first.")
    title = models.CharField(max_length=300, blank=True, help_text="As published.")
    body = models.TextField(blank=True, help_text="The text itself; every span counts its characters.")
    published_on = models.DateField(null=True, help_text="Day of publication; relative dates hang on it.")
    note = models.CharField(max_length=600, blank=True, help_text="What this version corrects, in the editor's words.")
    words = models.PositiveIntegerField(help_text="How long it is; stays after a takedown.")
    digest = models.CharField(max_length=64, help_text="SHA-256 of title and body, in hex; stays after a takedown.")
    entered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", help_text="Who entered it.")
    entered_at = models.DateTimeField(help_text="When it was entered.")
    by_publisher = models.BooleanField(
        default=True, help_text="Whether its publisher made this correction; else the editor put an own slip right."
    )
    first_edition = models.ForeignKey(
        "encounters.Edition",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="The edition with which everybody could read it first; none before.",
    )
    taken_down_on = models.DateField(null=True, help_text="The day on which the words were removed.")
    taken_down_why = models.CharField(max_length=600, blank=True, help_text="Why they were removed.")

    class Meta:
        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=("source", "number"), name="version_number"),)


class Draft(models.Model):
    """A text that was pasted or uploaded and is not yet entered: the editor looks at what was left out of it."""

    RETENTION: ClassVar[str] = "until it is entered or thrown away, at most seven days"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False, help_text="Key.")
    encounter = models.ForeignKey(Encounter, on_delete=models.CASCADE, related_name="drafts", help_text="For which.")
    source = models.ForeignKey(
        Source, null=True, on_delete=models.CASCADE, related_name="drafts", help_text="A new version of this; else new."
    )
    fields = models.JSONField(help_text="Part, publisher, address, licence, language, title, day, note.")
    whole = models.TextField(help_text="Everything a reader of the source sees.")
    cuts = models.JSONField(help_text="What was left out: [{start, end, reason, kept}]; the editor puts pieces back.")
    entered_by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+", help_text="Whose draft.")
    entered_at = models.DateTimeField(help_text="When it came; seven days later it goes.")
