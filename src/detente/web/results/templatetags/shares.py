"""How shares are written: whole percentages, in the reader's way; one place for every page that shows one."""

from __future__ import annotations

from django import template
from django.utils.translation import get_language

from detente.opinion.results import Interval
from detente.report.language import Language, language

__all__ = ["percent", "range_of"]

register = template.Library()


def _language() -> Language:
    return language((get_language() or "en").split("-")[0])


@register.filter
def percent(share: float) -> str:
    """A share between 0 and 1 as a whole percentage."""
    return _language().percent(share)


@register.filter("range")
def range_of(interval: Interval) -> str:
    """The ends of an interval, the sign once."""
    return _language().percent_range(interval.low, interval.high)
