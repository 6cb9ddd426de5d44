"""Pieces of given texts on a page: isolated, in their own language, with what was found in them marked.

Nothing here is worded by us: every piece is a slice of a text. A character that would reorder or hide what follows is
shown as a lozenge, so that a reader sees that something was there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from detente.report.markup import FIRST_STRONG_ISOLATE, POP_ISOLATE, Html, cleaned, shortened, tag
from detente.wording.decoding import REORDERING, STAND_IN
from detente.wording.results import Span, Text

__all__ = ["Mark", "excerpt", "language_tag", "piece", "quote_of", "said", "visible"]

_SPACE = re.compile(r"\s+")
_TAG = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*\Z")


@dataclass(frozen=True)
class Mark:
    """A passage to mark, and the class it is marked with."""

    span: Span
    look: str


def visible(text: str) -> str:
    """A slice of a text on one line; what reorders it becomes a lozenge, its outer spaces stay.

    >>> visible("pay \\u202e001\\u202c euros\\n now")
    'pay ◊001◊ euros now'
    """
    shown = cleaned(REORDERING.sub(STAND_IN, f"|{text}|"))
    return _SPACE.sub(" ", shown[1:-1])


def language_tag(text: Text) -> str | None:
    """The language of a text, as an attribute may hold it."""
    return text.language if text.language and _TAG.match(text.language) else None


def excerpt(text: Text, span: Span, marks: Iterable[Mark] = (), *, quoted: bool = False) -> Html:
    """The words of a span, isolated, with marks inside; where two marks overlap the first given rules.

    Quotation marks that are asked for stand within the isolate, so that they follow the direction of the words.

    >>> excerpt(Text("A rise of 3 percent.", language="en"), Span(0, 20), [Mark(Span(10, 11), "differ")])
    '<bdi dir="auto" lang="en">A rise of <mark class="differ">3</mark> percent.</bdi>'
    """
    inside: list[Mark] = []
    for mark in marks:
        clipped = Span(max(mark.span.start, span.start), min(mark.span.end, span.end))
        if clipped.start < clipped.end and not any(clipped.overlaps(other.span) for other in inside):
            inside.append(Mark(clipped, mark.look))
    parts: list[str] = []
    place = span.start
    for mark in sorted(inside, key=lambda mark: mark.span):
        parts.append(escape(visible(text.body[place : mark.span.start]), quote=False))
        parts.append(tag("mark", visible(mark.span.of(text.body)), class_=mark.look))
        place = mark.span.end
    parts.append(escape(visible(text.body[place : span.end]), quote=False))
    words = "".join(parts).strip()
    return tag("bdi", Html(f"“{words}”" if quoted else words), dir="auto", lang=language_tag(text))


def piece(words: str, *, lang: str | None = None) -> Html:
    """Words of somebody else that have no span, such as a title."""
    return tag("bdi", visible(words).strip(), dir="auto", lang=lang)


def quote_of(words: str, limit: int = 160) -> str:
    """Words of a text to stand inside a sentence, isolated, on one line, shortened where they are long."""
    return f"{FIRST_STRONG_ISOLATE}{shortened(visible(words).strip(), limit)}{POP_ISOLATE}"


def said(text: Text, spans: Iterable[Span]) -> str:
    """Several passages to stand inside a sentence, an ellipsis between them."""
    return quote_of(" … ".join(span.of(text.body) for span in dict.fromkeys(spans)))
