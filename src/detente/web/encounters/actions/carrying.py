"""Decisions taken over to a later version of a text, where the words they were made on stand unchanged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from detente.web.encounters.folding import fold
from detente.web.encounters.models import Comparison, Decision, Verb
from detente.web.encounters.queries.reading import decided, lexicon_of, pieces_of, state_of, text_of
from detente.web.encounters.state import Decided, RowState, State, effective, key_of, row_key, span_of
from detente.wording.carrying import carried
from detente.wording.results import Span
from detente.wording.segmentation import segment

__all__ = ["Moved", "carry", "moved"]


class Moved:
    """Where the words of an older version stand in a newer one.

    Parameters
    ----------
    old, new : str
        Bodies of the two versions.
    places : mapping of int to int
        For each letter of a passage that stands word for word: where it stood, and where it stands now.
    """

    def __init__(self, old: str, new: str, places: Mapping[int, int]) -> None:
        self.old, self.new, self._places = old, new, places

    def span(self, span: Span) -> Span | None:
        """Where a passage stands now; None where its words changed. Lines may break elsewhere in it."""
        first, last = self._places.get(span.start), self._places.get(span.end - 1)
        if first is None or last is None or first > last:
            return None
        there = Span(first, last + 1)
        return there if there.of(self.new).split() == span.of(self.old).split() else None

    def key(self, key: str) -> str | None:
        """The same for the key of a piece."""
        letter, span = span_of(key)
        there = self.span(span)
        return key_of(letter, there) if there else None

    def cut(self, span: Span, at: int) -> int | None:
        """Where a passage that stands unchanged is cut, if it was cut at `at`."""
        after = next((place for place in range(at, span.end) if not self.old[place].isspace()), None)
        return None if after is None else self._places.get(after)


def moved(old: str, new: str) -> Moved:
    """Find what stands unchanged: both versions cut into clauses by the same rules, whatever an editor cut since."""
    spans = [[clause.span for clause in segment(body)[1]] for body in (old, new)]
    places: dict[int, int] = {}
    for before, after in carried(old, spans[0], new, spans[1]).items():
        for letter, there in zip(_letters(old, before), _letters(new, after), strict=True):
            places[letter] = there
    return Moved(old, new, places)


def _letters(body: str, span: Span) -> list[int]:
    return [place for place in range(span.start, span.end) if not body[place].isspace()]


def carry(last: Comparison, made: Comparison) -> list[Decision]:
    """What can be taken over from the last comparison; pieces that stand unchanged are cut in the new one as there.

    Nothing is written. A text that was taken down has no words to compare, and takes nothing over.
    """
    if any(version.taken_down_on for version in (last.a, last.b)):
        return []
    state = state_of(last)
    rows = {row.sequence: row for row in last.decisions.select_related("editor")}
    ways = {"a": moved(last.a.body, made.a.body), "b": moved(last.b.body, made.b.body)}
    if last.joint and made.joint and not last.joint.taken_down_on:
        ways["j"] = moved(last.joint.body, made.joint.body)
    was = pieces_of(last)
    for letter in ("a", "b"):
        there = [(span, piece.kind) for piece in was[letter] if (span := ways[letter].span(piece.span))]
        made.pieces[letter] = _recut(made.pieces[letter], there, ways[letter].new)
    taking = _Taking(state, ways, effective(decided(rows.values())))
    return _numbered(_standing(taking.found, made), made, rows)


def _standing(found: list[Decided], made: Comparison) -> list[Decided]:
    """What still has something to speak of in the new version: a cut whose neighbour changed has not."""
    encounter = made.encounter
    while True:
        numbered = [replace(one, sequence=number) for number, one in enumerate(found, start=1)]
        there = fold(
            text_of(encounter, made.a),
            text_of(encounter, made.b),
            pieces=pieces_of(made),
            decisions=numbered,
            lexicon=lexicon_of(encounter),
            joint=text_of(encounter, made.joint) if made.joint else None,
        )
        gone = {one.sequence for one in there.lapsed}
        if not gone:
            return found
        found = [one for number, one in enumerate(found, start=1) if number not in gone]


def _numbered(found: list[Decided], made: Comparison, rows: Mapping[int, Decision]) -> list[Decision]:
    """Numbered anew; names and days stay."""
    return [
        Decision(
            comparison=made,
            sequence=number,
            verb=one.verb,
            told=dict(one.told),
            editor=rows[one.sequence].editor,
            at=rows[one.sequence].at,
            carried=True,
        )
        for number, one in enumerate(found, start=1)
    ]


def _recut(fresh: list[list[Any]], there: list[tuple[Span, str]], body: str) -> list[list[Any]]:
    """The pieces of the new version, where its words stand unchanged as the old one was cut."""
    while True:
        # A piece of the new version that is covered only in part stays as the rules cut it.
        broken = []
        for start, end, _ in fresh:
            whole = Span(start, end)
            over = [span for span, _ in there if span.overlaps(whole)]
            if over and not _covers(over, whole, body):
                broken.append(whole)
        kept = [(span, kind) for span, kind in there if not any(span.overlaps(bad) for bad in broken)]
        if len(kept) == len(there):
            break
        there = kept
    rest = [
        (Span(start, end), kind)
        for start, end, kind in fresh
        if not any(span.overlaps(Span(start, end)) for span, _ in there)
    ]
    return [[span.start, span.end, kind] for span, kind in sorted((*there, *rest))]


def _covers(spans: list[Span], whole: Span, body: str) -> bool:
    """Whether these passages hold every letter of a piece."""
    held = {place for span in spans for place in range(span.start, span.end)}
    return all(place in held for place in _letters(body, whole))


class _Taking:
    """Says what holds in the old state in the words of the new versions: cuts first, then what stands on the pieces."""

    def __init__(self, state: State, ways: Mapping[str, Moved], decisions: list[Decided]) -> None:
        self.state, self.ways = state, ways
        self.found: list[Decided] = []
        holding = [one for one in decisions if state.standing[one.sequence] == "holds"]
        for one in holding:
            if one.verb in (Verb.SPLIT, Verb.JOIN, Verb.FRAME, Verb.POINT):
                self._add(one, self._of_piece(one))
        for one in holding:
            if one.verb == Verb.READING:
                self._add(one, self._of_piece(one))
        for row in state.rows:
            if row.decided is not None:
                self._row(row, row.decided)
        for one in holding:
            if one.verb == Verb.SUPPORT:
                self._add(one, self._keys(one.told))
            elif one.verb in (Verb.DIFFERENCE, Verb.REVIEW):
                self._add(one, self._of_row(one))

    def _add(self, of: Decided, told: Mapping[str, Any] | None) -> None:
        if told is not None:
            self.found.append(replace(of, told=told))

    def _key(self, key: str) -> str | None:
        way = self.ways.get(key[0])
        return way.key(key) if way else None

    def _keys(self, told: Mapping[str, Any]) -> dict[str, Any] | None:
        """Keys of pieces, each by its name, said anew; an empty one stays empty."""
        there = {name: self._key(key) if key else "" for name, key in told.items()}
        return None if None in there.values() else there

    def _of_piece(self, one: Decided) -> dict[str, Any] | None:
        there = self._keys({name: one.told[name] for name in ("point", "next") if name in one.told})
        if there is None:
            return None
        rest = {name: value for name, value in one.told.items() if name not in there}
        if one.verb == Verb.SPLIT:
            letter, span = span_of(one.told["point"])
            rest["at"] = self.ways[letter].cut(span, int(one.told["at"]))
            if rest["at"] is None:
                return None
        return there | rest

    def _row(self, row: RowState, of: Decided) -> None:
        """As the row stands: a later decision may have taken a piece out of it."""
        sides: list[list[str]] = []
        for letter, points in (("a", row.a), ("b", row.b)):
            keys = [self._key(key_of(letter, point.span)) for point in points]
            if None in keys:
                return
            sides.append([key for key in keys if key])
        a, b = sides
        if a and b:
            self._add(replace(of, verb=Verb.PAIR), {"a": a, "b": b})
        else:
            self._add(of, {"point": (a or b)[0]})

    def _of_row(self, one: Decided) -> dict[str, Any] | None:
        row = self._row_key(str(one.told["row"]))
        if row is None:
            return None
        if one.verb == Verb.REVIEW:
            return {"row": row}
        letters = ("j", row.partition("/")[2][:1]) if "/" in row else ("a", "b")
        of = self._of(str(one.told["of"]), letters)
        return None if of is None else dict(one.told) | {"row": row, "of": of}

    def _row_key(self, row: str) -> str | None:
        if "|" not in row:
            keys = [self._key(key) for key in row.split("/")]
            return None if None in keys else "/".join(key for key in keys if key)
        sides = [[self._key(key) for key in side.split("+") if key] for side in row.split("|")]
        if any(None in side for side in sides):
            return None
        return row_key(*([key for key in side if key] for side in sides))

    def _of(self, key: str, letters: tuple[str, str]) -> str | None:
        """The key of a difference in the new texts; ``""`` for one that an editor added."""
        if not key:
            return ""
        kind, *sides = key.split(":")
        parts = []
        for letter, spans in zip(letters, sides, strict=True):
            there = [self._key(letter + span) for span in spans.split("+") if span]
            if None in there:
                return None
            parts.append("+".join(key[1:] for key in there if key))
        return ":".join((kind, *parts))
