"""The figures that are promised, on the pairs of readouts that stand beside the checkout."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from benchmarks import wording_alignment, wording_cues, wording_joint
from benchmarks.wording import REACH
from benchmarks.wording_data import FOLDER
from detente.wording.alignment import SETTINGS
from detente.wording.joint_check import PRESENT


@pytest.fixture(scope="module")
def readouts(shared_data: Path) -> Path:
    if not FOLDER.is_dir():
        pytest.skip("the pairs of readouts are not here: set DETENTE_SHARED to the folder that holds data/readouts")
    return FOLDER


@pytest.fixture(scope="module")
def figures(readouts: Path) -> dict[str, float]:
    return {**wording_alignment.main(), **wording_cues.main(), **wording_joint.main()}


@pytest.mark.parametrize("name", REACH)
def test_what_is_promised_is_reached(figures: dict[str, float], name: str) -> None:
    assert figures[name] >= REACH[name]


def test_the_thresholds_shipped_are_those_that_come_out_when_events_are_left_out(readouts: Path) -> None:
    _, chosen = wording_alignment.left_out([wording_alignment.engine()])
    assert min(chosen) <= SETTINGS.link <= max(chosen)
    found = wording_joint.decisions()
    assert np.mean([(d.score >= PRESENT) == d.present for d in found]) >= REACH["present or absent"]


def test_hints_are_measured_even_where_nothing_is_promised(figures: dict[str, float]) -> None:
    assert figures["look closely R"] >= 0.8
    assert figures["look closely P"] >= 0.4
