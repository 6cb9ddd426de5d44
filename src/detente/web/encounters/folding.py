"""Decisions applied one after the other to what the engine proposes. Nothing is stored; `state` has the records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from detente.report.concordance_words import ConcordanceWords
from detente.report.language import language as language_of
from detente.web.encounters.cutting import Cutting
from detente.web.encounters.state import (
    CONFIRMED,
    NO_DIFFERENCE,
    PROPOSED,
    Decided,
    DifferenceState,
    Pieces,
    RowState,
    SentenceState,
    State,
    difference_key,
    difference_of,
    effective,
    key_of,
    row_key,
    speaks_of,
)
from detente.wording.concordance import concord
from detente.wording.differences import differences
from detente.wording.joint_check import JointReading, read_joint
from detente.wording.lexicon import Lexicon
from detente.wording.results import COMMITMENTS, Concordance, Difference, Link, Piece, Point, Quotation, Text

__all__ = ["fold"]

KEPT = 12
"""Readings that are remembered: most decisions leave the pieces as they are, and reading is what takes time."""


@dataclass(frozen=True, eq=False)
class _Words:
    """A lexicon as part of a remembered reading's key; two are the same where they are one object."""

    lexicon: Lexicon

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Words) and self.lexicon is other.lexicon

    def __hash__(self) -> int:
        return id(self.lexicon)


@lru_cache(KEPT)
def _laid(a: Text, b: Text, pieces_a: tuple[Piece, ...], pieces_b: tuple[Piece, ...], words: _Words) -> Concordance:
    return concord(a, b, lexicon=words.lexicon, pieces_a=pieces_a, pieces_b=pieces_b)


@lru_cache(KEPT)
def _joint(
    joint: Text, a: Text, b: Text, pieces_a: tuple[Piece, ...], pieces_b: tuple[Piece, ...], words: _Words
) -> JointReading:
    return read_joint(joint, a, b, lexicon=words.lexicon, pieces_a=pieces_a, pieces_b=pieces_b)


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
    work = Cutting(pieces, {"a": a.body, "b": b.body, "j": joint.body if joint else ""})
    holding = effective(decisions)
    without = {decided.sequence for decided in holding if not work.apply(decided)}
    cut = tuple(work.pieces["a"]), tuple(work.pieces["b"])
    found = _corrected(_laid(a, b, *cut, _Words(lexicon)), work)
    named = {key_of("a", p.span): p for p in found.points_a} | {key_of("b", p.span): p for p in found.points_b}
    rows = _rows(found, work, named, lexicon)
    reading = _joint(joint, a, b, *cut, _Words(lexicon)) if joint is not None else None
    sentences = _sentences(reading, work, named) if reading else ()
    standing = {decided.sequence: "undone" for decided in decisions} | {
        decided.sequence: _standing(decided, work, without, rows, sentences) for decided in holding
    }
    return State(
        found=found,
        rows=rows,
        frames=tuple(key for key, point in named.items() if point.kind == "frame"),
        sentences=sentences,
        joint=reading.check if reading else None,
        lapsed=tuple(decided for decided in holding if standing[decided.sequence] == "lapsed"),
        sequence=max((decided.sequence for decided in decisions), default=0),
        keys=named,
        standing=standing,
    )


def _standing(
    decided: Decided,
    work: Cutting,
    without: set[int],
    rows: Sequence[RowState],
    sentences: Sequence[SentenceState],
) -> str:
    """Whether a decision still has something to speak of, and whether a later one says otherwise."""
    if decided.sequence in without:
        return "lapsed"
    if decided.verb in ("split", "join"):
        return "holds"
    # Parts of a frame are frames: the decision that made it one goes on in them.
    if decided.verb not in ("frame", "point") and any(work.place(key) is None for key in speaks_of(decided)):
        return "lapsed"
    if decided.sequence not in work.holding():
        return "replaced"
    if decided.verb in ("difference", "review"):
        row = str(decided.told["row"])
        shown = {one.key for one in rows} | {one.key for one in sentences}
        shown |= {name for one in sentences for name in _rows_of(one)}
        return "holds" if row in shown else "lapsed"
    return "holds"


def _corrected(found: Concordance, work: Cutting) -> Concordance:
    """The reading with what editors put right: levels, and announcements or quotations that are none."""

    def right(letter: str, point: Point) -> Point:
        key = key_of(letter, point.span)
        level = str(work.levels[key].told["commitment"]) if key in work.levels else point.commitment
        point = replace(point, commitment=level if level in COMMITMENTS else point.commitment)
        if (key, "announcement") in work.dropped:
            point = replace(point, announcements=())
        if (key, "quotation") in work.dropped:
            point = replace(point, quotations=())
        return point

    def kept(said: tuple[Quotation, ...], points: tuple[Point, ...], letter: str) -> tuple[Quotation, ...]:
        gone = {q for p in points if (key_of(letter, p.span), "quotation") in work.dropped for q in p.quotations}
        return tuple(one for one in said if one not in gone)

    if not work.levels and not work.dropped:
        return found
    return replace(
        found,
        points_a=tuple(right("a", point) for point in found.points_a),
        points_b=tuple(right("b", point) for point in found.points_b),
        quotations_a=kept(found.quotations_a, found.points_a, "a"),
        quotations_b=kept(found.quotations_b, found.points_b, "b"),
    )


def _rows(found: Concordance, work: Cutting, named: Mapping[str, Point], lexicon: Lexicon) -> tuple[RowState, ...]:
    by_id = {"a": {p.id: p for p in found.points_a}, "b": {p.id: p for p in found.points_b}}
    settled = set(work.alone).union(*(a | b for a, b, _ in work.pairs))
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
            )
        )
    return tuple(rows)


def _differences(row: str, of_engine: Iterable[Difference], work: Cutting) -> tuple[DifferenceState, ...]:
    states = []
    seen = set()
    for difference in of_engine:
        key = difference_key(difference)
        seen.add(key)
        decided = work.differences.get((row, key))
        if decided is None:
            states.append(DifferenceState(key, difference.type, PROPOSED, difference))
        else:
            states.append(_decided(key, difference, decided))
    # What an editor confirmed is not dropped because the machine, with other word lists, no longer finds it.
    for (place, key), decided in work.differences.items():
        if place == row and key not in seen and decided.told["kind"] != NO_DIFFERENCE:
            states.append(_decided(key, difference_of(key), decided))
    states += [
        DifferenceState(
            f"added:{made.sequence}", str(made.told["kind"]), CONFIRMED, None, str(made.told.get("note", "")), made
        )
        for made in work.added.get(row, ())
    ]
    return tuple(states)


def _decided(key: str, difference: Difference, decided: Decided) -> DifferenceState:
    kind, note = str(decided.told["kind"]), str(decided.told.get("note", ""))
    if kind == NO_DIFFERENCE:
        return DifferenceState(key, difference.type, "dismissed", difference, note, decided)
    return DifferenceState(key, kind, CONFIRMED, difference, note, decided)


def _rows_of(sentence: SentenceState) -> list[str]:
    """The rows of a joint sentence: beside its support in A, and in B."""
    return [
        f"{sentence.key}/{key_of(letter, point.span)}"
        for letter, point in (("a", sentence.a), ("b", sentence.b))
        if point is not None
    ]


def _sentences(reading: JointReading, work: Cutting, named: Mapping[str, Point]) -> tuple[SentenceState, ...]:
    accounts = tuple({p.id: p for p in found} for found in reading.accounts)
    states = []
    for index, sentence in enumerate(reading.check.sentences):
        key = key_of("j", sentence.span)
        decided = work.supports.get(key)
        support: dict[str, Point | None] = {}
        closest: dict[str, tuple[str, ...]] = {}
        found_here: list[tuple[str, DifferenceState]] = []
        for side, letter in enumerate("ab"):
            likely = reading.closest(index, side)
            closest[letter] = tuple(key_of(letter, accounts[side][one.point].span) for one in likely)
            proposed = sentence.a if letter == "a" else sentence.b
            chosen = key_of(letter, accounts[side][proposed.point].span) if proposed and proposed.present else ""
            if decided is not None:
                chosen = str(decided.told[letter])
            support[letter] = named.get(chosen)
            if chosen in named:
                row = f"{key}/{chosen}"
                theirs = reading.differences(index, side, named[chosen])
                found_here += [(row, one) for one in _differences(row, theirs, work)]
        states.append(
            SentenceState(
                key=key,
                number=index + 1,
                sentence=sentence,
                a=support["a"],
                b=support["b"],
                decided=decided,
                differences=tuple(found_here),
                reviewed=work.reviews.get(key) if decided else None,
                closest=closest,
            )
        )
    return tuple(states)
