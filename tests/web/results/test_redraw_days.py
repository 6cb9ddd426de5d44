"""Days of joining: whatever comes and goes, what was ever shown never subtracts to between one and nine people."""

from __future__ import annotations

import itertools
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from detente.web.core.clock import today
from detente.web.results import about

FLOOR = 10


class Room:
    """Three strata (two sides and who said none), and the book-keeping that `release` would hand over."""

    def __init__(self, seed: int) -> None:
        self.rng = np.random.default_rng(seed)
        self.day = today().toordinal() - 60
        self.joined: dict[int, int] = {}
        self.stratum: dict[int, int] = {}
        self.counted: set[int] = set()
        self.sizes = [0, 0, 0]
        self.state: Any = None
        self.bins: tuple[about.Bin, ...] = ()

    def lives(self) -> None:
        """A few days pass; people come, and some of those who were counted leave."""
        for _ in range(int(self.rng.integers(1, 6))):
            self.day += 1
            for _ in range(int(self.rng.integers(0, 14))):
                key = int(self.rng.integers(1, 2**62))
                self.joined[key], self.stratum[key] = self.day, int(self.rng.choice(3, p=[0.45, 0.45, 0.1]))
        for key in self.rng.permutation(sorted(self.joined))[: int(self.rng.integers(0, 4))]:
            del self.joined[int(key)], self.stratum[int(key)]
            self.counted.discard(int(key))

    def released(self) -> set[int] | None:
        """A full release, if ten are new on both sides; some voters' votes stand in no published row yet."""
        shown = {key for key in self.joined if key in self.counted or self.rng.random() < 0.8}
        fresh = [{key for key in shown - self.counted if self.stratum[key] == k} for k in range(3)]
        if min(len(fresh[0]), len(fresh[1])) < FLOOR:
            return None
        new = {key for k in range(3) if len(fresh[k]) >= FLOOR for key in fresh[k]}
        old, before = self.state, self.bins
        self.counted |= new
        for k in range(3):
            if len(fresh[k]) >= FLOOR:
                self.sizes[k] = sum(self.stratum[key] == k for key in self.counted)
        keys = np.array(sorted(self.joined), np.int64)
        cells = SimpleNamespace(
            participants=keys,
            stratum=np.array([self.stratum[int(key)] for key in keys]),
            counted=np.array([int(key) in self.counted for key in keys]),
            spent=np.zeros(0, np.int64),
            people_shown=lambda: np.array([int(key) in shown for key in keys]),
        )
        self.state = SimpleNamespace(floor=FLOOR, sizes=np.array(self.sizes), cells=cells)
        joined = np.array([self.joined[int(key)] for key in keys])
        self.bins = about.renewed_days(before, old, self.state, keys, joined)
        return new


@pytest.mark.parametrize("seed", range(40))
def test_days_change_for_ten_newcomers_and_add_up(seed: int) -> None:
    room, history = Room(seed), []
    for _ in range(12):
        room.lives()
        new = room.released()
        if new is None:
            continue
        assert sum(each.total for each in room.bins) == sum(room.sizes)
        assert all(each.total >= FLOOR for each in room.bins)
        assert all(a.last + 1 == b.first for a, b in itertools.pairwise(room.bins))
        history.append((room.bins, [room.joined[key] for key in new]))
    assert len(history) >= 3
    for (before, _), (now, new) in itertools.pairwise(history):
        known = {(each.first, each.last): each for each in before}
        for each in now:
            fresh = sum(each.first <= day <= each.last for day in new)
            assert fresh >= FLOOR or known.get((each.first, each.last), each).total == each.total
            # What was put together is not taken apart: an old run of days lies in one of the new.
        for old in before:
            assert sum(each.first <= old.first and old.last <= each.last for each in now) == 1


def test_the_rule_is_needed() -> None:
    """Counting every day anew shows single people within a few releases."""
    found = []
    for seed in range(10):
        room, last = Room(seed), None
        for _ in range(12):
            room.lives()
            if room.released() is None:
                continue
            naive = {each.first: sum(room.joined[key] == each.first for key in room.counted) for each in room.bins}
            if last:
                found += [naive[day] - last[day] for day in last if day in naive]
            last = naive
    assert any(0 < change < FLOOR for change in found)
