"""What a release remembers, and its JSON.

Private: it holds who voted what in every published row, as the votes table itself does. Arrays are packed
(little-endian, zlib, base64), because one number per vote in text would be ten times larger.
"""

from __future__ import annotations

import base64
import binascii
import dataclasses
import json
import zlib
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from detente.opinion.codec import from_plain, to_plain
from detente.opinion.disclosure_cells import NOT_RECORDED, Cells
from detente.opinion.errors import NotAnOpinionMap
from detente.opinion.results import MapSummary, People

__all__ = ["STATE_FORMAT", "EngineMemory", "State"]

STATE_FORMAT = "detente/release-state/1"

IntArray = npt.NDArray[np.int64]

_NAMES = ("side_names", "group_names")
# as kept in memory, and as written: small numbers are written small
_WRITTEN = {
    "stratum": "<i2",
    "group": "<i2",
    "counted": "|b1",
    "statement": "<i4",
    "participant": "<i4",
    "vote": "|i1",
    "shown_in": "<u8",
    "chance": "<f8",
    "position": "<f8",
}


@dataclass(frozen=True, eq=False)
class EngineMemory:
    """The last map, for rows of the next one: row i of `people` is row i of the votes to come."""

    summary: MapSummary
    people: People


@dataclass(frozen=True, eq=False)
class State:
    """Everything that the next call of `detente.opinion.disclosure.release` must know. Never publish it.

    Attributes
    ----------
    cells : Cells
        The published counts and the votes behind them.
    columns : ndarray of shape (S,)
        Statement ids of the published map, in its order.
    sizes : ndarray of shape (K + 1,)
        People counted by the last full release, per side, then those who declared none.
    redraw : int
        Number of full releases so far.
    floor : int
        Least number of voters.
    outline : MapSummary or None
        The last published summary without its statements: axes, verdict and groups, to turn the next map by.
    """

    cells: Cells
    columns: IntArray
    sizes: IntArray
    redraw: int
    floor: int
    outline: MapSummary | None

    @classmethod
    def empty(cls, side_names: tuple[str, ...], floor: int) -> State:
        """Nothing published yet."""
        none = np.zeros(0, np.int64)
        return cls(Cells.empty(side_names), none, np.zeros(len(side_names) + 1, np.int64), 0, floor, None)

    def engine_memory(self, participants: npt.ArrayLike | None = None) -> EngineMemory | None:
        """What `map_opinion` needs to turn a map of these people like the last published one, and to keep its names.

        Parameters
        ----------
        participants : array_like of int, optional
            Ids of the rows of the votes that will be mapped; by default rows are numbered as their ids are.

        Returns
        -------
        EngineMemory or None
            None before the first full release.
        """
        known = self.cells.participants
        if participants is None:
            ids = np.arange(int(known.max(initial=-1)) + 1)
        else:
            ids = np.asarray(participants, np.int64)
        at = np.minimum(np.searchsorted(known, ids), max(len(known) - 1, 0))
        return self.memory_of_rows(np.where(known[at] == ids, at, -1) if len(known) else np.full(len(ids), -1))

    def memory_of_rows(self, index: IntArray) -> EngineMemory | None:
        """The same for rows given as indices into ``cells.participants``, -1 for somebody unknown."""
        if self.outline is None:
            return None
        cells, n = self.cells, len(index)
        slots = [cells.group_names.index(group.name) for group in self.outline.groups]
        place = np.full(len(cells.group_names) + 1, -1, np.int64)
        place[slots] = np.arange(len(slots))
        position = np.full((n, 2), np.nan)
        group = np.full(n, -1, np.int64)
        known = index >= 0
        position[known] = cells.position[index[known]]
        group[known] = place[cells.group[index[known]]]
        placed = np.isfinite(position[:, 0])
        return EngineMemory(
            self.outline,
            People(
                position=np.where(placed[:, None], position, 0.0),
                covariance=np.zeros((n, 2, 2)),
                membership=np.zeros((n, len(slots))),
                group=np.where(placed, group, -2),
                side=np.full(n, -1, np.int64),
                n_votes=np.zeros(n, np.int64),
            ),
        )

    def to_json(self) -> str:
        """As JSON text; about four bytes a vote."""
        cells = {
            field.name: list(value) if field.name in _NAMES else _packed(field.name, value)
            for field in dataclasses.fields(Cells)
            if not isinstance(value := getattr(self.cells, field.name), int)
        }
        whole = {
            "format": STATE_FORMAT,
            "cells": cells | {"next_kind": self.cells.next_kind},
            "columns": _packed("columns", self.columns),
            "sizes": _packed("sizes", self.sizes),
            "redraw": self.redraw,
            "floor": self.floor,
            "outline": None if self.outline is None else to_plain(self.outline),
        }
        return json.dumps(whole, sort_keys=True, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> State:
        """The state that `to_json` wrote.

        Raises
        ------
        NotAnOpinionMap
            Another text, another version, or a damaged one.
        """
        try:
            whole = json.loads(text)
            if whole["format"] != STATE_FORMAT:
                raise ValueError(f"its format is {whole['format']!r}")
            kept = whole["cells"]
            parts: dict[str, Any] = {name: tuple(str(part) for part in kept[name]) for name in _NAMES}
            for field in dataclasses.fields(Cells):
                if field.name not in (*_NAMES, "next_kind", "marks"):
                    parts[field.name] = _unpacked(field.name, kept[field.name])
            # A state that was written before marks were published knows of none.
            unknown = np.full(parts["counts"].shape[:2], NOT_RECORDED, np.int64)
            parts["marks"] = _unpacked("marks", kept["marks"]) if "marks" in kept else unknown
            cells = Cells(**parts, next_kind=int(kept["next_kind"]))
            return cls(
                cells,
                _unpacked("columns", whole["columns"]),
                _unpacked("sizes", whole["sizes"]),
                int(whole["redraw"]),
                int(whole["floor"]),
                None if whole["outline"] is None else from_plain(MapSummary, whole["outline"]),
            )
        except NotAnOpinionMap:
            raise
        except (KeyError, TypeError, ValueError, binascii.Error, zlib.error) as fault:
            raise NotAnOpinionMap(
                f"This is not the state of a release ({STATE_FORMAT}): {fault}. "
                "Give the text as it was written, or start the consultation's releases anew."
            ) from fault


def _packed(name: str, array: npt.NDArray[Any]) -> dict[str, Any]:
    kind = _WRITTEN.get(name, "<i8")
    raw = np.ascontiguousarray(array.astype(kind)).tobytes()
    return {"shape": list(array.shape), "type": kind, "data": base64.b64encode(zlib.compress(raw, 6)).decode("ascii")}


def _unpacked(name: str, packed: dict[str, Any]) -> npt.NDArray[Any]:
    kind = _WRITTEN.get(name, "<i8")
    if packed["type"] != kind:
        raise ValueError(f"{name} is {packed['type']!r}, not {kind!r}")
    raw = zlib.decompress(base64.b64decode(packed["data"], validate=True))
    array = np.frombuffer(raw, kind).reshape(packed["shape"])
    in_memory = array.astype(np.int64) if np.dtype(kind).kind == "i" else array.copy()
    return in_memory.astype(in_memory.dtype.newbyteorder("="))
