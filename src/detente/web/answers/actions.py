"""Every write about answers and outcomes: one verb, one function, one transaction, one ledger line.

An answer outlives its consultation and a suspension of the dialogue; once the dialogue is closed no new answer is
taken. What became of an answer can be recorded for good: a promise does not end with the dialogue.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from detente.web.agenda.actions import ItemWithdrawn, held_dialogue
from detente.web.agenda.models import Item
from detente.web.answers.models import Answer, Kind, Outcome, Recorder
from detente.web.core.clock import today
from detente.web.core.errors import NotFound, Refused
from detente.web.dialogues.models import Side
from detente.web.dialogues.texts import digest
from detente.web.ledger.actions import record
from detente.web.people.models import User

__all__ = [
    "PROMISES",
    "DaysWrong",
    "EvidenceMissing",
    "NothingToBecome",
    "OfficeMissing",
    "ReasonMissing",
    "SourceMissing",
    "record_answer",
    "record_outcome",
]

PROMISES = (Kind.WILL_DO, Kind.WILL_DISCUSS)
"""Answers that something can become of."""

FARTHEST = timedelta(days=366 * 20)
"""Ahead of the answer that a side may name a day; farther is a slip of the hand."""


class ReasonMissing(Refused):
    """Every answer has a reason: an answer without one ends a conversation instead of beginning it."""

    code = "answers.reason_missing"
    status = 400
    sentence = _("Give the side's reason in at least one language of the dialogue.")


class SourceMissing(Refused):
    """Nobody puts words into a side's mouth."""

    code = "answers.source_missing"
    status = 400
    sentence = _("Say where the side said so: a meeting, a letter, an address. Everybody can read it.")


class OfficeMissing(Refused):
    """Who says that something will happen also says who does it."""

    code = "answers.office_missing"
    status = 400
    sentence = _("Name the office or person on that side who is responsible for it.")


class DaysWrong(Refused):
    """An answer was given on a day that has come, and is due on or after that day."""

    code = "answers.days_wrong"
    status = 400
    sentence = _(
        "The days do not fit: the side answered today or before, and what it promises is due on that day or later, "
        "within twenty years. Only who will do or discuss something names a day."
    )


class EvidenceMissing(Refused):
    """Done is what can be seen."""

    code = "answers.evidence_missing"
    status = 400
    sentence = _("Say what shows it: what happened, where it can be seen. Everybody can read it.")


class NothingToBecome(Refused):
    """Only of a promise can something become."""

    code = "answers.nothing_to_become"
    status = 409
    sentence = _("The answer in force promises nothing, so nothing can become of it. Record a new answer first.")


def record_answer(
    *,
    actor: User,
    item: Item,
    side: Side,
    kind: str,
    reason: Mapping[str, str],
    office: str,
    due_on: date | None,
    source: str,
    given_on: date,
) -> Answer:
    """Record what a side said elsewhere. A later answer stands beside the earlier one; the same again is kept once."""
    if side.dialogue_id != item.dialogue_id:
        raise NotFound
    chosen = Kind(kind)
    promises = chosen in PROMISES
    if not source:
        raise SourceMissing
    if promises and not office:
        raise OfficeMissing
    if given_on > today() or (due_on is not None and (not promises or not given_on <= due_on <= given_on + FARTHEST)):
        raise DaysWrong
    with transaction.atomic():
        dialogue = held_dialogue(item.dialogue_id)
        held = dialogue.agenda.get(pk=item.pk)
        if held.withdrawn:
            raise ItemWithdrawn
        given = {code: reason[code] for code in dialogue.languages if reason.get(code)}
        if not given:
            raise ReasonMissing
        before = held.answers.filter(side=side).order_by("-revision").first()
        said = {
            "kind": chosen.value,
            "reason": given,
            "office": office,
            "due_on": due_on,
            "source": source,
            "given_on": given_on,
        }
        if before is not None and all(getattr(before, name) == value for name, value in said.items()):
            return before
        made = Answer.objects.create(
            item=held,
            side=side,
            revision=before.revision + 1 if before else 1,
            recorder=Recorder.CONVENER,
            recorded_by=actor.name,
            recorded_on=today(),
            **said,
        )
        _line(
            "answers.recorded",
            actor,
            held,
            side=side,
            revision=made.revision,
            kind=made.kind,
            text=digest([given, office, source, str(due_on or ""), str(given_on)]),
        )
    return made


def record_outcome(*, actor: User, answer: Answer, done: bool, evidence: str) -> Outcome:
    """Record what became of an answer, with what shows it. A later record stands beside the earlier one."""
    if not evidence:
        raise EvidenceMissing
    with transaction.atomic():
        held = Answer.objects.select_for_update(no_key=True).select_related(None).get(pk=answer.pk)
        newer = Answer.objects.filter(item=held.item_id, side=held.side_id, revision__gt=held.revision).exists()
        if newer or held.kind not in PROMISES:
            raise NothingToBecome
        before = held.outcomes.order_by("-revision").first()
        if before is not None and (before.done, before.evidence) == (done, evidence):
            return before
        made = Outcome.objects.create(
            answer=held,
            done=done,
            evidence=evidence,
            revision=before.revision + 1 if before else 1,
            seen_on=today(),
            recorder=Recorder.CONVENER,
            recorded_by=actor.name,
        )
        item = Item.objects.get(pk=held.item_id)
        side = Side.objects.get(pk=held.side_id)
        _line("answers.outcome_recorded", actor, item, side=side, done=done, evidence=digest(evidence))
    return made


def _line(action: str, actor: User, item: Item, *, side: Side, **details: object) -> None:
    record(
        action,
        actor=actor,
        dialogue=item.dialogue_id,
        subject=f"item:{item.pk}",
        details={"side": side.position, "name": side.name} | details,
    )
