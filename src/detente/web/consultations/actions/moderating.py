"""Deciding about statements: the acts of moderators and conveners, each with one ledger line.

The line holds a digest of the text, never the text. At the first decision the link to the author is dropped, and no
later act brings it back: a decision that is taken back puts the statement into the queue without an author.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from detente.web.consultations import texts
from detente.web.consultations.access import NotOpen
from detente.web.consultations.models import (
    Appeal,
    Consultation,
    Origin,
    Participant,
    Phase,
    Reason,
    Report,
    Stage,
    Statement,
    StatementText,
)
from detente.web.consultations.queries.moderating import FOR_LATE, is_late, last_act, refused_by
from detente.web.core.clock import today
from detente.web.core.errors import NotFound, Refused
from detente.web.ledger.actions import record
from detente.web.people.models import User

__all__ = [
    "AlreadyDecided",
    "AnotherPerson",
    "NotTakenBack",
    "OnlyOrganisers",
    "OnlyTwoReasons",
    "ReasonNeeded",
    "WithConvener",
    "accept",
    "correct",
    "deny_appeal",
    "digest_of_text",
    "drop_author",
    "grant_appeal",
    "keep",
    "refuse",
    "retire",
    "undo",
]


class AlreadyDecided(Refused):
    """Two people look at the same queue."""

    code = "consultations.already_decided"
    status = 409
    sentence = _("Somebody has decided about this statement meanwhile. Open the queue again.")


class ReasonNeeded(Refused):
    """A statement is refused or retired for a reason on the published list and for nothing else."""

    code = "consultations.reason_needed"
    sentence = _("Choose one of the published reasons.")


class WithConvener(Refused):
    """Undecided at the end of the second day: it has gone to the convener."""

    code = "consultations.with_convener"
    status = 409
    sentence = _("Nobody decided about this statement in time, so it has gone to the convener.")


class OnlyTwoReasons(Refused):
    """A late statement is shown unless it is unlawful or names a private person."""

    code = "consultations.only_two_reasons"
    status = 409
    sentence = _(
        "This statement has waited too long. It can now be refused only because it is unlawful or points at a private "
        "person; otherwise it is shown."
    )


class AnotherPerson(Refused):
    """An appeal is decided by somebody other than the one who refused."""

    code = "consultations.another_person"
    status = 409
    sentence = _("You refused this statement, so somebody else decides about its appeal.")


class NotTakenBack(Refused):
    """A decision can be taken back by who made it, until the end of its day."""

    code = "consultations.not_taken_back"
    status = 409
    sentence = _(
        "This decision can no longer be taken back: it was made by somebody else, or on an earlier day, or about an "
        "appeal. What is shown can be retired."
    )


class OnlyOrganisers(Refused):
    """Nobody puts words into a participant's mouth."""

    code = "consultations.only_organisers"
    status = 409
    sentence = _(
        "Only the organisers' own statements can be corrected. Retire this one; whoever wrote it can write a new one."
    )


def digest_of_text(statement: Statement) -> str:
    """SHA-256 of the language, a line feed and the text as it was written, in hex: what the ledger keeps of it."""
    text = statement.texts.get(original=True)
    return hashlib.sha256(f"{text.language}\n{text.text}".encode()).hexdigest()


def _locked(consultation: Consultation, key: int) -> Statement:
    """The statement, held for this transaction. One of another consultation does not exist here."""
    found = Statement.objects.select_for_update().filter(pk=key, consultation=consultation).first()
    if found is None:
        raise NotFound
    return found


def _reason(given: str, among: tuple[Reason, ...] = tuple(Reason)) -> Reason:
    if given not in Reason.values:
        raise ReasonNeeded
    if given not in among:
        raise OnlyTwoReasons
    return Reason(given)


def _record(verb: str, actor: User | None, statement: Statement, **details: object) -> None:
    record(
        f"statement.{verb}",
        actor=actor,
        dialogue=statement.consultation.dialogue_id,
        subject=f"statement:{statement.pk}",
        details={
            "consultation": str(statement.consultation_id),
            "text": digest_of_text(statement),
            "origin": statement.origin,
            **details,
        },
    )


def drop_author(statement: Statement) -> None:
    """Forget who wrote it, and give the writer the place in the queue back."""
    if statement.author_id is not None:
        Participant.objects.filter(pk=statement.author_id, waiting__gt=0).update(waiting=F("waiting") - 1)
        statement.author = None


def _waiting(actor: User, consultation: Consultation, key: int) -> tuple[Statement, bool]:
    """A statement that this person may decide about now, and whether it is late."""
    found = _locked(consultation, key)
    if consultation.phase != Phase.OPEN:
        raise NotOpen
    if found.stage != Stage.WAITING:
        raise AlreadyDecided
    late = is_late(found)
    if late and not actor.is_convener:
        raise WithConvener
    if not late and not consultation.moderators.filter(user=actor).exists():
        raise NotFound
    return found, late


def _decide(statement: Statement, stage: Stage, reason: str = "") -> None:
    drop_author(statement)
    statement.stage, statement.reason, statement.decided_on = stage, reason, today()
    statement.save(update_fields=["author", "stage", "reason", "decided_on", "appeal"])


@transaction.atomic
def accept(*, actor: User, consultation: Consultation, statement: int) -> Statement:
    """Accept a waiting statement; it appears with the next daily batch."""
    found, late = _waiting(actor, consultation, statement)
    _decide(found, Stage.ACCEPTED)
    _record("accepted", actor, found, late=late)
    return found


@transaction.atomic
def refuse(*, actor: User, consultation: Consultation, statement: int, reason: str) -> Statement:
    """Refuse a waiting statement for a published reason; a late one for two of them only."""
    found, late = _waiting(actor, consultation, statement)
    chosen = _reason(reason, FOR_LATE if late else tuple(Reason))
    _decide(found, Stage.REFUSED, chosen)
    _record("refused", actor, found, reason=chosen.value, late=late)
    return found


@transaction.atomic
def undo(*, actor: User, consultation: Consultation, statement: int) -> Statement:
    """Take one's own decision back on the day it was made: nobody outside has read it yet."""
    found = _locked(consultation, statement)
    act = last_act(found)
    if (
        found.stage not in (Stage.ACCEPTED, Stage.REFUSED)
        or found.origin != Origin.PUBLIC
        or found.appeal != Appeal.NONE
        or found.decided_on != today()
        or act is None
        or act.actor_key != actor.pk
    ):
        raise NotTakenBack
    before = found.stage
    found.stage, found.reason, found.decided_on = Stage.WAITING, "", None
    found.save(update_fields=["stage", "reason", "decided_on"])
    _record("undone", actor, found, before=before)
    return found


def _appealed(actor: User, consultation: Consultation, key: int) -> Statement:
    found = _locked(consultation, key)
    if consultation.phase != Phase.OPEN:
        raise NotOpen
    if found.appeal != Appeal.ASKED:
        raise AlreadyDecided
    if refused_by(found, actor):
        raise AnotherPerson
    return found


@transaction.atomic
def grant_appeal(*, actor: User, consultation: Consultation, statement: int) -> Statement:
    """Turn a refusal: the statement appears with the next daily batch."""
    found = _appealed(actor, consultation, statement)
    found.appeal, found.plea = Appeal.GRANTED, ""
    _decide(found, Stage.ACCEPTED)
    found.save(update_fields=["plea"])
    _record("appeal_granted", actor, found)
    return found


@transaction.atomic
def deny_appeal(*, actor: User, consultation: Consultation, statement: int) -> Statement:
    """Uphold a refusal, for good and with the same reason."""
    found = _appealed(actor, consultation, statement)
    found.appeal, found.plea = Appeal.DENIED, ""
    _decide(found, Stage.REFUSED, found.reason)
    found.save(update_fields=["plea"])
    _record("appeal_denied", actor, found, reason=found.reason)
    return found


def _shown(consultation: Consultation, key: int) -> Statement:
    found = _locked(consultation, key)
    if found.stage != Stage.SHOWN:
        raise AlreadyDecided
    return found


@transaction.atomic
def keep(*, actor: User, consultation: Consultation, statement: int) -> Statement:
    """Leave a reported statement up. The reports go: they were for looking at it again, and somebody has."""
    found = _shown(consultation, statement)
    Report.objects.filter(statement=found).delete()
    _record("kept", actor, found)
    return found


def _retire(found: Statement, reason: str) -> None:
    Report.objects.filter(statement=found).delete()
    found.stage, found.reason, found.opened, found.decided_on = Stage.RETIRED, reason, False, today()
    found.save(update_fields=["stage", "reason", "opened", "decided_on"])


@transaction.atomic
def retire(*, actor: User, consultation: Consultation, statement: int, reason: str) -> Statement:
    """Offer a shown statement to nobody any more; the votes it has stay."""
    found = _shown(consultation, statement)
    chosen = _reason(reason)
    _retire(found, chosen)
    _record("retired", actor, found, reason=chosen.value)
    return found


@transaction.atomic
def correct(*, actor: User, consultation: Consultation, statement: int, wording: Mapping[str, str]) -> Statement:
    """Replace an organisers' statement that was shown: the old one is retired, a new one comes with the next batch.

    Votes were given to a text, so a shown text never changes. `wording` has the new text in each language of the old.
    """
    if not actor.is_convener:
        raise NotFound
    old = _shown(consultation, statement)
    if old.origin != Origin.ORGANISERS:
        raise OnlyOrganisers
    languages = {text.language: text.original for text in old.texts.all()}
    kept = {code: texts.checked(wording.get(code, "")) for code in languages}
    _retire(old, "")
    new = Statement.objects.create(
        consultation=consultation,
        origin=Origin.ORGANISERS,
        stage=Stage.ACCEPTED,
        submitted_on=today(),
        decided_on=today(),
        instead_of=old,
    )
    StatementText.objects.bulk_create(
        StatementText(statement=new, language=code, text=text, original=languages[code]) for code, text in kept.items()
    )
    _record("corrected", actor, new, instead_of=str(old.pk), before=digest_of_text(old))
    return new
