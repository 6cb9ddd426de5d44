"""Now, in one place, so that tests can set it. Participants' rows know days only."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone

__all__ = ["now", "today"]


def now() -> datetime:
    """The moment, for the acts of people with log-ins."""
    return timezone.now().replace(microsecond=0)


def today() -> date:
    """The day in UTC: the finest time on any participant's row."""
    return timezone.now().date()
