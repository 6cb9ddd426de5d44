"""What Polis computes once its groups are known: tallies, representativeness, consensus, priorities.

Formulas as the deployed system uses them, signs as here (agree +1). Each is a function of counts alone, so that it
can be checked by hand and against the results that a deployed Polis recorded.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from detente.opinion.errors import BadParameter, BadVotes
from detente.opinion.votes import VoteMatrix

__all__ = [
    "META_PRIORITY",
    "GroupTallies",
    "MajorityStatement",
    "MajorityStatements",
    "RepresentativeStatement",
    "Representativeness",
    "group_informed_consensus",
    "group_tallies",
    "majority_statements",
    "priorities",
    "representative_statements",
    "representativeness",
    "statement_mask",
]

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

Z90 = 1.2816
"""One-sided 90 % point of the normal distribution, with the digits that Polis uses."""

META_PRIORITY = 49.0
"""Priority of a statement flagged as meta: seven squared."""

N_LISTED = 5
"""Length of Polis's lists: representative statements per group, majority statements each way."""


@dataclass(frozen=True, eq=False)
class GroupTallies:
    """Votes per group and statement.

    Attributes
    ----------
    n_members : ndarray of shape (G,), int64
        Participants in each group, those without a vote on a statement included.
    agree, disagree, votes : ndarray of shape (G, S), int64
        Agrees, disagrees, and all votes with passes. Polis calls them A, D and S.
    """

    n_members: IntArray
    agree: IntArray
    disagree: IntArray
    votes: IntArray

    @property
    def passes(self) -> IntArray:
        """Passes per group and statement, ndarray of shape (G, S)."""
        return self.votes - self.agree - self.disagree


@dataclass(frozen=True, eq=False)
class Representativeness:
    """The eight numbers of Polis's representativeness, each an ndarray of shape (G, S).

    `agree_share` and `disagree_share` are smoothed shares of the votes, `agree_test` and `disagree_test` ask
    whether the share is above one half; `agree_ratio` and `disagree_ratio` compare with the rest of the grouped
    participants, `agree_ratio_test` and `disagree_ratio_test` ask whether the two shares differ. Tests are in
    standard deviations. `tallies` are the counts behind them.
    """

    tallies: GroupTallies
    agree_share: FloatArray
    disagree_share: FloatArray
    agree_test: FloatArray
    disagree_test: FloatArray
    agree_ratio: FloatArray
    disagree_ratio: FloatArray
    agree_ratio_test: FloatArray
    disagree_ratio_test: FloatArray


@dataclass(frozen=True)
class RepresentativeStatement:
    """One entry of a group's list. `vote` is ``"agree"`` or ``"disagree"``: the answer that marks the group.

    In Polis's own words: `n_success` and `n_trials` are votes that way and all votes, `share` p-success, `test`
    p-test, `ratio` repness, `ratio_test` repness-test. `best_agree` marks the statement that leads the list
    because the group agrees with it most.
    """

    statement: int
    vote: str
    n_success: int
    n_trials: int
    share: float
    test: float
    ratio: float
    ratio_test: float
    best_agree: bool = False


@dataclass(frozen=True)
class MajorityStatement:
    """A statement that most voters answer alike; fields as in `RepresentativeStatement`."""

    statement: int
    n_success: int
    n_trials: int
    share: float
    test: float


@dataclass(frozen=True)
class MajorityStatements:
    """At most five statements that a majority agrees with and five that it disagrees with, strongest first."""

    agree: tuple[MajorityStatement, ...]
    disagree: tuple[MajorityStatement, ...]


def statement_mask(statements: Iterable[int], n_statements: int, name: str) -> BoolArray:
    """A mask of shape (S,) from statement indices; `name` is the parameter an error speaks of."""
    mask = np.zeros(n_statements, bool)
    for index in statements:
        if isinstance(index, bool) or not isinstance(index, int | np.integer) or not 0 <= index < n_statements:
            raise BadParameter(name, "detente.opinion.polis", f"statement indices in [0, {n_statements})", index)
        mask[index] = True
    return mask


def group_tallies(votes: VoteMatrix, group: npt.ArrayLike, *, n_groups: int | None = None) -> GroupTallies:
    """Count members, agrees, disagrees and votes of each group.

    Parameters
    ----------
    votes : VoteMatrix
        P participants, S statements.
    group : array_like of shape (P,), int
        Group index per participant; negative is "in no group" and is counted nowhere.
    n_groups : int, optional
        Number of groups G; by default the largest index plus one.

    Returns
    -------
    GroupTallies

    Raises
    ------
    BadVotes
        Not one label per participant, or a label beyond `n_groups`.

    Examples
    --------
    >>> votes = VoteMatrix.from_triples([0, 1, 2], [0, 0, 0], [1, 0, -1])
    >>> tallies = group_tallies(votes, [0, 0, 1])
    >>> tallies.agree.tolist(), tallies.disagree.tolist(), tallies.votes.tolist()
    ([[1], [0]], [[0], [1]], [[2], [1]])
    """
    label = np.asarray(group)
    counts = votes.counts(label, n_groups)
    known = label[label >= 0].astype(np.int64) if label.size else np.zeros(0, np.int64)
    return GroupTallies(
        n_members=np.bincount(known, minlength=len(counts)).astype(np.int64),
        agree=counts[:, :, 2],
        disagree=counts[:, :, 0],
        votes=counts.sum(2),
    )


def _share(successes: IntArray, trials: IntArray) -> FloatArray:
    return np.asarray((successes + 1) / (trials + 2), np.float64)


def _share_test(successes: IntArray, trials: IntArray) -> FloatArray:
    """Normal approximation of "more than half", with one success added to one more trial."""
    return np.asarray(2 * np.sqrt(trials + 1) * ((successes + 1) / (trials + 1) - 0.5), np.float64)


def _ratio_test(successes: IntArray, trials: IntArray, rest: IntArray, rest_trials: IntArray) -> FloatArray:
    """Two-proportion z statistic with one success added to one more trial on both sides; 0 where pooled is 1."""
    pooled = (successes + rest + 2) / (trials + rest_trials + 2)
    spread = pooled * (1 - pooled) * (1 / (trials + 1) + 1 / (rest_trials + 1))
    difference = (successes + 1) / (trials + 1) - (rest + 1) / (rest_trials + 1)
    return np.asarray(np.divide(difference, np.sqrt(spread), out=np.zeros(pooled.shape), where=spread > 0))


def representativeness(votes: VoteMatrix, group: npt.ArrayLike, *, n_groups: int | None = None) -> Representativeness:
    r"""Polis's representativeness of every statement for every group.

    With a, n the agrees and votes of a group and A, N those of all other groups together (people in no group are
    left out): agree share :math:`(a+1)/(n+2)`; its test :math:`2\sqrt{n+1}\,((a+1)/(n+1) - 1/2)`; ratio
    :math:`\frac{(a+1)/(n+2)}{(A+1)/(N+2)}`; ratio test
    :math:`(p_1-p_2)/\sqrt{q(1-q)(1/(n+1)+1/(N+1))}` with :math:`p_1=(a+1)/(n+1)`, :math:`p_2=(A+1)/(N+1)`,
    :math:`q=(a+A+2)/(n+N+2)`, and 0 where :math:`q=1`. The same with disagrees.

    Parameters and errors as in `group_tallies`.

    Returns
    -------
    Representativeness

    References
    ----------
    Small, Bjorkegren, Erkkilä, Shaw, Megill: "Polis: scaling deliberation by mapping high dimensional opinion
    spaces", Recerca 26(2), 2021; constants as deployed in October 2024.

    Examples
    --------
    >>> votes = VoteMatrix.from_triples([0, 1, 2, 3], [0, 0, 0, 0], [1, 1, -1, -1])
    >>> found = representativeness(votes, [0, 0, 1, 1])
    >>> found.agree_share[0].tolist(), found.agree_ratio[0].tolist()  # (2+1)/(2+2), over (0+1)/(2+2)
    ([0.75], [3.0])
    """
    own = group_tallies(votes, group, n_groups=n_groups)
    rest_votes = own.votes.sum(0) - own.votes
    rest_agree = own.agree.sum(0) - own.agree
    rest_disagree = own.disagree.sum(0) - own.disagree
    agree_share, disagree_share = _share(own.agree, own.votes), _share(own.disagree, own.votes)
    return Representativeness(
        tallies=own,
        agree_share=agree_share,
        disagree_share=disagree_share,
        agree_test=_share_test(own.agree, own.votes),
        disagree_test=_share_test(own.disagree, own.votes),
        agree_ratio=agree_share / _share(rest_agree, rest_votes),
        disagree_ratio=disagree_share / _share(rest_disagree, rest_votes),
        agree_ratio_test=_ratio_test(own.agree, own.votes, rest_agree, rest_votes),
        disagree_ratio_test=_ratio_test(own.disagree, own.votes, rest_disagree, rest_votes),
    )


def _entry(found: Representativeness, group: int, statement: int, best_agree: bool = False) -> RepresentativeStatement:
    at = (group, statement)
    agrees = bool(found.agree_ratio_test[at] > found.disagree_ratio_test[at])
    tallies = found.tallies
    return RepresentativeStatement(
        statement=statement,
        vote="agree" if agrees else "disagree",
        n_success=int((tallies.agree if agrees else tallies.disagree)[at]),
        n_trials=int(tallies.votes[at]),
        share=float((found.agree_share if agrees else found.disagree_share)[at]),
        test=float((found.agree_test if agrees else found.disagree_test)[at]),
        ratio=float((found.agree_ratio if agrees else found.disagree_ratio)[at]),
        ratio_test=float((found.agree_ratio_test if agrees else found.disagree_ratio_test)[at]),
        best_agree=best_agree,
    )


def _best_agree(found: Representativeness, group: int, allowed: BoolArray) -> int | None:
    """The statement that leads a group's list, by Polis's rule, which depends on the order of the statements.

    A statement enters when its agree test passes, or when the group agrees more than the rest and mostly. It
    beats the best so far on ratio x ratio test x share x test where that one's ratio is above 1, and on share x
    test where it is not.
    """
    share, test = found.agree_share[group], found.agree_test[group]
    ratio, ratio_test = found.agree_ratio[group], found.agree_ratio_test[group]
    best: int | None = None
    for at in np.flatnonzero(allowed).tolist():
        if not (test[at] > Z90 or (ratio[at] > 1 and share[at] > 0.5)):
            continue
        if best is None:
            best = at
        elif ratio[best] > 1:
            if ratio[at] * ratio_test[at] * share[at] * test[at] > (
                ratio[best] * ratio_test[best] * share[best] * test[best]
            ):
                best = at
        elif share[at] * test[at] > share[best] * test[best]:
            best = at
    return best


def representative_statements(
    found: Representativeness, *, excluded: Iterable[int] = ()
) -> tuple[tuple[RepresentativeStatement, ...], ...]:
    """Each group's list of at most five representative statements, as Polis shows it.

    A candidate passes both tests, on the share and on the ratio, at 90 % one-sided, for agreeing or for
    disagreeing. Candidates are ordered by the product of ratio, ratio test, share and test; the "best agree" goes
    first; five are taken, those for agreeing before those for disagreeing. Where there is no candidate, the best
    agree stands alone, else the statement with the largest ratio test either way.

    Parameters
    ----------
    found : Representativeness
    excluded : iterable of int
        Statements left out: rejected by moderation.

    Returns
    -------
    tuple of tuple of RepresentativeStatement
        One tuple for each group, in the order of the groups; empty where no statement is left.

    Raises
    ------
    BadParameter
        An excluded statement that does not exist.
    """
    n_groups, n_statements = found.agree_share.shape
    allowed = ~statement_mask(excluded, n_statements, "excluded")
    return tuple(_group_list(found, group, allowed) for group in range(n_groups))


def _group_list(found: Representativeness, group: int, allowed: BoolArray) -> tuple[RepresentativeStatement, ...]:
    agrees = (found.agree_ratio_test[group] > Z90) & (found.agree_test[group] > Z90)
    disagrees = (found.disagree_ratio_test[group] > Z90) & (found.disagree_test[group] > Z90)
    best = _best_agree(found, group, allowed)
    candidates = [_entry(found, group, at) for at in np.flatnonzero(allowed & (agrees | disagrees)).tolist()]
    if not candidates:
        if best is not None:
            return (_entry(found, group, best, best_agree=True),)
        if not allowed.any():
            return ()
        largest = np.where(
            allowed, np.maximum(found.agree_ratio_test[group], found.disagree_ratio_test[group]), -np.inf
        )
        return (_entry(found, group, int(largest.argmax())),)
    candidates.sort(key=lambda entry: -(entry.ratio * entry.ratio_test * entry.share * entry.test))
    if best is not None:
        candidates = [entry for entry in candidates if entry.statement != best]
        candidates.insert(0, _entry(found, group, best, best_agree=True))
    return tuple(sorted(candidates[:N_LISTED], key=lambda entry: entry.vote))


def majority_statements(votes: VoteMatrix, *, excluded: Iterable[int] = ()) -> MajorityStatements:
    """The statements that most voters answer alike, over *all* participants, grouped or not.

    Listed when the smoothed share is above one half and its test above 1.2816, ordered by share times test, five
    each way. (The page of Polis speaks of 60 %; the rule has no such number.)

    Parameters
    ----------
    votes : VoteMatrix
    excluded : iterable of int
        Statements left out: rejected by moderation.

    Raises
    ------
    BadParameter
        An excluded statement that does not exist.

    Examples
    --------
    >>> votes = VoteMatrix.from_triples(range(9), [0] * 9, [1] * 8 + [-1])
    >>> [(entry.statement, entry.n_success, entry.n_trials) for entry in majority_statements(votes).agree]
    [(0, 8, 9)]
    """
    allowed = ~statement_mask(excluded, votes.n_statements, "excluded")
    counts = votes.counts()
    total = counts.sum(1)

    def listed(successes: IntArray) -> tuple[MajorityStatement, ...]:
        share, test = _share(successes, total), _share_test(successes, total)
        chosen = np.flatnonzero(allowed & (share > 0.5) & (test > Z90))
        order = chosen[np.argsort(-(share * test)[chosen], kind="stable")][:N_LISTED]
        return tuple(
            MajorityStatement(int(at), int(successes[at]), int(total[at]), float(share[at]), float(test[at]))
            for at in order
        )

    return MajorityStatements(agree=listed(counts[:, 2]), disagree=listed(counts[:, 0]))


def group_informed_consensus(tallies: GroupTallies) -> FloatArray:
    """Product over the groups of ``(agrees + 1) / (votes + 2)``, ndarray of shape (S,), in (0, 1].

    The number shrinks with the number of groups (0.8 in each gives 0.64 for two and 0.33 for five): compare
    statements of one conversation with it, never two conversations.

    Examples
    --------
    >>> votes = VoteMatrix.from_triples([0, 1, 2, 3], [0, 0, 0, 0], [1, 1, -1, -1])
    >>> group_informed_consensus(group_tallies(votes, [0, 0, 1, 1])).tolist()  # 3/4 of 1/4
    [0.1875]
    """
    return np.asarray(np.prod(_share(tallies.agree, tallies.votes), axis=0), np.float64)


def priorities(tallies: GroupTallies, extremity: npt.ArrayLike, *, meta: Iterable[int] = ()) -> FloatArray:
    r"""Weight with which Polis draws a statement as the next to be shown.

    :math:`\bigl[(1 - \frac{P+1}{S+2})\,(E+1)\,\frac{A+1}{S+2}\,(1 + 8 \cdot 2^{-S/5})\bigr]^2`, where A, P and S
    are agrees, passes and votes of all groups together and E is the statement's extremity; 49 for a statement
    flagged as meta. A deployed Polis takes these from its previous round of computing.

    Parameters
    ----------
    tallies : GroupTallies
        Of G groups on S statements.
    extremity : array_like of shape (S,)
        Length of the statement's projection (`detente.opinion.polis.extremity`), 0 or more.
    meta : iterable of int
        Statements flagged as meta.

    Returns
    -------
    ndarray of shape (S,)

    Raises
    ------
    BadVotes
        Not one extremity per statement.
    BadParameter
        A meta statement that does not exist.

    Examples
    --------
    >>> votes = VoteMatrix.from_triples([0], [0], [1], n_statements=2)
    >>> round(float(priorities(group_tallies(votes, [0]), [0.0, 0.0])[1]), 4)  # never voted on: (1/2 * 1/2 * 9)^2
    5.0625
    """
    length = np.asarray(extremity, np.float64)
    if length.shape != (tallies.votes.shape[1],):
        raise BadVotes(f"extremity must hold one number per statement ({tallies.votes.shape[1]}). Got {length.shape}.")
    agree, passes, total = tallies.agree.sum(0), tallies.passes.sum(0), tallies.votes.sum(0)
    new = 1 + 8 * 2 ** (-total / 5)
    value = (1 - _share(passes, total)) * (length + 1) * _share(agree, total) * new
    return np.where(statement_mask(meta, len(length), "meta"), META_PRIORITY, value**2)
