"""Frozen results of any engine to JSON and back, the same bytes every time.

The dataclasses are the schema: their annotations drive both directions, so a field cannot be written in one shape and
read in another. Floats are rounded to six decimals (what two machines agree on), keys are sorted, and a text that
does not fit is refused with the place of the fault as a JSON path (``$.summary.groups[0].name``).

=========================  ============================================================
annotation                 JSON
=========================  ============================================================
dataclass                  object; a trailing underscore of a field name is left out
``tuple[T, ...]``          array
``tuple[A, B]``            array of that length
``T | None``               the same, or null
``NDArray[dtype]``         ``{"shape": [..], "values": [..]}``, row-major
``float``                  finite number, six decimals
``int``, ``str``, ``bool`` number without a fraction, string, true or false
``datetime.date``          string, ``YYYY-MM-DD``
``dict[str, T]``           object
=========================  ============================================================

A field that came later than its format (``field(default=..., metadata=LATER)``) is written only where it says something
else than its default, and may be missing where it is read: what was written before it keeps its bytes and its readers.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import math
import types
import typing
from collections.abc import Collection, Mapping
from functools import cache
from typing import Any, ClassVar, NoReturn, TypeVar, get_args, get_origin

import numpy as np

__all__ = ["DECIMALS", "LATER", "DoesNotFit", "dumps", "from_plain", "json_fields", "later_fields", "loads", "to_plain"]

DECIMALS = 6

LATER: Mapping[str, bool] = types.MappingProxyType({"later": True})
"""Metadata of a field that came later than its format."""

T = TypeVar("T")


class DoesNotFit(ValueError):
    """A value or a text that does not fit the dataclass; the message names the place."""

    code: ClassVar[str] = "codec.does_not_fit"


@cache
def json_fields(cls: type) -> tuple[tuple[str, str, Any], ...]:
    """(JSON key, field name, annotation) of each field of a dataclass, in the order of its definition."""
    hints = typing.get_type_hints(cls)
    return tuple((f.name.rstrip("_"), f.name, hints[f.name]) for f in dataclasses.fields(cls) if f.init)


@cache
def later_fields(cls: type) -> Mapping[str, Any]:
    """Default, by JSON key, of each field of a dataclass that came later than its format."""
    return {f.name.rstrip("_"): f.default for f in dataclasses.fields(cls) if f.metadata.get("later")}


def to_plain(obj: object) -> dict[str, Any]:
    """A result as dicts, lists, numbers, strings and None, ready for `json`.

    Raises
    ------
    DoesNotFit
        A field holds something else than its annotation says, or a number that is not finite.
    TypeError
        `obj` is not an instance of a dataclass.
    """
    if isinstance(obj, type) or not dataclasses.is_dataclass(obj):
        raise TypeError(f"The 'obj' parameter of to_plain must be a dataclass. Got {type(obj).__name__} instead.")
    plain = _encode(obj, type(obj), "$")
    assert isinstance(plain, dict)
    return plain


def from_plain(cls: type[T], data: object) -> T:
    """The result of class `cls` that `to_plain` made `data` of.

    Raises
    ------
    DoesNotFit
        Naming the place: a key that is missing or unknown, a value of another type, a number that is not finite.
    """
    result = _decode(data, cls, "$")
    assert isinstance(result, cls)
    return result


def dumps(obj: object, *, in_order: bool = False) -> str:
    """A result as JSON: sorted keys, six decimals, no spaces. Equal results give equal texts.

    With `in_order` keys stand as the fields are defined: for a result whose first field must be met first.

    Examples
    --------
    >>> @dataclasses.dataclass(frozen=True)
    ... class Share:
    ...     size: float
    ...     among: int
    >>> dumps(Share(size=1 / 3, among=12)), dumps(Share(size=1 / 3, among=12), in_order=True)
    ('{"among":12,"size":0.333333}', '{"size":0.333333,"among":12}')
    """
    return json.dumps(to_plain(obj), sort_keys=not in_order, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def loads(cls: type[T], text: str) -> T:
    """The result of class `cls` that `dumps` wrote.

    Raises
    ------
    DoesNotFit
        Not JSON, or JSON of something else; the message names the place.

    Examples
    --------
    >>> @dataclasses.dataclass(frozen=True)
    ... class Share:
    ...     size: float
    ...     among: int
    >>> loads(Share, '{"among":12,"size":0.333333}')
    Share(size=0.333333, among=12)
    """
    try:
        data = json.loads(text, object_pairs_hook=_no_twins)
    except json.JSONDecodeError as fault:
        place = f"line {fault.lineno}, column {fault.colno}"
        raise DoesNotFit(f"This is not JSON: {fault.msg} at {place}. Give the file as it was written.") from fault
    except DoesNotFit:
        raise
    except (RecursionError, ValueError) as fault:  # nesting or a number beyond what any map holds
        raise DoesNotFit(f"This JSON cannot be read: {fault}. Give the file as it was written.") from fault
    return from_plain(cls, data)


def _no_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    whole = dict(pairs)
    if len(whole) < len(pairs):
        names = [name for name, _ in pairs]
        twin = next(name for name in names if names.count(name) > 1)
        raise DoesNotFit(f"An object has the key {twin!r} twice. Give the file as it was written.")
    return whole


def _refuse(path: str, expected: str, got: object) -> NoReturn:
    shown = repr(got)
    if len(shown) > 60:
        shown = shown[:57] + "..."
    raise DoesNotFit(f"{path} must be {expected}. Got {shown} instead. Give the file as it was written.")


def _optional(hint: Any) -> Any:
    """X of ``X | None``; None for any other annotation."""
    if get_origin(hint) not in (typing.Union, types.UnionType):
        return None
    inner = [part for part in get_args(hint) if part is not type(None)]
    if len(inner) != 1:
        raise TypeError(f"codec knows unions with None only. Got {hint}.")
    return inner[0]


def _element_type(hint: Any) -> np.dtype[Any]:
    kind: np.dtype[Any] = np.dtype(get_args(get_args(hint)[1])[0])
    return kind


def _number(value: object, path: str) -> float:
    if isinstance(value, bool | np.bool_) or not isinstance(value, int | float | np.integer | np.floating):
        _refuse(path, "a number", value)
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        _refuse(path, "a finite number", value)
    return number


def _rounded(value: object, path: str) -> float:
    return round(_number(value, path), DECIMALS) + 0.0  # + 0.0: no -0.0, which equals 0.0 and reads differently


def _whole(value: object, path: str) -> int:
    if isinstance(value, bool | np.bool_) or not isinstance(value, int | np.integer):
        _refuse(path, "a whole number", value)
    return int(value)


def _key(key: object, path: str) -> str:
    if not isinstance(key, str):
        _refuse(path, "an object with strings for keys", key)
    return key


def _date(value: object, path: str) -> dt.date:
    try:
        day = dt.date.fromisoformat(str(value))
    except ValueError:
        day = None
    if day is None or day.isoformat() != value:
        _refuse(path, "a date, YYYY-MM-DD", value)
    return day


def _encode(value: Any, hint: Any, path: str) -> Any:
    inner = _optional(hint)
    if inner is not None:
        return None if value is None else _encode(value, inner, path)
    if hint is float:
        return _rounded(value, path)
    if hint is int:
        return _whole(value, path)
    if hint is bool or hint is str:
        if not isinstance(value, hint):
            _refuse(path, "true or false" if hint is bool else "a string", value)
        return value
    if hint is dt.date:
        if not isinstance(value, dt.date) or isinstance(value, dt.datetime):
            _refuse(path, "a date", value)
        return value.isoformat()
    origin = get_origin(hint)
    if origin is dict:
        if not isinstance(value, dict):
            _refuse(path, "a dict", value)
        return {_key(key, path): _encode(part, get_args(hint)[1], f"{path}.{key}") for key, part in value.items()}
    if origin is tuple:
        if not isinstance(value, tuple):
            _refuse(path, "a tuple", value)
        return [_encode(part, sort, f"{path}[{i}]") for i, (part, sort) in enumerate(_paired(value, hint, path))]
    if origin is np.ndarray:
        return _encode_array(value, hint, path)
    if dataclasses.is_dataclass(hint):
        if not isinstance(value, typing.cast(type, hint)):
            _refuse(path, f"a {typing.cast(type, hint).__name__}", value)
        later = later_fields(typing.cast(type, hint))
        return {
            key: _encode(getattr(value, name), sort, f"{path}.{key}")
            for key, name, sort in json_fields(typing.cast(type, hint))
            if key not in later or getattr(value, name) != later[key]
        }
    raise TypeError(f"codec does not know the annotation {hint!r} at {path}.")


def _encode_array(value: Any, hint: Any, path: str) -> dict[str, Any]:
    kind = _element_type(hint)
    if not isinstance(value, np.ndarray) or value.dtype.kind != kind.kind:
        _refuse(path, f"an array of {kind}", value)
    if kind.kind == "f":
        if not np.all(np.isfinite(value)):
            _refuse(path, "an array of finite numbers", value)
        value = np.round(value.astype(np.float64), DECIMALS) + 0.0
    return {"shape": list(value.shape), "values": value.ravel().tolist()}


def _decode(value: Any, hint: Any, path: str) -> Any:
    inner = _optional(hint)
    if inner is not None:
        return None if value is None else _decode(value, inner, path)
    if hint is float:
        return _number(value, path)
    if hint is int:
        return _whole(value, path)
    if hint is bool or hint is str:
        if not isinstance(value, hint):
            _refuse(path, "true or false" if hint is bool else "a string", value)
        return value
    if hint is dt.date:
        return _date(value, path)
    origin = get_origin(hint)
    if origin is dict:
        if not isinstance(value, dict):
            _refuse(path, "an object", value)
        return {_key(key, path): _decode(part, get_args(hint)[1], f"{path}.{key}") for key, part in value.items()}
    if origin is tuple:
        if not isinstance(value, list):
            _refuse(path, "an array", value)
        return tuple(_decode(part, sort, f"{path}[{i}]") for i, (part, sort) in enumerate(_paired(value, hint, path)))
    if origin is np.ndarray:
        return _decode_array(value, hint, path)
    if dataclasses.is_dataclass(hint):
        fields = json_fields(typing.cast(type, hint))
        later = later_fields(typing.cast(type, hint))
        _check_keys(value, [key for key, _, _ in fields if key not in later], path, allowed=later)
        return typing.cast(type, hint)(
            **{name: _decode(value[key], sort, f"{path}.{key}") for key, name, sort in fields if key in value}
        )
    raise TypeError(f"codec does not know the annotation {hint!r} at {path}.")


def _decode_array(value: Any, hint: Any, path: str) -> Any:
    kind = _element_type(hint)
    _check_keys(value, ["shape", "values"], path)
    shape = [_whole(n, f"{path}.shape[{i}]") for i, n in enumerate(_list(value["shape"], f"{path}.shape"))]
    values = _list(value["values"], f"{path}.values")
    if any(n < 0 for n in shape) or math.prod(shape) != len(values):
        _refuse(f"{path}.shape", f"the shape of {len(values)} values", shape)
    if kind.kind == "f":
        for i, part in enumerate(values):
            _number(part, f"{path}.values[{i}]")
    elif kind.kind == "b":
        for i, part in enumerate(values):
            if not isinstance(part, bool):
                _refuse(f"{path}.values[{i}]", "true or false", part)
    else:
        limits = np.iinfo(kind)
        for i, part in enumerate(values):
            if not limits.min <= _whole(part, f"{path}.values[{i}]") <= limits.max:
                _refuse(f"{path}.values[{i}]", f"between {limits.min} and {limits.max}", part)
    return np.array(values, dtype=kind).reshape(shape)


def _list(value: object, path: str) -> list[Any]:
    if not isinstance(value, list):
        _refuse(path, "an array", value)
    return value


def _check_keys(value: object, keys: list[str], path: str, *, allowed: Collection[str] = ()) -> None:
    if not isinstance(value, dict):
        _refuse(path, "an object", value)
    missing = [key for key in keys if key not in value]
    if missing:
        _refuse(path, f"an object with the key {missing[0]!r}", sorted(value))
    unknown = sorted(set(value) - {*keys, *allowed})
    if unknown:
        _refuse(path, f"an object without the key {unknown[0]!r}", unknown)


def _paired(value: Any, hint: Any, path: str) -> list[tuple[Any, Any]]:
    """Each element of a tuple with its annotation."""
    sorts = get_args(hint)
    if len(sorts) == 2 and sorts[1] is Ellipsis:
        return [(part, sorts[0]) for part in value]
    if len(sorts) != len(value):
        _refuse(path, f"{len(sorts)} values", value)
    return list(zip(value, sorts, strict=True))
