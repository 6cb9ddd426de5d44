"""Numbers and dates: two sets of invented sentences with the traps that libraries fall into."""

from __future__ import annotations

import datetime as dt
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.wording.calendar_rules import easter
from detente.wording.dates import dates
from detente.wording.quantities import numbers
from detente.wording.results import Span

HERE = Path(__file__).parent


def cases(name: str) -> list[dict[str, Any]]:
    return list(tomllib.loads((HERE / f"{name}.toml").read_text(encoding="utf-8"))["case"])


@pytest.mark.parametrize("case", cases("numbers"), ids=lambda case: case["text"])
def test_numbers(case: dict[str, Any]) -> None:
    found = [[n.low, n.high, n.unit, n.bound] for n in numbers(case["text"])]
    assert [f[2:] for f in found] == [e[2:] for e in case["expect"]]
    for read, expected in zip(found, case["expect"], strict=True):
        assert read[:2] == pytest.approx(expected[:2], rel=1e-4)


@pytest.mark.parametrize("case", cases("dates"), ids=lambda case: case["text"])
def test_dates(case: dict[str, Any]) -> None:
    found = dates(case["text"], dt.date.fromisoformat(case["anchor"]))
    assert [[str(d.start), str(d.end)] if d.start else [d.certainty] for d in found] == case["expect"]


def test_both_sets_are_large_enough() -> None:
    assert len(cases("numbers")) >= 40
    assert len(cases("dates")) >= 40


@pytest.mark.parametrize(
    ("words", "relation"),
    [
        ("until the end of August", "until"),
        ("by 14 May", "by"),
        ("within two weeks", "by"),
        ("from 1 October", "from"),
        ("on 3 June", "on"),
        ("no later than 3 June", "by"),
    ],
)
def test_how_days_bind(words: str, relation: str) -> None:
    found = dates(f"It lasts {words}.", dt.date(2030, 5, 6))
    assert [(d.relation, d.words) for d in found] == [(relation, words.removeprefix("on "))]


def test_without_a_day_of_the_text_relative_words_stay_open() -> None:
    found = dates("They met on 3 June 2029 and meet again next week.", None)
    assert [(d.words, d.certainty, d.start) for d in found] == [
        ("3 June 2029", "day", dt.date(2029, 6, 3)),
        ("next week", "unanchored", None),
    ]


@pytest.mark.parametrize(("year", "month", "day"), [(1818, 3, 22), (1954, 4, 18), (2000, 4, 23), (2038, 4, 25)])
def test_easter_of_known_years(year: int, month: int, day: int) -> None:
    """J. Meeus, Astronomical Algorithms, chapter 8, lists these; 1818 and 2038 are the earliest and latest dates."""
    assert easter(year) == dt.date(year, month, day)


@given(st.text(alphabet="MayJunebyin 0123456789./,-%$€ahundred", max_size=60), st.dates())
def test_any_text_is_read_without_a_fault(body: str, anchor: dt.date) -> None:
    found_dates, found_numbers = dates(body, anchor), numbers(body)
    for found in (found_dates, found_numbers):
        end = 0
        for one in found:
            assert 0 <= one.span.start < one.span.end <= len(body)
            assert one.span.start >= end
            end = one.span.end
    for interval in found_dates:
        assert interval.words == interval.span.of(body)
        assert interval.start is None or (interval.end is not None and interval.start <= interval.end)
    for number in found_numbers:
        assert number.low <= number.high


def test_a_part_of_a_text_is_read_alone() -> None:
    body = "They pay 5 dollars. They meet on 3 June."
    assert numbers(body, within=Span(19, len(body))) == ()
    assert [d.span.of(body) for d in dates(body, dt.date(2030, 5, 6), within=Span(19, len(body)))] == ["3 June"]
