"""AC7 (anonymity.md section 10) for the API: nothing of a participant's row occurs in any answer."""

from __future__ import annotations

import base64
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection

from detente.web.consultations.models import Participant
from detente.web.results.models import ReleaseMemory
from tests.web.api.conftest import Published
from tests.web.api.test_api import every_address

Ask = Callable[..., Any]

PRIVATE = (
    "consultations_participant",
    "consultations_vote",
    "consultations_serve",
    "consultations_report",
    "consultations_code",
    "consultations_usedsolution",
    "results_releasememory",
    "people_user",
)
"""Tables in which people leave rows, and those of people with a log-in."""

SHORTEST = 7
"""Shorter values ("agree", a day, a count) say nothing of whose row they are from."""


def rows(tables: set[str]) -> Iterator[Any]:
    """Every value of every row of these tables."""
    with connection.cursor() as cursor:
        for table in sorted(tables):
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                yield from row


def spellings(value: Any) -> set[str]:
    """How a value could stand in an answer."""
    if isinstance(value, bytes | memoryview):
        raw = bytes(value)
        return {raw.hex(), base64.b64encode(raw).decode(), base64.urlsafe_b64encode(raw).decode().rstrip("=")}
    if isinstance(value, int) and abs(value) >= 2**31:
        return {str(value), f"{value:x}"}
    if isinstance(value, uuid.UUID) or (isinstance(value, str) and len(value) == 32):
        key = value if isinstance(value, uuid.UUID) else None
        if key is None and set(str(value)) <= set("0123456789abcdef"):
            key = uuid.UUID(str(value))
        return {str(value)} if key is None else {str(key), key.hex}
    return {value} if isinstance(value, str) and len(value) >= SHORTEST else set()


def tables() -> set[str]:
    with connection.cursor() as cursor:
        return set(connection.introspection.table_names(cursor))


PUBLIC_WORDS = frozenset({"disagree", "balanced", "moderator", "convener"})


def private_values() -> set[str]:
    """What stands in private rows and in no public one."""
    found = {spelling for value in rows(set(PRIVATE)) for spelling in spellings(value)}
    days = {spelling for spelling in found if len(spelling) == 10 and spelling[4] == spelling[7] == "-"}
    elsewhere = {spelling for value in rows(tables() - set(PRIVATE)) for spelling in spellings(value)}
    # The author of a statement stands in its row until the decision, which makes nobody's key public.
    people = {str(key) for key in Participant.objects.values_list("pk", flat=True)}
    return found - elsewhere - days - PUBLIC_WORDS | people


@pytest.fixture
def remembered(published: Published) -> Published:
    """The same, with a participant who wrote, and a release memory."""
    person = Participant.objects.order_by("pk")[0]
    statement = published.consultation.statements.order_by("pk")[0]
    statement.author, statement.receipt, statement.plea = person, b"r" * 32, "please look again"
    statement.save()
    ReleaseMemory.objects.create(consultation=published.consultation, state=b"private state of release", waiting={})
    return published


def test_no_value_of_a_participant_is_in_any_answer(ask: Ask, remembered: Published) -> None:
    assert set(PRIVATE) <= tables()
    values = private_values()
    # Every participant's key, token and sealed list is looked for.
    assert len(values) > 3 * Participant.objects.count() >= 240
    values |= {"please look again", (b"r" * 32).hex()}
    values -= {str(key) for key in remembered.snapshot.statements}
    answers = [(path, ask(address).content.decode()) for path, address, _schema in every_address(ask, remembered)]
    assert len(answers) > 10
    for path, text in answers:
        assert not [value for value in values if value in text], path


def test_a_value_that_leaks_is_found(ask: Ask, remembered: Published) -> None:
    person = Participant.objects.order_by("pk")[0]
    snapshot = remembered.snapshot
    snapshot.about = {"joined": [str(person.pk)]}
    snapshot.save()
    text = ask(f"/consultations/{remembered.consultation.pk}/snapshots/{snapshot.pk}").content.decode()
    assert [value for value in private_values() if value in text] == [str(person.pk)]
