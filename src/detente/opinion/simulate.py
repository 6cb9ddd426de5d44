"""Publics whose truth is known: positions, sides, camps or none, and people who stop after a while.

They serve tests, benchmarks and the demonstration. A simulated public answers by the model of the opinion map itself
(two logistic choices, pass or not, then agree or not), so success on it shows that a method works where its
assumptions hold, and no more. ``docs/algorithms/simulation`` has the equations.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from detente.opinion.errors import BadParameter, BadVotes
from detente.opinion.routing import UNIFORM, next_statement, shown_probability
from detente.opinion.votes import VoteMatrix

__all__ = ["KINDS", "ROUTINGS", "SimulatedPublic", "StatementTraits", "Truth", "redraw", "simulate_public"]

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]
Rng = int | np.random.Generator

KINDS = ("none", "cloud", "skewed", "camps")
ROUTINGS = ("full", "random", "balanced", "lopsided")

LOADING = (1.2, 0.5)
"""Standard deviation of the statements' loadings on the two axes. With three camps and more both have the first."""

LOPSIDED = 4.0
"""How much more often a lopsided statement is shown to one end of axis 1 than to the other."""

BLOCK = 1 << 20


@dataclass(frozen=True, eq=False)
class StatementTraits:
    """What makes people answer S statements the way they do, in log-odds.

    Attributes
    ----------
    agree : ndarray of shape (S,)
        Of agreeing, given an answer, for somebody at the origin.
    loading : ndarray of shape (S, 2)
        Change of that for one unit of position.
    side : ndarray of shape (S, G)
        Change of that for people who declared each of the G sides.
    pass_ : ndarray of shape (S,)
        Of passing, for somebody with an average inclination to pass.
    """

    agree: FloatArray
    loading: FloatArray
    side: FloatArray
    pass_: FloatArray


@dataclass(frozen=True, eq=False)
class Truth:
    """Everything about a simulated public, asked or not.

    Attributes
    ----------
    kind : str
        One of `KINDS`.
    position : ndarray of shape (P, 2)
        Latent position.
    side, camp : ndarray of shape (P,), int64
        Declared side (-1 undeclared) and camp (all 0 where there are no camps).
    reluctance : ndarray of shape (P,)
        Inclination to pass, added to the log-odds of passing.
    statements : StatementTraits
    key : int
        Fixes the lot behind each answer, so that an answer is the same whenever it is looked up.
    """

    kind: str
    position: FloatArray
    side: IntArray
    camp: IntArray
    reluctance: FloatArray
    statements: StatementTraits
    key: int

    @property
    def n_participants(self) -> int:
        """Number of participants P."""
        return len(self.position)

    @property
    def n_statements(self) -> int:
        """Number of statements S."""
        return len(self.statements.agree)

    def probabilities(self, participant: npt.ArrayLike, statement: npt.ArrayLike) -> FloatArray:
        """True probabilities of disagree, pass and agree, ndarray of shape (n, 3), for n pairs of indices."""
        i, j = np.asarray(participant, np.int64), np.asarray(statement, np.int64)
        traits = self.statements
        logit = traits.agree[j] + np.einsum("nd,nd->n", traits.loading[j], self.position[i])
        side = self.side[i]
        logit += np.where(side >= 0, traits.side[j, side], 0.0)
        passing = _sigmoid(traits.pass_[j] + self.reluctance[i])
        agreeing = (1 - passing) * _sigmoid(logit)
        return np.stack([1 - passing - agreeing, passing, agreeing], axis=1)

    def answers(self, participant: npt.ArrayLike, statement: npt.ArrayLike) -> npt.NDArray[np.int8]:
        """The vote that each of n pairs of participant and statement gives when asked, ndarray of shape (n,)."""
        i, j = np.asarray(participant, np.int64), np.asarray(statement, np.int64)
        chances = self.probabilities(i, j)
        lot = _cell_lots(self.key, i * self.n_statements + j)
        return ((lot > chances[:, 0]).astype(np.int8) + (lot > chances[:, 0] + chances[:, 1]) - 1).astype(np.int8)

    def completed(self) -> npt.NDArray[np.int8]:
        """Everybody's vote on everything, ndarray of shape (P, S). Dense: P x S bytes."""
        table = np.empty(self.n_participants * self.n_statements, np.int8)
        for start in range(0, len(table), BLOCK):
            cell = np.arange(start, min(start + BLOCK, len(table)))
            table[cell] = self.answers(cell // self.n_statements, cell % self.n_statements)
        return table.reshape(self.n_participants, self.n_statements)


@dataclass(frozen=True, eq=False)
class SimulatedPublic:
    """What was observed of a simulated public, and the truth behind it.

    Attributes
    ----------
    votes : VoteMatrix
        Everything that was asked, answered.
    chance : ndarray of shape (n,)
        For each vote, the probability that its statement was shown to its participant: 1 when all were ("full"), exact
        when drawn ("random", "lopsided"), of the participant's side from counts when routed ("balanced").
    uniform : ndarray of shape (n,), bool
        Whether the vote came from a uniform slot; false unless routed.
    truth : Truth
    """

    votes: VoteMatrix
    chance: FloatArray
    uniform: BoolArray
    truth: Truth


def _sigmoid(x: FloatArray) -> FloatArray:
    return np.asarray(0.5 * (1 + np.tanh(0.5 * x)), np.float64)


def _cell_lots(key: int, cell: IntArray) -> FloatArray:
    """A uniform number in [0, 1) for each cell, always the same: SplitMix64 (Steele, Lea, Flood, OOPSLA 2014)."""
    z = (cell.astype(np.uint64) + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(key)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    z ^= z >> np.uint64(31)
    return np.asarray((z >> np.uint64(11)).astype(np.float64) * 2.0**-53)


def _shares(values: Sequence[float], name: str, least: int, whole: bool) -> FloatArray:
    shares = np.asarray(values, np.float64)
    total = float(shares.sum())
    fits = abs(total - 1) < 1e-9 if whole else total < 1 + 1e-9
    if shares.ndim != 1 or len(shares) < least or not bool((shares > 0).all()) or not fits:
        rule = "1" if whole else "1 or less (the rest declares no side)"
        raise BadParameter(
            name, "detente.opinion.simulate", f"{least} or more positive shares with a sum of {rule}", values
        )
    return shares


def _positions(
    kind: str, size: int, camps: FloatArray, separation: float, rng: np.random.Generator
) -> tuple[FloatArray, IntArray]:
    """Latent positions of total variance 1 on the axes that carry camps, and camp labels."""
    position = rng.normal(size=(size, 2))
    camp = np.zeros(size, np.int64)
    if kind == "none":
        position[:] = 0
    elif kind == "skewed":
        position[:, 0] = (rng.gamma(4.0, 1.0, size) - 4.0) / 2.0  # skewness 2 / sqrt(4) = 1
    elif kind == "camps":
        camp = rng.choice(len(camps), size=size, p=camps)
        centres = separation * _corners(len(camps))
        centres -= camps @ centres
        used = slice(0, 1) if len(camps) == 2 else slice(0, 2)
        between = float((camps @ centres[:, used] ** 2).mean())
        position[:, used] = (position[:, used] + centres[camp, used]) / np.sqrt(1 + between)
    return position, camp


def _corners(count: int) -> FloatArray:
    """Two points, or the corners of a regular polygon, with neighbours at distance 1."""
    if count == 2:
        return np.array([[0.0, 0.0], [1.0, 0.0]])
    angle = 2 * np.pi * np.arange(count) / count
    corners = np.stack([np.cos(angle), np.sin(angle)], axis=1) / (2 * np.sin(np.pi / count))
    return np.asarray(corners, np.float64)


def _declared(position: FloatArray, sides: FloatArray, alignment: float, rng: np.random.Generator) -> IntArray:
    """Sides in the given shares: cut by rank from a score whose correlation with axis 1 is `alignment`."""
    size = len(position)
    declared = rng.permutation(size) < round(size * min(1.0, float(sides.sum())))
    score = alignment * position[:, 0] + np.sqrt(1 - alignment**2) * rng.normal(size=size)
    side = np.full(size, -1, np.int64)
    who = np.flatnonzero(declared)
    rank = np.empty(len(who))
    rank[np.argsort(score[who], kind="stable")] = (np.arange(len(who)) + 0.5) / max(len(who), 1)
    side[who] = np.minimum(np.searchsorted(np.cumsum(sides / sides.sum()), rank), len(sides) - 1)
    return side


def simulate_public(
    *,
    n_participants: int,
    n_statements: int | None = None,
    kind: str = "cloud",
    sides: Sequence[float] = (0.5, 0.5),
    alignment: float = 0.5,
    camps: Sequence[float] = (0.5, 0.5),
    separation: float = 4.0,
    median_votes: float = 25.0,
    spread: float = 1.0,
    reluctance: float = 1.0,
    routing: str = "random",
    statements: StatementTraits | None = None,
    rng: Rng = 0,
) -> SimulatedPublic:
    """Make a public with known truth and let it vote.

    Parameters
    ----------
    n_participants, n_statements : int
        At least 1. `n_statements` may be left out where `statements` is given.
    kind : {"none", "cloud", "skewed", "camps"}
        What there is to find: base rates only; one Gaussian cloud; one cloud with a long tail (skewness 1) on
        axis 1; or camps.
    sides : sequence of float
        Shares of the declared sides; what is missing to 1 declares none.
    alignment : float
        Between 0 and 1: correlation of axis 1 with the score that the declared sides are cut from, where axis 1 has
        variance 1. At 0 sides are drawn blindly, at 1 axis 1 decides.
    camps : sequence of float
        Shares of the camps, two to six, for ``kind="camps"``. Two lie on axis 1, more on a regular polygon.
    separation : float
        Distance of neighbouring camps in standard deviations within a camp.
    median_votes, spread : float
        Votes per person are log-normal with this median and this standard deviation of the logarithm, at least one
        and at most S. ``spread`` in nine public conversations is 0.8 to 2.0.
    reluctance : float
        Standard deviation, in log-odds, of people's inclination to pass. Ignored with ``kind="none"``.
    routing : {"full", "random", "balanced", "lopsided"}
        Who is asked what: everybody everything; a random choice; `detente.opinion.routing.next_statement`, people
        arriving in the order of their index; or each statement four times as often to one end of axis 1. The last
        draws every cell by itself, so the number of votes varies around the log-normal one and can be 0, and it is
        dense: P x S numbers.
    statements : StatementTraits, optional
        The statements; drawn at random by default.
    rng : int or numpy.random.Generator

    Returns
    -------
    SimulatedPublic

    Raises
    ------
    BadParameter
        A parameter out of range.

    Examples
    --------
    >>> public = simulate_public(n_participants=50, n_statements=20, kind="camps", median_votes=8, rng=1)
    >>> public.votes.n_participants, sorted(set(public.truth.camp.tolist()))
    (50, [0, 1])
    >>> table = public.truth.completed()
    >>> bool((table[public.votes.participant, public.votes.statement] == public.votes.vote).all())
    True
    """
    function = "simulate_public"
    if kind not in KINDS:
        raise BadParameter("kind", function, f"one of {', '.join(KINDS)}", kind)
    if routing not in ROUTINGS:
        raise BadParameter("routing", function, f"one of {', '.join(ROUTINGS)}", routing)
    size = n_statements if statements is None else len(statements.agree)
    if size is None or size < 1 or n_statements not in (None, size):
        raise BadParameter("n_statements", function, "1 or more, and the number of the statements given", n_statements)
    if n_participants < 1:
        raise BadParameter("n_participants", function, "1 or more", n_participants)
    for name, value, low, high in (
        ("alignment", alignment, 0.0, 1.0),
        ("separation", separation, 0.0, np.inf),
        ("spread", spread, 0.0, np.inf),
        ("reluctance", reluctance, 0.0, np.inf),
        ("median_votes", median_votes, 1.0, np.inf),
    ):
        if not low <= value <= high:
            raise BadParameter(name, function, f"in [{low:g}, {high:g}]", value)
    side_shares = _shares(sides, "sides", 1, whole=False)
    camp_shares = _shares(camps, "camps", 2, whole=True)
    if len(camp_shares) > 6:
        raise BadParameter("camps", function, "two to six shares", camps)
    rng = np.random.default_rng(rng)
    position, camp = _positions(kind, n_participants, camp_shares, separation, rng)
    if statements is None:
        statements = _draw_statements(size, len(side_shares), LOADING[0] if len(camp_shares) > 2 else LOADING[1], rng)
    elif statements.side.shape != (size, len(side_shares)):
        raise BadParameter(
            "statements", function, f"a `side` of shape ({size}, {len(side_shares)})", statements.side.shape
        )
    truth = Truth(
        kind=kind,
        position=position,
        side=_declared(position, side_shares, alignment, rng),
        camp=camp,
        reluctance=rng.normal(size=n_participants) * (0.0 if kind == "none" else reluctance),
        statements=statements,
        key=int(rng.integers(2**63)),
    )
    wanted = np.exp(rng.normal(np.log(median_votes), spread, n_participants))
    count = np.clip(np.rint(np.minimum(wanted, size)), 1, size).astype(np.int64)
    return _observe(truth, count, routing, rng)


def _draw_statements(size: int, n_sides: int, second: float, rng: np.random.Generator) -> StatementTraits:
    """Statements of which about a quarter is passed on and two thirds of the rest agreed with, unevenly."""
    return StatementTraits(
        agree=rng.normal(0.8, 1.3, size),
        loading=rng.normal(size=(size, 2)) * np.array([LOADING[0], second]),
        side=np.zeros((size, n_sides)),
        pass_=rng.normal(-1.4, 0.6, size),
    )


def _observe(truth: Truth, count: IntArray, routing: str, rng: np.random.Generator) -> SimulatedPublic:
    people, size = truth.n_participants, truth.n_statements
    if routing == "balanced":
        return _observe_routed(truth, count, rng)
    if routing == "lopsided":
        upper = truth.position[:, 0] > np.median(truth.position[:, 0])
        favoured = upper[:, None] == (rng.random(size) < 0.5)
        weight = np.where(favoured, LOPSIDED, 1.0)
        chances = np.minimum(1.0, count[:, None] * weight / weight.sum(1, keepdims=True))
        person, statement = np.nonzero(rng.random((people, size)) < chances)
        chance = chances[person, statement]
    elif routing == "random":
        person = np.repeat(np.arange(people), count)
        statement = np.concatenate([rng.choice(size, n, replace=False, shuffle=False) for n in count.tolist()])
        chance = count[person] / size
    else:
        person, statement = np.divmod(np.arange(people * size), size)
        chance = np.ones(people * size)
    return _assemble(truth, person, statement, chance, np.zeros(len(person), bool))


def _observe_routed(truth: Truth, count: IntArray, rng: np.random.Generator) -> SimulatedPublic:
    size = truth.n_statements
    side = np.where(truth.side >= 0, truth.side, truth.side.max() + 1)  # undeclared: one more side
    shown = np.zeros((int(side.max()) + 1, size), np.int64)
    asked: list[tuple[int, int, bool]] = []
    for person, slots in enumerate(count.tolist()):
        seen = np.zeros(size, bool)
        for _ in range(slots):
            offer = next_statement(shown[side[person]], seen, rng=rng)
            if offer is None:
                break
            seen[offer.statement] = True
            shown[side[person], offer.statement] += 1
            asked.append((person, offer.statement, offer.slot == UNIFORM))
    row, column, uniform = (np.array(values) for values in zip(*asked, strict=True))
    reached = np.bincount(side, minlength=len(shown))
    pi = shown_probability(shown, np.repeat(reached[:, None], size, axis=1))
    return _assemble(truth, row, column, pi[side[row], column], uniform)


def _assemble(
    truth: Truth, person: IntArray, statement: IntArray, chance: FloatArray, uniform: BoolArray
) -> SimulatedPublic:
    order = np.lexsort((statement, person))
    person, statement = person[order], statement[order]
    votes = VoteMatrix.from_triples(
        person,
        statement,
        truth.answers(person, statement),
        n_participants=truth.n_participants,
        n_statements=truth.n_statements,
    )
    return SimulatedPublic(votes, chance[order], uniform[order], truth)


def redraw(
    votes: VoteMatrix,
    kind: str,
    *,
    camps: Sequence[float] = (0.5, 0.5),
    separation: float = 4.0,
    rng: Rng = 0,
) -> tuple[VoteMatrix, IntArray]:
    """New votes in the cells of real ones, with a known answer: what a method finds where there is nothing to find.

    ``"none"`` draws every vote from its statement's own rates of disagree, pass and agree. The other kinds draw
    positions as `simulate_public` does, and keep the statements' rates as a base: log-odds of agreeing
    ``1.2 b + w . position`` with b from the real rates and w normal of standard deviations 1.2 and 0.5, passing at
    the real rate with a normal inclination of each person. Who voted on what stays as it was.

    Parameters
    ----------
    votes : VoteMatrix
        Real votes.
    kind : {"none", "cloud", "skewed", "camps"}
    camps : sequence of float
        Shares of the camps.
    separation : float
        Distance of neighbouring camps in standard deviations within a camp; 0 or more.
    rng : int or numpy.random.Generator

    Returns
    -------
    (VoteMatrix, ndarray of shape (P,))
        The votes and each participant's camp, all 0 where there are none.

    Raises
    ------
    BadParameter
        An unknown kind, or shares or separation out of range.
    BadVotes
        No vote to redraw.
    """
    if kind not in KINDS:
        raise BadParameter("kind", "redraw", f"one of {', '.join(KINDS)}", kind)
    if not separation >= 0:
        raise BadParameter("separation", "redraw", "0 or more", separation)
    shares = _shares(camps, "camps", 2, whole=True)
    if not votes.n_votes:
        raise BadVotes("There is no vote to redraw.")
    rng = np.random.default_rng(rng)
    counts = votes.counts().astype(np.float64)
    overall = counts.sum(0) / counts.sum() + 1e-9
    rates = (counts + overall) / (counts.sum(1, keepdims=True) + overall.sum())
    i, j = votes.participant, votes.statement
    position, camp = _positions(kind, votes.n_participants, shares, separation, rng)
    if kind == "none":
        lot = rng.random(votes.n_votes)
        vote = (lot > rates[j, 0]).astype(np.int8) + (lot > rates[j, 0] + rates[j, 1]) - 1
    else:
        loading = rng.normal(size=(votes.n_statements, 2)) * LOADING
        base = np.log((rates[:, 2] + 0.02) / (rates[:, 0] + 0.02))
        agree = rng.random(votes.n_votes) < _sigmoid(1.2 * base[j] + np.einsum("nd,nd->n", loading[j], position[i]))
        odds = np.log(rates[:, 1] / (1 - rates[:, 1]))
        passed = rng.random(votes.n_votes) < _sigmoid(odds[j] + rng.normal(size=votes.n_participants)[i])
        vote = np.where(passed, 0, np.where(agree, 1, -1))
    return VoteMatrix(votes.pointer, votes.statement, vote.astype(np.int8), votes.n_statements), camp
