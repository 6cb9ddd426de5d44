"""The results of a consultation: the page, a statement's own page, and files. No cookie is read."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from detente.web.consultations.access import consultation_for_everybody
from detente.web.results import context, files, pages

__all__ = ["download", "results", "statement"]

SHORT = "public, max-age=60"
"""Of files: a minute old at most, and then asked for again with the ETag."""

ASKED = "public, no-cache"
"""Of pages: may be kept, but is asked for again with the ETag each time."""


@require_safe
def results(request: HttpRequest, consultation: UUID, language: str) -> HttpResponseBase:
    """What those who took part think, where they differ and what they share."""
    key = (*pages.stamp(consultation), language)

    def make() -> bytes:
        found = consultation_for_everybody(consultation)
        return render_to_string("results/results.html", context.of_results(found, language), request).encode()

    body, digest = pages.page(key, make)
    return _answer(request, body, f'"{digest}"', "text/html; charset=utf-8", ASKED)


@require_safe
def statement(request: HttpRequest, consultation: UUID, language: str, statement: int) -> HttpResponseBase:
    """One statement: its numbers, its languages, and where else it stands."""
    given = context.of_statement(consultation_for_everybody(consultation), statement, language)
    body = render_to_string("results/statement.html", given, request).encode()
    return _answer(request, body, f'"{pages.digest(body)}"', "text/html; charset=utf-8", ASKED)


@require_safe
def download(request: HttpRequest, consultation: UUID, name: str) -> HttpResponseBase:
    """A file of the newest publication."""
    found = files.file(consultation_for_everybody(consultation), name)
    answer = _answer(request, found.body, found.etag, found.kind, SHORT)
    if name != "map.json":
        answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _answer(request: HttpRequest, body: bytes, etag: str, kind: str, keep: str) -> HttpResponseBase:
    headers = {"ETag": etag, "Cache-Control": keep, "Content-Length": str(len(body))}
    made = HttpResponse(body, content_type=kind, headers=headers)
    return get_conditional_response(request, etag=etag, response=made) or made
