"""``detente doctor``: each fault is found, named by a stable id, and comes with what to do."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.cli.running import Site, run, site


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site(tmp_path_factory.mktemp("doctor") / "demo", command="demo") as started:
        yield started


def data_of(running: Site) -> Path:
    return running.log.with_suffix("")


def findings(data: Path, code: int, **given: str) -> dict[str, dict[str, Any]]:
    done = run("doctor", "--data", data, "--json", "-", **given)
    assert (done.returncode, done.stderr) == (code, "")
    told = json.loads(done.stdout)
    schema = json.loads((Path(__file__).parents[2] / "docs/reference/doctor-1.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(told, schema)
    assert told["ok"] is (code == 0)
    found = {check["id"]: check for check in told["checks"]}
    assert all(check["remedy"] for check in found.values() if check["state"] != "ok")
    return found


@contextmanager
def changed(data: Path, *statements: str) -> Iterator[Path]:
    """A copy of the data folder whose database somebody has changed."""
    copy = data.parent / f"copy-of-{data.name}"
    copy.mkdir(mode=0o700)
    try:
        with (
            closing(sqlite3.connect(data / "detente.sqlite3")) as original,
            closing(sqlite3.connect(copy / "detente.sqlite3")) as database,
            database,
        ):
            original.backup(database)
            for statement in statements:
                database.execute(statement)
        (copy / "secret").touch(mode=0o600)
        (copy / "secret").write_bytes((data / "secret").read_bytes())
        yield copy
    finally:
        for path in copy.iterdir():
            path.unlink()
        copy.rmdir()


def test_a_site_that_runs_is_well(running: Site) -> None:
    found = findings(data_of(running), 0)
    assert found["worker.alive"]["state"] == "ok"
    assert {check["state"] for check in found.values()} <= {"ok", "note"}
    assert set(found) == {
        *("settings.read", "settings.origin", "data.folder", "data.secret", "data.space", "database.reachable"),
        *("database.version", "ledger.chain", "erasure.overdue", "erasure.rewritten", "clock.forward", "worker.alive"),
    }


def test_everything_that_is_wrong_is_named(running: Site) -> None:
    with changed(
        data_of(running),
        "UPDATE consultations_consultation SET erases_on = '2020-01-01' WHERE phase = 'closed'",
        "DROP TRIGGER IF EXISTS " + trigger(data_of(running), "update"),
        "UPDATE ledger_entry SET actor = 'Somebody else' WHERE sequence = 2",
        "UPDATE ledger_entry SET at = '2100-01-01 00:00:00' WHERE sequence = (SELECT max(sequence) FROM ledger_entry)",
    ) as copy:
        (copy / "secret").chmod(0o644)
        found = findings(copy, 1, DETENTE_ORIGIN="https://dialogue.example.org")
    wrong = {name for name, check in found.items() if check["state"] == "wrong"}
    assert wrong == {"data.secret", "settings.proxies", "ledger.chain", "erasure.overdue", "clock.forward"}
    assert found["data.secret"]["remedy"].startswith("chmod 600 ")
    assert found["worker.alive"]["state"] == "note"


def trigger(data: Path, about: str) -> str:
    with closing(sqlite3.connect(data / "detente.sqlite3")) as database:
        rows = database.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    return next(name for name, sql in rows if f"BEFORE {about.upper()}" in sql.upper())


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        (
            "INSERT INTO django_migrations (app, name, applied) VALUES ('ledger', '9999_later', '2030-01-01')",
            "newer than this program",
        ),
        ("DELETE FROM django_migrations WHERE app = 'mfa'", "older than this program"),
    ],
)
def test_tables_that_are_not_this_programs(running: Site, statement: str, says: str) -> None:
    with changed(data_of(running), statement) as copy:
        found = findings(copy, 1)
    assert found["database.version"]["state"] == "wrong"
    assert says in found["database.version"]["message"]
    assert "ledger.chain" not in found


def test_a_database_that_does_not_answer(running: Site, tmp_path: Path) -> None:
    url = f"postgresql://nobody:hush-hush@/none?host={tmp_path}"
    found = findings(data_of(running), 1, DETENTE_DATABASE_URL=url)
    assert found["database.reachable"]["state"] == "wrong"
    assert "hush-hush" not in json.dumps(found)


def test_no_data_folder_is_made_by_looking(tmp_path: Path) -> None:
    found = findings(tmp_path / "none", 1)
    assert found["data.secret"]["state"] == "wrong"
    assert list(tmp_path.iterdir()) == []


def test_a_bad_setting_is_said_in_words(tmp_path: Path) -> None:
    done = run("doctor", "--data", tmp_path, DETENTE_ORIGIN="http://talks.example.org")
    assert done.returncode == 1
    assert done.stdout.startswith("wrong DETENTE_ORIGIN: a public site needs https")
    assert "[settings.read]" in done.stdout
