"""Words about time as intervals of days, relative to the date of the text."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass

from detente.wording import calendar_rules as days
from detente.wording.counting import COUNT, count_of
from detente.wording.results import DateInterval, Span

__all__ = ["dates"]

_MONTH = "January|February|March|April|May|June|July|August|September|October|November|December"
_SHORT = "Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec"
_M = rf"(?P<m>{_MONTH}|(?:{_SHORT})\b\.?)"
_D = r"(?P<d>[12]?\d|3[01])(?:st|nd|rd|th)?"
_D2 = r"(?P<d2>[12]?\d|3[01])(?:st|nd|rd|th)?"
_Y = r"(?:,?\s+(?:of\s+)?(?P<y>(?:19|20)\d\d)\b)?"
_TO = r"\s*(?:[-–—]|to|and|until|till|through)\s*"
_PART = (
    r"(?P<part>early|late|mid|middle\s+of|beginning\s+of|start\s+of|end\s+of|close\s+of|first\s+week\s+of|first\s+half\s+"
    r"of|second\s+half\s+of|(?:first|second|third|fourth)\s+quarter\s+of)"
)
_UNIT = r"(?P<u>hour|day|week|fortnight|month|year)s?(?:['’]s?)?"
_OVER = r"(?:in|within|over|during|inside)"

_AHEAD = re.compile(
    r"\b(?:will|shall|would|to\s+(?:be|take|hold|start|begin|meet)|is\s+to|are\s+to|next|plan(?:s|ned)?|scheduled|set\s+"
    r"for|due|expects?|expected|hopes?|upcoming|until|till|by|before|from|starting|beginning|promised?|deadline|agreed\s+to)\b",
    re.I,
)
_BACK = re.compile(r"\b(?:since|ago|last|previous|past|earlier|was|were|had|met|held|reached|fell|rose|signed)\b", re.I)

_PAST = re.compile(
    r"\b(?:(?:resum|launch|start|conclud|sign|clos|open|end|adopt|approv|reach|announc)ed|began|met|held|sent)\b", re.I
)


@dataclass(frozen=True)
class _Seen:
    """A match in its surroundings: the anchor and whether the clause looks ahead (1), back (-1) or neither (0)."""

    match: re.Match[str]
    anchor: dt.date
    direction: int

    def __getitem__(self, group: str) -> str:
        return self.match[group] or ""

    def has(self, group: str) -> bool:
        return bool(self.match.groupdict().get(group))

    def month(self, group: str = "m") -> int:
        return days.MONTHS[self[group].lower().rstrip(".")]

    def part(self) -> str:
        words = " ".join(self["part"].lower().split()).removesuffix(" of")
        return {"beginning": "early", "start": "early", "middle": "mid", "close": "end"}.get(words, words)

    def year(self, number: int, day: int | None = None) -> int:
        return int(self["y"]) if self.has("y") else days.month_near(number, self.anchor, self.direction, day)


def _one_day(seen: _Seen) -> days.Days:
    number, day = seen.month(), int(seen["d"])
    found = dt.date(seen.year(number, day), number, day)
    return found, found


def _two_days(seen: _Seen) -> days.Days:
    number = seen.month()
    last_month = seen.month("m2") if seen.has("m2") else number
    of_year = seen.year(number, int(seen["d"]))
    first = dt.date(of_year, number, int(seen["d"]))
    last = dt.date(of_year + (last_month < number), last_month, int(seen["d2"]))
    return first, last


def _month(seen: _Seen) -> days.Days:
    return days.month(seen.year(seen.month()), seen.month())


def _month_part(seen: _Seen) -> days.Days:
    return days.part_of_month(seen.year(seen.month()), seen.month(), seen.part())


def _year(seen: _Seen) -> days.Days:
    return days.year(int(seen["y"]), seen.part() if seen.has("part") else "")


def _relative_period(seen: _Seen) -> days.Days:
    """Next, this or last week, month, year, quarter; with a part."""
    step = {"next": 1, "following": 1, "coming": 1, "last": -1, "previous": -1, "past": -1}.get(seen["w"].lower(), 0)
    part, unit, anchor = seen.part() if seen.has("part") else "", seen["u"].lower(), seen.anchor
    if unit == "year":
        first, last = days.year(anchor.year + step, part)
    elif unit == "month":
        there = days.months_later(anchor.replace(day=1), step)
        first, last = days.part_of_month(there.year, there.month, part) if part else days.month(there.year, there.month)
    else:
        first, last = days.week(anchor, step)
        half = {"early": (0, 2), "mid": (1, 4), "late": (3, 6), "end": (4, 6)}.get(part, (0, 6))
        first, last = first + dt.timedelta(half[0]), first + dt.timedelta(half[1])
    if seen.has("later"):
        first = max(first, anchor)
    return first, last


def _within(seen: _Seen) -> days.Days:
    return seen.anchor, days.around(seen.anchor, count_of(seen["n"]), seen["u"].lower())


def _ago(seen: _Seen) -> days.Days:
    day = days.around(seen.anchor, -count_of(seen["n"]), seen["u"].lower())
    return day, day


_COMING = {"day": 7, "week": 28, "month": 92, "year": 3 * 365}


def _coming(seen: _Seen) -> days.Days:
    longest = max(span for unit, span in _COMING.items() if unit in seen.match.group().lower())
    return seen.anchor, seen.anchor + dt.timedelta(longest)


def _recent(seen: _Seen) -> days.Days:
    longest = max(span for unit, span in _COMING.items() if unit in seen.match.group().lower())
    return seen.anchor - dt.timedelta(longest), seen.anchor


def _soon(seen: _Seen) -> days.Days:
    near = re.search(r"soon|short", seen.match.group(), re.I)
    return seen.anchor, seen.anchor + dt.timedelta(30 if near else 90)


def _weekday(seen: _Seen) -> days.Days:
    word = seen["w"].lower() if seen.has("w") else ""
    direction = {"next": 1, "coming": 1, "last": -1}.get(word, seen.direction)
    return days.weekday(days.WEEKDAYS[seen["wd"].lower()], seen.anchor, direction)


def _day_word(seen: _Seen) -> days.Days:
    word = seen["w"].lower()
    step = 1 if word.startswith("tomorrow") else -1 if word.startswith(("yesterday", "last")) else 0
    day = seen.anchor + dt.timedelta(step)
    return day, day


def _season(seen: _Seen) -> days.Days:
    word = seen["w"].lower() if seen.has("w") else ""
    if seen.has("y"):
        first = dt.date(int(seen["y"]), days.SEASONS[seen["s"].lower()], 1)
        return first, days.months_later(first, 3) - dt.timedelta(1)
    direction = {"next": 1, "coming": 1, "last": -1}.get(word, seen.direction)
    return days.season(seen["s"].lower(), seen.anchor, direction)


def _feast(seen: _Seen) -> days.Days:
    name, anchor = seen["f"].lower(), seen.anchor

    def of(year: int) -> dt.date:
        if "easter" in name:
            return days.easter(year)
        return dt.date(year, 12, 25) if "christmas" in name else dt.date(year + 1, 1, 1)

    found = [of(anchor.year + step) for step in (-1, 0, 1)]
    if seen.has("y"):
        found = [of(int(seen["y"]))]
    elif seen.direction >= 0:
        found = [day for day in found if day >= anchor]
    else:
        found = [day for day in found if day <= anchor][-1:]
    return found[0], found[0]


def _iso(seen: _Seen) -> days.Days:
    day = dt.date(int(seen["y"]), int(seen["mm"]), int(seen["d"]))
    return day, day


def _weekend(seen: _Seen) -> days.Days:
    first, last = days.week(seen.anchor, 1 if "next" in seen.match.group().lower() else 0)
    return first + dt.timedelta(5), last


_Reading = Callable[[_Seen], days.Days]


def _rule(
    pattern: str, reading: _Reading, certainty: str, *, absolute: bool = False
) -> tuple[re.Pattern[str], _Reading, str, bool]:
    return re.compile(pattern, re.I), reading, certainty, absolute


# Longer readings first: the first rule that matches a word keeps it. "May" and "March" need more.
_RULES = (
    _rule(r"\b(?P<y>(?:19|20)\d\d)-(?P<mm>0[1-9]|1[0-2])-(?P<d>0[1-9]|[12]\d|3[01])\b", _iso, "day", absolute=True),
    _rule(r"\b(?P<d>1[3-9]|2\d|3[01])[./](?P<mm>0?[1-9]|1[0-2])[./](?P<y>(?:19|20)\d\d)\b", _iso, "day", absolute=True),
    _rule(rf"\b{_M}\s+{_D}{_TO}(?P<m2>{_MONTH})\s+{_D2}\b{_Y}", _two_days, "day"),
    _rule(rf"\b{_D}\s+{_M}{_TO}{_D2}\s+(?P<m2>{_MONTH})\b{_Y}", _two_days, "day"),
    _rule(rf"\b{_M}\s+{_D}{_TO}{_D2}\b(?!\s*(?:%|percent|million|billion)){_Y}", _two_days, "day"),
    _rule(rf"\b{_D}{_TO}{_D2}\s+{_M}(?!\w){_Y}", _two_days, "day"),
    _rule(rf"\b{_M}\s+{_D}\b(?![,.]\d|\s*(?:%|percent|million|billion)){_Y}", _one_day, "day"),
    _rule(rf"\b{_D}\s+(?:of\s+)?{_M}(?!\w){_Y}", _one_day, "day"),
    _rule(rf"\b(?:the\s+)?{_PART}[\s-]+(?:in\s+)?{_M}(?!\w){_Y}", _month_part, "window"),
    _rule(rf"\b(?:the\s+)?{_PART}[\s-]+(?:in\s+)?(?P<y>(?:19|20)\d\d)\b", _year, "window", absolute=True),
    _rule(rf"\b(?P<later>later\s+)?(?:the\s+)?(?:{_PART}[\s-]+)?(?P<w>next|this|last|the\s+coming|coming|the\s+following)\s+"
          r"(?P<u>week|month|year)\b", _relative_period, "window"),
    _rule(rf"\b(?:the\s+)?{_PART}\s+(?P<w>the)\s+(?P<u>week|month|year)\b", _relative_period, "window"),
    _rule(rf"\b{_M}\s+(?P<y>(?:19|20)\d\d)\b", _month, "window", absolute=True),
    _rule(rf"\b(?:{_OVER}\s+(?:(?:the|a)\s+)?(?:next\s+|coming\s+)?(?:a\s+)?|the\s+next\s+|no\s+later\s+than\s+)"
          rf"(?P<n>{COUNT}|few|several|couple\s+of)\s+{_UNIT}(?!\s+(?:ago|of|notice))\b(?:\s+time)?",
          _within, "window"),
    _rule(rf"\b{_OVER}\s+(?P<n>the)\s+(?P<u>hour|day|week|fortnight|month|year)\b", _within, "window"),
    _rule(rf"\b(?P<n>{COUNT})\s+{_UNIT}\s+ago\b", _ago, "window"),
    _rule(r"\b(?:in\s+|over\s+)?(?:the\s+)?(?:coming|next\s+few|following|next\s+several)\s+(?:days|weeks|months|years)"
          r"(?:\s+(?:and|or)\s+(?:days|weeks|months|years))?\b", _coming, "vague"),
    _rule(r"\b(?:in\s+|over\s+)?(?:the\s+)?(?:last|past|recent)\s+(?:few\s+)?(?:days|weeks|months|years)\b",
          _recent, "vague"),
    _rule(r"\bin\s+the\s+(?:very\s+)?near(?:est)?\s+future\b|\bsoon\b(?!\s+after)|\bshortly\b(?!\s+(?:after|before))",
          _soon, "vague"),
    _rule(r"\b(?:this|next|the)\s+weekend\b", _weekend, "window"),
    _rule(r"\b(?:the\s+)?(?P<w>next|last|this|coming)?\s*\b(?P<wd>Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)"
          r"\b(?!s)", _weekday, "day"),
    _rule(r"\b(?P<w>today|tonight|tomorrow|yesterday|this\s+(?:morning|afternoon|evening)|last\s+night)\b",
          _day_word, "day"),
    _rule(r"\b(?:the\s+)?(?P<w>next|last|this|coming)\s+(?P<s>spring|summer|autumn|winter)\b", _season, "window"),
    _rule(r"\b(?:by|in|before|until|till|since|during|after|from)\s+(?:the\s+)?(?:early\s+|late\s+)?"
          r"(?P<s>spring|summer|autumn|winter)\b(?:\s+(?:of\s+)?(?P<y>(?:19|20)\d\d)\b)?", _season, "window"),
    _rule(r"\b(?P<f>Easter|Christmas|New\s+Year(?:['’]s(?:\s+Day)?)?)\b(?!\s+(?:greetings|wishes|message))"
          r"(?:\s+(?P<y>20\d\d))?", _feast, "window"),
    _rule(rf"\b(?:in|until|till|since|by|of|last|next|this|the|from|before|after|during|through|between|and|for)\s+{_M}"
          r"(?![\w-])", _month, "window"),
    _rule(rf"\b(?P<m>{_MONTH.replace('|May', '').replace('|March', '')})\b", _month, "window"),
    _rule(r"\b(?:in|since|until|till|by|of|during|before|after|from|back\s+in)\s+(?P<y>(?:19|20)\d\d)\b"
          r"(?!\s*(?:%|percent|[a-z]+s\b))", _year, "window", absolute=True),
)  # fmt: skip

# Most sentences hold no word about time: one look saves them all the rules.
_ANY = re.compile(
    rf"\d|\b(?:{_MONTH}|{_SHORT}|\w*day|days|weeks?|fortnight|months?|years?|hours?|weekend|spring|summer|autumn|winter|Easter|"
    r"Christmas|New\s+Year|soon|shortly|future|tonight|tomorrow|morning|afternoon|evening|night|yet\s+to|been|be|without|no)\b",
    re.I,
)

_UNDECIDED = re.compile(
    r"\b(?:ha(?:s|ve)\s+(?:yet\s+to|not\s+yet|not)\s+be(?:en|\s)?\s*(?:decided|set|fixed|determined|agreed|announced|"
    r"finali[sz]ed|scheduled|confirmed)|(?:is|are|was|were)\s+(?:yet\s+)?to\s+be\s+(?:decided|determined|confirmed|fixed|set|announced)|"
    r"yet\s+to\s+be\s+(?:decided|set|fixed|determined|agreed|announced|finali[sz]ed|scheduled|confirmed)|"
    r"no\s+(?:specific\s+|exact\s+|firm\s+|concrete\s+)?(?:date|dates|timing|timetable|time|schedule|deadline)s?\s+"
    r"(?:has|have|had|was|were|is|are)\s+(?:yet\s+)?(?:been\s+)?(?:set|fixed|agreed|given|decided|announced)|at\s+a\s+date\s+to\s+be\s+\w+|"
    r"without\s+(?:a|any|setting\s+a)\s+(?:date|timetable))\b",
    re.I,
)  # fmt: skip

_RELATION = (
    ("until", re.compile(r"\b(?:until|till|up\s+to|to\s+the|through)\s+(?:at\s+least\s+)?(?:the\s+)?$", re.I)),
    ("by", re.compile(r"\b(?:by|before|no\s+later\s+than|not\s+later\s+than|ahead\s+of)\s+(?:the\s+)?$", re.I)),
    (
        "from",
        re.compile(r"\b(?:from|since|starting|beginning|effective|as\s+of|after)\s+(?:on\s+|in\s+)?(?:the\s+)?$", re.I),
    ),
)
_WITHIN = re.compile(r"(?:within|over|in|inside|no\s+later)\b", re.I)


def _relation(body: str, span: Span, reading: _Reading) -> tuple[str, Span]:
    """How the days bind what is said; the span takes in the word that says so."""
    words = span.of(body)
    opening = re.match(r"(?:by|before|until|till|since|from|after|through)\b", words, re.I)
    start = max(0, span.start - 24)
    before = body[start : span.start] + (opening.group() + " " if opening else "")
    for name, pattern in _RELATION:
        match = pattern.search(before)
        if match:
            return name, Span(min(span.start, start + match.start()), span.end)
    if reading is _within and _WITHIN.match(words):
        return "by", span
    return "on", span


def dates(body: str, anchor: dt.date | None, *, within: Span | None = None) -> tuple[DateInterval, ...]:
    """Find the words about time and the days they can mean.

    Relative words hang on the date of the text. Where a month or weekday is named without a year, the clause decides
    whether it looks ahead ("will meet on Tuesday") or back; else the nearest is taken. Windows follow fixed
    conventions: early in a month is the 1st to the 10th, "the coming days and weeks" four weeks, "the near future"
    ninety days. Lower-case "may" and "march" are never months.

    Parameters
    ----------
    body : str
        The text.
    anchor : datetime.date or None
        Its date. Without it relative words are found but stay without days (``certainty="unanchored"``).
    within : Span, optional
        The part to look at.

    Returns
    -------
    tuple of DateInterval
        In order, without overlap.

    Examples
    --------
    >>> found = dates("Talks resume in the coming days and weeks.", dt.date(2025, 1, 12))
    >>> found[0].words, str(found[0].end), found[0].certainty
    ('in the coming days and weeks', '2025-02-09', 'vague')
    >>> found = dates("The dates have yet to be decided.", dt.date(2025, 1, 12))
    >>> found[0].certainty, found[0].start
    ('undecided', None)
    """
    area = within or Span(0, len(body))
    if not _ANY.search(body, area.start, area.end):
        return ()
    taken: list[Span] = []
    found: list[DateInterval] = []
    for match in _UNDECIDED.finditer(body, area.start, area.end):
        span = Span(match.start(), match.end())
        taken.append(span)
        found.append(DateInterval(span, span.of(body), None, None, "undecided"))
    for pattern, reading, certainty, absolute in _RULES:
        for match in pattern.finditer(body, area.start, area.end):
            span = Span(match.start(), match.end())
            if any(span.overlaps(other) for other in taken) or not _is_a_date(match):
                continue
            interval = _read(body, match, reading, certainty, absolute, anchor, area)
            # "31 June" names no day, and "June" alone is not what it says.
            taken.append(span)
            if interval is not None:
                found.append(interval)
    return tuple(sorted(found, key=lambda interval: interval.span))


def _is_a_date(match: re.Match[str]) -> bool:
    """Months and weekdays are written with a capital: "may", "march" and "august" without one are other words."""
    groups = match.groupdict()
    named = [groups.get(key) for key in ("m", "m2", "wd", "f")]
    return all(name[0].isupper() for name in named if name)


def _read(
    body: str,
    match: re.Match[str],
    reading: _Reading,
    certainty: str,
    absolute: bool,
    anchor: dt.date | None,
    area: Span,
) -> DateInterval | None:
    span = Span(match.start(), match.end())
    around = body[max(area.start, span.start - 80) : min(area.end, span.end + 80)]
    lead = body[max(area.start, span.start - 80) : span.start]
    near = lead[-32:]
    just_past = _PAST.search(near) and not _AHEAD.search(near)
    direction = (
        -1
        if just_past
        else 1
        if _AHEAD.search(lead)
        else -1
        if _BACK.search(lead)
        else 1
        if _AHEAD.search(around)
        else 0
    )
    if re.search(r"\b(?:since|last)\s+(?:the\s+)?\Z", lead, re.I) or re.match(r"(?:since|last)\b", span.of(body), re.I):
        direction = -1
    if re.match(r"the\s+[A-Z]", span.of(body)):
        # "the August stoppage": a name for it, whatever the clause says of the future
        direction = 0
    relation, wide = _relation(body, span, reading)
    fixed = absolute or bool(match.groupdict().get("y"))
    if anchor is None and not fixed:
        return DateInterval(wide, wide.of(body), None, None, "unanchored", relation)
    try:
        start, end = reading(_Seen(match, anchor or dt.date(2000, 1, 1), direction))
    except (ValueError, OverflowError):
        # "31 June", or a day beyond the calendar: words that name no day
        return None
    if end < start:
        return None
    return DateInterval(wide, wide.of(body), start, end, certainty, relation, None if fixed else anchor)
