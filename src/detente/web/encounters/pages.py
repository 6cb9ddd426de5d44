"""What the public pages and files of an encounter are made of."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from detente.exchange.encounter import encounter_json, rows_csv
from detente.report.edition import lay
from detente.report.edition_page import edition_parts
from detente.report.markup import Html
from detente.web.core.errors import NotFound
from detente.web.encounters.editions import Shown, thaw
from detente.web.encounters.models import Edition, Encounter, Reply
from detente.web.encounters.queries.following import announced_of_edition, replies_beside, replies_elsewhere
from detente.web.encounters.queries.public import given_of, reports_of

__all__ = ["FILES", "File", "context_of", "file_of", "languages_of"]

FILES = {"concordance.json": "application/json", "rows.csv": "text/csv; charset=utf-8"}
"""What can be fetched of an edition."""


@dataclass(frozen=True)
class File:
    """One download."""

    name: str
    kind: str
    body: bytes


def file_of(edition: Edition, name: str) -> File:
    """A download of an edition. The same edition gives the same bytes, until a text of it is taken down.

    Raises
    ------
    NotFound
        There is no such file.
    """
    if name not in FILES:
        raise NotFound
    return File(name, FILES[name], _body(thaw(edition), name).encode())


def _body(shown: Shown, name: str) -> str:
    return encounter_json(shown.file()) if name == "concordance.json" else rows_csv(shown.content, shown.withdrawn)


def languages_of(name: str, language: str, *keys: object) -> list[tuple[str, str, bool]]:
    """The same page in every language: code, address, whether it is this one. `keys` follow the language."""
    return [
        (code, reverse(name, args=(*keys[:1], code, *keys[1:])), code == language) for code, _ in settings.LANGUAGES
    ]


def context_of(encounter: Encounter, edition: Edition, language: str) -> dict[str, Any]:
    """For the page of an edition."""
    shown = thaw(edition)
    beside = {row: _answers(encounter, replies) for row, replies in replies_beside(edition).items()}
    laid = lay(shown.content, beside)
    parts = edition_parts(laid, language=language)
    own = reverse("encounter_edition", args=(encounter.pk, language, edition.number))
    numbers = list(encounter.editions.order_by("number").values_list("number", flat=True))
    return {
        "encounter": encounter,
        "edition": edition,
        "content": shown.content,
        "redacted": shown.redacted,
        "numbers": numbers,
        "newest": numbers[-1],
        "given": given_of(shown),
        "reports": reports_of(edition),
        "parts": {each.name: _safe(getattr(parts, each.name)) for each in fields(parts)},
        "elsewhere": replies_elsewhere(edition),
        "follows": len(announced_of_edition(edition)),
        "files": [(name, len(_body(shown, name).encode())) for name in FILES],
        "address": f"{settings.CONFIG.origin}{own}",
    }


def _answers(encounter: Encounter, replies: list[Reply]) -> Html:
    """What the sides answer to a row, to stand below it."""
    return Html(render_to_string("encounters/_replies.html", {"replies": replies, "encounter": encounter}))


def _safe(part: Html | tuple[Html, ...] | None) -> SafeString | list[SafeString] | None:
    """What `detente.report` made: every word of a text in it is escaped there (report.markup)."""
    if part is None:
        return None
    return [mark_safe(one) for one in part] if isinstance(part, tuple) else mark_safe(part)
