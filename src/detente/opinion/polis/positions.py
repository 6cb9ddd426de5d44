"""Who is in a Polis conversation, and where its map places people and statements.

Polis fills a missing vote with the statement's mean and takes two principal components. The filled and centred
matrix is zero wherever a vote is missing, so it *is* the sparse matrix of (vote - mean): nothing is imputed and no
dense matrix is made here, and the components are the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.linalg import LinearOperator, eigsh

from detente.opinion.errors import BadVotes
from detente.opinion.polis.measures import statement_mask
from detente.opinion.votes import VoteMatrix

__all__ = [
    "StatementAxes",
    "extremity",
    "in_conversation",
    "project",
    "statement_axes",
    "statement_positions",
]

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

LEAST_VOTES = 7
"""Votes that bring a participant into the conversation, or the number of statements where that is smaller."""

LEAST_PEOPLE = 15
"""Where fewer are in, the most active others fill up to this number."""

DENSE_UP_TO = 64
"""Up to this many statements the S x S matrix of products is small enough for a direct solver."""

RANK_TOLERANCE = 1e-12
"""A component with less than this part of the first one's variance is rounding error and is set to zero."""


@dataclass(frozen=True, eq=False)
class StatementAxes:
    """The two components of a Polis map, with agree +1 (a deployed Polis stores agree as -1: see Notes).

    Attributes
    ----------
    mean : ndarray of shape (S,)
        Mean vote on each statement, 0 where nobody voted.
    components : ndarray of shape (2, S)
        Principal components, each of length 1 or all zero where the votes have no such direction. The sign is
        free; here the entry with the largest absolute value is positive.
    zeroed : ndarray of shape (S,), bool
        Statements taken out by moderation.

    Notes
    -----
    In a recorded `math-pca2.json` the centre is the negative of `mean`, and positions are the negative of those
    here times the sign of each component.
    """

    mean: FloatArray
    components: FloatArray
    zeroed: BoolArray


def in_conversation(votes: VoteMatrix) -> BoolArray:
    """Which participants Polis places and groups, ndarray of shape (P,).

    At least seven votes, or as many as there are statements; where fewer than fifteen have so many, the most
    active others fill up to fifteen (nobody without a vote; ties by index). A deployed Polis never drops anybody
    who once was in, and the threshold was lower while there were fewer statements: that history is not in the
    votes, so its list can be longer by some early participants.

    Examples
    --------
    >>> votes = VoteMatrix.from_triples([0, 0, 1], [0, 1, 1], [1, -1, 0], n_participants=3)
    >>> in_conversation(votes).tolist()
    [True, True, False]
    """
    count = votes.votes_per_participant
    inside = count >= max(1, min(LEAST_VOTES, votes.n_statements))
    missing = LEAST_PEOPLE - int(inside.sum())
    if missing > 0:
        most_active = np.argsort(-np.where(inside, -1, count), kind="stable")[:missing]
        inside[most_active[(count[most_active] > 0)]] = True
    return inside


def _centred(votes: VoteMatrix, axes_mean: FloatArray, zeroed: BoolArray) -> csr_array:
    values = np.where(zeroed[votes.statement], 0.0, votes.vote - axes_mean[votes.statement])
    return csr_array((values, votes.statement, votes.pointer), shape=(votes.n_participants, votes.n_statements))


def statement_axes(
    votes: VoteMatrix, *, zeroed: Iterable[int] = (), rng: int | np.random.Generator = 0
) -> StatementAxes:
    """Mean vote and the first two principal components, over all participants, missing votes at the mean.

    Polis runs 100 rounds of power iteration from a random start, and above 10,000 participants an unseeded
    mini-batch method, so that two of its runs differ; here it is Lanczos iteration to machine precision at every
    size, in O(votes) per step.

    Parameters
    ----------
    votes : VoteMatrix
    zeroed : iterable of int
        Statements rejected or flagged as meta. Polis sets these columns to 0 *for everybody*, voters or not,
        which leaves them without weight but counts as a vote of everybody in `project`.
    rng : int or numpy.random.Generator
        Start of the iteration; matters below the tolerance only, or where two components are equally strong.

    Returns
    -------
    StatementAxes

    Raises
    ------
    BadParameter
        A zeroed statement that does not exist.
    """
    size = votes.n_statements
    out = statement_mask(zeroed, size, "zeroed")
    counts = votes.counts()
    mean = np.where(out, 0.0, (counts[:, 2] - counts[:, 0]) / np.maximum(counts.sum(1), 1))
    matrix = _centred(votes, mean, out)
    components = np.zeros((2, size))
    if size and matrix.data.size and float(np.abs(matrix.data).max()) > RANK_TOLERANCE:
        strength, vectors = _leading(matrix, np.random.default_rng(rng))
        for axis in range(len(strength)):
            if strength[axis] > RANK_TOLERANCE * strength[0]:
                vector = vectors[:, axis]
                components[axis] = vector * np.sign(vector[np.abs(vector).argmax()])
    return StatementAxes(mean=mean, components=components, zeroed=out)


def _leading(matrix: csr_array, rng: np.random.Generator) -> tuple[FloatArray, FloatArray]:
    """The two largest eigenvalues of matrix' matrix and their vectors as columns, largest first."""
    size = matrix.shape[1]
    transposed = matrix.T.tocsr()
    if size <= DENSE_UP_TO:
        values, vectors = np.linalg.eigh((transposed @ matrix).toarray())
    else:
        product = LinearOperator((size, size), matvec=lambda x: transposed @ (matrix @ x), dtype=np.float64)
        values, vectors = eigsh(product, k=2, which="LA", v0=rng.normal(size=size))
    order = np.argsort(values)[::-1][:2]
    return np.asarray(values[order], np.float64), np.asarray(vectors[:, order], np.float64)


def project(votes: VoteMatrix, axes: StatementAxes) -> FloatArray:
    """Place participants: ``sqrt(S / n) * sum of (vote - mean) * component`` over the statements voted on.

    S is the number of all statements and n the participant's votes, those on zeroed statements left out but every
    zeroed statement counted once. The factor pushes people with few votes outward: a person with three votes
    looks extreme rather than uncertain.

    Parameters
    ----------
    votes : VoteMatrix
        On the same S statements; not necessarily the votes that made the axes.
    axes : StatementAxes

    Returns
    -------
    ndarray of shape (P, 2)

    Raises
    ------
    BadVotes
        Another number of statements than the axes have.
    """
    if votes.n_statements != len(axes.mean):
        raise BadVotes(f"votes must be on the {len(axes.mean)} statements of the axes. Got {votes.n_statements}.")
    counted = np.bincount(votes.participant[~axes.zeroed[votes.statement]], minlength=votes.n_participants)
    counted = np.maximum(counted + int(axes.zeroed.sum()), 1)
    placed = _centred(votes, axes.mean, axes.zeroed) @ axes.components.T
    return np.asarray(np.sqrt(votes.n_statements / counted)[:, None] * placed, np.float64)


def statement_positions(axes: StatementAxes) -> FloatArray:
    """Place statements: each as a person who agrees with it and has no other vote, ndarray of shape (S, 2)."""
    return np.asarray(np.sqrt(len(axes.mean)) * ((1 - axes.mean) * axes.components).T, np.float64)


def extremity(axes: StatementAxes) -> FloatArray:
    """Distance of each statement's position from the middle, ndarray of shape (S,): Polis's comment extremity.

    Examples
    --------
    >>> axes = StatementAxes(np.array([0.5, 0.0]), np.array([[0.6, 0.8], [0.0, 0.0]]), np.zeros(2, bool))
    >>> (extremity(axes) / np.sqrt(2)).round(6).tolist()  # (1 - mean) * length of the component pair
    [0.3, 0.8]
    """
    return np.asarray(np.linalg.norm(statement_positions(axes), axis=1), np.float64)
