"""What the first page says of the publics: the newest question with results, a sentence or two of each kind."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import F

from detente.report.language import language as language_of
from detente.report.wording import Wording
from detente.web.consultations.models import Consultation, Phase, StatementText
from detente.web.consultations.queries.pages import texts_of
from detente.web.dialogues.beside import Panel
from detente.web.dialogues.models import Dialogue, Standing
from detente.web.results.queries import Newest, newest
from detente.web.results.released import released

__all__ = ["Voices", "voices"]

GROUND = 2
"""Statements of common ground on the first page: as much as is read at a glance."""


@dataclass(frozen=True)
class Voices:
    """One consultation on the first page.

    Attributes
    ----------
    consultation : Consultation
    ground, rejected, divide : list of StatementText
        What everybody agrees on most firmly, what everybody rejects, and what divides most, by the published numbers.
    published : bool
        Whether there is anything to read yet.
    open : bool
        Whether one can take part now.
    """

    consultation: Consultation
    ground: list[StatementText]
    rejected: list[StatementText]
    divide: list[StatementText]
    published: bool
    open: bool


def voices(dialogue: Dialogue | None, language: str) -> list[Panel]:
    """The question that opened last among those with results; where there is none, the one that is open now."""
    asked = Consultation.objects.select_related("dialogue").exclude(phase=Phase.DRAFT)
    if dialogue is not None:
        asked = asked.filter(dialogue=dialogue)
    in_order = asked.order_by(F("opens_on").desc(nulls_last=True), "pk")
    shown = in_order.filter(snapshots__isnull=False).first() or in_order.filter(phase=Phase.OPEN).first()
    if shown is None:
        return []
    found = newest(shown)
    told = Voices(
        consultation=shown,
        ground=_sentences(found, _common(found, "agree"), GROUND, language) if found else [],
        rejected=_sentences(found, _common(found, "disagree"), GROUND, language) if found else [],
        divide=_sentences(found, _divides(found), 1, language) if found else [],
        published=found is not None,
        open=shown.phase == Phase.OPEN and shown.dialogue.standing == Standing.ACTIVE,
    )
    return [Panel("voices", "results/_front.html", {"voices": told})]


def _common(found: Newest, vote: str) -> list[int]:
    """Common ground of one kind: what everybody agrees with, or what everybody rejects; best first."""
    entries = found.published.summary.common_ground
    return [found.statements[entry.statement] for entry in entries if entry.vote == vote]


def _divides(found: Newest) -> list[int]:
    """What divides, as the page of results lists it: without what most on both sides answer alike."""
    summary = found.published.summary
    wording = Wording(summary, language_of("en"))
    entries = [entry for entry in summary.divisive if not wording.of_degree(entry)]
    return list(dict.fromkeys(found.statements[entry.statement] for entry in entries))


def _sentences(found: Newest, ranking: list[int], most: int, language: str) -> list[StatementText]:
    """The first of a ranking whose numbers are published."""
    shown = released(found)
    best = [key for key in ranking if key in shown][:most]
    texts = texts_of(best, language)
    return [texts[key] for key in best if key in texts]
