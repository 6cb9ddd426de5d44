"""The language of a report: whole sentences from the gettext catalogues, numbers in the reader's way.

Catalogues stand in ``detente/locale`` (domain ``detente``), the compiled ones beside their sources
(docs/decisions: "Catalogues are committed compiled"). The English sentence is the key, so English needs no catalogue
to be right.
"""

from __future__ import annotations

import gettext
import math
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import ClassVar

__all__ = ["LANGUAGES", "Language", "UnknownLanguage", "language"]

LANGUAGES = ("en", "ru", "ar")
"""Codes of the languages that a report can be written in."""

NO_BREAK_SPACE = "\u00a0"


class UnknownLanguage(ValueError):
    """A language without a catalogue."""

    code: ClassVar[str] = "report.unknown_language"

    def __init__(self, got: str) -> None:
        super().__init__(f"There is no catalogue for the language {got!r}. Choose one of {', '.join(LANGUAGES)}.")


@dataclass(frozen=True)
class _Habits:
    """How a language writes numbers (CLDR 46, with Western digits in Arabic, as most Arabic pages have them)."""

    direction: str = "ltr"
    percent: str = f"{{}}{NO_BREAK_SPACE}%"
    thousands: str = ","
    decimal: str = "."
    comma: str = ", "


_HABITS = {
    "en": _Habits(),
    "ru": _Habits(thousands=NO_BREAK_SPACE, decimal=","),
    "ar": _Habits(direction="rtl", percent="{}\u066a", comma="، "),
}


class Language:
    """Sentences and numbers of one language. Get one from `language`.

    Attributes
    ----------
    code : str
        ``"en"``, ``"ru"`` or ``"ar"``.
    direction : str
        ``"ltr"`` or ``"rtl"``.
    machine_draft : bool
        Whether the catalogue says that no person has checked it.
    """

    def __init__(self, code: str, catalogue: gettext.NullTranslations) -> None:
        self.code = code
        self._habits = _HABITS[code]
        self.direction = self._habits.direction
        self._catalogue = catalogue
        self.machine_draft = catalogue.info().get("last-translator", "") == "machine draft"

    def say(self, sentence: str, **values: object) -> str:
        """The sentence in this language, ``%(name)s`` filled in from `values`."""
        return self._catalogue.gettext(sentence) % values

    def translate(self, sentence: str) -> str:
        """The sentence as it stands in the catalogue, nothing filled in; the `Translate` of `detente.exchange`."""
        return self._catalogue.gettext(sentence)

    def counted(self, one: str, many: str, n: int, **values: object) -> str:
        """The sentence in the plural form for `n`, which it may show as ``%(n)s``."""
        return self._catalogue.ngettext(one, many, n) % {"n": self.number(n), **values}

    def number(self, value: float, decimals: int = 0) -> str:
        """A number with separators.

        >>> language("en").number(12345), language("en").number(-0.25, 2)
        ('12,345', '−0.25')
        """
        text = f"{abs(value):,.{decimals}f}"
        text = text.translate({ord(","): self._habits.thousands, ord("."): self._habits.decimal})
        return "\u2212" + text if value < 0 and float(f"{value:.{decimals}f}") != 0 else text

    def percent(self, share: float) -> str:
        """A share between 0 and 1 as a whole percentage, halves away from 0.

        >>> language("en").percent(0.625)
        '63\xa0%'
        """
        return self._habits.percent.format(self.whole_percent(share))

    def percent_at_least(self, share: float) -> str:
        """A lower bound: the whole percentage that is certainly not above it.

        >>> language("en").percent_at_least(0.629)
        '62\xa0%'
        """
        return self._habits.percent.format(self.whole_percent_at_least(share))

    def percent_range(self, low: float, high: float) -> str:
        """An interval of shares, the sign once.

        >>> language("en").percent_range(0.55, 0.69)
        '55–69\xa0%'
        """
        first, last = self.whole_percent(low), self.whole_percent(high)
        # In a right-to-left line "55–69" would show its ends swapped: digits run left to right, the dash is neutral.
        span = f"{first}–{last}" if self.direction == "ltr" else f"\u200e{first}–{last}\u200e"
        return self._habits.percent.format(span)

    @staticmethod
    def whole_percent(share: float) -> int:
        """0 to 100, halves away from 0; the millionth forgives binary fractions (0.285 is 28.4999…)."""
        return math.floor(share * 100 + 0.5 + 1e-6)

    @staticmethod
    def whole_percent_at_least(share: float) -> int:
        """0 to 100, rounded down; the millionth forgives what six decimals in a file have cut off."""
        return math.floor(share * 100 + 1e-4)

    def listed(self, items: list[str]) -> str:
        """One to many items in a sentence: "A", "A and B", "A, B and C"."""
        if len(items) < 2:
            return "".join(items)
        return self.say("%(list)s and %(last)s", list=self.series(items[:-1]), last=items[-1])

    def series(self, items: list[str]) -> str:
        """The items with this language's comma between them."""
        return self._habits.comma.join(items)


@cache
def language(code: str) -> Language:
    """The language with this code.

    Raises
    ------
    UnknownLanguage
        There is no catalogue for `code`.
    """
    if code not in LANGUAGES:
        raise UnknownLanguage(code)
    folder = resources.files("detente") / "locale"
    catalogue = folder / code / "LC_MESSAGES" / "detente.mo"
    with catalogue.open("rb") as file:
        return Language(code, gettext.GNUTranslations(file))
