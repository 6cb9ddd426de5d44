"""Classic Polis against what a deployed Polis recorded for three conversations.

The recordings (`polis-math/*/math-pca2.json`) are test fixtures of github.com/polis-community/red-dwarf: data of
public Polis conversations with the result of the real service. In them agree is -1 inside `pca` and `base-clusters`
and +1 in the votes; repness-test is rounded to single precision, hence 1e-6.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from detente.opinion import polis
from detente.opinion.votes import VoteMatrix

EQUAL = 1e-6
CONVERSATIONS = ("150ptpt-3gp-no-strict-no-meta", "50ptpt-3gp-strict-no-meta", "below-100-ptpts")
FAULTY_ROUTING = "50ptpt-3gp-strict-no-meta"


@dataclass(frozen=True)
class Recorded:
    """One conversation: votes with agree +1, the deployed result, and its group of each participant."""

    name: str
    votes: VoteMatrix
    result: dict[str, Any]
    group: npt.NDArray[np.int64]
    rejected: list[int]

    @property
    def size(self) -> int:
        return self.votes.n_statements

    def by_statement(self, key: str) -> npt.NDArray[np.float64]:
        return np.array([self.result[key][str(statement)] for statement in range(self.size)], float)


def read(folder: Path) -> Recorded:
    result = json.loads((folder / "math-pca2.json").read_text(encoding="utf-8"))
    rows = json.loads((folder / "votes.json").read_text(encoding="utf-8"))
    rows.sort(key=lambda row: float(row["modified"]))
    assert result["tids"] == list(range(len(result["tids"])))
    votes = VoteMatrix.from_triples(
        [row.get("pid", row.get("participant_id")) for row in rows],
        [row.get("tid", row.get("statement_id")) for row in rows],
        [row["vote"] for row in rows],
        n_participants=result["n"],
        n_statements=len(result["tids"]),
        duplicates="last",
    )
    members = dict(zip(result["base-clusters"]["id"], result["base-clusters"]["members"], strict=True))
    group = np.full(votes.n_participants, -1)
    for cluster in result["group-clusters"]:
        for base in cluster["members"]:
            group[members[base]] = cluster["id"]
    return Recorded(folder.name, votes, result, group, sorted({*result["mod-out"], *result["meta-tids"]}))


@pytest.fixture(scope="module", params=CONVERSATIONS)
def recorded(request: pytest.FixtureRequest, shared_data: Path) -> Recorded:
    return read(shared_data / "polis-math" / request.param)


def with_lost_votes(recorded: Recorded) -> VoteMatrix:
    """The votes that made the recording.

    Participant 50 of one conversation has four votes in `user-vote-counts` and none in `votes.json`. The recorded
    centre gives them back: a mean over one more vote than is in the file, on exactly four statements. (So a
    published mean is no place for a person who wants to be forgotten.)
    """
    counts = recorded.votes.counts()
    total = counts.sum(1)
    mean = (counts[:, 2] - counts[:, 0]) / np.maximum(total, 1)
    centre = -np.array(recorded.result["pca"]["center"])
    kept = np.setdiff1d(np.arange(recorded.size), recorded.rejected)
    off = kept[np.abs(centre - mean)[kept] > 1e-9]
    in_file = recorded.votes.votes_per_participant
    lost = [int(key) for key, n in recorded.result["user-vote-counts"].items() if in_file[int(key)] != n]
    if not lost:
        assert not off.size
        return recorded.votes
    assert len(lost) == 1
    assert len(off) == recorded.result["user-vote-counts"][str(lost[0])]
    vote = centre[off] * (total[off] + 1) - mean[off] * total[off]
    assert np.abs(vote - np.round(vote)).max() < 1e-9
    votes = recorded.votes
    return VoteMatrix.from_triples(
        np.concatenate([votes.participant, np.full(len(off), lost[0])]),
        np.concatenate([votes.statement, off]),
        np.concatenate([votes.vote, np.round(vote).astype(int)]),
        n_participants=votes.n_participants,
        n_statements=votes.n_statements,
    )


def test_group_votes_are_the_recorded_ones(recorded: Recorded) -> None:
    tallies = polis.group_tallies(recorded.votes, recorded.group)
    assert len(tallies.n_members) == len(recorded.result["group-votes"])
    for name, cell in recorded.result["group-votes"].items():
        group = int(name)
        assert tallies.n_members[group] == cell["n-members"]
        for statement in range(recorded.size):
            found = [int(table[group, statement]) for table in (tallies.agree, tallies.disagree, tallies.votes)]
            assert found == [cell["votes"][str(statement)][key] for key in "ADS"], (group, statement)


def test_representative_statements_are_the_recorded_ones(recorded: Recorded) -> None:
    found = polis.representativeness(recorded.votes, recorded.group)
    lists = polis.representative_statements(found, excluded=recorded.rejected)
    assert len(lists) == len(recorded.result["repness"])
    for group, ours in enumerate(lists):
        theirs = recorded.result["repness"][str(group)]
        assert [entry.statement for entry in ours] == [entry["tid"] for entry in theirs]
        for entry, row in zip(ours, theirs, strict=True):
            assert entry.vote == row["repful-for"]
            assert entry.best_agree == row.get("best-agree", False)
            assert (entry.n_success, entry.n_trials) == (row["n-success"], row["n-trials"])
            numbers = (entry.share, entry.test, entry.ratio, entry.ratio_test)
            wanted = tuple(row[key] for key in ("p-success", "p-test", "repness", "repness-test"))
            assert numbers == pytest.approx(wanted, abs=EQUAL, rel=0)
            if entry.best_agree:
                assert found.tallies.agree[group, entry.statement] == row["n-agree"]


def test_majority_statements_are_the_recorded_ones(recorded: Recorded) -> None:
    ours = polis.majority_statements(recorded.votes, excluded=recorded.rejected)
    for found, side in ((ours.agree, "agree"), (ours.disagree, "disagree")):
        theirs = recorded.result["consensus"][side]
        assert [entry.statement for entry in found] == [entry["tid"] for entry in theirs]
        for entry, row in zip(found, theirs, strict=True):
            assert (entry.n_success, entry.n_trials) == (row["n-success"], row["n-trials"])
            assert (entry.share, entry.test) == pytest.approx((row["p-success"], row["p-test"]), abs=EQUAL, rel=0)


def test_group_informed_consensus_is_the_recorded_one(recorded: Recorded) -> None:
    ours = polis.group_informed_consensus(polis.group_tallies(recorded.votes, recorded.group))
    np.testing.assert_allclose(ours, recorded.by_statement("group-aware-consensus"), atol=EQUAL, rtol=0)


def test_priorities_are_the_recorded_ones(recorded: Recorded) -> None:
    tallies = polis.group_tallies(recorded.votes, recorded.group)
    recorded_extremity = recorded.result["pca"]["comment-extremity"]
    theirs = recorded.by_statement("comment-priorities")
    if recorded.name == FAULTY_ROUTING:
        # The peer's own fault of those months: the flag "is meta" was the number 0, which its language takes for
        # true, so every statement had a meta statement's priority and the draw was uniform (Polis #2571, #2611).
        assert set(theirs) == {polis.META_PRIORITY}
        assert not recorded.result["meta-tids"]
        everything = range(recorded.size)
        np.testing.assert_array_equal(polis.priorities(tallies, recorded_extremity, meta=everything), theirs)
        assert polis.priorities(tallies, recorded_extremity).max() < 49
    else:
        np.testing.assert_allclose(polis.priorities(tallies, recorded_extremity), theirs, atol=EQUAL, rtol=0)
        # from the votes alone, components and extremity included
        ours = polis.extremity(polis.statement_axes(recorded.votes, zeroed=recorded.rejected))
        np.testing.assert_allclose(polis.priorities(tallies, ours), theirs, atol=EQUAL, rtol=0)


def test_axes_positions_and_extremity_are_the_recorded_ones(recorded: Recorded) -> None:
    votes = with_lost_votes(recorded)
    axes = polis.statement_axes(votes, zeroed=recorded.rejected)
    pca = recorded.result["pca"]
    np.testing.assert_allclose(axes.mean, -np.array(pca["center"]), atol=EQUAL, rtol=0)
    theirs = np.array(pca["comps"])
    sign = np.sign((axes.components * theirs).sum(1))
    np.testing.assert_allclose(sign[:, None] * axes.components, theirs, atol=EQUAL, rtol=0)
    np.testing.assert_allclose(polis.extremity(axes), pca["comment-extremity"], atol=EQUAL, rtol=0)
    statements = -np.array(pca["comment-projection"]).T
    np.testing.assert_allclose(polis.statement_positions(axes) * sign, statements, atol=EQUAL, rtol=0)
    base = recorded.result["base-clusters"]
    place = -polis.project(votes, axes) * sign
    means = np.array([place[members].mean(0) for members in base["members"]])
    np.testing.assert_allclose(means, np.array([base["x"], base["y"]]).T, atol=EQUAL, rtol=0)


def test_recorded_base_clusters_give_the_recorded_groups(recorded: Recorded) -> None:
    """The second round of k-means and the choice of k are reproduced: same groups, same centres, three times.

    The first round is not: it starts from what the service computed before, back to its first vote.
    """
    base = recorded.result["base-clusters"]
    found = polis.group_clusters(np.array([base["x"], base["y"]]).T, np.array(base["count"], float))
    theirs = [recorded.group[members[0]] for members in base["members"]]
    renamed = dict(zip(found.label.tolist(), theirs, strict=True))
    assert len(renamed) == len(found.centres) == len(recorded.result["group-clusters"])
    assert [renamed[label] for label in found.label.tolist()] == theirs
    for label, group in renamed.items():
        np.testing.assert_allclose(found.centres[label], recorded.result["group-clusters"][group]["center"], atol=EQUAL)


def test_conversation_holds_everybody_that_the_votes_put_in(recorded: Recorded) -> None:
    """The deployed list is ours and a few who came in while there were few statements or few people."""
    ours = set(np.flatnonzero(polis.in_conversation(with_lost_votes(recorded))).tolist())
    theirs = set(recorded.result["in-conv"])
    assert ours <= theirs
    assert len(theirs - ours) == {"150": 4, "50p": 2, "bel": 4}[recorded.name[:3]]
    assert all(participant < 15 for participant in theirs - ours)


def test_cold_start_finds_the_recorded_groups_where_history_is_short(shared_data: Path) -> None:
    recorded = read(shared_data / "polis-math" / FAULTY_ROUTING)
    found = polis.classic_polis(with_lost_votes(recorded), moderated_out=recorded.rejected)
    both = (found.group >= 0) & (recorded.group >= 0)
    assert both.sum() == found.in_conversation.sum()
    pairs = set(zip(found.group[both].tolist(), recorded.group[both].tolist(), strict=True))
    assert len(pairs) == found.n_groups == 3
