"""Texts that others wrote, made harmless, and the few lines that put them into HTML.

Sentences are plain strings. A piece that a user wrote stands in them between the Unicode isolates U+2068 and U+2069
(`quoted`), so that its direction cannot leak into the words around it. `inline` turns the isolates into ``<bdi>`` and
everything else into escaped text; `plain` drops them for a terminal. User texts lose their own bidirectional controls
first (`cleaned`), so a pair of isolates is always ours.
"""

from __future__ import annotations

import re
from html import escape as _escape

__all__ = ["Html", "cleaned", "inline", "joined", "paragraphs", "plain", "quoted", "shortened", "tag"]

FIRST_STRONG_ISOLATE = "\u2068"
POP_ISOLATE = "\u2069"

# C0 and C1 controls but tab and line feed; embeddings, overrides and isolates (UAX #9, section 2); interlinear
# annotation, the byte order mark, noncharacters and lone surrogates. LRM, RLM and ALM stay: languages need them.
_HARMFUL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\ufdd0-\ufdef\ufffe\uffff]"
)
_SURROGATE = re.compile("[\ud800-\udfff]")
_SPACE = re.compile(r"\s+")

# Attributes without a value, and elements without an end.
_VOID = frozenset({"br", "hr", "meta", "link", "col", "wbr"})


class Html(str):
    """Markup that may stand on a page as it is."""

    __slots__ = ()


def cleaned(text: str) -> str:
    r"""A user's text on one line, without control characters that could reorder or hide what follows.

    >>> cleaned("ev\u202eil\n\ttext\x00")
    'evil text'
    """
    return _SPACE.sub(" ", _SURROGATE.sub("\ufffd", _HARMFUL.sub("", text.replace("\r", "\n")))).strip()


def paragraphs(text: str) -> list[str]:
    """A user's longer text as cleaned paragraphs: blank lines and line ends separate."""
    return [line for line in (cleaned(part) for part in re.split(r"\r\n|\r|\n", text)) if line]


def shortened(text: str, limit: int) -> str:
    """The text, or its beginning and an ellipsis where it is longer than `limit` characters.

    >>> shortened("one two three", 9)
    'one two…'
    """
    if len(text) <= limit:
        return text
    head = text[:limit]
    cut = head.rfind(" ")
    return (head[:cut] if cut > limit // 2 else head).rstrip(" ,.;:") + "…"


def quoted(text: str) -> str:
    """A user's text, cleaned and isolated, to stand inside a sentence."""
    return f"{FIRST_STRONG_ISOLATE}{cleaned(text)}{POP_ISOLATE}"


def plain(text: str) -> str:
    """A sentence for a terminal, without isolates (few terminals know them)."""
    return text.replace(FIRST_STRONG_ISOLATE, "").replace(POP_ISOLATE, "")


def inline(text: str) -> Html:
    """A sentence as escaped HTML, isolates as ``<bdi>``; `Html` stays as it is.

    >>> inline(quoted("<script>") + " & co")
    '<bdi>&lt;script&gt;</bdi> &amp; co'
    """
    if isinstance(text, Html):
        return text
    return Html(_escape(text, quote=False).replace(FIRST_STRONG_ISOLATE, "<bdi>").replace(POP_ISOLATE, "</bdi>"))


def joined(*parts: str | None) -> Html:
    """Several pieces of HTML or text as one; None is left out."""
    return Html("".join(inline(part) for part in parts if part is not None))


def tag(name: str, /, *children: str | None, **attributes: str | int | float | bool | None) -> Html:
    """One element. Children are escaped unless they are `Html`; an attribute that is None or False is left out.

    A trailing underscore of an attribute's name is dropped and others become hyphens.

    >>> tag("p", "a < b", class_="note", aria_hidden="true")
    '<p class="note" aria-hidden="true">a &lt; b</p>'
    """
    text = []
    for key, value in attributes.items():
        if value is None or value is False:
            continue
        label = key.rstrip("_").replace("_", "-")
        text.append(f" {label}" if value is True else f' {label}="{_escape(plain(str(value)))}"')
    start = f"<{name}{''.join(text)}>"
    return Html(start if name in _VOID else f"{start}{joined(*children)}</{name}>")
