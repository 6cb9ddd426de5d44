"""CPU time and peak memory, each program in a process of its own, on the same votes."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from benchmarks.common import show, synthetic
from detente.opinion import fit

RUNS = 3
# More threads end sooner and burn more: idle ones of a linear algebra library spin. CPU time is compared, so one each.
ONE_THREAD = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


def measure(program: str, votes: Path, *arguments: str) -> dict[str, float]:
    """The best of a few runs by CPU time, and the largest peak."""
    results = []
    for _ in range(RUNS if "100000" not in votes.name or program != "red-dwarf" else 1):
        command = [sys.executable, "-m", "benchmarks.speed_child", program, str(votes), *arguments]
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=3000, env=ONE_THREAD)
        results.append(json.loads(done.stdout.strip().splitlines()[-1]))
    best = min(results, key=lambda result: result["cpu"])
    return {**best, "peak": max(result["peak"] for result in results)}


def main() -> None:
    """Ours and the peer's at two sizes; then how long it takes to place one new person."""
    peer = importlib.util.find_spec("reddwarf") is not None
    compiled = importlib.util.find_spec("numba") is not None
    with tempfile.TemporaryDirectory() as folder:

        def rows():
            for n_participants, n_statements in ((10_000, 500), (100_000, 1_000)):
                votes = synthetic(n_participants, n_statements)
                path = Path(folder) / f"{n_participants}.npz"
                np.savez(path, participant=votes.participant, statement=votes.statement, vote=votes.vote)
                size = f"{n_participants:,} × {n_statements:,} ({votes.n_votes:,} votes)"
                base = measure("red-dwarf", path) if peer and n_participants == 10_000 else None
                programs = [("map and groups, NumPy", "map", ("numpy",))]
                if compiled:
                    programs.append(("map and groups, extra `fast`", "map", ("numba",)))
                programs.append(("everything, intervals too", "all", ()))
                programs.append(("the peer's own mathematics, ours", "polis", ()))
                if base is not None:
                    yield size, "red-dwarf 0.4.0", *_cells(base), "1"
                for label, program, arguments in programs:
                    found = measure(program, path, *arguments)
                    ratio = f"{base['cpu'] / found['cpu']:.1f} × faster" if base is not None else ""
                    yield size, label, *_cells(found), ratio

        show(
            f"One thread each: CPU seconds (best of {RUNS}), wall seconds, peak memory of the whole process",
            ("people × statements", "program", "CPU s", "wall s", "peak MB", "red-dwarf / this"),
            rows(),
        )
    if not peer:
        print("\nred-dwarf is not installed: `make bench` installs it.")
    _place()


def _cells(result: dict[str, float]) -> tuple[str, str, str]:
    return f"{result['cpu']:.2f}", f"{result['wall']:.2f}", f"{result['peak']:.0f}"


def _place() -> None:
    model = fit(synthetic(2_000, 1_000))
    rng = np.random.default_rng(0)
    taken = []
    for _ in range(200):
        statements = rng.choice(1_000, 40, replace=False)
        answers = rng.integers(-1, 2, 40)
        began = time.perf_counter()
        model.place(statements, answers)
        taken.append(1000.0 * (time.perf_counter() - began))
    median, worst = np.median(taken), np.quantile(taken, 0.99)
    print(f"\nPlacing one new person with 40 votes among 1,000 statements: {median:.1f} ms (p99 {worst:.1f} ms).")
