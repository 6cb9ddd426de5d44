"""How much of one text's wording stands in another, and whether its names and numbers come in the same order.

Measured: independent texts on one matter share up to 2 % of their word 3-grams, mildly spun copies 63 to 82 %; heavily
spun copies share few words, but nine in ten of their names and numbers in order, independent texts less than half.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set

from detente.wording.results import Span

__all__ = ["COPIED", "IN_ORDER", "containment", "grams", "in_order", "is_copied", "shared_runs", "words_of"]

COPIED = 0.10
"""From this share of common 3-grams on, texts of different publishers are flagged."""

IN_ORDER = 0.85
"""From this share of names and numbers in common order on, texts of different publishers are flagged."""

FEWEST = 15
"""3-grams that two texts must share at least: a name with its title makes three in any short notice."""

LEAST = 12
"""Names and numbers; shorter sequences agree by chance."""

MOST = 400
"""Names and numbers compared; the time grows with the square."""

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")


def words_of(body: str) -> list[tuple[str, Span]]:
    """Words in lower case with their places."""
    return [(match[0].lower().replace("’", "'"), Span(match.start(), match.end())) for match in WORD.finditer(body)]


def grams(body: str) -> frozenset[tuple[str, str, str]]:
    """All runs of three words."""
    plain = [word for word, _ in words_of(body)]
    return frozenset(zip(plain, plain[1:], plain[2:], strict=False))


def containment(one: Set[tuple[str, str, str]], other: Set[tuple[str, str, str]]) -> float:
    """Share of the word 3-grams of the shorter text that stand in the other, 0 to 1.

    A. Z. Broder, "On the resemblance and containment of documents" (1997), with the smaller set below the line.

    Examples
    --------
    >>> round(containment(grams("the talks begin in May at last"), grams("They said the talks begin in May.")), 2)
    0.6
    """
    smaller = min(len(one), len(other))
    return len(one & other) / smaller if smaller else 0.0


def is_copied(one: Set[tuple[str, str, str]], other: Set[tuple[str, str, str]]) -> bool:
    """Whether one text holds so much of the other that one of them is a near-copy."""
    return len(one & other) >= FEWEST and containment(one, other) >= COPIED


def shared_runs(one: str, other: str, *, most: int = 3) -> list[tuple[Span, Span]]:
    """The longest runs of words that both texts have, longest first, with their places in both."""
    from difflib import SequenceMatcher

    first, second = words_of(one), words_of(other)
    matcher = SequenceMatcher(None, [w for w, _ in first], [w for w, _ in second], autojunk=False)
    runs = sorted(matcher.get_matching_blocks(), key=lambda run: -run.size)[:most]
    return [
        (
            Span(first[r.a][1].start, first[r.a + r.size - 1][1].end),
            Span(second[r.b][1].start, second[r.b + r.size - 1][1].end),
        )
        for r in runs
        if r.size >= 3
    ]


def in_order(one: Sequence[str], other: Sequence[str]) -> float | None:
    """Share of the shorter sequence of names and numbers that stands in the other in the same order.

    Length of the longest common subsequence over the length of the shorter; None where that has under `LEAST` members.

    Examples
    --------
    >>> names = ["Ilves", "12", "Norhavn", "40", "May", "Berg", "3", "Ilves", "7", "Ashby", "9", "Berg"]
    >>> in_order(names, ["before", *names, "after"]), in_order(names, names[:5])
    (1.0, None)
    """
    first, second = list(one[:MOST]), list(other[:MOST])
    if min(len(first), len(second)) < LEAST:
        return None
    row = [0] * (len(second) + 1)
    for name in first:
        diagonal = 0
        for place, candidate in enumerate(second, start=1):
            above = row[place]
            row[place] = diagonal + 1 if name == candidate else max(above, row[place - 1])
            diagonal = above
    return row[-1] / min(len(first), len(second))
