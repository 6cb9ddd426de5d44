"""Joining, resuming, leaving. A GET here never makes a participant and never sets or clears a cookie."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from detente.web.consultations import access, code_text, cookies
from detente.web.consultations.actions import joining
from detente.web.consultations.actions.voting import serve_next
from detente.web.consultations.forms.joining import CodeForm, SideForm
from detente.web.consultations.models import Consultation, Level, Participant
from detente.web.consultations.queries.joining import side_can_change
from detente.web.core import work
from detente.web.core.addresses import client_network
from detente.web.core.buckets import JOINS
from detente.web.core.errors import NotSameOrigin, Refused

__all__ = ["begin", "challenge", "forget", "join", "wait"]


@require_POST
def begin(request: HttpRequest, consultation: UUID, language: str) -> HttpResponse:
    """The step from a first page into the consultation.

    Who follows a link from a mail arrives without a SameSite=Strict cookie; this same-origin POST carries it, so that
    they go on as the same participant.
    """
    place = access.open_consultation(consultation)
    known = _known(request, place)
    return _resumed(request, place, language, known) if known else _onwards(place, language, "join")


@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, consultation: UUID, language: str) -> HttpResponse:
    """Type a code, or choose a side."""
    place = access.open_consultation(consultation)
    known = _known(request, place)
    if place.level == Level.DEALT:
        return _join_dealt(request, place, language, known)
    return _join_open(request, place, language, known)


@require_http_methods(["GET", "HEAD", "POST"])
def wait(request: HttpRequest, consultation: UUID, language: str) -> HttpResponse:
    """For browsers without scripts: a ticket that is good after some seconds takes the place of the work."""
    place = access.open_consultation(consultation)
    if request.method != "POST":
        return HttpResponseRedirect(_address(place, language, "join"))
    if place.level != Level.OPEN:
        raise joining.NeedsCode
    known = _known(request, place)
    form = SideForm(place, request.POST)
    if not form.is_valid():
        return _join_page(request, place, known, form, status=400)
    if known:
        joining.change_side(participant=known, side=form.chosen())
        return _resumed(request, place, language, known)
    level = JOINS.enter(client_network(request))
    return _waiting(request, place, form, work.ticket(place.pk, level), work.seconds_of(level))


@require_GET
def challenge(request: HttpRequest, consultation: UUID) -> JsonResponse:
    """Work for a browser. Nothing is kept but a count in memory of how often this network asked within the hour."""
    place = access.open_consultation(consultation)
    if place.level != Level.OPEN:
        raise joining.NeedsCode
    # Another site that embeds this address must not be able to fill its visitors' buckets. It gets no work either: who
    # lets a program say "cross-site" would have the lightest for ever.
    if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        raise NotSameOrigin
    return JsonResponse(work.challenge(place.pk, JOINS.enter(client_network(request))))


@require_http_methods(["GET", "HEAD", "POST"])
def forget(request: HttpRequest, consultation: UUID, language: str) -> HttpResponse:
    """Have everything deleted that was kept of this browser's participant."""
    place = access.consultation_held_here(consultation)
    context: dict[str, Any] = {"consultation": place, "done": request.method == "POST"}
    if request.method != "POST":
        return render(request, "consultations/forget.html", context)
    known = _known(request, place)
    if known:
        joining.forget(participant=known)
    # Who is not known is told the same and loses a cookie that opens nothing any more.
    answer = render(request, "consultations/forget.html", context)
    cookies.clear(answer, place)
    return answer


def _join_dealt(request: HttpRequest, place: Consultation, language: str, known: Participant | None) -> HttpResponse:
    if request.method != "POST":
        return _join_page(request, place, known, CodeForm())
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _join_page(request, place, known, form, status=400)
    try:
        cookie = joining.join_with_code(consultation=place, typed=form.cleaned_data["code"])
    except (code_text.CodeMistyped, joining.CodeUnknown, joining.CodeSpent) as refused:
        form.add_error("code", refused.message())
        return _join_page(request, place, known, form, status=refused.status)
    return _welcome(place, language, cookie)


def _join_open(request: HttpRequest, place: Consultation, language: str, known: Participant | None) -> HttpResponse:
    if request.method != "POST":
        initial = {"side": SideForm.value_of(known.side)} if known else {}
        return _join_page(request, place, known, SideForm(place, initial=initial))
    form = SideForm(place, request.POST)
    if not form.is_valid():
        return _join_page(request, place, known, form, status=400)
    side = form.chosen()
    if known:
        joining.change_side(participant=known, side=side)
        return _resumed(request, place, language, known)
    ticket = form.cleaned_data["ticket"]
    try:
        proof = work.redeemed(ticket, place.pk) if ticket else work.solved(form.cleaned_data["proof"], place.pk)
    except work.StillWaiting as early:
        return _waiting(request, place, form, ticket, int(str(early.details["seconds"])), early)
    return _welcome(place, language, joining.join_open(consultation=place, side=side, proof=proof))


def _join_page(
    request: HttpRequest,
    place: Consultation,
    known: Participant | None,
    form: CodeForm | SideForm,
    *,
    status: int = 200,
) -> HttpResponse:
    context = {
        "consultation": place,
        "form": form,
        "dealt": place.level == Level.DEALT,
        "known": known is not None,
        "fixed": known is not None and not side_can_change(known),
    }
    return render(request, "consultations/join.html", context, status=status)


def _waiting(
    request: HttpRequest,
    place: Consultation,
    form: SideForm,
    ticket: str,
    seconds: int,
    early: Refused | None = None,
) -> HttpResponse:
    context = {
        "consultation": place,
        "ticket": ticket,
        "side": form.cleaned_data["side"],
        "seconds": seconds,
        "early": early.message() if early else "",
    }
    answer = render(request, "consultations/wait.html", context, status=early.status if early else 200)
    if early:
        answer.headers["Retry-After"] = str(seconds)
    return answer


def _known(request: HttpRequest, place: Consultation) -> Participant | None:
    try:
        return access.participant(request, place)[0]
    except access.NotJoined:
        return None


def _resumed(request: HttpRequest, place: Consultation, language: str, known: Participant) -> HttpResponse:
    """On with what waits for them; something new where nothing does."""
    serve_next(known, cookies.cookie_of(request) or b"")
    return _onwards(place, language, "vote")


def _welcome(place: Consultation, language: str, cookie: bytes) -> HttpResponse:
    answer = _onwards(place, language, "vote")
    cookies.give(answer, place, cookie)
    return answer


def _address(place: Consultation, language: str, name: str) -> str:
    return reverse(name, kwargs={"consultation": place.pk, "language": language})


def _onwards(place: Consultation, language: str, name: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(_address(place, language, name), status=303)
