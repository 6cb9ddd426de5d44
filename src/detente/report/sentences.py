"""A map in words: the paragraph that answers, the verdict, the claims.

Every sentence is made from the numbers of a `PublishedMap`; no language model has a part in it. Every share is one of
*those who took part*; nothing here speaks of a population. Sentences are plain strings, users' texts in them isolated
(`detente.report.markup`).
"""

from __future__ import annotations

from detente.opinion.results import Cell, PublishedMap, RankedStatement
from detente.report.language import Language
from detente.report.markup import Html, cleaned, quoted, shortened
from detente.report.subject import Subject
from detente.report.wording import Wording

__all__ = ["Sentences"]

QUOTE_LENGTH = 240
ALIKE, NEARLY_ALL = 0.8, 0.9
"""People hardly differ where on so many of the statements so many of them give the same answer."""


class Sentences:
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
            "Every share on this page is of the %(n)s person who took part. That is not a sample of any population.",
            "Every share on this page is of the %(n)s people who took part. They are not a sample of any population.",
            self.summary.n_participants,
        )

    def how_many(self, cell: Cell) -> Html | None:
        """Beside the name of a row, how many people its shares are of; the file's page says it once, at its head."""
        return None

    # --- the verdict ---

    def verdict_title(self) -> str:
        """The verdict in a few words."""
        verdict = self.summary.verdict
        if verdict.kind == "camps":
            return self.language.counted("%(n)s camp", "%(n)s camps", verdict.n_camps)
        if verdict.kind == "spectrum":
            return self.language.say("A spectrum, not camps")
        if verdict.kind == "no_structure":
            return self.language.say("No division found")
        return self.language.say("Too few answers to tell")

    def verdict(self) -> str:
        """The verdict in one sentence."""
        verdict = self.summary.verdict
        if verdict.kind == "camps":
            return self.language.counted(
                "Those who took part form %(n)s camp.",
                "Those who took part form %(n)s camps: people who vote much alike within a camp, "
                "with a gap between one camp and the next.",
                verdict.n_camps,
            )
        if verdict.kind == "spectrum":
            return self.language.say(
                "Those who took part differ, but they are not divided into camps: "
                "opinions shade into one another from one end to the other."
            )
        if verdict.kind == "no_structure":
            alike, known = self._alike()
            if alike:
                return self.language.counted(
                    "No division was found: those who took part hardly differ. On %(n)s of %(all)s statement at least "
                    "four in five of them give the same answer.",
                    "No division was found: those who took part hardly differ. On %(n)s of %(all)s statements at least "
                    "four in five of them give the same answer.",
                    alike,
                    all=self.language.number(known),
                )
            return self.language.say(
                "No division was found among those who took part: how somebody votes on one statement "
                "says little about how they vote on the others."
            )
        return self.language.say(
            "There are too few answers to say whether those who took part are divided, so no map is drawn."
        )

    def _alike(self) -> tuple[int, int]:
        """On how many statements at least four in five give the same answer, and of how many with shares; (0, 0) unless
        that is nine in ten of them."""
        answers = [
            max(cell.agree.estimate, cell.disagree.estimate, cell.pass_.estimate)
            for cell in (result.overall for result in self.summary.statements)
            if cell.agree is not None and cell.disagree is not None and cell.pass_ is not None
        ]
        alike = sum(share >= ALIKE for share in answers)
        return (alike, len(answers)) if alike and alike >= NEARLY_ALL * len(answers) else (0, 0)

    def in_short(self) -> str:
        """The verdict in a short sentence, for the paragraph that answers."""
        verdict = self.summary.verdict
        if verdict.kind == "camps":
            return self.language.counted(
                "They form %(n)s camp.", "They form %(n)s camps that vote differently.", verdict.n_camps
            )
        if verdict.kind == "spectrum":
            return self.language.say("They differ, but there are no camps: opinions lie on a spectrum.")
        if verdict.kind == "no_structure":
            if self._alike()[0]:
                return self.language.say("They hardly differ.")
            return self.language.say("No division was found among them.")
        return self.language.say("Too few of them have answered to say whether they are divided.")

    def groups_are(self) -> str:
        """How the groups on this page are to be read; ``""`` where there are none."""
        if not self.summary.groups:
            return ""
        if self.summary.verdict.kind == "camps":
            return self.language.say(
                "A person is counted in a group only where their votes place them there with a probability of at "
                "least %(share)s; all others are counted as between groups.",
                share=self.language.percent(0.9),
            )
        return self.language.say(
            "The ends are not groups. An end is made of those whose votes place them in the outer third of the "
            "strongest line of difference, with a probability of at least %(share)s; so is the middle.",
            share=self.language.percent(0.9),
        )

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
        return tuple(ranked for ranked in self.summary.divisive if self._of_sides(ranked))

    def divides_groups(self) -> tuple[RankedStatement, ...]:
        """The statements on which two groups certainly differ, furthest apart first."""
        return tuple(ranked for ranked in self.summary.divisive if not self._of_sides(ranked))

    def _of_sides(self, ranked: RankedStatement) -> bool:
        return any(crowd.kind == "side" for crowd in self.wording.named(ranked.least))

    def divisive(self) -> tuple[RankedStatement, ...]:
        """Both: what divides the sides, which the dialogue is about, before what divides the groups."""
        return (*self.divides_sides(), *self.divides_groups())

    def apart(self, ranked: RankedStatement) -> str:
        """The claim of a divisive statement: two shares side by side."""
        pair = self.wording.compared(ranked)
        percent = self.language.percent
        if pair:
            (first, more), (second, less) = pair
            assert more.agree is not None
            assert less.agree is not None
            if {self.wording.kind(first), self.wording.kind(second)} == {"end"}:
                return self.language.say(
                    "Of those who took part, %(more)s agree at one end (%(first)s) and %(less)s at the other.",
                    more=percent(more.agree.estimate),
                    first=first.inside,
                    less=percent(less.agree.estimate),
                )
            return self.language.say(
                "Of those who took part, %(more)s of %(first)s agree and %(less)s of %(second)s.",
                more=percent(more.agree.estimate),
                first=first.inside,
                less=percent(less.agree.estimate),
                second=second.inside,
            )
        return self.points_apart(ranked)

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
        sentences = [self.took_part(), self.in_short()]
        if self.summary.n_votes:
            common = self.common_ground()
            if common:
                sentences.append(
                    say("Strongest common ground: “%(statement)s”.", statement=self.named(common[0].statement))
                )
                sentences.append(self.everywhere(common[0]))
            elif self.enough_votes():
                sentences.append(self.no_common_ground())
            divisive = self.divisive()
            if divisive:
                sentences.append(say("Furthest apart: “%(statement)s”.", statement=self.named(divisive[0].statement)))
                sentences.append(self.apart(divisive[0]))
        sentences.append(self.scope())
        return tuple(sentences)

    def no_common_ground(self) -> str:
        """What to say when nothing has more than half of everybody behind it."""
        if len(self.summary.sides) > 1 or len(self.summary.groups) > 1:
            return self.language.say("No statement has more than half of every side and group behind it for certain.")
        return self.language.say("No statement has more than half of those who took part behind it for certain.")

    def enough_votes(self) -> bool:
        """Whether any statement has shares of everybody: without them nothing is known about common ground."""
        return any(result.overall.agree is not None for result in self.summary.statements)
