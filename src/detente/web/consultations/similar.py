"""Statements that say nearly the same as another.

Similarity only ever asks a question ("vote on this one instead?") or puts two texts side by side for a moderator. It
never refuses a statement and never removes a vote: people who think alike write alike (anonymity.md 2.8).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from rapidfuzz import fuzz

from detente.web.consultations.texts import folded

__all__ = ["ALIKE", "alike", "key_of", "likeness"]

ALIKE = 72.0
"""Likeness (0 to 100) from which two texts are shown beside each other."""

_OTHER = re.compile(r"[\W_]+")


def key_of(text: str) -> str:
    """The text as it is compared: folded, small letters, words parted by single spaces."""
    return _OTHER.sub(" ", folded(text).casefold()).strip()


def likeness(first: str, second: str) -> float:
    """How alike two keys are, 0 to 100: the better of the same letters and the same words in any order.

    The same words score only where the shorter text has at least half of the longer one's length: "the river" stands
    in many sentences and is like none of them.
    """
    best = fuzz.ratio(first, second)
    if 2 * min(len(first), len(second)) >= max(len(first), len(second)):
        best = max(best, fuzz.token_sort_ratio(first, second), 0.9 * fuzz.token_set_ratio(first, second))
    return best


def alike(text: str, others: Mapping[int, str], *, most: int = 3) -> list[tuple[int, float]]:
    """The keys of the statements most like a text, with their likeness, the most alike first.

    Parameters
    ----------
    text : str
        A statement, as written.
    others : mapping
        Statement key → `key_of` its text, in the same language.
    most : int
        How many at most.
    """
    wanted = key_of(text)
    scores = ((key, likeness(wanted, other)) for key, other in others.items())
    found = [(key, score) for key, score in scores if score >= ALIKE]
    return sorted(found, key=lambda pair: -pair[1])[:most]
