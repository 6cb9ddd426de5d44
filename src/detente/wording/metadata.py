"""Title, publisher, date, author and address of a text: where it says them itself, and nowhere else.

Nothing is asked of anybody. What a page declares (HTML meta elements, JSON-LD) is read as data; a line of the text
counts only in a form that leaves no doubt. A date without a year is no date.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator
from typing import Any

from detente.wording.intake_results import Found

__all__ = ["FIELDS", "closing_publisher", "dateline", "from_header", "from_page", "iso_date", "line_says"]

FIELDS = ("title", "publisher", "date", "author", "address", "language")

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("january", "jan"), ("february", "feb"), ("march", "mar"), ("april", "apr"), ("may",), ("june", "jun"),
            ("july", "jul"), ("august", "aug"), ("september", "sep", "sept"), ("october", "oct"), ("november", "nov"),
            ("december", "dec"),
        ),
        start=1,
    )
    for name in names
}  # fmt: skip
MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
ISO = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})(?!\d)")
DAY_FIRST = re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)?\s+({MONTH})\.?,?\s+(\d{{4}})\b", re.I)
MONTH_FIRST = re.compile(rf"\b({MONTH})\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}})\b", re.I)
DATE_LINE = re.compile(
    r"^(?:(?:published|posted|updated|date|issued|last modified)(?: on| at)?\s*[:,]?\s*)?"
    r"(?:(?:mon|tues?|wednes|thurs?|fri|satur|sun)(?:day)?,?\s+)?(?P<date>[\w.,\- ]{8,24}?)"
    r"(?:[,|\u2013\u00b7 ]+\d{1,2}[:.]\d{2}.{0,20})?$",
    re.I,
)
DATELINE = re.compile(
    rf"^(?P<who>[A-Z][^.!?:;]{{2,70}}?)\s*[,|\u2013\u00b7]\s+"
    rf"(?P<date>\d{{1,2}} (?:{MONTH})\.? \d{{4}}|(?:{MONTH})\.? \d{{1,2}},? \d{{4}}|\d{{4}}-\d\d-\d\d)$",
    re.I,
)

PERSON = r"[A-Z][\w.'\u2019-]+(?:\s+(?:[A-Z]\.|(?:de|van|von|al|bin|der|la)|[A-Z][\w'\u2019-]+)){1,3}"
CALLING = (
    "columnist|journalist|reporter|correspondent|writer|author|editor|commentator|contributor|freelancer?|analyst|"
    "blogger|staff writer"
)
BYLINE = re.compile(
    r"^(?:[Ww]ritten |[Rr]eported )?(?:[Bb][Yy]:?|[Ff]rom)(?:\s+our\s+(?:\w+\s+)?correspondent,?)?\s+"
    rf"(?P<who>{PERSON})(?:\s*[,|\u2013\u00b7].{{0,60}})?$"
)
AUTHOR = re.compile(rf"^(?:[Aa]uthor|[Ww]riter)s?\s*:\s*(?P<who>{PERSON})\s*$")
ABOUT = re.compile(rf"^(?P<who>{PERSON}) (?:is|was) (?:an?|the|our) [^.]{{0,80}}?\b(?:{CALLING})\b[^.]{{0,160}}\.?$")
CLOSING = re.compile(
    r"\b(?P<who>(?:The )?[A-Z][\w&.-]+(?: [A-Z][\w&.-]+){0,3}) will continue to "
    r"(?:provide|bring|follow|report|update|monitor)"
    r"[^.]{0,80}\b(?:updates?|coverage|analysis|story|developments?)\b"
)
HEADER = re.compile(r"^(?P<key>[A-Za-z][A-Za-z_ -]{1,20})\s*:\s*(?P<value>\S.*)$")
KEYS = {
    "title": "title", "headline": "title",
    "publisher": "publisher", "source": "publisher", "site": "publisher", "publication": "publisher",
    "outlet": "publisher", "from": "publisher",
    "date": "date", "published": "date", "posted": "date",
    "author": "author", "by": "author", "byline": "author",
    "address": "address", "url": "address", "link": "address",
    "language": "language", "lang": "language",
}  # fmt: skip
META = {
    "title": ("og:title", "twitter:title", "dc.title", "citation_title"),
    "publisher": ("og:site_name", "dc.publisher", "application-name", "citation_journal_title"),
    "date": (
        "article:published_time", "datepublished", "date", "dc.date", "dc.date.issued", "pubdate", "publish-date",
        "citation_publication_date", "parsely-pub-date",
    ),
    "author": ("author", "article:author", "dc.creator", "parsely-author", "citation_author"),
    "address": ("og:url",),
}  # fmt: skip


def iso_date(words: str) -> str:
    """Return the first full date in some words as ``YYYY-MM-DD``, or ``""``.

    Examples
    --------
    >>> iso_date("Published: Monday, 13 January 2025"), iso_date("January 12"), iso_date("2025-02-30")
    ('2025-01-13', '', '')
    """
    for pattern, order in ((ISO, (1, 2, 3)), (DAY_FIRST, (3, 2, 1)), (MONTH_FIRST, (3, 1, 2))):
        match = pattern.search(words)
        if match is None:
            continue
        year, month, day = (match[place] for place in order)
        try:
            return dt.date(int(year), MONTHS.get(month.lower()) or int(month), int(day)).isoformat()
        except ValueError:  # a day that no calendar has
            continue
    return ""


def line_says(line: str) -> dict[str, str]:
    """What a line of its own says about the text: author, date, publisher; empty for a line of text.

    Examples
    --------
    >>> line_says("By Ada Berg, Foreign Desk"), line_says("12 January 2025, 10:40")
    ({'author': 'Ada Berg'}, {'date': '2025-01-12'})
    >>> line_says("Ministry of Ports, 12 January 2025")
    {'publisher': 'Ministry of Ports', 'date': '2025-01-12'}
    >>> line_says("Ada Berg is a freelance journalist who writes about ports."), line_says("Ada Berg is angry.")
    ({'author': 'Ada Berg'}, {})
    """
    for pattern in (BYLINE, AUTHOR, ABOUT):
        match = pattern.match(line)
        if match is not None:
            return {"author": match["who"]}
    if len(line) > 110:
        return {}
    match = DATE_LINE.match(line)
    if match is not None and (found := iso_date(match["date"])):
        return {"date": found}
    match = DATELINE.match(line)
    if match is not None and (found := iso_date(match["date"])):
        return {"publisher": match["who"], "date": found}
    return {}


def dateline(line: str) -> str:
    """The date of a paragraph that opens with place and day, ISO, or ``""``.

    >>> dateline("GENEVA, 9 February 2034 - The talks went on."), dateline("In Geneva, they met.")
    ('2034-02-09', '')
    """
    match = re.match(
        r"[A-Z][\w .'\u2019-]{2,30},\s+(?P<date>[^-\u2013\u2014:(.]{8,24}?)\s*(?:[-\u2013\u2014:]|\()", line
    )
    return iso_date(match["date"]) if match is not None else ""


def closing_publisher(text: str) -> str:
    """The outlet that names itself at the end: "The Harbour Post will continue to provide updates"."""
    named = [match["who"] for match in CLOSING.finditer(text, max(0, len(text) - 1200))]
    return named[-1] if named else ""


def from_header(text: str) -> tuple[dict[str, Found], int]:
    """Read ``key: value`` lines above a text, with or without the ``---`` of Markdown.

    Returns
    -------
    found : dict of str to Found
    end : int
        Where the text itself begins; 0 where there is no header.
    """
    fenced = text.startswith("---\n")
    place = 4 if fenced else 0
    found: dict[str, Found] = {}
    lines = 0
    while place < len(text):
        end = text.find("\n", place)
        end = len(text) if end < 0 else end
        line = text[place:end].strip()
        place = min(end + 1, len(text))
        if line == "---" if fenced else not line:
            break
        match = HEADER.match(line)
        if match is None:
            if fenced:
                continue
            return {}, 0
        lines += 1
        key = KEYS.get(match["key"].lower(), "")
        value = match["value"].strip().strip("\"'")
        if key == "date":
            value = iso_date(value)
        if key == "publisher" and "://" in value:
            key = "address"
        if key and value and key not in found:
            found[key] = Found(value, "header")
    else:
        return {}, 0  # nothing follows: these lines are the text
    if not found or (not fenced and lines < 2):
        return {}, 0
    while place < len(text) and text[place] == "\n":
        place += 1
    return found, place


def from_page(tree: Any) -> dict[str, Found]:
    """What a page declares about itself, as meta elements, JSON-LD, a time element, a title."""
    said: dict[str, str] = {}
    declared = {
        str(node.get("name") or node.get("property") or node.get("itemprop") or "").lower(): str(
            node.get("content") or ""
        )
        for node in reversed(tree.findall(".//meta"))
    }
    for key, names in META.items():
        said[key] = next((declared[name].strip() for name in names if declared.get(name, "").strip()), "")
    for thing in _json_ld(tree):
        said["title"] = said["title"] or _name(thing.get("headline"))
        said["date"] = iso_date(said["date"]) or iso_date(_name(thing.get("datePublished")))
        said["author"] = said["author"] or _name(thing.get("author"))
        said["publisher"] = said["publisher"] or _name(thing.get("publisher"))
    said["date"] = iso_date(said["date"])
    moments = [node.get("datetime") for node in tree.iterfind(".//time") if node.get("datetime")]
    if not said["date"] and len(moments) == 1:
        said["date"] = iso_date(moments[0])
    said["title"] = said["title"] or " ".join("".join(tree.findtext(".//title") or "").split())
    said["language"] = str(tree.get("lang") or "")
    if not said["address"]:
        said["address"] = next(
            (str(n.get("href")) for n in tree.iterfind(".//link") if n.get("rel") == "canonical"), ""
        )
    if said["author"].startswith("http"):
        said["author"] = ""
    return {key: Found(" ".join(value.split()), "page") for key, value in said.items() if value}


def _json_ld(tree: Any) -> Iterator[dict[str, Any]]:
    for node in tree.iterfind(".//script"):
        if "ld+json" not in str(node.get("type")):
            continue
        try:
            data = json.loads(node.text or "")
        except (ValueError, RecursionError):
            continue
        data = data.get("@graph", data) if isinstance(data, dict) else data
        for thing in data if isinstance(data, list) else [data]:
            if isinstance(thing, dict) and re.search(r"Article|Posting|Report|WebPage", str(thing.get("@type"))):
                yield thing


def _name(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(filter(None, map(_name, value[:5])))
    if isinstance(value, dict):
        value = value.get("name")
    return value.strip() if isinstance(value, str) else ""
