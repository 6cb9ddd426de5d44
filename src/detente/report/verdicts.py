"""Whether there are camps, in words: how clear it is, how many are in none, and of how many it can be said at all."""

from __future__ import annotations

from detente.opinion.grouping import BIC_FEW, FEW, VALLEY
from detente.opinion.results import Group, MapSummary, PublishedMap
from detente.report.language import Language
from detente.report.wording import Crowd, Wording

__all__ = ["VerdictSentences"]

ALIKE, NEARLY_ALL = 0.8, 0.9
"""People hardly differ where on so many of the statements so many of them give the same answer."""

BARELY = 0.9
"""Of the depth that a valley may have at most: one that is shallower is called barely clear."""


class VerdictSentences:
    """The sentences about the verdict. `Sentences` has them beside all others."""

    published: PublishedMap
    summary: MapSummary
    language: Language
    wording: Wording

    @property
    def n_placed(self) -> int:
        """How many have a place. Where that is not public, how many took part: fewer than the floor are missing."""
        return self.summary.n_participants if self.summary.n_placed is None else self.summary.n_placed

    @property
    def few(self) -> bool:
        """Whether so few have a place that the engine asks more of them (`opinion.grouping`): small camps go unseen."""
        return self.n_placed < FEW

    @property
    def barely(self) -> bool:
        """Whether camps passed the rules only just: a fall of BIC that is no strong evidence (under 6: Kass and Raftery
        1995), or a valley near the depth where it no longer counts as one."""
        verdict = self.summary.verdict
        gain, valley = verdict.bic_drop, verdict.valley
        return (gain is not None and gain < BIC_FEW) or (valley is not None and valley > BARELY * VALLEY)

    def verdict_title(self) -> str:
        """The verdict in a few words."""
        verdict, say = self.summary.verdict, self.language.say
        if verdict.kind == "camps":
            if self.barely:
                return self.language.counted("%(n)s camp, only just", "%(n)s camps, only just", verdict.n_camps)
            return self.language.counted("%(n)s camp", "%(n)s camps", verdict.n_camps)
        if verdict.kind == "spectrum":
            return say("No camps found") if self.few else say("A spectrum, not camps")
        if verdict.kind == "no_structure":
            return say("No division found")
        return say("Too few answers to tell")

    def verdict(self) -> str:
        """The verdict in one or two sentences."""
        verdict, say = self.summary.verdict, self.language.say
        if verdict.kind == "camps":
            return self._camps()
        if verdict.kind == "spectrum":
            if self.few:
                return say(
                    "Those who took part differ: opinions shade into one another from one end to the other. No camps "
                    "were found, but small camps cannot be told at this size."
                )
            return say(
                "Those who took part differ, but no camps were found: opinions shade into one another from one end to "
                "the other."
            )
        if verdict.kind == "no_structure":
            return self._no_division()
        return say("There are too few answers to say whether those who took part are divided, so no map is drawn.")

    def _camps(self) -> str:
        n, counted = self.summary.verdict.n_camps, self.language.counted
        if self.barely:
            return counted(
                "Those who took part form %(n)s camp, only just clear enough to be called so.",
                "Those who took part form %(n)s camps, only just clear enough to be called so: the gap between one "
                "camp and the next is shallow, and more answers may close it.",
                n,
            )
        return counted(
            "Those who took part form %(n)s camp.",
            "Those who took part form %(n)s camps: people who vote much alike within a camp, "
            "with a gap between one camp and the next.",
            n,
        )

    def _no_division(self) -> str:
        say = self.language.say
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
        placed = self.summary.n_placed
        if placed is None:
            found = say(
                "No division was found among those who answered enough to tell: how they vote on one statement says "
                "little about how they vote on the others."
            )
        else:
            found = self.language.counted(
                "No division was found, as far as %(n)s person tells who answered enough: how they vote on one "
                "statement says little about how they vote on the others.",
                "No division was found among the %(n)s people who answered enough to tell: how one of them votes on "
                "one statement says little about how they vote on the others.",
                placed,
            )
        return f"{found} {say('Among so few people only a large division would show.')}" if self.few else found

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
        verdict, say = self.summary.verdict, self.language.say
        if verdict.kind == "camps":
            if self.barely:
                return self.language.counted(
                    "They form %(n)s camp, only just clear enough to be called so.",
                    "They form %(n)s camps, only just clear enough to be called so.",
                    verdict.n_camps,
                )
            return self.language.counted(
                "They form %(n)s camp.", "They form %(n)s camps that vote differently.", verdict.n_camps
            )
        if verdict.kind == "spectrum":
            if self.few:
                return say("They differ. No camps were found, but small camps cannot be told at this size.")
            return say("They differ, but no camps were found: opinions lie on a spectrum.")
        if verdict.kind == "no_structure":
            if self._alike()[0]:
                return say("They hardly differ.")
            return say("No division was found among them.")
        return say("Too few of them have answered to say whether they are divided.")

    def standing(self) -> str:
        """How many stand in each group, or at the ends and in the middle, and how many in none; ``""`` where there are
        no groups or no size is public."""
        say, number, summary = self.language.say, self.language.number, self.summary
        sizes = [group.n_people for group in summary.groups]
        if not any(sizes):
            return ""
        parts = [self._in_place(group, crowd) for group, crowd in zip(summary.groups, self.wording.groups, strict=True)]
        if summary.verdict.kind == "camps":
            outside = summary.n_participants - sum(size or 0 for size in sizes)
            if all(sizes) and outside >= self.published.floor:
                share = self.language.percent(outside / summary.n_participants)
                parts.append(say("%(people)s (%(share)s) in none", people=number(outside), share=share))
        elif summary.n_participants - self.n_placed >= self.published.floor:
            unplaced = number(summary.n_participants - self.n_placed)
            parts.append(say("%(people)s nowhere (too few votes)", people=unplaced))
        return say("Their votes place %(list)s.", list=self.language.listed(parts))

    def _in_place(self, group: Group, crowd: Crowd) -> str:
        say, n = self.language.say, self.language.number(group.n_people or 0)
        if group.kind == "middle":
            return (
                say("%(people)s in the middle", people=n) if group.n_people else say("a withheld number in the middle")
            )
        if group.kind == "end":
            return (
                say("%(people)s at %(end)s", people=n, end=crowd.inside)
                if group.n_people
                else say("a withheld number at %(end)s", end=crowd.inside)
            )
        if group.n_people:
            return say("%(people)s in %(group)s", people=n, group=crowd.inside)
        return say("a withheld number in %(group)s", group=crowd.inside)

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
            "strongest line of difference, with a probability of at least %(share)s; all others who have a place are "
            "counted in the middle.",
            share=self.language.percent(0.9),
        )
