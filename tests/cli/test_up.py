"""``detente up``: one command, one data folder; it starts, heals, stops, and refuses in one sentence."""

from __future__ import annotations

import os
import re
import signal
import socket
import sqlite3
import stat
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from detente import __version__
from tests.cli.running import Site, run, site


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site(tmp_path_factory.mktemp("up") / "data") as started:
        yield started


def data_of(running: Site) -> Path:
    return running.log.with_suffix("")


def one_sentence(message: str) -> None:
    assert message.startswith("detente: ")
    assert message.count("\n") == 1
    assert "Traceback" not in message


def stops_cleanly(running: Site, kind: signal.Signals) -> None:
    began = time.monotonic()
    assert running.stop(kind) == 0
    assert time.monotonic() - began < 8
    assert running.log.read_text(encoding="utf-8") == ""
    with pytest.raises(OSError, match="refused"):
        running.ask("/")


def test_it_answers_with_the_policy_and_says_nothing_else(running: Site) -> None:
    answer = running.ask("/")
    assert answer.status == 200
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert "Set-Cookie" not in answer.headers
    assert running.ask("/healthz").body == "ok\n"
    assert running.log.read_text(encoding="utf-8") == ""


def test_it_prints_a_one_time_address_for_the_first_convener(running: Site) -> None:
    (line,) = (line for line in running.said if "/staff/invite/" in line)
    path = re.search(rf"http://localhost:{running.port}(/staff/invite/\S+)", line)
    assert path
    assert running.ask(path[1]).status == 200
    assert running.ask("/staff/invite/nobody-made-this").status == 404


def test_its_folder_is_for_its_user_alone(running: Site) -> None:
    data = data_of(running)
    assert stat.S_IMODE(data.stat().st_mode) == 0o700
    for name in ("secret", "detente.sqlite3"):
        assert stat.S_IMODE((data / name).stat().st_mode) == 0o600


def test_static_files_have_names_with_a_digest_and_are_kept_for_good(running: Site) -> None:
    address = re.search(r'href="(/static/core/site\.[0-9a-f]+\.css)"', running.ask("/").body)
    assert address
    answer = running.ask(address[1])
    assert answer.status == 200
    assert "immutable" in answer.headers["Cache-Control"]
    assert running.ask("/").headers["Cache-Control"] == "no-store"


def test_a_second_site_on_the_folder_is_refused(running: Site) -> None:
    result = run("up", "--data", data_of(running), "--port", "0")
    assert result.returncode == 1
    one_sentence(result.stderr)
    assert "Another detente runs on" in result.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="finds processes in /proc")
def test_what_is_killed_is_started_again(running: Site) -> None:
    before = {pid for pid, _ in running.descendants()}
    assert len(before) >= 3  # server, its process that answers, worker
    for pid in before:
        os.kill(pid, signal.SIGKILL)
    for _ in range(200):
        time.sleep(0.1)
        try:
            if running.ask("/healthz").status == 200 and len(running.descendants()) >= len(before):
                break
        except OSError:
            continue
    else:
        pytest.fail("it did not come back")
    assert not before & {pid for pid, _ in running.descendants()}
    assert "a process ended and is started again" in running.log.read_text(encoding="utf-8")


@pytest.mark.skipif(sys.platform != "linux", reason="finds processes in /proc")
def test_nothing_outlives_a_parent_that_was_killed(tmp_path: Path) -> None:
    with site(tmp_path / "data") as running:
        children = [pid for pid, _ in running.descendants()]
        running.stop(signal.SIGKILL)
        for _ in range(150):
            if not any(Path(f"/proc/{pid}/cmdline").exists() for pid in children):
                break
            time.sleep(0.1)
        else:
            pytest.fail("a child outlived its parent")


def test_a_taken_port_is_one_clear_sentence(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        result = run("up", "--data", tmp_path / "data", "--port", other.getsockname()[1])
    assert result.returncode == 1
    one_sentence(result.stderr)
    assert "is taken by another program. Choose another with --port" in result.stderr
    assert not (tmp_path / "data").exists()


def test_a_folder_that_cannot_be_written_is_one_clear_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    result = run("up", "--data", tmp_path / "file" / "data", "--port", "0")
    assert result.returncode == 1
    one_sentence(result.stderr)
    assert "cannot be written (Not a directory). Name another with --data" in result.stderr


def test_a_public_http_origin_is_refused_with_the_remedy(tmp_path: Path) -> None:
    result = run("up", "--data", tmp_path / "data", "--port", "0", DETENTE_ORIGIN="http://talks.example.org")
    assert result.returncode == 1
    one_sentence(result.stderr)
    assert "Set https://talks.example.org" in result.stderr


def test_a_database_that_does_not_answer_is_one_clear_sentence(tmp_path: Path) -> None:
    url = f"postgresql://user:hush-hush@/none?host={tmp_path}"
    result = run("up", "--data", tmp_path / "data", "--port", "0", DETENTE_DATABASE_URL=url)
    assert result.returncode == 1
    one_sentence(result.stderr)
    assert "The database does not answer" in result.stderr
    assert "hush-hush" not in result.stderr


def test_it_stops_within_seconds_refuses_a_newer_database_and_copies_an_older_one(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with site(data) as running:
        stops_cleanly(running, signal.SIGTERM)
    assert not (data / "backups").exists()  # there was nothing to lose
    with closing(sqlite3.connect(data / "detente.sqlite3")) as database, database:
        database.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('ledger', '9999_later', '2030-01-01')"
        )
    result = run("up", "--data", data, "--port", "0")
    assert result.returncode == 1
    one_sentence(result.stderr)
    assert "The database is newer than this program" in result.stderr
    assert "ledger.9999_later" in result.stderr

    with closing(sqlite3.connect(data / "detente.sqlite3")) as database, database:
        database.execute("DELETE FROM django_migrations WHERE name = '9999_later'")
        # As if an earlier version without this empty table had run here.
        database.execute("DROP TABLE mfa_authenticator")
        database.execute("DELETE FROM django_migrations WHERE app = 'mfa'")
    with site(data) as running:
        (copy,) = (data / "backups").iterdir()
        assert copy.name.startswith(f"before-{__version__}-")
        assert any(str(copy) in line for line in running.said)
        stops_cleanly(running, signal.SIGINT)
    with closing(sqlite3.connect(copy)) as database:
        assert database.execute("SELECT count(*) FROM sqlite_master WHERE name = 'mfa_authenticator'").fetchone() == (
            0,
        )
