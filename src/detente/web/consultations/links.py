"""What the pages of encounters say of consultations: arrows run one way."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from detente.web.consultations.models import Consultation, Phase
from detente.web.dialogues.beside import Link
from detente.web.dialogues.models import Dialogue, Standing
from detente.web.dialogues.texts import said_in
from detente.web.encounters.models import Announced

__all__ = ["of_announced", "open_for_the_convener"]


def of_announced(announced: Sequence[Announced], language: str) -> dict[UUID, list[Link]]:
    """For each thing announced, how many consultations were opened on it, and the way to each."""
    opened: dict[UUID, list[Consultation]] = {}
    for one in (
        Consultation.objects.filter(announced__in=announced).exclude(phase=Phase.DRAFT).order_by("opens_on", "pk")
    ):
        if one.announced_id is not None:
            opened.setdefault(one.announced_id, []).append(one)
    found: dict[UUID, list[Link]] = {}
    for key, consultations in opened.items():
        n = len(consultations)
        said = ngettext(
            "%(n)d consultation was opened on this", "%(n)d consultations were opened on this: number %(place)d", n
        )
        found[key] = [
            Link(
                reverse("consultation", args=(one.pk, language)),
                said % {"n": n, "place": place},
                said_in(one.question, language)[0],
            )
            for place, one in enumerate(consultations, start=1)
        ]
    return found


def open_for_the_convener(announced: Sequence[Announced], language: str) -> dict[UUID, list[Link]]:
    """For each of them, the way to a new consultation on it: in its dialogue, or in any where it belongs to none."""
    dialogues = list(Dialogue.objects.filter(standing=Standing.ACTIVE))
    return {
        one.pk: [
            Link(
                f"{reverse('consultation_new', args=(dialogue.pk,))}?announced={one.pk}",
                _("Open a consultation on it"),
                said_in(dialogue.name, language)[0],
            )
            for dialogue in dialogues
            if one.encounter.dialogue_id in (None, dialogue.pk)
        ]
        for one in announced
    }
