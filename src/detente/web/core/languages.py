"""Which language a page speaks: the one in its address, else the best of what the browser asks for. No cookie."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation.trans_real import parse_accept_lang_header

__all__ = ["best_language", "codes", "direction", "in_language"]


def codes() -> tuple[str, ...]:
    """The languages that pages can be read in."""
    return tuple(code for code, _ in settings.LANGUAGES)


def best_language(request: HttpRequest, offered: Sequence[str] = ()) -> str:
    """The offered language that the browser likes best; the first one where it likes none."""
    choice = tuple(offered) or codes()
    for wanted, _quality in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        base = wanted.split("-")[0]
        if base in choice:
            return base
    return choice[0]


def in_language(texts: Mapping[str, str], language: str | None = None) -> str:
    """The text in a language (default: the active one), else in the first that has one."""
    wanted = (language or get_language() or "en").split("-")[0]
    return texts.get(wanted) or next((text for text in texts.values() if text), "")


def direction() -> str:
    """``rtl`` or ``ltr``, for the active language."""
    return "rtl" if get_language_bidi() else "ltr"
