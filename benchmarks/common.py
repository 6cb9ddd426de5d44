"""What the benchmarks share: real conversations beside the checkout, and plain tables."""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from types import ModuleType

import numpy as np

from detente.opinion import VoteMatrix

SHARED = Path(os.environ.get("DETENTE_SHARED", Path(__file__).resolve().parents[2] / "shared"))
SMALL = (
    "brexit-consensus",
    "nz-ubi",
    "seattle-15-per-hour",
    "canadian-electoral-reform",
    "nz-biodiversity",
    "vtaiwan-uberx",
    "austria-consumption",
)
CONVERSATIONS = (*SMALL, "bowling-green")


class Missing(Exception):
    """Something that a benchmark needs is not on this machine."""


def shared_tool(name: str) -> ModuleType:
    """A module of ``../shared/tools``."""
    folder = SHARED / "tools"
    path = folder / f"{name}.py"
    if not path.exists():
        raise Missing(f"{path.name} is not there: the evaluation data stands beside the checkout, in ../shared")
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise Missing(f"{path.name} cannot be loaded")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


@cache
def conversation(name: str) -> VoteMatrix:
    """Votes of a real conversation, removed statements left out."""
    folder = SHARED / "data" / "polis" / name
    if not folder.is_dir():
        raise Missing(f"{name} is not there: the evaluation data stands beside the checkout, in ../shared")
    votes, n_participants, n_statements = shared_tool("opinion_eval").load(str(folder))
    return VoteMatrix.from_triples(*votes.T, n_participants=n_participants, n_statements=n_statements)


def synthetic(n_participants: int, n_statements: int, seed: int = 0) -> VoteMatrix:
    """Votes of a latent public: log-normal votes a person (median 25), three axes, a fifth of passes."""
    rng = np.random.default_rng(seed)
    count = np.clip(rng.lognormal(np.log(25.0), 1.0, n_participants), 3, n_statements).astype(np.int64)
    person = np.repeat(np.arange(n_participants), count)
    statement = np.concatenate([rng.choice(n_statements, size, replace=False) for size in count])
    position = rng.normal(size=(n_participants, 3))
    loading = rng.normal(size=(n_statements, 3)) * [1.2, 0.6, 0.3]
    logit = np.einsum("nd,nd->n", position[person], loading[statement]) + rng.normal(size=n_statements)[statement]
    agrees = rng.random(len(person)) < 1.0 / (1.0 + np.exp(-logit))
    vote = np.where(rng.random(len(person)) < 0.2, 0, np.where(agrees, 1, -1))
    return VoteMatrix.from_triples(person, statement, vote, n_participants=n_participants, n_statements=n_statements)


def adjusted_rand(a: np.ndarray, b: np.ndarray) -> float:
    """Adjusted Rand index (Hubert and Arabie 1985); 1 where both put everybody in one group."""
    a, b = np.unique(a, return_inverse=True)[1], np.unique(b, return_inverse=True)[1]
    table = np.zeros((a.max() + 1, b.max() + 1))
    np.add.at(table, (a, b), 1)

    def pairs(x: np.ndarray) -> float:
        return float((x * (x - 1) / 2).sum())

    both, rows, columns = pairs(table), pairs(table.sum(axis=1)), pairs(table.sum(axis=0))
    expected = rows * columns / (len(a) * (len(a) - 1) / 2)
    most = (rows + columns) / 2
    return 1.0 if most == expected else (both - expected) / (most - expected)


def show(title: str, header: Sequence[str], rows: Iterator[Sequence[object]] | Sequence[Sequence[object]]) -> None:
    """Print a table in Markdown as its rows come."""
    print(f"\n## {title}\n", flush=True)
    print("| " + " | ".join(header) + " |")
    print("|" + "---|" * len(header), flush=True)
    for row in rows:
        print("| " + " | ".join(str(cell) for cell in row) + " |", flush=True)
