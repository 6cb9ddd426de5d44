"""Decisions taken over to a later version of a text, where the words they were made on stand unchanged."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from detente.web.encounters.models import Comparison, Decision, Verb
from detente.web.encounters.queries.reading import decided, pieces_of, state_of
from detente.web.encounters.state import Decided, RowState, State, effective, key_of, row_key, span_of
from detente.wording.carrying import carried
from detente.wording.results import Piece, Span

__all__ = ["Moved", "carry", "moved"]


@dataclass(frozen=True)
class Moved:
    """Where passages of an older version stand in a newer one.

    `shifts` holds passages that stand word for word, and by how many characters they moved.
    """

    old: str
    new: str
    shifts: tuple[tuple[Span, int], ...]

    def span(self, span: Span) -> Span | None:
        """Where a passage stands now; None where its words changed."""
        for passage, shift in self.shifts:
            if passage.overlaps(span):
                there = Span(span.start + shift, span.end + shift)
                return there if there.of(self.new) == span.of(self.old) else None
        return None

    def key(self, key: str) -> str | None:
        """The same for the key of a piece."""
        letter, span = span_of(key)
        there = self.span(span)
        return key_of(letter, there) if there else None


def moved(old: str, old_spans: Iterable[Span], new: str, new_spans: Iterable[Span]) -> Moved:
    """Find what stands unchanged.

    Parameters
    ----------
    old, new : str
        Bodies of the two versions.
    old_spans, new_spans : iterable of Span
        Both cut by the same rules.
    """
    same = carried(old, list(old_spans), new, list(new_spans))
    return Moved(old, new, tuple((before, after.start - before.start) for before, after in same.items()))


def carry(last: Comparison, made: Comparison) -> list[Decision]:
    """What can be taken over from the last comparison; cuts an editor made go into the pieces of the new one.

    Nothing is written. A text that was taken down has no words to compare, and takes nothing over.
    """
    if any(version.taken_down_on for version in (last.a, last.b)):
        return []
    state = state_of(last)
    rows = {row.sequence: row for row in last.decisions.select_related("editor")}
    ways = {
        letter: moved(
            old.body,
            (piece.span for piece in pieces_of(last)[letter]),
            new.body,
            (Span(start, end) for start, end, _ in made.pieces[letter]),
        )
        for letter, old, new in (("a", last.a, made.a), ("b", last.b, made.b))
    }
    if last.joint and made.joint and not last.joint.taken_down_on:
        ways["j"] = moved(
            last.joint.body,
            (piece.span for piece in pieces_of(last)["j"]),
            made.joint.body,
            (Span(start, end) for start, end, _ in made.pieces["j"]),
        )
    for letter, points in (("a", state.found.points_a), ("b", state.found.points_b)):
        as_cut = [Piece(point.span, point.kind) for point in points]
        made.pieces[letter] = _recut(made.pieces[letter], as_cut, ways[letter])
    readings = [one for one in effective(decided(rows.values())) if one.verb == Verb.READING]
    return _Taking(state, ways, made, rows).decisions(readings)


def _recut(fresh: list[list[Any]], as_cut: list[Piece], way: Moved) -> list[list[Any]]:
    """The pieces of the new version, cut as the editor had cut the old one where its words stand unchanged."""
    there = [(span, piece.kind) for piece in as_cut if (span := way.span(piece.span)) is not None]
    while True:
        # A piece of the new version that is covered only in part stays as the rules cut it.
        broken = []
        for start, end, _ in fresh:
            whole = Span(start, end)
            over = [span for span, _ in there if span.overlaps(whole)]
            if over and not _covers(over, whole, way.new):
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
    left = list(range(whole.start, whole.end))
    held = {place for span in spans for place in range(span.start, span.end)}
    return all(place in held or body[place].isspace() for place in left)


class _Taking:
    """Writes what holds in the old state as decisions on the new comparison, numbered anew, names and days kept."""

    def __init__(self, state: State, ways: dict[str, Moved], made: Comparison, rows: dict[int, Decision]) -> None:
        self.state, self.ways, self.made, self.rows = state, ways, made, rows
        self.found: list[Decision] = []

    def decisions(self, readings: list[Decided]) -> list[Decision]:
        for reading in readings:
            point = self._key(reading.told["point"])
            if point is not None:
                self._add(Verb.READING, dict(reading.told) | {"point": point}, reading)
        for row in self.state.rows:
            if row.decided is not None:
                self._row(row)
        for sentence in self.state.sentences:
            key = self._key(sentence.key)
            if sentence.decided is not None and key is not None:
                told = {"sentence": key} | {
                    letter: self._key(sentence.decided.told[letter]) if sentence.decided.told[letter] else ""
                    for letter in ("a", "b")
                }
                if None not in told.values():
                    self._add(Verb.SUPPORT, told, sentence.decided)
        return self.found

    def _key(self, key: str) -> str | None:
        way = self.ways.get(key[0])
        return way.key(key) if way else None

    def _add(self, verb: str, told: dict[str, Any], of: Decided) -> None:
        row = self.rows[of.sequence]
        self.found.append(
            Decision(
                comparison=self.made,
                sequence=len(self.found) + 1,
                verb=verb,
                told=told,
                editor=row.editor,
                at=row.at,
                carried=True,
            )
        )

    def _row(self, row: RowState) -> None:
        a = [self._key(key_of("a", point.span)) for point in row.a]
        b = [self._key(key_of("b", point.span)) for point in row.b]
        if row.decided is None or None in (*a, *b):
            return
        keys_a, keys_b = [key for key in a if key], [key for key in b if key]
        if keys_a and keys_b:
            self._add(Verb.PAIR, {"a": keys_a, "b": keys_b}, row.decided)
        else:
            self._add(Verb.ALONE, {"point": (keys_a or keys_b)[0]}, row.decided)
        here = row_key(keys_a, keys_b)
        for difference in row.differences:
            of = self._of(difference.key)
            if difference.decided is not None and of is not None:
                told = dict(difference.decided.told) | {"row": here, "of": of}
                self._add(Verb.DIFFERENCE, told, difference.decided)
        if row.reviewed is not None:
            self._add(Verb.REVIEW, {"row": here}, row.reviewed)

    def _of(self, key: str) -> str | None:
        """The key of a difference in the new texts; ``""`` for one that an editor added."""
        if key.startswith("added:"):
            return ""
        kind, *sides = key.split(":")
        parts = []
        for letter, spans in zip(("a", "b"), sides, strict=True):
            there = [self._key(letter + span) for span in spans.split("+") if span]
            if None in there:
                return None
            parts.append("+".join(key[1:] for key in there if key))
        return ":".join((kind, *parts))
