"""Sending a statement, and appealing a refusal: the acts of a writer. There is no ledger line for them."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from detente.web.consultations import receipts, sealed, texts
from detente.web.consultations.access import NotJoined
from detente.web.consultations.models import (
    Appeal,
    Consultation,
    Origin,
    Participant,
    Serve,
    Stage,
    Statement,
    StatementText,
)
from detente.web.core.clock import today
from detente.web.core.errors import NotFound, Refused

__all__ = [
    "A_DAY",
    "IN_QUEUE",
    "EnoughToday",
    "EnoughWaiting",
    "EnoughWritten",
    "NoAppeal",
    "NoSuchLanguage",
    "Sent",
    "appeal",
    "choose_instead",
    "write",
]

A_DAY = 5
"""Statements a participant can send on one day (anonymity.md section 6)."""

IN_QUEUE = 3
"""Statements of one participant that can wait for a decision at once."""


class EnoughToday(Refused):
    """Five a day: room for everybody, and no flood."""

    code = "consultations.enough_today"
    status = 409
    sentence = _("You have sent %(most)s statements today, which is the most for one day. Keep this one for tomorrow.")


class EnoughWaiting(Refused):
    """Three in the queue: the moderators read everybody's."""

    code = "consultations.enough_waiting"
    status = 409
    sentence = _(
        "%(most)s statements of yours still wait for a decision. When one is decided, you can send the next; a "
        "decision takes four days at most."
    )


class EnoughWritten(Refused):
    """The sealed list of own statements has a fixed length (`sealed.MOST`)."""

    code = "consultations.enough_written"
    status = 409
    sentence = _("You have written %(most)s statements here, which is the most for one person. Thank you.")


class NoSuchLanguage(Refused):
    """A statement is written in one of the consultation's languages."""

    code = "consultations.no_such_language"
    sentence = _("This consultation is not held in that language. Choose one of the languages in the list.")


class NoAppeal(Refused):
    """A refused statement can be appealed once."""

    code = "consultations.no_appeal"
    status = 409
    sentence = _("This statement cannot be appealed: it is not refused, or its one appeal was already made.")


@dataclass(frozen=True)
class Sent:
    """What the writer gets back."""

    statement: Statement
    receipt: str


@transaction.atomic
def write(
    *, consultation: Consultation, participant: Participant, cookie: bytes, text: str, language: str, receipt: str = ""
) -> Sent:
    """Put a statement into the moderators' queue, and its key into its author's own sealed list.

    `receipt` comes from the form, so that the same form sent twice gives the same answer and not two statements; one
    that is missing or taken is replaced.
    """
    kept = texts.checked(text)
    if language not in consultation.languages:
        raise NoSuchLanguage
    author = Participant.objects.select_for_update().filter(pk=participant.pk).first()
    if author is None:
        raise NotJoined
    own = sealed.opened(bytes(author.own), cookie)
    receipt = receipts.tidy(receipt) or receipts.fresh()
    taken = consultation.statements.filter(receipt=receipts.digest(consultation, receipt)).first()
    if taken is not None:
        if taken.pk in own and taken.texts.filter(original=True, text=kept).exists():
            return Sent(taken, receipt)
        receipt = receipts.fresh()
    if sealed.written_on(bytes(author.own), cookie, today()) >= A_DAY:
        raise EnoughToday(most=A_DAY)
    if author.waiting >= IN_QUEUE:
        raise EnoughWaiting(most=IN_QUEUE)
    if len(own) >= sealed.MOST:
        raise EnoughWritten(most=sealed.MOST)
    statement = Statement.objects.create(
        consultation=consultation,
        origin=Origin.PUBLIC,
        stage=Stage.WAITING,
        author=author,
        receipt=receipts.digest(consultation, receipt),
        submitted_on=today(),
    )
    StatementText.objects.create(statement=statement, language=language, text=kept, original=True)
    author.own = sealed.added(bytes(author.own), cookie, statement.pk, today())
    author.waiting += 1
    author.save(update_fields=["own", "waiting"])
    return Sent(statement, receipt)


@transaction.atomic
def choose_instead(*, consultation: Consultation, participant: Participant, cookie: bytes, statement: int) -> None:
    """Have a shown statement offered to somebody who was about to write the same.

    The row of the offer says ``chosen``: it was picked by the voter and not drawn, so what is estimated from drawn
    offers can leave it out.
    """
    author = Participant.objects.select_for_update().filter(pk=participant.pk).first()
    if author is None:
        raise NotJoined
    found = consultation.statements.filter(pk=statement, stage=Stage.SHOWN, opened=True).first()
    if found is None or found.pk in sealed.opened(bytes(author.own), cookie):
        raise NotFound
    Serve.objects.get_or_create(participant=author, statement=found, defaults={"slot": "chosen", "chance": 0})


@transaction.atomic
def appeal(*, consultation: Consultation, receipt: str, plea: str) -> Statement:
    """Ask for a second decision about a refused statement, once, in up to 280 characters that are never shown."""
    kept = texts.checked(plea)
    found = Statement.objects.select_for_update().get(pk=receipts.found(consultation, receipt).pk)
    told = found.decided_on is not None and found.decided_on < today()
    if found.stage != Stage.REFUSED or found.appeal != Appeal.NONE or not told:
        raise NoAppeal
    found.appeal, found.plea = Appeal.ASKED, kept
    found.save(update_fields=["appeal", "plea"])
    return found
