"""What a comparison says now: the engine's proposals and the editors' decisions on them, folded in their order.

Nothing here is stored. Pieces are known by their letter and span (``"a0-57"``), rows by their pieces
(``"a0-57+a58-90|b3-40"``): a decision holds for exactly the words it was made on. One that speaks of pieces which a
later decision has cut otherwise lapses, and comes back when that later one is taken back.

======================  ==================================================================================
verb                    what it tells
======================  ==================================================================================
``pair``                ``{"a": [keys], "b": [keys]}``: these report the same matter; each leaves the row it was in
``alone``               ``{"point": key}``: only this side reports it
``frame``, ``point``    ``{"point": key}``: it is no point (greeting, heading), or is one after all
``split``               ``{"point": key, "at": character of the text where the second part begins}``
``join``                ``{"point": key}``: with the next piece of the same text
``reading``             ``{"point": key, "commitment": level}``, or ``"drop": "announcement"`` or ``"quotation"``
``difference``          ``{"row": key, "of": difference key or "", "kind": kind or "none", "note": words}``
``review``              ``{"row": key}``: somebody else has looked at what was confirmed
``support``             ``{"sentence": key, "a": key or "", "b": key or ""}``: what carries a joint sentence
``undo``                ``{"sequence": n}``: takes decision n back; taking that back again restores it
======================  ==================================================================================
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from detente.report.concordance_words import ConcordanceWords
from detente.report.language import language as language_of
from detente.wording.concordance import concord
from detente.wording.differences import differences
from detente.wording.joint_check import check_joint
from detente.wording.lexicon import Lexicon
from detente.wording.results import (
    COMMITMENTS,
    Candidate,
    Concordance,
    Difference,
    JointCheck,
    JointSentence,
    Link,
    Piece,
    Point,
    Span,
    Support,
    Text,
)

__all__ = [
    "CONFIRMED",
    "KINDS",
    "NO_DIFFERENCE",
    "Decided",
    "DifferenceState",
    "Pieces",
    "RowState",
    "SentenceState",
    "State",
    "difference_key",
    "effective",
    "fold",
    "key_of",
    "keys_of_row",
    "row_key",
    "span_of",
    "touched",
]

KINDS = ("number", "date", "negation", "strength", "condition", "scope", "framing", "who_speaks")
"""What a difference can be; the engine finds all but scope and framing, which a reader has to see."""

NO_DIFFERENCE = "none"
CONFIRMED = "confirmed"
"""The zone of a row that an editor has confirmed; others have the engine's."""

_KEY = re.compile(r"(?P<letter>[abj])(?P<start>\d+)-(?P<end>\d+)")

Pieces = Mapping[str, Sequence[Piece]]


@dataclass(frozen=True)
class Decided:
    """A decision as the fold needs it."""

    sequence: int
    verb: str
    told: Mapping[str, Any]
    by: str
    at: dt.datetime
    carried: bool = False


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
    `closest` are the likeliest counterparts of its first point, best first, as keys of the other side's points.
    """

    key: str
    number: int
    a: tuple[Point, ...]
    b: tuple[Point, ...]
    status: str
    differences: tuple[DifferenceState, ...] = ()
    decided: Decided | None = None
    reviewed: Decided | None = None
    closest: tuple[str, ...] = ()

    @property
    def settled(self) -> bool:
        """Whether nothing in it waits for a decision."""
        return self.status == CONFIRMED and all(d.status != "proposed" for d in self.differences)


@dataclass(frozen=True)
class SentenceState:
    """A sentence of the joint statement; `a` and `b` carry it, as decided, else as the engine thinks."""

    key: str
    number: int
    sentence: JointSentence
    a: Point | None
    b: Point | None
    decided: Decided | None = None
    differences: tuple[DifferenceState, ...] = ()


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
        Decisions on pieces that are cut otherwise now.
    sequence : int
        Number of the newest decision, 0 before the first.
    """

    found: Concordance
    rows: tuple[RowState, ...]
    frames: tuple[str, ...]
    sentences: tuple[SentenceState, ...]
    joint: JointCheck | None
    lapsed: tuple[Decided, ...]
    sequence: int
    keys: Mapping[str, Point] = field(default_factory=dict)

    def row(self, key: str) -> RowState | None:
        """The row with this key."""
        return next((row for row in self.rows if row.key == key), None)

    def row_of(self, point: str) -> RowState | None:
        """The row in which a point stands."""
        return next((row for row in self.rows if point in keys_of_row(row.key)), None)


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


def effective(decisions: Sequence[Decided]) -> list[Decided]:
    """The decisions that hold, in their order: without those taken back, and without the takings-back."""
    gone: set[int] = set()
    for decided in reversed(decisions):
        if decided.verb == "undo" and decided.sequence not in gone:
            gone.add(int(decided.told["sequence"]))
    return [decided for decided in decisions if decided.verb != "undo" and decided.sequence not in gone]


def touched(decided: Decided, all_of_them: Mapping[int, Decided]) -> frozenset[str]:
    """The pieces that a decision speaks of, so that two editors on one point can be told of each other."""
    told = decided.told
    if decided.verb == "undo":
        target = all_of_them.get(int(told["sequence"]))
        return touched(target, all_of_them) if target is not None else frozenset()
    if decided.verb == "pair":
        return frozenset((*told["a"], *told["b"]))
    if decided.verb in ("difference", "review"):
        return frozenset(keys_of_row(str(told["row"])))
    return frozenset((str(told["sentence"] if decided.verb == "support" else told["point"]),))


class _Fold:
    """Applies decisions one after the other. `apply` says whether a decision still had something to speak of."""

    def __init__(self, pieces: Pieces, bodies: Mapping[str, str]) -> None:
        self.bodies = bodies
        self.pieces = {letter: list(pieces.get(letter, ())) for letter in ("a", "b", "j")}
        self.pairs: list[tuple[set[str], set[str], Decided]] = []
        self.alone: dict[str, Decided] = {}
        self.differences: dict[tuple[str, str], Decided] = {}
        self.added: dict[str, list[Decided]] = {}
        self.reviews: dict[str, Decided] = {}
        self.supports: dict[str, Decided] = {}
        self.levels: dict[str, str] = {}
        self.dropped: set[tuple[str, str]] = set()

    def place(self, key: str) -> tuple[str, int] | None:
        """Where a piece stands: its letter and place in the list."""
        letter, span = span_of(key)
        for index, piece in enumerate(self.pieces[letter]):
            if piece.span == span:
                return letter, index
        return None

    def is_point(self, key: str) -> bool:
        found = self.place(key)
        return found is not None and self.pieces[found[0]][found[1]].kind == "point"

    def release(self, *keys: str) -> None:
        """Take pieces out of their rows; what is left of a row stays one only while it has both sides."""
        gone = set(keys)
        kept = []
        for a, b, decided in self.pairs:
            left_a, left_b = a - gone, b - gone
            if left_a and left_b:
                kept.append((left_a, left_b, decided))
        self.pairs = kept
        for key in keys:
            self.alone.pop(key, None)

    def apply(self, decided: Decided) -> bool:
        told = decided.told
        if decided.verb in ("difference", "review"):
            return self._of_row(decided)
        if decided.verb == "pair":
            a, b = set(told["a"]), set(told["b"])
            if not a or not b or not all(map(self.is_point, a | b)):
                return False
            self.release(*a, *b)
            self.pairs.append((a, b, decided))
            return True
        if decided.verb == "support":
            if self.place(str(told["sentence"])) is None:
                return False
            self.supports[str(told["sentence"])] = decided
            return True
        key = str(told["point"])
        where = self.place(key)
        if where is None:
            return False
        if decided.verb == "alone":
            if not self.is_point(key):
                return False
            self.release(key)
            self.alone[key] = decided
        elif decided.verb in ("frame", "point"):
            letter, index = where
            self.release(key)
            self.pieces[letter][index] = replace(self.pieces[letter][index], kind=decided.verb)
        elif decided.verb == "reading":
            if "commitment" in told:
                self.levels[key] = str(told["commitment"])
            else:
                self.dropped.add((key, str(told["drop"])))
        else:
            return self._cut(decided, *where)
        return True

    def _of_row(self, decided: Decided) -> bool:
        row = str(decided.told["row"])
        keys = keys_of_row(row)
        if not all(self.place(key) is not None for key in keys):
            return False
        if decided.verb == "review":
            self.reviews[row] = decided
        elif decided.told.get("of"):
            self.differences[row, str(decided.told["of"])] = decided
        else:
            self.added.setdefault(row, []).append(decided)
        return True

    def _cut(self, decided: Decided, letter: str, index: int) -> bool:
        here, body = self.pieces[letter], self.bodies[letter]
        piece = here[index]
        if decided.verb == "split":
            at = int(decided.told["at"])
            first, second = _trimmed(body, piece.span.start, at), _trimmed(body, at, piece.span.end)
            if not piece.span.start < at < piece.span.end or first is None or second is None:
                return False
            self.release(key_of(letter, piece.span))
            here[index : index + 1] = [Piece(first, piece.kind), Piece(second, piece.kind)]
            return True
        if index + 1 >= len(here):
            return False
        following = here[index + 1]
        self.release(key_of(letter, piece.span), key_of(letter, following.span))
        kind = "point" if "point" in (piece.kind, following.kind) else "frame"
        here[index : index + 2] = [Piece(Span(piece.span.start, following.span.end), kind)]
        return True


def _trimmed(body: str, start: int, end: int) -> Span | None:
    """The passage without the space around it; None where nothing is left."""
    words = body[start:end]
    left, right = start + len(words) - len(words.lstrip()), end - (len(words) - len(words.rstrip()))
    return Span(left, right) if left < right else None


def fold(
    a: Text,
    b: Text,
    *,
    pieces: Pieces,
    decisions: Sequence[Decided],
    lexicon: Lexicon,
    joint: Text | None = None,
) -> State:
    """What the comparison of two texts says after these decisions.

    Parameters
    ----------
    a, b : Text
        The versions side by side, with their parties.
    pieces : mapping of {"a", "b", "j"} to sequence of Piece
        As they were first cut, each with its kind.
    decisions : sequence of Decided
        In their order, those taken back included.
    lexicon : Lexicon
        What the texts are read with now.
    joint : Text, optional
        A joint statement.

    Returns
    -------
    State

    Raises
    ------
    WordingError
        What the engine refuses.
    """
    work = _Fold(pieces, {"a": a.body, "b": b.body, "j": joint.body if joint else ""})
    lapsed = tuple(decided for decided in effective(decisions) if not work.apply(decided))
    found = concord(a, b, lexicon=lexicon, pieces_a=work.pieces["a"], pieces_b=work.pieces["b"])
    found = _corrected(found, work)
    named = {key_of("a", p.span): p for p in found.points_a} | {key_of("b", p.span): p for p in found.points_b}
    rows = _rows(found, work, named, lexicon)
    check = None
    sentences: tuple[SentenceState, ...] = ()
    if joint is not None:
        check = check_joint(joint, a, b, lexicon=lexicon, pieces_a=work.pieces["a"], pieces_b=work.pieces["b"])
        sentences = _sentences(check, found, work, named)
    return State(
        found=found,
        rows=rows,
        frames=tuple(key for key, point in named.items() if point.kind == "frame"),
        sentences=sentences,
        joint=check,
        lapsed=lapsed,
        sequence=max((decided.sequence for decided in decisions), default=0),
        keys=named,
    )


def _corrected(found: Concordance, work: _Fold) -> Concordance:
    """The reading with what editors put right: levels, and announcements or quotations that are none."""

    def right(letter: str, point: Point) -> Point:
        key = key_of(letter, point.span)
        level = work.levels.get(key, point.commitment)
        point = replace(point, commitment=level if level in COMMITMENTS else point.commitment)
        if (key, "announcement") in work.dropped:
            point = replace(point, announcements=())
        if (key, "quotation") in work.dropped:
            point = replace(point, quotations=())
        return point

    return replace(
        found,
        points_a=tuple(right("a", point) for point in found.points_a),
        points_b=tuple(right("b", point) for point in found.points_b),
    )


def _rows(found: Concordance, work: _Fold, named: Mapping[str, Point], lexicon: Lexicon) -> tuple[RowState, ...]:
    by_id = {"a": {p.id: p for p in found.points_a}, "b": {p.id: p for p in found.points_b}}
    settled = set(work.alone).union(*(a | b for a, b, _ in work.pairs)) if work.pairs else set(work.alone)
    links: list[Link] = []
    decided_on: dict[tuple[tuple[str, ...], tuple[str, ...]], Decided] = {}

    def link(a: Sequence[Point], b: Sequence[Point], score: float, zone: str) -> Link:
        ids = tuple(p.id for p in a), tuple(p.id for p in b)
        return Link(*ids, score, zone, differences(list(a), list(b), lexicon=lexicon))

    for keys_a, keys_b, decided in work.pairs:
        a, b = (sorted((named[key] for key in keys), key=lambda p: p.span) for keys in (keys_a, keys_b))
        made = link(a, b, 1.0, CONFIRMED)
        links.append(made)
        decided_on[made.a, made.b] = decided
    for proposed in found.links:
        a = [by_id["a"][i] for i in proposed.a if key_of("a", by_id["a"][i].span) not in settled]
        b = [by_id["b"][i] for i in proposed.b if key_of("b", by_id["b"][i].span) not in settled]
        if a and b:
            links.append(link(a, b, proposed.score, proposed.zone))
    in_a, in_b = ({i for one in links for i in getattr(one, side)} for side in ("a", "b"))
    merged = replace(
        found,
        links=tuple(links),
        only_a=tuple(p.id for p in found.points_a if p.kind == "point" and p.id not in in_a),
        only_b=tuple(p.id for p in found.points_b if p.kind == "point" and p.id not in in_b),
    )
    rows = []
    for row in ConcordanceWords(merged, language_of("en"), {}).rows:
        key = row_key((key_of("a", p.span) for p in row.a), (key_of("b", p.span) for p in row.b))
        decided_here = decided_on.get((row.link.a, row.link.b)) if row.link else work.alone.get(key.strip("|"))
        rows.append(
            RowState(
                key=key,
                number=row.number,
                a=row.a,
                b=row.b,
                status=CONFIRMED if decided_here else (row.link.zone if row.link else "single"),
                differences=_differences(key, row.link.differences if row.link else (), work),
                decided=decided_here,
                reviewed=work.reviews.get(key) if decided_here else None,
                closest=_closest(found, row.a, row.b, by_id),
            )
        )
    return tuple(rows)


def _closest(
    found: Concordance, a: Sequence[Point], b: Sequence[Point], by_id: Mapping[str, Mapping[str, Point]]
) -> tuple[str, ...]:
    letter, other = ("a", "b") if a else ("b", "a")
    first = (a or b)[0]
    likely: tuple[Candidate, ...] = found.candidates.get(f"{letter.upper()}:{first.id}", ())
    return tuple(key_of(other, by_id[other][one.point].span) for one in likely)


def _differences(row: str, of_engine: Iterable[Difference], work: _Fold) -> tuple[DifferenceState, ...]:
    states = []
    for difference in of_engine:
        key = difference_key(difference)
        decided = work.differences.get((row, key))
        if decided is None:
            states.append(DifferenceState(key, difference.type, "proposed", difference))
            continue
        kind = str(decided.told["kind"])
        dismissed = kind == NO_DIFFERENCE
        states.append(
            DifferenceState(
                key,
                difference.type if dismissed else kind,
                "dismissed" if dismissed else "confirmed",
                difference,
                str(decided.told.get("note", "")),
                decided,
            )
        )
    states += [
        DifferenceState(
            f"added:{made.sequence}", str(made.told["kind"]), "confirmed", None, str(made.told.get("note", "")), made
        )
        for made in work.added.get(row, ())
    ]
    return tuple(states)


def _sentences(
    check: JointCheck, found: Concordance, work: _Fold, named: Mapping[str, Point]
) -> tuple[SentenceState, ...]:
    by_id = {"a": {p.id: p for p in found.points_a}, "b": {p.id: p for p in found.points_b}}
    states = []
    for number, sentence in enumerate(check.sentences, start=1):
        key = key_of("j", sentence.span)
        decided = work.supports.get(key)
        support: dict[str, Point | None] = {}
        for letter in ("a", "b"):
            proposed: Support | None = getattr(sentence, letter)
            support[letter] = by_id[letter][proposed.point] if proposed and proposed.present else None
            if decided is not None:
                support[letter] = named.get(str(decided.told[letter]))
        found_here: list[DifferenceState] = []
        for letter in ("a", "b"):
            theirs: Support | None = getattr(sentence, letter)
            same = theirs is not None and support[letter] is by_id[letter].get(theirs.point)
            found_here += _differences(f"{key}/{letter}", theirs.differences if theirs and same else (), work)
        states.append(SentenceState(key, number, sentence, support["a"], support["b"], decided, tuple(found_here)))
    return tuple(states)
