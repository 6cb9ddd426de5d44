from __future__ import annotations

from collections.abc import Callable

import pytest

from detente.web.agenda import actions
from detente.web.agenda.models import Basis, Item
from detente.web.consultations.models import Consultation
from detente.web.people.models import User
from tests.web.agenda.publics import publish


@pytest.fixture
def published(make_consultation: Callable[..., Consultation]) -> Consultation:
    """A consultation with results: statement 0 is common ground, 1 divides the sides, the others by lot."""
    made = make_consultation()
    publish(made)
    return made


@pytest.fixture
def item(published: Consultation, convener: User) -> Item:
    return actions.pin(
        actor=convener,
        consultation=published,
        statement=published.statements.get(rank=0),
        basis=Basis.COMMON_GROUND,
        why={"en": "Both towns say so."},
    )
