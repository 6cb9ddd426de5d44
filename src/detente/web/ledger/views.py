"""The public pages of the ledger."""

from __future__ import annotations

import json
from collections.abc import Iterator
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language_info
from django.views.decorators.http import require_safe

from detente.exchange.ledger import LEDGER_FORMAT
from detente.web.core.errors import NotFound
from detente.web.core.languages import codes
from detente.web.ledger import queries
from detente.web.ledger.sentences import sentence

__all__ = ["download", "ledger"]


@require_safe
def ledger(request: HttpRequest, language: str, dialogue: UUID | None = None) -> HttpResponse:
    """A page of the ledger, the newest entries first."""
    page = queries.page_of(dialogue=dialogue, before=_before(request))
    if dialogue is not None and not queries.page_of(dialogue=dialogue, size=1).entries:
        raise NotFound  # every dialogue's creation is an entry
    newest = queries.page_of(size=1).entries
    context = {
        "lines": [{"entry": entry, "sentence": sentence(entry)} for entry in page.entries],
        "older": page.older,
        "dialogue": dialogue,
        "head": newest[0].digest if newest else "",
        "languages": _languages(dialogue),
    }
    return render(request, "ledger/ledger.html", context)


def _languages(dialogue: UUID | None) -> list[tuple[str, str, str]]:
    keys = {"dialogue": dialogue} if dialogue else {}
    name = "dialogue_ledger" if dialogue else "ledger"
    return [
        (code, get_language_info(code)["name_local"], reverse(name, kwargs=keys | {"language": code}))
        for code in codes()
    ]


def _before(request: HttpRequest) -> int | None:
    text = request.GET.get("before", "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 18):
        raise NotFound
    return int(text)


@require_safe
def download(request: HttpRequest) -> StreamingHttpResponse:
    """The whole ledger as JSON, for ``detente verify ledger``; sent while it is read."""
    answer = StreamingHttpResponse(_lines(), content_type="application/json")
    answer["Content-Disposition"] = 'attachment; filename="ledger.json"'
    return answer


def _lines() -> Iterator[str]:
    yield f'{{"format": {json.dumps(LEDGER_FORMAT)}, "site": {json.dumps(settings.CONFIG.origin)}, "entries": ['
    separator = "\n"
    for entry in queries.chain():
        yield separator + json.dumps(entry, ensure_ascii=False)
        separator = ",\n"
    yield "\n]}\n"
