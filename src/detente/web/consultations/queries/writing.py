"""What a writer reads: statements like theirs, and what became of their own."""

from __future__ import annotations

from dataclasses import dataclass

from detente.web.consultations import receipts, sealed
from detente.web.consultations.models import Appeal, Consultation, Participant, Phase, Stage, StatementText, Vote
from detente.web.consultations.similar import alike, key_of
from detente.web.core.clock import today

__all__ = ["MOST_RECEIPTS", "Alike", "Outcome", "alike_shown", "outcome", "outcomes"]

MOST_RECEIPTS = sealed.MOST
"""Receipts in one question: all that one person can have."""


@dataclass(frozen=True)
class Alike:
    """A shown statement that is like the one somebody is about to send.

    `state`: ``answered`` (they have voted on it), ``open`` (they can), ``soon`` (it is not offered yet), ``own``.
    """

    key: str
    text: StatementText
    state: str


def alike_shown(
    *, consultation: Consultation, participant: Participant, cookie: bytes, text: str, language: str
) -> list[Alike]:
    """The shown statements most like a text, at most three. What still waits is nobody's to read."""
    texts = {
        found.statement_id: found
        for found in StatementText.objects.filter(
            statement__consultation=consultation, statement__stage=Stage.SHOWN, language=language
        ).select_related("statement")
    }
    found = alike(text, {key: key_of(text.text) for key, text in texts.items()})
    own = set(sealed.opened(bytes(participant.own), cookie))
    voted = set(
        Vote.objects.filter(participant=participant, statement__in=[key for key, _score in found]).values_list(
            "statement_id", flat=True
        )
    )

    def state(key: int) -> str:
        if key in own:
            return "own"
        if key in voted:
            return "answered"
        return "open" if texts[key].statement.opened else "soon"

    return [Alike(str(key), texts[key], state(key)) for key, _score in found]


@dataclass(frozen=True)
class Outcome:
    """What the holder of a receipt reads.

    `state`: ``unknown``, ``waiting``, ``accepted``, ``shown``, ``refused``, ``appealed``, ``retired``, ``ended`` (the
    consultation, before it was shown). A decision is told from the day after it on, so that it can be taken back until
    then and its moment tells nothing.
    """

    receipt: str
    state: str
    text: StatementText | None = None
    reason: str = ""
    can_appeal: bool = False
    appeal: str = Appeal.NONE
    by_clock: bool = False


def outcome(consultation: Consultation, typed: str) -> Outcome:
    """What became of one statement."""
    try:
        found = receipts.found(consultation, typed)
    except receipts.UnknownReceipt as unknown:
        return Outcome(str(unknown.details["receipt"]), "unknown")
    receipt = receipts.tidy(typed)
    text = found.texts.get(original=True)
    told = found.decided_on is None or found.decided_on < today()
    if found.stage == Stage.SHOWN:
        return Outcome(receipt, "shown", text, by_clock=found.by_clock)
    if found.stage == Stage.RETIRED:
        return Outcome(receipt, "retired", text, reason=str(found.get_reason_display()))
    if consultation.phase in (Phase.CLOSED, Phase.ERASED) and found.stage in (Stage.WAITING, Stage.ACCEPTED):
        return Outcome(receipt, "ended", text)
    if found.appeal in (Appeal.GRANTED, Appeal.DENIED) and not told:
        return Outcome(receipt, "appealed", text)
    if found.appeal == Appeal.ASKED:
        return Outcome(receipt, "appealed", text, reason=str(found.get_reason_display()))
    if found.stage == Stage.WAITING or not told:
        return Outcome(receipt, "waiting", text)
    if found.stage == Stage.ACCEPTED:
        return Outcome(receipt, "accepted", text)
    return Outcome(
        receipt,
        "refused",
        text,
        reason=str(found.get_reason_display()),
        can_appeal=found.appeal == Appeal.NONE and consultation.phase == Phase.OPEN,
        appeal=found.appeal,
    )


def outcomes(consultation: Consultation, typed: str) -> list[Outcome]:
    """What became of the statements of several receipts, one on a line (or apart by commas)."""
    lines = [line.strip() for line in typed.replace(",", "\n").splitlines() if line.strip()]
    return [outcome(consultation, line) for line in dict.fromkeys(lines[:MOST_RECEIPTS])]
