"""The pairs of readouts beside the checkout, with their gold, and its scorer."""

from __future__ import annotations

import datetime as dt
import importlib.util
import json
from dataclasses import dataclass
from functools import cache
from types import ModuleType
from typing import Any

from benchmarks.common import SHARED, Missing
from detente.wording.lexicon import Lexicon, load_lexicon
from detente.wording.points import points, setting_of
from detente.wording.results import Point, Span, Text

FOLDER = SHARED / "data" / "readouts"

REAL = (
    "2021-11-10_sullivan-yermak-kuleba",
    "2021-12-07_biden-putin",
    "2021-12-30_biden-putin",
    "2022-01-02_biden-zelenskyy",
    "2022-02-13_biden-zelenskyy",
    "2022-06-15_biden-zelenskyy",
)
"""Free-text pairs of two governments: the ones that figures are promised for."""

PARALLEL = ("2025-03-25_riyadh-us-russia", "2025-03-25_riyadh-black-sea", "2025-11-23_geneva-us-ukraine")
"""Parallel lists, one mediator's two statements, a joint statement against one side's readout."""

INVENTED = ("fictional_bargaining-session", "fictional_market-street")

PACK = {INVENTED[0]: "labour", INVENTED[1]: "municipal"}


@dataclass(frozen=True)
class Event:
    """One encounter: both texts as a user would give them (no party named), their points, the hand-made gold."""

    name: str
    a: Text
    b: Text
    points_a: tuple[Point, ...]
    points_b: tuple[Point, ...]
    lexicon: Lexicon
    gold: dict[str, Any]

    def reached(self, side: str, units: list[str]) -> list[Point]:
        """The points of a side that cover one of these gold units."""
        found = self.points_a if side == "A" else self.points_b
        return [
            p for p in found if set(scorer().covered(self.gold["units"][side], p.span.start, p.span.end)) & set(units)
        ]


@cache
def scorer() -> ModuleType:
    """The reference scorer, which stands beside the data."""
    path = FOLDER / "score_alignment.py"
    if not path.exists():
        raise Missing("the pairs of readouts are not there: they stand beside the checkout, in ../shared/data/readouts")
    spec = importlib.util.spec_from_file_location("score_alignment", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def read_text(event: str, file: str) -> Text:
    """A readout with its title, publisher and day; no party is told."""
    head, body = (FOLDER / event / file).read_text(encoding="utf-8").split("\n\n", 1)
    facts = dict(line.split(": ", 1) for line in head.splitlines() if ": " in line)
    return Text(
        body.rstrip("\n"),
        title=facts.get("title", ""),
        publisher=facts.get("publisher", ""),
        date=dt.date.fromisoformat(facts["published"][:10]),
    )


@cache
def event(name: str, pack: str = "") -> Event:
    """An event with its points under a lexicon pack; by default the pack of its field."""
    if not (FOLDER / name / "gold.json").exists():
        raise Missing(
            f"{name} is not there: the pairs of readouts stand beside the checkout, in ../shared/data/readouts"
        )
    gold = json.loads((FOLDER / name / "gold.json").read_text(encoding="utf-8"))
    a, b = (read_text(name, gold["sides"][side]["file"]) for side in "AB")
    lexicon = load_lexicon(pack or PACK.get(name, "diplomacy"))
    setting = setting_of(a, b, lexicon=lexicon)
    found = [points(text, lexicon=lexicon, setting=setting) for text in (a, b)]
    return Event(name, a, b, found[0], found[1], lexicon, gold)


def joint_check(name: str) -> list[dict[str, Any]]:
    """The labelled draft sentences of an event, none where it has none."""
    path = FOLDER / name / "joint_check.json"
    return list(json.loads(path.read_text(encoding="utf-8"))["sentences"]) if path.exists() else []


def contrast() -> tuple[dt.date, list[dict[str, Any]]]:
    """The invented sentence pairs and the day they hang on."""
    raw = json.loads((FOLDER / "contrast.json").read_text(encoding="utf-8"))
    return dt.date.fromisoformat(raw["reference_date"]), list(raw["pairs"])


Pair = tuple[Span, Span]


def tally(of: Event, predicted: list[Pair]) -> list[int]:
    """What the scorer counts: right, wrong, found, gold, and three of one-sided points."""
    return list(scorer().score(of.gold, [[a.start, a.end, b.start, b.end] for a, b in predicted]))
