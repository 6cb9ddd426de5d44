"""Rounds of the same question: what moved, and asking again."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from detente.web.consultations.access import consultation_for_everybody
from detente.web.consultations.actions.setup import MOST_STATEMENTS
from detente.web.consultations.models import Phase, Stage
from detente.web.people import access as people
from detente.web.results import rounds

__all__ = ["ask_again", "compare_rounds"]


@require_safe
def compare_rounds(request: HttpRequest, consultation: UUID, language: str) -> HttpResponse:
    """What moved since the round before, side by side."""
    found = consultation_for_everybody(consultation)
    before = rounds.round_before(found)
    context = {
        "consultation": found,
        "before": before,
        "later": rounds.later_rounds(found),
        "comparison": rounds.compare(before, found, language) if before else None,
    }
    return render(request, "results/rounds.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def ask_again(request: HttpRequest, consultation: UUID) -> HttpResponse:
    """Prepare a new round of a question that is over."""
    actor = people.convener(request)
    found = consultation_for_everybody(consultation)
    if request.method == "POST":
        made = rounds.ask_again(actor=actor, consultation=found)
        messages.success(request, _("The new round is in preparation. Days, moderators and harm are asked anew."))
        return HttpResponseRedirect(reverse("setup", args=(made.pk, "review")), status=303)
    if found.phase not in (Phase.CLOSED, Phase.ERASED):
        raise rounds.NotOver
    context = {
        "consultation": found,
        "dialogue": found.dialogue,
        "statements": found.statements.filter(stage=Stage.SHOWN).count(),
        "most": MOST_STATEMENTS,
        "draft": rounds.preparing(found),
    }
    return render(request, "results/ask_again.html", context)
