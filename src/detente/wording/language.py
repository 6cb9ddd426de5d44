"""Which language a text is in, as far as letters and the commonest words tell."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

__all__ = ["KNOWN", "guess_language", "same_language"]

KNOWN = frozenset({"en"})
"""Languages whose cues (sentences, numbers, dates, verbs, frames) the rules know."""

_COMMON = {
    "en": "the of and to in that is was for on with he it as by they his are have will said not",
    "de": "der die und das ist nicht mit von den zu ein auf für eine sich dem des wird auch",
    "fr": "le la les de des et est un une pour que dans sur avec qui ne pas au du ce",
    "es": "el la los de y que en un una es con por para se del las su no al lo",
    "it": "il la di che e un una per con del non sono dei nel alla della è da si gli",
    "pt": "o a os de e que um uma com para não por em do da se dos na no ao",
    "nl": "de het een en van is dat niet op te voor met zijn aan er om ook door naar",
    "pl": "w i na z do nie się że jest to o jak za po od przez który dla są oraz",
    "tr": "ve bir bu için ile da de olarak çok daha en kadar sonra gibi ancak olan",
}
_SETS = {language: frozenset(words.split()) for language, words in _COMMON.items()}
_SCRIPTS = (
    ("uk", re.compile(r"[іїєґ]", re.I)),
    ("ru", re.compile(r"[а-яё]", re.I)),
    ("ar", re.compile(r"[\u0621-\u064a]")),
    ("he", re.compile(r"[\u05d0-\u05ea]")),
    ("el", re.compile(r"[α-ω]", re.I)),
    ("ja", re.compile(r"[\u3041-\u30ff]")),
    ("zh", re.compile(r"[\u4e00-\u9fff]")),
    ("ko", re.compile(r"[\uac00-\ud7af]")),
    ("hi", re.compile(r"[\u0900-\u097f]")),
)


@lru_cache(maxsize=32)
def guess_language(words: str) -> str:
    """Return a BCP 47 tag, or ``"und"`` where letters and commonest words decide nothing.

    Examples
    --------
    >>> guess_language("The parties agreed to meet in May."), guess_language("Стороны договорились встретиться.")
    ('en', 'ru')
    """
    sample = words[:5_000]
    letters = sum(letter.isalpha() for letter in sample)
    if not letters:
        return "und"
    latin = sum(letter.isalpha() and letter < "\u0250" for letter in sample)
    if 2 * latin < letters:
        counts = {name: len(pattern.findall(sample)) for name, pattern in _SCRIPTS}
        if counts["ru"] + counts["uk"] > letters / 2:
            return "uk" if 50 * counts["uk"] > letters else "ru"
        if counts["ja"] * 10 > letters:
            return "ja"
        name, most = max(counts.items(), key=lambda item: item[1])
        return name if 2 * most > letters else "und"
    counted = Counter(re.findall(r"[^\W\d_]+", sample.lower()))
    total = sum(counted.values())
    scores = {name: sum(counted[word] for word in words_of) for name, words_of in _SETS.items()}
    name, most = max(scores.items(), key=lambda item: item[1])
    return name if most and most >= 0.12 * total else "und"


def same_language(one: str, other: str) -> bool:
    """Whether two tags name one language, whatever the region; an unknown one is given the benefit of the doubt."""
    first, second = (tag.partition("-")[0].lower() for tag in (one, other))
    return first == second or "und" in {first, second}
