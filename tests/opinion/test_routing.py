"""Routing as its visitors meet it: many simulated sessions, fixed seeds, thresholds far in the tail."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2

from detente.opinion.errors import BadParameter, BadVotes
from detente.opinion.routing import BALANCED, UNIFORM, UNIFORM_SHARE, Offer, next_statement, shown_probability

RARE = 1e-4
"""Tail probability of a chi-square test; with a fixed seed the outcome is the same on every day."""


@dataclass
class Run:
    """What a simulated public was shown: `shown[g, s]`, `reached[g, s]`, and every session as (side, own, offers)."""

    shown: npt.NDArray[np.int64]
    reached: npt.NDArray[np.int64]
    sessions: list[tuple[int, int, list[Offer]]]


def simulate(
    seed: int,
    *,
    people: int,
    statements: int,
    sides: tuple[float, ...] = (0.5, 0.5),
    lengths: tuple[float, ...] = (12.0, 12.0),
    late: dict[int, int] | None = None,
    slot: str | None = None,
) -> Run:
    """Let people arrive one by one; `late` opens statements at the given arrival; `lengths` are medians by side."""
    rng = np.random.default_rng(seed)
    run = Run(np.zeros((len(sides), statements), int), np.zeros((len(sides), statements), int), [])
    opens = np.zeros(statements, int)
    for statement, arrival in (late or {}).items():
        opens[statement] = arrival
    for arrival in range(people):
        side = int(rng.choice(len(sides), p=sides))
        own = int(rng.integers(statements)) if rng.random() < 0.3 else -1
        seen = opens > arrival
        if own >= 0:
            seen[own] = True
        run.reached[side] += ~seen
        offers: list[Offer] = []
        for _ in range(max(1, int(rng.lognormal(np.log(lengths[side]), 0.8)))):
            offer = next_statement(run.shown[side], seen, rng=rng, slot=slot)
            if offer is None:
                break
            seen[offer.statement] = True
            run.shown[side, offer.statement] += 1
            offers.append(offer)
        run.sessions.append((side, own, offers))
    return run


@pytest.fixture(scope="module")
def usual() -> Run:
    return simulate(1, people=600, statements=40)


def test_nobody_sees_a_statement_twice_or_their_own(usual: Run) -> None:
    for _, own, offers in usual.sessions:
        shown = [offer.statement for offer in offers]
        assert len(set(shown)) == len(shown)
        assert own not in shown


def test_one_slot_in_five_is_uniform_at_every_place_in_a_session(usual: Run) -> None:
    for place in range(4):
        kinds = [offers[place].slot for _, _, offers in usual.sessions if len(offers) > place]
        expected = UNIFORM_SHARE * len(kinds)
        observed = kinds.count(UNIFORM)
        statistic = (observed - expected) ** 2 / (expected * (1 - UNIFORM_SHARE))
        assert statistic < chi2.isf(RARE, 1)


def test_uniform_slots_draw_every_statement_left_alike() -> None:
    rng = np.random.default_rng(2)
    shown, seen = np.arange(20), np.zeros(20, bool)
    seen[[3, 4, 5, 11]] = True
    drawn = [next_statement(shown, seen, rng=rng, slot=UNIFORM) for _ in range(16_000)]
    assert all(offer is not None and offer.chance == offer.total == 1 / 16 for offer in drawn)
    counts = np.bincount([offer.statement for offer in drawn if offer is not None], minlength=20)
    assert not counts[seen].any()
    assert ((counts[~seen] - 1000) ** 2 / 1000).sum() < chi2.isf(RARE, 15)


def test_balanced_slots_break_ties_by_lot_among_the_least_shown() -> None:
    rng = np.random.default_rng(3)
    shown, seen = np.array([2, 1, 1, 5, 1, 0, 1]), np.zeros(7, bool)
    seen[5] = True
    drawn = [next_statement(shown, seen, rng=rng, slot=BALANCED) for _ in range(4000)]
    counts = np.bincount([offer.statement for offer in drawn if offer is not None], minlength=7)
    assert np.flatnonzero(counts).tolist() == [1, 2, 4, 6]
    assert ((counts[[1, 2, 4, 6]] - 1000) ** 2 / 1000).sum() < chi2.isf(RARE, 3)


def test_total_chance_is_the_chance_of_the_draw() -> None:
    rng = np.random.default_rng(4)
    shown, seen = np.array([1, 0, 0, 3, 2, 9]), np.array([False] * 5 + [True])
    expected = np.array([0.04, 0.44, 0.44, 0.04, 0.04, 0.0])  # 1/5 of 1/5, and 4/5 of 1/2 for the two least shown
    draws = 20_000
    offers = [offer for _ in range(draws) if (offer := next_statement(shown, seen, rng=rng)) is not None]
    assert all(offer.total == pytest.approx(expected[offer.statement]) for offer in offers)
    assert {(offer.slot, offer.chance) for offer in offers} == {(UNIFORM, 1 / 5), (BALANCED, 1 / 2)}
    counts = np.bincount([offer.statement for offer in offers], minlength=6)[:5]
    assert ((counts - draws * expected[:5]) ** 2 / (draws * expected[:5])).sum() < chi2.isf(RARE, 4)


def test_logged_totals_sum_to_what_was_shown(usual: Run) -> None:
    """Sum over offers of 1 / total, one statement at a time, estimates the slots at which it was left."""
    weight, slots_left = np.zeros(40), np.zeros(40)
    variance = np.zeros(40)
    for _, own, offers in usual.sessions:
        left = np.ones(40, bool)
        if own >= 0:
            left[own] = False
        for offer in offers:
            slots_left += left
            weight[offer.statement] += 1 / offer.total
            variance[offer.statement] += (1 - offer.total) / offer.total**2
            left[offer.statement] = False
    assert (np.abs(weight - slots_left) / np.sqrt(variance) < 4.5).all()


def test_equally_old_statements_are_shown_equally_often() -> None:
    spreads = []
    for seed in range(20):
        run = simulate(100 + seed, people=200, statements=36, sides=(1.0,), lengths=(12.0,))
        spreads.append(int(np.ptp(run.shown[0])))
    # a statement that several uniform lots fell on waits at most until the others have caught up
    assert sum(spread <= 2 for spread in spreads) >= 18
    assert max(spreads) <= 4


def test_balanced_slots_alone_keep_the_counts_within_two() -> None:
    for seed in range(20):
        run = simulate(200 + seed, people=200, statements=36, sides=(1.0,), lengths=(12.0,), slot=BALANCED)
        assert np.ptp(run.shown[0]) <= 2


def test_each_side_is_balanced_by_itself_however_unequal_they_are() -> None:
    run = simulate(5, people=1200, statements=30, sides=(0.85, 0.15))
    assert np.ptp(run.shown[0]) <= 3
    assert np.ptp(run.shown[1]) <= 3
    assert run.shown[0].min() > 3 * run.shown[1].max()


def test_a_new_statement_neither_starves_nor_floods() -> None:
    run = simulate(6, people=600, statements=40, sides=(1.0,), lengths=(12.0,), late={39: 300})
    level, caught_up = 0.0, 0
    shown = np.zeros(40, int)
    for arrival, (_, _, offers) in enumerate(run.sessions):
        for offer in offers:
            shown[offer.statement] += 1
        if arrival == 299:
            level = float(np.median(shown))
            assert shown[39] == 0
        elif arrival >= 300 and not caught_up and shown[39] >= np.median(shown) - 1:
            caught_up = arrival - 299
    # one visit shows it at most once, so it needs as many visits as the level is high, and not much more;
    # meanwhile the level rises by (mean session) / 40 a visit
    assert level > 80
    assert level <= caught_up <= 2 * level
    assert np.ptp(shown) <= 4


def test_several_new_statements_leave_room_for_the_others() -> None:
    new = {39: 300, 38: 300, 37: 300, 36: 300}
    run = simulate(7, people=360, statements=40, sides=(1.0,), lengths=(18.0,), late=new)
    offers = [offer.statement for _, _, session in run.sessions[300:] for offer in session]
    assert sum(statement in new for statement in offers) / len(offers) < 1 / 3
    assert all(sum(offer.statement in new for offer in session) <= 4 for _, _, session in run.sessions)


def test_pi_makes_up_for_sides_that_stay_longer() -> None:
    """One side is small and patient. Pooled answers lean to it; weights of 1 / pi put every side at its size."""
    truth = np.array([0.9, 0.2])  # share of each side that agrees, with every statement
    raw, weighted, wanted = [], [], []
    for seed in range(30):
        run = simulate(300 + seed, people=400, statements=30, sides=(0.75, 0.25), lengths=(4.0, 20.0))
        pi = shown_probability(run.shown, run.reached)
        rng = np.random.default_rng(seed)
        people = np.bincount([side for side, _, _ in run.sessions], minlength=2)
        wanted.append((people * truth).sum() / people.sum())
        answer, weight = [], []
        for side, _, offers in run.sessions:
            for offer in offers:
                answer.append(rng.random() < truth[side])
                weight.append(1 / pi[side, offer.statement])
        raw.append(np.mean(answer))
        weighted.append(np.average(answer, weights=weight))
    error = np.array(weighted) - wanted
    assert abs(error.mean()) < 4 * error.std(ddof=1) / len(error) ** 0.5 + 1e-3
    assert (np.array(wanted) - raw).mean() > 0.15


def test_pi_of_one_person_is_slots_over_statements() -> None:
    """Statements alike at the start: the 300th visitor, with 6 slots of 24, sees each with probability 1/4."""
    hits = np.zeros(24)
    runs = 1500
    rng = np.random.default_rng(8)
    for _ in range(runs):
        shown = np.full(24, 3)
        shown[rng.permutation(24)[:10]] += 1  # wherever the round of the others stands
        seen = np.zeros(24, bool)
        for _ in range(6):
            offer = next_statement(shown, seen, rng=rng)
            assert offer is not None
            seen[offer.statement] = True
        hits += seen
    statistic = ((hits - runs / 4) ** 2 / (runs * 0.25 * 0.75)).sum() * 23 / 24
    assert statistic < chi2.isf(RARE, 23)


def test_same_seed_same_sessions() -> None:
    one, two = simulate(9, people=80, statements=25), simulate(9, people=80, statements=25)
    assert one.sessions == two.sessions


@given(st.lists(st.tuples(st.integers(0, 5), st.booleans()), max_size=30), st.integers(0, 2**32 - 1))
def test_every_offer_is_allowed_and_its_chances_are_right(state: list[tuple[int, bool]], seed: int) -> None:
    shown = np.array([count for count, _ in state], int)
    seen = np.array([closed for _, closed in state], bool)
    before = (shown.copy(), seen.copy())
    offer = next_statement(shown, seen, rng=np.random.default_rng(seed))
    assert (shown == before[0]).all()
    assert (seen == before[1]).all()
    left = int((~seen).sum())
    if offer is None:
        assert left == 0
        return
    assert not seen[offer.statement]
    assert UNIFORM_SHARE / left <= offer.total <= 1 + 1e-12
    assert 0 < offer.chance <= 1
    if offer.slot == BALANCED:
        assert shown[offer.statement] == shown[~seen].min()


def test_a_thousand_statements_take_far_less_than_five_milliseconds() -> None:
    rng = np.random.default_rng(10)
    shown, seen = rng.integers(0, 6, 1000), np.zeros(1000, bool)
    seen[:40] = True
    times = []
    for _ in range(300):
        start = time.perf_counter()
        next_statement(shown, seen, rng=rng)
        times.append(time.perf_counter() - start)
    assert np.median(times) < 0.005


def test_refusals() -> None:
    rng = np.random.default_rng(0)
    with pytest.raises(BadVotes, match="one shape"):
        next_statement([0, 0], [False], rng=rng)
    with pytest.raises(BadVotes, match="boolean"):
        next_statement([0, 0], [0, 1], rng=rng)
    with pytest.raises(BadParameter, match="'slot'"):
        next_statement([0], [False], rng=rng, slot="clever")
    with pytest.raises(BadVotes, match="between 0 and reached"):
        shown_probability([3], [2])
    with pytest.raises(BadVotes, match="one shape"):
        shown_probability([3], [[4, 4]])
    assert next_statement([], [], rng=rng) is None
