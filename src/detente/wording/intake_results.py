"""What `detente.wording.intake` hands over: a clean text, what was left out of it, and where all of it came from."""

from __future__ import annotations

from dataclasses import dataclass, field

from detente.wording.results import Span, Text

__all__ = ["Cut", "Found", "Intake", "Note"]


@dataclass(frozen=True)
class Cut:
    """A piece that was left out of the text.

    Attributes
    ----------
    reason : str
        ``"link_farm"`` (tail of addresses, pointers and teasers) · ``"outside_article"`` (menus, footers, other
        articles of a page) · ``"title"``, ``"byline"``, ``"header"`` (shown as title, author, date, not as text) ·
        ``"markup"`` (marks of Markdown, addresses behind links) · ``"invisible"`` (characters nobody sees).
    span : Span
        Where it stands in `Intake.whole`.
    at : int
        Where it would stand in the clean text: the piece goes before this character.
    words : str
        The piece itself.
    """

    reason: str
    span: Span
    at: int
    words: str


@dataclass(frozen=True)
class Found:
    """Title, publisher, date, author or address of a text.

    `origin`: ``"given"`` (by the caller) · ``"page"`` (the page declares it) · ``"header"`` (lines above the text) ·
    ``"text"`` (a line of the text says so).
    """

    value: str
    origin: str


@dataclass(frozen=True)
class Note:
    """Something a reader should know about how the text was read. `code` is stable; `count` says how often."""

    code: str
    count: int = 1
    detail: str = ""


@dataclass(frozen=True)
class Intake:
    """A text, ready to be read.

    `text.body` is `whole` without the cuts; putting each cut back at its place gives `whole` again (`restore`).

    Attributes
    ----------
    name : str
        What the caller calls it, e.g. a file name.
    text : Text
        The clean text with title, publisher, date and language where they are known.
    whole : str
        Everything a reader of the source sees, decoded, in reading order; control characters and characters that
        reorder a line are replaced one by one by visible marks.
    cuts : tuple of Cut
        In order.
    media : str
        ``"text"`` · ``"html"`` · ``"markdown"``.
    encoding : str
        Name of the encoding it was read with, ``""`` where a string was given.
    title, publisher, date, author, address : Found or None
        What is known and from where. `date` is an ISO date.
    notes : tuple of Note
        See docs/algorithms/intake.md for the codes.
    sha256 : str
        Of the raw bytes (of the UTF-8 form where a string was given).
    raw : bytes
        What was given, untouched.
    """

    name: str
    text: Text
    whole: str
    cuts: tuple[Cut, ...]
    media: str
    encoding: str
    title: Found | None
    publisher: Found | None
    date: Found | None
    author: Found | None
    address: Found | None
    notes: tuple[Note, ...]
    sha256: str
    raw: bytes = field(repr=False)

    def restore(self) -> str:
        """Return `whole`, put together again from the clean text and the cuts."""
        parts: list[str] = []
        place = 0
        for cut in self.cuts:
            parts += (self.text.body[place : cut.at], cut.words)
            place = cut.at
        return "".join([*parts, self.text.body[place:]])

    def note(self, code: str) -> Note | None:
        """Return the note with this code, if there is one."""
        return next((note for note in self.notes if note.code == code), None)
