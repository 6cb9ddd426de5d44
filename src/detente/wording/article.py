"""One text of a brief, read once: sentences, who is named, who says what, and slices of it as passages."""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise

from detente.wording.actors import Cast, find_cast
from detente.wording.brief_results import Passage
from detente.wording.dates import dates
from detente.wording.intake_results import Intake
from detente.wording.lexicon import Lexicon
from detente.wording.near_copies import grams
from detente.wording.quantities import numbers
from detente.wording.quotations import quotations
from detente.wording.results import DateInterval, Number, Party, Quotation, Sentence, Span
from detente.wording.segmentation import sentences
from detente.wording.speech import Saying, reported_speech
from detente.wording.speech_rules import unquoted

__all__ = ["Article", "Section", "read_article"]

# "narratives. the call was": a new sentence that lost its capital. Two letters before the stop, and no abbreviation.
LOST_CAPITAL = re.compile(r"(?<=[a-z]{2}[.!?])(?<!\betc\.)(?<!\bvs\.)(?<!\bapprox\.)(?<!\bca\.)(?<!\bNo\.)\s+(?=[a-z])")


LONGEST = 3000
"""Characters of a sentence. Rules look from each verb over all of its sentence: time grows with the square."""

TIME = re.compile(
    r"\d|\b(?:(?:yester|to)?day|tonight|tomorrow|morning|afternoon|evening|week|fortnight|month|year|quarter|soon|short|future|"
    r"spring|summer|autumn|fall|winter|easter|christmas|january|february|march|april|may\b|june|july|august|september|october|"
    r"november|december|monday|tuesday|wednesday|thursday|friday|saturday|sunday|dates?\b|timetable|timing|schedul|deadline|"
    r"yet\b|not\b|to be\b)",
    re.I,
)


@dataclass(frozen=True)
class Section:
    """What stands over a sentence: the heading, and for items and rows the sentence that leads in."""

    heading: Sentence | None
    lead_in: Sentence | None


@dataclass(frozen=True)
class Article:
    """A text of a brief.

    Attributes
    ----------
    number : int
        Its place among the texts.
    intake : Intake
    lexicon : Lexicon
    sentences : tuple of Sentence
        Cut once more where a sentence lost its capital.
    cast : Cast
    sayings : tuple of Saying
    quotations : tuple of Quotation
        Words in quotation marks.
    """

    number: int
    intake: Intake
    lexicon: Lexicon
    sentences: tuple[Sentence, ...]
    cast: Cast
    sayings: tuple[Saying, ...]
    quotations: tuple[Quotation, ...]
    _themes: dict[Span, str] = field(default_factory=dict, repr=False, compare=False)

    @property
    def body(self) -> str:
        """The clean text."""
        return self.intake.text.body

    def passage(self, span: Span, sentence: Span | None = None) -> Passage:
        """A slice of the text with the sentence around it; over several sentences, all of them."""
        around = sentence or self.around(span)
        return Passage(self.number, span, span.of(self.body), around, around.of(self.body))

    def around(self, span: Span) -> Span:
        """The sentence or sentences that a slice touches, as one span."""
        touched = [sentence.span for sentence in self.touched(span)]
        if not touched:
            return span
        return Span(min(touched[0].start, span.start), max(touched[-1].end, span.end))

    def touched(self, span: Span) -> tuple[Sentence, ...]:
        """The sentences that a slice touches."""
        first = max(bisect_right(self._starts, span.start) - 1, 0)
        last = bisect_left(self._starts, span.end)
        return tuple(s for s in self.sentences[first:last] if s.span.overlaps(span))

    @cached_property
    def _starts(self) -> list[int]:
        return [sentence.span.start for sentence in self.sentences]

    @cached_property
    def numbers(self) -> tuple[Number, ...]:
        """All quantities of the text."""
        return numbers(self.body)

    @cached_property
    def grams(self) -> frozenset[tuple[str, str, str]]:
        """Runs of three words outside quotation marks: two reporters may quote the same words."""
        return grams(unquoted(self.body))

    def dates_in(self, span: Span, anchor: dt.date | None) -> tuple[DateInterval, ...]:
        """Words about time in a part of the text, relative to a day. Most sentences have none: that is seen first."""
        if TIME.search(self.body, span.start, span.end) is None:
            return ()
        return dates(self.body, anchor, within=span)

    @cached_property
    def _sayings(self) -> dict[int, tuple[Saying, ...]]:
        found: dict[int, tuple[Saying, ...]] = {}
        for saying in self.sayings:
            found[saying.sentence] = (*found.get(saying.sentence, ()), saying)
        return found

    def sayings_at(self, span: Span) -> tuple[Saying, ...]:
        """What is reported in the sentence that holds a slice."""
        return self._sayings.get(max(bisect_right(self._starts, span.start) - 1, 0), ())

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """For each sentence what stands over it."""
        return tuple(self._sections())

    def _sections(self) -> Iterator[Section]:
        heading: Sentence | None = None
        lead_in: Sentence | None = None
        for sentence in self.sentences:
            if sentence.kind == "heading":
                heading, lead_in = sentence, None
            elif sentence.kind == "lead_in":
                lead_in = sentence
            elif sentence.kind == "sentence":
                lead_in = None
            yield Section(heading, lead_in if sentence.kind in {"item", "row"} else None)

    def theme(self, span: Span) -> str:
        """Theme of some words, else of the sentence around them."""
        return self._theme(span) or self._theme(self.around(span))

    def _theme(self, span: Span) -> str:
        if span not in self._themes:
            self._themes[span] = self.lexicon.theme_of(span.of(self.body))
        return self._themes[span]


def _split_more(body: str, found: tuple[Sentence, ...]) -> Iterator[Sentence]:
    for sentence in found:
        places = [m.end() for m in LOST_CAPITAL.finditer(body, sentence.span.start, sentence.span.end)]
        if sentence.kind in {"heading", "row", "item"}:
            places = []
        edges = [sentence.span.start, *places, sentence.span.end]
        for start, end in pairwise(edges):
            last = end == sentence.span.end
            whole = Span(start, end if last else start + len(body[start:end].rstrip()))
            for piece in _portions(body, whole):
                yield replace(sentence, span=piece, kind=sentence.kind if last else "sentence")


def _portions(body: str, whole: Span) -> Iterator[Span]:
    """A sentence, cut between words where it is too long to be one."""
    start = whole.start
    while whole.end - start > LONGEST:
        space = body.rfind(" ", start, start + LONGEST)
        end = space if space > start else start + LONGEST
        yield Span(start, end)
        start = end + 1 if space > start else end
    if start < whole.end:
        yield Span(start, whole.end)


def read_article(intake: Intake, *, number: int, lexicon: Lexicon, parties: tuple[Party, ...] = ()) -> Article:
    """Read one text.

    Parameters
    ----------
    intake : Intake
    number : int
        Its place among the texts, from 0.
    lexicon : Lexicon
    parties : tuple of Party
        The sides, where the caller knows them.
    """
    body = intake.text.body
    cut = tuple(_split_more(body, sentences(body)))
    sides = parties or intake.text.parties
    cast = find_cast(body, parties=sides, others=lexicon.parties)
    marked = tuple(q for q in quotations(body, of=cut) if q.manner == "verbatim")
    return Article(number, intake, lexicon, cut, cast, reported_speech(body, cut, cast), marked)
