"""Joining and leaving. None of this has a ledger line: these are acts of participants."""

from __future__ import annotations

import hashlib
import hmac

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from detente.web.consultations import code_text, sealed
from detente.web.consultations.actions.codes import digest_of
from detente.web.consultations.actions.voting import serve_next
from detente.web.consultations.cookies import LENGTH, fresh, token_of
from detente.web.consultations.models import (
    Code,
    Consultation,
    Level,
    Participant,
    Report,
    Serve,
    UsedSolution,
    Vote,
)
from detente.web.consultations.serving import memory_of
from detente.web.core.clock import today
from detente.web.core.errors import Refused
from detente.web.core.keys import subkey
from detente.web.core.work import Proof
from detente.web.core.writer import commit
from detente.web.dialogues.models import Side

__all__ = [
    "CodeSpent",
    "CodeUnknown",
    "NeedsCode",
    "NeedsNoCode",
    "ProofUsed",
    "SideFixed",
    "change_side",
    "cookie_from",
    "drop_used_proofs",
    "forget",
    "join_open",
    "join_with_code",
]


class CodeUnknown(Refused):
    """The code is well formed and opens nothing here."""

    code = "consultations.code_unknown"
    status = 404
    sentence = _("This consultation has no such code. Look at the card: it names the consultation it was made for.")


class CodeSpent(Refused):
    """Who began with this code chose to be forgotten."""

    code = "consultations.code_spent"
    status = 409
    sentence = _(
        "Somebody began with this code and then had everything forgotten. One code is one voice, so it cannot be used "
        "again."
    )


class NeedsCode(Refused):
    """Nobody joins a dealt consultation without a code."""

    code = "consultations.needs_code"
    status = 409
    sentence = _("This consultation is joined with a code from a card.")


class NeedsNoCode(Refused):
    """An open consultation knows no codes."""

    code = "consultations.needs_no_code"
    status = 409
    sentence = _("This consultation is joined without a code: open its first page and choose Begin.")


class ProofUsed(Refused):
    """One solution or ticket lets one person in (AC9)."""

    code = "consultations.proof_used"
    status = 409
    sentence = _("This page was already used to join. Open the page again if you want to begin anew.")


class SideFixed(Refused):
    """A side that could change after the first vote would let one person speak for two."""

    code = "consultations.side_fixed"
    status = 409
    sentence = _("You have voted already, so your side stays as you chose it.")


def cookie_from(consultation: Consultation, code: str) -> bytes:
    """The cookie of whoever holds this code: derived, so that no row joins a code and a participant."""
    made = hmac.digest(subkey("cookie-from-code"), consultation.pk.bytes + code.encode(), hashlib.sha256)
    return made[:LENGTH]


def join_with_code(*, consultation: Consultation, typed: str) -> bytes:
    """Begin, or resume, with a dealt code; returns the cookie.

    Raises
    ------
    NeedsNoCode, code_text.CodeMistyped, CodeUnknown, CodeSpent
        The level is another one; a typing mistake; no such code; its participant was forgotten.
    """
    if consultation.level != Level.DEALT:
        raise NeedsNoCode
    code = code_text.read(typed)
    cookie = cookie_from(consultation, code)
    token, own = token_of(consultation, cookie), sealed.empty(cookie)
    found = consultation.codes.filter(digest=digest_of(consultation, code)).values_list("digest", "side_id").first()
    if found is None:
        raise CodeUnknown
    digest, side = found
    memory_of(consultation.pk)  # read here if it must be, and not while the writer waits

    def write() -> None:
        # The condition decides between two requests with one code: whoever comes second waits here for the first to
        # commit and then changes nothing.
        if Code.objects.filter(digest=digest, used=False).update(used=True):
            person = Participant.objects.create(consultation=consultation, side_id=side, token=token, own=own)
        else:
            known = consultation.participants.filter(token=token).first()
            if known is None:
                raise CodeSpent
            person = known
        serve_next(person, cookie)

    commit(write)
    return cookie


def join_open(*, consultation: Consultation, side: Side | None, proof: Proof) -> bytes:
    """Begin in an open consultation, for a proof of work or of patience; returns the cookie.

    Raises
    ------
    NeedsCode, ProofUsed
        The level is another one; the proof let somebody in before.
    """
    if consultation.level != Level.OPEN:
        raise NeedsCode
    cookie = fresh()
    token, own = token_of(consultation, cookie), sealed.empty(cookie)
    memory_of(consultation.pk)  # as in `join_with_code`

    def write() -> None:
        try:
            with transaction.atomic():
                UsedSolution.objects.create(digest=proof.digest, expires_on=proof.expires_on)
        except IntegrityError:
            raise ProofUsed from None
        person = Participant.objects.create(consultation=consultation, side=side, token=token, own=own)
        serve_next(person, cookie)

    commit(write)
    return cookie


def change_side(*, participant: Participant, side: Side | None) -> None:
    """Choose another side, before the first vote and in an open consultation only.

    Raises
    ------
    SideFixed
        There is a vote, or the side came with a code.
    """
    if (side.pk if side else None) == participant.side_id:
        return
    votes = Vote.objects.filter(participant=OuterRef("pk"))
    unvoted = Participant.objects.filter(~Exists(votes), pk=participant.pk, consultation__level=Level.OPEN)
    if not commit(lambda: unvoted.update(side=side)):
        raise SideFixed


def forget(*, participant: Participant) -> None:
    """Delete everything that was kept of one person. Statements stay, without author; their code stays spent.

    Counts that were released stay as they are until that cell's next release: taking one vote out at once would show
    whose it was.
    """

    def write() -> None:
        # A vote of theirs that comes at the same moment waits for this row, and then finds nobody.
        held = Participant.objects.select_for_update().filter(pk=participant.pk).first()
        if held is None:
            return
        for kind in (Report, Vote, Serve):
            kind.objects.filter(participant=held).delete()
        held.delete()

    commit(write)


def drop_used_proofs() -> None:
    """Delete the digests of proofs that would be refused as expired anyway; the worker calls it."""
    expired = UsedSolution.objects.filter(expires_on__lt=today())
    if expired.exists():  # most ticks find none, and need not ask for the lock of writers
        expired.delete()
