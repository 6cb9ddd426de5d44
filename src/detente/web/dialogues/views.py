"""Public pages of dialogues."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from detente.web.core.languages import best_language
from detente.web.dialogues import access, queries

__all__ = ["any_language", "dialogue_page", "home"]


@require_safe
def home(request: HttpRequest, language: str = "") -> HttpResponse:
    """The first page: what this is, and every dialogue."""
    return render(request, "dialogues/home.html", {"listed": queries.listed()})


@require_safe
def any_language(request: HttpRequest, dialogue: UUID) -> HttpResponse:
    """Lead to the dialogue in the language that the browser likes best."""
    found = access.dialogue_for_everybody(dialogue)
    response = HttpResponseRedirect(reverse("dialogue", args=(found.pk, best_language(request, found.languages))))
    response.headers["Vary"] = "Accept-Language"
    return response


@require_safe
def dialogue_page(request: HttpRequest, dialogue: UUID, language: str) -> HttpResponse:
    """One dialogue: its sides, how it stands, its consultations."""
    found = access.dialogue_for_everybody(dialogue)
    context = {"dialogue": found, "sides": list(found.sides.all()), "phases": queries.by_phase(found)}
    return render(request, "dialogues/dialogue.html", context)
