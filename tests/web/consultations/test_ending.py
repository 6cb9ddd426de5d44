"""On the announced day rows of participants are gone, from the database and from its files."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from detente.web.consultations.actions import ending
from detente.web.consultations.actions.ending import erase_due, settle_ended
from detente.web.consultations.models import (
    Code,
    Consultation,
    Participant,
    Phase,
    Reason,
    Report,
    Serve,
    Stage,
    Statement,
    StatementText,
    Vote,
)
from detente.web.core.clock import today
from detente.web.ledger.models import Entry
from tests.web.conftest import add_statement
from tests.web.consultations.settling import settled

SHOWN = "Statement number 1 about the river."
NEVER_SHOWN = "A sentence that the moderators refused: zebra crossing."

pytestmark = pytest.mark.django_db(transaction=True)


def filled(consultation: Consultation, people: int) -> list[bytes]:
    """People with a vote, a serve, a report, a code and a refused statement each; what must not be found later."""
    secrets: list[bytes] = []
    statement = consultation.statements.first()
    assert statement is not None
    side = consultation.dialogue.sides.first()
    assert side is not None
    for _ in range(people):
        token, code, receipt = (os.urandom(32) for _ in range(3))
        person = Participant.objects.create(consultation=consultation, side=side, token=token, own=os.urandom(284))
        Vote.objects.create(participant=person, statement=statement, value="agree")
        Serve.objects.create(participant=person, statement=statement, slot="balanced", chance=3)
        Report.objects.create(participant=person, statement=statement, reason="abuse")
        Code.objects.create(digest=code, consultation=consultation, side=side, used=True)
        add_statement(
            consultation, NEVER_SHOWN, stage=Stage.REFUSED, reason=Reason.OFF_TOPIC, author=person, receipt=receipt
        )
        secrets += [token, code, receipt, bytes(person.own), NEVER_SHOWN.encode()]
    return secrets


def rows_of(consultation: Consultation) -> int:
    people = Participant.objects.filter(consultation=consultation)
    found = [people, Code.objects.filter(consultation=consultation)]
    found += [model.objects.filter(participant__in=people.values("pk")) for model in (Vote, Serve, Report)]
    return sum(rows.count() for rows in found)


def test_on_the_day_everything_of_participants_is_destroyed_once(
    make_consultation: Callable[..., Consultation],
) -> None:
    over = make_consultation(phase=Phase.CLOSED, erases_on=today())
    later = make_consultation(phase=Phase.CLOSED, erases_on=today() + timedelta(days=1))
    filled(over, 12)
    filled(later, 3)
    erase_due()
    over.refresh_from_db()
    assert over.phase == Phase.ERASED
    assert rows_of(over) == 0
    assert rows_of(later) == 15
    kept = Statement.objects.filter(consultation=over)
    assert kept.filter(stage=Stage.SHOWN).count() == 12
    assert kept.filter(stage=Stage.REFUSED, reason=Reason.OFF_TOPIC).count() == 12  # the public log of refusals
    assert not kept.exclude(author=None, receipt=None).exists()
    texts = StatementText.objects.filter(statement__consultation=over).values_list("text", flat=True)
    assert SHOWN in texts
    assert NEVER_SHOWN not in texts
    (entry,) = Entry.objects.filter(action="consultation.erased")
    assert entry.actor == "clock"
    assert entry.details == {"participants": 12, "votes": 12}
    erase_due()
    assert Entry.objects.filter(action="consultation.erased").count() == 1


def test_the_ledger_tells_no_count_below_ten(make_consultation: Callable[..., Consultation]) -> None:
    filled(make_consultation(phase=Phase.CLOSED, erases_on=today()), 9)
    erase_due()
    assert Entry.objects.get(action="consultation.erased").details == {"participants": None, "votes": None}


def test_an_open_one_is_erased_too_when_its_day_has_come(make_consultation: Callable[..., Consultation]) -> None:
    """A site that stood still over both days does not open with rows that were promised to be gone."""
    late = make_consultation(closes_on=today() - timedelta(days=20), erases_on=today() - timedelta(days=1))
    filled(late, 2)
    erase_due()
    assert rows_of(late) == 0


def test_after_the_end_tables_are_rewritten_once_and_copies_go_with_the_rows(
    make_consultation: Callable[..., Consultation], tmp_path: Path, settings: Settings
) -> None:
    (tmp_path / "backups").mkdir()
    copy = tmp_path / "backups" / "before-1.0-2026-01-01.sqlite3"
    copy.write_bytes(b"")
    settings.CONFIG = replace(settings.CONFIG, data=tmp_path)
    over = make_consultation(phase=Phase.CLOSED)
    filled(over, 3)
    assert settled(over)
    assert copy.exists()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT participant_id FROM consultations_vote ORDER BY ctid")
            order = [row[0] for row in cursor.fetchall()]
            cursor.execute("SELECT count(DISTINCT xmin::text) FROM consultations_vote")
            assert cursor.fetchone() == (1,)
        assert order == sorted(order)
    Consultation.objects.update(erases_on=today())
    erase_due()
    over.refresh_from_db()
    assert not over.settled
    assert settled(over)
    assert not copy.exists()


def test_nothing_counts_as_settled_while_postgresql_keeps_old_rows_for_a_reader(
    make_consultation: Callable[..., Consultation],
) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite reads from its log: test_every_tick_empties_the_log_that_knows_the_order")
    over = make_consultation(phase=Phase.CLOSED, erases_on=today())
    filled(over, 3)
    reader = connection.copy()
    try:
        reader.set_autocommit(False)
        with reader.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            cursor.execute("SELECT 1")  # a snapshot, and no lock that CLUSTER would wait for
        erase_due()
        settle_ended()
        over.refresh_from_db()
        assert not over.settled
    finally:
        reader.close()
    assert settled(over)


def test_once_a_day_rows_of_an_open_one_are_laid_anew(make_consultation: Callable[..., Consultation]) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("on SQLite the tables lie in key order from the first row on")
    consultation = make_consultation(phase=Phase.OPEN)
    filled(consultation, 12)
    ending._mixed_on.clear()
    ending.mix_each_day()
    with connection.cursor() as cursor:
        cursor.execute("SELECT participant_id, xmin::text FROM consultations_vote ORDER BY ctid")
        rows = cursor.fetchall()
    assert len(rows) == 12
    assert [row[0] for row in rows] == sorted(row[0] for row in rows)
    assert len({row[1] for row in rows}) == 1
    with CaptureQueriesContext(connection) as second:
        ending.mix_each_day()
    assert not second.captured_queries


def test_no_byte_of_what_was_destroyed_is_left_in_the_files(tmp_path: Path) -> None:
    """The real settings, a file on the disk, and the bytes of the folder before and after."""
    if connection.vendor != "sqlite":
        pytest.skip("looks into SQLite's files; PostgreSQL's are rewritten by the same step (CLUSTER)")
    from tests.cli.running import python

    script = Path(__file__).with_name("erasing_script.py")
    done = python(script, DETENTE_DATA=str(tmp_path))
    assert done.returncode == 0, done.stderr
    secrets = [bytes.fromhex(line) for line in done.stdout.split()]
    assert len(secrets) == 60

    def hits() -> int:
        content = b"".join(path.read_bytes() for path in tmp_path.glob("detente.sqlite3*"))
        return sum(secret in content for secret in secrets)

    assert hits() == 0
    with closing(sqlite3.connect(tmp_path / "detente.sqlite3")) as database:
        assert database.execute("SELECT phase, settled FROM consultations_consultation").fetchall() == [("erased", 1)]


LOGGED = """
import os, sqlite3, django
os.environ["DJANGO_SETTINGS_MODULE"] = "detente.web.settings"
django.setup()
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from detente.web.consultations.tasks import TASKS
from detente.web.dialogues.models import Dialogue
from detente.web.operation.worker import tick
call_command("migrate", verbosity=0)
log = settings.CONFIG.data / "detente.sqlite3-wal"
def write(): Dialogue.objects.create(name={"en": "CANARY"}, languages=["en"])
def found(): return b"CANARY" in log.read_bytes()
write()
print(found(), tick(TASKS), found(), log.stat().st_size)
reader = sqlite3.connect(settings.CONFIG.data / "detente.sqlite3", isolation_level=None)
reader.execute("BEGIN"); reader.execute("SELECT count(*) FROM dialogues_dialogue").fetchone()
write()
print(tick(TASKS), found())
reader.execute("ROLLBACK")
print(tick(TASKS), found(), connection.cursor().execute("PRAGMA busy_timeout").fetchone()[0])
"""


def test_every_tick_empties_the_log_that_knows_the_order(tmp_path: Path) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("SQLite's log; PostgreSQL's is the administrator's (docs: how-to/postgresql)")
    from tests.cli.running import python

    done = python("-c", LOGGED, DETENTE_DATA=str(tmp_path))
    assert done.returncode == 0, done.stderr
    emptied, read_just_then, afterwards = done.stdout.splitlines()
    assert emptied == "True 0 False 0"
    assert read_just_then == "0 True"  # and no task failed
    assert afterwards == "0 False 20000"


def test_somebody_who_reads_puts_the_rewriting_off(
    make_consultation: Callable[..., Consultation], monkeypatch: pytest.MonkeyPatch
) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("SQLite's log can only be emptied while nobody reads")
    over = make_consultation(phase=Phase.CLOSED)
    monkeypatch.setattr("detente.web.consultations.actions.ending._vacuum", lambda: False)
    settle_ended()
    over.refresh_from_db()
    assert not over.settled
    monkeypatch.undo()
    settle_ended()
    over.refresh_from_db()
    assert over.settled
