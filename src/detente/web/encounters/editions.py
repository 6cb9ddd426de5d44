"""What was published of an encounter: thawed to be shown, emptied where a text was taken down.

`encounters.freezing` says what an edition holds.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any, TypeVar

from django.db.models import Q

from detente import codec
from detente.exchange.encounter import (
    ENCOUNTER_FORMAT,
    Act,
    Content,
    EncounterFile,
    JointDifference,
    KeptDifference,
    KeptPoint,
    KeptQuotation,
    KeptText,
    Passage,
    Removed,
    Withdrawn,
    content_digest,
)
from detente.web.core.keys import keyed_digest
from detente.web.encounters.freezing import freeze, moment
from detente.web.encounters.models import Announced, Decision, Edition, Source, Verb, Version

__all__ = ["Content", "Shown", "freeze", "redact", "thaw"]

QUOTED_WORDS = 3
"""So many words in a row, taken from a text, make an editor's note a quotation of it."""

T = TypeVar("T")

_WORD = re.compile(r"\w+")


# --- thawing ---


@dataclass(frozen=True)
class Shown:
    """An edition as it may be shown now; `redacted` says whether words were removed since it was published.

    `withdrawn` are those of its texts that their publishers have taken back.
    """

    edition: Edition
    content: Content
    redacted: bool
    withdrawn: tuple[Withdrawn, ...] = ()

    def file(self) -> EncounterFile:
        """The whole as a file has it."""
        edition = self.edition
        return EncounterFile(
            format=ENCOUNTER_FORMAT,
            encounter=str(edition.encounter_id),
            edition=edition.number,
            published=Act(edition.published_by.name, moment(edition.published_at)),
            note=edition.note,
            digest=edition.digest,
            redacted=self.redacted,
            content=self.content,
            withdrawn=self.withdrawn,
        )


def thaw(edition: Edition) -> Shown:
    """What an edition says. Of a text that was taken down nothing is left but where it stood, and when and why it went.

    Raises
    ------
    codec.DoesNotFit
        The row was written by something else.
    """
    content = codec.from_plain(Content, edition.content)
    versions = Version.objects.in_bulk([text.version for text in content.texts])
    gone = {
        str(key): Removed(version.taken_down_on, version.taken_down_why)
        for key, version in versions.items()
        if version.taken_down_on is not None
    }
    redacted = content_digest(content) != edition.digest
    for text in content.texts:
        if text.version in gone:
            content = _without(content, text.letter, text.version, frozenset())
    texts = tuple(replace(text, removed=gone.get(text.version)) for text in content.texts)
    sources = Source.objects.exclude(withdrawn_on=None).in_bulk([text.source for text in texts])
    back = {str(key): source for key, source in sources.items()}
    withdrawn = tuple(
        Withdrawn(text.letter, source.withdrawn_on, source.withdrawn_why)
        for text in texts
        if (source := back.get(text.source)) is not None and source.withdrawn_on is not None
    )
    return Shown(edition, replace(content, texts=texts), redacted, withdrawn)


# --- emptying ---


def redact(version: Version) -> None:
    """Remove the words of a version from everything that was made of it, within the transaction of the takedown.

    Spans stay, with a keyed digest in the place of the words. Call it while the version still has its words: notes that
    quote them go as well.
    """
    quoted = _runs(f"{version.title}\n{version.body}")
    there = Q(comparison__a=version) | Q(comparison__b=version) | Q(comparison__joint=version)
    for edition in Edition.objects.select_for_update(of=("self",)).filter(there):
        content = codec.from_plain(Content, edition.content)
        letters = [text.letter for text in content.texts if text.version == str(version.pk)]
        for letter in letters:
            content = _without(content, letter, str(version.pk), quoted)
        edition.content = codec.to_plain(content)
        if _quotes(edition.note, quoted):
            edition.note = ""
        edition.save(update_fields=["content", "note"])
    for entry in Announced.objects.select_for_update(of=("self",)).filter(encounter=version.source.encounter_id):
        told = [_untold(one) if one["version"] == str(version.pk) else one for one in entry.told]
        if told != entry.told:
            entry.told = told
            entry.save(update_fields=["told"])
    for decision in Decision.objects.select_for_update(of=("self",)).filter(there, verb=Verb.DIFFERENCE):
        if _quotes(str(decision.told.get("note", "")), quoted):
            decision.told = decision.told | {"note": ""}
            decision.save(update_fields=["told"])


def _untold(told: Mapping[str, Any]) -> dict[str, Any]:
    return dict(told) | {"words": "", "when": ""}


def _runs(text: str) -> frozenset[tuple[str, ...]]:
    """Every run of words of a length that makes a quotation."""
    words = _WORD.findall(text.casefold())
    return frozenset(tuple(words[i : i + QUOTED_WORDS]) for i in range(len(words) - QUOTED_WORDS + 1))


def _quotes(note: str, quoted: frozenset[tuple[str, ...]]) -> bool:
    return bool(quoted & _runs(note))


def _without(part: T, letter: str, version: str, quoted: frozenset[tuple[str, ...]]) -> T:
    """A content, or a part of it, without the words of one of its texts."""
    made = _emptied(part, letter, version, quoted)
    assert isinstance(made, type(part))
    return made


def _emptied(part: object, letter: str, version: str, quoted: frozenset[tuple[str, ...]]) -> object:
    if isinstance(part, tuple):
        return tuple(_emptied(one, letter, version, quoted) for one in part)
    if isinstance(part, Passage):
        if part.of != letter or not part.words:
            return part
        return replace(part, words="", digest=keyed_digest("encounter-words", version, part.words).hex())
    if not is_dataclass(part) or isinstance(part, type):
        return part
    new: dict[str, Any] = {
        each.name: _emptied(getattr(part, each.name), letter, version, quoted) for each in fields(part)
    }
    if isinstance(part, KeptPoint) and part.passage.of == letter:
        new["speaker"] = ""
    elif isinstance(part, KeptQuotation) and part.passage.of == letter:
        new["speaker"] = new["verb"] = ""
    elif isinstance(part, KeptText) and part.letter == letter:
        new["title"] = ""
    elif isinstance(part, KeptDifference | JointDifference) and _quotes(part.note, quoted):
        new["note"] = ""
    return replace(part, **new)
