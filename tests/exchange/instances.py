"""Any instance of a dataclass of results, for Hypothesis: shapes from the annotations, numbers with six decimals."""

from __future__ import annotations

import dataclasses
import typing
from typing import Any, get_args, get_origin

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

FLOATS = st.integers(-(10**9), 10**9).map(lambda n: n / 1e6)
INTEGERS = st.integers(-(2**40), 2**40)
TEXTS = st.text(st.characters(codec="utf-8"), max_size=6)


def instances(cls: type) -> st.SearchStrategy[Any]:
    """A strategy for a dataclass whose fields are numbers, texts, tuples, arrays and other dataclasses."""
    hints = typing.get_type_hints(cls)
    return st.builds(cls, **{f.name: _values(hints[f.name]) for f in dataclasses.fields(cls)})


def _values(hint: Any) -> st.SearchStrategy[Any]:
    simple = {float: FLOATS, int: INTEGERS, str: TEXTS, bool: st.booleans()}
    if hint in simple:
        return simple[hint]
    origin, parts = get_origin(hint), get_args(hint)
    if origin is tuple and parts[-1] is Ellipsis:
        return st.lists(_values(parts[0]), max_size=2).map(tuple)
    if origin is tuple:
        return st.tuples(*map(_values, parts))
    if origin is np.ndarray:
        kind = np.dtype(get_args(parts[1])[0])
        numbers = INTEGERS if kind.kind == "i" else FLOATS
        return npst.arrays(kind, npst.array_shapes(min_dims=1, max_dims=3, min_side=0, max_side=2), elements=numbers)
    if dataclasses.is_dataclass(hint):
        return instances(hint)
    return st.none() | _values(next(part for part in parts if part is not type(None)))
