"""Days and windows of time in words: "30 December 2021", "9–10 January 2022", "until 31 December 2031"."""

from __future__ import annotations

import datetime as dt

from detente.exchange.messages import N_
from detente.report.language import Language

__all__ = ["day", "day_of", "days"]

# As they stand after the day of a month: Russian has the genitive there.
MONTHS = (
    N_("January"), N_("February"), N_("March"), N_("April"), N_("May"), N_("June"),
    N_("July"), N_("August"), N_("September"), N_("October"), N_("November"), N_("December"),
)  # fmt: skip


def _month(language: Language, date: dt.date) -> str:
    return language.translate(MONTHS[date.month - 1])


def day(language: Language, date: dt.date) -> str:
    """One day in full.

    >>> from detente.report.language import language
    >>> day(language("en"), dt.date(2021, 12, 30))
    '30 December 2021'
    """
    return language.say("%(day)s %(month)s %(year)s", day=date.day, month=_month(language, date), year=date.year)


def day_of(language: Language, moment: str) -> str:
    """The day of a moment that is written as a file has it.

    >>> from detente.report.language import language
    >>> day_of(language("en"), "2021-12-30T23:10:00Z")
    '30 December 2021'
    """
    return day(language, dt.date.fromisoformat(moment[:10]))


def days(language: Language, start: dt.date | None, end: dt.date | None) -> str:
    """From one day to another, as short as can be; ``""`` where neither is known.

    >>> from detente.report.language import language
    >>> days(language("en"), dt.date(2022, 1, 9), dt.date(2022, 1, 10))
    '9 to 10 January 2022'
    >>> days(language("en"), None, dt.date(2022, 1, 10))
    'until 10 January 2022'
    """
    say = language.say
    if start is None and end is None:
        return ""
    if start is None or end is None:
        known = day(language, start or end or dt.date.min)
        return say("from %(day)s on", day=known) if end is None else say("until %(day)s", day=known)
    if start == end:
        return day(language, start)
    last = day(language, end)
    if (start.year, start.month) == (end.year, end.month):
        return say("%(first)s to %(last)s", first=start.day, last=last)
    if start.year == end.year:
        first = say("%(day)s %(month)s", day=start.day, month=_month(language, start))
        return say("%(first)s to %(last)s", first=first, last=last)
    return say("%(first)s to %(last)s", first=day(language, start), last=last)
