"""How decisions cut and join pieces, and which pieces they put beside each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from detente.web.encounters.state import Decided, Pieces, key_of, span_of, speaks_of
from detente.wording.pieces import LONGEST_PIECE
from detente.wording.results import Piece, Span

__all__ = ["Cutting", "joined", "parts"]


def parts(body: str, span: Span, at: int) -> tuple[Span, Span] | None:
    """The two parts of a passage cut at a character, without the space around them; None where one holds nothing."""
    first, second = _trimmed(body, span.start, at), _trimmed(body, at, span.end)
    return (first, second) if span.start < at < span.end and first and second else None


def joined(first: Span, second: Span) -> Span | None:
    """Two passages and what stands between them; None where that is longer than a point may be."""
    span = Span(first.start, second.end)
    return span if len(span) <= LONGEST_PIECE else None


def _trimmed(body: str, start: int, end: int) -> Span | None:
    words = body[start:end]
    left, right = start + len(words) - len(words.lstrip()), end - (len(words) - len(words.rstrip()))
    return Span(left, right) if left < right else None


class Cutting:
    """The pieces as they stand after decisions, and what the decisions say of them."""

    def __init__(self, pieces: Pieces, bodies: Mapping[str, str]) -> None:
        self.bodies = bodies
        self.pieces = {letter: list(pieces.get(letter, ())) for letter in ("a", "b", "j")}
        self.pairs: list[tuple[set[str], set[str], Decided]] = []
        self.alone: dict[str, Decided] = {}
        self.kinds: dict[str, Decided] = {}
        self.differences: dict[tuple[str, str], Decided] = {}
        self.added: dict[str, list[Decided]] = {}
        self.reviews: dict[str, Decided] = {}
        self.supports: dict[str, Decided] = {}
        self.levels: dict[str, Decided] = {}
        self.dropped: dict[tuple[str, str], Decided] = {}

    def holding(self) -> set[int]:
        """Numbers of the decisions that nothing later replaced; cuts apart, which show in the pieces."""
        kept = [decided for _, _, decided in self.pairs]
        for some in (
            self.alone, self.kinds, self.differences, self.reviews, self.supports, self.levels, self.dropped
        ):  # fmt: skip
            kept += some.values()
        kept += [decided for some in self.added.values() for decided in some]
        return {decided.sequence for decided in kept}

    def place(self, key: str) -> tuple[str, int] | None:
        """Where a piece stands: its letter and place in the list."""
        letter, span = span_of(key)
        for index, piece in enumerate(self.pieces[letter]):
            if piece.span == span:
                return letter, index
        return None

    def is_point(self, key: str) -> bool:
        """Whether there is such a piece and it is no frame."""
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
        """Take a decision in; False where there is nothing for it to speak of."""
        told = decided.told
        if any(self.place(key) is None for key in speaks_of(decided)):
            return False
        if decided.verb in ("difference", "review"):
            self._of_row(decided)
            return True
        if decided.verb == "pair":
            a, b = set(told["a"]), set(told["b"])
            if not a or not b or not all(map(self.is_point, a | b)):
                return False
            self.release(*a, *b)
            self.pairs.append((a, b, decided))
            return True
        if decided.verb == "support":
            self.supports[str(told["sentence"])] = decided
            return True
        return self._of_point(decided, str(told["point"]))

    def _of_row(self, decided: Decided) -> None:
        row = str(decided.told["row"])
        if decided.verb == "review":
            self.reviews[row] = decided
        elif decided.told.get("of"):
            self.differences[row, str(decided.told["of"])] = decided
        else:
            self.added.setdefault(row, []).append(decided)

    def _of_point(self, decided: Decided, key: str) -> bool:
        told, where = decided.told, self.place(key)
        if where is None:
            return False
        letter, index = where
        if decided.verb == "alone":
            if not self.is_point(key):
                return False
            self.release(key)
            self.alone[key] = decided
        elif decided.verb in ("frame", "point"):
            self.release(key)
            self.kinds[key] = decided
            self.pieces[letter][index] = replace(self.pieces[letter][index], kind=decided.verb)
        elif decided.verb == "reading":
            if "commitment" in told:
                self.levels[key] = decided
            else:
                self.dropped[key, str(told["drop"])] = decided
        elif decided.verb == "split":
            return self._split(letter, index, int(told["at"]))
        else:
            return self._join(letter, index, span_of(str(told["next"]))[1])
        return True

    def _split(self, letter: str, index: int, at: int) -> bool:
        here = self.pieces[letter]
        piece = here[index]
        cut = parts(self.bodies[letter], piece.span, at)
        if cut is None:
            return False
        self._loosen(letter, piece.span)
        here[index : index + 1] = [Piece(part, piece.kind) for part in cut]
        return True

    def _join(self, letter: str, index: int, second: Span) -> bool:
        here = self.pieces[letter]
        piece = here[index]
        if index + 1 >= len(here) or here[index + 1].span != second:
            return False
        span = joined(piece.span, second)
        if span is None:
            return False
        self._loosen(letter, piece.span, second)
        kind = "point" if "point" in (piece.kind, here[index + 1].kind) else "frame"
        here[index : index + 2] = [Piece(span, kind)]
        return True

    def _loosen(self, letter: str, *spans: Span) -> None:
        """Pieces that are cut otherwise now leave their rows, and carry no joint sentence any more."""
        keys = [key_of(letter, span) for span in spans]
        self.release(*keys)
        self.supports = {
            sentence: decided for sentence, decided in self.supports.items() if decided.told[letter] not in keys
        }
