"""``detente backup`` and ``detente restore``: one file, checked, complete or not at all, on both databases."""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import sqlite3
import subprocess
import sys
import tarfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection

from detente.web.operation.restore import Unusable, checked
from tests.cli.running import python, run, site

on_sqlite = pytest.mark.skipif("DETENTE_DATABASE_URL" in os.environ, reason="asks SQLite, whatever the tests run on")

FILL = """
import os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "detente.web.settings"
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from detente.web.demo import fill
from detente.web.operation.worker import tasks, tick
fill()
assert tick(tasks()) == 0
"""

OLDER = """
import os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "detente.web.settings"
django.setup()
from django.core.management import call_command
call_command("migrate", "dialogues", verbosity=0)
call_command("migrate", "consultations", "0004", verbosity=0)
from detente.web.dialogues.models import Dialogue
Dialogue.objects.create(name={"en": "Older"}, languages=["en"])
from pathlib import Path
from detente.web.operation.backup import write_backup
write_backup(Path(os.environ["DETENTE_DATA"] + ".tar.gz"))
"""


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the demonstration in it, on SQLite, and a backup of it beside."""
    folder = tmp_path_factory.mktemp("backup")
    done = python("-c", FILL, DETENTE_DATA=str(folder / "data"), DETENTE_DEMO="1")
    assert done.returncode == 0, done.stderr
    done = run("backup", folder / "one.tar.gz", "--data", folder / "data")
    assert done.returncode == 0, done.stderr
    assert "The secret is not in it" in done.stdout
    return folder


def manifest_of(path: Path) -> dict[str, Any]:
    with tarfile.open(path) as archive:
        found = archive.extractfile("manifest.json")
        assert found
        manifest: dict[str, Any] = json.load(found)
    return manifest


def altered(path: Path, made: Path, change: Callable[[str, bytes], bytes]) -> Path:
    """A copy of a backup in which each member went through `change`."""
    with tarfile.open(path) as old, tarfile.open(made, "w:gz") as new:
        for member in old:
            found = old.extractfile(member)
            assert found
            content = change(member.name, found.read())
            member.size = len(content)
            new.addfile(member, io.BytesIO(content))
    return made


def refused(done: subprocess.CompletedProcess[str], *words: str) -> None:
    assert done.returncode == 1, done.stdout
    assert done.stderr.startswith("detente: ")
    assert done.stderr.count("\n") == 1
    for word in words:
        assert word in done.stderr


@on_sqlite
def test_what_was_restored_gives_the_same_backup_again(source: Path, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "secret").write_bytes((source / "data" / "secret").read_bytes())
    done = run("restore", source / "one.tar.gz", "--data", tmp_path / "data")
    assert (done.returncode, done.stderr) == (0, "")
    assert "The ledger's chain holds." in done.stdout
    assert "a new one was made" not in done.stdout
    assert run("backup", tmp_path / "two.tar.gz", "--data", tmp_path / "data").returncode == 0
    assert manifest_of(tmp_path / "two.tar.gz") == manifest_of(source / "one.tar.gz")
    assert manifest_of(source / "one.tar.gz")["tables"]["consultations.vote"]["rows"] > 1000
    again = run("restore", source / "one.tar.gz", "--data", tmp_path / "data")
    refused(again, "is not empty (it holds detente.sqlite3)")


def test_the_secret_and_the_sessions_are_not_in_it(source: Path) -> None:
    secret = (source / "data" / "secret").read_bytes().strip()
    with tarfile.open(source / "one.tar.gz") as archive:
        names = archive.getnames()
        assert "sessions.session.jsonl" not in names
        for name in names:
            found = archive.extractfile(name)
            assert found
            assert secret not in found.read()
    assert (source / "one.tar.gz").stat().st_mode & 0o077 == 0


def test_a_backup_is_never_overwritten(source: Path) -> None:
    before = (source / "one.tar.gz").read_bytes()
    refused(run("backup", source / "one.tar.gz", "--data", source / "data"), "exists already")
    assert (source / "one.tar.gz").read_bytes() == before


def test_nothing_is_backed_up_from_nowhere(tmp_path: Path) -> None:
    refused(run("backup", tmp_path / "x.tar.gz", "--data", tmp_path / "none"), "is no data folder of a site")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (
            lambda name, content: content.replace(b'"agree"', b'"pass"', 1) if "vote" in name else content,
            "the rows of consultations.vote are not those that were written",
        ),
        (
            lambda name, content: (
                content.replace(b'"0001_initial"', b'"9999_later"', 1) if "manifest" in name else content
            ),
            "of a newer version",
        ),
        (
            lambda name, content: (
                content.replace(b"detente-backup/1", b"detente-backup/9") if "manifest" in name else content
            ),
            "is no backup that this program can read",
        ),
        (
            lambda name, content: content.replace(b'"tables"', b'"fables"') if "manifest" in name else content,
            "not complete or was altered",
        ),
    ],
    ids=["a vote", "newer", "format", "manifest"],
)
def test_what_was_altered_is_refused(
    source: Path, tmp_path: Path, change: Callable[[str, bytes], bytes], says: str
) -> None:
    path = altered(source / "one.tar.gz", tmp_path / "altered.tar.gz", change)
    with pytest.raises(Unusable, match=says):
        checked(path)


@pytest.mark.parametrize("content", [b"", b"no archive", None], ids=["empty", "text", "cut"])
def test_what_is_no_backup_is_refused(source: Path, tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "file.tar.gz"
    path.write_bytes((source / "one.tar.gz").read_bytes()[:-5000] if content is None else content)
    with pytest.raises(Unusable, match="Take another copy"):
        checked(path)


def with_rows(path: Path, made: Path, table: str, change: Callable[[bytes], bytes]) -> Path:
    """A copy with other rows in one table, and the digest that belongs to them."""
    rows: list[bytes] = []

    def alter(name: str, content: bytes) -> bytes:
        if name == f"{table}.jsonl":
            rows.append(change(content))
            assert rows[0] != content
            return rows[0]
        if name == "manifest.json":
            manifest = json.loads(content)
            manifest["tables"][table]["sha256"] = hashlib.sha256(rows[0]).hexdigest()
            return json.dumps(manifest).encode()
        return content

    return altered(path, made, alter)


@on_sqlite
def test_a_ledger_that_was_rewritten_is_refused_and_nothing_is_left(source: Path, tmp_path: Path) -> None:
    """Whoever alters rows can alter their digest too; the ledger's chain tells all the same."""
    path = with_rows(
        source / "one.tar.gz", tmp_path / "x.tar.gz", "ledger.entry", lambda rows: rows.replace(b"Clara", b"Klara", 1)
    )
    refused(run("restore", path, "--data", tmp_path / "data"), "Nothing was restored: the ledger")
    # A secret of its own would be taken for the old one by the next try, which then says nothing of what is lost.
    assert not (tmp_path / "data" / "secret").exists()
    assert [path.name for path in (tmp_path / "data").iterdir() if "sqlite" in path.name] == []


@on_sqlite
def test_what_is_due_is_erased_before_the_restored_site_opens(source: Path, tmp_path: Path) -> None:
    days = re.compile(rb'"20\d\d-\d\d-\d\d"')
    path = with_rows(
        source / "one.tar.gz",
        tmp_path / "x.tar.gz",
        "consultations.consultation",
        lambda rows: days.sub(b'"2020-01-01"', rows),
    )
    assert run("restore", path, "--data", tmp_path / "new").returncode == 0
    with closing(sqlite3.connect(tmp_path / "new" / "detente.sqlite3")) as restored:
        for table in ("participant", "vote", "serve", "code"):
            assert restored.execute(f"SELECT count(*) FROM consultations_{table}").fetchone() == (0,)
        phases = restored.execute("SELECT DISTINCT phase, settled FROM consultations_consultation")
        assert set(phases.fetchall()) <= {("erased", 1), ("draft", 0)}


@on_sqlite
def test_an_older_backup_is_restored_and_brought_up_to_date(tmp_path: Path) -> None:
    done = python("-c", OLDER, DETENTE_DATA=str(tmp_path / "old"))
    assert done.returncode == 0, done.stderr
    assert run("restore", tmp_path / "old.tar.gz", "--data", tmp_path / "new").returncode == 0
    with closing(sqlite3.connect(tmp_path / "new" / "detente.sqlite3")) as restored:
        assert restored.execute("SELECT name FROM dialogues_dialogue").fetchall() == [('{"en": "Older"}',)]
        restored.execute("SELECT settled FROM consultations_consultation")


@contextmanager
def empty_database(name: str) -> Iterator[str]:
    """A database of its own in the cluster that the tests run on; its address."""
    if connection.vendor != "postgresql":
        pytest.skip("runs where DETENTE_DATABASE_URL names a PostgreSQL (tools/with_postgres.py)")
    name = f"{name}_{os.getpid()}"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    try:
        yield urlsplit(os.environ["DETENTE_DATABASE_URL"])._replace(path=f"/{name}").geturl()
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.mark.django_db(transaction=True)
def test_from_sqlite_to_postgresql_and_back(source: Path, tmp_path: Path) -> None:
    with empty_database("restored") as url:
        moved = run("restore", source / "one.tar.gz", "--data", tmp_path / "moved", DETENTE_DATABASE_URL=url)
        assert (moved.returncode, moved.stderr) == (0, "")
        back = tmp_path / "back.tar.gz"
        assert run("backup", back, "--data", tmp_path / "moved", DETENTE_DATABASE_URL=url).returncode == 0
        assert manifest_of(back) == manifest_of(source / "one.tar.gz")
        again = run("restore", back, "--data", tmp_path / "again", DETENTE_DATABASE_URL=url)
        refused(again, "the database is not empty")


@pytest.mark.django_db(transaction=True)
def test_the_site_runs_on_postgresql_with_two_processes_and_one_worker(tmp_path: Path) -> None:
    with empty_database("served") as url, site(tmp_path / "data", DETENTE_DATABASE_URL=url) as running:
        assert running.ask("/").status == 200
        assert not (tmp_path / "data" / "detente.sqlite3").exists()
        if sys.platform == "linux":
            assert len(running.descendants()) >= 4  # server, two that answer, worker
        for _ in range(100):
            if (tmp_path / "data" / "worker.tick").exists():
                break
            time.sleep(0.1)
        # Another machine's worker on the same database, with a data folder of its own, does nothing and says so.
        (tmp_path / "other").mkdir()
        other = python(
            "-m", "detente.web.operation.worker", DETENTE_DATA=str(tmp_path / "other"), DETENTE_DATABASE_URL=url
        )
        assert other.returncode == 1
        assert json.loads(other.stderr)["event"] == "worker.another"
        assert running.stop() == 0
        assert running.log.read_text(encoding="utf-8") == ""
