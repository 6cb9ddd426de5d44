"""A report in short: who is said to have said what, with the source sentences. Reports are never laid side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from detente.report.brief_words import BriefWords
from detente.report.language import language as language_of
from detente.report.markup import plain
from detente.web.dialogues.texts import digest
from detente.web.encounters.models import Encounter, Version
from detente.web.encounters.queries.reading import lexicon_of, parties_of
from detente.wording.brief import brief
from detente.wording.errors import WordingError
from detente.wording.intake import intake

__all__ = ["LONGEST", "BriefLine", "BriefLines", "brief_of"]

LONGEST = 3_000
"""Words of a report that is briefed while a reader waits; that takes about a second (`detente brief` takes 50,000)."""

EVERY_REASON = ("link_farm", "outside_article", "title", "byline", "header", "markup", "invisible")


@dataclass(frozen=True)
class BriefLine:
    """Somebody who is reported to have said something; `before`, `said` and `after` are the source sentence."""

    speaker: str
    manner: str
    verbatim: bool
    before: str
    said: str
    after: str


@dataclass(frozen=True)
class BriefLines:
    """What a report reports. `limits` are whole sentences on what could not be read."""

    lines: Sequence[BriefLine]
    limits: Sequence[str]


def brief_of(encounter: Encounter, version: Version, language: str) -> BriefLines | None:
    """The brief of a report; None where it is too long, empty, or cannot be read."""
    if version.taken_down_on or version.words > LONGEST:
        return None
    words = digest([encounter.parties, encounter.packs, encounter.own_words])
    return _made(encounter, version, words, language)


@lru_cache(maxsize=64)
def _made(encounter: Encounter, version: Version, _words: str, language: str) -> BriefLines | None:
    """Rows are equal where their keys are, and a version never changes; names and words may, so they are told too."""
    parties = parties_of(encounter)
    try:
        taken = intake(
            version.body,
            name="text",
            media="text",
            title=version.title,
            publisher=version.source.publisher,
            published=version.published_on,
            language=version.source.language,
            parties=parties,
            keep=EVERY_REASON,  # what was left out, the editor has decided
        )
        made = brief([taken], lexicon=lexicon_of(encounter), parties=parties)
    except WordingError:
        return None
    told = BriefWords(made, language_of(language))
    lines = []
    quoted = [report.said.span for _place, report in told.speech if report.manner == "verbatim"]
    for _place, report in told.speech:
        if report.manner != "verbatim" and any(report.said.span.contains(span) for span in quoted):
            continue  # the quotation itself is listed
        sentence, said = report.said.sentence, report.said.span
        lines.append(
            BriefLine(
                speaker=plain(told.speaker(report)),
                manner=told.manner(report),
                verbatim=report.manner == "verbatim",
                before=version.body[sentence.start : said.start],
                said=report.said.words,
                after=version.body[said.end : sentence.end],
            )
        )
    return BriefLines(lines, [plain(sentence) for sentence in told.limits()])
