"""Texts into sentences, and sentences into clauses that make one claim each. Every part is a span.

The rules are those of English punctuation; where they fail is listed in ``docs/algorithms/points``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from detente.wording.results import Clause, Sentence, Span

__all__ = ["clauses", "segment", "sentences"]


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# After these a full stop never ends a sentence: a name or a figure follows.
_BEFORE_A_NAME = _set(
    "mr mrs ms dr prof gen col lt sgt capt sen rep gov amb rev hon st mt ft no nos art para fig vol cf vs eg ie e.g "
    "i.e approx ca jan feb mar apr jun jul aug sep sept oct nov dec"
)

# After these it may or may not end one: the next word decides.
_MAY_END = _set("jr sr inc ltd co corp etc u.s u.k u.n e.u d.c a.m p.m u.s.a ph.d")

_LONGEST = 3000
"""Characters: no sentence that somebody meant is longer, and patterns over it stay quick."""

_STARTERS = _set(
    "the a an this that these those he she it they we i you his her its their our both all in on at by for from to as "
    "after before during when while if since although though however moreover but and so yet following no not there "
    "today yesterday tomorrow each every some many most one two another earlier later finally"
)

_END = re.compile(
    r"""(?P<stop>(?<![.!?…])[.!?…]++|[。！？؟۔])    # what may end a sentence
        (?P<close>["”’»)\]]*+)           # and what may close with it
        (?P<gap>\s+|(?=[A-Z][a-z])|(?<=[。！？])|$)""",
    re.X,
)

_SAID_AFTER = re.compile(
    r"(?:(?:the|a)\s+)?(?:[A-Z][\w’'-]+\s+|[a-z]+\s+){1,6}?"
    r"(?:said|says|added|adds|stressed|noted|told|asked|wrote|emphasi[sz]ed|stated|declared|explained)\b"
)

_MARK = re.compile(r"[ \t]*(?:[-*•‣◦▪–—]\s+|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)]\s+(?=\S))")
_RULE = re.compile(r"[\s|:\-–—=_*#.]*")


def _lines(body: str) -> Iterator[tuple[Span, int]]:
    """Yield each line, or each block of hard-wrapped lines, with the number of its block."""
    blocks: list[list[Span]] = [[]]
    start = 0
    for text in body.split("\n"):
        line = Span(start, start + len(text))
        start = line.end + 1
        if text.strip():
            blocks[-1].append(line)
        elif blocks[-1]:
            blocks.append([])
    number = 0
    for lines in blocks:
        if _is_wrapped([line.of(body) for line in lines]):
            lines = [Span(lines[0].start, lines[-1].end)]
        for line in lines:
            trimmed = _trim(body, line)
            if len(trimmed) and not _RULE.fullmatch(trimmed.of(body)):
                yield trimmed, number
                number += 1


def _is_wrapped(lines: list[str]) -> bool:
    """Whether lines are one paragraph broken at a margin, as in mail: alike in length, most without a full stop."""
    if len(lines) < 2 or any(_MARK.match(line) or "|" in line for line in lines):
        return False
    lengths = [len(line.rstrip()) for line in lines]
    longest = max(lengths)
    if not 40 <= longest <= 130 or min(lengths[:-1]) < 0.6 * longest:
        return False
    open_ended = sum(not line.rstrip().endswith((".", "!", "?", ":", ";", '."', ".”")) for line in lines[:-1])
    return 2 * open_ended >= len(lines) - 1


def _trim(body: str, span: Span) -> Span:
    """Return the span without the space around it."""
    start, end = span.start, span.end
    while start < end and body[start].isspace():
        start += 1
    while end > start and body[end - 1].isspace():
        end -= 1
    return Span(start, end)


def _ends_here(body: str, match: re.Match[str], line: Span) -> bool:
    """Whether a full stop really ends a sentence."""
    stop, after = match["stop"], match.end()
    if after >= line.end:
        return True
    follower = body[after : after + 1]
    if not match["gap"]:
        # "sectors.This": a space was lost. Two letters before it, so that "U.S.Russia" and initials stay whole.
        lost_space = stop == "." and re.search(r"[a-z]{2}$", body[max(0, match.start() - 2) : match.start()])
        return stop in "。！？" or bool(lost_space)
    if follower.islower() or follower in ",;:)":
        return False
    if match["close"] and _SAID_AFTER.match(body, after):
        return False
    if stop != ".":
        return True
    before = re.search(r"[\w.]*$", body[max(line.start, match.start() - 12) : match.start()])
    word = before.group().lower().lstrip(".") if before else ""
    if word in _BEFORE_A_NAME:
        # "No." names a number and "no." ends a sentence.
        return word in {"no", "art", "fig", "mar", "may"} and not follower.isdigit()
    if word in _MAY_END:
        following = re.match(r"\w+", body[after : after + 20])
        return bool(following and following.group().lower() in _STARTERS and following.group()[0].isupper())
    return not re.fullmatch(r"(?:[a-z]\.)*[a-z]", word) or (word == "i" and body[match.start() - 1] != "I")


def sentences(body: str) -> tuple[Sentence, ...]:
    """Cut a text into sentences, headings, list items and rows of tables.

    A full stop ends a sentence unless it belongs to an initial ("Joseph R. Biden, Jr."), a title ("Mr."), an
    abbreviation ("U.S.") or a figure, or unless what follows goes on in lower case. A quotation of several sentences is
    cut at each of them. Lines of a list are sentences of their own and know what introduces them. Lines broken at a
    margin are put together again.

    Parameters
    ----------
    body : str
        Plain text. Lines are paragraphs, headings or items.

    Returns
    -------
    tuple of Sentence
        In order, without overlap; every letter of `body` but those of list marks lies in one of them.

    Examples
    --------
    >>> body = "President Joseph R. Biden, Jr. met the U.S. team. It was short."
    >>> [s.span.of(body) for s in sentences(body)]
    ['President Joseph R. Biden, Jr. met the U.S. team.', 'It was short.']
    """
    lines = list(_lines(body))
    found: list[Sentence] = []
    lead_in: Span | None = None
    for index, (line, paragraph) in enumerate(lines):
        mark = _MARK.match(body, line.start, line.end)
        inner = _trim(body, Span(mark.end(), line.end)) if mark else line
        if not len(inner):
            inner, mark = line, None
        words = inner.of(body)
        is_item = mark is not None or (lead_in is not None and (words.endswith(";") or words[:1].islower()))
        if (
            lead_in is not None
            and not is_item
            and found
            and found[-1].kind == "item"
            and found[-1].paragraph < paragraph
        ):
            lead_in = None
        if "|" in words:
            found.append(Sentence(inner, paragraph, "row"))
            lead_in = None
            continue
        parts = [piece for part in _split(body, inner) for piece in _at_most(body, part)]
        for part in parts:
            kind = "item" if is_item else "sentence"
            last = part is parts[-1]
            if not is_item and last and part.of(body).endswith(":"):
                kind, lead_in = "lead_in", part
            elif not is_item and len(parts) == 1 and index + 1 < len(lines) and _is_heading(words):
                kind, lead_in = "heading", None
            elif not is_item:
                lead_in = None
            found.append(Sentence(part, paragraph, kind, lead_in if kind == "item" else None))
    return tuple(found)


def _is_heading(words: str) -> bool:
    return len(words.split()) <= 25 and not re.search(r"[.!?;:,…。؟۔][\"”’»)\]]*$", words)


def _at_most(body: str, part: Span) -> Iterator[Span]:
    """Cut what has no end: a sentence over `_LONGEST` characters, at a space where there is one."""
    start = part.start
    while part.end - start > _LONGEST:
        space = max(body.rfind(" ", start + 1, start + _LONGEST), body.rfind("\n", start + 1, start + _LONGEST))
        end = space if space > start else start + _LONGEST
        yield _trim(body, Span(start, end))
        start = end
        while start < part.end and body[start].isspace():
            start += 1
    if start < part.end:
        yield Span(start, part.end)


def _split(body: str, line: Span) -> Iterator[Span]:
    start = line.start
    for match in _END.finditer(body, line.start, line.end):
        if match.start() >= start and _ends_here(body, match, line):
            part = _trim(body, Span(start, match.end()))
            if re.search(r"\w", part.of(body)):
                yield part
                start = match.end()
    rest = _trim(body, Span(start, line.end))
    if len(rest):
        yield rest


_REPORTING = (
    r"agreed|made\s(?:it\s)?clear|called|reaffirmed|reiterated|affirmed|confirmed|stressed|emphasi[sz]ed|underscored|"
    "underlined|expressed|voiced|noted|outlined|informed|thanked|invited|welcomed|discussed|exchanged|raised|urged|"
    "warned|proposed|offered|asked|promised|pledged|undertook|committed|decided|said|stated|added|explained|told|"
    r"acknowledged|admitted|recalled|praised|commended|condemned|rejected|refused|denied|did\snot|continued|announced|"
    "described|reported|presented|requested|repeated|instructed|tasked"
)
_REPORTING_ING = (
    "noting|underscoring|underlining|emphasi[sz]ing|stressing|expressing|including|starting|beginning|thanking|stating|"
    r"adding|saying|calling|warning|reaffirming|reiterating|confirming|welcoming|recalling|pointing\sout|urging|describing|"
    r"making\s(?:it\s)?clear|arguing|insisting|promising|asking"
)
_AUXILIARY = "will|would|shall|should|can|could|may|might|must|is|are|was|were|has|have|had"

_CUT = re.compile(
    rf"""
      ;\s+
    | :\s+(?=["“«])
    | ,?\s+(?=as\s+well\s+as\b)
    | ,?\s+(?=and\s+(?:then|that|also|to|at|for|in\s+the\s+event|instead|therefore)\b)
    | ,?\s+(?=(?:and|but)\s+(?:also\s+|further\s+)?(?:{_REPORTING}|{_AUXILIARY})\b)
    | ,\s+(?=(?:and|but)\s+(?:[\w’'.-]+\s+){{1,6}}?(?:{_REPORTING}|{_AUXILIARY})\b)
    | ,\s+(?=(?:but|while|whereas|since|because|although|with\s+(?:both|the|appropriate|all))\s)
    | ,\s+(?=which\s+(?:would|will|shall)\b)
    | ,\s+(?=(?:{_REPORTING_ING})\b)
    | ,?\s+(?=and\s+(?:{_REPORTING_ING}|prevent\w+|active)\b)
    | (?<=^)(?:As\s+part|On\s+the\s+(?:margins|sidelines)|Within\s+the\s+framework)\s+of\s[^,.;]+,\s+(?=[A-Z])
    """,
    re.X,
)
# 'Marit Holm said: "..."' is one claim; 'she invited him to the ferry: "..."' is two.
_SAYS = re.compile(r"\b(?:said|says|added|stated|told|wrote|stressed|noted|declared|asked|replied)(?:\s+\w+){0,2}$")
_SAME_PREPOSITION = re.compile(r",\s+(?=(?P<word>at|in|on|with|through|within|by|under)\s)")
_SHORTEST = 4
"""Words that a clause has at least: shorter pieces stay with their neighbour."""


def _cuts(words: str) -> list[int]:
    """Places (offsets into `words`) where a new claim may begin."""
    inside = [(m.start(), m.end()) for m in re.finditer(r"\([^()]*\)|\[[^\[\]]*\]", words)]
    places = {m.end() for m in _CUT.finditer(words) if m.group()[0] != ":" or not _SAYS.search(words[: m.start()])}
    # "at NATO through ..., and at the OSCE": the same preposition again marks members of one list.
    for match in _SAME_PREPOSITION.finditer(words):
        if f" and {match['word']} " in words[match.end() : match.end() + 400]:
            places.add(match.end())
    return sorted(p for p in places if not any(a < p < b for a, b in inside))


def clauses(body: str, of: tuple[Sentence, ...]) -> tuple[Clause, ...]:
    """Cut sentences into clauses that make one claim each.

    A cut falls before a coordinated predicate ("... and made clear that"), a participle that reports (", noting"),
    "as well as", a relative clause, a member of a list with its own preposition, after a semicolon, and before speech
    that a colon announces. No piece has under four words. Headings and rows stay whole.

    Returns
    -------
    tuple of Clause
        In order, without overlap; each within its sentence, without the punctuation and space at its ends.

    Examples
    --------
    >>> body = "The leaders agreed to meet again, and the union presented a list of complaints."
    >>> [c.span.of(body) for c in clauses(body, sentences(body))]
    ['The leaders agreed to meet again', 'and the union presented a list of complaints.']
    """
    found: list[Clause] = []
    for number, sentence in enumerate(of):
        whole = sentence.span
        words = whole.of(body)
        places = [] if sentence.kind in {"heading", "row"} else _cuts(words)
        edges = [0]
        for place in places:
            if len(words[edges[-1] : place].split()) >= _SHORTEST:
                edges.append(place)
        if len(edges) > 1 and len(words[edges[-1] :].split()) < _SHORTEST:
            edges.pop()
        for a, b in pairwise([*edges, len(words)]):
            piece = words[a:b]
            end = a + len(piece.rstrip(" \t\n,;:–—-")) if b < len(words) else b
            found.append(Clause(Span(whole.start + a, whole.start + max(end, a + 1)), number))
    return tuple(found)


def segment(body: str) -> tuple[tuple[Sentence, ...], tuple[Clause, ...]]:
    """Return the sentences of a text and the clauses of those sentences; see `sentences` and `clauses`."""
    found = sentences(body)
    return found, clauses(body, found)
