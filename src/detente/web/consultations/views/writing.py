"""Writing a statement, and reading what became of it."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from detente.web.consultations import access, beside, receipts, texts
from detente.web.consultations.actions import writing
from detente.web.consultations.forms.writing import AskForm, PleaForm, WriteForm
from detente.web.consultations.models import Consultation
from detente.web.consultations.queries.moderating import CONVENER_AFTER, FOR_LATE, SHOWN_AFTER, refusals
from detente.web.consultations.queries.writing import alike_shown, outcomes
from detente.web.core.errors import Refused
from detente.web.core.writer import commit

__all__ = ["appeal", "instead", "outcome", "rules", "write"]


@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, consultation: UUID, language: str) -> HttpResponse:
    """The form; then statements like it; then the receipt.

    The receipt is on the answer to the POST and nowhere else: a redirect would have to carry it in an address. The
    same form sent again gives the same page.
    """
    place = access.open_consultation(consultation)
    who, cookie = access.participant(request, place)
    if request.method != "POST":
        form = WriteForm(place, language=language, initial={"receipt": receipts.fresh()})
        return _write_page(request, place, {"form": form})
    form = WriteForm(place, request.POST, language=language)
    if not form.is_valid():
        return _write_page(request, place, {"form": form}, 400)
    data = form.cleaned_data
    try:
        text = texts.checked(data["text"])
        if "anyway" not in request.POST:
            found = alike_shown(
                consultation=place, participant=who, cookie=cookie, text=text, language=data["in_language"]
            )
            if found:
                return _write_page(request, place, {"form": form, "alike": found, "text": text})
        sent = commit(
            lambda: writing.write(
                consultation=place,
                participant=who,
                cookie=cookie,
                text=text,
                language=data["in_language"],
                receipt=data["receipt"],
            )
        )
    except Refused as refused:  # on the page that still has the text, so that nobody types it twice
        form.add_error("text", refused.message())
        return _write_page(request, place, {"form": form}, refused.status)
    return _write_page(request, place, {"sent": sent, "text": text, "in_language": data["in_language"]})


def _write_page(
    request: HttpRequest, place: Consultation, context: dict[str, object], status: int = 200
) -> HttpResponse:
    context |= {"consultation": place, "most": writing.A_DAY, "days": SHOWN_AFTER}
    return render(request, "consultations/write.html", context, status=status)


@require_POST
def instead(request: HttpRequest, consultation: UUID, language: str, statement: int) -> HttpResponse:
    """Vote on a statement that is there already, instead of writing it again."""
    place = access.open_consultation(consultation)
    who, cookie = access.participant(request, place)
    commit(lambda: writing.choose_instead(consultation=place, participant=who, cookie=cookie, statement=statement))
    address = reverse("vote", kwargs={"consultation": place.pk, "language": language})
    return HttpResponse(status=303, headers={"Location": address})


@require_http_methods(["GET", "HEAD", "POST"])
def outcome(request: HttpRequest, consultation: UUID, language: str) -> HttpResponse:
    """What became of the statements of some receipts. They are in the body: an address would stay in a history."""
    place = access.consultation_held_here(consultation)
    if request.method != "POST":
        return _outcome_page(request, place, AskForm())
    form = AskForm(request.POST)
    return _outcome_page(request, place, form, status=200 if form.is_valid() else 400)


@require_POST
def appeal(request: HttpRequest, consultation: UUID, language: str) -> HttpResponse:
    """Appeal a refusal; the answer is the page of outcomes again."""
    place = access.open_consultation(consultation)
    form = PleaForm(request.POST)
    asked = AskForm({"receipts": request.POST.get("receipts") or request.POST.get("receipt", "")})
    try:
        if not form.is_valid():
            raise texts.NoWords
        data = form.cleaned_data
        commit(lambda: writing.appeal(consultation=place, receipt=data["receipt"], plea=data["plea"]))
    except Refused as refused:
        typed = {"receipt": receipts.tidy(request.POST.get("receipt", "")), "refusal": refused.message()}
        return _outcome_page(request, place, asked, status=refused.status, plea=request.POST.get("plea", ""), **typed)
    return _outcome_page(request, place, asked, appealed=True)


def _outcome_page(
    request: HttpRequest, place: Consultation, form: AskForm, *, status: int = 200, **context: object
) -> HttpResponse:
    found = outcomes(place, form.cleaned_data["receipts"]) if form.is_bound and form.is_valid() else []
    shown = [one.text.statement_id for one in found if one.text]
    links = beside.links_of_statements(place, shown, get_language() or "en")
    context |= {"consultation": place, "form": form, "outcomes": found, "longest": texts.LONGEST, "beside": links}
    return render(request, "consultations/outcome.html", context, status=status)


@require_GET
def rules(request: HttpRequest, consultation: UUID, language: str) -> HttpResponse:
    """The rules of moderation, and how often each reason was used."""
    place = access.consultation_for_everybody(consultation)
    context = {
        "consultation": place,
        "refusals": refusals(place),
        "for_late": [reason.label for reason in FOR_LATE],
        "convener_after": CONVENER_AFTER,
        "shown_after": SHOWN_AFTER,
        "longest": texts.LONGEST,
        "a_day": writing.A_DAY,
        "in_queue": writing.IN_QUEUE,
    }
    return render(request, "consultations/rules.html", context)
