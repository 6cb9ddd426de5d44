"""Classic Polis: the peer's own method, formula by formula, for comparison.

A user who comes from Polis sees here what Polis would say of the same votes, and every claim about the difference
can be checked. On the groups that a deployed Polis recorded, the numbers are equal to 1e-6
(``docs/algorithms/classic-polis``). This is not the method of the opinion map: `detente.opinion.map_opinion` is.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from detente.opinion.polis.clusters import Clusters, base_clusters, group_clusters, silhouette
from detente.opinion.polis.measures import (
    META_PRIORITY,
    GroupTallies,
    MajorityStatement,
    MajorityStatements,
    Representativeness,
    RepresentativeStatement,
    group_informed_consensus,
    group_tallies,
    majority_statements,
    priorities,
    representative_statements,
    representativeness,
)
from detente.opinion.polis.positions import (
    StatementAxes,
    extremity,
    in_conversation,
    project,
    statement_axes,
    statement_positions,
)
from detente.opinion.votes import VoteMatrix

__all__ = [
    "META_PRIORITY",
    "ClassicPolis",
    "Clusters",
    "GroupTallies",
    "MajorityStatement",
    "MajorityStatements",
    "RepresentativeStatement",
    "Representativeness",
    "StatementAxes",
    "base_clusters",
    "classic_polis",
    "extremity",
    "group_clusters",
    "group_informed_consensus",
    "group_tallies",
    "in_conversation",
    "majority_statements",
    "priorities",
    "project",
    "representative_statements",
    "representativeness",
    "silhouette",
    "statement_axes",
    "statement_positions",
]


@dataclass(frozen=True, eq=False)
class ClassicPolis:
    """What Polis computes from the votes of P participants on S statements.

    Attributes
    ----------
    axes : StatementAxes
        Mean votes and two components.
    position : ndarray of shape (P, 2)
        Everybody's place; the origin for a participant without a vote.
    in_conversation : ndarray of shape (P,), bool
        Who is grouped.
    base, group : ndarray of shape (P,), int64
        Base cluster and group of each participant; -1 outside the conversation.
    base_clusters, groups : Clusters
        The two partitions: of the people in the conversation, and of the base clusters.
    tallies : GroupTallies
    representative : tuple of tuple of RepresentativeStatement
        One list for each group.
    majority : MajorityStatements
    consensus, extremity, priority : ndarray of shape (S,)
        Group-informed consensus; distance of the statement from the middle; weight in the draw of the next.
    """

    axes: StatementAxes
    position: npt.NDArray[np.float64]
    in_conversation: npt.NDArray[np.bool_]
    base: npt.NDArray[np.int64]
    group: npt.NDArray[np.int64]
    base_clusters: Clusters
    groups: Clusters
    tallies: GroupTallies
    representative: tuple[tuple[RepresentativeStatement, ...], ...]
    majority: MajorityStatements
    consensus: npt.NDArray[np.float64]
    extremity: npt.NDArray[np.float64]
    priority: npt.NDArray[np.float64]

    @property
    def n_groups(self) -> int:
        """Number of groups: 2 to 5, or fewer where there are not two different places on the map."""
        return len(self.groups.centres)


def classic_polis(
    votes: VoteMatrix,
    *,
    moderated_out: Iterable[int] = (),
    meta: Iterable[int] = (),
    rng: int | np.random.Generator = 0,
) -> ClassicPolis:
    """Run the whole method of Polis, from a cold start.

    Linear in the number of votes and of participants; at no time is there a matrix of P x S.

    Parameters
    ----------
    votes : VoteMatrix
    moderated_out : iterable of int
        Statements that moderators rejected: zeroed for the map and left out of the lists. Their tallies remain.
    meta : iterable of int
        Statements flagged as meta: zeroed for the map, and drawn with the priority 49.
    rng : int or numpy.random.Generator
        Start of the component search; see `statement_axes`.

    Returns
    -------
    ClassicPolis

    Raises
    ------
    BadParameter
        A statement that does not exist.

    Examples
    --------
    >>> people = np.repeat(np.arange(20), 8)
    >>> statements = np.tile(np.arange(8), 20)
    >>> answers = np.where(people < 10, 1, -1) * np.where(statements < 4, 1, -1)
    >>> found = classic_polis(VoteMatrix.from_triples(people, statements, answers))
    >>> found.n_groups, found.group.tolist() == [0] * 10 + [1] * 10
    (2, True)
    """
    rejected, flagged = list(moderated_out), list(meta)
    axes = statement_axes(votes, zeroed=rejected + flagged, rng=rng)
    position = project(votes, axes)
    inside = in_conversation(votes)
    fine = base_clusters(position[inside])
    groups = group_clusters(fine.centres, fine.weight)
    base = np.full(votes.n_participants, -1, np.int64)
    base[inside] = fine.label
    group = base.copy()
    group[inside] = groups.label[fine.label]
    found = representativeness(votes, group, n_groups=len(groups.centres))
    length = extremity(axes)
    return ClassicPolis(
        axes=axes,
        position=position,
        in_conversation=inside,
        base=base,
        group=group,
        base_clusters=fine,
        groups=groups,
        tallies=found.tallies,
        representative=representative_statements(found, excluded=rejected + flagged),
        majority=majority_statements(votes, excluded=rejected + flagged),
        consensus=group_informed_consensus(found.tallies),
        extremity=length,
        priority=priorities(found.tallies, length, meta=flagged),
    )
