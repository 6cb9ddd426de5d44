"""How texts that people wrote are put into a page: with their language and direction, never mixed with ours."""

from __future__ import annotations

from collections.abc import Mapping

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from detente.web.dialogues import beside
from detente.web.dialogues.models import Dialogue, Side
from detente.web.dialogues.texts import said_in

__all__ = [
    "beside_dialogue",
    "beside_dialogue_staff",
    "front_panels",
    "language_name",
    "said",
    "said_text",
    "side",
]

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


@register.simple_tag
def beside_dialogue(dialogue: Dialogue) -> list[beside.Link]:
    """What other parts of the site put on the public page of a dialogue."""
    return [link for source in beside.everybody.sources for link in source(dialogue, _active())]


@register.simple_tag
def beside_dialogue_staff(dialogue: Dialogue) -> list[beside.Link]:
    """What other parts of the site put on the convener's page of a dialogue."""
    return [link for source in beside.staff.sources for link in source(dialogue, _active())]


@register.simple_tag
def front_panels(dialogue: Dialogue | None = None) -> dict[str, beside.Panel]:
    """The halves of the first page and the thread between them, by place; of one dialogue where it is given."""
    return beside.panels(dialogue, _active())


def _active() -> str:
    return (get_language() or "en").split("-")[0]
