"""Which statements people are offered: the open set, and the queue for it.

The rule and its reasons are in ``docs/algorithms/serving.md``.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Count

from detente.web.consultations import serving
from detente.web.consultations.models import Consultation, Origin, Phase, Stage, Statement, Vote
from detente.web.dialogues.models import Standing

__all__ = ["ENOUGH", "SMALLEST", "open_due_statements", "open_more", "size_at_start"]

ENOUGH = 10
"""Answers of each side after which a statement makes room for another; also the smallest cell that is published."""

SMALLEST = 8
"""The open set never starts smaller."""


def size_at_start(consultation: Consultation) -> int:
    """How many statements are open from the first day: as many as the expected votes can fill, ten a side."""
    expected = (consultation.expected_per_side or 0) * consultation.votes_a_visit
    return max(SMALLEST, expected // ENOUGH)


def open_more(*, consultation: Consultation) -> int:
    """Open what is due, by the queue; returns how many.

    The queue alternates between the organisers' statements and the publics', whatever their numbers, until one kind
    runs out; within a day's batch the lot decides. It is put in order anew each time, because a batch of the publics'
    takes every second place from then on; what is open stays open.
    """
    with transaction.atomic():
        held = Consultation.objects.select_for_update(no_key=True).filter(pk=consultation.pk, phase=Phase.OPEN).first()
        if held is None:
            return 0
        shown = list(held.statements.filter(stage=Stage.SHOWN))
        opened = sorted((s for s in shown if s.opened), key=lambda s: -1 if s.rank is None else s.rank)
        queue = _alternating([s for s in shown if not s.opened], after=opened[-1].origin if opened else None)
        if not queue:
            return 0
        first = 1 + max((s.rank for s in opened if s.rank is not None), default=-1)
        wanted = size_at_start(held) + _with_enough(held, opened)
        due = max(0, wanted - len(opened))
        changed = []
        for place, statement in enumerate(queue):
            before = (statement.rank, statement.opened)
            statement.rank, statement.opened = first + place, place < due
            if before != (statement.rank, statement.opened):
                changed.append(statement)
        Statement.objects.bulk_update(changed, ("rank", "opened"), batch_size=200)
        count = min(due, len(queue))
        if count:
            # No line in the ledger: its time and its place would tell, to the tick, when the tenth answer came.
            transaction.on_commit(lambda: serving.forget(held.pk))
        return count


def open_due_statements() -> None:
    """At the worker's tick: `open_more` for every consultation that takes votes."""
    for consultation in Consultation.objects.filter(phase=Phase.OPEN, dialogue__standing=Standing.ACTIVE):
        open_more(consultation=consultation)


def _alternating(waiting: Iterable[Statement], after: str | None) -> list[Statement]:
    """The queue: organisers', publics', organisers', ..., beginning with whose turn it is."""
    lot = secrets.SystemRandom().random
    # Those with a rank keep their order; then batch by batch, by lot.
    order = sorted(waiting, key=lambda s: (s.rank is None, s.rank or 0, s.shown_on or s.submitted_on, lot()))
    kinds = {origin: [s for s in order if s.origin == origin] for origin in Origin.values}
    turn = Origin.PUBLIC if after == Origin.ORGANISERS else Origin.ORGANISERS
    queue: list[Statement] = []
    while any(kinds.values()):
        if kinds[turn]:
            queue.append(kinds[turn].pop(0))
        turn = Origin.PUBLIC if turn == Origin.ORGANISERS else Origin.ORGANISERS
    return queue


def _with_enough(consultation: Consultation, opened: list[Statement]) -> int:
    """How many open statements have ten answers on every side; those who declared none are no side."""
    sides = set(consultation.dialogue.sides.values_list("pk", flat=True))
    full: dict[int, set[int]] = {}
    rows = (
        Vote.objects.filter(participant__consultation=consultation, participant__side__isnull=False)
        .order_by()
        .values_list("participant__side_id", "statement_id")
        .annotate(times=Count("*"))
    )
    for side, statement, times in rows:
        if times >= ENOUGH:
            full.setdefault(statement, set()).add(side)
    return sum(sides <= full.get(statement.pk, set()) for statement in opened)
