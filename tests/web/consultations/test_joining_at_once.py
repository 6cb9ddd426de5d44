"""Fifty newcomers in the same instant: fifty are in. One code fifty times in the same instant: one person."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from detente.web.consultations.actions import codes
from detente.web.consultations.models import Consultation, Level
from detente.web.people.models import User
from tests.web.consultations.newcomers import burst

PROGRAM = Path(__file__).with_name("newcomers.py")


def on_a_file(folder: Path) -> dict[str, Any]:
    """The same in a process of its own: SQLite in memory, as the tests have it, has one connection."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DETENTE_")}
    given = {"DETENTE_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "detente.web.settings"}
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
    return found


@pytest.mark.django_db(transaction=True)
def test_fifty_newcomers(make_consultation: Callable[..., Consultation], convener: User, tmp_path: Path) -> None:
    if connection.vendor == "sqlite":
        found = on_a_file(tmp_path)
    else:
        place = make_consultation(level=Level.DEALT)
        side = place.dialogue.sides.get(position=0)
        made = codes.issue(actor=convener, consultation=place, side=side, count=51)
        found = burst(place, made[:50], made[50])
    assert [status for status, _cookie in found["different"]] == [303] * 50
    assert len({cookie for _status, cookie in found["different"]}) == 50
    assert found["in"] == 50
    assert [status for status, _cookie in found["same"]] == [303] * 50
    assert len({cookie for _status, cookie in found["same"]}) == 1
    assert (found["all"], found["used"], found["served"]) == (51, 51, 51)
