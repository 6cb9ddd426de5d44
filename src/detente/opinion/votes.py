"""Votes as arrays: who voted on what, and how.

A vote is +1 (agree), 0 (pass) or -1 (disagree); a statement that a participant was not asked about, or did not
answer, is simply absent. Nothing here knows a name, a text or a time.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from detente.opinion.errors import BadParameter, BadVotes, DuplicateVote

__all__ = ["AGREE", "DISAGREE", "PASS", "Sides", "VoteMatrix"]

AGREE, PASS, DISAGREE = 1, 0, -1

IntArray = npt.NDArray[np.int64]


def _index_array(values: npt.ArrayLike, name: str) -> IntArray:
    array = np.asarray(values)
    if array.ndim != 1:
        raise BadVotes(f"{name} must be one-dimensional. Got {array.ndim} dimensions.")
    if array.size == 0:
        return np.zeros(0, np.int64)
    whole = array.dtype.kind in "iu" or (
        array.dtype.kind == "f" and np.all(np.isfinite(array)) and np.all(array == np.floor(array))
    )
    if not whole:
        raise BadVotes(f"{name} must hold whole numbers. Got an array of type {array.dtype}.")
    return array.astype(np.int64)


def _extent(values: IntArray, given: int | None, name: str) -> int:
    if values.size and int(values.min()) < 0:
        raise BadVotes(f"{name} must not be negative. Got {int(values.min())}.")
    needed = int(values.max()) + 1 if values.size else 0
    if given is None:
        return needed
    if isinstance(given, bool) or not isinstance(given, int | np.integer) or given < 0:
        raise BadParameter(f"n_{name}s", "VoteMatrix.from_triples", "an int in the range [0, inf)", given)
    if given < needed:
        raise BadVotes(f"{name} {needed - 1} does not exist: n_{name}s is {int(given)}.")
    return int(given)


@dataclass(frozen=True, eq=False)
class VoteMatrix:
    """Votes of P participants on S statements, sparse, sorted by participant and then by statement.

    Make one with `from_triples`; the constructor trusts its arguments.

    Attributes
    ----------
    pointer : ndarray of shape (P + 1,), int64
        The votes of participant ``i`` are entries ``pointer[i]:pointer[i + 1]``.
    statement : ndarray of shape (n,), int32
        Statement index of each vote, ascending within a participant.
    vote : ndarray of shape (n,), int8
        +1 agree, 0 pass, -1 disagree.
    n_statements : int
        Number of statements, those without a vote included.
    """

    pointer: IntArray
    statement: npt.NDArray[np.int32]
    vote: npt.NDArray[np.int8]
    n_statements: int

    def __post_init__(self) -> None:
        for array in (self.pointer, self.statement, self.vote):
            array.setflags(write=False)

    @classmethod
    def from_triples(
        cls,
        participant: npt.ArrayLike,
        statement: npt.ArrayLike,
        vote: npt.ArrayLike,
        *,
        n_participants: int | None = None,
        n_statements: int | None = None,
        duplicates: str = "refuse",
    ) -> VoteMatrix:
        """Votes from three parallel arrays, in any order.

        Parameters
        ----------
        participant, statement : array_like of shape (n,)
            Indices from 0.
        vote : array_like of shape (n,)
            +1 agree, 0 pass, -1 disagree.
        n_participants, n_statements : int, optional
            Extents, where some participants or statements have no vote. By default the largest index plus one.
        duplicates : {"refuse", "last"}
            What to do with a second vote of one participant on one statement: refuse it, or keep the last given.

        Raises
        ------
        BadVotes
            Arrays of unequal length, indices that do not exist, or values other than -1, 0 and +1.
        DuplicateVote
            A second vote, with ``duplicates="refuse"``.

        Examples
        --------
        >>> votes = VoteMatrix.from_triples([0, 0, 1], [0, 1, 1], [1, -1, 0])
        >>> votes.n_participants, votes.n_statements, votes.n_votes
        (2, 2, 3)
        >>> votes.counts().tolist()  # disagree, pass, agree
        [[0, 0, 1], [1, 1, 0]]
        """
        if duplicates not in ("refuse", "last"):
            raise BadParameter("duplicates", "VoteMatrix.from_triples", "'refuse' or 'last'", duplicates)
        person = _index_array(participant, "participant")
        item = _index_array(statement, "statement")
        value = _index_array(vote, "vote")
        if not len(person) == len(item) == len(value):
            raise BadVotes(
                "participant, statement and vote must have one length. "
                f"Got {len(person)}, {len(item)} and {len(value)}."
            )
        n_people = _extent(person, n_participants, "participant")
        n_items = _extent(item, n_statements, "statement")
        if n_people >= 2**40 or n_items >= 2**31:
            raise BadVotes(f"{n_people} participants and {n_items} statements are more than a vote matrix can hold.")
        wrong = np.flatnonzero((value < -1) | (value > 1))
        if wrong.size:
            at = int(wrong[0])
            raise BadVotes(
                f"vote must be +1 (agree), 0 (pass) or -1 (disagree). Got {int(value[at])} "
                f"(participant {int(person[at])}, statement {int(item[at])})."
            )
        order = np.lexsort((item, person))
        person, item, value = person[order], item[order], value[order]
        repeated = np.flatnonzero((np.diff(person) == 0) & (np.diff(item) == 0))
        if repeated.size:
            if duplicates == "refuse":
                at = int(repeated[0])
                raise DuplicateVote(
                    f"Participant {int(person[at])} votes twice on statement {int(item[at])}. "
                    "Keep one vote, or pass duplicates='last' to keep the last given."
                )
            # lexsort is stable: within a pair the order is the order given, so the last of each run is the last given
            keep = np.ones(len(person), bool)
            keep[repeated] = False
            person, item, value = person[keep], item[keep], value[keep]
        pointer = np.zeros(n_people + 1, np.int64)
        np.cumsum(np.bincount(person, minlength=n_people), out=pointer[1:])
        return cls(pointer, item.astype(np.int32), value.astype(np.int8), n_items)

    @property
    def n_participants(self) -> int:
        """Number of participants P, those without a vote included."""
        return len(self.pointer) - 1

    @property
    def n_votes(self) -> int:
        """Number of votes n."""
        return len(self.vote)

    @cached_property
    def participant(self) -> npt.NDArray[np.int64]:
        """Participant index of each vote, ndarray of shape (n,)."""
        array = np.repeat(np.arange(self.n_participants, dtype=np.int64), np.diff(self.pointer))
        array.setflags(write=False)
        return array

    @cached_property
    def votes_per_participant(self) -> IntArray:
        """Number of votes of each participant, ndarray of shape (P,)."""
        array = np.diff(self.pointer)
        array.setflags(write=False)
        return array

    @cached_property
    def votes_per_statement(self) -> IntArray:
        """Number of votes on each statement, ndarray of shape (S,)."""
        array = np.bincount(self.statement, minlength=self.n_statements).astype(np.int64)
        array.setflags(write=False)
        return array

    def counts(self, group: npt.ArrayLike | None = None, n_groups: int | None = None) -> IntArray:
        """Disagree, pass and agree votes per statement.

        Parameters
        ----------
        group : array_like of shape (P,), int, optional
            A group index per participant; negative means "in no group" and is not counted.
        n_groups : int, optional
            Number of groups G; by default the largest index plus one.

        Returns
        -------
        ndarray of shape (S, 3), or (G, S, 3) with `group`, int64
            Columns in the order disagree, pass, agree.
        """
        cell = self.statement.astype(np.int64) * 3 + self.vote + 1
        if group is None:
            return np.bincount(cell, minlength=3 * self.n_statements).reshape(self.n_statements, 3).astype(np.int64)
        label = _index_array(group, "group") if np.size(group) else np.zeros(0, np.int64)
        if len(label) != self.n_participants:
            raise BadVotes(f"group must hold one label per participant ({self.n_participants}). Got {len(label)}.")
        highest = int(label.max()) + 1 if label.size else 0
        size = max(highest, 0) if n_groups is None else n_groups
        if highest > size:
            raise BadVotes(f"group {highest - 1} does not exist: n_groups is {size}.")
        of_vote = label[self.participant]
        known = of_vote >= 0
        flat = of_vote[known] * (3 * self.n_statements) + cell[known]
        total = np.bincount(flat, minlength=size * 3 * self.n_statements)
        return total.reshape(size, self.n_statements, 3).astype(np.int64)

    def select(self, keep: npt.NDArray[np.bool_]) -> VoteMatrix:
        """The same participants and statements with only the votes where `keep`, of shape (n,), is true."""
        chosen = np.asarray(keep, bool)
        if chosen.shape != (self.n_votes,):
            raise BadVotes(f"keep must hold one value per vote ({self.n_votes}). Got shape {chosen.shape}.")
        pointer = np.zeros_like(self.pointer)
        np.cumsum(np.bincount(self.participant[chosen], minlength=self.n_participants), out=pointer[1:])
        return VoteMatrix(pointer, self.statement[chosen].copy(), self.vote[chosen].copy(), self.n_statements)

    def participants(self, start: int, stop: int) -> VoteMatrix:
        """The votes of participants ``start`` to ``stop`` (not included), renumbered from 0."""
        first, last = int(self.pointer[start]), int(self.pointer[stop])
        return VoteMatrix(
            self.pointer[start : stop + 1] - first,
            self.statement[first:last].copy(),
            self.vote[first:last].copy(),
            self.n_statements,
        )

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the votes, hexadecimal: names the input of a computed result. Not a secret keeper: key it
        before it leaves the machine, because a short list of votes can be guessed."""
        whole = hashlib.sha256(b"detente/votes/1\0")
        whole.update(np.array([self.n_participants, self.n_statements, self.n_votes], "<i8").tobytes())
        for array, kind in ((self.pointer, "<i8"), (self.statement, "<i4"), (self.vote, "i1")):
            whole.update(np.ascontiguousarray(array, dtype=kind).tobytes())
        return whole.hexdigest()


@dataclass(frozen=True, eq=False)
class Sides:
    """Declared sides. `of_participant`, ndarray of shape (P,), holds an index into `names`, -1 for undeclared."""

    names: tuple[str, ...]
    of_participant: IntArray

    def __post_init__(self) -> None:
        own = _index_array(self.of_participant, "of_participant")
        own.setflags(write=False)
        object.__setattr__(self, "of_participant", own)
