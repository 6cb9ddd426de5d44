"""A text cut into points: one thing each that it says happened, with everything that is read from it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from detente.wording.announcing import announcement, conditions
from detente.wording.checks import checked
from detente.wording.commitments import commitment, rank
from detente.wording.core_text import core_text
from detente.wording.dates import dates
from detente.wording.frames import is_frame
from detente.wording.language import KNOWN, guess_language
from detente.wording.lexicon import Lexicon
from detente.wording.parties import Roster, guess_sides, merge_parties
from detente.wording.pieces import PlacedPiece, checked_pieces, place
from detente.wording.quantities import numbers
from detente.wording.quotations import quotations
from detente.wording.results import (
    Announcement,
    Clause,
    Condition,
    DateInterval,
    Number,
    Party,
    Piece,
    Point,
    Quotation,
    Sentence,
    Span,
    Text,
)
from detente.wording.segmentation import segment
from detente.wording.subjects import Subject, resolve

__all__ = ["Setting", "points", "read_text", "setting_of"]


@dataclass(frozen=True)
class Setting:
    """Who meets whom: everybody who can be recognised, and which of them are the sides.

    `roster` knows sides and third parties, `strip` the sides alone: their names say nothing about the matter.
    """

    roster: Roster
    strip: Roster
    sides: tuple[str, ...]


def setting_of(*texts: Text, lexicon: Lexicon) -> Setting:
    """Return who meets whom, from what the texts were given, or from their openings where they were given nothing."""
    given = merge_parties(*(text.parties for text in texts), [Party(text.side) for text in texts if text.side])
    sides = given or guess_sides(texts, lexicon.parties) or _publishers(texts)
    names = {party.name for party in sides}
    everybody = merge_parties(sides, lexicon.parties)
    own = tuple(party for party in everybody if party.name in names)
    return Setting(Roster(everybody), Roster(own), tuple(party.name for party in own))


def _publishers(texts: tuple[Text, ...]) -> tuple[Party, ...]:
    """Two readouts that nobody's names are known for: whoever published each is its side."""
    names = [re.sub(r"\s*\(.*?\)", "", text.publisher).strip() for text in texts]
    named = list(dict.fromkeys(name for name in names if name))
    return tuple(Party(name) for name in named) if len(named) >= 2 else ()


def points(
    text: Text, *, lexicon: Lexicon, setting: Setting | None = None, pieces: Sequence[Piece] | None = None
) -> tuple[Point, ...]:
    """Cut a text into points and frames, and read commitment, numbers, dates, speech and announcements from each.

    Parameters
    ----------
    text : Text
        The text. In a language that the rules do not know (`language.KNOWN`) sentences are points, and only figures and
        quotation marks are read.
    lexicon : Lexicon
        Themes, names, more words for the ladder.
    setting : Setting, optional
        Who meets whom, where the caller knows it from more than this text.
    pieces : sequence of Piece, optional
        A segmentation that a person made, taken as given; None: the rules cut.

    Returns
    -------
    tuple of Point
        In order, without overlap. Every letter of the text but those of list marks lies in a point or a frame, unless
        given pieces leave it out.

    Raises
    ------
    EmptyText, NotPlainText, HiddenDirection, TextTooLong
        See `checks.checked`.
    BadPiece
        See `pieces.checked_pieces`.

    Examples
    --------
    >>> from detente.wording.lexicon import load_lexicon
    >>> text = Text("Management met the union on Tuesday. Both sides agreed to a pay rise of 3.8 percent from October.")
    >>> found = points(text, lexicon=load_lexicon("labour"))
    >>> [(p.kind, p.commitment, p.theme) for p in found]
    [('frame', 'stated', ''), ('point', 'agreed', 'pay')]
    >>> found[1].numbers[0].span.of(text.body)
    '3.8 percent'
    >>> joined = points(text, lexicon=load_lexicon("labour"), pieces=[Piece(Span(0, 97))])
    >>> [(p.kind, p.commitment, p.sentence == p.span) for p in joined]
    [('point', 'agreed', True)]
    """
    return read_text(text, lexicon=lexicon, setting=setting, pieces=pieces)[0]


def read_text(
    text: Text, *, lexicon: Lexicon, setting: Setting | None = None, pieces: Sequence[Piece] | None = None
) -> tuple[tuple[Point, ...], tuple[Quotation, ...]]:
    """Return the points of a text and everything quoted or reported in it; see `points`."""
    checked(text)
    given = None if pieces is None else checked_pieces(pieces, text.body)
    where = setting or setting_of(text, lexicon=lexicon)
    language = text.language or guess_language(text.body)
    known = language.partition("-")[0].lower() in KNOWN
    cut, clauses = segment(text.body)
    if not known:
        clauses = tuple(Clause(sentence.span, number) for number, sentence in enumerate(cut))
    placed = place([Piece(clause.span) for clause in clauses] if given is None else given, cut, clauses)
    spoken = quotations(text.body, where.roster, sides=where.sides, own_side=text.side, of=cut)
    reader = _Reader(text, lexicon, where, known, cut, spoken)
    found = [reader.read(piece, number) for number, piece in enumerate(placed, start=1)]
    return tuple(_carry(text.body, cut, placed, found)), spoken


@dataclass(frozen=True)
class _Part:
    """What one clause gives to the point that it is, or is a part of."""

    frame: bool
    level: str
    sign: Span | None
    who: Subject | None
    conditions: tuple[Condition, ...]
    announcements: tuple[Announcement, ...]


class _Reader:
    """Reads clause after clause, with what the clauses before leave over: level, speaker."""

    def __init__(
        self,
        text: Text,
        lexicon: Lexicon,
        where: Setting,
        known: bool,
        cut: tuple[Sentence, ...],
        spoken: tuple[Quotation, ...],
    ) -> None:
        self.text, self.lexicon, self.where, self.known, self.cut = text, lexicon, where, known, cut
        self.spoken = spoken
        self.next_spoken = 0
        self.at = -1
        self.level = ""
        self.speaker: Subject | None = None
        self.here: Subject | None = None
        self.announced: Announcement | None = None
        self.dates: tuple[DateInterval, ...] = ()
        self.numbers: tuple[Number, ...] = ()
        self.lead_levels: dict[Span, str] = {}

    def _enter(self, index: int) -> None:
        """Begin a sentence: what is read from it as a whole, and what it takes over."""
        sentence = self.cut[index]
        self.at = index
        self.speaker = self.here or self.speaker
        self.here = self.announced = None
        self.level = self.lead_levels.get(sentence.lead_in, "") if sentence.lead_in else ""
        self.dates = dates(self.text.body, self.text.date, within=sentence.span) if self.known else ()
        busy = tuple(interval.span for interval in self.dates)
        self.numbers = numbers(self.text.body, within=sentence.span, busy=busy)

    def read(self, piece: PlacedPiece, number: int) -> Point:
        body, span = self.text.body, piece.span
        found_dates: list[DateInterval] = []
        found_numbers: list[Number] = []
        parts: list[_Part] = []
        before = -1
        for clause in piece.parts:
            if clause.sentence != self.at:
                self._enter(clause.sentence)
            if clause.sentence != before:
                found_dates += [interval for interval in self.dates if _begins_in(interval.span, span)]
                found_numbers += [value for value in self.numbers if _begins_in(value.span, span)]
                before = clause.sentence
            parts.append(self._part(clause, piece.kind))
        frame = piece.kind == "frame" or (piece.kind == "" and all(part.frame for part in parts))
        # Joined with "they met", what was agreed there is still what the point is about.
        telling = [part for part in parts if not part.frame] or parts
        strongest = max(telling, key=lambda part: rank(part.level))
        who = next((part.who for part in telling if part.who), None)
        speaker = who.words if who else ""
        sides = tuple(dict.fromkeys(side for part in telling if part.who for side in part.who.sides))
        own = [quotation for quotation in self._near(span) if quotation.span.overlaps(span)]
        verbatim = next((q for q in own if q.manner == "verbatim" and q.kind == "speech" and q.speaker), None)
        if verbatim is not None and verbatim.span.start <= span.start + 1:
            speaker, sides = verbatim.speaker, (verbatim.side,) if verbatim.side else sides
        words = span.of(body)
        return Point(
            id=f"p{number}",
            span=span,
            sentence=piece.whole,
            text=words,
            core=core_text(words, self.where.strip) if self.known else self.where.strip.without(words).strip() or words,
            kind="frame" if frame else "point",
            commitment="stated" if frame else strongest.level,
            commitment_sign=None if frame else strongest.sign,
            theme="" if frame else self.lexicon.theme_of(words),
            speaker=speaker,
            sides=sides,
            numbers=tuple(found_numbers),
            dates=tuple(found_dates),
            quotations=tuple(own),
            announcements=tuple(announced for part in parts for announced in part.announcements),
            conditions=tuple(condition for part in parts for condition in part.conditions),
        )

    def _part(self, clause: Clause, kind: str) -> _Part:
        """Read one clause; `kind` is what a person said of the piece that holds it."""
        body, span, sentence = self.text.body, clause.span, self.cut[clause.sentence]
        frame = is_frame(body, span, sentence)
        level, sign = "stated", None
        required = _is_condition(body, sentence)
        if self.known and not required and (sentence.kind not in {"heading", "row"} or kind == "point"):
            level, sign = commitment(body, within=span, inherited=self.level, more=self.lexicon.commitment)
            self.level = level
            if sentence.kind == "lead_in":
                self.lead_levels[sentence.span] = level
        who = self._who(span)
        given = conditions(body, span) if self.known else ()
        announced: tuple[Announcement, ...] = ()
        if self.known and not required and kind != "frame" and (kind == "point" or not frame):
            near = tuple(interval for interval in self.dates if _begins_in(interval.span, span))
            announced = announcement(body, span, level, near, self.text.date, given, self.announced)
            self.announced = announced[0] if announced else self.announced
        return _Part(frame, level, sign, who, given, announced)

    def _who(self, span: Span) -> Subject | None:
        if not self.known:
            return None
        found = resolve(
            self.text.body, span, self.where.roster,
            sides=self.where.sides, own_side=self.text.side, previous=self.here or self.speaker,
        )  # fmt: skip
        if found is not None:
            self.here = found
        return found or self.here

    def _near(self, span: Span) -> list[Quotation]:
        while self.next_spoken < len(self.spoken) and self.spoken[self.next_spoken].sentence.end <= span.start:
            self.next_spoken += 1
        near = []
        for quotation in self.spoken[self.next_spoken :]:
            if quotation.span.start >= span.end:
                break
            near.append(quotation)
        return near


def _begins_in(part: Span, whole: Span) -> bool:
    return whole.start <= part.start < whole.end


_NOTE = re.compile(
    r"(?:note|notes|nb|remark)\b.{0,40}?\b(?:items?|points?|paragraphs?|clauses?|articles?)\s+(?P<first>\d{1,2})"
    r"(?:\s*(?P<to>and|to|-|–|,)\s*(?P<last>\d{1,2}))?",
    re.I,
)
_BINDS = re.compile(
    r"\b(?:effect|force|apply|applies|valid|subject|condition|provided|after|once|only|until|unless)\b", re.I
)

_ASKS = re.compile(
    r"\b(?:after|once|when|if|until|unless|provided(?:\s+that)?|subject\s+to|conditional\s+on|condition\s+(?:that|of)|"
    r"depends?\s+on|conditions?)(?:\s+(?:all|both|each|any|one)(?:\s+of)?)?(?:\s+the\s+following(?:\s+\w+){0,2})?\W*$",
    re.I,
)


def _is_condition(body: str, sentence: Sentence) -> bool:
    """Whether it is a lead-in that ends in a condition ("takes effect after:") or an item under one: no promise."""
    lead = sentence.span if sentence.kind == "lead_in" else sentence.lead_in
    if lead is None:
        return False
    words = lead.of(body)
    return bool(_BINDS.search(words) and _ASKS.search(words) and conditions(body, lead))


def _carry(body: str, cut: tuple[Sentence, ...], pieces: tuple[PlacedPiece, ...], found: list[Point]) -> list[Point]:
    """Give each point the conditions that stand outside it: in the lead-in of its list, or in a note that names it."""
    carried: dict[int, list[Condition]] = defaultdict(list)
    by_sentence: dict[int, list[int]] = defaultdict(list)
    for index, piece in enumerate(pieces):
        for number in piece.sentences:
            by_sentence[number].append(index)
    items = _numbered(body, cut, by_sentence, found)
    for number, sentence in enumerate(cut):
        if (
            sentence.lead_in is not None
            and not _is_condition(body, sentence)
            and _BINDS.search(sentence.lead_in.of(body))
            and conditions(body, sentence.lead_in)
        ):
            for index in by_sentence[number]:
                carried[index].append(Condition(sentence.lead_in, carried=True))
        note = _NOTE.match(body, sentence.span.start, sentence.span.end)
        if note and _BINDS.search(sentence.span.of(body)):
            first, last = int(note["first"]), int(note["last"] or note["first"])
            named = {first, last} if note["to"] in {"and", ",", None} else set(range(first, last + 1))
            for item in named:
                for index in items.get(item, ()):
                    if not any(cut[part].lead_in == sentence.span for part in pieces[index].sentences):
                        carried[index].append(Condition(sentence.span, carried=True))
    return [
        replace(point, conditions=(*point.conditions, *_outside(point, carried[index]))) if index in carried else point
        for index, point in enumerate(found)
    ]


def _outside(point: Point, carried: list[Condition]) -> list[Condition]:
    """What a piece of several sentences holds itself, or meets twice, is not carried to it again."""
    return [condition for condition in dict.fromkeys(carried) if not point.span.contains(condition.span)]


def _numbered(
    body: str, cut: tuple[Sentence, ...], by_sentence: dict[int, list[int]], found: list[Point]
) -> dict[int, list[int]]:
    """Indices of the points under each item number; where a text has no numbers, its paragraphs are counted."""
    items: dict[int, list[int]] = {}
    for number, sentence in enumerate(cut):
        mark = re.search(r"(?<!\d)(\d{1,2})[.)]\s+$", body[max(0, sentence.span.start - 6) : sentence.span.start])
        if mark and sentence.kind == "item":
            items.setdefault(int(mark[1]), list(by_sentence[number]))
    if items:
        return items
    paragraphs: dict[int, list[int]] = defaultdict(list)
    for number, sentence in enumerate(cut):
        if any(found[index].kind == "point" for index in by_sentence[number]) and sentence.kind == "sentence":
            paragraphs[sentence.paragraph].extend(by_sentence[number])
    return dict(enumerate(paragraphs.values(), start=1))
