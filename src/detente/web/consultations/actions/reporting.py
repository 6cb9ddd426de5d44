"""Asking the moderators to look at a statement again."""

from __future__ import annotations

from django.db import transaction

from detente.web.consultations.models import Participant, Reason, Report, Statement

__all__ = ["report"]


@transaction.atomic
def report(*, participant: Participant, statement: Statement, reason: Reason) -> None:
    """Keep one report of one person on one statement; the last reason counts, repeats are harmless.

    There is no ledger line: it is the act of a participant.
    """
    Report.objects.update_or_create(participant=participant, statement=statement, defaults={"reason": reason})
