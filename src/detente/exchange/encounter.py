"""A published edition of an encounter, as JSON (docs/reference/encounter-1.schema.json) and as a table.

It holds what persons confirmed and nothing else: no proposal of a program, no score. Letters say whose words a passage
is: ``"a"`` and ``"b"`` are the two readouts, ``"j"`` a joint statement.
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
from collections.abc import Iterable
from dataclasses import dataclass, field

from detente import codec
from detente.exchange.published import guard
from detente.wording.results import Party

__all__ = [
    "ENCOUNTER_FORMAT", "Act", "Content", "Counts", "EncounterFile", "JointDifference", "KeptAnnouncement",
    "KeptDifference", "KeptPoint", "KeptQuotation", "KeptRow", "KeptSentence", "KeptText", "Passage", "Removed",
    "Withdrawn",
    "content_digest", "encounter_json", "rows_csv",
]  # fmt: skip

ENCOUNTER_FORMAT = "detente/encounter/1"

COLUMNS = (
    *("row", "reported-by", "a-words", "b-words", "a-level", "b-level", "differences", "differences-waiting", "notes"),
    *("confirmed-by", "confirmed-at", "reviewed-by", "reviewed-at", "withdrawn"),
)


@dataclass(frozen=True)
class Passage:
    """Words of a text.

    Attributes
    ----------
    of : str
        Letter of the text.
    start, end : int
        First character, and first after.
    words : str
        As they stand there; ``""`` once they were removed.
    n_words : int
        How many; stays when they are removed.
    digest : str
        Keyed digest of removed words, ``""`` before: whoever runs the installation can say whether words given again
        are the same.
    """

    of: str
    start: int
    end: int
    words: str
    n_words: int
    digest: str = ""


@dataclass(frozen=True)
class Act:
    """Who did something, and when: UTC, to the second."""

    by: str
    at: str


@dataclass(frozen=True)
class Removed:
    """When the words of a text were removed from here, and why."""

    on: dt.date
    why: str


@dataclass(frozen=True)
class Withdrawn:
    """The text with this letter was taken back by its publisher: on which day, and what was said then."""

    letter: str
    on: dt.date
    why: str


@dataclass(frozen=True)
class KeptText:
    """One of the texts, as far as it is public here; `party` is the side whose readout it is.

    `digest` is the SHA-256 of title and body, in hex; `source` and `version` are keys on the site.
    """

    letter: str
    party: str
    source: str
    version: str
    number: int
    title: str
    publisher: str
    address: str
    published_on: dt.date | None
    language: str
    licence: str
    n_words: int
    digest: str
    removed: Removed | None


@dataclass(frozen=True)
class KeptQuotation:
    """Words that a confirmed point gives as somebody's; attributes as in `wording.results.Quotation`."""

    passage: Passage
    speaker: str
    side: str
    manner: str
    kind: str
    verb: str
    level: str


@dataclass(frozen=True)
class KeptAnnouncement:
    """Something that a confirmed point says is to happen; `when` are the words about time, `how` what kind they are."""

    passage: Passage
    when: Passage | None
    first: dt.date | None
    last: dt.date | None
    how: str
    relation: str
    certainty: str
    sign: Passage


@dataclass(frozen=True)
class KeptPoint:
    """A point of a confirmed row. `conditions` stand elsewhere in its text and govern it."""

    passage: Passage
    level: str
    sign: Passage | None
    theme: str
    speaker: str
    sides: tuple[str, ...]
    conditions: tuple[Passage, ...]
    announcements: tuple[KeptAnnouncement, ...]
    quotations: tuple[KeptQuotation, ...]


@dataclass(frozen=True)
class KeptDifference:
    """A difference that an editor confirmed.

    `tier` is ``"values_differ"`` or ``"look_closely"`` as in `wording.results.Difference`, ``""`` where an editor saw
    what the program had not; then `note` says it.
    """

    kind: str
    tier: str
    note: str
    a: tuple[Passage, ...]
    b: tuple[Passage, ...]
    confirmed: Act


@dataclass(frozen=True)
class KeptRow:
    """A confirmed row: what both report, or what one reports alone. `key` names its pieces.

    `waiting` differences of it nobody has decided on: without any confirmed one it is no agreement yet.
    """

    number: int
    key: str
    a: tuple[KeptPoint, ...]
    b: tuple[KeptPoint, ...]
    differences: tuple[KeptDifference, ...]
    confirmed: Act
    reviewed: Act | None
    waiting: int = field(default=0, metadata=codec.LATER)


@dataclass(frozen=True)
class JointDifference:
    """A confirmed difference between a joint sentence and what readout `side` says on it."""

    side: str
    kind: str
    tier: str
    note: str
    joint: tuple[Passage, ...]
    readout: tuple[Passage, ...]
    confirmed: Act


@dataclass(frozen=True)
class KeptSentence:
    """A confirmed sentence of the joint statement; `a` and `b` carry it, null where that readout does not.

    `waiting` differences of it nobody has decided on.
    """

    number: int
    key: str
    passage: Passage
    level: str
    a: KeptPoint | None
    b: KeptPoint | None
    differences: tuple[JointDifference, ...]
    confirmed: Act
    reviewed: Act | None
    waiting: int = field(default=0, metadata=codec.LATER)


@dataclass(frozen=True)
class Counts:
    """How much is confirmed, and how much nobody has confirmed yet: that much is said of it, and no more."""

    both: int
    only_a: int
    only_b: int
    sentences: int
    waiting_a: int
    waiting_b: int
    waiting_differences: int
    waiting_sentences: int


@dataclass(frozen=True)
class Content:
    """What was confirmed when an edition was published.

    Attributes
    ----------
    title, language, kind, held_on, parties, collected_by
        The encounter; `language` is that of the title.
    texts : tuple of KeptText
        A, B, and a joint statement if there is one.
    rows : tuple of KeptRow
        In the order of A.
    sentences : tuple of KeptSentence
        Of the joint statement.
    frames : tuple of Passage
        Set aside as no points: greetings, headings, who spoke to whom.
    packs, own_words : tuple of str, str
        Names of the lexicon packs, and the SHA-256 of the encounter's own words (``""`` without any).
    themes : tuple of (str, str)
        Keys of the themes and what they are called, in the order of the lexicon.
    limits : tuple of str
        What the program could not read, as in `wording.results.Concordance`.
    engine : str
        Version of the program.
    """

    title: str
    language: str
    kind: str
    held_on: dt.date
    parties: tuple[Party, ...]
    collected_by: str
    texts: tuple[KeptText, ...]
    counts: Counts
    rows: tuple[KeptRow, ...]
    sentences: tuple[KeptSentence, ...]
    frames: tuple[Passage, ...]
    packs: tuple[str, ...]
    own_words: str
    themes: tuple[tuple[str, str], ...]
    limits: tuple[str, ...]
    engine: str

    def text(self, letter: str) -> KeptText | None:
        """The text with this letter."""
        return next((text for text in self.texts if text.letter == letter), None)


@dataclass(frozen=True)
class EncounterFile:
    """One edition of an encounter.

    `digest` is the SHA-256, in hex, of `content` as it was published: sorted keys, no spaces, UTF-8. Where words were
    removed since, `redacted` is true and the digest speaks of what stood there before. `withdrawn` names the texts that
    their publishers have taken back, before it was published or since.
    """

    format: str
    encounter: str
    edition: int
    published: Act
    note: str
    digest: str
    redacted: bool
    content: Content
    withdrawn: tuple[Withdrawn, ...] = field(default=(), metadata=codec.LATER)


def content_digest(content: Content) -> str:
    """The SHA-256 of a content, in hex.

    It speaks of `codec.dumps`, so that ``jq -cjS .content concordance.json | sha256sum`` gives the same.
    """
    return hashlib.sha256(codec.dumps(content).encode()).hexdigest()


def encounter_json(whole: EncounterFile) -> str:
    """The whole file; equal editions give equal bytes."""
    return codec.dumps(whole, in_order=True) + "\n"


def rows_csv(content: Content, withdrawn: Iterable[Withdrawn] = ()) -> str:
    """The rows as a table (RFC 4180), one line each; no spreadsheet runs a text in it (`guard`).

    Where the words of a text were removed, its cells say when and why; the last column names texts of the row that
    their publishers have taken back.
    """
    out = io.StringIO(newline="")
    lines = csv.writer(out, lineterminator="\r\n")
    lines.writerow(COLUMNS)
    for row in content.rows:
        reported = "both" if row.a and row.b else "only-a" if row.a else "only-b"
        reviewed = row.reviewed or Act("", "")
        cells = (
            *(_said(content, letter, points) for letter, points in (("a", row.a), ("b", row.b))),
            *(_listed(point.level for point in points) for points in (row.a, row.b)),
            _listed(difference.kind for difference in row.differences),
            str(row.waiting),
            _listed(difference.note for difference in row.differences if difference.note),
            *(row.confirmed.by, row.confirmed.at, reviewed.by, reviewed.at),
            _listed(
                f"{one.letter} on {one.on.isoformat()}" for one in withdrawn if {"a": row.a, "b": row.b}.get(one.letter)
            ),
        )
        lines.writerow((row.number, reported, *map(guard, cells)))
    return out.getvalue()


def _said(content: Content, letter: str, points: tuple[KeptPoint, ...]) -> str:
    text = content.text(letter)
    if points and text is not None and text.removed is not None:
        return f"removed on {text.removed.on.isoformat()}: {text.removed.why}"
    return " … ".join(" ".join(point.passage.words.split()) for point in points)


def _listed(items: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(items))
