"""What the templates of results are given."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.safestring import SafeString, mark_safe

from detente.opinion.disclosure import Waiting
from detente.report.markup import Html
from detente.report.results_page import statement_parts
from detente.web.consultations.models import Consultation, Stage, Statement, StatementText
from detente.web.consultations.queries.pages import state_of
from detente.web.core.errors import NotFound
from detente.web.dialogues.models import Side
from detente.web.results import files, pages, queries
from detente.web.results.pages import Page
from detente.web.results.queries import UNSPOKEN
from detente.web.results.votes import side_names

__all__ = ["of_results", "of_statement"]

LEAST_VOTES = 10
"""Answers from which somebody has a place worth telling them."""


def _safe(html: Html) -> SafeString:
    """What `detente.report` made: every word of a user in it is escaped there (report.markup)."""
    return mark_safe(html)


def _colours(sides: Sequence[Side]) -> str:
    """Classes that give the sides of the report the colours and shapes which they have on every page."""
    return " ".join(f"s{place}-{side.colour}" for place, side in enumerate(sides))


def _agenda(consultation: Consultation, language: str) -> str:
    """The address of the agenda, where the site has one."""
    try:
        return reverse("agenda", args=[consultation.dialogue_id, language])
    except NoReverseMatch:
        return ""


def _whole(consultation: Consultation, language: str) -> dict[str, Any]:
    sides = list(consultation.dialogue.sides.order_by("position"))
    return {
        "consultation": consultation,
        "state": state_of(consultation),
        "sides": sides,
        "colours": _colours(sides),
        "agenda": _agenda(consultation, language),
    }


def _missing(waiting: Waiting | None, sides: Sequence[Side], names: Sequence[str]) -> list[Side]:
    """The sides that the next release waits for; `names` are those of the published map, in the sides' order."""
    if waiting is None:
        return []
    return [side for side, name in zip(sides, names, strict=False) if name in waiting.sides]


def of_results(consultation: Consultation, language: str) -> dict[str, Any]:
    """For the page of results; where nothing is published yet, what it waits for."""
    given = _whole(consultation, language)
    newest = queries.newest(consultation)
    waiting = newest.waiting if newest else queries.waiting(consultation)
    given |= {"waiting": waiting, "missing": _missing(waiting, given["sides"], side_names(consultation))}
    if newest is None:
        return given
    made = pages.parts(consultation, newest, language)
    return given | {
        "newest": newest,
        "snapshot": newest.snapshot,
        "floor": newest.published.floor,
        "parts": {
            name: _safe(getattr(made.parts, name))
            for name in ("turnout", "answer", "verdict", "findings", "camps", "statements", "method")
        },
        "sources": [_safe(sentence) for sentence in made.parts.sources],
        "notes": made.subject.decisions,
        "about": pages.words(newest),
        "codes": list(zip(given["sides"], newest.about.get("codes", []), strict=False)),
        "licence": settings.CONFIG.results_licence,
        "files": files.sizes(consultation, newest),
        "stand": _stand(consultation, made),
    }


def _stand(consultation: Consultation, made: Page) -> dict[str, object]:
    """What the script for one's own place needs, all of it public; nothing where no statement has a vector."""
    if not any(len(result.vector) > 1 for result in made.published.summary.statements):
        return {}
    return {
        "statements": json.dumps([str(key) for key in made.newest.statements]),
        "groups": json.dumps(made.parts.groups, ensure_ascii=False),
        "address": reverse("result_file", args=[consultation.pk, "map.json"]),
        "etag": files.etag_of(consultation, made.newest, "map.json"),
        "least": LEAST_VOTES,
    }


def of_statement(consultation: Consultation, statement: int, language: str) -> dict[str, Any]:
    """For a statement's own page.

    Raises
    ------
    NotFound
        It is not among what was published of this consultation.
    """
    newest = queries.newest(consultation)
    if newest is None or statement not in newest.statements:
        raise NotFound
    given = _whole(consultation, language)
    made = pages.parts(consultation, newest, language)
    place = newest.statements.index(statement)
    row = Statement.objects.filter(pk=statement, consultation=consultation).first()
    unspoken = row is not None and row.stage == Stage.RETIRED and row.reason in UNSPOKEN
    text = made.subject.statements[place]
    others = [] if unspoken else StatementText.objects.filter(statement=statement).exclude(language=text.language)
    body = statement_parts(made.published, made.subject, made.setting, place, language=language)
    return given | {
        "text": text,
        "row": row,
        "others": sorted(others, key=lambda other: other.language),
        "body": _safe(body),
        "snapshot": newest.snapshot,
        "sources": [_safe(sentence) for sentence in made.parts.sources],
        "beside": pages.beside_statement.of(consultation, statement, language),
    }
