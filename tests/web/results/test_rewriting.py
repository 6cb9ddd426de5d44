"""After an erasure no page of the table of release memories holds what was in it."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest
from django.db import connection

from detente.web.consultations.actions import ending
from detente.web.consultations.models import Consultation, Phase
from detente.web.core.clock import today
from detente.web.results.actions import forget_memory
from detente.web.results.models import ReleaseMemory
from tests.web.consultations.settling import settled

pytestmark = pytest.mark.django_db(transaction=True)


def set_aside() -> int:
    """PostgreSQL: bytes of the file that holds the large values of the table, deleted ones among them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_relation_size(reltoastrelid) FROM pg_class WHERE relname = %s", [ReleaseMemory._meta.db_table]
        )
        return int(cursor.fetchone()[0])


def test_what_releases_remembered_leaves_no_page(make_consultation: Callable[..., Consultation]) -> None:
    over = make_consultation(phase=Phase.CLOSED, erases_on=today())
    waiting = {"floor": 10, "sides": [], "anybody": False}
    ReleaseMemory.objects.create(consultation=over, state=os.urandom(100_000), waiting=waiting)
    ending.erase_due()
    forget_memory()
    over.refresh_from_db()
    assert not ReleaseMemory.objects.exists()
    assert not over.settled
    if connection.vendor == "postgresql":
        assert set_aside() >= 100_000
    assert settled(over)
    assert ReleaseMemory in ending.REWRITTEN
    if connection.vendor == "postgresql":
        assert set_aside() == 0
