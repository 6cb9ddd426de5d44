"""Alignment with the lexicon pack left out as well: for each event, without the pack's words that only its texts hold.

The pack was written by somebody who had read the texts. Leaving an event's threshold out does not undo that; leaving
out every entry that matches this event and none of the others does, and errs on the strict side: "troop*" goes too
where only one event speaks of troops.
"""

from __future__ import annotations

import copy
import json
import re
import tomllib
from dataclasses import replace
from importlib import resources
from typing import Any

import numpy as np

from benchmarks.wording_alignment import THRESHOLDS
from benchmarks.wording_data import PARALLEL, REAL, event, scorer, tally
from detente.wording.alignment import SETTINGS, pairs
from detente.wording.lexicon import Lexicon, parse_lexicon
from detente.wording.points import points, setting_of
from detente.wording.similarity import similarity


def _matches(entry: str, text: str) -> bool:
    pattern = r"\b" + re.escape(entry).replace(r"\*", r"\w*") + r"\b"
    return re.search(pattern, text, re.I) is not None


def _toml(raw: dict[str, Any]) -> str:
    """The pack as TOML; JSON's strings and lists are TOML's."""

    def said(value: object) -> str:
        return json.dumps(value, ensure_ascii=False)

    tables = ("concepts", "themes", "parties")
    lines = [f"{key} = {said(value)}" for key, value in raw.items() if key not in tables]
    lines += ["[concepts]", *(f"{key} = {said(words)}" for key, words in raw["concepts"].items() if words)]
    for key, theme in raw["themes"].items():
        if theme["words"]:
            lines += [f"[themes.{key}]", *(f"{name} = {said(value)}" for name, value in theme.items())]
    for party in raw.get("parties", []):
        lines += ["[[parties]]", *(f"{name} = {said(value)}" for name, value in party.items())]
    return "\n".join(lines)


def without(raw: dict[str, Any], name: str) -> tuple[Lexicon, int]:
    """The pack without entries that match the texts of event `name` and of no other, and how many went."""
    texts = {other: f"{event(other).a.body}\n{event(other).b.body}" for other in (*REAL, *PARALLEL)}
    left = copy.deepcopy(raw)
    gone = 0

    def kept(words: list[str]) -> list[str]:
        nonlocal gone
        stay = [word for word in words if [n for n, text in texts.items() if _matches(word, text)] != [name]]
        gone += len(words) - len(stay)
        return stay

    left["concepts"] = {key: kept(words) for key, words in left["concepts"].items()}
    for theme in left["themes"].values():
        theme["words"] = kept(theme["words"])
    return parse_lexicon(_toml(left)), gone


def main() -> dict[str, float]:
    """Print the row, and return its ratios."""
    raw = tomllib.loads((resources.files("detente.wording") / "lexicons" / "diplomacy.toml").read_text("utf-8"))
    tallies = []
    removed = 0
    for name in REAL:
        lexicon, gone = without(raw, name)
        removed += gone
        given = event(name)
        setting = setting_of(given.a, given.b, lexicon=lexicon)
        first, second = (points(text, lexicon=lexicon, setting=setting) for text in (given.a, given.b))
        reread = replace(given, points_a=first, points_b=second, lexicon=lexicon)
        a, b = ([point for point in found if point.kind == "point"] for found in (first, second))
        alike = similarity(a, b, lexicon=lexicon)
        tallies.append(
            [
                tally(reread, [(a[i].span, b[j].span) for i, j in pairs(alike, settings=replace(SETTINGS, link=link))])
                for link in THRESHOLDS
            ]
        )
    table = np.array(tallies)
    rows = []
    for number in range(len(REAL)):
        others = np.delete(table, number, axis=0).sum(axis=0)
        best = int(np.argmax([scorer().ratios(row)["f1"] for row in others]))
        rows.append(table[number, best])
    found: dict[str, float] = scorer().ratios(np.sum(rows, axis=0))
    print(f"\nThe same, without the pack's words that only the scored event's texts hold ({removed} words in all)")
    print("  " + "  ".join(f"{key} {value:.2f}" for key, value in found.items()))
    return found


if __name__ == "__main__":
    main()
