"""Now, in one place, so that tests can set it. Participants' rows know days only."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, timedelta

from django.utils import timezone

__all__ = ["earlier", "now", "today"]

_BACK: ContextVar[timedelta] = ContextVar("_BACK", default=timedelta())


def now() -> datetime:
    """The moment, for the acts of people with log-ins."""
    return (timezone.now() - _BACK.get()).replace(microsecond=0)


def today() -> date:
    """The day in UTC: the finest time on any participant's row."""
    return (timezone.now() - _BACK.get()).date()


@contextmanager
def earlier(days: int) -> Iterator[None]:
    """Let the moment lie some days back, here and in what is called from here.

    The demonstration lives through its weeks with it, so that its ledger and its pages tell the same days.
    """
    token = _BACK.set(timedelta(days=days))
    try:
        yield
    finally:
        _BACK.reset(token)
