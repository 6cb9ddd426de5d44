"""The ledger only grows, on both databases, whoever asks and however many at once."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from detente.web.ledger import queries
from detente.web.ledger.actions import digest_of, record
from detente.web.ledger.models import Entry
from detente.web.people.models import User
from tests.cli.running import python
from tests.web.ledger.appending import EACH, WRITERS, append_at_once


@pytest.fixture
def three(convener: User) -> list[Entry]:
    with transaction.atomic():
        return [
            record("test.done", actor=convener, dialogue=uuid4(), subject="thing:1", details={"n": 1, "name": "Река"}),
            record("test.done", actor=None, details={"list": (1, 2.0, None), "нет": {"b": True, "a": ""}}),
            record("test.done", actor=convener),
        ]


def test_what_is_read_back_has_the_digest_that_was_written(three: list[Entry]) -> None:
    assert queries.verdict().holds
    for entry in three:
        assert digest_of(Entry.objects.get(pk=entry.pk)) == entry.digest
    assert [entry.sequence for entry in three] == [1, 2, 3]
    assert [entry.actor for entry in three] == ["Clara", "clock", "Clara"]


def test_a_line_outside_a_transaction_is_a_fault(transactional_db: None) -> None:
    with pytest.raises(RuntimeError, match="in the transaction"):
        record("test.done", actor=None)


def test_an_act_that_fails_leaves_no_line(convener: User) -> None:
    class Broken(Exception):
        pass

    def act() -> None:
        with transaction.atomic():
            record("test.done", actor=convener)
            raise Broken

    with pytest.raises(Broken):
        act()
    assert not Entry.objects.exists()


FORBIDDEN = [
    "UPDATE ledger_entry SET actor = 'Mallory' WHERE sequence = 1",
    "UPDATE ledger_entry SET digest = digest",
    "DELETE FROM ledger_entry WHERE sequence = 3",
    "DELETE FROM ledger_entry",
    "INSERT INTO ledger_entry SELECT sequence + 5, at, actor, actor_key, action, dialogue, subject, details, previous, "
    "'x' FROM ledger_entry WHERE sequence = 3",
]


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_the_database_itself_refuses(three: list[Entry], statement: str) -> None:
    before = list(queries.chain())
    with pytest.raises(DatabaseError, match="only grows"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert list(queries.chain()) == before


@pytest.mark.parametrize(
    ("vendor", "statement"),
    [
        ("postgresql", "TRUNCATE ledger_entry"),
        # Deletes the old row without firing a trigger on DELETE.
        ("sqlite", "INSERT OR REPLACE INTO ledger_entry SELECT sequence, at, 'Mallory', actor_key, action, dialogue, "
         "subject, details, previous, digest FROM ledger_entry WHERE sequence = 1"),
    ],
)  # fmt: skip
def test_each_database_refuses_its_own_way_around(three: list[Entry], vendor: str, statement: str) -> None:
    if connection.vendor != vendor:
        pytest.skip(f"a statement of {vendor}")
    with pytest.raises(DatabaseError, match="only grows"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert Entry.objects.count() == 3


def test_a_hand_that_gets_past_the_trigger_is_found_by_the_chain(three: list[Entry]) -> None:
    off, on = (
        ("DROP TRIGGER ledger_entry_no_update", None)
        if connection.vendor == "sqlite"
        else ("ALTER TABLE ledger_entry DISABLE TRIGGER USER", "ALTER TABLE ledger_entry ENABLE TRIGGER USER")
    )
    with connection.cursor() as cursor:
        cursor.execute(off)
        cursor.execute("UPDATE ledger_entry SET actor = 'Mallory' WHERE sequence = 2")
        if on:
            cursor.execute(on)
    fault = queries.verdict().fault
    assert fault is not None
    assert (fault.code, fault.sequence) == ("digest", 2)


@pytest.mark.django_db(transaction=True)
def test_many_at_once_make_one_chain(tmp_path: Path) -> None:
    if connection.vendor == "sqlite":  # in memory, as the tests have it, it has one connection
        done = python(Path(__file__).with_name("appending.py"), DETENTE_DATA=str(tmp_path))
        assert done.returncode == 0, done.stderr
        assert done.stdout == f"True {WRITERS * EACH}"
    else:
        append_at_once()
        verdict = queries.verdict()
        assert (verdict.holds, verdict.entries) == (True, WRITERS * EACH)
