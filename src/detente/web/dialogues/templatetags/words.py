"""How texts that people wrote are put into a page: with their language and direction, never mixed with ours."""

from __future__ import annotations

from collections.abc import Mapping

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from detente.web.dialogues.models import Side
from detente.web.dialogues.texts import said_in

__all__ = ["language_name", "said", "said_text", "side"]

register = template.Library()

_OWN_NAMES = {"en": "English", "ru": "Русский", "ar": "العربية"}


@register.filter
def said(texts: Mapping[str, str]) -> SafeString:
    """The text in the active language, or the first there is, as ``<bdi dir="auto" lang="...">``."""
    text, language = said_in(texts)
    return format_html('<bdi dir="auto" lang="{}">{}</bdi>', language, text)


@register.filter
def said_text(texts: Mapping[str, str]) -> str:
    """The same without an element, for titles and attributes."""
    return said_in(texts)[0]


@register.filter
def said_language(texts: Mapping[str, str]) -> str:
    """The code of the language that `said` shows, for a block of its own."""
    return said_in(texts)[1]


@register.filter
def side(given: Side) -> SafeString:
    """The name of a side in its colour and with its shape."""
    text, language = said_in(given.name)
    return format_html('<bdi class="side side-{}" dir="auto" lang="{}">{}</bdi>', given.colour, language, text)


@register.filter
def language_name(code: str) -> str:
    """A language by its own name."""
    return _OWN_NAMES.get(code, code)
