"""The attacker's script: poll after every vote, changed vote and deletion; add, subtract, solve."""

from __future__ import annotations

import pytest

from tests.opinion.disclosure_kit import fewest_touched, run


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("aligned", [0.2, 0.6, 0.95])
def test_no_combination_of_pages_isolates_one_to_nine_people(seed: int, aligned: float) -> None:
    numbers, pages = run(seed, aligned=aligned)
    assert sum(page.full for page in pages) >= 2
    assert fewest_touched(numbers) >= 10
