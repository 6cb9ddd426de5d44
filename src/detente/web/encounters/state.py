"""What a comparison says now: records of the engine's proposals with the editors' decisions on them (see `folding`).

Nothing here is stored. Pieces are known by their letter and span (``"a0-57"``), rows by their pieces
(``"a0-57+a58-90|b3-40"``): a decision holds for exactly the words it was made on. One that speaks of pieces which a
later decision has cut otherwise lapses, and comes back when that later one is taken back. What an editor confirmed
stays even where the machine, with other word lists, no longer finds it.

======================  ==================================================================================
verb                    what it tells
======================  ==================================================================================
``pair``                ``{"a": [keys], "b": [keys]}``: these report the same matter; each leaves the row it was in
``alone``               ``{"point": key}``: only this side reports it
``frame``, ``point``    ``{"point": key}``: it is no point (greeting, heading), or is one after all
``split``               ``{"point": key, "at": character of the text where the second part begins}``
``join``                ``{"point": key, "next": key}``: a piece with the one after it
``reading``             ``{"point": key, "commitment": level}``, or ``"drop": "announcement"`` or ``"quotation"``
``difference``          ``{"row": key, "of": difference key or "", "kind": kind or "none", "note": words}``; of a joint
                        sentence beside a point the row is ``"j0-30/a5-60"``
``review``              ``{"row": key}``: somebody else has looked at what was confirmed, row or joint sentence
``support``             ``{"sentence": key, "a": key or "", "b": key or ""}``: what carries a joint sentence
``undo``                ``{"sequence": n}``: takes decision n back; taking that back again restores it
======================  ==================================================================================
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from detente.wording.results import Concordance, Difference, JointCheck, JointSentence, Piece, Point, Span

__all__ = [
    "CONFIRMED",
    "KINDS",
    "NO_DIFFERENCE",
    "PROPOSED",
    "Decided",
    "DifferenceState",
    "Pieces",
    "RowState",
    "SentenceState",
    "State",
    "difference_key",
    "difference_of",
    "effective",
    "holding_undos",
    "key_of",
    "keys_of_row",
    "row_key",
    "span_of",
    "speaks_of",
    "touched",
]

KINDS = ("number", "date", "negation", "strength", "condition", "scope", "framing", "who_speaks")
"""What a difference can be; the engine finds all but scope and framing, which a reader has to see."""

NO_DIFFERENCE = "none"
PROPOSED = "proposed"
CONFIRMED = "confirmed"
"""The zone of a row that an editor has confirmed; others have the engine's."""

_KEY = re.compile(r"(?P<letter>[abj])(?P<start>0|[1-9][0-9]{0,8})-(?P<end>[1-9][0-9]{0,8})")

Pieces = Mapping[str, Sequence[Piece]]


@dataclass(frozen=True)
class Decided:
    """A decision as the fold needs it. `editor` is the key of its maker; names may be shared."""

    sequence: int
    verb: str
    told: Mapping[str, Any]
    by: str
    at: dt.datetime
    carried: bool = False
    editor: str = ""


@dataclass(frozen=True)
class DifferenceState:
    """A difference of a row: found by the engine, or added by an editor (`difference` is None then).

    `kind` is one of `KINDS`; `status` is ``"proposed"``, ``"confirmed"`` or ``"dismissed"``.
    """

    key: str
    kind: str
    status: str
    difference: Difference | None = None
    note: str = ""
    decided: Decided | None = None


@dataclass(frozen=True)
class RowState:
    """One row: points that both report, or one that one side reports alone.

    `status` is ``"confirmed"``, or what the machine thinks: ``"proposed"``, ``"to_check"``, ``"single"``.
    """

    key: str
    number: int
    a: tuple[Point, ...]
    b: tuple[Point, ...]
    status: str
    differences: tuple[DifferenceState, ...] = ()
    decided: Decided | None = None
    reviewed: Decided | None = None

    @property
    def settled(self) -> bool:
        """Whether nothing in it waits for a decision."""
        return self.status == CONFIRMED and self.waits is None

    @property
    def waits(self) -> DifferenceState | None:
        """The first difference that nobody has decided on."""
        return next((one for one in self.differences if one.status == PROPOSED), None)


@dataclass(frozen=True)
class SentenceState:
    """A sentence of the joint statement; `a` and `b` carry it, as decided, else as the engine thinks.

    `differences` are those to A's words, then those to B's, with the rows that decisions on them name; `closest` the
    likeliest supports in A and in B, best first, as keys.
    """

    key: str
    number: int
    sentence: JointSentence
    a: Point | None
    b: Point | None
    decided: Decided | None = None
    differences: tuple[tuple[str, DifferenceState], ...] = ()
    reviewed: Decided | None = None
    closest: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def settled(self) -> bool:
        """Whether nothing in it waits for a decision."""
        return self.decided is not None and self.waits is None

    @property
    def waits(self) -> tuple[str, DifferenceState] | None:
        """The first difference that nobody has decided on, and its row."""
        return next(((row, one) for row, one in self.differences if one.status == PROPOSED), None)


@dataclass(frozen=True)
class State:
    """A comparison as it stands.

    Attributes
    ----------
    found : Concordance
        The engine's reading of the pieces as they are cut now, with what editors corrected in it.
    rows : tuple of RowState
        In the order of the page.
    frames : tuple of str
        Keys of the passages set aside as no points, A's first.
    sentences : tuple of SentenceState
        Of the joint statement; empty without one.
    lapsed : tuple of Decided
        Decisions on pieces that are cut otherwise, or rows that are put together otherwise now.
    sequence : int
        Number of the newest decision, 0 before the first.
    keys : mapping of str to Point
        All points and frames of A and of B.
    standing : mapping of int to str
        What became of each decision: ``"holds"`` · ``"replaced"`` (by a later one) · ``"lapsed"`` · ``"undone"``.
    """

    found: Concordance
    rows: tuple[RowState, ...]
    frames: tuple[str, ...]
    sentences: tuple[SentenceState, ...]
    joint: JointCheck | None
    lapsed: tuple[Decided, ...]
    sequence: int
    keys: Mapping[str, Point] = field(default_factory=dict)
    standing: Mapping[int, str] = field(default_factory=dict)

    def row(self, key: str) -> RowState | None:
        """The row with this key."""
        return next((row for row in self.rows if row.key == key), None)

    def row_of(self, point: str) -> RowState | None:
        """The row in which a point stands."""
        return next((row for row in self.rows if point in keys_of_row(row.key)), None)

    def sentence(self, key: str) -> SentenceState | None:
        """The sentence of the joint statement with this key."""
        return next((sentence for sentence in self.sentences if sentence.key == key), None)

    def closest(self, point: str) -> tuple[str, ...]:
        """The likeliest counterparts of a point, best first, as keys of the other side's points."""
        letter = point[0]
        other, theirs = ("b", self.found.points_b) if letter == "a" else ("a", self.found.points_a)
        by_id = {one.id: one for one in theirs}
        likely = self.found.candidates.get(f"{letter.upper()}:{self.keys[point].id}", ())
        return tuple(key_of(other, by_id[one.point].span) for one in likely)


def key_of(letter: str, span: Span) -> str:
    """The key of a piece.

    >>> key_of("a", Span(3, 57))
    'a3-57'
    """
    return f"{letter}{span.start}-{span.end}"


def span_of(key: str) -> tuple[str, Span]:
    """The letter and span of a key.

    Raises
    ------
    ValueError
        It is none.
    """
    match = _KEY.fullmatch(key)
    # One way to write each key: what is written otherwise would be another decision on the same words.
    if match is None or int(match["start"]) >= int(match["end"]):
        raise ValueError(key)
    return match["letter"], Span(int(match["start"]), int(match["end"]))


def row_key(a: Iterable[str], b: Iterable[str]) -> str:
    """The key of a row, whatever the order of its pieces.

    >>> row_key(["a58-90", "a0-57"], ["b3-40"])
    'a0-57+a58-90|b3-40'
    """
    return "|".join("+".join(sorted(keys, key=lambda key: span_of(key)[1])) for keys in (a, b))


def keys_of_row(key: str) -> tuple[str, ...]:
    """The pieces of a row or of a joint sentence's support."""
    return tuple(part for part in re.split(r"[+|/]", key) if part)


def difference_key(difference: Difference) -> str:
    """The key of a difference that the engine found: its type and the words on both sides."""
    spans = ("+".join(f"{s.start}-{s.end}" for s in side) for side in (difference.a_says, difference.b_says))
    return ":".join((difference.type, *spans))


def difference_of(key: str) -> Difference:
    """A difference made again from its key, where the machine no longer finds it.

    Raises
    ------
    ValueError
        It is no such key.
    """
    kind, *sides = key.split(":")
    if len(sides) != 2:
        raise ValueError(key)
    a, b = (tuple(span_of(f"a{part}")[1] for part in side.split("+") if part) for side in sides)
    return Difference("look_closely", kind, a, b)


def effective(decisions: Sequence[Decided]) -> list[Decided]:
    """The decisions that hold, in their order: without those taken back, and without the takings-back."""
    gone = _gone(decisions)
    return [decided for decided in decisions if decided.verb != "undo" and decided.sequence not in gone]


def holding_undos(decisions: Sequence[Decided]) -> frozenset[int]:
    """The numbers of the takings-back that are not taken back themselves."""
    gone = _gone(decisions)
    return frozenset(one.sequence for one in decisions if one.verb == "undo" and one.sequence not in gone)


def _gone(decisions: Sequence[Decided]) -> set[int]:
    gone: set[int] = set()
    for decided in reversed(decisions):
        if decided.verb == "undo" and decided.sequence not in gone:
            gone.add(int(decided.told["sequence"]))
    return gone


def speaks_of(decided: Decided) -> frozenset[str]:
    """The pieces that a decision names; a taking-back names none."""
    told = decided.told
    if decided.verb == "undo":
        return frozenset()
    if decided.verb == "pair":
        return frozenset((*told["a"], *told["b"]))
    if decided.verb in ("difference", "review"):
        return frozenset(keys_of_row(str(told["row"])))
    return frozenset(str(told[name]) for name in ("point", "next", "sentence", "a", "b") if told.get(name))


def touched(decided: Decided, all_of_them: Mapping[int, Decided]) -> frozenset[str]:
    """The pieces that two editors can contend for: those a decision names, of a joint sentence the sentence alone."""
    if decided.verb == "undo":
        target = all_of_them.get(int(decided.told["sequence"]))
        return touched(target, all_of_them) if target is not None else frozenset()
    named = speaks_of(decided)
    return frozenset(key for key in named if key[0] == "j") or named
