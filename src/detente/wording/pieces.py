"""A text cut by a person in place of the rules: what is a piece, and which of the engine's own clauses lie in it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from detente.wording.errors import BadPiece
from detente.wording.results import Clause, Piece, Sentence, Span

__all__ = ["KINDS", "LONGEST_PIECE", "PlacedPiece", "checked_pieces", "place"]

KINDS = ("", "point", "frame")

LONGEST_PIECE = 20_000
"""Characters: several pages. What is one matter is shorter, and patterns over a piece stay quick."""


@dataclass(frozen=True)
class PlacedPiece:
    """A piece among the sentences of its text.

    Attributes
    ----------
    span, kind : Span, str
        As given.
    whole : Span
        From the start of its first sentence to the end of its last.
    sentences : range
        Their numbers.
    parts : tuple of Clause
        What it holds of each of the engine's own clauses: they are read one by one, so that a joined point carries
        what its parts carried.
    """

    span: Span
    kind: str
    whole: Span
    sentences: range
    parts: tuple[Clause, ...]


def checked_pieces(pieces: Sequence[Piece], body: str) -> tuple[Piece, ...]:
    """Return a segmentation, or refuse it.

    It need not cover the text: what lies in no piece is in no point.

    Raises
    ------
    BadPiece
        A piece that ends outside the text, holds nothing but space, stands before or over the one before it, has over
        `LONGEST_PIECE` characters or a kind that is none of `KINDS`; the message names the piece and its place.

    Examples
    --------
    >>> checked_pieces([Piece(Span(0, 4)), Piece(Span(3, 9))], "They met. They ate.")
    Traceback (most recent call last):
    detente.wording.errors.BadPiece: Piece 2: It begins at character 3, before piece 1 ends (4). ...
    """
    before: Span | None = None
    for number, piece in enumerate(pieces, start=1):
        span = piece.span
        where = f"characters {span.start} to {span.end}"
        if span.start < 0 or span.end > len(body):
            raise BadPiece(
                number, "outside", f"Its {where} lie outside the text, which has {len(body)}. Cut within the text."
            )
        if not span.of(body).strip():
            raise BadPiece(number, "blank", f"Its {where} hold no letter or sign. Leave it out.")
        if before is not None and span.end <= before.start:
            raise BadPiece(
                number,
                "order",
                f"It stands at {where}, before piece {number - 1}. Give the pieces in the order of the text.",
            )
        if before is not None and span.start < before.end:
            raise BadPiece(
                number,
                "overlap",
                f"It begins at character {span.start}, before piece {number - 1} ends ({before.end}). "
                "Give pieces that share no character.",
            )
        if len(span) > LONGEST_PIECE:
            raise BadPiece(
                number,
                "too_long",
                f"It has {len(span)} characters, more than {LONGEST_PIECE}. Cut it into its matters.",
            )
        if piece.kind not in KINDS:
            raise BadPiece(number, "kind", f'Its kind must be "point", "frame" or "". Got {piece.kind!r} instead.')
        before = span
    return tuple(pieces)


def place(pieces: Sequence[Piece], cut: tuple[Sentence, ...], clauses: tuple[Clause, ...]) -> tuple[PlacedPiece, ...]:
    """Find the sentences and clauses in which pieces lie.

    A piece that lies in no sentence (the mark of a list item, a ruled line) goes with the sentence after it, or with
    the last; one that lies in no clause (the comma between two) is a part of its own.

    Examples
    --------
    >>> from detente.wording.segmentation import segment
    >>> cut, clauses = segment("It rained. They agreed to meet, noting that it rained.")
    >>> [found] = place([Piece(Span(0, 20))], cut, clauses)
    >>> found.whole, found.parts
    (Span(start=0, end=54), (Clause(span=Span(start=0, end=10), sentence=0), Clause(span=Span(start=11, end=20), ...
    """
    sentence_ends = [sentence.span.end for sentence in cut]
    clause_ends = [clause.span.end for clause in clauses]
    placed = []
    for piece in pieces:
        span = piece.span
        first = min(bisect_right(sentence_ends, span.start), len(cut) - 1)
        last = first
        while last + 1 < len(cut) and cut[last + 1].span.start < span.end:
            last += 1
        parts = []
        at = bisect_right(clause_ends, span.start)
        while at < len(clauses) and clauses[at].span.start < span.end:
            own = clauses[at].span
            parts.append(Clause(Span(max(own.start, span.start), min(own.end, span.end)), clauses[at].sentence))
            at += 1
        placed.append(
            PlacedPiece(
                span=span,
                kind=piece.kind,
                whole=Span(min(cut[first].span.start, span.start), max(cut[last].span.end, span.end)),
                sentences=range(first, last + 1),
                parts=tuple(parts) or (Clause(span, first),),
            )
        )
    return tuple(placed)
