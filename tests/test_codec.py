"""What the codec knows beyond the opinion map (tests/opinion/test_codec.py): dates, mappings, keys in order."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

import pytest

from detente.codec import LATER, DoesNotFit, dumps, loads


@dataclass(frozen=True)
class Window:
    words: str
    day: dt.date | None
    counts: dict[str, tuple[int, ...]] = field(default_factory=dict)


def test_dates_and_mappings_survive() -> None:
    window = Window("by Easter", dt.date(2025, 4, 20), {"b": (1, 2), "a": ()})
    text = dumps(window)
    assert text == '{"counts":{"a":[],"b":[1,2]},"day":"2025-04-20","words":"by Easter"}'
    assert loads(Window, text) == window


def test_keys_may_stand_in_the_order_of_the_fields() -> None:
    assert dumps(Window("soon", None), in_order=True) == '{"words":"soon","day":null,"counts":{}}'


@pytest.mark.parametrize("day", ["2025-4-20", "20250420", "2025-04-20T00:00:00", "tomorrow", 20250420, True])
def test_another_form_of_date_is_refused(day: object) -> None:
    written = f'"{day}"' if isinstance(day, str) else str(day).lower()
    with pytest.raises(DoesNotFit, match=r"\$\.day must be a date, YYYY-MM-DD"):
        loads(Window, f'{{"words":"","day":{written},"counts":{{}}}}')


def test_the_place_within_a_mapping_is_named() -> None:
    with pytest.raises(DoesNotFit, match=r"\$\.counts\.a\[1\] must be a whole number"):
        loads(Window, '{"words":"","day":null,"counts":{"a":[1,"x"]}}')


@dataclass(frozen=True)
class Grown:
    size: int
    note: str | None = field(default=None, metadata=LATER)


def test_a_field_that_came_later_is_written_where_it_says_something() -> None:
    assert dumps(Grown(3)) == '{"size":3}'
    assert dumps(Grown(3, "x")) == '{"note":"x","size":3}'
    assert loads(Grown, '{"size":3}') == Grown(3)
    assert loads(Grown, '{"note":null,"size":3}') == Grown(3)
    assert loads(Grown, '{"note":"x","size":3}') == Grown(3, "x")
    with pytest.raises(DoesNotFit, match="without the key 'nota'"):
        loads(Grown, '{"nota":"x","size":3}')
    with pytest.raises(DoesNotFit, match="with the key 'size'"):
        loads(Grown, '{"note":"x"}')


def test_a_time_of_day_is_no_date() -> None:
    with pytest.raises(DoesNotFit, match=r"\$\.day must be a date"):
        dumps(Window("now", dt.datetime(2025, 1, 1, tzinfo=dt.UTC)))
