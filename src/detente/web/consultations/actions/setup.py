"""Preparing a consultation. Each step is kept at once; the ledger says that it was prepared, not what was typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from detente.web.consultations import harm, texts
from detente.web.consultations.actions.drafts import NotInPreparation, held_draft, line
from detente.web.consultations.actions.opening import open_consultation
from detente.web.consultations.models import (
    Consultation,
    Level,
    Moderator,
    Origin,
    Stage,
    Statement,
    StatementText,
)
from detente.web.consultations.queries.announced import announcing
from detente.web.consultations.queries.setup import texts_of
from detente.web.core.clock import today
from detente.web.core.errors import NotFound, Refused
from detente.web.dialogues.models import Dialogue, Standing
from detente.web.encounters.models import Announced
from detente.web.people.models import Role, User

__all__ = [
    "ERASE_EARLIEST",
    "ERASE_LATEST",
    "LONGEST_RUN",
    "MOST_STATEMENTS",
    "DatesWrong",
    "NotInPreparation",
    "TooManyStatements",
    "add_statements",
    "change_statement",
    "create_draft",
    "discard_draft",
    "keep_dates",
    "keep_harm",
    "keep_level",
    "keep_moderators",
    "keep_question",
    "keep_sides",
    "keep_turnout",
    "open_consultation",
    "remove_statement",
]

LONGEST_RUN = 180
"""Days from the first to the last."""

ERASE_EARLIEST, ERASE_LATEST = 14, 400
"""Days from the last day to the destruction of rows: time to check the results, and an end of it."""

FARTHEST = 365
"""Days ahead that a consultation may be planned."""

MOST_STATEMENTS = 300


class DialogueNotActive(Refused):
    """A consultation is prepared in an active dialogue."""

    code = "consultations.dialogue_not_active"
    status = 409
    sentence = _("The dialogue is suspended or closed. Resume it before you prepare a consultation.")


class DatesWrong(Refused):
    """Days in their order, within the limits that the wizard explains."""

    code = "consultations.dates_wrong"
    status = 400
    sentence = _(
        "The days do not fit: first today or later, then the last day, and the destruction 14 to 400 days after it."
    )


class TooManyStatements(Refused):
    """More than anybody could vote on."""

    code = "consultations.too_many_statements"
    status = 400
    sentence = _("A consultation begins with %(most)d statements at most. Choose the clearest ones.")


class OutOfRange(Refused):
    """A number or a choice that the form does not offer."""

    code = "consultations.out_of_range"
    status = 400
    sentence = _("This value is not one of those offered. Open the page again and choose there.")


def create_draft(*, actor: User, dialogue: Dialogue, announced: Announced | None = None) -> Consultation:
    """Begin to prepare a consultation, on something announced in an encounter where it is given.

    The words of the sides are put into the text of what it is for, to be worked on; the question is the convener's.

    Raises
    ------
    DialogueNotActive
    NotFound
        It was announced in an encounter of another dialogue.
    """
    if announced is not None and announced.encounter.dialogue_id not in (None, dialogue.pk):
        raise NotFound
    if dialogue.standing != Standing.ACTIVE:
        raise DialogueNotActive
    with transaction.atomic():
        made = Consultation.objects.create(
            dialogue=dialogue,
            languages=list(dialogue.languages),
            announced=announced,
            about=announcing(announced, dialogue.languages) if announced else {},
        )
        line("consultation.prepared", actor, made, **({"announced": str(announced.pk)} if announced else {}))
    return made


def discard_draft(*, actor: User, consultation: Consultation) -> None:
    """Throw a draft away with its statements, codes and moderators; nobody has taken part in it."""
    with transaction.atomic():
        held = held_draft(consultation.pk)
        line("consultation.draft_discarded", actor, held)
        held.delete()


def keep_question(
    *, actor: User, consultation: Consultation, question: Mapping[str, str], about: Mapping[str, str]
) -> None:
    """Keep the question and what it is for, by language."""
    _keep(actor, consultation, "question", question=_filled(question), about=_filled(about))


def keep_sides(*, actor: User, consultation: Consultation, expected_per_side: int) -> None:
    """Keep how many voters are expected on each side."""
    if not 1 <= expected_per_side <= 10_000_000:
        raise OutOfRange
    _keep(actor, consultation, "sides", expected_per_side=expected_per_side)


def keep_turnout(*, actor: User, consultation: Consultation, votes_a_visit: int) -> None:
    """Keep how many votes are expected from one person."""
    if not 1 <= votes_a_visit <= 500:
        raise OutOfRange
    _keep(actor, consultation, "turnout", votes_a_visit=votes_a_visit)


def keep_level(*, actor: User, consultation: Consultation, level: str) -> None:
    """Keep how people join."""
    if level not in Level.values:
        raise OutOfRange
    _keep(actor, consultation, "level", level=level)


def keep_dates(*, actor: User, consultation: Consultation, opens_on: date, closes_on: date, erases_on: date) -> None:
    """Keep the first day, the last day, and the day on which participants' rows are destroyed."""
    if not (
        today() <= opens_on <= today() + timedelta(days=FARTHEST)
        and timedelta(days=1) <= closes_on - opens_on <= timedelta(days=LONGEST_RUN)
        and timedelta(days=ERASE_EARLIEST) <= erases_on - closes_on <= timedelta(days=ERASE_LATEST)
    ):
        raise DatesWrong
    _keep(actor, consultation, "dates", opens_on=opens_on, closes_on=closes_on, erases_on=erases_on)


def keep_harm(*, actor: User, consultation: Consultation, answers: Mapping[str, str]) -> None:
    """Keep the answers to the eight questions, as far as they are given."""
    known = {question.key for question in harm.QUESTIONS}
    if any(key not in known or answer not in list(harm.Answer) for key, answer in answers.items()):
        raise OutOfRange
    _keep(actor, consultation, "harm", harm=dict(answers))


def keep_moderators(*, actor: User, consultation: Consultation, chosen: Mapping[UUID, bool]) -> None:
    """Keep who decides about statements: ``{person: belongs to no side}``."""
    people = User.objects.filter(pk__in=chosen, role=Role.MODERATOR, is_active=True)
    if len(people) < len(chosen):
        raise OutOfRange
    with transaction.atomic():
        held = held_draft(consultation.pk)
        before = dict(held.moderators.values_list("user_id", "neutral"))
        if before == dict(chosen):
            return
        held.moderators.all().delete()
        Moderator.objects.bulk_create(
            [Moderator(consultation=held, user=user, neutral=chosen[user.pk]) for user in people]
        )
        line("consultation.draft_changed", actor, held, step="moderators")


def add_statements(
    *, actor: User, consultation: Consultation, rows: Sequence[Mapping[str, str]], replace: bool = False
) -> None:
    """Add opening statements ``{language: text}`` at the end, or put them in place of all that are there.

    Raises
    ------
    texts.NoWords, texts.TooLong, ...
        A text that is no statement; nothing is kept then.
    """
    checked = [_checked(row, consultation.languages) for row in rows]
    with transaction.atomic():
        held = held_draft(consultation.pk)
        if replace:
            held.statements.all().delete()
        there = held.statements.count()
        if there + len(checked) > MOST_STATEMENTS:
            raise TooManyStatements(most=MOST_STATEMENTS)
        last = held.statements.order_by("-rank").values_list("rank", flat=True).first() or 0
        for place, row in enumerate(checked, start=last + 1):
            made = Statement.objects.create(
                consultation=held, origin=Origin.ORGANISERS, stage=Stage.ACCEPTED, submitted_on=today(), rank=place
            )
            _write(made, row)
        line("consultation.draft_changed", actor, held, step="statements", statements=there + len(checked))


def change_statement(*, actor: User, consultation: Consultation, statement: int, row: Mapping[str, str]) -> None:
    """Put other words in place of an opening statement's; possible until it is shown."""
    checked = _checked(row, consultation.languages)
    with transaction.atomic():
        held = held_draft(consultation.pk)
        found = _opening(held, statement)
        if texts_of(found) == checked:
            return
        found.texts.all().delete()
        _write(found, checked)
        line("consultation.draft_changed", actor, held, step="statements", statements=held.statements.count())


def remove_statement(*, actor: User, consultation: Consultation, statement: int) -> None:
    """Take an opening statement out of the draft."""
    with transaction.atomic():
        held = held_draft(consultation.pk)
        _opening(held, statement).delete()
        line("consultation.draft_changed", actor, held, step="statements", statements=held.statements.count())


def _keep(actor: User, consultation: Consultation, step: str, **values: object) -> None:
    with transaction.atomic():
        held = held_draft(consultation.pk)
        changed = [name for name, value in values.items() if getattr(held, name) != value]
        for name in changed:
            setattr(held, name, values[name])
            setattr(consultation, name, values[name])
        if changed:
            held.save(update_fields=changed)
            line("consultation.draft_changed", actor, held, step=step)


def _opening(consultation: Consultation, key: int) -> Statement:
    found = consultation.statements.filter(pk=key, origin=Origin.ORGANISERS).first()
    if found is None:
        raise NotFound
    return found


def _checked(row: Mapping[str, str], languages: Sequence[str]) -> dict[str, str]:
    kept = {code: texts.checked(text) for code, text in row.items() if text.strip()}
    if not kept:
        raise texts.NoWords
    if any(code not in languages for code in kept):
        raise OutOfRange
    return {code: kept[code] for code in languages if code in kept}


def _write(statement: Statement, row: Mapping[str, str]) -> None:
    StatementText.objects.bulk_create(
        [
            StatementText(statement=statement, language=code, text=text, original=place == 0)
            for place, (code, text) in enumerate(row.items())
        ]
    )


def _filled(given: Mapping[str, str]) -> dict[str, str]:
    return {code: text for code, text in given.items() if text}
