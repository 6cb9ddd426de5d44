"""One statement at a time: the page, and the answer to a vote with the next statement in it."""

from __future__ import annotations

import json
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from detente.web.consultations import access
from detente.web.consultations.actions.voting import BadValue, cast_vote, serve_next
from detente.web.consultations.cookies import cookie_of
from detente.web.consultations.queries.voting import Place, place_of
from detente.web.consultations.serving import Memory
from detente.web.core.errors import TooLarge
from detente.web.core.middleware import wants_json

__all__ = ["vote"]

LARGEST = 4096
"""Bytes of a vote; a form of ours sends under a hundred."""


def vote(request: HttpRequest, consultation: UUID, language: str) -> HttpResponse:
    """GET: the statement that waits. POST: an answer (``statement``, ``value``, ``matters``), or ``next=1``.

    ``back=my_votes`` leads back to the list where an answer was changed.
    """
    if request.method in ("GET", "HEAD"):
        return _page(request, consultation, language)
    if request.method == "POST":
        return _post(request, consultation, language)
    return HttpResponseNotAllowed(("GET", "HEAD", "POST"))


def _page(request: HttpRequest, consultation: UUID, language: str) -> HttpResponse:
    shown = access.consultation_held_here(consultation)
    cookie = cookie_of(request)
    if cookie is None:
        return _see_other("consultation", consultation, language)
    try:
        place, memory = place_of(consultation=consultation, cookie=cookie)
    except access.NotJoined:
        return _see_other("consultation", consultation, language)
    context = _told(place, memory, language) | {"consultation": shown, "more": place.more}
    return render(request, "consultations/vote.html", context)


def _post(request: HttpRequest, consultation: UUID, language: str) -> HttpResponse:
    fields = _fields(request)
    cookie = cookie_of(request)
    if cookie is None:
        raise access.NotJoined
    if fields.get("next") == "1":
        found = access.open_consultation(consultation)
        who, cookie = access.participant(request, found)
        serve_next(who, cookie)
        place, memory = place_of(consultation=consultation, cookie=cookie)
    else:
        place, memory = cast_vote(
            consultation=consultation,
            cookie=cookie,
            statement=_key(fields.get("statement")),
            value=str(fields.get("value", "")),
            matters=fields.get("matters") in (True, "1", "on", "true"),
        )
    if wants_json(request):
        return JsonResponse(_told(place, memory, language))
    return _see_other("my_votes" if fields.get("back") == "my_votes" else "vote", consultation, language)


def _told(place: Place, memory: Memory, language: str) -> dict[str, object]:
    statement = None if place.statement is None else memory.words(place.statement, language)
    return {"statement": statement, "answered": place.answered, "open": place.open}


def _fields(request: HttpRequest) -> dict[str, object]:
    """The form's fields, or the same in a JSON object.

    Raises
    ------
    TooLarge, BadValue
    """
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdigit() or int(length) > LARGEST:
        raise TooLarge
    if request.content_type != "application/json":
        return dict(request.POST.items())
    try:
        fields = json.loads(request.body)
    except (ValueError, RecursionError):  # four thousand brackets nest too deep
        raise BadValue from None
    if not isinstance(fields, dict):
        raise BadValue
    return fields


def _key(text: object) -> int:
    """A statement's key; anything that cannot be one is a bad request."""
    if not isinstance(text, str) or not text.isascii() or not text.isdigit() or len(text) > 19:
        raise BadValue
    return int(text)


def _see_other(name: str, consultation: UUID, language: str) -> HttpResponse:
    address = reverse(name, kwargs={"consultation": consultation, "language": language})
    return HttpResponse(status=303, headers={"Location": address})
