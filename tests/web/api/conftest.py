"""A consultation with votes of two sides, published once, and an item of the agenda with answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from django.test import Client

from detente.opinion import codec
from detente.opinion.disclosure import release
from detente.opinion.votes import Sides, VoteMatrix
from detente.web.agenda.models import Basis, Item
from detente.web.answers.models import Answer, Kind, Outcome
from detente.web.consultations import sealed
from detente.web.consultations.models import VALUES, Consultation, Participant, Stage, Vote
from detente.web.core.clock import today
from detente.web.core.keys import keyed_digest
from detente.web.results.models import MapSnapshot
from tests.web.conftest import add_statement

PEOPLE = 40
"""On each side."""


@dataclass
class Published:
    """What was made."""

    consultation: Consultation
    snapshot: MapSnapshot
    item: Item


def vote(consultation: Consultation) -> tuple[VoteMatrix, Sides, list[int]]:
    """Let people of two sides answer, most of them everything."""
    rng = np.random.default_rng(5)
    statements = list(consultation.statements.filter(stage=Stage.SHOWN).order_by("pk"))
    sides = list(consultation.dialogue.sides.all())
    people, votes, declared, triples = [], [], [], []
    for number in range(2 * PEOPLE):
        secret = rng.bytes(32)
        side = number % 2
        people.append(
            Participant(
                consultation=consultation,
                side=sides[side],
                token=keyed_digest("test", secret),
                own=sealed.empty(secret),
            )
        )
        declared.append(side)
        for place, statement in enumerate(statements):
            # Nobody but the first few answers the last statement, so that one cell is withheld.
            if rng.random() < (0.08 if place == len(statements) - 1 else 0.9):
                likes = 0.8 if (place + side) % 2 or place % 3 == 0 else 0.2
                value = "agree" if rng.random() < likes else "disagree" if rng.random() < 0.8 else "pass"
                votes.append(Vote(participant=people[-1], statement=statement, value=value))
                triples.append((number, place, {"agree": 1, "disagree": -1, "pass": 0}[value]))
    assert {made.value for made in votes} == set(VALUES)
    Participant.objects.bulk_create(people)
    Vote.objects.bulk_create(votes)
    matrix = VoteMatrix.from_triples(*zip(*triples, strict=True), n_statements=len(statements))
    return matrix, Sides(tuple(side.name["en"] for side in sides), np.array(declared)), [s.pk for s in statements]


@pytest.fixture
def published(make_consultation: Callable[..., Consultation]) -> Published:
    consultation = make_consultation(statements=8)
    matrix, sides, keys = vote(consultation)
    made = release(None, matrix, sides=sides)
    assert made.published is not None
    plain = codec.to_plain(made.published)
    snapshot = MapSnapshot.objects.create(
        consultation=consultation,
        number=1,
        made_on=today(),
        full=True,
        engine=made.published.engine.version,
        parameters={"floor": 10},
        digest="ab" * 32,
        published=plain,
        statements=[str(key) for key in keys],
        about={},
    )
    add_statement(consultation, "Nobody has voted on this one yet.", rank=90)
    item = Item.objects.create(
        dialogue=consultation.dialogue,
        statement_id=keys[0],
        snapshot=snapshot,
        basis=Basis.COMMON_GROUND,
        why={"en": "Both sides agree."},
        position=0,
        pinned_on=today() - timedelta(days=3),
    )
    side = consultation.dialogue.sides.get(position=0)
    for revision, kind in ((1, Kind.WILL_DISCUSS), (2, Kind.WILL_DO)):
        answer = Answer.objects.create(
            item=item,
            side=side,
            revision=revision,
            kind=kind,
            reason={"en": "It can be done."},
            office="Harbour master",
            source="Minutes",
            given_on=today(),
            **entered(Answer),
        )
    Outcome.objects.create(answer=answer, done=True, evidence="It runs.", seen_on=today(), **entered(Outcome))
    return Published(consultation, snapshot, item)


def entered(model: Any) -> dict[str, Any]:
    """What a row must say of who entered it, as far as its table asks."""
    known = {"recorded_on": today(), "recorded_by": "Clara", "revision": 1}
    names = {field.name for field in model._meta.fields}
    return {
        name: value for name, value in known.items() if name in names and not (model is Answer and name == "revision")
    }


@pytest.fixture
def ask(visitor: Callable[[], Client]) -> Callable[..., Any]:
    """Ask the API as a program does: no Fetch metadata, no Accept."""

    def get(path: str, **headers: str) -> Any:
        return Client(headers=headers or None).get(f"/api/v1{path}")

    return get
