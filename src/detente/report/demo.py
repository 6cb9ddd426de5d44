"""A bundled conversation to look at: two invented towns on one river, answered by a program.

The statements are ours, the towns do not exist, and every vote is simulated. What the statements' numbers say is the
truth that a map of the votes can be held against.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from detente.exchange.conversation import Conversation, ReadReport, Sides, Statement
from detente.opinion.simulate import SimulatedPublic, StatementTraits, simulate_public

__all__ = ["DESCRIPTION", "N_PARTICIPANTS", "SIDES", "STATEMENTS", "TOPIC", "DemoStatement", "demo", "demo_public"]

TOPIC = "One river, two towns: what should Alvera and Benholt settle together?"
DESCRIPTION = (
    "A simulated conversation. Alvera and Benholt are invented towns on the two banks of the Sarn, an invented river. "
    "Their councils have begun to talk again about the bridge, the floods and much else, and asked the people of both "
    "banks what they think. A program cast the votes."
)
SIDES = ("Alvera", "Benholt")
N_PARTICIPANTS = 600
_STRENGTH = 1.8  # of both axes, in the units of the table

N_SEEDS = 14
"""Statements that the councils put at the start; the others stand as written by participants."""


class DemoStatement(NamedTuple):
    """A statement and how people answer it.

    `alvera` and `benholt` are the chances, at the middle of both axes and given no pass, that somebody of that town
    agrees; `passes` the chance of a pass. `together` and `river` move the log-odds of agreeing for people who want
    the towns to do more together, and for people who want the river left alone.
    """

    text: str
    alvera: float
    benholt: float
    passes: float
    together: float
    river: float


# chances of agreeing at Alvera, at Benholt, and of passing; together, river | statement
_TABLE = """
 0.93 0.90 0.05 +0.3 +0.0 | Whoever closes the bridge for repairs should tell the other town four weeks ahead.
 0.93 0.94 0.04 +0.3 +0.2 | When the river rises, one telephone number should answer day and night for both towns.
 0.80 0.76 0.11 +0.6 +0.1 | After every meeting the two councils should publish one and the same text.
 0.78 0.74 0.15 +0.6 +0.2 | When the towns disagree about the river, a neutral person should be asked before any court.
 0.68 0.25 0.09 -0.2 +0.3 | The toll on the bridge should stay, because lorries wear it out.
 0.13 0.68 0.10 +0.1 -0.4 | The dam at Benholt should be raised, even if the meadows of Alvera flood more often.
 0.58 0.50 0.10 +0.2 +1.5 | Fishing should pause on both banks from March to May.
 0.31 0.71 0.10 +0.7 +0.0 | The Saturday market should move to Benholt every second month.
 0.74 0.70 0.11 +0.9 +0.1 | Pupils of each town should spend a week a year at the other town's school.
 0.75 0.71 0.42 +0.3 +0.1 | A protocol for disputes should set a deadline for every step.
 0.60 0.57 0.17 +1.4 -0.2 | Both towns should buy salt, buses and electricity together.
 0.72 0.77 0.11 +0.3 +0.2 | People should be able to tell both councils what they think without giving a name.
 0.52 0.48 0.10 +0.0 +1.6 | Motor boats should be forbidden between the bridge and the weir.
 0.78 0.36 0.10 +0.0 +0.6 | The quarry at Benholt should fall silent at six in the evening.
 0.28 0.69 0.09 -0.3 +0.4 | The concerts on the quay of Alvera are too loud.
 0.95 0.93 0.03 +0.1 +0.5 | Nobody should tip snow, rubble or rubbish into the Sarn, from either bank.
 0.86 0.84 0.07 +0.2 -0.3 | The footpath over the bridge needs light at night.
 0.89 0.87 0.07 +0.6 +0.0 | The fire brigades of both towns should train together twice a year.
 0.90 0.88 0.08 +0.2 +0.4 | The gauges on both banks should be there for everybody to read, at any hour.
 0.19 0.71 0.12 +0.2 +0.0 | Alvera should pay more for the bridge, because more people from Alvera cross it.
 0.56 0.10 0.14 -0.6 -0.2 | Only Alvera has the right to fish from the island.
 0.15 0.63 0.15 -0.2 +0.1 | Benholt was right to close the bridge last spring.
 0.60 0.27 0.24 +0.5 +0.0 | The council of Alvera tells the truth about the talks.
 0.25 0.61 0.24 +0.5 +0.0 | The council of Benholt tells the truth about the talks.
 0.34 0.30 0.14 +1.8 +0.0 | One day the two towns should have one council.
 0.30 0.33 0.11 -1.8 +0.0 | Enough has been said; each town should look after its own bank.
 0.62 0.57 0.10 +1.5 +0.1 | A child should be free to go to school on either bank.
 0.50 0.54 0.21 -1.4 +0.0 | The other town gains more from these talks than we do.
 0.62 0.58 0.10 +1.5 +0.2 | I would come to an evening where people of both banks eat at one table.
 0.47 0.40 0.15 +0.1 +1.5 | The meadows should be left to the floods instead of building higher walls.
 0.47 0.51 0.10 +0.2 -1.4 | More guests on the river are worth a little more noise.
 0.50 0.46 0.60 +0.1 +0.0 | The insurance of both towns covers the damage at the lower lock.
 0.42 0.30 0.36 -0.6 +0.0 | A court, and not a mediator, should decide about the island.
 0.10 0.12 0.06 -0.8 +0.1 | The bridge should be closed to the other town on feast days.
 0.08 0.09 0.07 -0.2 -0.2 | It is enough to announce on the same morning that the lock will be shut.
 0.91 0.92 0.06 +0.4 +0.1 | If the talks break off, the flood telephone must go on.
"""


def _read_table() -> tuple[DemoStatement, ...]:
    rows = (line.split("|") for line in _TABLE.strip().splitlines())
    return tuple(DemoStatement(text.strip(), *map(float, numbers.split())) for numbers, text in rows)


STATEMENTS = _read_table()


def demo_public() -> SimulatedPublic:
    """The simulated public with its truth: always the same.

    600 people, 52 % of one town, 43 % of the other, the rest undeclared; one cloud of positions, so there are sides and
    a spectrum, and no camps; about twenty votes each, chosen by the routing that a real consultation uses.
    """
    number = np.array([statement[1:] for statement in STATEMENTS])
    towns = _logit(number[:, :2])
    middle = towns.mean(axis=1)
    return simulate_public(
        n_participants=N_PARTICIPANTS,
        kind="cloud",
        sides=(0.52, 0.43),
        alignment=0.25,
        median_votes=20,
        spread=0.6,
        reluctance=0.8,
        routing="balanced",
        statements=StatementTraits(
            agree=middle, loading=_STRENGTH * number[:, 3:], side=towns - middle[:, None], pass_=_logit(number[:, 2])
        ),
        rng=7,
    )


def _logit(share: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.asarray(np.log(share / (1 - share)), np.float64)


def demo() -> Conversation:
    """The same public as a conversation that could have been read from a file.

    Examples
    --------
    >>> conversation = demo()
    >>> conversation.votes.n_participants, conversation.votes.n_statements, conversation.sides.names
    (600, 36, ('Alvera', 'Benholt'))
    """
    public = demo_public()
    return Conversation(
        votes=public.votes,
        participants=tuple(f"demo-{index:03}" for index in range(N_PARTICIPANTS)),
        statements=tuple(
            Statement(id=str(index), text=statement.text, by_organiser=index < N_SEEDS)
            for index, statement in enumerate(STATEMENTS)
        ),
        sides=Sides(SIDES, public.truth.side.copy()),
        organisers=(),
        topic=TOPIC,
        description=DESCRIPTION,
        report=ReadReport(generation="", sign=1, sign_basis="declared"),
    )
