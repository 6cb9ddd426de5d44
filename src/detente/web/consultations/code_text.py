"""A dealt code as people see it: 128 random bits in 28 letters and digits, of which two catch typing mistakes.

The alphabet is Crockford's base 32 (no I, L, O, U). The two last characters are the number modulo 1021, the largest
prime below 32 * 32: 32 has an order above 28 there, so one wrong character and two exchanged ones always show.
"""

from __future__ import annotations

import re
import secrets
import unicodedata

from django.utils.translation import gettext_lazy as _

from detente.web.core.errors import Refused

__all__ = ["BITS", "LENGTH", "CodeMistyped", "fresh", "grouped", "read"]

BITS = 128
LENGTH = 28
GROUP = 4
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
MODULUS = 1021
_BODY = LENGTH - 2

# What people type for what is printed: Crockford's three, and the Cyrillic letters that look like Latin ones, because
# a phone of a Russian reader opens with a Russian keyboard.
_SAME = str.maketrans({"O": "0", "I": "1", "L": "1"} | dict(zip("АВЕКМНОРСТХУ", "ABEKMH0PCTXY", strict=True)))
# Hyphens of every kind, and the invisible marks that copying out of a right-to-left text brings along.
_BETWEEN = re.compile(r"[\s\-\u2010-\u2015\u2212_.\u00b7\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")


class CodeMistyped(Refused):
    """What was typed cannot be a code: its check characters do not fit."""

    code = "consultations.code_mistyped"
    status = 400
    sentence = _(
        "There is a typing mistake in this code. A code has 28 letters and digits in seven groups of four: please "
        "compare it with your card, group by group."
    )


def fresh() -> str:
    """A new code, without separators."""
    return _written(secrets.randbits(BITS))


def grouped(code: str) -> str:
    """The code as it is printed: seven groups of four."""
    return "-".join(code[at : at + GROUP] for at in range(0, len(code), GROUP))


def read(typed: str) -> str:
    """The code somebody meant, in the form in which it is digested.

    Raises
    ------
    CodeMistyped
        Too short, too long, a letter no code has, or the check characters do not fit.
    """
    plain = unicodedata.normalize("NFKC", typed[: 4 * LENGTH])
    letters = "".join(_digit(letter) for letter in _BETWEEN.sub("", plain).upper()).translate(_SAME)
    if len(letters) != LENGTH or any(letter not in ALPHABET for letter in letters):
        raise CodeMistyped
    number = 0
    for letter in letters[:_BODY]:
        number = number * 32 + ALPHABET.index(letter)
    if number >> BITS or _written(number) != letters:
        raise CodeMistyped
    return letters


def _digit(letter: str) -> str:
    """The Latin digit of any script's digit."""
    value = unicodedata.digit(letter, -1)
    return letter if value < 0 else str(value)


def _written(number: int) -> str:
    check = number % MODULUS
    digits = [ALPHABET[number >> 5 * place & 31] for place in reversed(range(_BODY))]
    return "".join(digits) + ALPHABET[check >> 5] + ALPHABET[check & 31]
