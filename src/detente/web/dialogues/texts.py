"""Texts that conveners write, kept by language: ``{"en": "...", "ar": "..."}``."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Mapping

import rfc8785
from django.utils.translation import get_language

__all__ = ["digest", "said_in", "tidy"]

_FORBIDDEN = frozenset("\u061c\u200e\u200f\u2028\u2029\ufeff") | {
    chr(code) for first, last in ((0x202A, 0x202E), (0x2066, 0x2069)) for code in range(first, last + 1)
}
"""Marks that turn the direction of what follows, and invisible breaks. The joiners of Persian and of emoji stay."""


def tidy(text: str) -> str:
    """NFC, without control and direction characters; runs of blanks become one, empty lines part paragraphs.

    A text in which characters are hidden could show one thing here and another in the ledger's digest.
    """
    kept = "".join(
        character
        for character in unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\t", " "))
        if character == "\n" or (character not in _FORBIDDEN and unicodedata.category(character) not in ("Cc", "Cs"))
    )
    return "\n".join(" ".join(line.split()) for line in kept.strip().split("\n"))


def said_in(texts: Mapping[str, str], language: str | None = None) -> tuple[str, str]:
    """The text in a language (default: the active one) and its code; in the first that has one where it is missing."""
    wanted = (language or get_language() or "en").split("-")[0]
    if texts.get(wanted):
        return texts[wanted], wanted
    return next(((text, code) for code, text in texts.items() if text), ("", wanted))


def digest(texts: object) -> str:
    """SHA-256 of texts as canonical JSON (RFC 8785), in hex: what the ledger keeps instead of a text."""
    return hashlib.sha256(rfc8785.dumps(texts)).hexdigest()  # type: ignore[arg-type] # any JSON; the stub names its own type
