"""Fifty newcomers in the same instant: fifty are in. One code fifty times in the same instant: one person."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.db import connection

PROGRAM = Path(__file__).with_name("newcomers.py")


def database() -> dict[str, str]:
    """The setting for the same kind of database as this run's: its own file, or the database of the tests itself."""
    if connection.vendor == "sqlite":
        return {}
    own = {name: str(connection.settings_dict[name]) for name in ("USER", "PASSWORD", "HOST", "PORT", "NAME")}
    people = f"{quote(own['USER'])}:{quote(own['PASSWORD'])}" if own["PASSWORD"] else quote(own["USER"])
    asked = urlencode({name.lower(): own[name] for name in ("HOST", "PORT") if own[name]})
    return {"DETENTE_DATABASE_URL": f"postgresql://{people}@/{own['NAME']}?{asked}"}


@pytest.mark.django_db(transaction=True)
def test_fifty_newcomers(tmp_path: Path) -> None:
    # In a process of its own: SQLite in memory, as the tests have it, has one connection.
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DETENTE_")}
    given = {"DETENTE_DATA": str(tmp_path), "DJANGO_SETTINGS_MODULE": "detente.web.settings"} | database()
    done = subprocess.run(
        [sys.executable, str(PROGRAM)],
        env=kept | given,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, Any] = json.loads(done.stdout)
    assert [status for status, _cookie in found["different"]] == [303] * 50
    assert len({cookie for _status, cookie in found["different"]}) == 50
    assert found["in"] == 50
    assert [status for status, _cookie in found["same"]] == [303] * 50
    assert len({cookie for _status, cookie in found["same"]}) == 1
    assert (found["all"], found["used"], found["served"]) == (51, 51, 51)
