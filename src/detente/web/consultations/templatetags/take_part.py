"""What templates of public pages need besides words: the same page in other languages, the browser's own mark."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from typing import Any

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language

from detente.web.consultations import beside, harm
from detente.web.consultations.cookies import cookie_of
from detente.web.consultations.models import Consultation
from detente.web.core.keys import keyed_digest

__all__ = [
    "beside_consultation",
    "beside_consultation_staff",
    "harm_warning",
    "imported",
    "languages_of_page",
    "links_of",
    "mark",
]

register = template.Library()


@register.simple_tag(takes_context=True)
def languages_of_page(context: dict[str, Any], offered: Sequence[str]) -> list[dict[str, object]]:
    """The same page in each language on offer: ``code``, ``address``, ``current``."""
    request: HttpRequest = context["request"]
    match = request.resolver_match
    known = [code for code, _ in settings.LANGUAGES if code in offered]
    if match is None or "language" not in match.kwargs or len(known) < 2:
        return []
    return [
        {
            "code": code,
            "address": reverse(match.view_name, kwargs=match.kwargs | {"language": code}),
            "current": code == match.kwargs["language"],
        }
        for code in known
    ]


@register.filter
def imported(consultation: Consultation) -> Any:
    """Where it was held, if not here (`results.Import`); what is held here has a first day and costs no query."""
    return None if consultation.opens_on else getattr(consultation, "imported", None)


@register.simple_tag
def harm_warning(consultation: Consultation) -> str:
    """What the convener's answers on harm oblige the pages to say before the first screen; empty where nothing."""
    return harm.warning(consultation)


@register.simple_tag(takes_context=True)
def mark(context: dict[str, Any], consultation: Consultation) -> str:
    """A mark of this browser's participant, for the script that keeps own votes in the browser.

    On a phone that two people share it tells one's votes from the other's. It follows from the cookie, which only this
    browser has, and leads back to nothing.
    """
    cookie = cookie_of(context["request"])
    if cookie is None:
        return ""
    digest = keyed_digest("browser-mark", consultation.pk.bytes, cookie)
    return base64.urlsafe_b64encode(digest[:9]).decode()


@register.simple_tag
def beside_consultation(consultation: Consultation) -> list[beside.Link]:
    """What other parts of the site put on the public pages of a consultation."""
    return [link for source in beside.everybody.sources for link in source(consultation, _active())]


@register.simple_tag
def beside_consultation_staff(consultation: Consultation) -> list[beside.Link]:
    """What other parts of the site put on the page on which a convener runs it."""
    return [link for source in beside.staff.sources for link in source(consultation, _active())]


@register.filter
def links_of(found: Mapping[int, list[beside.Link]], statement: object) -> list[beside.Link]:
    """The links of one statement; its key may be written as text."""
    return found.get(int(str(statement)), [])


def _active() -> str:
    return (get_language() or "en").split("-")[0]
