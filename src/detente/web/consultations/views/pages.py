"""Pages that everybody can read, and those around voting: my votes, reporting, the end.

A GET writes nothing and knows nobody, except on the pages of one's own votes and reports, where the cookie is needed.
"""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from detente.web.consultations import beside
from detente.web.consultations.access import (
    consultation_for_everybody,
    consultation_held_here,
    open_consultation,
    participant,
)
from detente.web.consultations.actions import reporting
from detente.web.consultations.forms.pages import ReportForm
from detente.web.consultations.models import Consultation
from detente.web.consultations.queries import joining, pages
from detente.web.consultations.queries.announced import opened_on
from detente.web.core.languages import best_language, codes

__all__ = ["any_language", "landing", "my_votes", "promise", "report", "what_next"]


def _context(consultation: Consultation) -> dict[str, object]:
    return {"consultation": consultation, "state": pages.state_of(consultation)}


@require_safe
def any_language(request: HttpRequest, consultation: UUID) -> HttpResponse:
    """To the first page, in the consultation's language that the browser likes best. No cookie keeps it."""
    found = consultation_for_everybody(consultation)
    language = best_language(request, [code for code in found.languages if code in codes()])
    return redirect("consultation", consultation=found.pk, language=language)


@require_safe
def landing(request: HttpRequest, consultation: UUID, language: str) -> HttpResponse:
    """The question, who asks, what becomes of it, and one button."""
    found = consultation_for_everybody(consultation)
    context = _context(found) | {
        "sides": found.dialogue.sides.all(),
        "counts": joining.code_counts(found),
        "one": opened_on(found),
    }
    return render(request, "consultations/landing.html", context)


@require_safe
def promise(request: HttpRequest, consultation: UUID, language: str) -> HttpResponse:
    """What this level keeps and what it does not."""
    found = consultation_for_everybody(consultation)
    return render(request, "consultations/promise.html", _context(found))


@require_safe
def my_votes(request: HttpRequest, consultation: UUID, language: str) -> HttpResponse:
    """One's own answers; changeable while the consultation is open."""
    found = consultation_held_here(consultation)
    person, _cookie = participant(request, found)
    votes = pages.own_votes(person, language)
    links = beside.links_of_statements(found, (int(vote.statement) for vote in votes), language)
    return render(request, "consultations/my_votes.html", _context(found) | {"votes": votes, "beside": links})


@require_safe
def what_next(request: HttpRequest, consultation: UUID, language: str) -> HttpResponse:
    """The end, and what happens next."""
    return render(request, "consultations/what_next.html", _context(consultation_for_everybody(consultation)))


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, consultation: UUID, language: str, statement: int) -> HttpResponse:
    """Ask for a reason, then keep the report and go on voting."""
    found = open_consultation(consultation)
    person, _cookie = participant(request, found)
    shown = pages.reportable(found, statement)
    form = ReportForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        reporting.report(participant=person, statement=shown, reason=form.cleaned_data["reason"])
        return HttpResponseRedirect(f"{reverse('vote', args=[found.pk, language])}?reported=1", status=303)
    context = _context(found) | {"form": form, "text": pages.texts_of([shown.pk], language)[shown.pk]}
    return render(request, "consultations/report.html", context, status=400 if form.is_bound else 200)
