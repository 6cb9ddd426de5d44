"""Public pages of an agenda."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from detente.web.agenda import access, queries
from detente.web.dialogues.access import dialogue_for_everybody

__all__ = ["agenda", "agenda_item"]


@require_safe
def agenda(request: HttpRequest, dialogue: UUID, language: str) -> HttpResponse:
    """Everything on the agenda, with the answers of the sides beside each other."""
    found = dialogue_for_everybody(dialogue)
    entries, withdrawn = queries.agenda_of(found, language)
    context = {"dialogue": found, "entries": entries, "withdrawn": withdrawn, "sides": list(found.sides.all())}
    return render(request, "agenda/agenda.html", context)


@require_safe
def agenda_item(request: HttpRequest, dialogue: UUID, language: str, item: UUID) -> HttpResponse:
    """One item: what was said, the votes behind it, why it is here, the answers, and what became of them."""
    found = dialogue_for_everybody(dialogue)
    entry = queries.entry_of(access.item_of(found, item), language)
    return render(request, "agenda/item.html", {"dialogue": found, "entry": entry})
