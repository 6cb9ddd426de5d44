"""What everybody may read of the results, and what a redraw reads of the votes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.utils.translation import gettext, override

from detente.opinion import codec
from detente.opinion.disclosure import Waiting
from detente.opinion.results import PublishedMap, RankedStatement
from detente.report.subject import StatementText, Subject
from detente.web.consultations.models import Consultation, Origin, Reason, Stage, Statement
from detente.web.consultations.queries.pages import texts_of
from detente.web.results.memory import waiting_of
from detente.web.results.models import Import, MapSnapshot, ReleaseMemory
from detente.web.results.votes import VoteInput, vote_input

__all__ = [
    "Newest",
    "VoteInput",
    "in_language",
    "newest",
    "published_json",
    "published_of",
    "subject",
    "vote_input",
    "waiting",
]

UNSPOKEN = (Reason.PRIVATE_PERSON, Reason.UNLAWFUL, Reason.ADVERTISING, Reason.ABUSE)
"""A statement that was retired for one of these is counted and not repeated."""


@dataclass(frozen=True, eq=False)
class Newest:
    """The newest publication of a consultation.

    Attributes
    ----------
    snapshot : MapSnapshot
    published : PublishedMap
        Sides have their names in the dialogue's first language; `in_language` puts in the reader's.
    statements : tuple of int
        Key of each statement of the map, in its order.
    waiting : Waiting or None
        What the next full release waits for; None once the rows are destroyed.
    about : mapping
        ``days``, ``moderation``, ``codes`` (`results.about`).
    """

    snapshot: MapSnapshot
    published: PublishedMap
    statements: tuple[int, ...]
    waiting: Waiting | None
    about: Mapping[str, Any]


def newest(consultation: Consultation) -> Newest | None:
    """The newest publication; None as long as nothing is published (`waiting` then says why)."""
    row = MapSnapshot.objects.filter(consultation=consultation).defer("published").order_by("-number").first()
    if row is None:
        return None
    return Newest(
        snapshot=row,
        published=published_of(row.pk),
        statements=tuple(int(key) for key in row.statements),
        waiting=waiting(consultation),
        about=row.about,
    )


@lru_cache(maxsize=32)
def published_of(snapshot: UUID) -> PublishedMap:
    """The map of a snapshot, read once in a process: a snapshot never changes."""
    (plain,) = MapSnapshot.objects.filter(pk=snapshot).values_list("published", flat=True)
    return codec.from_plain(PublishedMap, plain)


def waiting(consultation: Consultation) -> Waiting | None:
    """What the next full release waits for; None before the first redraw and once the rows are destroyed."""
    row = ReleaseMemory.objects.filter(consultation=consultation).defer("state").first()
    return None if row is None else waiting_of(row)


def published_json(published: PublishedMap) -> str:
    """The map as a file: the same bytes for the download, the API and ``detente map --from-database``."""
    return codec.dumps(published) + "\n"


def subject(consultation: Consultation, statements: Sequence[int], language: str) -> Subject:
    """The words around the numbers, in the reader's language where they exist, else as they were written.

    Parameters
    ----------
    consultation : Consultation
    statements : sequence of int
        Keys, in the order of the map (`Newest.statements`).
    language : str
    """
    known = Statement.objects.in_bulk(list(statements))
    texts = texts_of(statements, language)
    imported = Import.objects.filter(consultation=consultation).first()
    return Subject(
        topic=_said(consultation.question, language, consultation.languages),
        description=_said(consultation.about, language, consultation.languages),
        statements=tuple(
            _statement(key, known.get(key), texts[key].text, texts[key].language, language)
            if key in texts
            else StatementText(str(key), "")
            for key in statements
        ),
        decisions=tuple(imported.notes) if imported else (),
        simulated=consultation.simulated,
        source=imported.source if imported else "",
        held_elsewhere=imported is not None,
    )


def _statement(key: int, found: Statement | None, text: str, spoken: str, language: str) -> StatementText:
    organisers = found is not None and found.origin == Origin.ORGANISERS
    if found is not None and found.stage == Stage.RETIRED and found.reason in UNSPOKEN:
        with override(language):
            label = str(Reason(found.reason).label)
            text, spoken = gettext("Taken back by the moderators. %(reason)s") % {"reason": label}, language
    return StatementText(str(key), text, by_organiser=organisers, language=spoken)


def _said(texts: Mapping[str, str], language: str, languages: Sequence[str]) -> str:
    for code in (language, *languages):
        if texts.get(code):
            return texts[code]
    return next((text for text in texts.values() if text), "")


def in_language(published: PublishedMap, consultation: Consultation, language: str) -> PublishedMap:
    """The same map with the sides' names in the reader's language; nothing but names differs."""
    summary = published.summary
    sides = list(consultation.dialogue.sides.order_by("position"))
    old = [side.name for side in summary.sides]
    if len(sides) != len(old):
        return published
    new = [side.name.get(language) or name for side, name in zip(sides, old, strict=True)]
    if len({*new}) < len(new) or new == old:
        return published
    parts = {f"side:{a}": f"side:{b}" for a, b in zip(old, new, strict=True)}
    parts |= {f"group:{group.name}": f"group:{group.name}" for group in summary.groups}
    whole = parts | {f"{a} | {b}": f"{c} | {d}" for a, c in parts.items() for b, d in parts.items()}

    def renamed(ranking: tuple[RankedStatement, ...]) -> tuple[RankedStatement, ...]:
        return tuple(replace(entry, least=whole.get(entry.least, entry.least)) for entry in ranking)

    return replace(
        published,
        summary=replace(
            summary,
            sides=tuple(replace(side, name=name) for side, name in zip(summary.sides, new, strict=True)),
            common_ground=renamed(summary.common_ground),
            divisive=renamed(summary.divisive),
            unsure=renamed(summary.unsure),
            matters=renamed(summary.matters),
            majority=renamed(summary.majority),
        ),
    )
