"""Signs that a machine rewrote a text: fixed terms in other words, quotations that others print otherwise.

Terms and exchanges are the list ``words/spun.toml``. A finding is a resemblance, not a proof: it names the entry that
the words resemble, and the page shows both.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache

from detente.wording.near_copies import words_of
from detente.wording.results import Span
from detente.wording.wordlists import word_list

__all__ = ["ALTERED", "SPUN", "BrokenTerm", "broken_terms", "differing_words", "likeness"]

ALTERED = (0.5, 0.85)
"""Two printings of one quotation are alike at least so much, but less than this. Four outlets printed the sentence that
the first article alters .95 alike; the altered one is .66 to .70 alike to them."""

SPUN = 2
"""So many different broken terms make a text "machine-spun"."""


@dataclass(frozen=True)
class BrokenTerm:
    """Words that resemble a fixed term."""

    span: Span
    term: str


def _variants(term: str, swaps: dict[str, list[str]]) -> Iterator[str]:
    """The term with one or more of its words exchanged."""
    options = [[word, *swaps.get(word, swaps.get(word.removesuffix("s"), []))] for word in term.lower().split()]
    made = [""]
    for choice in options:
        made = [f"{start} {word}".strip() for start in made for word in choice]
        if len(made) > 200:
            return
    yield from made[1:]


@cache
def _patterns(titles: tuple[str, ...]) -> tuple[re.Pattern[str], dict[str, str]]:
    lists = word_list("spun")
    harmless = {words.strip().lower() for pair in lists["harmless"]["pairs"] for words in pair.split("=")}
    terms = {term.lower(): term for term in (*lists["terms"], *titles) if len(term.split()) > 1}
    broken = {
        variant: term
        for low, term in terms.items()
        for variant in _variants(low, lists["swaps"])
        if variant not in terms and variant not in harmless
    }
    words = "|".join(re.escape(variant).replace(r"\ ", r"\s+") for variant in sorted(broken, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{words or '(?!)'})(?:s|es)?(?!\w)", re.I), broken


def broken_terms(body: str, *, titles: Iterable[str] = ()) -> tuple[BrokenTerm, ...]:
    """Find words that become a fixed term once each is exchanged for one that machines put in its place.

    Parameters
    ----------
    body : str
    titles : iterable of str
        More fixed terms, such as the titles of a lexicon.

    Examples
    --------
    >>> [(b.span.of(t), b.term) for t in ["Nationwide Safety Adviser Ilves, on ABC Information"]
    ...  for b in broken_terms(t)]
    [('Nationwide Safety Adviser', 'National Security Adviser'), ('ABC Information', 'ABC News')]
    """
    pattern, broken = _patterns(tuple(sorted(set(titles))))
    found = []
    for match in pattern.finditer(body):
        words = " ".join(match[0].lower().split())
        term = broken.get(words) or broken.get(words.removesuffix("s")) or broken.get(words.removesuffix("es"))
        # A name is written with capitals: "white home" is a house, "White Home" a broken name.
        if term is None or (term[0].isupper() and not match[0][0].isupper()):
            continue
        found.append(BrokenTerm(Span(match.start(), match.end()), term))
    return tuple(found)


def likeness(one: str, other: str) -> float:
    """How alike two printings are, by words: 2 M / T of Ratcliff and Obershelp, 0 to 1 (`difflib`).

    Examples
    --------
    >>> likeness("We will meet in May", "We will meet in June")
    0.8
    """
    first, second = ([word for word, _ in words_of(text)] for text in (one, other))
    return SequenceMatcher(None, first, second, autojunk=False).ratio()


def differing_words(one: str, other: str) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """Where two printings differ: the places of the words of each that the other does not have there."""
    first, second = words_of(one), words_of(other)
    matcher = SequenceMatcher(None, [w for w, _ in first], [w for w, _ in second], autojunk=False)
    here: list[Span] = []
    there: list[Span] = []
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind != "equal":
            if a < b:
                here.append(Span(first[a][1].start, first[b - 1][1].end))
            if c < d:
                there.append(Span(second[c][1].start, second[d - 1][1].end))
    return tuple(here), tuple(there)
