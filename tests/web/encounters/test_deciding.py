"""Acts on a comparison: what is refused, what is recorded, and two editors at once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from detente.web.encounters.actions import deciding
from detente.web.encounters.actions.deciding import compare, decide, undo
from detente.web.encounters.errors import (
    CannotCut,
    Meanwhile,
    NotAPair,
    NotComparable,
    NotThere,
    Superseded,
    TakenDown,
    TooManyPoints,
)
from detente.web.encounters.models import Comparison, Encounter, Part, Version
from detente.web.encounters.queries.reading import state_of
from detente.web.encounters.state import key_of, span_of
from detente.web.ledger.models import Entry
from detente.web.people.models import User
from tests.web.encounters import two_towns

Enter = Callable[..., Version]


@pytest.fixture
def comparison(encounter: Encounter, editor: User) -> Comparison:
    return compare(actor=editor, encounter=encounter)


def points(comparison: Comparison, letter: str) -> list[str]:
    state = state_of(comparison)
    return [key for key, point in state.keys.items() if key[0] == letter and point.kind == "point"]


@pytest.mark.django_db
def test_a_comparison_is_made_once(encounter: Encounter, editor: User, bare_encounter: Encounter) -> None:
    made = compare(actor=editor, encounter=encounter)
    assert compare(actor=editor, encounter=encounter) == made
    assert Entry.objects.filter(action="encounter.compared").count() == 1
    assert made.pieces["a"]
    assert made.pieces["j"] == []


@pytest.mark.django_db
def test_one_text_is_no_pair(bare_encounter: Encounter, editor: User, enter_text: Enter) -> None:
    enter_text(bare_encounter, Part.A, two_towns.NORHAVN)
    with pytest.raises(NotAPair):
        compare(actor=editor, encounter=bare_encounter)


@pytest.mark.django_db
def test_what_the_engine_refuses_is_said(encounter: Encounter, editor: User) -> None:
    Version.objects.update(body=two_towns.NORHAVN)
    with pytest.raises(NotComparable) as refused:
        compare(actor=editor, encounter=encounter)
    assert "same words" in refused.value.message()
    assert not Comparison.objects.exists()


@pytest.mark.django_db
def test_more_points_than_anybody_confirms(encounter: Encounter, editor: User) -> None:
    many = " ".join(f"Ward {number} gets {number} new lamps." for number in range(1, deciding.MOST_POINTS + 2))
    Version.objects.filter(source__part=Part.B).update(body=many)
    with pytest.raises(TooManyPoints) as refused:
        compare(actor=editor, encounter=encounter)
    assert f"at most {deciding.MOST_POINTS}" in refused.value.message()


@pytest.mark.django_db
def test_each_decision_has_one_ledger_line_without_its_words(comparison: Comparison, editor: User) -> None:
    [point, *_] = points(comparison, "a")
    decide(actor=editor, comparison=comparison, verb="alone", told={"point": point}, seen=0)
    [line] = Entry.objects.filter(action="encounter.decided")
    assert line.details["verb"] == "alone"
    assert point not in str(line.details)


@pytest.mark.django_db
def test_cuts_that_cannot_be(comparison: Comparison, editor: User) -> None:
    state = state_of(comparison)
    first, *_rest, last = [key for key in state.keys if key[0] == "a"]
    start, end = span_of(first)[1].start, span_of(first)[1].end
    for at in (start, end, start - 1, end + 5):
        with pytest.raises(CannotCut):
            decide(actor=editor, comparison=comparison, verb="split", told={"point": first, "at": at}, seen=0)
    with pytest.raises(CannotCut):
        decide(actor=editor, comparison=comparison, verb="join", told={"point": first, "next": last}, seen=0)
    with pytest.raises(NotThere):
        decide(actor=editor, comparison=comparison, verb="join", told={"point": "a1-2", "next": last}, seen=0)


@pytest.mark.django_db
def test_a_point_of_many_pages_is_no_point(encounter: Encounter, editor: User) -> None:
    long = " and ".join(["lamps"] * 2500)
    Version.objects.filter(source__part=Part.B).update(
        body=f"The towns discussed {long}. They agreed on {long}. No toll."
    )
    comparison = compare(actor=editor, encounter=encounter)
    state = state_of(comparison)
    for _step in range(40):
        keys = [key for key in state.keys if key[0] == "b"]
        told = {"point": keys[0], "next": keys[1]}
        try:
            decide(actor=editor, comparison=comparison, verb="join", told=told, seen=state.sequence)
        except CannotCut:
            break
        state = state_of(comparison)
    else:
        pytest.fail("joined for ever")
    assert max(len(point.span) for point in state.found.points_b) <= 20_000


@pytest.mark.django_db
def test_ones_own_decisions_are_no_contention(comparison: Comparison, editor: User, second_editor: User) -> None:
    a, b = points(comparison, "a")[0], points(comparison, "b")[0]
    decide(actor=editor, comparison=comparison, verb="alone", told={"point": a}, seen=0)
    decide(actor=editor, comparison=comparison, verb="pair", told={"a": [a], "b": [b]}, seen=0)
    with pytest.raises(Meanwhile) as refused:
        decide(actor=second_editor, comparison=comparison, verb="alone", told={"point": b}, seen=1)
    assert [one.sequence for one in refused.value.theirs] == [2]
    decide(actor=second_editor, comparison=comparison, verb="alone", told={"point": b}, seen=2)


@pytest.mark.django_db
def test_taking_back_what_somebody_else_decided_upon(comparison: Comparison, editor: User, second_editor: User) -> None:
    point = points(comparison, "a")[0]
    decide(actor=editor, comparison=comparison, verb="alone", told={"point": point}, seen=0)
    decide(actor=second_editor, comparison=comparison, verb="frame", told={"point": point}, seen=1)
    with pytest.raises(Meanwhile):
        undo(actor=editor, comparison=comparison, seen=1)
    undo(actor=editor, comparison=comparison, seen=2)
    assert point in state_of(comparison).frames


@pytest.mark.django_db
def test_an_older_comparison_is_closed(
    comparison: Comparison, editor: User, encounter: Encounter, enter_text: Enter
) -> None:
    point = points(comparison, "a")[0]
    body = two_towns.SUNDBY.replace("a fortnight", "ten days")
    enter_text(encounter, Part.B, body, source=encounter.sources.get(part=Part.B))
    compare(actor=editor, encounter=encounter)
    with pytest.raises(Superseded):
        decide(actor=editor, comparison=comparison, verb="alone", told={"point": point}, seen=0)


@pytest.mark.django_db
def test_words_that_are_gone_cannot_be_decided_on(comparison: Comparison, editor: User) -> None:
    point = points(comparison, "a")[0]
    Version.objects.filter(pk=comparison.a_id).update(body="", title="", taken_down_on=two_towns.DAY)
    with pytest.raises(TakenDown):
        decide(actor=editor, comparison=comparison, verb="alone", told={"point": point}, seen=0)


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Run acts in threads that start together; give back what each returned or raised."""
    ready = threading.Barrier(len(acts))
    found: list[object] = [None] * len(acts)

    def run(place: int, act: Callable[[], object]) -> None:
        try:
            ready.wait(20)
            found[place] = act()
        except Exception as refused:  # noqa: BLE001 - handed to the test, which looks at each
            found[place] = refused
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return found


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(
    "connection.vendor == 'sqlite'", reason="a database in memory belongs to one thread; PostgreSQL only"
)
def test_two_at_once_on_one_point(comparison: Comparison, editor: User, second_editor: User) -> None:
    a, b = points(comparison, "a"), points(comparison, "b")

    def pair(who: User, mine: str, theirs: str) -> Callable[[], object]:
        told: dict[str, Any] = {"a": [mine], "b": [theirs]}
        return lambda: decide(actor=who, comparison=comparison, verb="pair", told=told, seen=0)

    found = at_once(pair(editor, a[0], b[0]), pair(second_editor, a[0], b[1]))
    assert sorted(type(one).__name__ for one in found) == ["Decision", "Meanwhile"]
    seen = state_of(comparison).sequence
    many = [
        lambda who=who, point=point: decide(
            actor=who, comparison=comparison, verb="alone", told={"point": point}, seen=seen
        )
        for who, point in zip([editor, second_editor] * 2, a[1:5], strict=True)
    ]
    found = at_once(*many)
    assert [type(one).__name__ for one in found] == ["Decision"] * 4
    assert [one.sequence for one in comparison.decisions.all()] == [1, 2, 3, 4, 5]


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(
    "connection.vendor == 'sqlite'", reason="a database in memory belongs to one thread; PostgreSQL only"
)
def test_a_decision_while_a_newer_version_is_laid_out(
    comparison: Comparison, editor: User, second_editor: User, encounter: Encounter, enter_text: Enter
) -> None:
    """It is either taken over or refused: never stored and forgotten."""
    point = points(comparison, "a")[-1]
    body = two_towns.SUNDBY.replace("a fortnight", "ten days")
    enter_text(encounter, Part.B, body, source=encounter.sources.get(part=Part.B))
    made, decided = at_once(
        lambda: compare(actor=editor, encounter=encounter),
        lambda: decide(actor=second_editor, comparison=comparison, verb="alone", told={"point": point}, seen=0),
    )
    assert isinstance(made, Comparison)
    taken = [one.told for one in made.decisions.all()]
    assert (taken == [{"point": point}]) != isinstance(decided, Superseded)


@pytest.mark.django_db
def test_a_row_is_named_by_its_points(comparison: Comparison) -> None:
    for row in state_of(comparison).rows:
        assert row.key == "|".join("+".join(key_of(side, p.span) for p in getattr(row, side)) for side in ("a", "b"))
