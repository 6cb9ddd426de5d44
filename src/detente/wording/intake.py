"""Texts in: what a reader sees, what was left out of it, and what is known about it.

`Intake.text.body` is the source's own words in order, with pieces left out and nothing put in
(docs/algorithms/intake.md).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from detente.wording.decoding import Decoded, decode, safe
from detente.wording.errors import BadParameter, EmptyText, NotPlainText
from detente.wording.intake_results import Cut, Found, Intake, Note
from detente.wording.language import KNOWN, guess_language
from detente.wording.metadata import closing_publisher, dateline, from_header, from_page, line_says
from detente.wording.results import Party, Span, Text
from detente.wording.tail import find_tail

__all__ = ["MEDIA", "intake"]

MEDIA = ("text", "html", "markdown")

SUFFIXES = {
    "html": "html", "htm": "html", "xhtml": "html", "shtml": "html", "mht": "html", "mhtml": "html",
    "md": "markdown", "markdown": "markdown",
    "txt": "text", "text": "text",
}  # fmt: skip
PAGE = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype html|html|head|body)\b", re.I | re.S)
TAGS = re.compile(r"</(?:p|div|h[1-6]|li|ul|table|article|section)>|<br ?/?>", re.I)
MIME = re.compile(rb"(?:From:|MIME-Version:|Snapshot-Content-Location:|Content-Type:\s*multipart/related)", re.I)

# Padding counts as well: a run of blanks wider than any page, but for its first one.
INVISIBLE = re.compile("[\u200b\u2060\ufeff\u00ad\U000e0000-\U000e007f]+|(?<=[ \t])[ \t]{200,}")
MARKDOWN = (
    re.compile(r"^#{1,6}[ \t]+|[ \t]+#+[ \t]*$", re.M),
    re.compile(r"^>[ \t]?", re.M),
    re.compile(r"^(?:```|~~~).*$\n?", re.M),
    re.compile(r"^(?:[-*_][ \t]*){3,}$\n?", re.M),
    re.compile(r"!\[[^\]\n]*\]\([^)\n]*\)"),
    re.compile(r"(?<!!)\[(?=[^\]\n]+\]\([^)\n]*\))"),
    re.compile(r"(?<=[^\]\n])\]\([^)\n]*\)"),
    re.compile(r"(?<![\w*])\*{1,3}(?=\S)|(?<=\S)\*{1,3}(?![\w*])|(?<!\w)_{1,2}(?=\w)|(?<=[\w.,;:!?])_{1,2}(?!\w)"),
)
TURN = re.compile(r"^(?:Q|A|QUESTION|ANSWER|[A-Z][A-Z.'\u2019 -]{2,40}(?:\([^)]*\))?)\s*[:.]\s+\S", re.M)

RIGHT_TO_LEFT = frozenset({"ar", "he", "fa", "ur"})


@dataclass
class _Draft:
    """A text on its way in: everything visible, and the pieces to leave out as (start, end, reason)."""

    whole: str
    cuts: list[tuple[int, int, str]]
    found: dict[str, Found]
    notes: list[Note]

    def cut(self, start: int, end: int, reason: str) -> None:
        if start < end:
            self.cuts.append((start, end, reason))

    def body(self) -> tuple[str, tuple[Cut, ...]]:
        """The text without the pieces, and the pieces with their places in both; where they overlap the first rules."""
        parts: list[str] = []
        done: list[Cut] = []
        place = length = 0
        for start, end, reason in sorted(self.cuts, key=lambda piece: (piece[0], -piece[1])):
            start = max(start, place)
            if start >= end:
                continue
            parts.append(self.whole[place:start])
            length += start - place
            done.append(Cut(reason, Span(start, end), length, self.whole[start:end]))
            place = end
        parts.append(self.whole[place:])
        return "".join(parts), tuple(done)


def intake(
    raw: bytes | str,
    *,
    name: str,
    media: str | None = None,
    title: str = "",
    publisher: str = "",
    published: dt.date | None = None,
    language: str = "",
    side: str = "",
    parties: tuple[Party, ...] = (),
    keep: Iterable[str] = (),
) -> Intake:
    """Read a text, page or Markdown file: clean words out, and everything that was left out beside them.

    Parameters
    ----------
    raw : bytes or str
        What the file holds, at most 2 MB.
    name : str
        What to call it in messages; its ending is the first hint at its kind.
    media : {"text", "html", "markdown"}, optional
        Its kind; seen from name and content where not given.
    title, publisher, published, language, side, parties
        What the caller knows better; it rules over what the text says.
    keep : iterable of str
        Reasons (`Cut.reason`) whose pieces stay in the text after all.

    Raises
    ------
    BadParameter
        An unknown `media` or reason.
    EmptyText
        No word in it, or none left that is not part of a link farm.
    FileTooLarge, NotPlainText
        See `detente.wording.decoding.decode`.

    Examples
    --------
    >>> taken = intake("By Ada Berg\\n\\nThe talks go on. Nobody set a date.", name="note.txt")
    >>> taken.text.body, taken.author.value, [cut.reason for cut in taken.cuts]
    ('The talks go on. Nobody set a date.', 'Ada Berg', ['byline'])
    """
    if media is not None and media not in MEDIA:
        raise BadParameter("media", "intake", f"one of {', '.join(MEDIA)}", media)
    data = raw if isinstance(raw, bytes) else raw.encode("utf-8", "replace")
    given: bytes | str = raw
    if isinstance(raw, bytes) and MIME.match(raw.lstrip()[:400]) and (inner := _page_of_archive(raw)) is not None:
        given, media = inner, media or "html"
    decoded = decode(given, name=name)
    kind = media or _kind(name, decoded.text)
    draft = _from_page(decoded, name) if kind == "html" else _from_text(decoded, kind)
    _cut_lines(draft)
    kept = frozenset(keep)
    unknown = kept - {"link_farm", "outside_article", "title", "byline", "header", "markup", "invisible"}
    if unknown:
        raise BadParameter("keep", "intake", "reasons of cuts", sorted(unknown)[0])
    draft.cuts = [piece for piece in draft.cuts if piece[2] not in kept]
    body, cuts = draft.body()
    if not re.search(r"\w", body):
        beside = ", and everything else in it is a list of links" if any(c.reason == "link_farm" for c in cuts) else ""
        raise EmptyText(f"{name}: There is no text in it{beside}. Give the article or statement itself.")
    found = draft.found
    for key, value in (("title", title), ("publisher", publisher), ("language", language)):
        if value:
            found[key] = Found(value, "given")
    if published is not None:
        found["date"] = Found(published.isoformat(), "given")
    if "publisher" not in found and (outlet := closing_publisher(body)):
        found["publisher"] = Found(outlet, "text")
    tongue = (
        found["language"].value.split("-")[0].split("_")[0].lower() if "language" in found else guess_language(body)
    )
    _note_nature(draft, body, tongue)
    date = found.get("date")
    text = Text(
        body,
        title=found["title"].value if "title" in found else "",
        publisher=found["publisher"].value if "publisher" in found else "",
        date=dt.date.fromisoformat(date.value) if date is not None else None,
        language=None if tongue == "und" else tongue,
        side=side,
        parties=parties,
    )
    return Intake(
        name=name,
        text=text,
        whole=draft.whole,
        cuts=cuts,
        media=kind,
        encoding=decoded.encoding,
        title=found.get("title"),
        publisher=found.get("publisher"),
        date=date,
        author=found.get("author"),
        address=found.get("address"),
        notes=(*decoded.notes, *draft.notes),
        sha256=hashlib.sha256(data).hexdigest(),
        raw=data,
    )


def _page_of_archive(raw: bytes) -> bytes | None:
    """The page within a page saved as one file (MHTML, RFC 2557)."""
    from email import message_from_bytes
    from email.policy import default

    for part in message_from_bytes(raw, policy=default).walk():
        if part.get_content_type() in {"text/html", "application/xhtml+xml"}:
            content = part.get_payload(decode=True)
            return content if isinstance(content, bytes) else None
    return None


def _kind(name: str, text: str) -> str:
    by_name = SUFFIXES.get(name.rpartition(".")[2].lower(), "")
    if by_name == "html" or PAGE.match(text[:5000]) or (by_name != "markdown" and len(TAGS.findall(text[:20_000])) > 1):
        return "html"
    return by_name or "text"


def _from_page(decoded: Decoded, name: str) -> _Draft:
    from detente.wording.page import TooDeep, read_page

    try:
        page = read_page(decoded.text)
    except TooDeep as fault:
        raise NotPlainText(f"{name}: This page is nested too deeply to be read. Copy its words into a text.") from fault
    whole, notes = safe(page.whole)
    if not re.search(r"\w", whole):
        raise EmptyText(
            f"{name}: This page shows no words without running its scripts. Save it from a browser that has."
        )
    draft = _Draft(whole, [], from_page(page.tree) if page.tree is not None else {}, list(notes))
    if page.hidden_words:
        draft.notes.append(Note("hidden", page.hidden_words))
    if page.method == "fallback":
        draft.notes.append(Note("fallback"))
    place = 0
    gone: int | None = None
    for line in page.lines:
        if line.kept and gone is not None:
            draft.cut(gone, line.span.start, "outside_article")
            gone = None
        elif not line.kept and gone is None:
            gone = place if place else line.span.start
        place = line.span.end
    if gone is not None:
        draft.cut(gone, len(whole), "outside_article")
    if "title" not in draft.found or not any(line.kept for line in page.lines):
        return draft
    for line in page.lines:
        if line.kept and _same_words(line.text, draft.found["title"].value):
            draft.cut(line.span.start, line.span.end + _line_ends(whole, line.span.end), "title")
            draft.found["title"] = Found(line.text, "page")
            break
    return draft


def _same_words(line: str, title: str) -> bool:
    """Whether a line is the title; pages add their own name behind a dash or bar."""
    first, second = ("".join(filter(str.isalnum, words)).casefold() for words in (line, title))
    return bool(first) and (first == second or (len(first) > 12 and second.startswith(first)))


def _line_ends(text: str, place: int) -> int:
    return len(text[place:]) - len(text[place:].lstrip("\n"))


def _from_text(decoded: Decoded, kind: str) -> _Draft:
    whole, notes = safe(decoded.text)
    found, start = from_header(whole)
    draft = _Draft(whole, [], found, list(notes))
    draft.cut(0, start, "header")
    if kind == "markdown":
        heading = re.compile(r"\s*#[ \t]+(?P<title>[^\n]+?)[ \t#]*\n+").match(whole, start)
        if heading is not None:
            draft.found.setdefault("title", Found(heading["title"], "text"))
            draft.cut(heading.start(), heading.end(), "title")
        for pattern in MARKDOWN:
            for match in pattern.finditer(whole, start):
                draft.cut(match.start(), match.end(), "markup")
    return draft


def _cut_lines(draft: _Draft) -> None:
    """Leave out the tail of links, the lines that only tell author and date, and characters that nobody sees."""
    for match in INVISIBLE.finditer(draft.whole):
        draft.cut(match.start(), match.end(), "invisible")
    unseen = sum(end - start for start, end, reason in draft.cuts if reason == "invisible")
    if unseen:
        draft.notes.append(Note("invisible", unseen))
    covered = [False] * (len(draft.whole) + 1)
    for start, end, _ in draft.cuts:
        covered[start:end] = [True] * (end - start)
    # Cut pieces are blanked, not taken out, so that places in what the rule sees are places in the whole.
    seen = "".join(" " if gone and c != "\n" else c for c, gone in zip(draft.whole, covered, strict=False))
    tail = find_tail(seen)
    if tail is not None:
        draft.cut(tail, len(draft.whole), "link_farm")
        seen = seen[:tail]
    lines = [(m.start(), m.end(), m[0].strip()) for m in re.finditer(r"[^\n]*\S[^\n]*", seen)]
    _first_line_as_title(draft, lines)
    for start, end, line in [*lines[:4], *(line for line in lines[-3:] if line not in lines[:4])]:
        said = line_says(line)
        if said and len(lines) > 1:
            for key, value in said.items():
                draft.found.setdefault(key, Found(value, "text"))
            draft.cut(start, end + _line_ends(draft.whole, end), "byline")

    for _, _, line in lines[:3]:
        if "date" not in draft.found and (day := dateline(line)):
            draft.found["date"] = Found(day, "text")


def _first_line_as_title(draft: _Draft, lines: list[tuple[int, int, str]]) -> None:
    """A short first line without a full stop is the title, if prose follows it."""
    if "title" in draft.found or len(lines) < 3:
        return
    start, end, line = lines[0]
    words = len(line.split())
    followed = draft.whole[end : end + 2] == "\n\n" or bool(line_says(lines[1][2]))
    open_ended = not re.search(r"[.!?:;,\u2026\"\u201d]$", line) and not line_says(line)
    if followed and open_ended and 3 <= words <= 25 and max(len(text.split()) for _, _, text in lines[1:5]) > words:
        draft.found["title"] = Found(line, "text")
        draft.cut(start, end + _line_ends(draft.whole, end), "title")


def _note_nature(draft: _Draft, body: str, tongue: str) -> None:
    if tongue not in KNOWN:
        draft.notes.append(Note("language_unknown", detail=tongue))
    if tongue in RIGHT_TO_LEFT:
        draft.notes.append(Note("right_to_left", detail=tongue))
    turns = len(TURN.findall(body))
    if turns >= 4 and turns * 3 >= len([line for line in body.splitlines() if line.strip()]):
        draft.notes.append(Note("transcript", turns))
    if len(re.findall(r"[.!?\u061f\u06d4\u3002](?:\s|$)", body.strip())) <= 1 and len(body.split()) < 60:
        draft.notes.append(Note("one_sentence"))
