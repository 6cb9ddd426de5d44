"""How far the preparation of a consultation has come, and what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from detente.web.consultations import harm
from detente.web.consultations.harm import Consequences
from detente.web.consultations.models import Consultation, Level, Origin, Stage, Statement
from detente.web.consultations.turnout import Turnout, turnout
from detente.web.core.clock import today
from detente.web.dialogues.models import Standing
from detente.web.people.models import Role, User

__all__ = [
    "RECOMMENDED",
    "STEPS",
    "Missing",
    "Step",
    "coverage",
    "expected_turnout",
    "missing",
    "moderators_to_choose",
    "opening_statements",
    "steps",
    "texts_of",
]

RECOMMENDED = 8
"""Opening statements: the least size of the open set (`opinion.routing`)."""

STEPS: dict[str, Promise] = {
    "question": _("Question"),
    "sides": _("Sides"),
    "statements": _("Opening statements"),
    "dates": _("Dates"),
    "moderators": _("Moderators"),
    "level": _("How people join"),
    "turnout": _("Turnout"),
    "harm": _("Do no harm"),
    "review": _("Review and open"),
}
"""In the order in which they are walked; each can be taken at any time."""


@dataclass(frozen=True)
class Step:
    """One step of the wizard, for its list."""

    slug: str
    title: Promise
    done: bool


@dataclass(frozen=True)
class Missing:
    """Why a consultation cannot open yet, and the step where that is put right."""

    step: str
    sentence: Promise | str


def opening_statements(consultation: Consultation) -> list[Statement]:
    """The organisers' statements in the order in which they were entered; while preparing, `rank` is that place."""
    return list(
        consultation.statements.filter(origin=Origin.ORGANISERS, stage=Stage.ACCEPTED)
        .order_by("rank")
        .prefetch_related("texts")
    )


def texts_of(statement: Statement) -> dict[str, str]:
    """``{language: text}``, the language it was written in first."""
    spoken = sorted(statement.texts.all(), key=lambda text: (not text.original, text.language))
    return {text.language: text.text for text in spoken}


def coverage(consultation: Consultation, statements: Sequence[Statement]) -> list[tuple[str, bool, int]]:
    """For each language: its code, whether question and description exist in it, how many statements lack it."""
    spoken = [texts_of(statement) for statement in statements]
    return [
        (
            code,
            bool(consultation.question.get(code) and consultation.about.get(code)),
            sum(code not in texts for texts in spoken),
        )
        for code in consultation.languages
    ]


def expected_turnout(consultation: Consultation, statements: int) -> Turnout | None:
    """The arithmetic of answers; None before the number of voters is known."""
    return turnout(consultation.expected_per_side, consultation.votes_a_visit, statements)


def moderators_to_choose() -> list[User]:
    """Everybody with the role of a moderator."""
    return list(User.objects.filter(role=Role.MODERATOR, is_active=True).order_by("name", "id"))


def missing(consultation: Consultation) -> list[Missing]:
    """Everything that stands in the way of opening, except that the consequences still have to be accepted."""
    found: list[Missing] = []

    def need(there: bool, step: str, sentence: Promise) -> None:
        if not there:
            found.append(Missing(step, sentence))

    complete = any(consultation.question.get(c) and consultation.about.get(c) for c in consultation.languages)
    need(complete, "question", _("The question and what it is for, in at least one language."))
    need(bool(consultation.expected_per_side), "sides", _("How many voters you expect on each side."))
    statements = consultation.statements.filter(origin=Origin.ORGANISERS, stage=Stage.ACCEPTED).exists()
    need(statements, "statements", _("At least one opening statement."))
    dated = bool(consultation.opens_on and consultation.closes_on and consultation.erases_on)
    need(dated, "dates", _("The first day, the last day and the day of destruction."))
    if consultation.opens_on and consultation.opens_on < today():
        found.append(Missing("dates", _("The first day has passed. Choose another one.")))
    moderators = list(consultation.moderators.select_related("user"))
    need(any(m.user.is_active for m in moderators), "moderators", _("At least one moderator."))
    found += _harm(consultation, harm.consequences(consultation), [m.neutral for m in moderators])
    if consultation.dialogue.standing != Standing.ACTIVE:
        found.append(Missing("review", _("The dialogue is not active. Resume it first.")))
    return found


def _harm(consultation: Consultation, consequences: Consequences, neutral: list[bool]) -> list[Missing]:
    found: list[Missing] = []
    if consequences.unanswered:
        found.append(Missing("harm", _("An answer to each of the eight questions.")))
    if consequences.do_not_run:
        found.append(
            Missing("harm", _("Your answers say: do not run this consultation. Read there what would have to change."))
        )
    if consequences.no_open_mode and consultation.level == Level.OPEN:
        found.append(
            Missing("level", _("Your answers ask for dealt codes, and this consultation is open to everybody."))
        )
    if consequences.neutral_moderators_only and not all(neutral):
        found.append(
            Missing(
                "moderators", _("Your answers ask for neutral moderators only, and not every one is declared neutral.")
            )
        )
    if consultation.expected_per_side and consultation.expected_per_side < harm.SMALLEST_SIDE:
        found.append(
            Missing(
                "sides", _("Fewer than twenty voters on a side: too few to hide in. Merge sides or ask more people.")
            )
        )
    return found


def steps(consultation: Consultation) -> list[Step]:
    """The steps with what is done: a step is done when nothing is missing in it."""
    undone = {item.step for item in missing(consultation)} | {"review"}
    return [Step(slug, title, slug not in undone) for slug, title in STEPS.items()]
