"""Small rooms: twenty people a side who vote for fifteen minutes see statements published."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from detente.opinion.simulate import simulate_public
from detente.web.consultations import serving
from detente.web.consultations.actions.open_set import open_more, size_at_start
from detente.web.consultations.actions.voting import cast_vote, serve_next
from detente.web.consultations.models import Consultation, Statement
from detente.web.results import actions, queries
from tests.web.conftest import add_statement
from tests.web.consultations.voters import join

Make = Callable[..., Consultation]

SIDE, MINUTES, A_MINUTE = 20, 15, 4
"""People a side; how long they sit there; how many statements an unhurried reader answers in a minute."""

WORDS = {-1: "disagree", 0: "pass", 1: "agree"}


def hold(consultation: Consultation, n_statements: int, minutes: int, seed: int) -> None:
    """Everybody is in the room at once and answers at their own pace, through the site's own serving."""
    rng = np.random.default_rng(seed)
    statements = [
        add_statement(consultation, f"Statement number {n}.", rank=n, opened=False) for n in range(n_statements)
    ]
    open_more(consultation=consultation)
    truth = simulate_public(n_participants=2 * SIDE, n_statements=n_statements, kind="camps", rng=rng).truth
    place = {statement.pk: at for at, statement in enumerate(statements)}
    sides = list(consultation.dialogue.sides.all())
    # Slow readers answer half as many as the pace says, quick ones half as many again.
    left = rng.integers(minutes * A_MINUTE // 2, minutes * A_MINUTE * 3 // 2 + 1, 2 * SIDE)
    people = [join(consultation, sides[person % 2]) for person in range(2 * SIDE)]
    waiting = [serve_next(*each) for each in people]
    while any(n and s is not None for n, s in zip(left, waiting, strict=True)):
        for person in rng.permutation(2 * SIDE).tolist():
            statement = waiting[person]
            if not left[person] or statement is None:
                continue
            left[person] -= 1
            value = WORDS[int(truth.answers([person], [place[statement]])[0])]
            where, _memory = cast_vote(
                consultation=consultation.pk, cookie=people[person][1], statement=statement, value=value, matters=False
            )
            waiting[person] = where.statement


def published_on_every_side(consultation: Consultation) -> int:
    found = queries.newest(consultation)
    if found is None:
        return 0
    return sum(all(not cell.withheld for cell in result.sides) for result in found.published.summary.statements)


@pytest.fixture
def seeded(monkeypatch: pytest.MonkeyPatch) -> np.random.Generator:
    """The lots of the serving, from a seed."""
    lots = np.random.default_rng(5)
    monkeypatch.setattr(serving, "_lots", lambda: lots)
    return lots


@pytest.mark.parametrize("n_statements", [12, 90])
def test_twenty_a_side_for_fifteen_minutes(
    make_consultation: Make, seeded: np.random.Generator, n_statements: int
) -> None:
    here = make_consultation(statements=0, expected_per_side=SIDE)
    assert size_at_start(here) == 60
    hold(here, n_statements, MINUTES, seed=1)
    assert actions.redraw(here) is not None
    shown = published_on_every_side(here)
    assert shown >= 8
    assert shown <= min(n_statements, 60)


def test_three_minutes_are_enough_where_few_are_expected(make_consultation: Make, seeded: np.random.Generator) -> None:
    """The open set is what makes it work: with all ninety open, the same votes would be spread too thin."""
    careful = make_consultation(statements=0, expected_per_side=SIDE, votes_a_visit=10)
    assert size_at_start(careful) == 20
    hold(careful, 90, 3, seed=2)
    actions.redraw(careful)
    wide = make_consultation(statements=0, expected_per_side=SIDE, votes_a_visit=60)
    assert size_at_start(wide) == 120
    hold(wide, 90, 3, seed=2)
    actions.redraw(wide)
    assert Statement.objects.filter(consultation=wide, opened=True).count() == 90
    assert published_on_every_side(careful) >= 8
    assert published_on_every_side(wide) < 8
