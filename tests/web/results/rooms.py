"""People in bulk: rows as voting leaves them."""

from __future__ import annotations

from datetime import timedelta

import numpy as np

from detente.web.consultations import cookies, sealed
from detente.web.consultations.models import Consultation, Participant, Serve, Stage, Vote
from detente.web.core.clock import today

__all__ = ["fill"]

VALUES = ("disagree", "pass", "agree")


def fill(
    consultation: Consultation,
    people: tuple[int, ...],
    *,
    undeclared: int = 0,
    votes: int | None = None,
    seed: int = 0,
    days: int = 1,
) -> list[Participant]:
    """Add people to each side (and some without one), who are offered `votes` statements each and answer them all."""
    rng = np.random.default_rng(seed)
    sides = list(consultation.dialogue.sides.order_by("position"))
    keys = list(
        consultation.statements.filter(stage__in=(Stage.SHOWN, Stage.RETIRED))
        .order_by("rank")
        .values_list("pk", flat=True)
    )
    strata = [k for k, n in enumerate(people) for _ in range(n)] + [-1] * undeclared
    made = []
    for stratum in strata:
        cookie = cookies.fresh()
        made.append(
            Participant(
                consultation=consultation,
                side=sides[stratum] if stratum >= 0 else None,
                token=cookies.token_of(consultation, cookie),
                joined_on=today() - timedelta(days=int(rng.integers(days))),
                own=sealed.empty(cookie),
            )
        )
    Participant.objects.bulk_create(made)
    serves, answers = [], []
    for person, stratum in zip(made, strata, strict=True):
        for at in rng.permutation(len(keys))[:votes].tolist():
            likes = 0.9 if at % 3 == 0 else 0.85 if (stratum == 0) == (at % 3 == 1) else 0.15
            value = VALUES[1] if rng.random() < 0.1 else VALUES[2 if rng.random() < likes else 0]
            serves.append(Serve(participant=person, statement_id=keys[at], slot="balanced", chance=2))
            answers.append(Vote(participant=person, statement_id=keys[at], value=value))
    Serve.objects.bulk_create(serves, batch_size=2000)
    Vote.objects.bulk_create(answers, batch_size=2000)
    return made
