"""What a convener reads about a consultation that runs: nothing finer than everybody may know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Min, Q

from detente.web.consultations.models import Consultation, Origin, Phase, Stage
from detente.web.consultations.queries.moderating import CONVENER_AFTER, SHOWN_AFTER
from detente.web.core.clock import today
from detente.web.people.models import Role, User

__all__ = ["Backlog", "State", "backlog", "moderators_to_add", "state", "statements_by_stage"]


@dataclass(frozen=True)
class Backlog:
    """What waits for a decision, and until when.

    Attributes
    ----------
    moderators, convener : int
        Statements whose decision is the moderators', and those that have come to the convener.
    convener_on, shown_on : date or None
        The day on which the oldest of each kind passes on: to the convener, or into the open.
    appeals, reported : int
        Appeals, and shown statements that somebody reported.
    """

    moderators: int
    convener: int
    convener_on: date | None
    shown_on: date | None
    appeals: int
    reported: int


@dataclass(frozen=True)
class State:
    """Where a consultation stands in time."""

    days_left: int | None
    days_until_erasure: int | None


def state(consultation: Consultation) -> State:
    """Days until the last day and until the destruction of rows."""
    running = consultation.phase == Phase.OPEN and consultation.closes_on
    kept = consultation.phase != Phase.ERASED and consultation.erases_on
    return State(
        days_left=(consultation.closes_on - today()).days if running and consultation.closes_on else None,
        days_until_erasure=(consultation.erases_on - today()).days if kept and consultation.erases_on else None,
    )


def statements_by_stage(consultation: Consultation) -> list[tuple[str, int, int]]:
    """For each stage that has any: its name, how many of the organisers, how many of the publics."""
    rows = (
        consultation.statements.order_by()
        .values_list("stage")
        .annotate(
            organisers=Count("pk", filter=Q(origin=Origin.ORGANISERS)),
            publics=Count("pk", filter=Q(origin=Origin.PUBLIC)),
        )
    )
    found = {stage: (organisers, publics) for stage, organisers, publics in rows}
    return [(str(stage.label), *found[stage.value]) for stage in Stage if stage.value in found]


def backlog(consultation: Consultation) -> Backlog:
    """What waits, with the clock of the oldest."""
    bar = today() - timedelta(days=CONVENER_AFTER)
    waiting = consultation.statements.filter(stage=Stage.WAITING)
    counted = waiting.aggregate(
        fresh=Count("pk", filter=Q(submitted_on__gte=bar)),
        late=Count("pk", filter=Q(submitted_on__lt=bar)),
        oldest_fresh=Min("submitted_on", filter=Q(submitted_on__gte=bar)),
        oldest_late=Min("submitted_on", filter=Q(submitted_on__lt=bar)),
    )
    fresh, late = counted["oldest_fresh"], counted["oldest_late"]
    return Backlog(
        moderators=counted["fresh"],
        convener=counted["late"],
        convener_on=fresh + timedelta(days=CONVENER_AFTER + 1) if fresh else None,
        shown_on=late + timedelta(days=SHOWN_AFTER + 1) if late else None,
        appeals=consultation.statements.filter(appeal="asked").count(),
        reported=consultation.statements.filter(stage=Stage.SHOWN, reports__isnull=False).distinct().count(),
    )


def moderators_to_add(consultation: Consultation) -> list[User]:
    """Moderators of the site who do not decide here yet."""
    return list(
        User.objects.filter(role=Role.MODERATOR, is_active=True)
        .exclude(pk__in=consultation.moderators.values("user"))
        .order_by("name", "id")
    )
