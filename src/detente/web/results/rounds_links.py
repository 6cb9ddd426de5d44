"""What the pages of a consultation say of its rounds."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from detente.web.consultations.models import Consultation, Phase
from detente.web.dialogues.beside import Link
from detente.web.dialogues.models import Standing
from detente.web.results.rounds import later_rounds, preparing, round_before

__all__ = ["of_consultation", "of_consultation_staff"]


def of_consultation(consultation: Consultation, language: str) -> list[Link]:
    """The way to what moved, from the earlier round and from the later one."""
    links = []
    if round_before(consultation) is not None:
        address = reverse("compare_rounds", args=(consultation.pk, language))
        links.append(Link(address, _("This question was asked before: what moved since")))
    for later in later_rounds(consultation):
        links.append(
            Link(reverse("consultation", args=(later.pk, language)), _("This question is asked again: the later round"))
        )
        links.append(Link(reverse("compare_rounds", args=(later.pk, language)), _("What moved since this round")))
    return links


def of_consultation_staff(consultation: Consultation, language: str) -> list[Link]:
    """The way to a new round, once this one is over."""
    if consultation.phase not in (Phase.CLOSED, Phase.ERASED) or consultation.dialogue.standing != Standing.ACTIVE:
        return []
    draft = preparing(consultation)
    if draft is not None:
        return [Link(reverse("setup", args=(draft.pk, "review")), _("A new round of this question is in preparation"))]
    return [Link(reverse("ask_again", args=(consultation.pk,)), _("Ask the same question again"))]
