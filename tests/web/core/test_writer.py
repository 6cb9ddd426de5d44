"""The writing thread: together on the disk, failing alone, refusing when full, losing nothing at the end."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from detente.web.core.writer import commit


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("writer")


@pytest.fixture(scope="module")
def happened(data: Path) -> dict[str, Any]:
    environment = os.environ | {"DETENTE_DATA": str(data), "DETENTE_DATABASE_URL": ""}
    child = Path(__file__).with_name("writer_child.py")
    done = subprocess.run(
        [sys.executable, str(child)], env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


def test_what_waits_is_committed_together(happened: dict[str, Any]) -> None:
    told = happened["together"]
    assert told["outcomes"] == [str(number) for number in range(1, 11)]
    assert told["order"] == [*range(-1, -11, -1), *range(1, 11)]
    assert told["kept"] == list(range(1, 11))


@pytest.mark.parametrize(
    ("scenario", "failure", "kept"),
    [
        ("one_fails", "LookupError", [20, 22]),
        ("broken_query", "OperationalError", [30, 32]),
        ("refused_at_commit", "IntegrityError", [70, 72]),
    ],
)
def test_a_job_fails_alone(happened: dict[str, Any], scenario: str, failure: str, kept: list[int]) -> None:
    first, last = kept
    assert happened[scenario] == {"outcomes": [str(first), failure, str(last)], "kept": kept}


def test_nobody_is_told_that_something_was_kept_when_it_was_not(happened: dict[str, Any]) -> None:
    told = happened["given_up"]
    assert told["kept"] == [42]
    assert told["outcomes"][0] not in ("40", "None")
    assert told["outcomes"][2] == "42"


def test_a_full_queue_refuses_and_keeps_what_it_took(happened: dict[str, Any]) -> None:
    assert happened["full"] == {
        "refused": [503, "core.overloaded"],
        "outcomes": ["50", "51", "52"],
        "kept": [50, 51, 52],
    }


def test_closing_finishes_what_waits(happened: dict[str, Any]) -> None:
    told = happened["closing"]
    assert told == {"refused": 503, "outcomes": [str(n) for n in range(60, 66)], "done": [True] * 6}


def test_eight_threads_lose_nothing(happened: dict[str, Any]) -> None:
    assert happened["many_threads"] == {"answers": list(range(1000, 1200)), "kept": list(range(1000, 1200))}


def test_a_child_of_a_server_finishes_what_it_took(happened: dict[str, Any]) -> None:
    assert happened["ended_child"] == {"code": 0, "kept": [80]}


def test_the_end_of_the_process_waits_for_what_was_taken(happened: dict[str, Any], data: Path) -> None:
    with sqlite3.connect(data / "detente.sqlite3") as opened:
        assert opened.execute("SELECT COUNT(*) FROM kept WHERE number = 9999").fetchone() == (1,)
    opened.close()


@pytest.mark.django_db
def test_inside_a_transaction_a_job_belongs_to_it() -> None:
    assert connection.in_atomic_block
    assert commit(lambda: connection.in_atomic_block)
