"""Do no harm: eight questions before anything opens, and what each risky answer brings about.

The table below is the rule. "I do not know" is a risky answer too; what it brings about is written beside it and is
never more than what "yes" brings about. The opening action enforces the consequences (`actions.setup`); participants
read `warning` before their first screen. ``docs/how-to/do-no-harm.md`` has the same table with its grounds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from detente.web.consultations.models import Consultation

__all__ = [
    "QUESTIONS",
    "SMALLEST_SIDE",
    "Answer",
    "Consequence",
    "Consequences",
    "Finding",
    "Question",
    "consequences",
    "consequences_of",
    "warning",
]

SMALLEST_SIDE = 20
"""Fewest voters expected on a side. A published cell has ten votes at least (anonymity.md, measure 5): with fewer than
twenty voters no statement can have ten on either answer, so that a published count speaks of nearly everybody."""


class Answer(StrEnum):
    """What a convener can answer."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Consequence(StrEnum):
    """What a risky answer brings about, the strongest first."""

    DO_NOT_RUN = "do_not_run"
    NO_OPEN_MODE = "no_open_mode"
    NEUTRAL_MODERATORS_ONLY = "neutral_moderators_only"
    WARNING = "warning_before_first_screen"

    @property
    def label(self) -> Promise:
        """In words."""
        return _LABELS[self]


_LABELS = {
    Consequence.DO_NOT_RUN: _("Do not run this consultation"),
    Consequence.NO_OPEN_MODE: _("Dealt codes only"),
    Consequence.NEUTRAL_MODERATORS_ONLY: _("Neutral moderators only"),
    Consequence.WARNING: _("A warning before the first screen"),
}


@dataclass(frozen=True)
class Question:
    """One question, why it is asked, and what "yes" and "I do not know" bring about."""

    key: str
    question: Promise
    why: Promise
    yes: frozenset[Consequence]
    yes_means: Promise
    unknown: frozenset[Consequence]
    unknown_means: Promise
    warning: Promise | None = None

    def brings(self, answer: str) -> frozenset[Consequence]:
        """The consequences of an answer; none for "no" and for anything that is no answer."""
        if answer == Answer.YES:
            return self.yes
        return self.unknown if answer == Answer.UNKNOWN else frozenset()

    def means(self, answer: str) -> Promise | str:
        """The consequences of an answer in one or two sentences."""
        if answer == Answer.YES:
            return self.yes_means
        return self.unknown_means if answer == Answer.UNKNOWN else ""


_STOP = frozenset({Consequence.DO_NOT_RUN})
_WARN = frozenset({Consequence.WARNING})
_CODES_AND_WARN = frozenset({Consequence.NO_OPEN_MODE, Consequence.WARNING})
_NEUTRAL_AND_WARN = frozenset({Consequence.NEUTRAL_MODERATORS_ONLY, Consequence.WARNING})
_ALL_THREE = _CODES_AND_WARN | _NEUTRAL_AND_WARN

QUESTIONS: tuple[Question, ...] = (
    Question(
        key="conflict",
        question=_("Is there armed conflict between the sides, or could it begin while the consultation runs?"),
        why=_("In a war an opinion is taken for loyalty, and outsiders come to disturb."),
        yes=_ALL_THREE,
        yes_means=_(
            "Only people with a dealt code can take part, every moderator belongs to no side, and participants read a "
            "warning first."
        ),
        unknown=_ALL_THREE,
        unknown_means=_(
            "Treated as yes: only people with a dealt code can take part, every moderator belongs to no side, and "
            "participants read a warning first."
        ),
        warning=_(
            "There is, or could soon be, armed conflict between the sides. Take part only where nobody who could harm "
            "you sees your screen."
        ),
    ),
    Question(
        key="laws",
        question=_("Does a law on any side punish an opinion that people may give here?"),
        why=_("No software protects anybody from a court. Think of laws on insult, treason and public order too."),
        yes=_STOP,
        yes_means=_("Do not run this. Put a question that everybody can answer lawfully on every side."),
        unknown=_STOP,
        unknown_means=_("Do not run this before somebody who knows the law of each side has answered."),
    ),
    Question(
        key="device",
        question=_("Could somebody who may harm participants take or search their phones?"),
        why=_("Think of checkpoints, employers, schools and families: a phone that is open shows the votes."),
        yes=_WARN,
        yes_means=_("Participants read a warning first, and how to delete everything from the phone."),
        unknown=_WARN,
        unknown_means=_("Treated as yes: participants read a warning first."),
        warning=_(
            "Whoever takes this phone can read your votes on it while the consultation runs. “Forget everything here” "
            "ends that; it deletes your votes too."
        ),
    ),
    Question(
        key="server",
        question=_("Could one side, or somebody who acts for it, take or search the computer that this site runs on?"),
        why=_(
            "An order or a raid is enough. Until the announced date that computer holds which votes belong together."
        ),
        yes=_STOP,
        yes_means=_("Do not run this. Move the site to a place that no side can reach, then answer again."),
        unknown=_STOP,
        unknown_means=_("Do not run this before you know who can order that computer to be handed over."),
    ),
    Question(
        key="minors",
        question=_("Do you invite people under 18?"),
        why=_("Children need the consent of somebody who cares for them, and nobody can see an age on this site."),
        yes=_CODES_AND_WARN,
        yes_means=_(
            "Only people with a dealt code can take part, so that whoever deals the codes can ask for a parent's "
            "consent; participants read a sentence about it first."
        ),
        unknown=_CODES_AND_WARN,
        unknown_means=_("Treated as yes: dealt codes only, and a sentence about a parent's consent."),
        warning=_("If you are under 18, ask a parent or guardian before you begin."),
    ),
    Question(
        key="reprisals",
        question=_("Have people been threatened, dismissed, attacked or arrested for what they said on this question?"),
        why=_("What has happened once can happen again, even if nobody can prove who voted how."),
        yes=_ALL_THREE,
        yes_means=_(
            "Only people with a dealt code can take part, every moderator belongs to no side, and participants read a "
            "warning first. If a law was the means, answer the question about laws with yes as well."
        ),
        unknown=_NEUTRAL_AND_WARN,
        unknown_means=_("Every moderator belongs to no side, and participants read a warning first."),
        warning=_(
            "People may have suffered for what they said about this question. If that could happen to you, do not take "
            "part here."
        ),
    ),
    Question(
        key="visible",
        question=_("Can others see that somebody takes part, and could that alone bring them harm?"),
        why=_("Votes are hidden. A visit to this site, a card in a pocket or a queue at a table is not."),
        yes=_STOP,
        yes_means=_("Do not run this: no software hides that somebody visits it."),
        unknown=_WARN,
        unknown_means=_("Participants read a warning first."),
        warning=_(
            "Others may be able to see that you visit this site. If that alone could harm you, do not take part here."
        ),
    ),
    Question(
        key="small",
        question=_("Could a side be so small that its people are recognised by what they answer?"),
        why=_("Results are shown for each side. Where everybody knows everybody, a count is nearly a name."),
        yes=_STOP,
        yes_means=_("Do not run this. Merge sides, or ask more people: twenty on each side at the very least."),
        unknown=_WARN,
        unknown_means=_("Participants read a warning first."),
        warning=_("If few people of your side take part, somebody who knows you well may guess how you voted."),
    ),
)


@dataclass(frozen=True)
class Finding:
    """A risky answer with what it brings about."""

    question: Question
    answer: str

    @property
    def brings(self) -> list[Consequence]:
        """Its consequences, the strongest first."""
        found = self.question.brings(self.answer)
        return [consequence for consequence in Consequence if consequence in found]

    @property
    def means(self) -> Promise | str:
        """Its consequences in a sentence."""
        return self.question.means(self.answer)


@dataclass(frozen=True)
class Consequences:
    """What the answers of one consultation bring about."""

    findings: tuple[Finding, ...] = ()
    unanswered: tuple[Question, ...] = ()
    all: frozenset[Consequence] = field(default_factory=frozenset)

    @property
    def do_not_run(self) -> bool:
        """It may not open at all."""
        return Consequence.DO_NOT_RUN in self.all

    @property
    def no_open_mode(self) -> bool:
        """Only dealt codes."""
        return Consequence.NO_OPEN_MODE in self.all

    @property
    def neutral_moderators_only(self) -> bool:
        """No moderator belongs to a side."""
        return Consequence.NEUTRAL_MODERATORS_ONLY in self.all

    @property
    def warning_before_first_screen(self) -> bool:
        """Participants are warned."""
        return Consequence.WARNING in self.all


def consequences_of(answers: Mapping[str, str]) -> Consequences:
    """What these answers ``{question key: answer}`` bring about."""
    findings = tuple(Finding(q, answers[q.key]) for q in QUESTIONS if q.brings(answers.get(q.key, "")))
    return Consequences(
        findings=findings,
        unanswered=tuple(q for q in QUESTIONS if answers.get(q.key) not in list(Answer)),
        all=frozenset(consequence for finding in findings for consequence in finding.brings),
    )


def consequences(consultation: Consultation) -> Consequences:
    """What the answers kept with a consultation bring about."""
    return consequences_of(consultation.harm)


def warning(consultation: Consultation) -> str:
    """The sentences that participants read before the first screen, in the active language; empty where none."""
    return " ".join(
        str(finding.question.warning)
        for finding in consequences(consultation).findings
        if finding.question.warning and Consequence.WARNING in finding.brings
    )
