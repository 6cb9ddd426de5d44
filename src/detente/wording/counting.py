"""Numbers written in words: "forty", "one hundred and twelve", "half a billion"."""

from __future__ import annotations

import re

__all__ = ["COUNT", "MAGNITUDE", "NUMBER_WORDS", "WORDS", "count_of", "value_of_words"]

_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"

NUMBER_WORDS: dict[str, int] = {word: value for value, word in enumerate(re.findall(r"\w+", _UNITS))}
NUMBER_WORDS |= {word: 10 * (value + 2) for value, word in enumerate(re.findall(r"\w+", _TENS))}

MAGNITUDE: dict[str, float] = {
    "dozen": 12, "hundred": 100, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12,
    "k": 1e3, "m": 1e6, "mn": 1e6, "mln": 1e6, "bn": 1e9, "bln": 1e9, "tn": 1e12, "trn": 1e12,
}  # fmt: skip

_SMALL = "|".join(sorted(NUMBER_WORDS, key=len, reverse=True))
WORDS = (
    rf"(?:(?:{_SMALL})(?:[-\s](?:one|two|three|four|five|six|seven|eight|nine))?|an?(?=\s+(?:dozen|hundred|thousand|million|"
    rf"billion|trillion)\b))(?:\s+(?:dozen|hundred|thousand|million|billion|trillion)(?:\s+and)?(?:\s+(?:{_SMALL})"
    rf"(?:-(?:one|two|three|four|five|six|seven|eight|nine))?\b)?)*"
)
"""A number in words, to be put into a pattern between word boundaries."""

COUNT = rf"\d{{1,3}}|an?|{_SMALL}"
"""A small count, in figures or one word, as in "within two weeks"."""


def count_of(words: str) -> int:
    """Return the count that a match of `COUNT` means; "a few", "several" and "a couple" are 3, 3 and 2.

    >>> count_of("two"), count_of("10"), count_of("a")
    (2, 10, 1)
    """
    word = words.lower().split()[0] if words.split() else ""
    if word.isdigit():
        return int(word)
    return NUMBER_WORDS.get(word) or {"few": 3, "several": 3, "couple": 2}.get(word, 1)


def value_of_words(words: str) -> float:
    """Return the value of a match of `WORDS`.

    >>> value_of_words("one hundred and twelve"), value_of_words("forty-five thousand"), value_of_words("a million")
    (112.0, 45000.0, 1000000.0)
    """
    total = current = 0.0
    for word in re.findall(r"[a-z]+", words.lower()):
        if word in NUMBER_WORDS:
            current += NUMBER_WORDS[word]
        elif word in MAGNITUDE:
            size = MAGNITUDE[word]
            current = max(current, 1) * size
            if size >= 1e3:
                total, current = total + current, 0.0
    return total + current
