"""Quantities in a text: values, ranges, units and how exactly they are meant."""

from __future__ import annotations

import datetime as dt
import re

from detente.wording.counting import MAGNITUDE, WORDS, value_of_words
from detente.wording.dates import dates
from detente.wording.results import Number, Span

__all__ = ["numbers"]

_CURRENCY = {
    "us$": "USD", "$": "USD", "usd": "USD", "dollar": "USD", "dollars": "USD", "€": "EUR", "eur": "EUR", "euro": "EUR",
    "euros": "EUR", "£": "GBP", "gbp": "GBP", "pound": "GBP", "pounds": "GBP", "¥": "JPY", "jpy": "JPY", "yen": "JPY",
    "cny": "CNY", "yuan": "CNY", "renminbi": "CNY", "₴": "UAH", "uah": "UAH", "hryvnia": "UAH", "hryvnias": "UAH",
    "₽": "RUB", "rub": "RUB", "rouble": "RUB", "roubles": "RUB", "ruble": "RUB", "rubles": "RUB", "chf": "CHF",
    "franc": "CHF", "francs": "CHF", "₹": "INR", "inr": "INR", "rupee": "INR", "rupees": "INR",
}  # fmt: skip
_DAYS = {"minute": 1 / 1440, "hour": 1 / 24, "day": 1.0, "week": 7.0, "fortnight": 14.0, "month": 30.0, "year": 365.0}
_SHARE = {"half": 50.0, "third": 100 / 3, "quarter": 25.0, "fifth": 20.0, "tenth": 10.0, "thirds": 100 / 3,
          "quarters": 25.0, "fifths": 20.0, "tenths": 10.0}  # fmt: skip

_BOUND = {
    "at_least": r"at\s+least|no\s+(?:fewer|less)\s+than|not\s+less\s+than|a\s+minimum\s+of|minimum",
    "more_than": r"more\s+than|over|above|upwards\s+of|exceeding|in\s+excess\s+of|just\s+over|well\s+over",
    "at_most": r"up\s+to|at\s+most|(?:no|not)\s+more\s+than|a\s+maximum\s+of|as\s+many\s+as|no\s+longer\s+than",
    "less_than": r"less\s+than|fewer\s+than|under|below|just\s+under",
    "about": r"about|around|some|approximately|roughly|(?:in|of)\s+the\s+order\s+of|circa|close\s+to|nearly|almost|"
    r"an?\s+estimated|in\s+the\s+region\s+of",
}
_BOUNDS = re.compile(r"\b(?:" + "|".join(f"(?P<{k}>{v})" for k, v in _BOUND.items()) + r")\s+$", re.I)
_BOUND_AFTER = re.compile(
    r"\s*(?:(?P<at_least>or\s+more\b|at\s+least\b|\+)|(?P<about>or\s+so\b)|(?P<at_most>at\s+most\b))", re.I
)

_DIGITS = r"\d{1,3}(?:[,\u00a0\u202f]\d{3})+(?:\.\d+)?|\d{1,3}(?:[ ]\d{3})+(?!\d)|\d+,\d{1,2}(?!\d)|\d+(?:\.\d+)?"
_SYMBOL = r"US\$|[$€£¥₴₽₹]"
_CODE = r"USD|EUR|GBP|CHF|UAH|RUB|CNY|JPY|INR"
_SIZE = r"hundred|thousand|million|billion|trillion|bn|bln|mln|tn|trn|dozen"
_VALUE = rf"(?:{_DIGITS})(?:\s*(?:{_SIZE}|[mk](?=\b))\b|\s+{_SIZE}\b)?|{WORDS}"
_NUMBER = re.compile(
    rf"""
    (?P<half>\bhalf\s+an?\s+(?P<halfof>hundred|thousand|million|billion|trillion|dozen|hour|day|year)\b)
  | (?P<an>\ban?\s+(?P<anunit>hour|day|week|month|year|fortnight)(?P<and>\s+and\s+a\s+half)?\b)
  | (?P<share>\b(?P<of>an?|one|two|three|four)[\s-](?P<part>third|quarter|fifth|tenth|thirds|quarters|fifths|tenths)\b
        (?!\s+(?!of\b|compared\b|since\b|lower\b|higher\b|more\b|less\b|smaller\b|larger\b|in\b|on\b|from\b|and\b)[a-z]))
  | (?P<halfshare>\b(?:one\s+)?half\s+(?=of\b|the\b))
  | (?P<ratio>\b(?:one|1)\s+in\s+(?P<base>two|three|four|five|six|seven|eight|nine|ten|\d+)\b)
  | (?P<many>\b(?:(?P<tens>tens|hundreds)\s+of\s+)?(?P<crowd>dozens|hundreds|thousands|millions|billions)\b
        (?=\s+(?:of|more)\b))
  | (?P<symbol>{_SYMBOL}|\b(?:{_CODE})\s?)?
    (?<![\w.,/:-])(?P<value>{_VALUE})
    (?P<range>\s*(?:[-–—]|\bto\b|\band\b)\s*(?:{_SYMBOL})?(?P<upper>{_VALUE}))?
    (?P<half2>\s+and\s+a\s+half\b)?(?![\w]|[.,/:]\d)
    """,
    re.X | re.I,
)  # fmt: skip
_UNIT = re.compile(
    r"""[\s-]*(?:(?P<points>percentage\s+points?|p\.?p\.?\b)
      | (?P<percent>%|per\s?cent\b|pct\b)
      | (?P<money>(?:U\.?S\.?\s+)?(?:dollars?|euros?|pounds?|hryvnias?|rou?bles?|yuan|yen|rupees?|francs?)\b
          | (?:USD|EUR|GBP|CHF|UAH|RUB|CNY|JPY|INR)\b)
      | (?P<time>(?:calendar\s+|working\s+|more\s+|further\s+|additional\s+)?
          (?P<unit>minute|hour|day|week|fortnight|month|year)s?\b))""",
    re.X | re.I,
)  # fmt: skip
_LABEL = re.compile(
    r"\b(?:articles?|art\.|sections?|paragraphs?|items?|chapters?|annex|points?|clauses?|numbers|no\.|nos\.|resolutions?|"
    r"rooms?|berths?|gates?|piers?|bus|line|route|zones?|wards?|lots?|phases?|stages?|protocol|version|stream|vol\.|page|"
    r"pages|channel|flight|level|unit|building|boeing|airbus|ps|apartment|flat|road|highway|runway|terminal|platform|track)"
    r"\s+(?:\d+(?:\s*(?:,|and|to|-|–)\s*))*$",
    re.I,
)
_STOP = frozenset(re.findall(r"\w+", (
    "of and or to in on at by for from with that which who will would shall should can could may might must is are was "
    "were be been has have had than as if but until since before after during compared against while when where he she "
    "it they we i you the a an this these those into over under between within without not said each per also about "
    "around up down out so yet then both more less took take takes met meet came come went began start starts there"
)))  # fmt: skip
_PARTIES = frozenset(re.findall(r"\w+", (
    "leaders presidents sides parties countries nations states delegations governments ministers heads capitals men "
    "women interlocutors statesmen teams unions neighbours neighbors peoples")))  # fmt: skip


def numbers(body: str, *, within: Span | None = None, busy: tuple[Span, ...] | None = None) -> tuple[Number, ...]:
    """Find the quantities that a text states.

    Left out: dates and times of day, years, ordinals, labels ("Article 5", "berth 4", "items 1 and 2"), and counts of
    the parties themselves ("the two leaders"). A plain "one" counts only with a unit. "From 31 to 24 mph" is a change
    and gives two numbers; "30 to 35 percent" is a range and gives one. "A fifth" is 20 ``%``;
    "hundreds of homes" is about 100 to 999.

    Parameters
    ----------
    body : str
        The text.
    within : Span, optional
        The part to look at.
    busy : tuple of Span, optional
        Where dates stand, if the caller knows; else they are looked for.

    Returns
    -------
    tuple of Number
        In order, without overlap.

    Examples
    --------
    >>> [(n.low, n.unit, n.bound) for n in numbers("Aid of half a billion dollars, up to 40 crane drivers, 8 percent.")]
    [(500000000.0, 'USD', 'exact'), (40.0, 'drivers', 'at_most'), (8.0, '%', 'exact')]
    """
    area = within or Span(0, len(body))
    if busy is None:
        busy = tuple(interval.span for interval in dates(body, dt.date(2000, 1, 1), within=area))
    found: list[Number] = []
    for match in _NUMBER.finditer(body, area.start, area.end):
        span = Span(match.start(), match.end())
        if any(span.overlaps(other) for other in busy):
            continue
        found.extend(_read(body, match, area))
    return tuple(found)


def _bound(body: str, start: int, end: int, area: Span) -> tuple[str, int, int]:
    """Return the qualifier and the wider ends that take it in."""
    first = max(area.start, start - 30)
    before = _BOUNDS.search(body[first:start])
    if before:
        return str(before.lastgroup), first + before.start(), end
    after = _BOUND_AFTER.match(body, end, area.end)
    if after:
        return str(after.lastgroup), start, after.end()
    return "exact", start, end


def _read(body: str, match: re.Match[str], area: Span) -> list[Number]:
    kind = match.lastgroup if match["value"] is None else "value"
    if kind == "value":
        return _read_value(body, match, area)
    start, end = match.start(), match.end()
    low = high = 0.0
    unit = "%"
    if match["half"]:
        word = match["halfof"].lower()
        if word in _DAYS:
            low, unit = 0.5 * _DAYS[word], "day"
        else:
            low = 0.5 * MAGNITUDE[word]
            unit, end = _unit(body, end, area)
        high = low
    elif match["an"]:
        word = match["anunit"].lower()
        if not _is_duration(body, match, word, area):
            return []
        low = high = (1.5 if match["and"] else 1.0) * _DAYS[word]
        unit = "day"
    elif match["share"]:
        times = {"two": 2, "three": 3, "four": 4}.get(match["of"].lower(), 1)
        low = high = times * _SHARE[match["part"].lower()]
    elif match["halfshare"]:
        low = high = 50.0
        end = start + len(match.group().rstrip())
    elif match["ratio"]:
        base = value_of_words(match["base"]) if match["base"].isalpha() else float(match["base"])
        if base == 0:
            return []
        low = high = 100.0 / base
    else:
        low = {"tens": 10, "hundreds": 100}.get((match["tens"] or "").lower(), 1) * MAGNITUDE[
            match["crowd"].lower()[:-1]
        ]
        high = low * 10 - 1
        unit, end = _noun(body, _after_of(body, end, area), area)
        return [Number(Span(start, end), low, high, unit, "about")]
    bound, start, end = _bound(body, start, end, area)
    return [Number(Span(start, end), low, high, unit, bound)]


def _after_of(body: str, end: int, area: Span) -> int:
    match = re.compile(r"\s+of\b").match(body, end, area.end)
    return match.end() if match else end


def _is_duration(body: str, match: re.Match[str], word: str, area: Span) -> bool:
    """Whether "an hour" lasts, and is not a rate ("8 % a year") or a point in time ("a day later")."""
    before = body[max(area.start, match.start() - 24) : match.start()]
    after = body[match.end() : match.end() + 10]
    if re.match(r"\s+(?:ago|later|earlier|before|after|that|when|to\b)", after) or after.startswith(("-", "'", "’")):
        return False
    if match["and"] or re.search(
        r"\b(?:for|last(?:s|ed|ing)?|than|about|nearly|almost|over|took|takes|least|under|of|spent|within)\s+$",
        before,
        re.I,
    ):
        return True
    return word == "hour" and not re.search(
        r"(?:\d|%|\b(?:km|miles?|met(?:re|er)s?|times?|once|twice|percent|\w+s))\s+$", before
    )


def _unit(body: str, end: int, area: Span) -> tuple[str, int]:
    """Unit of a plain value, and where it ends."""
    match = _UNIT.match(body, end, area.end)
    if match is None:
        return _noun(body, end, area)
    if match["points"]:
        return "points", match.end()
    if match["percent"]:
        return "%", match.end()
    if match["money"]:
        return _CURRENCY[match["money"].lower().split()[-1]], match.end()
    return match["unit"].lower(), match.end()


def _noun(body: str, end: int, area: Span) -> tuple[str, int]:
    """The last of up to four words after a number that can be what is counted."""
    head, where = "", end
    for match in re.compile(r"[\s-]+([^\W\d_]+(?:-[^\W\d_]+)*)").finditer(body, end, area.end):
        word = match[1].lower()
        if match.start() != where or word in _STOP or match[1][0].isupper() or where - end > 40:
            break
        plural = (head.endswith("s") and not head.endswith("ss")) or head in {
            "people",
            "children",
            "men",
            "women",
            "staff",
        }
        if head and (plural or word.endswith(("ly", "ed"))):
            break
        head, where = word, match.end()
    return head, where


def _amount(words: str) -> float:
    """Value of figures or number words, with their magnitude."""
    words = words.strip()
    match = re.match(rf"({_DIGITS})\s*([a-z]*)", words, re.I)
    if match is None:
        return value_of_words(words)
    digits = match[1]
    if re.fullmatch(r"\d+,\d{1,2}", digits):
        digits = digits.replace(",", ".")
    return float(re.sub(r"[,\s\u00a0\u202f]", "", digits)) * MAGNITUDE.get(match[2].lower(), 1.0)


def _read_value(body: str, match: re.Match[str], area: Span) -> list[Number]:
    words, end = match["value"], match.end()
    symbol = (match["symbol"] or "").strip().lower()
    upper = match["upper"]
    joined = (match["range"] or "").strip()[:3].lower()
    before = body[max(area.start, match.start() - 16) : match.start()]
    if upper and joined == "and" and not re.search(r"\bbetween\s+$", before, re.I):
        # "two and three" are two numbers; the second is lost with this match, which is rare
        upper, end = None, match.start("range")
    money = _CURRENCY.get(symbol, "")
    figures = words[:1].isdigit()
    size = re.search(r"[a-z]+$", words, re.I)
    if figures and size and size.group().lower() in {"m", "k"} and not money:
        # "300m" without a currency is as often metres
        return []
    unit, close = (money, end) if money else _unit(body, end, area)
    if money:
        more = _UNIT.match(body, end, area.end)
        close = more.end() if more and more["money"] else end
    if not figures and not upper and not _counts(words, unit, body, match, money):
        return []
    if figures and not money and _is_no_quantity(body, match, words, unit, size is not None, area):
        return []
    scale = 1.0
    if unit in _DAYS:
        scale, unit = _DAYS[unit], "day"
    low = _amount(words)
    if match["half2"]:
        low += 0.5
    if upper is None:
        bound, start, close = _bound(body, match.start(), close, area)
        return [Number(Span(start, close), low * scale, low * scale, unit, bound)]
    high = _amount(upper)
    larger = re.search(r"[a-z]+$", upper, re.I)
    if larger and not size and upper[:1].isdigit():
        # "30 to 35 million": the magnitude is said once
        low *= MAGNITUDE.get(larger.group().lower(), 1.0)
    if high <= low or re.search(r"\bfrom\s+(?:an?\s+\w+\s+of\s+)?$", before, re.I):
        first = Span(match.start(), match.start("range"))
        second = Span(match.start("upper"), close)
        return [Number(first, low * scale, low * scale, unit), Number(second, high * scale, high * scale, unit)]
    bound, start, close = _bound(body, match.start(), close, area)
    return [Number(Span(start, close), low * scale, high * scale, unit, bound)]


def _counts(words: str, unit: str, body: str, match: re.Match[str], money: str) -> bool:
    """Whether a number in words counts something: "one of them" and "the two leaders" do not."""
    lowered = words.lower()
    if money or re.search(rf"\b(?:{_SIZE})\b", lowered):
        return True
    if unit in _PARTIES or (
        lowered == "two" and re.search(r"\b(?:the|these|those|our|their)\s+$", body[: match.start()][-8:], re.I)
    ):
        return False
    if lowered in {"one", "a", "an", "zero"}:
        return unit in _DAYS or unit in {"%", "points", *_CURRENCY.values()}
    return bool(unit) or not re.match(r"\s*(?:of|more|another|thing|by)\b", body[match.end() :][:12])


def _is_no_quantity(body: str, match: re.Match[str], words: str, unit: str, sized: bool, area: Span) -> bool:
    """Whether figures are a label, a year, a time of day or part of a name."""
    before = body[max(area.start, match.start() - 40) : match.start()]
    after = body[match.end() : match.end() + 8]
    if unit in {"%", "points"} or unit in _DAYS or unit in _CURRENCY.values():
        return False
    if _LABEL.search(before):
        return True
    if re.match(r"\s*(?:a\.?m\b|p\.?m\b|o['’]clock|hrs\b|GMT|UTC|CET)|(?:st|nd|rd|th)\b|['’]?s\b", after, re.I):
        return True
    if re.fullmatch(r"(?:19|20)\d\d", words) and not sized:
        return True
    # "Nord Stream 2", "Group of 7", "F-16": a capital letter before, and nothing counted after
    return (
        bool(re.search(r"\b[A-Z][\w.]*[\s-]$", before))
        and not unit
        and not before.strip().lower().endswith(("about", "some"))
    )
