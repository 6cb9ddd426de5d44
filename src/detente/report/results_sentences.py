"""The sentences of a consultation's results on the site: the same claims, each share with the people it is of.

A file's page says once of whom its shares are. On the site people quote single sentences, so the sentence itself has
to say it.
"""

from __future__ import annotations

from dataclasses import dataclass

from detente.opinion.results import Cell, PublishedMap, RankedStatement
from detente.report.language import Language
from detente.report.markup import Html, joined, quoted, tag
from detente.report.sentences import Sentences
from detente.report.subject import Subject
from detente.report.wording import Crowd

__all__ = ["ResultsSentences", "Setting"]


@dataclass(frozen=True)
class Setting:
    """How people came to take part, as far as a reader must know it.

    Attributes
    ----------
    sides : {"said", "dealt", ""}
        Where a side comes from: people said it themselves; the code that they were dealt; there are none.
    source : str
        Where it was held, if elsewhere: it was then read in from files.
    """

    sides: str = ""
    source: str = ""


class ResultsSentences(Sentences):
    """The sentences of one consultation's newest results, in one language.

    Parameters
    ----------
    published : PublishedMap
    subject : Subject
    language : Language
    setting : Setting
    """

    def __init__(self, published: PublishedMap, subject: Subject, language: Language, setting: Setting) -> None:
        super().__init__(published, subject, language)
        self.setting = setting

    def how_many(self, crowd: Crowd, cell: Cell) -> Html | None:
        """The size of the row's people, where it is public; where its counts are newer, that they are."""
        # Of a group whose size is withheld a cell knows only how many voted on this statement.
        hidden = crowd.kind == "group" and self.summary.groups[crowd.index].n_people is None
        if self.wording.only_counted(cell) or hidden or cell.n_people < self.published.floor:
            return super().how_many(crowd, cell)
        people = self.language.counted("%(n)s person", "%(n)s people", cell.n_people)
        return joined(" ", tag("small", people))

    def scope(self) -> str:
        """What the shares are of, and what they are not."""
        n, counted = self.summary.n_participants, self.language.counted
        if self.setting.sides == "said":
            return counted(
                "A share is of the %(n)s person who took part, or of those who are named with it: a side, a group, "
                "those who answered. Self-declared, not a sample of any population.",
                "A share is of all %(n)s people who took part, unless it names a part of them: a side, a group, those "
                "who answered. Self-declared, not a sample of any population.",
                n,
            )
        return super().scope()

    def sources(self) -> list[str]:
        """What else a reader must know before believing a number: simulated, held elsewhere."""
        say, found = self.language.say, []
        if self.subject.simulated:
            found.append(say("A program made the votes on this page. Nobody voted."))
        if self.setting.source:
            found.append(
                say(
                    "This was held elsewhere and read in from files: %(source)s. There are no declared sides.",
                    source=quoted(self.setting.source),
                )
            )
        return found

    def common(self, ranked: RankedStatement) -> str:
        """What the best common ground is called: of both sides, of every side, or of all who took part; and whether it
        is a rejection, before anybody reads the statement as a wish."""
        say = self.language.say
        if ranked.vote == "disagree":
            if len(self.summary.sides) == 2:
                return say("Both sides reject:")
            return say("All sides reject:") if self.summary.sides else say("They reject:")
        if len(self.summary.sides) == 2:
            return say("Both sides agree most with:")
        return say("All sides agree most with:") if self.summary.sides else say("They agree most with:")

    def apart(self, ranked: RankedStatement) -> str:
        """The claim of a divisive statement: two shares side by side, each with its people."""
        pair = self.wording.compared(ranked)
        if len(pair) != 2 or any(crowd.kind != "side" for crowd, _ in pair):
            return super().apart(ranked)
        (first, more), (second, less) = pair
        sides = self.summary.sides
        values = {
            "first": quoted(sides[first.index].name),
            "second": quoted(sides[second.index].name),
            "more": self.wording.measured(more),
            "less": self.wording.measured(less),
            "m": self.language.number(sides[second.index].n_people),
        }
        if self.setting.sides == "said":
            return self.language.counted(
                "Of the %(n)s person who took part and called themselves %(first)s, %(more)s agree; of the %(m)s who "
                "called themselves %(second)s, %(less)s.",
                "Of the %(n)s people who took part and called themselves %(first)s, %(more)s agree; of the %(m)s who "
                "called themselves %(second)s, %(less)s.",
                sides[first.index].n_people,
                **values,
            )
        return self.language.counted(
            "Of the %(n)s person who took part with a code of %(first)s, %(more)s agree; of the %(m)s with a code of "
            "%(second)s, %(less)s.",
            "Of the %(n)s people who took part with a code of %(first)s, %(more)s agree; of the %(m)s with a code of "
            "%(second)s, %(less)s.",
            sides[first.index].n_people,
            **values,
        )

    def agreeing(self, statement: int) -> list[tuple[str, str]]:
        """For a list of statements: each crowd's name and the share of it that agrees, or why there is none."""
        percent, ranged = self.language.percent, self.language.percent_range
        found = []
        for crowd in (self.wording.everybody, *self.wording.sides):
            cell = self.wording.cell(statement, crowd)
            if self.wording.only_counted(cell):
                share = percent(cell.agreed / max(cell.n_votes, 1))
                found.append((crowd.label, f"{share} ({self.wording.counted(cell.agreed, cell)})"))
            elif cell.agree is None:
                found.append((crowd.label, self.wording.withheld(cell)))
            else:
                shown = f"{percent(cell.agree.estimate)} ({ranged(cell.agree.low, cell.agree.high)})"
                found.append((crowd.label, shown))
        return found
