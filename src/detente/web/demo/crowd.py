"""Simulated people: which side, what they were offered, what they answered. Nothing here knows of a database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from detente.opinion.routing import next_statement
from detente.opinion.simulate import StatementTraits, Truth, simulate_public

__all__ = ["Answer", "Crowd", "crowd"]

STRENGTH = 1.8
"""Of both axes, in the units of the tables (as in `detente.report.demo`)."""

MATTERS = 0.12
"""Share of agreeing and disagreeing votes marked "this matters to me"."""

CLOSE_TO_HEART, MATTERS_MORE = frozenset({1, 4}), 0.6
"""Statements, by their place in the file, that people mark more often than others, and how often."""

WORDS = {1: "agree", -1: "disagree", 0: "pass"}


@dataclass(frozen=True)
class Answer:
    """One offer and the vote on it. `chance` is the nearest whole k of 2^-k."""

    person: int
    statement: int
    slot: str
    chance: int
    value: str
    matters: bool


@dataclass(frozen=True)
class Crowd:
    """Simulated people: the index of each one's side (-1: said none), and everything they answered."""

    sides: tuple[int, ...]
    answers: tuple[Answer, ...]


def crowd(answers: Sequence[tuple[float, ...]], people: int, sides: Sequence[float], *, seed: int) -> Crowd:
    """Let people answer, offered one statement after another by the routing of real consultations.

    Parameters
    ----------
    answers : sequence of tuples
        For each statement the five numbers of `content.Sentence.answers`.
    people : int
    sides : sequence of float
        Shares of the sides; the rest said none.
    seed : int
    """
    rng = np.random.default_rng(seed)
    truth = _truth(np.array(answers), people, sides, rng)
    size = truth.n_statements
    shown = np.zeros((len(sides) + 1, size), np.int64)  # the last row: people who said no side
    wanted = np.exp(rng.normal(np.log(0.65 * size), 0.5, people))
    offers = []
    for person, slots in enumerate(np.clip(np.rint(wanted), 1, size).astype(int).tolist()):
        seen = np.zeros(size, bool)
        side = int(truth.side[person])
        for _ in range(slots):
            offer = next_statement(shown[side], seen, rng=rng)
            if offer is None:
                break
            seen[offer.statement] = True
            shown[side, offer.statement] += 1
            offers.append((person, offer.statement, offer.slot, round(-np.log2(offer.total))))
    given = truth.answers([offer[0] for offer in offers], [offer[1] for offer in offers]).tolist()
    lots = rng.random(len(offers)).tolist()
    return Crowd(
        sides=tuple(int(side) for side in truth.side),
        answers=tuple(
            Answer(*offer, value=WORDS[vote], matters=vote != 0 and lot < _marking(offer[1]))
            for offer, vote, lot in zip(offers, given, lots, strict=True)
        ),
    )


def _marking(statement: int) -> float:
    return MATTERS_MORE if statement in CLOSE_TO_HEART else MATTERS


def _truth(table: npt.NDArray[np.float64], people: int, sides: Sequence[float], rng: np.random.Generator) -> Truth:
    towns = _logit(table[:, :2])
    middle = towns.mean(axis=1)
    return simulate_public(
        n_participants=people,
        kind="cloud",
        sides=sides,
        alignment=0.25,
        median_votes=1,
        reluctance=0.8,
        statements=StatementTraits(
            agree=middle,
            loading=STRENGTH * table[:, 3:],
            side=towns - middle[:, None],
            pass_=_logit(table[:, 2]),
        ),
        rng=rng,
    ).truth


def _logit(share: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.asarray(np.log(share / (1 - share)), np.float64)
