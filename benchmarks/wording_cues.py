"""What single rules get right: segments, frames, speech, commitment, themes, numbers, dates, differences."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

from benchmarks.wording_data import INVENTED, PARALLEL, REAL, Event, contrast, event
from detente.wording.concordance import concord
from detente.wording.dates import dates
from detente.wording.differences import differences
from detente.wording.lexicon import load_lexicon
from detente.wording.points import points
from detente.wording.quantities import numbers
from detente.wording.quotations import quotations
from detente.wording.results import Difference, Point, Text
from detente.wording.segmentation import segment

CASES = Path(__file__).resolve().parents[1] / "tests" / "wording"
HARD = ("number", "date", "negation")
LOOK = ("number", "date", "condition", "strength", "who_speaks", "negation")


def load_cases(name: str) -> list[dict[str, Any]]:
    """An own test set: sentences with what must be read from them."""
    return list(tomllib.loads((CASES / f"{name}.toml").read_text(encoding="utf-8"))["case"])


def number_right(case: dict[str, Any]) -> bool:
    """Whether exactly the expected quantities are read, written ``[low, high, unit, bound]``."""
    found = [[n.low, n.high, n.unit, n.bound] for n in numbers(case["text"])]
    expected = case["expect"]
    return len(found) == len(expected) and all(
        abs(f[0] - e[0]) < 1e-3 * max(abs(e[0]), 1e-3)
        and abs(f[1] - e[1]) < 1e-3 * max(abs(e[1]), 1e-3)
        and f[2:] == e[2:]
        for f, e in zip(found, expected, strict=True)
    )


def date_right(case: dict[str, Any]) -> bool:
    """Whether exactly the expected intervals are read, written ``[start, end]`` or ``["undecided"]``."""
    found = dates(case["text"], dt.date.fromisoformat(case["anchor"]))
    read = [[str(d.start), str(d.end)] if d.start else [d.certainty] for d in found]
    return read == [list(map(str, expected)) for expected in case["expect"]]


def _ratio(tally: Counter[str]) -> str:
    right, false, missed = tally["right"], tally["false"], tally["missed"]
    precision = right / (right + false) if right + false else 1.0
    recall = right / (right + missed) if right + missed else 1.0
    return f"P {precision:.2f} R {recall:.2f} ({right} right, {false} false, {missed} missed)"


def _count(told: set[str], gold: set[str], kinds: tuple[str, ...]) -> Counter[str]:
    return Counter(
        "right" if kind in told and kind in gold else "false" if kind in told else "missed"
        for kind in kinds
        if kind in told or kind in gold
    )


def _linked(of: Event, link: dict[str, Any]) -> tuple[list[Point], list[Point]]:
    return of.reached("A", link["a"]), of.reached("B", link["b"])


def _told(found: tuple[Difference, ...], tier: str = "") -> set[str]:
    return {one.type for one in found if not tier or one.tier == tier}


def clashes() -> tuple[Counter[str], dict[str, Counter[str]]]:
    """Hard clashes on the gold links of the invented pairs, and every hint on each group's gold links."""
    hard: Counter[str] = Counter()
    hints: dict[str, Counter[str]] = {}
    for label, names in (("real", REAL), ("parallel", PARALLEL), ("invented", INVENTED)):
        hints[label] = Counter()
        for name in names:
            of = event(name)
            for link in of.gold["links"]:
                a, b = _linked(of, link)
                if not a or not b:
                    continue
                found = differences(a, b, lexicon=of.lexicon)
                said = {"who_speaks" if c["type"] == "attribution" else c["type"] for c in link["conflicts"]}
                certain = {c["type"] for c in link["conflicts"] if c["severity"] == "hard"}
                hints[label] += _count(_told(found), said, LOOK)
                if label == "invented":
                    hard += _count(_told(found, "values_differ"), certain & set(HARD), HARD)
    return hard, hints


def clashes_end_to_end() -> Counter[str]:
    """The same hard clashes on the links that the engine finds by itself."""
    hard: Counter[str] = Counter()
    for name in INVENTED:
        of = event(name)
        found = concord(of.a, of.b, lexicon=of.lexicon)
        of_a, of_b = ({point.id: point for point in side} for side in (found.points_a, found.points_b))
        met: set[tuple[str, str]] = set()
        told: set[tuple[str, str]] = set()
        for link in found.links:
            kinds = _told(link.differences, "values_differ")
            reached = [
                gold["id"]
                for gold in of.gold["links"]
                if any(of_a[p] in _linked(of, gold)[0] for p in link.a)
                and any(of_b[p] in _linked(of, gold)[1] for p in link.b)
            ]
            told |= {(gold, kind) for gold in reached for kind in kinds}
            hard["false"] += 0 if reached else len(kinds)
        for gold in of.gold["links"]:
            met |= {(gold["id"], c["type"]) for c in gold["conflicts"] if c["severity"] == "hard" and c["type"] in HARD}
        hard += Counter(right=len(met & told), false=len(told - met), missed=len(met - told))
    return hard


def contrasts() -> Counter[str]:
    """Invented sentence pairs: values that differ, and steps of commitment."""
    anchor, given = contrast()
    pack = load_lexicon("general")
    tally: Counter[str] = Counter()
    for pair in given:
        a, b = (points(Text(pair[side], date=anchor, language="en"), lexicon=pack) for side in "ab")
        found = differences(a, b, lexicon=pack)
        told = _told(found, "values_differ") | (_told(found) & {"strength"})
        tally += _count(told, set(pair["conflicts"]), (*HARD, "strength"))
    return tally


def read_rules() -> None:
    """Print how the rules that make points do against the hand-cut units."""
    edges, frames, speech = Counter[str](), Counter[str](), Counter[str]()
    level: dict[str, Counter[bool]] = {"real": Counter(), "invented": Counter()}
    for name in (*REAL, *PARALLEL, *INVENTED):
        of = event(name)
        for side, text, found in (("A", of.a, of.points_a), ("B", of.b, of.points_b)):
            units = of.gold["units"][side]
            gold = {unit["start"] for unit in units}
            cut = {clause.span.start for clause in segment(text.body)[1]}
            edges += Counter(
                right=len([g for g in gold if any(abs(g - c) <= 3 for c in cut)]),
                missed=len([g for g in gold if all(abs(g - c) > 3 for c in cut)]),
                false=len([c for c in cut if all(abs(g - c) > 3 for g in gold)]),
            )
            for unit in units:
                there = next((p for p in found if p.span.start <= unit["start"] + 3 < p.span.end), None)
                if there is None:
                    continue
                is_frame, said_frame = unit["kind"] == "frame", there.kind == "frame"
                if is_frame or said_frame:
                    frames["right" if is_frame and said_frame else "missed" if is_frame else "false"] += 1
                if not is_frame and not said_frame:
                    group = "invented" if name in INVENTED else "real"
                    level[group][there.commitment == unit["act"]] += 1
            verbatim = [q for q in quotations(text.body) if q.manner == "verbatim" and q.kind == "speech"]
            expected = [q for q in of.gold["quotes"] if q["unit"].startswith(side) and q["kind"] == "speech"]
            for quote in expected:
                words = quote["text"].strip('"“”')[:25]
                speech["right" if any(words in q.span.of(text.body) for q in verbatim) else "missed"] += 1
            speech["false"] += sum(
                all(e["text"].strip('"“”')[:25] not in q.span.of(text.body) for e in expected) for q in verbatim
            )
    print("\nRules against hand-cut units, all eleven pairs (whoever wrote the rules had read the texts)")
    print(f"  boundaries of clauses: {_ratio(edges)}")
    print(f"  frames: {_ratio(frames)}")
    print(f"  quoted speech: {_ratio(speech)}")
    for group, tally in level.items():
        print(f"  commitment, six levels, {group}: {tally[True] / tally.total():.2f} of {tally.total()}")


def main() -> dict[str, float]:
    """Print the tables; return the figures that are promised."""
    read_rules()
    for name, right in (("numbers", number_right), ("dates", date_right)):
        given = load_cases(name)
        wrong = [case["text"] for case in given if not right(case)]
        print(
            f"  own set of {name}: {len(given) - len(wrong)} of {len(given)} right"
            + "".join(f"\n    {w}" for w in wrong)
        )
    hard, hints = clashes()
    print("\nDifferences on gold links")
    print(f"  values differ, invented pairs, hard clashes of number, date, negation: {_ratio(hard)}")
    print(f"  the same on the engine's own links: {_ratio(clashes_end_to_end())}")
    print(f"  values differ and strength, contrast pairs: {_ratio(contrasts())}")
    for group, tally in hints.items():
        print(f"  any hint (look closely or values differ), {group}: {_ratio(tally)}")
    real = hints["real"]
    return {
        "clashes R": hard["right"] / max(hard["right"] + hard["missed"], 1),
        "clashes P": hard["right"] / max(hard["right"] + hard["false"], 1),
        "look closely R": real["right"] / max(real["right"] + real["missed"], 1),
        "look closely P": real["right"] / max(real["right"] + real["false"], 1),
    }
