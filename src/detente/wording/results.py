"""What the wording engine reads and what it finds, as frozen records.

Every record that speaks of a passage carries a `Span` into `Text.body`, so that a reader can always be shown the words
themselves. Nothing here is generated: each string that is shown to a reader is a slice of a given text.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

__all__ = [
    "CERTAINTIES", "COMMITMENTS", "Announcement", "Candidate", "Clause", "Concordance", "Condition", "DateInterval",
    "Difference", "JointCheck", "JointSentence", "Link", "Number", "Party", "Piece", "Point", "Quotation", "Sentence",
    "Span", "Support", "Text", "ThemeShare",
]  # fmt: skip

COMMITMENTS = ("denied", "stated", "discussed", "ready", "committed", "agreed")
"""The ladder of commitment, weakest first. *Denied* stands below: a denial is no weak promise."""

CERTAINTIES = (
    "agreed", "confirmed", "committed", "planned", "expected", "proposed", "possible", "conditional", "undecided",
)  # fmt: skip
"""How sure an announcement is (`Announcement.certainty`). *Undecided* announces that there is no date."""


@dataclass(frozen=True, order=True, slots=True)
class Span:
    """Characters `start` (first) to `end` (first after) of a text; ``0 <= start < end`` unless empty.

    Examples
    --------
    >>> Span(4, 8).of("The talks begin.")
    'talk'
    """

    start: int
    end: int

    def of(self, text: str) -> str:
        """Return the words themselves."""
        return text[self.start : self.end]

    def __len__(self) -> int:
        return self.end - self.start

    def contains(self, other: Span) -> bool:
        """Return whether `other` lies within this span."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        """Return whether the two spans share a character."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True)
class Party:
    """A side of an encounter, or an institution or third party that a text names.

    Attributes
    ----------
    name : str
        How it is shown, e.g. ``"United States"``.
    aliases : tuple of str
        Other words for it in the texts: people who speak for it, its capital, ``"the company"``. Full names are enough:
        ``"Joseph Biden"`` also finds ``"Biden"`` and ``"President Joseph R. Biden, Jr."``.
    """

    name: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Text:
    """A plain text and what is known about it.

    Attributes
    ----------
    body : str
        The text itself; every span counts its characters.
    title, publisher : str
        ``""`` where not known.
    date : datetime.date or None
        Day of publication; relative dates ("next week") hang on it. None: they stay without an interval.
    language : str or None
        BCP 47 tag such as ``"en"``. None: guessed from the letters and the commonest words.
    side : str
        Name of the party whose own readout this is; ``""`` for a report by somebody else.
    parties : tuple of Party
        Sides and others, with their aliases.
    """

    body: str
    title: str = ""
    publisher: str = ""
    date: dt.date | None = None
    language: str | None = None
    side: str = ""
    parties: tuple[Party, ...] = ()


@dataclass(frozen=True)
class Sentence:
    """One sentence, heading or list item.

    Attributes
    ----------
    span : Span
        Without surrounding space and without the mark of a list item.
    paragraph : int
        Number of its paragraph, from 0.
    kind : str
        ``"sentence"`` · ``"heading"`` (a line without a final stop before other text) · ``"item"`` (of a list) ·
        ``"lead_in"`` (ends with a colon and governs the items after it).
    lead_in : Span or None
        For an item: the sentence that introduces its list.
    """

    span: Span
    paragraph: int
    kind: str = "sentence"
    lead_in: Span | None = None


@dataclass(frozen=True)
class Clause:
    """A part of a sentence that makes one claim; `sentence` is the index of its `Sentence`."""

    span: Span
    sentence: int


@dataclass(frozen=True)
class Piece:
    """A passage that a person cut out to be one point, whatever the rules would have cut.

    Attributes
    ----------
    span : Span
        Several sentences, one, or a part of one.
    kind : str
        ``"point"`` · ``"frame"`` · ``""`` (as the rules see it).
    """

    span: Span
    kind: str = ""


@dataclass(frozen=True)
class Number:
    """A quantity that a text states.

    Attributes
    ----------
    span : Span
        The words, with unit and qualifier ("up to 40 crane drivers": "up to 40 crane drivers").
    low, high : float
        Value, or ends of a range ("from 31 to 24 mph" is two numbers, "30-35 percent" is a range), in single units:
        "half a billion dollars" is 5e8 ``USD``.
    unit : str
        ``"USD"``, ``"EUR"``, ... (ISO 4217) · ``"%"`` · ``"points"`` (percentage points) · ``"day"`` (a duration;
        weeks, months of 30 and years of 365 days are turned into days) · ``"hour"``, ``"minute"`` as days too · else
        the noun counted, in lower case ("homes"), or ``""``.
    bound : str
        ``"exact"`` · ``"about"`` · ``"at_least"`` · ``"more_than"`` · ``"at_most"`` · ``"less_than"``.
    """

    span: Span
    low: float
    high: float
    unit: str
    bound: str = "exact"

    @property
    def approximate(self) -> bool:
        """Whether the words leave the value open ("about", "nearly")."""
        return self.bound == "about"


@dataclass(frozen=True)
class DateInterval:
    """Words about time and the days they can mean.

    Attributes
    ----------
    span : Span
        The words.
    words : str
        The words themselves, for a reader.
    start, end : datetime.date or None
        First and last day. Both None: the words name no days ("have yet to be decided"), or hang on a date of
        publication that is not known.
    certainty : str
        ``"day"`` (a calendar day or a range of them) · ``"window"`` (a week, month, season, "by Easter") · ``"vague"``
        ("in the coming days and weeks", "in the near future": the ends are conventions) · ``"undecided"`` (said to be
        open) · ``"unanchored"`` (relative, and the text has no date).
    relation : str
        ``"on"`` · ``"from"`` · ``"until"`` (something lasts to the end) · ``"by"`` (something happens before the end).
        Until and by speak of the last day: `end` is what two accounts may differ on.
    anchor : datetime.date or None
        The date of the text where the words hang on it, else None.
    """

    span: Span
    words: str
    start: dt.date | None
    end: dt.date | None
    certainty: str
    relation: str = "on"
    anchor: dt.date | None = None


@dataclass(frozen=True)
class Quotation:
    """Something that a text says somebody said.

    Attributes
    ----------
    span : Span
        What was said: between the quotation marks, or the reported clause.
    sentence : Span
        The sentences that carry it.
    speaker : str
        The words that name the speaker, ``""`` where nobody is named; `speaker_span` says where they stand.
    side : str
        Name of the party the speaker belongs to, ``""`` where not known.
    manner : str
        ``"verbatim"`` or ``"paraphrase"``.
    kind : str
        ``"speech"`` · ``"scare"`` (words held at arm's length) · ``"principle"`` (a name or maxim in marks).
        Only speech is somebody's words.
    verb : str
        The reporting verb as written, ``""`` where there is none; `verb_span` says where.
    commitment : str
        One of `COMMITMENTS`: how far what was said commits its speaker.
    """

    span: Span
    sentence: Span
    speaker: str
    side: str
    manner: str
    kind: str
    verb: str
    commitment: str
    speaker_span: Span | None = None
    verb_span: Span | None = None


@dataclass(frozen=True)
class Announcement:
    """Something that is to happen.

    Attributes
    ----------
    span : Span
        The clause that announces it.
    interval : DateInterval or None
        When; None where no time is given. `DateInterval.certainty` "undecided": the text says there is no date.
    certainty : str
        One of `CERTAINTIES`.
    sign : Span
        The words that `certainty` was read from.
    """

    span: Span
    interval: DateInterval | None
    certainty: str
    sign: Span


@dataclass(frozen=True)
class Condition:
    """What has to be so first, or a limit on what is said.

    `carried`: it stands outside the point, in the lead-in of its list or in a note that names it.
    """

    span: Span
    carried: bool = False


@dataclass(frozen=True)
class Point:
    """One thing that a text says happened.

    Attributes
    ----------
    id : str
        ``"p1"``, ``"p2"``, ... in the order of the text.
    span, sentence : Span
        The point and the whole sentence around it, or all sentences of a `Piece` that spans several.
    text : str
        The words of `span`.
    core : str
        The matter itself: the text without names of parties and reporting verbs. For comparing, never for showing.
    kind : str
        ``"point"``, or ``"frame"``: who spoke to whom, greetings, tone, headings, questions. Frames are folded away,
        never dropped.
    commitment : str
        One of `COMMITMENTS`; ``"stated"`` for frames.
    commitment_sign : Span or None
        The words that it was read from.
    theme : str
        Key of a theme of the lexicon, ``""`` where none fits.
    speaker : str
        Who says or does it, as written; ``""`` where nobody is named. Pronouns are followed back to a name.
    sides : tuple of str
        Names of the parties that speak or act, e.g. both for "the leaders agreed".
    numbers, dates, quotations, announcements, conditions : tuples
        What was found within the point, and conditions that govern it from outside.
    """

    id: str
    span: Span
    sentence: Span
    text: str
    core: str
    kind: str
    commitment: str
    commitment_sign: Span | None
    theme: str
    speaker: str
    sides: tuple[str, ...]
    numbers: tuple[Number, ...] = ()
    dates: tuple[DateInterval, ...] = ()
    quotations: tuple[Quotation, ...] = ()
    announcements: tuple[Announcement, ...] = ()
    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True)
class Difference:
    """Where two wordings of one matter part.

    Attributes
    ----------
    tier : str
        ``"values_differ"`` (both give a value and they cannot both be so, or one asserts what the other denies) ·
        ``"look_closely"`` (a value, condition or step of commitment stands on one side only). They must look different.
    type : str
        ``"number"`` · ``"date"`` · ``"negation"`` · ``"strength"`` · ``"condition"`` · ``"who_speaks"``.
    a_says, b_says : tuple of Span
        The words on each side, in the body of text A or B; empty where that side says nothing.
    """

    tier: str
    type: str
    a_says: tuple[Span, ...]
    b_says: tuple[Span, ...]


@dataclass(frozen=True)
class Link:
    """Points of A and of B that seem to report the same matter.

    `score` runs from 0 to 1 and orders proposals; it is no probability. `zone` is ``"proposed"`` or ``"to_check"``.
    """

    a: tuple[str, ...]
    b: tuple[str, ...]
    score: float
    zone: str
    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True)
class Candidate:
    """A possible counterpart: the id of a point of the other text and its score, 0 to 1."""

    point: str
    score: float


@dataclass(frozen=True)
class ThemeShare:
    """Words under one theme, as a share (0 to 1) of the words in each text's points."""

    theme: str
    a: float
    b: float


@dataclass(frozen=True)
class Concordance:
    """Two readouts laid side by side. Proposed by a machine, confirmed by nobody.

    Attributes
    ----------
    a, b : Text
        The two texts.
    points_a, points_b : tuple of Point
        All points and frames, in order.
    links : tuple of Link
        In the order of A. A point of the shorter text may have two counterparts.
    only_a, only_b : tuple of str
        Ids of points without a link (frames left out). "Only A reports" does not mean that B hides it.
    candidates : dict of str to tuple of Candidate
        For ``"A:p3"``, ``"B:p1"``: the five likeliest counterparts, best first, whether linked or not.
    themes : tuple of ThemeShare
        Largest first.
    words_a, words_b : int
        Lengths, frames included.
    quotations_a, quotations_b : tuple of Quotation
        Everything in quotation marks, and reported speech.
    limits : tuple of str
        What this run could not do: ``"language:ru"`` (rules know English only: cues of this text are incomplete),
        ``"languages_differ"`` (no alignment without an encoder), ``"no_party_found:A"``, ``"transcript:A"``,
        ``"no_date:A"`` (relative dates stay without days), ``"one_sentence:A"``, ``"no_point:A"``.
    lexicon, encoder : str
        Name of the pack, and of the encoder ("" without one).
    """

    a: Text
    b: Text
    points_a: tuple[Point, ...]
    points_b: tuple[Point, ...]
    links: tuple[Link, ...]
    only_a: tuple[str, ...]
    only_b: tuple[str, ...]
    candidates: dict[str, tuple[Candidate, ...]]
    themes: tuple[ThemeShare, ...]
    words_a: int
    words_b: int
    quotations_a: tuple[Quotation, ...]
    quotations_b: tuple[Quotation, ...]
    limits: tuple[str, ...]
    lexicon: str
    encoder: str = ""


@dataclass(frozen=True)
class Support:
    """What one text says about a draft sentence.

    Attributes
    ----------
    point : str
        Id of the best supporting point.
    score : float
        0 to 1, higher is closer; orders points, is no probability.
    present : bool
        Whether this text carries the matter at all.
    commitment : str
        Level of the point.
    stronger : bool
        Whether the draft commits further than this text does.
    differences : tuple of Difference
        `a_says` are words of the draft, `b_says` words of the text.
    """

    point: str
    score: float
    present: bool
    commitment: str
    stronger: bool
    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True)
class JointSentence:
    """One sentence of a draft beside both texts.

    Attributes
    ----------
    span, text : Span, str
        Where it stands in the draft, and its words.
    commitment : str
        Level of the draft sentence.
    a, b : Support or None
        Best support in each text; None where the text has no point at all.
    carried_by : str
        ``"both"`` · ``"only_a"`` · ``"only_b"`` · ``"neither"``: who carries the matter.
    weaker : str
        The weaker level of the texts that carry it, ``""`` for neither.
    """

    span: Span
    text: str
    commitment: str
    a: Support | None
    b: Support | None
    carried_by: str
    weaker: str


@dataclass(frozen=True)
class JointCheck:
    """A draft joint statement, sentence by sentence, beside the two texts it speaks for."""

    draft: Text
    sentences: tuple[JointSentence, ...]
    limits: tuple[str, ...] = ()
