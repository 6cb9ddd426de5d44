"""Reading encounters: the list, an edition's page, its files; and publishing one. Public pages read no cookie."""

from __future__ import annotations

import hashlib
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from detente import codec
from detente.exchange.encounter import Content
from detente.web.core.errors import Refused
from detente.web.core.languages import best_language
from detente.web.encounters import access, pages
from detente.web.encounters.actions import publishing
from detente.web.encounters.errors import NothingChanged
from detente.web.encounters.forms.public import PublishForm
from detente.web.encounters.models import Edition, Encounter
from detente.web.encounters.queries.public import published

__all__ = ["encounter", "encounter_any", "encounter_edition", "encounter_file", "encounter_publish", "encounters"]

SHORT = "public, max-age=60"
"""Of files: a minute old at most, and then asked for again with the ETag. A takedown has to reach them soon."""

ASKED = "public, no-cache"
"""Of pages: may be kept, but is asked for again with the ETag each time."""


@require_safe
def encounters(request: HttpRequest, language: str) -> HttpResponseBase:
    """Every published encounter, the latest first."""
    context = {"published": published(), "pages": pages.languages_of("encounters", language)}
    return _page(request, "encounters/encounters.html", context)


@require_safe
def encounter_any(request: HttpRequest, encounter: UUID) -> HttpResponseBase:
    """The page in the language that the browser likes best."""
    found = access.encounter_for_everybody(encounter)
    return HttpResponseRedirect(reverse("encounter", args=(found.pk, best_language(request))))


@require_safe
def encounter(request: HttpRequest, encounter: UUID, language: str) -> HttpResponseBase:
    """The newest edition."""
    found = access.encounter_for_everybody(encounter)
    places = pages.languages_of("encounter", language, found.pk)
    return _edition(request, found, access.edition_for_everybody(found), language, places)


@require_safe
def encounter_edition(request: HttpRequest, encounter: UUID, language: str, number: int) -> HttpResponseBase:
    """One edition for good."""
    found = access.encounter_for_everybody(encounter)
    places = pages.languages_of("encounter_edition", language, found.pk, number)
    return _edition(request, found, access.edition_for_everybody(found, number), language, places)


def _edition(
    request: HttpRequest, found: Encounter, edition: Edition, language: str, places: list[tuple[str, str, bool]]
) -> HttpResponseBase:
    context = pages.context_of(found, edition, language) | {"pages": places}
    return _page(request, "encounters/encounter.html", context)


@require_safe
def encounter_file(request: HttpRequest, encounter: UUID, number: int, name: str) -> HttpResponseBase:
    """An edition as JSON, or its rows as a table."""
    found = access.encounter_for_everybody(encounter)
    made = pages.file_of(access.edition_for_everybody(found, number), name)
    answer = _answer(request, made.body, made.kind, SHORT)
    if name != "concordance.json":
        answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _page(request: HttpRequest, template: str, context: dict[str, object]) -> HttpResponseBase:
    return _answer(request, render_to_string(template, context, request).encode(), "text/html; charset=utf-8", ASKED)


def _answer(request: HttpRequest, body: bytes, kind: str, keep: str) -> HttpResponseBase:
    etag = f'"{hashlib.sha256(body).hexdigest()}"'
    headers = {"ETag": etag, "Cache-Control": keep, "Content-Length": str(len(body))}
    made = HttpResponse(body, content_type=kind, headers=headers)
    return get_conditional_response(request, etag=etag, response=made) or made


# --- publishing ---


@require_http_methods(["GET", "HEAD", "POST"])
def encounter_publish(request: HttpRequest, encounter: UUID) -> HttpResponse:
    """What will be public, what is not confirmed yet, under whose name; and the button."""
    actor, found = access.encounter_of_editor(request, encounter)
    last = found.editions.select_related("published_by").order_by("-number").first()
    form = PublishForm(request.POST if request.method == "POST" else None, first=last is None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        edition = publishing.publish(actor=actor, encounter=found, note=said["note"], seen=said["seen"])
        messages.success(request, _("Edition %(number)d is public now, under your name.") % {"number": edition.number})
        return HttpResponseRedirect(reverse("encounter_publish", args=(found.pk,)), status=303)
    context: dict[str, object] = {"encounter": found, "last": last, "contact": found.contact.strip()}
    try:
        ready = publishing.ready(found)
        if not ready.changed:
            raise NothingChanged
    except Refused as refused:
        if request.method == "POST":
            raise
        return render(request, "encounters/publish.html", context | {"refused": refused.message()})
    if not form.is_bound:
        form.initial["seen"] = ready.seen
    before = codec.from_plain(Content, last.content) if last else None
    context |= {
        "form": form,
        "actor": actor,
        "ready": ready,
        "content": ready.content,
        "changes": publishing.changes(ready.content, before),
        "waiting": [row for row in ready.state.rows if row.decided is None],
        "frames": [(passage, ready.content.text(passage.of)) for passage in ready.content.frames],
    }
    return render(request, "encounters/publish.html", context, status=400 if form.errors else 200)
