"""Results as JSON: what is written is read back, the same bytes every time, and a fault is named by its place."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given

from detente.opinion.codec import dumps, from_plain, loads, to_plain
from detente.opinion.errors import NotAnOpinionMap
from detente.opinion.results import Cell, EngineInfo, Hexagon, Interval, MapSummary, People, PublishedMap, Verdict
from tests.exchange.instances import instances


@given(published=instances(PublishedMap))
def test_a_map_survives(published: PublishedMap) -> None:
    text = dumps(published)
    again = loads(PublishedMap, text)
    assert again == published
    assert dumps(again) == text


@given(people=instances(People))
def test_arrays_keep_shape_and_type(people: People) -> None:
    again = loads(People, dumps(people))
    for name in People.__dataclass_fields__:
        before, after = getattr(people, name), getattr(again, name)
        assert before.shape == after.shape
        assert before.dtype == after.dtype
        np.testing.assert_array_equal(before, after)


def test_six_decimals_sorted_keys_and_no_negative_zero() -> None:
    assert dumps(Hexagon(x=-0.00000001, y=1 / 3, n_people=12)) == '{"n_people":12,"x":0.0,"y":0.333333}'


def test_whole_numbers_in_fields_of_floats_are_written_as_floats() -> None:
    assert dumps(Interval(1, np.float32(0.5), np.int64(0))) == '{"estimate":1.0,"high":0.0,"low":0.5}'


def test_a_trailing_underscore_stays_inside() -> None:
    plain = to_plain(Cell(3, 2, 1, 0, 1, pass_=Interval(0.5, 0.1, 0.9)))
    assert plain["pass"] == {"estimate": 0.5, "low": 0.1, "high": 0.9}
    assert "pass_" not in plain


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (Verdict("camps", 2, float("nan")), r"\$\.strength must be a finite number\. Got nan instead\."),
        (Verdict("camps", 2, float("inf")), r"\$\.strength must be a finite number"),
        (Verdict("camps", 2, 10**400), r"\$\.strength must be a finite number"),
        (Verdict("camps", 2.5, 1.0), r"\$\.n_camps must be a whole number\. Got 2\.5 instead\."),
        (Verdict("camps", True, 1.0), r"\$\.n_camps must be a whole number\. Got True instead\."),
        (Verdict(None, 2, 1.0), r"\$\.kind must be a string\. Got None instead\."),
    ],
)
def test_what_does_not_fit_is_not_written(value: object, message: str) -> None:
    with pytest.raises(NotAnOpinionMap, match=message):
        dumps(value)


def test_an_array_with_a_hole_is_not_written() -> None:
    n = np.zeros(1, np.int64)
    people = People(np.array([[np.nan, 0.0]]), np.zeros((1, 2, 2)), np.zeros((1, 0)), n, n, n)
    with pytest.raises(NotAnOpinionMap, match=r"\$\.position must be an array of finite numbers"):
        dumps(people)


def summary() -> dict[str, Any]:
    return to_plain(MapSummary(1, 1, 1, 1, Verdict("too_few", 0, 0.0), (), (), (), (), (), (), (), (), None))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda d: d.pop("axes"), r"\$ must be an object with the key 'axes'"),
        (lambda d: d.update(extra=1), r"\$ must be an object without the key 'extra'"),
        (lambda d: d["verdict"].update(kind=3), r"\$\.verdict\.kind must be a string\. Got 3 instead\."),
        (lambda d: d.update(verdict=None), r"\$\.verdict must be an object\. Got None instead\."),
        (lambda d: d.update(axes={}), r"\$\.axes must be an array"),
        (lambda d: d.update(n_votes="1"), r"\$\.n_votes must be a whole number\. Got '1' instead\."),
        (
            lambda d: d.update(majority=[{"statement": 0, "score": "high", "vote": "agree", "least": ""}]),
            r"\$\.majority\[0\]\.score must be a number\. Got 'high' instead\.",
        ),
    ],
)
def test_the_place_of_a_fault_is_named(change: Any, message: str) -> None:
    data = summary()
    change(data)
    with pytest.raises(NotAnOpinionMap, match=message):
        from_plain(MapSummary, data)


def test_a_tuple_of_fixed_length_keeps_it() -> None:
    @dataclass(frozen=True)
    class Place:
        at: tuple[float, int]

    # get_type_hints needs the module's names, which a class inside a function has as well
    assert loads(Place, dumps(Place((0.5, 2)))) == Place((0.5, 2))
    with pytest.raises(NotAnOpinionMap, match=r"\$\.at must be 2 values"):
        loads(Place, '{"at":[0.5,2,3]}')


@pytest.mark.parametrize(
    ("array", "message"),
    [
        ({"shape": [2], "values": [1]}, r"\$\.side\.shape must be the shape of 1 values\. Got \[2\] instead"),
        ({"shape": [-1, -1], "values": [1]}, r"\$\.side\.shape must be the shape of 1 values"),
        ({"shape": [1], "values": [0.5]}, r"\$\.side\.values\[0\] must be a whole number"),
        ({"shape": [1], "values": [2**63]}, r"\$\.side\.values\[0\] must be between"),
        ({"shape": [1]}, r"\$\.side must be an object with the key 'values'"),
    ],
)
def test_arrays_that_do_not_fit(array: dict[str, Any], message: str) -> None:
    n = np.zeros(1, np.int64)
    data = to_plain(People(np.zeros((1, 2)), np.zeros((1, 2, 2)), np.zeros((1, 0)), n, n, n))
    data["side"] = array
    with pytest.raises(NotAnOpinionMap, match=message):
        from_plain(People, data)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", r"This is not JSON: Expecting value at line 1, column 1\."),
        ('{"seed":1,\n"version"}', r"This is not JSON: Expecting ':' delimiter at line 2, column 10\."),
        ('{"seed":1,"seed":2}', r"An object has the key 'seed' twice"),
        ("[" * 100_000, r"This JSON cannot be read"),
        ("1" * 5_000, r"This JSON cannot be read"),
        ("[]", r"\$ must be an object\. Got \[\] instead\."),
        ('{"dimensions":NaN,"seed":0,"version":""}', r"\$\.dimensions must be a whole number\. Got nan instead\."),
    ],
)
def test_texts_that_are_no_result(text: str, message: str) -> None:
    with pytest.raises(NotAnOpinionMap, match=message):
        loads(EngineInfo, text)


def test_only_dataclasses_are_written() -> None:
    with pytest.raises(TypeError, match="must be a dataclass"):
        dumps({"a": 1})
    with pytest.raises(TypeError, match="must be a dataclass"):
        dumps(Verdict)


def test_the_text_is_json_and_says_the_same() -> None:
    info = EngineInfo("0.1.0", 8, 0)
    assert json.loads(dumps(info)) == to_plain(info) == {"version": "0.1.0", "dimensions": 8, "seed": 0}
    assert dumps(replace(info, seed=1)) != dumps(info)
