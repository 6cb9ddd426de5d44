"""Files of a small conversation, and the command to run on them."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from detente.cli import main

N_PEOPLE, N_STATEMENTS = 60, 8


@dataclass(frozen=True)
class Finished:
    """What a run of the command gave."""

    returncode: int
    stdout: str
    stderr: str


Run = Callable[..., Finished]


def rows() -> list[tuple[str, str, str, str]]:
    """Votes of two sides that differ on half of the statements."""
    rng = np.random.default_rng(3)
    found = []
    for person in range(N_PEOPLE):
        side = "east" if person < N_PEOPLE // 2 else "west"
        for statement in range(N_STATEMENTS):
            divides = statement < N_STATEMENTS // 2
            agrees = rng.random() < ((0.9 if side == "east" else 0.1) if divides else 0.9)
            vote = "pass" if rng.random() < 0.1 else "agree" if agrees else "disagree"
            found.append((f"p{person}", f"Statement number {statement}", vote, side))
    return found


@pytest.fixture
def votes(tmp_path: Path) -> Path:
    """Return a CSV of votes with sides."""
    path = tmp_path / "votes.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(("participant", "statement", "vote", "side"))
        writer.writerows(rows())
    return path


@pytest.fixture
def detente(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return a function that runs the command in an empty folder, its output in a pipe; a bare exception fails."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: object) -> Finished:
        result = CliRunner().invoke(main, [str(part) for part in arguments], catch_exceptions=False)
        return Finished(result.exit_code, result.stdout, result.stderr)

    return run
