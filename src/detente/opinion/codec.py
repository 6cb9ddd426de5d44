"""Frozen results of the opinion engine to JSON and back, the same bytes every time.

The form is that of `detente.codec`. What does not fit is refused as `NotAnOpinionMap`, with the place of the fault as a
JSON path.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from detente import codec
from detente.codec import DECIMALS, json_fields
from detente.opinion.errors import NotAnOpinionMap

__all__ = ["DECIMALS", "dumps", "from_plain", "json_fields", "loads", "to_plain"]

T = TypeVar("T")


@contextmanager
def _refusing() -> Iterator[None]:
    try:
        yield
    except codec.DoesNotFit as fault:
        raise NotAnOpinionMap(str(fault)) from fault


def to_plain(obj: object) -> dict[str, Any]:
    """A result as dicts, lists, numbers, strings and None, ready for `json`.

    Raises
    ------
    NotAnOpinionMap
        A field holds something else than its annotation says, or a number that is not finite.
    TypeError
        `obj` is not an instance of a dataclass.
    """
    with _refusing():
        return codec.to_plain(obj)


def from_plain(cls: type[T], data: object) -> T:
    """The result of class `cls` that `to_plain` made `data` of.

    Raises
    ------
    NotAnOpinionMap
        Naming the place: a key that is missing or unknown, a value of another type, a number that is not finite.
    """
    with _refusing():
        return codec.from_plain(cls, data)


def dumps(obj: object) -> str:
    """A result as JSON: sorted keys, six decimals, no spaces. Equal results give equal texts.

    Examples
    --------
    >>> from detente.opinion.results import Interval
    >>> dumps(Interval(estimate=0.5, low=1 / 3, high=2 / 3))
    '{"estimate":0.5,"high":0.666667,"low":0.333333}'
    """
    with _refusing():
        return codec.dumps(obj)


def loads(cls: type[T], text: str) -> T:
    """The result of class `cls` that `dumps` wrote.

    Raises
    ------
    NotAnOpinionMap
        Not JSON, or JSON of something else; the message names the place.

    Examples
    --------
    >>> from detente.opinion.results import Interval
    >>> loads(Interval, '{"estimate":0.5,"high":0.666667,"low":0.333333}')
    Interval(estimate=0.5, low=0.333333, high=0.666667)
    """
    with _refusing():
        return codec.loads(cls, text)
