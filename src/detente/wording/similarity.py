"""How close two points are in matter: characters, words, concepts, theme, values. NumPy and SciPy, no model."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
import numpy.typing as npt
from scipy import sparse
from wordfreq import available_languages, get_frequency_dict

from detente.wording.lexicon import Lexicon
from detente.wording.results import Point

__all__ = ["WEIGHTS", "Weights", "similarity", "stem", "words_of"]

Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Weights:
    """Shares of the five signals in a score; they sum to 1."""

    characters: float = 0.4
    words: float = 0.2
    concepts: float = 0.2
    theme: float = 0.1
    values: float = 0.1


WEIGHTS = Weights()
"""Round numbers, not fitted: with 28 gold links a finer choice would be noise (docs/algorithms/concordance)."""

_STOP = frozenset(
    re.findall(
        r"\w+",
        "the of and to in that is was for on with he it as by they his are have will at from be this has which or an "
        "its a their her him she i we our us not also if than into more all any who whom been were had would",
    )
)
_WORD = re.compile(r"[^\W_]+(?:[-’'][^\W_]+)*")
_ENDINGS = (
    "ations ation ements ement ments ment iness ingly ically ities ness ity edly ally ives ive ance ence ions ion ing "
    "ers ors ical al ic er or ed es ly s e"
)
_ENDING = tuple(_ENDINGS.split())
_COMMONEST = 2.0
_UNKNOWN = 6.5
"""Minus log10 of the share of a word that the list does not have: the list ends near one in a million."""


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Return a word without its ending, four letters at least: "supporting", "supports" and "supported" are one.

    A cruder cut than Porter's (1980), which is enough where the words of two pages are compared.

    >>> [stem(word) for word in ("negotiations", "wages", "running", "diplomatic", "said")]
    ['negoti', 'wage', 'run', 'diplomat', 'said']
    """
    word = re.sub(r"['’]s?$", "", word)
    for ending in _ENDING:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            root = word[: len(word) - len(ending)]
            # "running" and "run"; but "calls" and "passing" keep their letters
            return root[:-1] if root[-1] == root[-2] and root[-1] in "bdgmnprt" else root
    return word


def words_of(text: str) -> list[str]:
    """Return the words of a text in lower case, without the commonest function words."""
    return [word for word in _WORD.findall(text.lower()) if word not in _STOP]


@cache
def _frequencies(language: str) -> Mapping[str, float]:
    known = language if language in available_languages("small") else "en"
    return get_frequency_dict(known, wordlist="small")


def _rarity(word: str, language: str) -> float:
    """How rare a word is in the language at large: minus log10 of its share, less the commonest words' two."""
    share = _frequencies(language).get(word)
    return max((-math.log10(share) if share else _UNKNOWN) - _COMMONEST, 0.1)


def _character_grams(text: str) -> Counter[str]:
    """Pieces of 3, 4 and 5 characters within words, with a space at each end."""
    grams: Counter[str] = Counter()
    for word in _WORD.findall(text.lower()):
        padded = f" {word} "
        for size in (3, 4, 5):
            grams.update(padded[start : start + size] for start in range(len(padded) - size + 1))
    return grams


def _cosines(
    rows: Sequence[Counter[str]],
    columns: Sequence[Counter[str]],
    weight: Callable[[str], float],
) -> Matrix:
    """Cosine of weighted counts, (1 + log count) x weight x log((n + 1) / n_t), n_t of n points having the term.

    The last factor makes what every point of the pair says count nothing: in one call that is the actors.
    """
    everything = [*rows, *columns]
    having = Counter(term for counts in everything for term in counts)
    number = {term: index for index, term in enumerate(sorted(having))}
    factor = {term: weight(term) * math.log((len(everything) + 1) / count) for term, count in having.items()}
    data: list[float] = []
    indices: list[int] = []
    ends = [0]
    for counts in everything:
        values = {number[term]: (1 + math.log(count)) * factor[term] for term, count in counts.items()}
        length = math.sqrt(sum(value * value for value in values.values())) or 1.0
        for index in sorted(values):
            indices.append(index)
            data.append(values[index] / length)
        ends.append(len(indices))
    table = sparse.csr_array((data, indices, ends), shape=(len(everything), max(len(number), 1)))
    product = table[: len(rows)] @ table[len(rows) :].T
    return np.asarray(product.toarray(), np.float64)


def _values(point: Point) -> frozenset[tuple[str, ...]]:
    """Amounts, shares, durations and days that two accounts of one matter would share."""
    amounts = {
        ("number", f"{n.low:.6g}", n.unit if n.unit.isupper() or n.unit in {"%", "day"} else "") for n in point.numbers
    }
    days = {
        ("date", str(interval.start), str(interval.end))
        for interval in point.dates
        if interval.start is not None and not re.match(r"to(?:day|night)|this\s", interval.words, re.I)
    }
    return frozenset(amounts | days)


def _kinds(point: Point) -> frozenset[str]:
    """Moneys and shares that a point speaks of: two accounts of one matter may give it two amounts."""
    return frozenset(n.unit for n in point.numbers if n.unit.isupper() or n.unit in {"%", "points"})


def similarity(
    rows: Sequence[Point],
    columns: Sequence[Point],
    *,
    lexicon: Lexicon,
    language: str = "en",
    weights: Weights = WEIGHTS,
) -> Matrix:
    """Return how close each point of one text is to each of another.

    Five signals between 0 and 1, compared on `Point.core`, added with `weights`: cosine of character pieces (3 to 5
    letters); cosine of word stems, weighted by how rare a word is in the language at large (wordfreq, R. Speer 2022,
    in the manner of inverse document frequency, K. Sparck Jones, J. Doc. 28, 1972); cosine of the lexicon's concepts;
    same theme; a shared amount or day, half for another amount of the same money or in percent.

    Parameters
    ----------
    rows, columns : sequence of Point
        n and m points.
    lexicon : Lexicon
        Its concepts and themes.
    language : str
        Of both texts, for the background; where wordfreq has no list, English is taken.
    weights : Weights
        Shares of the signals.

    Returns
    -------
    ndarray of shape (n, m)
        Between 0 and 1.
    """
    if not rows or not columns:
        return np.zeros((len(rows), len(columns)))

    def both(read: Callable[[Point], Counter[str]]) -> tuple[list[Counter[str]], list[Counter[str]]]:
        return [read(point) for point in rows], [read(point) for point in columns]

    rarest: dict[str, float] = {}

    def stems(point: Point) -> Counter[str]:
        counts: Counter[str] = Counter()
        for word in words_of(point.core):
            root = stem(word)
            counts[root] += 1
            rarest[root] = min(rarest.get(root, math.inf), _rarity(word, language))
        return counts

    characters = _cosines(*both(lambda point: _character_grams(point.core)), weight=lambda term: 1.0)
    words = _cosines(*both(stems), weight=lambda root: rarest[root])
    concepts = _cosines(*both(lambda point: Counter(lexicon.concepts_in(point.core))), weight=lambda term: 1.0)
    theme = np.array([[float(p.theme == q.theme != "") for q in columns] for p in rows])
    row_values, column_values = [_values(p) for p in rows], [_values(q) for q in columns]
    row_kinds, column_kinds = [_kinds(p) for p in rows], [_kinds(q) for q in columns]
    shared = np.array([[bool(p & q) for q in column_values] for p in row_values])
    alike = np.array([[bool(p & q) for q in column_kinds] for p in row_kinds])
    values = np.where(shared, 1.0, np.where(alike, 0.5, 0.0))
    total = (
        weights.characters * characters
        + weights.words * words
        + weights.concepts * concepts
        + weights.theme * theme
        + weights.values * values
    )
    return np.clip(total, 0.0, 1.0)
