"""A saved page to the lines that a reader sees, and which of them are the article.

Every visible line is kept in reading order; trafilatura only says which of them belong to the article, so that nothing
it drops is lost and every character can be shown where it stood. Scripts, styles and hidden elements are no text.
Nothing is run and nothing is fetched: the tree is built from the bytes alone, and trafilatura gets that tree without
its metadata part, the only one that would look at addresses.
"""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass, field
from typing import Any

from detente.wording.results import Span

__all__ = ["Line", "Page", "TooDeep", "read_page"]

UNSEEN = frozenset({
    "script", "style", "noscript", "template", "head", "iframe", "object", "embed", "svg", "math", "canvas", "audio",
    "video", "picture", "select", "option", "textarea", "button", "input", "link", "meta", "title",
})  # fmt: skip
BLOCKS = frozenset({
    "html", "body", "main", "article", "section", "div", "p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li",
    "dl", "dt", "dd", "blockquote", "pre", "table", "thead", "tbody", "tfoot", "tr", "figure", "figcaption", "header",
    "footer", "nav", "aside", "address", "form", "details", "summary", "hr", "br", "fieldset", "center", "caption",
})  # fmt: skip
AROUND = frozenset({"nav", "footer", "aside", "form", "header"})
HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])", re.I)
SPACE = re.compile(r"[ \t\n\r\f\v\xa0]+")
QUIET = logging.NullHandler()
SHORT = 20
"""Letters; a shorter line counts as part of the article only where it is a line of it, not a piece of one."""

LONGEST_CELL = 400
"""Letters; a longer cell holds text, no value."""

KEEP_AT_LEAST = 0.5
"""Share of the visible words outside menus and the like; where trafilatura finds less, the fallback reads the page."""


class TooDeep(Exception):
    """The page is nested deeper than its parser goes (256); what lies below would be lost without a word."""


@dataclass
class Line:
    """One visible line: where it stands in the whole, how many of its letters are links, what it stands in."""

    text: str
    mark: str = ""
    around: bool = False
    linked: int = 0
    span: Span = field(default_factory=lambda: Span(0, 0))
    kept: bool = True


@dataclass(frozen=True)
class Page:
    """A page: all its visible lines as one text, the lines, its tree, and how many words its elements hide."""

    whole: str
    lines: tuple[Line, ...]
    tree: Any
    hidden_words: int
    method: str


_OF_HEAD = frozenset({"title", "base", "link", "meta", "script", "style", "noscript", "template"})
"""Elements that a head may hold (HTML standard, 4.2)."""


def read_page(html: str) -> Page:
    """Read a page or a fragment of one.

    Returns
    -------
    Page
        `Page.whole` has list items marked with ``- `` and the cells of a row parted by ``|``. Lines outside the article
        have `Line.kept` false. `Page.method` is ``"trafilatura"``, or ``"fallback"`` where that found less than half of
        the visible words outside menus: then every line outside menus, footers and lists of links is kept.

    Raises
    ------
    TooDeep
        Nested deeper than the parser goes.
    """
    from lxml import etree
    from lxml import html as lxml_html

    parser = lxml_html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    try:
        tree = lxml_html.document_fromstring(html.encode("utf-8", "replace"), parser=parser)
    except etree.ParserError:  # nothing but comments or white space
        return Page("", (), None, 0, "fallback")
    if any("depth" in entry.message.lower() for entry in parser.error_log):
        raise TooDeep
    _out_of_head(tree)
    lines, hidden_words = _lines(tree)
    whole = _joined(lines)
    wanted = [line for line in lines if not line.around and not _is_links(line)]
    article = _squeezed_article(tree)
    chosen = [line for line in lines if _in_article(line, article)]
    enough = _words(chosen) >= KEEP_AT_LEAST * _words(wanted)
    kept = {id(line) for line in (chosen if enough else wanted)}
    for line in lines:
        line.kept = id(line) in kept
    return Page(whole, tuple(lines), tree, hidden_words, "trafilatura" if enough else "fallback")


def _out_of_head(tree: Any) -> None:
    """Put what libxml2 left in the head into the body: it does not know that `<article>` ends a head without tags."""
    head = tree.find("head")
    if head is None:
        return
    shown = [child for child in head if isinstance(child.tag, str) and child.tag not in _OF_HEAD]
    if not shown:
        return
    body = tree.find("body")
    if body is None:
        body = tree.makeelement("body")
        tree.append(body)
    for place, child in enumerate(shown):
        body.insert(place, child)


def _words(lines: list[Line]) -> int:
    return sum(len(line.text.split()) for line in lines)


def _is_links(line: Line) -> bool:
    return line.linked * 2 > len(line.text)


def _lines(tree: Any) -> tuple[list[Line], int]:
    """Walk the tree without recursion: a page may be nested deeper than Python's stack."""
    lines: list[Line] = []
    current = Line("")
    hidden_words = 0
    unseen = around = links = items = rows = 0

    def flush() -> None:
        nonlocal current
        text = SPACE.sub(" ", current.text).strip().removesuffix("|").rstrip()
        if text:
            lines.append(Line(text, current.mark, current.around, min(current.linked, len(text))))
        current = Line("", around=around > 0)

    def add(text: str | None) -> None:
        nonlocal hidden_words
        if not text:
            return
        if unseen:
            hidden_words += len(text.split()) if unseen < 1000 else 0
        else:
            current.text += text
            current.linked += len(text.strip()) if links else 0

    stack: list[tuple[Any, bool]] = [(tree, False)]
    while stack:
        node, leaving = stack.pop()
        tag = node.tag if isinstance(node.tag, str) else ""
        if not leaving:
            step = 1000 if tag in UNSEEN else 1 if _hides(node) else 0
            unseen += step
            around += tag in AROUND
            links += tag == "a"
            items += tag in {"ul", "ol"}
            rows += tag == "tr" and _is_data_row(node)
            if tag in BLOCKS and (not rows or tag == "tr"):
                flush()
            elif tag in BLOCKS:
                add(" ")
            if tag == "li":
                current.mark = "  " * (max(items, 1) - 1) + "- "
            stack.append((node, True))
            add(node.text)
            stack.extend((child, False) for child in reversed(node))
        else:
            if tag in {"td", "th"} and not unseen and rows:
                current.text += " | "
            rows -= tag == "tr" and _is_data_row(node)
            if tag in BLOCKS and not rows:
                flush()
            elif tag in BLOCKS:
                add(" ")
            unseen -= 1000 if tag in UNSEEN else 1 if _hides(node) else 0
            around -= tag in AROUND
            links -= tag == "a"
            items -= tag in {"ul", "ol"}
            if tag in AROUND:
                flush()
            add(node.tail)
    flush()
    return lines, hidden_words


def _is_data_row(row: Any) -> bool:
    """Whether a row holds values: at least two cells, all of them short. Old pages are laid out with other tables."""
    cells = [cell for cell in row if cell.tag in {"td", "th"}]
    return len(cells) > 1 and all(_is_short(cell) for cell in cells)


def _is_short(cell: Any) -> bool:
    letters = 0
    for node in cell.iter():
        letters += len(node.text or "") + len(node.tail or "")
        if node.tag == "table" or letters > LONGEST_CELL:
            return False
    return True


def _hides(node: Any) -> bool:
    if not isinstance(node.tag, str):
        return True
    return node.get("hidden") is not None or HIDDEN.search(node.get("style") or "") is not None


def _joined(lines: list[Line]) -> str:
    """All lines as one text; each line learns its place. Paragraphs are parted by an empty line, items and rows not."""
    parts: list[str] = []
    place = 0
    before = ""
    for line in lines:
        kind = "item" if line.mark else "row" if "|" in line.text else ""
        gap = "" if not parts else "\n" if kind and kind == before else "\n\n"
        text = line.mark + line.text
        parts += (gap, text)
        line.span = Span(place + len(gap), place + len(gap) + len(text))
        place = line.span.end
        before = kind
    return "".join(parts)


def _squeezed(text: str) -> str:
    return "".join(filter(str.isalnum, text)).casefold()


def _squeezed_article(tree: Any) -> tuple[str, frozenset[str]]:
    """What trafilatura takes for the article, as letters only: all of it, and each of its lines."""
    from copy import deepcopy

    from trafilatura.core import bare_extraction

    # Its remarks ("discarding data") are for its developers; without a handler they would reach the terminal.
    logging.getLogger("trafilatura").addHandler(QUIET)
    # Metadata off: that part alone looks at addresses, and our own (metadata.py) keeps what it found and where.
    found = bare_extraction(deepcopy(tree), with_metadata=False, include_comments=False, include_tables=True)
    text = str(getattr(found, "text", None) or "")
    return _squeezed(text), frozenset(_squeezed(line) for line in text.splitlines())


def _in_article(line: Line, article: tuple[str, frozenset[str]]) -> bool:
    squeezed = _squeezed(line.text)
    return squeezed in article[1] or (len(squeezed) >= SHORT and squeezed in article[0])
