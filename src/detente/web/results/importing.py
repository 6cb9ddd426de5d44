"""A consultation that was held elsewhere, read by `detente.exchange`, becomes rows like any other.

What leads from a file to a row is dropped on the way in: ids, times and authors stay in the files, which are not kept.
Participants get fresh random keys, and rows are written in the order of these, so that their order says nothing. Nobody
can come back to an imported row: its token is no digest of any cookie, and its sealed list opens with no key.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from typing import Any

import numpy as np
import numpy.typing as npt
from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from detente.exchange import Conversation
from detente.web.consultations import sealed
from detente.web.consultations.models import (
    AGREE,
    DISAGREE,
    PASS,
    Consultation,
    Level,
    Origin,
    Participant,
    Phase,
    Stage,
    Statement,
    StatementText,
    Vote,
)
from detente.web.consultations.texts import normalised
from detente.web.core.clock import today
from detente.web.core.errors import Refused
from detente.web.core.keys import random_key
from detente.web.dialogues.models import Dialogue, Standing
from detente.web.dialogues.texts import tidy
from detente.web.ledger.actions import record
from detente.web.results.models import Import

__all__ = ["KEPT_DAYS", "DialogueClosed", "Imported", "NoQuestion", "NobodyVoted", "StatementTooLong", "import_polis"]

KEPT_DAYS = 30
"""Days until the imported rows are destroyed; whoever needs them longer has the files. Counts and statements stay."""

BATCH = 5_000
"""Rows that are in memory at once on their way in."""

_WORDS = {1: AGREE, 0: PASS, -1: DISAGREE}

IntArray = npt.NDArray[np.int64]


class DialogueClosed(Refused):
    """Nothing begins in a dialogue that was closed for good."""

    code = "results.dialogue_closed"
    status = 409
    sentence = _("This dialogue is closed for good, so nothing can be imported into it. Name another one.")


class NoQuestion(Refused):
    """A consultation has a question."""

    code = "results.no_question"
    sentence = _("The export does not say what was asked. Say it with --question.")


class NobodyVoted(Refused):
    """All votes are the organiser's."""

    code = "results.nobody_voted"
    sentence = _("Nobody but the organiser voted in this export, so there is nothing to import.")


class StatementTooLong(Refused):
    """A text that fits no page."""

    code = "results.statement_too_long"
    sentence = _(
        "comments.csv: statement %(id)s has %(length)s characters, and %(longest)s at most are taken. Reject it in "
        "Polis and export again."
    )


@dataclass(frozen=True)
class Imported:
    """What was written."""

    consultation: Consultation
    statements: int
    participants: int
    votes: int
    notes: tuple[str, ...]


def import_polis(
    *, dialogue: Dialogue, conversation: Conversation, language: str, question: str = "", source: str = ""
) -> Imported:
    """Write a conversation down as a closed consultation of one public without sides, marked imported.

    One transaction: all of it or nothing. The caller publishes afterwards (`results.actions.redraw`).

    Parameters
    ----------
    dialogue : Dialogue
        Where it belongs.
    conversation : Conversation
        As `exchange.read_polis` returns it: signs decided, rejected statements left out.
    language : str
        Code of the language in which it was held.
    question : str
        What was asked; by default the topic of the export.
    source : str
        Where it was held and under which licence the export is given, for the page; at most 120 characters.

    Raises
    ------
    DialogueClosed, NoQuestion, NobodyVoted, StatementTooLong
        Nothing was written.
    """
    asked = tidy(question or conversation.topic)
    if not asked:
        raise NoQuestion
    voted, person, column, value = _votes(conversation)
    notes = conversation.report.sentences()
    with transaction.atomic():
        held = Dialogue.objects.select_for_update(no_key=True).get(pk=dialogue.pk)
        if held.standing == Standing.CLOSED:
            raise DialogueClosed
        made = _consultation(held, asked, tidy(conversation.description), language)
        statements = _statements(made, conversation, language)
        participants = _participants(made, voted)
        _cast(participants[person], statements[column], value)
        Import.objects.create(consultation=made, source=source, notes=list(notes))
        record(
            "consultation.imported",
            actor=None,  # the command line; the sentence says so
            dialogue=held.pk,
            subject=f"consultation:{made.pk}",
            details={"source": source, "statements": len(statements), "generation": conversation.report.generation},
        )
    return Imported(made, len(statements), len(participants), len(value), notes)


def _votes(conversation: Conversation) -> tuple[int, IntArray, IntArray, npt.NDArray[np.int8]]:
    """How many people voted, and each vote as (person, statement, answer); the organiser's are left out."""
    votes = conversation.votes
    counts = ~np.isin(votes.participant, np.array(conversation.organisers, np.int64))
    people, person = np.unique(votes.participant[counts], return_inverse=True)
    if not len(people):
        raise NobodyVoted
    return len(people), person, votes.statement[counts].astype(np.int64), votes.vote[counts]


def _consultation(dialogue: Dialogue, question: str, about: str, language: str) -> Consultation:
    # The days on which it was held are not known, and would be finer than what is kept of it: it ends here today.
    return Consultation.objects.create(
        dialogue=dialogue,
        question={language: question},
        about={language: about} if about else {},
        languages=sorted(dialogue.languages, key=lambda code: code != language),
        phase=Phase.CLOSED,
        level=Level.OPEN,
        opens_on=None,
        closes_on=today(),
        erases_on=today() + timedelta(days=KEPT_DAYS),
    )


def _statements(consultation: Consultation, conversation: Conversation, language: str) -> IntArray:
    """Write the statements; their keys in the order of the votes' columns."""
    longest = StatementText._meta.get_field("text").max_length
    assert longest is not None  # the field has one
    rows, texts = [], []
    for leaf in conversation.statements:
        text = normalised(leaf.text) or "…"  # one that shows nothing was voted on all the same
        if len(text) > longest:
            raise StatementTooLong(id=leaf.id, length=len(text), longest=longest)
        rows.append(
            Statement(
                consultation=consultation,
                origin=Origin.ORGANISERS if leaf.by_organiser else Origin.PUBLIC,
                stage=Stage.SHOWN,
                submitted_on=today(),
                shown_on=today(),
            )
        )
        texts.append(StatementText(statement=rows[-1], language=language, text=text, original=True))
    Statement.objects.bulk_create(rows, batch_size=BATCH)
    StatementText.objects.bulk_create(texts, batch_size=BATCH)
    return np.array([row.pk for row in rows], np.int64)


def _participants(consultation: Consultation, count: int) -> IntArray:
    """Write people whom nobody can be; their keys."""
    keys = np.array([random_key() for _each in range(count)], np.int64)
    rows = (
        Participant(
            pk=int(key),
            consultation=consultation,
            side=None,
            token=secrets.token_bytes(32),
            joined_on=today(),
            own=sealed.empty(secrets.token_bytes(32)),
        )
        for key in np.sort(keys)
    )
    for batch in iter(lambda: list(islice(rows, BATCH)), []):
        Participant.objects.bulk_create(batch)
    return keys


def _cast(person: IntArray, statement: IntArray, value: npt.NDArray[np.int8]) -> None:
    """Write votes, in words, in the order of their keys: as the table lies, which is also the quickest way."""
    order = np.lexsort((statement, person))
    table = connection.ops.quote_name(Vote._meta.db_table)

    def rows(part: IntArray) -> Iterator[tuple[Any, ...]]:
        words = [_WORDS[answer] for answer in value[part].tolist()]
        return (
            (*keys, word, False)
            for *keys, word in zip(person[part].tolist(), statement[part].tolist(), words, strict=True)
        )

    into = f"{table} (participant_id, statement_id, value, matters)"
    with connection.cursor() as cursor:
        for start in range(0, len(order), BATCH):
            part = order[start : start + BATCH]
            if connection.vendor == "postgresql":
                with cursor.copy(f"COPY {into} FROM STDIN") as copy:
                    for row in rows(part):
                        copy.write_row(row)
            else:
                cursor.executemany(f"INSERT INTO {into} VALUES (%s, %s, %s, %s)", list(rows(part)))
