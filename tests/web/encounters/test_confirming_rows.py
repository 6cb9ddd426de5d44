"""A decision and the rows that were decided before it; what the page of a row counts and lists."""

from __future__ import annotations

from collections.abc import Callable
from html import unescape

import pytest
from django.test import Client

from detente.web.encounters.actions.deciding import compare
from detente.web.encounters.models import Comparison, Encounter
from detente.web.encounters.queries.reading import state_of
from detente.web.encounters.state import key_of, row_key
from detente.web.people.models import User
from tests.web.encounters.test_confirming import follow, page, press, values

pytestmark = pytest.mark.django_db

Staff = Callable[[User], Client]


@pytest.fixture
def comparison(encounter: Encounter, editor: User) -> Comparison:
    return compare(actor=editor, encounter=encounter)


@pytest.fixture
def edna(staff: Staff, editor: User) -> Client:
    return staff(editor)


def test_a_decided_row_is_joined_or_said_to_be_taken_apart(
    edna: Client, staff: Staff, second_editor: User, encounter: Encounter, comparison: Comparison
) -> None:
    state = state_of(comparison)
    single, number, row = next(
        (row, number, there)
        for row in state.rows
        if row.a and not row.b
        for number, key in enumerate(state.closest(key_of("a", row.a[0].span)), start=1)
        if (there := state.row_of(key)) is not None and there.a and there.b
    )
    before = page(edna, encounter, query=f"?row={single.key}")
    assert f"+{number}" not in values(before), "nobody has decided that row"
    follow(edna, press(edna, encounter, "Enter", page(edna, encounter, query=f"?row={row.key}")))
    emil = staff(second_editor)
    html = page(emil, encounter, query=f"?row={single.key}")
    joined = follow(emil, press(emil, encounter, f"+{number}", html))
    assert "is put together otherwise now" in joined
    a = [key_of("a", p.span) for p in (*row.a, *single.a)]
    found = state_of(comparison).row(row_key(a, [key_of("b", p.span) for p in row.b]))
    assert found is not None
    assert found.decided is not None
    back = follow(emil, press(emil, encounter, "u", joined))
    assert "data-undone" not in back
    html = page(emil, encounter, query=f"?row={single.key}")
    html = follow(emil, press(emil, encounter, str(number), html))
    assert "is taken apart now: what is left waits" in html
    assert "data-undone" in html
    assert "data-undone" not in page(emil, encounter)
    left = state_of(comparison).row_of(key_of("a", row.a[0].span))
    assert left is not None
    assert left.decided is None


def test_what_waits_is_counted_and_nothing_stands_twice(
    edna: Client, encounter: Encounter, comparison: Comparison
) -> None:
    state = state_of(comparison)
    waiting = sum(one.status == "proposed" for row in state.rows for one in row.differences)
    assert f"{waiting} differences wait." in page(edna, encounter)
    for row in state.rows:
        html = page(edna, encounter, query=f"?row={row.key}")
        candidates = html.partition('class="enc-candidates"')[2].partition("</ol>")[0]
        assert all(point.text not in unescape(candidates) for point in (row.b if row.a else row.a))
