"""From votes to a vote model: a two-part logistic factor model fitted by variational Bayes.

Model (opinion map, "the model" in the documentation): person i has a position theta_i in R^D with prior N(0, I).
Statement j is two items that share it,

    P(pass)            = sigmoid(c_j + g_j . theta_i)
    P(agree | no pass) = sigmoid(b_j + w_j . theta_i)

with Gaussian priors on (b, w) and (c, g) whose means and variances are learnt. The learnt mean loadings carry
"agrees with everything" and "passes a lot".

Posterior: independent Gaussians for every person and every item. Each update is a Newton step on the expected
log-likelihood with E[sigmoid] and E[sigmoid'] taken under the present Gaussian of the logit (Opper and Archambeau
2009, "The variational Gaussian approximation revisited", Neural Computation 21, eq. 13 to 15), not under the
Jaakkola-Jordan bound, which is looser: see docs/algorithms/model for what that changed. After each sweep positions
are rescaled to mean 0 and covariance I (parameter expansion, Qi and Jaakkola 2006).

All that a sweep needs of the votes is a sum over people: `PartitionStatistics`, a small object with ``+``. A
cluster can compute it anywhere and add it up; the sums are always taken in the order of the partitions.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, reduce
from operator import add

import numpy as np
import scipy.sparse as sp

from detente.opinion import kernels
from detente.opinion.errors import BadParameter
from detente.opinion.kernels import Answers
from detente.opinion.model import VoteModel
from detente.opinion.packing import (
    FloatArray,
    congruence,
    pack,
    pack_triangle,
    packed_size,
    unpack,
    unpack_triangle,
)
from detente.opinion.votes import VoteMatrix

__all__ = ["ItemPosterior", "PartitionStatistics", "fit", "partition_statistics", "update_items"]

SWEEPS = 10
FULL_SWEEPS = 2  # the last ones, over everybody; those before may look at fewer people
PARTITION = 512
WARM_VOTES = 150  # votes per statement that the first sweeps need
LEAST_LOADING_VARIANCE = 0.1  # mean-field fits switch dimensions off too early without a floor
_COMPILED_FROM = 150_000  # votes; below it the NumPy path is done before a compiled one is loaded
_START_SPREAD, _START_ITEM_SPREAD = 0.7, 0.1
_LONGEST_ITEM_STEP = 4.0  # see kernels.LONGEST_STEP

Sweep = Callable[..., tuple[FloatArray, FloatArray, FloatArray]]
Progress = Callable[[int, int], None]


@dataclass(frozen=True, eq=False)
class ItemPosterior:
    """Gaussians of the 2 S items, agree items first, and the learnt prior of each kind (row 0 agree, row 1 pass).

    Attributes
    ----------
    mean : ndarray of shape (2 S, D + 1)
        (intercept, loadings).
    covariance : ndarray of shape (2 S, D + 1, D + 1)
    prior_mean, prior_precision : ndarray of shape (2, D + 1)
    """

    mean: FloatArray
    covariance: FloatArray
    prior_mean: FloatArray
    prior_precision: FloatArray

    @cached_property
    def second(self) -> FloatArray:
        """Packed second moments, ndarray of shape (2 S, L)."""
        return pack(self.mean[:, :, None] * self.mean[:, None, :] + self.covariance)


@dataclass(frozen=True, eq=False)
class PartitionStatistics:
    """What some people say about all items and about the spread of positions. Add partitions with ``+``.

    Attributes
    ----------
    precision : ndarray of shape (2 S, L)
    linear : ndarray of shape (2 S, D + 1)
    moments : ndarray of shape (L,)
    n_people : int
        People with at least one vote.
    """

    precision: FloatArray
    linear: FloatArray
    moments: FloatArray
    n_people: int

    def __add__(self, other: PartitionStatistics) -> PartitionStatistics:
        return PartitionStatistics(
            self.precision + other.precision,
            self.linear + other.linear,
            self.moments + other.moments,
            self.n_people + other.n_people,
        )


def partition_statistics(
    answers: Answers,
    items: ItemPosterior,
    mean: FloatArray,
    triangle: FloatArray,
    *,
    start: int = 0,
    stop: int | None = None,
    rounds: int = 1,
    sweep: Sweep = kernels.sweep,
) -> PartitionStatistics:
    """Update people `start` to `stop` (rows of `mean` and `triangle`, in place) and return their statistics."""
    end = len(mean) if stop is None else stop
    precision, linear, moments = sweep(
        answers, start, end, np.ascontiguousarray(items.mean), items.second, mean, triangle, rounds, True
    )
    voted = int(np.count_nonzero(np.diff(answers.pointer[start : end + 1])))
    return PartitionStatistics(precision, linear, moments, voted)


def update_items(
    items: ItemPosterior, statistics: PartitionStatistics, answered: FloatArray
) -> tuple[ItemPosterior, FloatArray, FloatArray]:
    """One update of all items, in coordinates where the positions have mean 0 and covariance I.

    Parameters
    ----------
    answered : ndarray of shape (2 S,)
        Answers per item; items without any do not shape the prior.

    Returns
    -------
    items : ItemPosterior
    shift : ndarray of shape (D,)
    scale : ndarray of shape (D, D)
        The new coordinates of a position theta are ``scale @ (theta - shift)``.
    """
    dimensions = items.mean.shape[1] - 1
    n_statements = len(items.mean) // 2
    if statistics.n_people:
        moments = unpack(statistics.moments / statistics.n_people, dimensions)
        shift = moments[0, 1:]
        scale = np.linalg.inv(np.linalg.cholesky(moments[1:, 1:] - np.outer(shift, shift)))
    else:
        shift, scale = np.zeros(dimensions), np.eye(dimensions)
    change = np.eye(dimensions + 1)
    change[1:, 0], change[1:, 1:] = -scale @ shift, scale
    precision = change @ unpack(statistics.precision, dimensions) @ change.T
    linear = statistics.linear @ change.T
    kind = np.repeat([0, 1], n_statements)
    prior = items.prior_precision[kind]
    covariance = np.linalg.inv(precision + prior[:, :, None] * np.eye(dimensions + 1))
    before = items.mean @ np.linalg.inv(change)
    step = np.einsum("kab,kb->ka", covariance, linear + prior * items.prior_mean[kind]) - before
    length = np.sqrt(np.einsum("ka,ka->k", step, step))
    mean = before + step * (_LONGEST_ITEM_STEP / np.maximum(length, _LONGEST_ITEM_STEP))[:, None]
    prior_mean, prior_precision = items.prior_mean.copy(), items.prior_precision.copy()
    for which in (0, 1):
        seen = (kind == which) & (answered > 0)
        if not seen.any():
            continue
        prior_mean[which] = mean[seen].mean(axis=0)
        variance = (mean[seen] - prior_mean[which]) ** 2 + np.diagonal(covariance[seen], axis1=1, axis2=2)
        prior_precision[which] = 1.0 / np.maximum(variance.mean(axis=0), LEAST_LOADING_VARIANCE)
    return ItemPosterior(mean, covariance, prior_mean, prior_precision), shift, scale


def _start(votes: VoteMatrix, dimensions: int, rng: np.random.Generator) -> ItemPosterior:
    """A spectral start: leading directions of the mean-imputed votes by subspace iteration, never made dense."""
    size = votes.n_statements
    counts = votes.counts().astype(np.float64)
    total = counts.sum(axis=1)
    average = (counts[:, 2] - counts[:, 0]) / np.maximum(total, 1.0)
    residual = sp.csr_array(
        (votes.vote - average[votes.statement], votes.statement, votes.pointer), shape=(votes.n_participants, size)
    )
    transposed = residual.T.tocsr()
    loadings = np.zeros((size, dimensions))
    rank = min(dimensions, size)
    if rank:
        basis = np.linalg.qr(rng.normal(size=(size, rank)))[0]
        for _ in range(4):
            basis = np.linalg.qr(transposed @ (residual @ basis))[0]
        loadings[:, :rank] = basis
    mean = np.empty((2 * size, dimensions + 1))
    mean[:size, 0] = np.log((counts[:, 2] + 1.0) / (counts[:, 0] + 1.0))
    mean[size:, 0] = np.log((counts[:, 1] + 1.0) / (counts[:, 0] + counts[:, 2] + 1.0))
    mean[:size, 1:] = loadings * (0.5 * np.sqrt(size))
    mean[size:, 1:] = rng.normal(0.0, 0.05, (size, dimensions))
    covariance = np.tile(np.eye(dimensions + 1) * _START_ITEM_SPREAD, (2 * size, 1, 1))
    prior_mean = np.zeros((2, dimensions + 1))
    if size:
        prior_mean[:, 0] = mean[:size, 0].mean(), mean[size:, 0].mean()
    prior_precision = np.ones((2, dimensions + 1))
    prior_precision[:, 0] = 0.2
    return ItemPosterior(mean, covariance, prior_mean, prior_precision)


def _kernel(name: str, n_votes: int) -> Sweep:
    if name not in ("auto", "numpy", "numba"):
        raise BadParameter("kernel", "fit", "'auto', 'numpy' or 'numba'", name)
    installed = importlib.util.find_spec("numba") is not None
    if name == "numba" and not installed:
        raise BadParameter("kernel", "fit", "'numpy' where the extra 'fast' is not installed", name)
    if name == "numba" or (name == "auto" and installed and n_votes >= _COMPILED_FROM):
        from detente.opinion import kernels_numba

        return kernels_numba.sweep
    return kernels.sweep


def _cut(ranges: list[tuple[int, int]], size: int) -> list[tuple[int, int]]:
    """Ranges of people cut into partitions of at most `size`."""
    return [(first, min(first + size, stop)) for start, stop in ranges for first in range(start, stop, size)]


def _warm_blocks(votes: VoteMatrix) -> list[tuple[int, int]]:
    """Evenly spaced blocks of people that hold `WARM_VOTES` votes a statement, or everybody where few votes are there.

    The blocks have a fixed size: who warms the model up must not hang on how the sums are partitioned.
    """
    everybody = [(0, votes.n_participants)]
    blocks = _cut(everybody, PARTITION)
    count = max(1, int(np.ceil(WARM_VOTES * votes.n_statements / max(votes.n_votes, 1) * len(blocks))))
    if 3 * count > len(blocks):
        return everybody
    chosen = np.linspace(0, len(blocks) - 1, count).round().astype(int)
    return [blocks[at] for at in np.unique(chosen)]


def check_dimensions(dimensions: int, function: str) -> int:
    """`dimensions` as an int of 1 to 16, or a refusal that names `function`."""
    if isinstance(dimensions, bool) or not isinstance(dimensions, int | np.integer) or not 1 <= dimensions <= 16:
        raise BadParameter("dimensions", function, "an int in the range [1, 16]", dimensions)
    return int(dimensions)


def fit(
    votes: VoteMatrix,
    *,
    dimensions: int = 8,
    rng: int | np.random.Generator = 0,
    sweeps: int = SWEEPS,
    partition: int = PARTITION,
    kernel: str = "auto",
    progress: Progress | None = None,
) -> VoteModel:
    """Fit the vote model to all votes.

    Parameters
    ----------
    votes : VoteMatrix
        Votes of P participants on S statements. Participants or statements without votes are allowed; what is said
        of them is the prior.
    dimensions : int
        D, 1 to 16. More than a few hardly change a prediction and cost D squared.
    rng : int or numpy.random.Generator
        Seed of the start. The same seed and votes give the same model.
    sweeps : int
        Passes over the votes. 10 are enough; many more overfit a little (mean-field posteriors are too sure).
    partition : int
        People per partial sum. The result does not depend on it beyond rounding (1e-9).
    kernel : {"auto", "numpy", "numba"}
        "auto" takes the compiled kernel from 150,000 votes where the extra ``fast`` is installed.
    progress : callable, optional
        Called with (sweeps done, sweeps in all).

    Returns
    -------
    VoteModel

    Raises
    ------
    BadParameter

    Examples
    --------
    >>> votes = VoteMatrix.from_triples([0, 0, 1, 1, 2, 2], [0, 1, 0, 1, 0, 1], [1, 1, -1, -1, 1, 0])
    >>> model = fit(votes, dimensions=2, rng=0)
    >>> model.predict([0], [0]).shape
    (1, 3)
    """
    size = check_dimensions(dimensions, "fit")
    for name, value in (("sweeps", sweeps), ("partition", partition)):
        if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < 1:
            raise BadParameter(name, "fit", "an int in the range [1, inf)", value)
    compute = _kernel(kernel, votes.n_votes)
    items = _start(votes, size, np.random.default_rng(rng))
    answers = Answers.of(votes)
    answered = np.bincount(answers.item, minlength=answers.n_items).astype(np.float64)
    mean = np.zeros((votes.n_participants, size))
    triangle = pack_triangle(np.tile(np.eye(size) * _START_SPREAD, (votes.n_participants, 1, 1)))
    everybody = _cut([(0, votes.n_participants)], partition)
    blocks = _warm_blocks(votes)
    some = _cut(blocks, partition)
    empty = PartitionStatistics(
        np.zeros((answers.n_items, packed_size(size))),
        np.zeros((answers.n_items, size + 1)),
        np.zeros(packed_size(size)),
        0,
    )
    warm = max(sweeps - FULL_SWEEPS, 0) if blocks != [(0, votes.n_participants)] else 0
    for done in range(sweeps):
        if done == warm:
            # those not looked at so far start from the prior, in the present coordinates
            looked_at = np.zeros(votes.n_participants, bool)
            for first, stop in some if warm else ():
                looked_at[first:stop] = True
            mean[~looked_at] = 0.0
            triangle[~looked_at] = pack_triangle(np.eye(size) * _START_SPREAD)
        statistics = reduce(
            add,
            (
                partition_statistics(
                    answers,
                    items,
                    mean,
                    triangle,
                    start=first,
                    stop=stop,
                    rounds=2 if done in (0, warm) else 1,
                    sweep=compute,
                )
                for first, stop in (some if done < warm else everybody)
            ),
            empty,
        )
        items, shift, scale = update_items(items, statistics, answered)
        np.matmul(mean - shift, scale.T, out=mean)
        np.matmul(triangle.copy(), congruence(scale), out=triangle)
        if progress is not None:
            progress(done + 1, sweeps)
    for first, stop in everybody:
        compute(answers, first, stop, items.mean, items.second, mean, triangle, 1, False)
    return VoteModel(
        item_mean=items.mean.reshape(2, votes.n_statements, size + 1),
        item_covariance=items.covariance.reshape(2, votes.n_statements, size + 1, size + 1),
        mean=mean,
        covariance=unpack_triangle(triangle, size),
        votes_per_statement=votes.votes_per_statement,
        votes_per_participant=votes.votes_per_participant,
    )
