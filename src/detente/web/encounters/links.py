"""What the public pages of a dialogue say of its encounters."""

from __future__ import annotations

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from detente.web.dialogues.beside import Link
from detente.web.dialogues.models import Dialogue
from detente.web.encounters.queries.public import published

__all__ = ["of_dialogue"]


def of_dialogue(dialogue: Dialogue, language: str) -> list[Link]:
    """The published encounters of this dialogue."""
    return [
        Link(
            reverse("encounter", args=(one.encounter.pk, language)),
            one.encounter.title,
            _("Two readouts side by side, %(day)s") % {"day": date_format(one.encounter.held_on)},
        )
        for one in published(dialogue)
    ]
