"""One program on one file of votes, in this process: prints CPU seconds, wall seconds and peak MB as JSON.

Everything is loaded and tried once on a small part before the clock starts, so that neither imports nor a compiler are
counted. Peak memory is that of the whole process, imports and input included.
"""

from __future__ import annotations

import json
import resource
import sys
import time
import warnings
from collections.abc import Callable
from functools import partial

import numpy as np

from detente.opinion import VoteMatrix, fit, map_opinion
from detente.opinion.axes import find_axes
from detente.opinion.divisions import divide
from detente.opinion.polis import classic_polis


def _map(votes: VoteMatrix, kernel: str) -> None:
    model = fit(votes, kernel=kernel)
    placed = votes.votes_per_participant >= 7
    axes = find_axes(model, int(placed.sum()))
    found = divide(model, votes, axes, placed, flipped=False)
    axes.positions(model.mean), axes.ellipses(model.covariance)
    votes.counts(found.label)


def _red_dwarf(votes: VoteMatrix) -> Callable[[], object]:
    warnings.simplefilter("ignore")
    from reddwarf.implementations.polis import run_clustering

    rows = [
        {"participant_id": int(p), "statement_id": int(s), "vote": int(v)}
        for p, s, v in zip(votes.participant, votes.statement, votes.vote, strict=True)
    ]
    run_clustering(votes=rows[:20_000], random_state=1)
    return lambda: run_clustering(votes=rows, random_state=1)


def main(program: str, path: str, *arguments: str) -> None:
    """Run `program` once and print what it took."""
    with np.load(path) as file:
        votes = VoteMatrix.from_triples(file["participant"], file["statement"], file["vote"])
    small = votes.participants(0, min(1000, votes.n_participants))
    run: Callable[[], object]
    if program == "red-dwarf":
        run = _red_dwarf(votes)
    elif program == "map":
        _map(small, arguments[0])
        run = partial(_map, votes, arguments[0])
    elif program == "all":
        map_opinion(small)
        fit(small, kernel="auto" if votes.n_votes < 150_000 else "numpy", sweeps=1)
        run = partial(map_opinion, votes)
    else:
        classic_polis(small)
        run = partial(classic_polis, votes)
    cpu, wall = time.process_time(), time.perf_counter()
    run()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024.0
    print(json.dumps({"cpu": time.process_time() - cpu, "wall": time.perf_counter() - wall, "peak": peak}))


if __name__ == "__main__":
    main(*sys.argv[1:])
