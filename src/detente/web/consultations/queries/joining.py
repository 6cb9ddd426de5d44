"""What can be read about joining."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q

from detente.web.consultations.models import Consultation, Participant
from detente.web.dialogues.models import Side

__all__ = ["LEAST", "SideCodes", "code_counts", "side_can_change"]

LEAST = 10
"""Under ten nothing is said; above, the used ones are counted in tens, so that no number moves for one person."""


@dataclass(frozen=True)
class SideCodes:
    """Codes of one side: how many were made, and at least how many were used. None under ten."""

    side: Side
    issued: int | None
    used: int | None


def code_counts(consultation: Consultation) -> list[SideCodes]:
    """Count the codes of each side, as the public may know it."""
    used_of = Count("pk", filter=Q(used=True))
    rows = consultation.codes.order_by().values_list("side_id").annotate(issued=Count("pk"), used=used_of)
    found = {side: (issued, used) for side, issued, used in rows}
    counts = []
    for side in consultation.dialogue.sides.all():
        issued, used = found.get(side.pk, (0, 0))
        counts.append(SideCodes(side, issued if issued >= LEAST else None, used // LEAST * LEAST or None))
    return counts


def side_can_change(participant: Participant) -> bool:
    """Whether this person has not voted yet."""
    return not participant.votes.exists()
