"""Days that words about time can mean: arithmetic of the civil calendar, without any text."""

from __future__ import annotations

import calendar
import datetime as dt

__all__ = [
    "MONTHS",
    "SEASONS",
    "WEEKDAYS",
    "Days",
    "around",
    "easter",
    "month",
    "month_near",
    "months_later",
    "part_of_month",
    "season",
    "week",
    "weekday",
    "year",
]

Days = tuple[dt.date, dt.date]
"""First and last day, both included."""

MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
MONTHS |= {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name} | {"sept": 9}
WEEKDAYS = {name.lower(): number for number, name in enumerate(calendar.day_name)}
SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
"""First month of each meteorological season of the northern half of the earth."""


def easter(of_year: int) -> dt.date:
    """Easter Sunday of the Gregorian calendar.

    The anonymous algorithm of *Nature* 13 (1876), as in J. Meeus, *Astronomical Algorithms* (1991), chapter 8. The
    Orthodox feast, which falls on another Sunday in most years, is not known here.

    >>> easter(2031), easter(1961)
    (datetime.date(2031, 4, 13), datetime.date(1961, 4, 2))
    """
    a, (b, c) = of_year % 19, divmod(of_year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    number, day = divmod(h + m - 7 * n + 114, 31)
    return dt.date(of_year, number, day + 1)


def year(of_year: int, part: str = "") -> Days:
    """A year, or its early, middle or late part (three months; the first and second half: six)."""
    first, last = {
        "": (1, 12),
        "early": (1, 3),
        "mid": (5, 8),
        "late": (10, 12),
        "first half": (1, 6),
        "second half": (7, 12),
        "first quarter": (1, 3),
        "second quarter": (4, 6),
        "third quarter": (7, 9),
        "fourth quarter": (10, 12),
        "end": (12, 12),
    }[part]
    days = dt.date(of_year, first, 1), month(of_year, last)[1]
    return (days[1], days[1]) if part == "end" else days


def month(of_year: int, number: int) -> Days:
    """All days of a month."""
    return dt.date(of_year, number, 1), dt.date(of_year, number, calendar.monthrange(of_year, number)[1])


def part_of_month(of_year: int, number: int, part: str) -> Days:
    """Early (1 to 10), mid (11 to 20), late (from 21), first week (1 to 7), end (the last day) of a month."""
    first, last = month(of_year, number)
    return {
        "early": (first, first.replace(day=10)),
        "mid": (first.replace(day=11), first.replace(day=20)),
        "late": (first.replace(day=21), last),
        "first week": (first, first.replace(day=7)),
        "end": (last, last),
    }[part]


def month_near(number: int, anchor: dt.date, direction: int, day: int | None = None) -> int:
    """The year in which a month (or a day of it) named without a year falls.

    `direction` is 1 where the words look ahead, -1 where they look back, 0 where nothing tells: then the nearest.
    """
    found: list[tuple[int, int]] = []
    for candidate in (anchor.year - 1, anchor.year, anchor.year + 1):
        first, last = month(candidate, number)
        if day is not None:
            if day > last.day:
                continue
            first = last = first.replace(day=day)
        distance = max((first - anchor).days, (anchor - last).days, 0)
        wrong = (direction > 0 and last < anchor) or (direction < 0 and first > anchor)
        found.append((distance + 1000 * wrong, candidate))
    return min(found)[1] if found else anchor.year


def week(anchor: dt.date, ahead: int) -> Days:
    """Monday to Sunday of the week `ahead` weeks after the anchor's."""
    monday = anchor + dt.timedelta(7 * ahead - anchor.weekday())
    return monday, monday + dt.timedelta(6)


def weekday(number: int, anchor: dt.date, direction: int) -> Days:
    """The next (1) such weekday after the anchor, or the last one up to and including it (-1, 0)."""
    if direction > 0:
        day = anchor + dt.timedelta((number - anchor.weekday() - 1) % 7 + 1)
    else:
        day = anchor - dt.timedelta((anchor.weekday() - number) % 7)
    return day, day


def season(name: str, anchor: dt.date, direction: int) -> Days:
    """The nearest such season; with a direction, the one that has not ended, or that has begun."""
    found: list[tuple[int, Days]] = []
    for candidate in (anchor.year - 1, anchor.year, anchor.year + 1):
        first = dt.date(candidate, SEASONS[name], 1)
        last = months_later(first, 3) - dt.timedelta(1)
        distance = max((first - anchor).days, (anchor - last).days, 0)
        wrong = (direction > 0 and last < anchor) or (direction < 0 and first > anchor)
        found.append((distance + 1000 * wrong, (first, last)))
    return min(found)[1]


def months_later(day: dt.date, number: int) -> dt.date:
    """The same day of the month `number` months later (or earlier), or the last day that month has."""
    years, index = divmod(day.month - 1 + number, 12)
    last = month(day.year + years, index + 1)[1]
    return last.replace(day=min(day.day, last.day))


def around(anchor: dt.date, number: int, unit: str) -> dt.date:
    """The day `number` units after the anchor (before it, if negative)."""
    if unit in {"month", "year"}:
        return months_later(anchor, number * (12 if unit == "year" else 1))
    if unit == "hour":
        return anchor + dt.timedelta(-(-number // 24))
    return anchor + dt.timedelta(number * {"day": 1, "week": 7, "fortnight": 14}[unit])
