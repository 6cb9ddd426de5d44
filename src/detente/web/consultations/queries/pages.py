"""What the public pages read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from detente.web.consultations.models import (
    Consultation,
    Origin,
    Participant,
    Phase,
    Stage,
    Statement,
    StatementText,
    Vote,
)
from detente.web.core.errors import NotFound
from detente.web.dialogues.models import Standing

__all__ = ["OwnVote", "State", "own_votes", "reportable", "state_of", "texts_of"]


class State(StrEnum):
    """What a visitor can do with a consultation today; the pages have words for each."""

    NOT_YET = "not_yet"
    OPEN = "open"
    SUSPENDED = "suspended"
    CLOSED = "closed"
    ERASED = "erased"


def state_of(consultation: Consultation) -> State:
    """The one state that the pages speak of; the dialogue's standing goes before the consultation's own days."""
    if consultation.phase == Phase.ERASED:
        return State.ERASED
    if consultation.phase == Phase.CLOSED or consultation.dialogue.standing == Standing.CLOSED:
        return State.CLOSED
    if consultation.dialogue.standing == Standing.SUSPENDED:
        return State.SUSPENDED
    return State.OPEN if consultation.phase == Phase.OPEN else State.NOT_YET


@dataclass(frozen=True)
class OwnVote:
    """One answer of the person who asks, with the words it was given to."""

    statement: str
    text: StatementText
    organisers: bool
    changeable: bool
    value: str
    matters: bool


def texts_of(statements: Iterable[int], language: str) -> dict[int, StatementText]:
    """The text of each statement in a language, else as it was written."""
    found: dict[int, StatementText] = {}
    for text in StatementText.objects.filter(statement__in=list(statements)).order_by("original", "language"):
        kept = found.get(text.statement_id)
        if kept is None or text.language == language or (text.original and kept.language != language):
            found[text.statement_id] = text
    return found


def own_votes(participant: Participant, language: str) -> list[OwnVote]:
    """The answers of one participant, in the order in which statements opened: it tells nothing about them."""
    votes = list(
        Vote.objects.filter(participant=participant)
        .select_related("statement")
        .order_by("statement__rank", "statement")
    )
    texts = texts_of((vote.statement_id for vote in votes), language)
    return [
        OwnVote(
            statement=str(vote.statement_id),
            text=texts[vote.statement_id],
            organisers=vote.statement.origin == Origin.ORGANISERS,
            changeable=vote.statement.stage == Stage.SHOWN,
            value=vote.value,
            matters=vote.matters,
        )
        for vote in votes
        if vote.statement_id in texts
    ]


def reportable(consultation: Consultation, key: int) -> Statement:
    """A statement that people can see here; anything else does not exist for them."""
    found = consultation.statements.filter(pk=key, stage=Stage.SHOWN).first()
    if found is None:
        raise NotFound
    return found
