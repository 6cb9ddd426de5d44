"""Which statement a participant sees next, with the chance of that choice.

Nothing here looks at a vote: the choice depends on what was shown, to whom, and on a lot. That is what lets shares
be counted as they are (``docs/algorithms/routing``).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from detente.opinion.errors import BadParameter, BadVotes

__all__ = ["BALANCED", "UNIFORM", "UNIFORM_SHARE", "Offer", "next_statement", "shown_probability"]

UNIFORM, BALANCED = "uniform", "balanced"

UNIFORM_SHARE = 0.2
"""One slot in five, by lot, goes to a statement drawn from all those left."""


@dataclass(frozen=True)
class Offer:
    """A statement to show.

    Attributes
    ----------
    statement : int
        Its index.
    slot : str
        ``"uniform"`` (any statement left, equal chances) or ``"balanced"`` (one that this side was shown least).
    chance : float
        Probability of this statement in a slot of this kind: one over the statements left, or over those tied.
    total : float
        Probability of this statement in this slot before its kind was drawn. It is what a weight 1 / probability
        needs. Equal to `chance` where the caller chose the kind.
    """

    statement: int
    slot: str
    chance: float
    total: float


def next_statement(
    shown_to_side: npt.ArrayLike,
    seen: npt.ArrayLike,
    *,
    rng: np.random.Generator,
    slot: str | None = None,
) -> Offer | None:
    """Choose the next statement for one participant.

    With U the statements left to this participant and T those in U shown least often to their side: a uniform slot
    draws from U, a balanced one from T, each with equal chances. The kind is drawn first, uniform with
    probability 1/5, so that in *every* slot every statement left has a chance of at least ``1 / (5 |U|)``.

    Parameters
    ----------
    shown_to_side : array_like of shape (S,), int
        How often each statement was shown (not: answered) to people of the participant's side. A statement that
        everybody skips then does not block the queue. People who declared no side are counted as one more side.
    seen : array_like of shape (S,), bool
        True where the statement must not be offered: shown to this participant before, written by them, or closed.
    rng : numpy.random.Generator
        Source of the lots. The same state gives the same offer.
    slot : {"uniform", "balanced"}, optional
        Kind of the slot, where the caller decides it. By default it is drawn.

    Returns
    -------
    Offer or None
        None when nothing is left.

    Raises
    ------
    BadVotes
        The two arrays are not of one shape (S,), or `seen` is not boolean.
    BadParameter
        An unknown `slot`.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> next_statement([3, 1, 0, 1], [False, False, True, True], slot="balanced", rng=rng)
    Offer(statement=1, slot='balanced', chance=1.0, total=1.0)
    >>> next_statement([3, 1, 0, 1], [True, True, True, True], rng=rng) is None
    True
    """
    count, closed = np.asarray(shown_to_side), np.asarray(seen)
    if count.ndim != 1 or count.shape != closed.shape:
        raise BadVotes(f"shown_to_side and seen must have one shape (S,). Got {count.shape} and {closed.shape}.")
    if closed.dtype != np.bool_ and closed.size:
        raise BadVotes(f"seen must be boolean: True where a statement must not be offered. Got type {closed.dtype}.")
    if slot not in (None, UNIFORM, BALANCED):
        raise BadParameter("slot", "next_statement", "'uniform', 'balanced' or None", slot)
    left = np.flatnonzero(closed == 0)
    if not left.size:
        return None
    of_left = count[left]
    least = left[of_left == of_left.min()]
    kind = slot or (UNIFORM if rng.random() < UNIFORM_SHARE else BALANCED)
    pool = left if kind == UNIFORM else least
    statement = int(pool[rng.integers(len(pool))])
    chance = 1 / len(pool)
    if slot is not None:
        return Offer(statement, kind, chance, chance)
    total = UNIFORM_SHARE / len(left)
    if count[statement] == of_left.min():
        total += (1 - UNIFORM_SHARE) / len(least)
    return Offer(statement, kind, chance, total)


def shown_probability(shown: npt.ArrayLike, reached: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Probability that a statement was shown to a person of a side in their session, from counts.

    For statement j and side g: ``pi = shown / reached``. A person is *reached* by j when they had at least one slot
    while j was open and did not write it; *shown* counts those of them who got it. The choice of `next_statement`
    depends on nothing else that distinguishes people of one side, so within a side one number serves everybody, and
    the observed share is within about 2 / reached of the expected one, because balanced slots keep counts level.

    The same quotient is exact for one person: with n slots and L statements, all equally old, left to them at the
    start, each is shown with probability n / L.

    Parameters
    ----------
    shown, reached : array_like of one shape, int
        Numbers of people; by convention (G, S), sides by statements. 0 <= shown <= reached.

    Returns
    -------
    ndarray of that shape
        Between 0 and 1; 0 where nobody was reached: nothing can be estimated there.

    Raises
    ------
    BadVotes
        Different shapes, a negative count, or more people shown than reached.

    Examples
    --------
    >>> shown_probability([[30, 0]], [[120, 0]]).tolist()
    [[0.25, 0.0]]
    """
    count, of = np.asarray(shown, np.float64), np.asarray(reached, np.float64)
    if count.shape != of.shape:
        raise BadVotes(f"shown and reached must have one shape. Got {count.shape} and {of.shape}.")
    if not bool(np.all((count >= 0) & (count <= of))):
        raise BadVotes("shown must lie between 0 and reached: nobody is shown a statement without being reached by it.")
    return np.divide(count, of, out=np.zeros(of.shape), where=of > 0)
