"""A map in words: the paragraph that answers, the verdict, the claims.

Every sentence is made from the numbers of a `PublishedMap`; no language model has a part in it. Every share is one of
*those who took part*; nothing here speaks of a population. Sentences are plain strings, users' texts in them isolated
(`detente.report.markup`).
"""

from __future__ import annotations

from detente.opinion.results import Cell, PublishedMap, RankedStatement
from detente.report.language import Language
from detente.report.markup import Html, cleaned, joined, quoted, shortened, tag
from detente.report.subject import Subject
from detente.report.verdicts import VerdictSentences
from detente.report.wording import Crowd, Wording

__all__ = ["Sentences"]

QUOTE_LENGTH = 240


class Sentences(VerdictSentences):
    """The sentences of one map, in one language.

    Parameters
    ----------
    published : PublishedMap
    subject : Subject
    language : Language

    Raises
    ------
    SubjectMismatch
        The texts are not those of the map's statements.
    """

    def __init__(self, published: PublishedMap, subject: Subject, language: Language) -> None:
        subject.must_fit(published)
        self.published = published
        self.summary = published.summary
        self.subject = subject
        self.language = language
        self.wording = Wording(published.summary, language)

    # --- who took part ---

    def topic(self) -> str:
        """The topic, or a name for what has none."""
        return quoted(self.subject.topic) if cleaned(self.subject.topic) else self.language.say("Opinion map")

    def took_part(self) -> str:
        """How many people took part, and how many of them on each declared side."""
        if self.summary.sides:
            return self._took_part_by_side()
        return self.language.counted("%(n)s person took part.", "%(n)s people took part.", self.summary.n_participants)

    def _took_part_by_side(self) -> str:
        say, number = self.language.say, self.language.number
        parts = [
            say("%(people)s on %(side)s", people=number(side.n_people), side=crowd.inside)
            if side.n_people
            else say("too few on %(side)s to be shown", side=crowd.inside)
            for side, crowd in zip(self.summary.sides, self.wording.sides, strict=True)
        ]
        undeclared = self.summary.n_participants - sum(side.n_people for side in self.summary.sides)
        if undeclared > 0:
            parts.append(say("%(people)s without a side", people=number(undeclared)))
        return self.language.counted(
            "%(n)s person took part: %(list)s.",
            "%(n)s people took part: %(list)s.",
            self.summary.n_participants,
            list=self.language.listed(parts),
        )

    def scope(self) -> str:
        """What the shares are of, and what they are not."""
        return self.language.counted(
            "A share is of the %(n)s person who took part, or of those who are named with it: a side, a group, those "
            "who answered. They are not a sample of any population.",
            "A share is of all %(n)s people who took part, unless it names a part of them: a side, a group, those who "
            "answered. They are not a sample of any population.",
            self.summary.n_participants,
        )

    def how_many(self, crowd: Crowd, cell: Cell) -> Html | None:
        """Beside the name of a row: where its counts are newer than the estimates, that they are. How many people a
        share is of the file's page says once, at its head."""
        if not self.wording.only_counted(cell):
            return None
        return joined(" ", tag("small", self.language.say("newer than the map")))

    def renewed(self) -> str:
        """What to say once where counts are newer than the estimates; ``""`` where none are."""
        if not self.wording.renewed:
            return ""
        return self.language.say(
            "Since the groups, the map and the estimated shares were last worked out, some counts have been renewed. "
            "Rows that say “newer than the map” show plain shares of the newer counts, without a range. All "
            "estimates, and the sentences made of them, are as they were then."
        )

    def is_older(self, statement: int) -> str:
        """What to say beside a claim about a statement of which some counts are newer; ``""`` where none are."""
        row = self.summary.statements[statement]
        if any(self.wording.only_counted(cell) for cell in (row.overall, *row.sides, *row.groups)):
            return self.language.say("This is as of the last map; some counts below are newer.")
        return ""

    # --- common ground ---

    def common_ground(self) -> tuple[RankedStatement, ...]:
        """The statements that more than half of every side and group agree with, or reject; best first."""
        return self.summary.common_ground

    def everywhere(self, ranked: RankedStatement) -> str:
        """The claim of a common-ground statement: "At least 62 % ... on every side"."""
        share = self.language.percent_at_least(ranked.score)
        say = self.language.say
        rejected = ranked.vote == "disagree"
        sides = len(self.summary.sides) > 1
        kind = self._parts(ranked.statement)
        if sides and kind == "camps":
            if rejected:
                return say(
                    "At least %(share)s of those who took part disagree, on every side and in every group.", share=share
                )
            return say(
                "At least %(share)s of those who took part agree, on every side and in every group.", share=share
            )
        if sides and kind == "ends":
            if rejected:
                return say(
                    "At least %(share)s of those who took part disagree, on every side and at both ends.", share=share
                )
            return say("At least %(share)s of those who took part agree, on every side and at both ends.", share=share)
        if sides and kind == "line":
            if rejected:
                return say(
                    "At least %(share)s of those who took part disagree, on every side, at both ends and in the "
                    "middle.",
                    share=share,
                )
            return say(
                "At least %(share)s of those who took part agree, on every side, at both ends and in the middle.",
                share=share,
            )
        if sides and kind == "some":
            if rejected:
                return say(
                    "At least %(share)s of those who took part disagree, on every side and in every part shown.",
                    share=share,
                )
            return say(
                "At least %(share)s of those who took part agree, on every side and in every part shown.", share=share
            )
        if sides:
            if rejected:
                return say("At least %(share)s of those who took part disagree, on every side.", share=share)
            return say("At least %(share)s of those who took part agree, on every side.", share=share)
        if kind == "camps":
            if rejected:
                return say("At least %(share)s of those who took part disagree, in every group.", share=share)
            return say("At least %(share)s of those who took part agree, in every group.", share=share)
        if kind == "ends":
            if rejected:
                return say("At least %(share)s of those who took part disagree, at both ends.", share=share)
            return say("At least %(share)s of those who took part agree, at both ends.", share=share)
        if kind == "line":
            if rejected:
                return say(
                    "At least %(share)s of those who took part disagree, at both ends and in the middle.", share=share
                )
            return say("At least %(share)s of those who took part agree, at both ends and in the middle.", share=share)
        if kind == "some":
            if rejected:
                return say("At least %(share)s of those who took part disagree, in every part shown.", share=share)
            return say("At least %(share)s of those who took part agree, in every part shown.", share=share)
        return self.at_least(ranked)

    def _parts(self, statement: int) -> str:
        """What a bound covers beside the sides: ``"camps"``; ``"line"``, both ends and the middle; ``"ends"``, where
        the middle's share is not of this map; ``"some"``, of a spectrum with an end withheld; or ``""``."""
        groups = self.summary.groups
        if self.summary.verdict.kind == "camps" and len(groups) > 1:
            return "camps"
        if sum(group.kind == "end" for group in groups) < 2:
            return "some" if groups else ""
        result = self.summary.statements[statement]
        shown = [
            not cell.withheld and cell.agree is not None and cell.redraw == result.overall.redraw
            for group, cell in zip(groups, result.groups, strict=True)
            if group.kind == "middle"
        ]
        return "line" if any(shown) else "ends"

    def at_least(self, ranked: RankedStatement) -> str:
        """A lower bound among everybody: "At least 62 % of those who took part agree"."""
        share = self.language.percent_at_least(ranked.score)
        if ranked.vote == "disagree":
            return self.language.say("At least %(share)s of those who took part disagree.", share=share)
        if ranked.vote == "pass":
            return self.language.say("At least %(share)s of those who took part pass.", share=share)
        return self.language.say("At least %(share)s of those who took part agree.", share=share)

    def least(self, ranked: RankedStatement) -> str:
        """Who agrees least; ``""`` where there is only everybody."""
        crowds = self.wording.named(ranked.least)
        if len(crowds) != 1:
            return ""
        if ranked.vote == "disagree":
            return self.language.say("Weakest there: %(crowd)s.", crowd=crowds[0].inside)
        return self.language.say("Weakest support: %(crowd)s.", crowd=crowds[0].inside)

    # --- what divides, what is unsure ---

    def divides_sides(self) -> tuple[RankedStatement, ...]:
        """The statements on which two sides certainly differ, furthest apart first."""
        return tuple(r for r in self.summary.divisive if self._of_sides(r) and not self.wording.of_degree(r))

    def divides_groups(self) -> tuple[RankedStatement, ...]:
        """The statements on which two groups certainly differ, furthest apart first."""
        return tuple(r for r in self.summary.divisive if not self._of_sides(r) and not self.wording.of_degree(r))

    def of_degree(self) -> tuple[RankedStatement, ...]:
        """The statements on which two sides or groups certainly differ, and most of both give the same answer."""
        return tuple(ranked for ranked in self.summary.divisive if self.wording.of_degree(ranked))

    def _of_sides(self, ranked: RankedStatement) -> bool:
        return any(crowd.kind == "side" for crowd in self.wording.named(ranked.least))

    def divisive(self) -> tuple[RankedStatement, ...]:
        """Both: what divides the sides, which the dialogue is about, before what divides the groups."""
        return (*self.divides_sides(), *self.divides_groups())

    def apart(self, ranked: RankedStatement) -> str:
        """The claim of a divisive statement: two shares side by side."""
        pair = self.wording.compared(ranked)
        if not pair:
            return self.points_apart(ranked)
        (first, more), (second, less) = pair
        shares = {"more": self.wording.measured(more), "less": self.wording.measured(less)}
        if {self.wording.kind(first), self.wording.kind(second)} == {"end"}:
            return self._ends_apart(first, second, shares)
        return self.language.say(
            "Of those who took part, %(more)s of %(first)s agree and %(less)s of %(second)s.",
            first=first.inside,
            second=second.inside,
            **shares,
        )

    def _ends_apart(self, first: Crowd, second: Crowd, shares: dict[str, str]) -> str:
        """An end of a spectrum is not everybody: the claim says how few stand there."""
        groups = self.summary.groups
        sizes = [groups[crowd.index].n_people for crowd in (first, second)]
        if not all(sizes):
            return self.language.say(
                "Of those at %(first)s, %(more)s agree; of those at %(second)s, %(less)s.",
                first=first.inside,
                second=second.inside,
                **shares,
            )
        return self.language.say(
            "Of the %(n)s people at %(first)s, %(more)s agree; of the %(m)s at %(second)s, %(less)s.",
            n=self.language.number(sizes[0] or 0),
            m=self.language.number(sizes[1] or 0),
            first=first.inside,
            second=second.inside,
            **shares,
        )

    def furthest(self, ranked: RankedStatement) -> str:
        """The words before the statement that divides most: who differs."""
        say = self.language.say
        if self._of_sides(ranked):
            return say("The sides are most divided on this:")
        if self.summary.verdict.kind == "camps":
            return say("The groups are most divided on this:")
        return say("The ends are most divided on this:")

    def points_apart(self, ranked: RankedStatement) -> str:
        """The certain part of the difference, in percentage points."""
        return self.language.counted(
            "At least %(n)s percentage point apart.",
            "At least %(n)s percentage points apart.",
            self.language.whole_percent_at_least(ranked.score),
        )

    def unsure(self) -> tuple[RankedStatement, ...]:
        """The statements that certainly more than a fifth pass on, most first."""
        return self.summary.unsure

    # --- the answer ---

    def text(self, statement: int, limit: int = QUOTE_LENGTH) -> str:
        """A statement's text, isolated, shortened where it is long; its name where it has no text."""
        given = self.subject.statements[statement]
        text = cleaned(given.text)
        return quoted(shortened(text, limit)) if text else self.language.say("Statement %(id)s", id=quoted(given.id))

    def named(self, statement: int) -> str:
        """The same to stand between quotation marks inside a sentence, without a full stop of its own."""
        text = cleaned(self.subject.statements[statement].text)
        return quoted(shortened(text, QUOTE_LENGTH).rstrip(".。")) if text else self.text(statement)

    def answer(self) -> tuple[str, ...]:
        """The answer in one paragraph: one sentence each for who took part, the verdict, the best common ground,
        the sharpest division, and what the shares are of."""
        say = self.language.say
        sentences = [self.took_part(), self.in_short(), *filter(None, [self.standing()])]
        if self.summary.n_votes:
            common = self.common_ground()
            if common:
                text = self.named(common[0].statement)
                sentences.append(
                    say("Strongest common ground, a rejection: “%(statement)s”.", statement=text)
                    if common[0].vote == "disagree"
                    else say("Strongest common ground: “%(statement)s”.", statement=text)
                )
                sentences.append(self.everywhere(common[0]))
            elif self.enough_votes():
                sentences.append(self.no_common_ground())
            divisive = self.divisive()
            if divisive:
                text = say("“%(statement)s”.", statement=self.named(divisive[0].statement))
                sentences += [self.furthest(divisive[0]), text, self.apart(divisive[0])]
        sentences += [*filter(None, [self.renewed()]), self.scope()]
        return tuple(sentences)

    def no_common_ground(self) -> str:
        """What to say when nothing has more than half of everybody behind it."""
        say, sides, groups = self.language.say, len(self.summary.sides) > 1, len(self.summary.groups) > 1
        camps = self.summary.verdict.kind == "camps"
        if sides and groups and camps:
            return say("No statement has more than half of every side and group behind it for certain.")
        if sides and groups:
            return say("No statement has more than half of every side and of both ends behind it for certain.")
        if sides:
            return say("No statement has more than half of every side behind it for certain.")
        if groups and camps:
            return say("No statement has more than half of every group behind it for certain.")
        if groups:
            return say("No statement has more than half of both ends behind it for certain.")
        return say("No statement has more than half of those who took part behind it for certain.")

    def enough_votes(self) -> bool:
        """Whether any statement has shares of everybody: without them nothing is known about common ground."""
        return any(result.overall.agree is not None for result in self.summary.statements)
