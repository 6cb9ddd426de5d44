"""A concordance in words: names of the two readouts, counts, the order of rows, and what must be said beside them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from detente.report.days import day
from detente.report.edition import CONFIRMED, Confirmed, Decided
from detente.report.excerpts import Mark, excerpt, quote_of, said
from detente.report.language import Language
from detente.report.markup import Html, cleaned, quoted, tag
from detente.report.terms import DIFFERENCE, LEVEL, limit, term
from detente.wording.results import Concordance, Difference, JointSentence, Link, Point, Span, Text

__all__ = ["ConcordanceWords", "Row"]

NAME_LENGTH = 60
TITLE_LENGTH = 40

NAME_SHARE = 0.6
"""A longer part of a point is no name."""

_BRACKETS = re.compile(r"\s*\([^()]*\)")


@dataclass(frozen=True)
class Row:
    """One line of the side-by-side page: a link, or a point that one readout has alone.

    `number` counts from 1 in the order of the page; `differ` and `look` are the differences of the two tiers.
    """

    number: int
    a: tuple[Point, ...]
    b: tuple[Point, ...]
    link: Link | None = None

    @property
    def zone(self) -> str:
        """``"proposed"``, ``"to_check"``, ``"confirmed"`` (by persons), ``"only_a"`` or ``"only_b"``."""
        if self.link is not None:
            return self.link.zone
        return "only_a" if self.a else "only_b"

    @property
    def differ(self) -> tuple[Difference, ...]:
        """Differences where both give a value and the values clash."""
        return self._tier("values_differ")

    @property
    def look(self) -> tuple[Difference, ...]:
        """Differences that a reader should look at."""
        return self._tier("look_closely")

    def _tier(self, tier: str) -> tuple[Difference, ...]:
        return tuple(d for d in self.link.differences if d.tier == tier) if self.link else ()


class ConcordanceWords:
    """The sentences of one concordance in one language.

    Parameters
    ----------
    found : Concordance
    language : Language
    themes : mapping of str to str
        Labels of the lexicon's themes, as its pack has them.
    confirmed : Confirmed, optional
        What persons decided; `found` is then its concordance. Without it everything is a program's proposal.
    """

    def __init__(
        self,
        found: Concordance,
        language: Language,
        themes: Mapping[str, str],
        confirmed: Confirmed | None = None,
    ) -> None:
        self.found = found
        self.language = language
        self.confirmed = confirmed
        self._themes = themes
        self.names = {"A": self._name("A", found.a, found.b), "B": self._name("B", found.b, found.a)}
        self.points = {f"A:{p.id}": p for p in found.points_a} | {f"B:{p.id}": p for p in found.points_b}

    def _name(self, letter: str, text: Text, other: Text) -> str:
        """Who speaks in a readout: its side, publisher or short title, whichever first tells the two apart."""
        titles = (text.title, other.title) if len(text.title) <= TITLE_LENGTH >= len(other.title) else ("", "")
        for name, of_other in ((text.side, other.side), (text.publisher, other.publisher), titles):
            if cleaned(name) and cleaned(name).casefold() != cleaned(of_other).casefold():
                # What stands in brackets after a publisher's name is kept for the list of the two readouts.
                return quote_of(_BRACKETS.sub("", name).strip() or name, NAME_LENGTH)
        return self.language.say("Readout %(letter)s", letter=letter)

    def heading(self) -> str:
        """What the page is called."""
        if not self._told_apart("A") or not self._told_apart("B"):
            return self.language.say("Two readouts side by side")
        return self.language.say("%(a)s and %(b)s: two readouts", a=self.names["A"], b=self.names["B"])

    def text(self, letter: str) -> Text:
        """The readout with this letter."""
        return self.found.a if letter == "A" else self.found.b

    def decided(self, row: Row) -> Decided | None:
        """What persons decided on a row; None where nobody has."""
        if self.confirmed is None:
            return None
        return self.confirmed.rows[tuple(p.id for p in row.a), tuple(p.id for p in row.b)]

    def excerpt(self, letter: str, span: Span, marks: Iterable[Mark] = (), *, quoted: bool = False) -> Html:
        """Words of readout A or B, or that and why they were removed."""
        gone = self.removed(letter)
        return tag("em", gone, class_="removed") if gone else excerpt(self.text(letter), span, marks, quoted=quoted)

    def opens(self, letter: str, span: Span, sentence: Span) -> bool:
        """Whether the sentence behind some words shows more. Of an edition confirmed words alone are kept."""
        return not self.removed(letter) and (self.confirmed is None or span != sentence)

    def removed(self, letter: str) -> str:
        """When and why the words of a text were removed, ``""`` while they stand; ``"J"`` is the joint statement."""
        gone = self.confirmed.removed.get(letter) if self.confirmed else None
        if gone is None:
            return ""
        return self.language.say("Removed on %(day)s: %(why)s", day=day(self.language, gone.on), why=quoted(gone.why))

    def n_words(self, letter: str) -> int:
        """How long the readout with this letter is."""
        return self.found.words_a if letter == "A" else self.found.words_b

    def theme(self, key: str) -> str:
        """What a theme is called; the packs name themes in their own language."""
        return self._themes.get(key, key) if key else self.language.say("Other matters")

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """All links in the order of A; each point that only B has stands after what precedes it in B."""
        place_a = {p.id: i for i, p in enumerate(self.found.points_a)}
        place_b = {p.id: i for i, p in enumerate(self.found.points_b)}
        by_id_a = {p.id: p for p in self.found.points_a}
        by_id_b = {p.id: p for p in self.found.points_b}
        drafts: list[tuple[int, int, tuple[Point, ...], tuple[Point, ...], Link | None]] = []
        for link in self.found.links:
            first, after = min(place_a[i] for i in link.a), max(place_b[i] for i in link.b)
            drafts.append((first, after, tuple(by_id_a[i] for i in link.a), tuple(by_id_b[i] for i in link.b), link))
        drafts += [(place_a[i], -1, (by_id_a[i],), (), None) for i in self.found.only_a]
        drafts.sort(key=lambda draft: draft[:2])
        waiting = [by_id_b[i] for i in sorted(self.found.only_b, key=place_b.__getitem__)]
        anchors = sorted(draft[1] for draft in drafts if draft[4] is not None)
        rows: list[tuple[tuple[Point, ...], tuple[Point, ...], Link | None]] = []

        def flush(anchor: int) -> None:
            """Put down what stands in B between this linked point and the next linked one."""
            following = next((place for place in anchors if place > anchor), len(place_b))
            for point in [p for p in waiting if place_b[p.id] < following and place_b[p.id] > anchor]:
                waiting.remove(point)
                rows.append(((), (point,), None))

        flush(-1)
        for _, after, a, b, linked in drafts:
            rows.append((a, b, linked))
            if linked is not None:
                flush(after)
        rows += [((), (point,), None) for point in waiting]
        return tuple(Row(i, a, b, linked) for i, (a, b, linked) in enumerate(rows, start=1))

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many rows there are of each zone, and how many show each tier of difference."""
        zones = ("proposed", "only_a", "only_b", "to_check", CONFIRMED)
        return {
            **{zone: sum(row.zone == zone for row in self.rows) for zone in zones},
            "values_differ": sum(bool(row.differ) for row in self.rows),
            "look_closely": sum(bool(row.look) and not row.differ for row in self.rows),
        }

    def in_short(self) -> tuple[str, ...]:
        """The counts as sentences, without any score."""
        counted, counts = self.language.counted, self.counts
        found = [
            counted("Both report %(n)s point.", "Both report %(n)s points.", counts["proposed"]),
            counted("Only in %(name)s: %(n)s.", "Only in %(name)s: %(n)s.", counts["only_a"], name=self.label("A")),
            counted("Only in %(name)s: %(n)s.", "Only in %(name)s: %(n)s.", counts["only_b"], name=self.label("B")),
        ]
        if counts["to_check"]:
            found.append(counted("%(n)s pair is to be checked.", "%(n)s pairs are to be checked.", counts["to_check"]))
        return tuple(found)

    def label(self, letter: str) -> str:
        """Letter and name: "A (United States)"."""
        if not self._told_apart(letter):
            return self.language.say("Readout %(letter)s", letter=letter)
        return self.language.say("%(letter)s (%(name)s)", letter=letter, name=self.names[letter])

    def readout(self, letter: str) -> str:
        """The account with this letter inside a sentence: "readout A (United States)"."""
        if not self._told_apart(letter):
            return self.language.say("readout %(letter)s", letter=letter)
        return self.language.say("readout %(letter)s (%(name)s)", letter=letter, name=self.names[letter])

    def _told_apart(self, letter: str) -> bool:
        return self.names[letter] != self.language.say("Readout %(letter)s", letter=letter)

    def lengths(self) -> str:
        """How long both are, and what follows from it."""
        say, number = self.language.say, self.language.number
        a, b = self.found.words_a, self.found.words_b
        if max(a, b) >= 2 * max(min(a, b), 1):
            return say(
                "A has %(a)s words and B has %(b)s. The longer one has more room: that it reports more points says "
                "little by itself.",
                a=number(a),
                b=number(b),
            )
        return say("A has %(a)s words and B has %(b)s.", a=number(a), b=number(b))

    def fixed(self) -> tuple[str, ...]:
        """What no concordance may be read without."""
        say = self.language.say
        return (
            say("“Both report” does not say that it is true: it says that both readouts carry it."),
            say("“Only A reports” does not say that B hides or denies it. It may be a matter of length, or of taste."),
            say("There is no score of agreement or of honesty here, and none can be read off the counts."),
        )

    def status(self) -> str:
        """Who stands behind the rows: nobody yet, or those who confirmed them."""
        if self.confirmed is not None:
            names = [row.confirmed.by for row in self.confirmed.content.rows]
            listed = self.language.listed([quoted(name) for name in dict.fromkeys(names)])
            return self.language.say("Every row was confirmed by a person: %(names)s.", names=listed)
        return self.language.say("Proposed by a machine, confirmed by nobody.")

    def difference(self, difference: Difference, row: Row) -> str:
        """One difference between the readouts, with the words of both; levels and speakers by what they are called."""
        say = self.language.say
        kind = term(self.language, DIFFERENCE, difference.type)
        if difference.type == "strength":
            return self._named(kind, self.levels(row.a), self.levels(row.b))
        if difference.type == "who_speaks":
            return self._named(kind, self.speakers(row.a), self.speakers(row.b))
        gone = self._gone(difference, ("A", "B"))
        if gone:
            return say("%(kind)s: %(note)s", kind=kind, note=gone)
        a, b = said(self.found.a, difference.a_says), said(self.found.b, difference.b_says)
        if difference.a_says and difference.b_says:
            return say("%(kind)s: A has “%(a)s”, B has “%(b)s”.", kind=kind, a=a, b=b)
        if difference.a_says:
            return say("%(kind)s: only A has “%(words)s”.", kind=kind, words=a)
        if difference.b_says:
            return say("%(kind)s: only B has “%(words)s”.", kind=kind, words=b)
        return say("%(kind)s.", kind=kind)

    def parted(self, difference: Difference, row: Row) -> str:
        """The words of both in a confirmed difference, whose kind stands beside them; ``""`` where there are none."""
        say = self.language.say
        if difference.type == "strength" and self.levels(row.a) != self.levels(row.b):
            return ""  # they stand right above it
        if difference.type == "who_speaks":
            return say("%(a)s in A, %(b)s in B.", a=self.speakers(row.a), b=self.speakers(row.b))
        gone = self._gone(difference, ("A", "B"))
        if gone:
            return gone
        a, b = said(self.found.a, difference.a_says), said(self.found.b, difference.b_says)
        if difference.a_says and difference.b_says:
            return say("A has “%(a)s”, B has “%(b)s”.", a=a, b=b)
        if difference.a_says:
            return say("Only A has “%(words)s”.", words=a)
        return say("Only B has “%(words)s”.", words=b) if difference.b_says else ""

    def _gone(self, difference: Difference, letters: tuple[str, str]) -> str:
        """What is left to say of a difference some of whose words were removed; ``""`` where all stand."""
        say = self.language.say
        sides = [pair for pair in zip(letters, (difference.a_says, difference.b_says), strict=True) if pair[1]]
        left = [(letter, spans) for letter, spans in sides if not self.removed(letter)]
        if len(left) == len(sides):
            return ""
        if not left:
            return say("The words in which it stood were removed.")
        letter, spans = left[0]
        words = said(self.text(letter), spans)
        return say("%(letter)s has “%(words)s”; the words beside it were removed.", letter=letter, words=words)

    def _named(self, kind: str, a: str, b: str) -> str:
        return self.language.say("%(kind)s: %(a)s in A, %(b)s in B.", kind=kind, a=a, b=b)

    def levels(self, points: tuple[Point, ...]) -> str:
        """The levels of these points in words, each once."""
        return self.language.listed(
            [term(self.language, LEVEL, key) for key in dict.fromkeys(p.commitment for p in points)]
        )

    def speakers(self, points: tuple[Point, ...]) -> str:
        """Who speaks or acts in these points: the parties, or the words that name somebody."""
        names = [name for p in points for name in (p.sides or ((p.speaker,) if p.speaker.strip() else ()))]
        if not names:
            return self.language.say("names nobody")
        return self.language.listed([quote_of(name, NAME_LENGTH) for name in dict.fromkeys(names)])

    def draft_difference(self, difference: Difference, check: tuple[Text, JointSentence], letter: str) -> str:
        """One difference between a sentence of a draft and a readout."""
        say = self.language.say
        draft, sentence = check
        support = sentence.a if letter == "A" else sentence.b
        kind = term(self.language, DIFFERENCE, difference.type)
        if difference.type == "strength" and support is not None:
            return say(
                "%(kind)s: the draft %(own)s, %(letter)s %(theirs)s.",
                kind=kind,
                own=term(self.language, LEVEL, sentence.commitment),
                letter=letter,
                theirs=term(self.language, LEVEL, support.commitment),
            )
        own = said(draft, difference.a_says)
        theirs = said(self.text(letter), difference.b_says)
        if difference.type == "who_speaks" and support is not None:
            whole = self.points[f"{letter}:{support.point}"].span
            own = own if self.names_somebody(difference.a_says, sentence.span) else say("names nobody")
            theirs = theirs if self.names_somebody(difference.b_says, whole) else say("names nobody")
            return say(
                "%(kind)s: the draft %(own)s, %(letter)s %(theirs)s.", kind=kind, own=own, letter=letter, theirs=theirs
            )
        if difference.a_says and difference.b_says:
            return say(
                "%(kind)s: the draft has “%(own)s”, %(letter)s has “%(theirs)s”.",
                kind=kind,
                own=own,
                letter=letter,
                theirs=theirs,
            )
        if difference.a_says:
            return say("%(kind)s: only the draft has “%(words)s”.", kind=kind, words=own)
        if difference.b_says:
            return say("%(kind)s: only %(letter)s has “%(words)s”.", kind=kind, letter=letter, words=theirs)
        return say("%(kind)s.", kind=kind)

    def joint_parted(self, difference: Difference, statement: Text, letter: str) -> str:
        """The words of a confirmed difference between a joint statement and a readout; ``""`` where there are none."""
        say = self.language.say
        if self.removed("J") or self.removed(letter):
            return say("The words in which it stood were removed.")
        own, theirs = said(statement, difference.a_says), said(self.text(letter), difference.b_says)
        if difference.a_says and difference.b_says:
            return say(
                "The statement has “%(own)s”, %(letter)s has “%(theirs)s”.", own=own, letter=letter, theirs=theirs
            )
        if difference.a_says:
            return say("Only the statement has “%(words)s”.", words=own)
        if difference.b_says:
            return say("Only %(letter)s has “%(words)s”.", letter=letter, words=theirs)
        return ""

    @staticmethod
    def names_somebody(spans: tuple[Span, ...], whole: Span) -> bool:
        """Whether words are a name, and not the whole point: that is what the engine gives where nobody is named."""
        return bool(spans) and sum(map(len, spans)) < NAME_SHARE * len(whole)

    def limits(self) -> tuple[str, ...]:
        """What this run could not do."""
        names = {"A": self.label("A"), "B": self.label("B")}
        return tuple(limit(self.language, code, names) for code in self.found.limits)

    def short(self, point: Point, letter: str) -> str:
        """A point to name in a line."""
        return quote_of(point.span.of(self.text(letter).body))
