"""What dates bring about: accepted statements appear, and undecided ones are shown in the end.

The worker calls these at every tick. They look at days only, so that a second call on the same day does nothing.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from detente.web.consultations.actions.moderating import digest_of_text, drop_author
from detente.web.consultations.models import Consultation, Participant, Phase, Stage, Statement
from detente.web.consultations.queries.moderating import SHOWN_AFTER
from detente.web.core.clock import today
from detente.web.dialogues.models import Standing
from detente.web.ledger.actions import record

__all__ = ["show_accepted", "show_batches", "show_undecided"]


def show_batches() -> None:
    """Every open consultation's batch of the day. Nothing appears while the dialogue is suspended or closed.

    Once a consultation is over nothing is decided any more, so that what still waits loses its author there, and with
    it the author's count of what waits: one person with a count and one statement without an author would be a pair.
    """
    for consultation in Consultation.objects.filter(phase=Phase.OPEN, dialogue__standing=Standing.ACTIVE):
        show_accepted(consultation=consultation)
        show_undecided(consultation=consultation)
    over = (Phase.CLOSED, Phase.ERASED)
    left = Statement.objects.filter(consultation__phase__in=over, author__isnull=False)
    counted = Participant.objects.filter(consultation__phase__in=over, waiting__gt=0)
    if left.exists() or counted.exists():
        with transaction.atomic():
            left.update(author=None)
            counted.update(waiting=0)


@transaction.atomic
def show_accepted(*, consultation: Consultation) -> int:
    """Show what was accepted on an earlier day; returns how many. Their places come later, by lot within the batch."""
    shown = consultation.statements.filter(stage=Stage.ACCEPTED, decided_on__lt=today()).update(
        stage=Stage.SHOWN, shown_on=today(), rank=None
    )
    if shown:
        record(
            "statements.shown",
            actor=None,
            dialogue=consultation.dialogue_id,
            subject=f"consultation:{consultation.pk}",
            details={"consultation": str(consultation.pk), "statements": shown},
        )
    return shown


@transaction.atomic
def show_undecided(*, consultation: Consultation) -> int:
    """Show what nobody decided about by the end of the fourth day; returns how many."""
    waited = consultation.statements.select_for_update().filter(
        stage=Stage.WAITING, submitted_on__lt=today() - timedelta(days=SHOWN_AFTER)
    )
    late = list(waited.order_by("pk"))
    for statement in late:
        drop_author(statement)
        statement.stage, statement.shown_on, statement.by_clock = Stage.SHOWN, today(), True
        statement.save(update_fields=["author", "stage", "shown_on", "by_clock"])
        record(
            "statement.shown_by_clock",
            actor=None,
            dialogue=consultation.dialogue_id,
            subject=f"statement:{statement.pk}",
            details={
                "consultation": str(consultation.pk),
                "text": digest_of_text(statement),
                "origin": statement.origin,
            },
        )
    return len(late)
