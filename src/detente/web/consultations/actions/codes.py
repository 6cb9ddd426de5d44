"""Making codes that a convener deals by hand. They are shown once; what stays is an HMAC of each."""

from __future__ import annotations

import secrets

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from detente.web.consultations import code_text
from detente.web.consultations.models import Code, Consultation, Level, Phase
from detente.web.core.errors import NotFound, Refused
from detente.web.core.keys import keyed_digest
from detente.web.dialogues.models import Side
from detente.web.ledger.actions import record
from detente.web.people.models import User

__all__ = ["MOST_AT_ONCE", "NotDealt", "TooLate", "TooMany", "digest_of", "issue"]

MOST_AT_ONCE = 500
"""One printed batch: 63 sheets of eight cards."""


class NotDealt(Refused):
    """Codes belong to the level where codes are dealt."""

    code = "consultations.not_dealt"
    status = 409
    sentence = _("People join this consultation without a code, so no cards can be made for it.")


class TooLate(Refused):
    """After the close a code would open nothing."""

    code = "consultations.codes_too_late"
    status = 409
    sentence = _("This consultation is over: a new code would open nothing.")


class TooMany(Refused):
    """A batch has a size that somebody can print and deal."""

    code = "consultations.codes_too_many"
    status = 400
    sentence = _("Make between 1 and %(most)d cards at once; repeat it for more.")


def digest_of(consultation: Consultation, code: str) -> bytes:
    """What is kept of a code: an HMAC that also binds the consultation, so that equal codes look unrelated (AC4)."""
    return keyed_digest("code", consultation.pk.bytes, code)


def issue(*, actor: User, consultation: Consultation, side: Side, count: int) -> list[str]:
    """Make codes for one side and return them, the only time that anybody sees them.

    Rows are inserted in another order than the cards are printed in, so that a place in the pile says nothing about a
    place in the table.

    Raises
    ------
    NotDealt, TooLate, TooMany
        The level is another one; it is over; the number is out of range.
    NotFound
        The side is of another dialogue.
    """
    if consultation.level != Level.DEALT:
        raise NotDealt
    if consultation.phase in (Phase.CLOSED, Phase.ERASED):
        raise TooLate
    if not 1 <= count <= MOST_AT_ONCE:
        raise TooMany(most=MOST_AT_ONCE)
    if side.dialogue_id != consultation.dialogue_id:
        raise NotFound
    codes = [code_text.fresh() for _number in range(count)]
    digests = [digest_of(consultation, code) for code in codes]
    secrets.SystemRandom().shuffle(digests)
    with transaction.atomic():
        Code.objects.bulk_create([Code(digest=digest, consultation=consultation, side=side) for digest in digests])
        record(
            "consultations.codes_issued",
            actor=actor,
            dialogue=consultation.dialogue_id,
            subject=f"consultation:{consultation.pk}",
            details={"side": side.position, "count": count},
        )
    return codes
