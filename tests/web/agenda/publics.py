"""Simulated voters of a consultation, and what is published of them."""

from __future__ import annotations

import numpy as np

from detente.web.consultations.models import AGREE, DISAGREE, PASS, Consultation, Participant, Serve, Vote
from detente.web.core.keys import keyed_digest, random_key
from detente.web.results.actions import redraw
from detente.web.results.models import MapSnapshot


def publish(consultation: Consultation, *, per_side: int = 25, seed: int = 7, ground: float = 0.9) -> MapSnapshot:
    """Let people of each side vote on everything, and publish.

    The first statement is common ground (`ground` of every side agree), the second divides the sides; the others are
    answered by lot, and each person leaves out a third of them.
    """
    rng = np.random.default_rng(seed)
    statements = list(consultation.statements.order_by("rank"))
    chance = np.random.default_rng(0).uniform(0.3, 0.7, len(statements))  # the same in every round
    people, serves, votes = [], [], []
    for place, side in enumerate(consultation.dialogue.sides.all()):
        chance[0], chance[1] = ground, 0.95 if place == 0 else 0.05
        for _ in range(per_side):
            key = random_key()
            token = keyed_digest("test", str(key))
            person = Participant(id=key, consultation=consultation, side=side, token=token, own=b"0")
            people.append(person)
            for statement, likely in zip(statements, chance, strict=True):
                if statement.rank > 1 and rng.random() < 0.33:
                    continue
                value = PASS if rng.random() < 0.05 else AGREE if rng.random() < likely else DISAGREE
                serves.append(Serve(participant=person, statement=statement, slot="uniform", chance=0))
                votes.append(Vote(participant=person, statement=statement, value=value))
    Participant.objects.bulk_create(people)
    Serve.objects.bulk_create(serves)
    Vote.objects.bulk_create(votes)
    made = redraw(consultation)
    assert made is not None
    return made
