"""Dialogues and their sides. Names are kept in every language they exist in: ``{"en": "...", "ar": "..."}``."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from detente.web.core.keys import RandomKey

__all__ = ["Colour", "Dialogue", "Side", "Standing"]


class Standing(models.TextChoices):
    """What a dialogue is now."""

    ACTIVE = "active", _("active")
    SUSPENDED = "suspended", _("suspended")
    CLOSED = "closed", _("closed")


class Colour(models.TextChoices):
    """A fixed palette; the pages draw each with a shape of its own as well.

    The hues are those of Okabe & Ito for colour-blind readers (2008); ``core/site.css`` has the shades.
    """

    BLUE = "blue", _("blue")
    ORANGE = "orange", _("orange")
    GREEN = "green", _("green")
    PURPLE = "purple", _("purple")
    SKY = "sky", _("sky blue")
    BROWN = "brown", _("brown")


class Dialogue(models.Model):
    """The standing engagement of two or more sides."""

    RETENTION: ClassVar[str] = "until the convener removes the installation; it holds nothing about participants"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False, help_text="Key and address.")
    name = models.JSONField(help_text="Its name, by language.")
    about = models.JSONField(default=dict, blank=True, help_text="One paragraph for the public, by language.")
    languages = models.JSONField(help_text="Codes of its languages; the first is the default.")
    standing = models.CharField(
        max_length=12, choices=Standing.choices, default=Standing.ACTIVE, help_text="Active, suspended or closed."
    )
    notice = models.JSONField(
        default=dict, blank=True, help_text="Why it is suspended or closed, in the convener's words, by language."
    )


class Side(models.Model):
    """A party to a dialogue."""

    RETENTION: ClassVar[str] = "as the dialogue"

    id = RandomKey(help_text="Key.")
    dialogue = models.ForeignKey(Dialogue, on_delete=models.CASCADE, related_name="sides", help_text="Whose side.")
    position = models.PositiveSmallIntegerField(help_text="Order on pages: 0, 1, ... It means nothing else.")
    name = models.JSONField(help_text="Its name, by language.")
    language = models.CharField(max_length=8, help_text="The language its public mostly speaks.")
    colour = models.CharField(max_length=8, choices=Colour.choices, help_text="Its colour on pages.")

    class Meta:
        ordering = ("position",)
        constraints = (
            models.UniqueConstraint(fields=("dialogue", "position"), name="side_position"),
            models.UniqueConstraint(fields=("dialogue", "colour"), name="side_colour"),
        )
