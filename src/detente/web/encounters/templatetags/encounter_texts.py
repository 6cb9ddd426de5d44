"""How texts about an encounter, and where they come from, are put into a page."""

from __future__ import annotations

from django import template
from django.conf.locale import LANG_INFO
from django.utils.html import format_html
from django.utils.safestring import SafeString

from detente.web.encounters.queries.texts import is_link

__all__ = ["address", "text_language"]

register = template.Library()


@register.filter
def address(given: str) -> SafeString:
    """An address as a link where it is one of the web, as plain words otherwise; nothing follows it by itself."""
    if not is_link(given):
        return format_html('<bdi dir="auto">{}</bdi>', given)
    return format_html('<a href="{}" rel="nofollow noopener noreferrer" dir="ltr">{}</a>', given, given)


@register.filter
def text_language(code: str) -> str:
    """A language by its own name; a code that is not known stands as it is."""
    return str(LANG_INFO.get(code.lower(), {}).get("name_local", code))
