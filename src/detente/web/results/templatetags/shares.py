"""How shares are written: whole percentages, in the reader's way; one place for every page that shows one."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from detente.opinion.results import Cell, Interval
from detente.report import drawing
from detente.report.language import Language, language

__all__ = ["bar", "percent", "points", "range_of"]

register = template.Library()


def _language() -> Language:
    return language((get_language() or "en").split("-")[0])


@register.filter
def percent(share: float) -> str:
    """A share between 0 and 1 as a whole percentage."""
    return _language().percent(share)


@register.filter("range")
def range_of(interval: Interval) -> SafeString:
    """The ends of an interval, the sign once; a line must not break at its dash."""
    return format_html('<span class="nowrap">{}</span>', _language().percent_range(interval.low, interval.high))


@register.filter
def points(share: float) -> str:
    """A difference of shares as whole percentage points, without its sign: the words say which way."""
    return _language().number(abs(round(100 * share)))


@register.filter
def bar(cell: Cell) -> SafeString:
    """Agree, pass and disagree as one bar; empty where a share is not published. The numbers stand beside it."""
    if cell.agree is None or cell.disagree is None:
        return SafeString("")
    shares = {"agree": percent(cell.agree.estimate), "disagree": percent(cell.disagree.estimate)}
    return mark_safe(drawing.bar(cell, gettext("%(agree)s agree, %(disagree)s disagree") % shares, ""))
