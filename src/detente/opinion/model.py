"""A fitted vote model: what somebody would answer, and where a new person stands."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from detente.opinion.errors import BadVotes, DuplicateVote
from detente.opinion.kernels import Answers, expected_logistic, sweep
from detente.opinion.packing import FloatArray, pack, pack_triangle, second_moment, trace_weights, unpack_triangle
from detente.opinion.votes import IntArray, VoteMatrix

__all__ = ["Place", "VoteModel"]

_BLOCK = 1 << 16
_PLACE_ROUNDS = 12


@dataclass(frozen=True, eq=False)
class Place:
    """Where one person stands: posterior mean (D,) and covariance (D, D) in model coordinates."""

    mean: FloatArray
    covariance: FloatArray


@dataclass(frozen=True, eq=False)
class VoteModel:
    """Posterior of every statement and every participant.

    Attributes
    ----------
    item_mean : ndarray of shape (2, S, D + 1)
        ``item_mean[0, j]`` is (b_j, w_j), log-odds of agreeing given no pass; ``item_mean[1, j]`` is (c_j, g_j),
        log-odds of passing.
    item_covariance : ndarray of shape (2, S, D + 1, D + 1)
    mean, covariance : ndarray of shape (P, D) and (P, D, D)
        Position of each participant. Without a vote: mean 0, covariance I.
    votes_per_statement, votes_per_participant : ndarray of shape (S,) and (P,)
    """

    item_mean: FloatArray
    item_covariance: FloatArray
    mean: FloatArray
    covariance: FloatArray
    votes_per_statement: IntArray
    votes_per_participant: IntArray

    @property
    def dimensions(self) -> int:
        """Number of dimensions D."""
        return int(self.mean.shape[1])

    @property
    def n_statements(self) -> int:
        """Number of statements S."""
        return int(self.item_mean.shape[1])

    @property
    def n_participants(self) -> int:
        """Number of participants P."""
        return len(self.mean)

    def _item_second(self) -> FloatArray:
        mean = self.item_mean
        return pack(mean[..., :, None] * mean[..., None, :] + self.item_covariance)

    def predict(self, participant: npt.ArrayLike, statement: npt.ArrayLike) -> FloatArray:
        """What participants would answer.

        Parameters
        ----------
        participant, statement : array_like of shape (n,), int
            Indices of the fitted matrix.

        Returns
        -------
        ndarray of shape (n, 3)
            P(disagree), P(pass), P(agree); rows sum to 1.

        Raises
        ------
        BadVotes
            An index that does not exist, or arrays of unequal length.

        Notes
        -----
        The logistic is averaged over the Gaussian posteriors of person and statement by the probit approximation
        sigmoid(m / sqrt(1 + pi v / 8)) (MacKay 1992, eq. 10).
        """
        person = _indices(participant, self.n_participants, "participant")
        item = _indices(statement, self.n_statements, "statement")
        if len(person) != len(item):
            raise BadVotes(f"participant and statement must have one length. Got {len(person)} and {len(item)}.")
        second = self._item_second()
        result = np.empty((len(person), 3))
        for first in range(0, len(person), _BLOCK):
            part = slice(first, first + _BLOCK)
            of_person = second_moment(self.mean[person[part]], pack_triangle(self.covariance[person[part]]))
            agree, passing = (
                _probability(of_person, self.item_mean[kind][item[part]], second[kind][item[part]]) for kind in (0, 1)
            )
            result[part] = _three(agree, passing)
        return result

    def table(self, participants: IntArray | None = None) -> FloatArray:
        """`predict` for whole rows: ndarray of shape (n, S, 3) for the given participants, by default all.

        Memory is 24 bytes a cell: call it in blocks of people.
        """
        rows = np.arange(self.n_participants) if participants is None else participants
        of_person = second_moment(self.mean[rows], pack_triangle(self.covariance[rows]))
        second = self._item_second()
        weighted = of_person * trace_weights(self.dimensions)
        logits = []
        for kind in (0, 1):
            logit = of_person[:, : self.dimensions + 1] @ self.item_mean[kind].T
            variance = np.maximum(weighted @ second[kind].T - logit**2, 0.0)
            logits.append(expected_logistic(logit, variance)[0])
        return _three(*logits)

    def place(self, statements: npt.ArrayLike, votes: npt.ArrayLike) -> Place:
        """A new person's position from their votes, with the statements held fixed. Takes a few milliseconds.

        Parameters
        ----------
        statements, votes : array_like of shape (n,)
            Statement indices, each once, and votes (+1, 0, -1). None at all gives the prior: mean 0, covariance I.

        Raises
        ------
        BadVotes, DuplicateVote
        """
        index = _indices(statements, self.n_statements, "statement")
        if len(np.unique(index)) != len(index):
            raise DuplicateVote("place was given two votes on one statement. Keep the one that counts.")
        one = VoteMatrix.from_triples(
            np.zeros(len(index), np.int64), index, votes, n_participants=1, n_statements=self.n_statements
        )
        mean = np.zeros((1, self.dimensions))
        triangle = pack_triangle(np.eye(self.dimensions)[None])
        if len(index):
            # only the items answered: the cost must not grow with the number of statements
            order = one.statement
            second = self._item_second_of(order)
            compact = VoteMatrix(one.pointer, np.arange(len(order), dtype=np.int32), one.vote, len(order))
            item_mean = np.concatenate([self.item_mean[0, order], self.item_mean[1, order]])
            sweep(Answers.of(compact), 0, 1, item_mean, second, mean, triangle, _PLACE_ROUNDS)
        return Place(mean[0], unpack_triangle(triangle, self.dimensions)[0])

    def _item_second_of(self, statements: npt.NDArray[np.int32]) -> FloatArray:
        mean, covariance = self.item_mean[:, statements], self.item_covariance[:, statements]
        packed = pack(mean[..., :, None] * mean[..., None, :] + covariance)
        return packed.reshape(-1, packed.shape[-1])


def _probability(of_person: FloatArray, item_mean: FloatArray, item_second: FloatArray) -> FloatArray:
    dimensions = item_mean.shape[1] - 1
    logit = np.einsum("na,na->n", of_person[:, : dimensions + 1], item_mean)
    square = np.einsum("na,na->n", of_person * trace_weights(dimensions), item_second)
    return expected_logistic(logit, np.maximum(square - logit**2, 0.0))[0]


def _three(agree: FloatArray, passing: FloatArray) -> FloatArray:
    return np.stack([(1.0 - passing) * (1.0 - agree), passing, (1.0 - passing) * agree], axis=-1)


def _indices(values: npt.ArrayLike, size: int, name: str) -> IntArray:
    array = np.asarray(values)
    if array.size == 0:
        return np.zeros(0, np.int64)
    if array.ndim != 1 or array.dtype.kind not in "iu":
        raise BadVotes(f"{name} must be a one-dimensional array of whole numbers. Got type {array.dtype}.")
    lowest, highest = int(array.min()), int(array.max())
    if lowest < 0 or highest >= size:
        raise BadVotes(f"{name} must lie in 0 to {size - 1}. Got {lowest if lowest < 0 else highest}.")
    return array.astype(np.int64)
