"""A brief in words: names of texts and parties, grades, flags and limits as sentences."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import cached_property

from detente.report.brief_terms import ACTOR_KIND, GRADE, GRADE_MEANING, HOW, MANNER, REASON
from detente.report.days import day, days
from detente.report.excerpts import Mark, excerpt, quote_of
from detente.report.language import Language
from detente.report.markup import Html, quoted
from detente.report.terms import LEVEL, limit, term
from detente.wording.brief_results import Announced, Brief, Flag, Passage, Reason, Report, Source
from detente.wording.results import Text

__all__ = ["BriefWords"]

NAME_LENGTH = 70


class BriefWords:
    """The sentences of one brief in one language; `themes` are labels by key, as the lexicon has them."""

    def __init__(self, brief: Brief, language: Language, themes: Mapping[str, str] | None = None) -> None:
        self.brief = brief
        self.language = language
        self._texts = [Text(s.body, language=s.language or None) for s in brief.sources]
        self._labels = {**(themes or {}), **{row.theme: row.label for side in brief.side_by_side for row in side.rows}}

    # --- texts ---

    @property
    def several(self) -> bool:
        """Whether there is more than one text, so that each line must say which it is from."""
        return len(self.brief.sources) > 1

    def title(self, source: Source) -> str:
        """What to call a text: its title, publisher or the name it was given."""
        name = next(
            (k.value for k in (source.title, source.publisher) if k is not None and k.value.strip()), source.name
        )
        return quote_of(name, NAME_LENGTH)

    def number(self, text: int) -> str:
        """A text by its number: "Text 2"."""
        return self.language.say("Text %(n)s", n=self.language.number(text + 1))

    def names(self) -> dict[str, str]:
        """What the limits call the texts."""
        if not self.several:
            return {"0": self.language.say("The text")}
        return {str(i): self.number(i) for i in range(len(self.brief.sources))}

    def shown(self, passage: Passage, *marks: Passage, quoted: bool = False) -> Html:
        """The words of a passage, isolated, in quotation marks where they are somebody's own."""
        inside = [Mark(mark.span, "look") for mark in marks]
        return excerpt(self._texts[passage.text], passage.span, inside, quoted=quoted)

    @staticmethod
    def nested(passages: tuple[Passage, ...]) -> list[tuple[Passage, list[Passage]]]:
        """The passages that lie in no other, each with those that lie in it."""

        def holds(outer: Passage, inner: Passage) -> bool:
            return outer.text == inner.text and outer.span != inner.span and outer.span.contains(inner.span)

        outer = [p for p in passages if not any(holds(other, p) for other in passages)]
        return [(p, [inner for inner in passages if holds(p, inner)]) for p in outer]

    def context(self, passage: Passage, *marks: Passage, look: str = "part") -> Html:
        """The sentence around a passage, the passage marked in it (or the given marks instead)."""
        spans = [m.span for m in marks if m.text == passage.text] or [passage.span]
        return excerpt(self._texts[passage.text], passage.sentence, [Mark(span, look) for span in spans])

    def said_in(self, passage: Passage, limit: int = 160) -> str:
        """The words of a passage to stand inside a sentence."""
        return quote_of(passage.words, limit)

    # --- grades and flags ---

    def grade(self, source: Source) -> str:
        """The grade of a text."""
        return term(self.language, GRADE, source.grade)

    def grade_meaning(self, grade: str) -> str:
        """What may be done with a text of this grade."""
        return term(self.language, GRADE_MEANING, grade)

    def overall(self) -> str:
        """The grade of the whole brief: that of its weakest text."""
        say = self.language.say
        if not self.several:
            return self.grade_meaning(self.brief.grade)
        return say(
            "The weakest of these texts is graded “%(grade)s”, and so is this brief. %(meaning)s",
            grade=term(self.language, GRADE, self.brief.grade),
            meaning=self.grade_meaning(self.brief.grade),
        )

    def reason(self, reason: Reason) -> str:
        """Why a grade was given, with the words it rests on."""
        sentence = term(self.language, REASON, reason.code)
        if not reason.passages:
            return sentence
        found = [
            self.language.say("“%(words)s”", words=self.said_in(p, 60)) for p, _ in self.nested(reason.passages)[:3]
        ]
        words = self.language.series(found)
        return self.language.say("%(reason)s See %(words)s.", reason=sentence, words=words)

    def flag(self, flag: Flag) -> str:
        """What a flag says."""
        say = self.language.say
        words = self.said_in(flag.passages[0], 80) if flag.passages else ""
        other = self.number(flag.other) if flag.other is not None else say("another text")
        share = self.language.percent(flag.share) if flag.share is not None else ""
        if flag.code == "broken_term":
            return say("“%(words)s” looks like “%(term)s” in other words.", words=words, term=quoted(flag.term))
        if flag.code == "altered_quotation":
            return say("%(other)s prints this quotation in other words.", other=other)
        if flag.code == "near_copy":
            return say("%(share)s of its runs of three words stand in %(other)s too.", share=share, other=other)
        if flag.code == "same_order":
            return say(
                "%(share)s of its names and numbers come in the order of %(other)s: it may be a rewritten copy.",
                share=share,
                other=other,
            )
        if flag.code == "same_text":
            return say("It is the same text as %(other)s.", other=other)
        return term(self.language, REASON, flag.code)

    # --- what is reported ---

    def theme(self, key: str) -> str:
        """What a theme is called; the packs name themes in their own language."""
        return self._labels.get(key, "") or (key.replace("-", " ") if key else self.language.say("Other matters"))

    def speaker(self, report: Report) -> str:
        """Who is reported to speak: the fullest name, or the words of the text, or nobody."""
        if len(report.names) > 1 and set(report.names) == set(self.brief.parties):
            return self.language.say("The sides together")
        if report.names:
            return self.language.listed([quoted(name) for name in report.names])
        if report.speaker is not None:
            return self.said_in(report.speaker, 80)
        return self.language.say("nobody named")

    def speaks_for(self, report: Report) -> str:
        """The parties the speaker stands for, where the name does not say so already."""
        other = [side for side in report.sides if side not in report.names]
        return self.language.listed([quoted(side) for side in other])

    def kind(self, key: str) -> str:
        """The kind of a speaker or actor."""
        return term(self.language, ACTOR_KIND, key) if key else ""

    def manner(self, report: Report) -> str:
        """Quoted or retold."""
        return term(self.language, MANNER, report.manner)

    def how(self, report: Report) -> str:
        """By what it was recognised."""
        return term(self.language, HOW, report.how)

    def level(self, key: str) -> str:
        """A level of commitment."""
        return term(self.language, LEVEL, key)

    # --- time ---

    @staticmethod
    def _date(iso: str) -> dt.date | None:
        return dt.date.fromisoformat(iso) if iso else None

    def when(self, announced: Announced) -> str:
        """The days of an announcement; ``""`` where there are none."""
        return days(self.language, self._date(announced.start), self._date(announced.end))

    def day(self, iso: str) -> str:
        """An ISO day in words; anything else as it is."""
        try:
            return day(self.language, dt.date.fromisoformat(iso))
        except ValueError:
            return quoted(iso)

    # --- the whole ---

    @cached_property
    def speech(self) -> tuple[tuple[int, Report], ...]:
        """Quoted and reported speech with its place in the brief."""
        return tuple((i, r) for i, r in enumerate(self.brief.reports) if r.manner in ("verbatim", "paraphrase"))

    @cached_property
    def marked(self) -> tuple[tuple[int, Report], ...]:
        """Words in quotation marks that are nobody's speech."""
        return tuple((i, r) for i, r in enumerate(self.brief.reports) if r.manner not in ("verbatim", "paraphrase"))

    def heading(self) -> str:
        """What the page is about."""
        say = self.language.say
        parties = self.language.listed([quoted(p) for p in self.brief.parties])
        if not parties:
            return say("What these texts report")
        return say("%(parties)s, as reported", parties=parties)

    def limits(self) -> tuple[str, ...]:
        """What this run could not do, as sentences."""
        return tuple(self._limit(code) for code in self.brief.limits)

    def _limit(self, code: str) -> str:
        say = self.language.say
        rule, *rest = code.split(":")
        if rule == "no_party_found":
            return say("No party was recognised in what was given, so nothing can be put side by side.")
        if rule == "one_party_found":
            return say("Only one party was recognised, so nothing can be put side by side.")
        if rule == "nobody_reported":
            return say("Nobody is quoted or reported as saying anything.")
        if rule == "same_text" and len(rest) == 2:
            one, other = (self.number(int(i)) for i in rest)
            return say("%(one)s and %(other)s are the same text.", one=one, other=other)
        if rule == "language" and len(rest) == 2:
            return limit(self.language, f"language:{rest[1]}", self.names())
        return limit(self.language, ":".join([rule, *rest]), self.names())
