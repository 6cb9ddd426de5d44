"""What the pages below this app say of results: who votes or voted finds them from there."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from detente.web.consultations.beside import Link
from detente.web.consultations.models import Consultation, Phase
from detente.web.results.queries import newest
from detente.web.results.released import released

__all__ = ["of_consultation", "of_statements"]


def of_consultation(consultation: Consultation, language: str) -> list[Link]:
    """The way to the page of results, once people could take part."""
    if consultation.phase not in (Phase.OPEN, Phase.CLOSED, Phase.ERASED):
        return []
    address = reverse("results", args=(consultation.pk, language))
    if not consultation.snapshots.exists():
        return [Link(address, _("Results: what opens them"))]
    return [Link(address, _("Results so far") if consultation.phase == Phase.OPEN else _("Results"))]


def of_statements(consultation: Consultation, statements: Sequence[int], language: str) -> dict[int, list[Link]]:
    """For each statement of which a number is published, the way to its numbers."""
    found = newest(consultation)
    shown = set() if found is None else released(found)
    return {
        key: [Link(reverse("result_statement", args=(consultation.pk, language, key)), _("What others answered"))]
        for key in statements
        if key in shown
    }
