"""Draft joint statements against both accounts: right unit, present or absent, value clashes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np

from benchmarks.wording_data import INVENTED, PARALLEL, REAL, event, joint_check, scorer
from detente.wording.joint_check import PRESENT, check_joint
from detente.wording.results import Text

THRESHOLDS = tuple(round(0.04 + 0.01 * step, 2) for step in range(37))


@dataclass(frozen=True)
class Decision:
    """One draft sentence beside one account."""

    event: str
    score: float
    present: bool
    right: bool | None
    clash: frozenset[str]
    told: frozenset[str]


def decisions() -> list[Decision]:
    """Every labelled sentence beside both accounts."""
    found = []
    for name in (*REAL, *PARALLEL, *INVENTED):
        labelled = joint_check(name)
        if not labelled:
            continue
        of = event(name)
        draft = Text(" ".join(line["text"] for line in labelled), date=of.a.date, language="en")
        checked = check_joint(draft, of.a, of.b, lexicon=of.lexicon, present=0.0)
        if len(checked.sentences) != len(labelled):
            raise AssertionError(f"{name}: the draft was cut into {len(checked.sentences)} sentences")
        for line, sentence in zip(labelled, checked.sentences, strict=True):
            for side, support, account in (("A", sentence.a, of.points_a), ("B", sentence.b, of.points_b)):
                units = line[side.lower()]
                assert support is not None
                point = next(point for point in account if point.id == support.point)
                right = None
                if units:
                    covered = [u["id"] for u in of.gold["units"][side] if _covers(point.span.start, point.span.end, u)]
                    right = bool(set(covered) & set(units))
                issue = line["issues"].get(side, "")
                clash = frozenset(
                    kind for kind in ("number", "date", "negation") if kind in issue and "absent" not in issue
                )
                told = frozenset(d.type for d in support.differences if d.tier == "values_differ")
                found.append(Decision(name, support.score, bool(units), right, clash, told))
    return found


def _covers(start: int, end: int, unit: dict[str, int]) -> bool:
    """Half of the unit, frames included: a draft may say who met whom."""
    return 2 * (min(end, unit["end"]) - max(start, unit["start"])) >= unit["end"] - unit["start"]


def main() -> dict[str, float]:
    """Print the table; return the figures that are promised."""
    scorer()
    found = decisions()
    names = sorted({decision.event for decision in found})
    with_unit = [decision for decision in found if decision.right is not None]
    unit = sum(bool(decision.right) for decision in with_unit) / len(with_unit)
    correct = 0
    chosen = []
    for name in names:
        others = [decision for decision in found if decision.event != name]
        score = [sum((d.score >= t) == d.present for d in others) for t in THRESHOLDS]
        # the middle of the best thresholds: the ends of a flat stretch are chance
        threshold = float(np.median([t for t, s in zip(THRESHOLDS, score, strict=True) if s == max(score)]))
        chosen.append(threshold)
        correct += sum((d.score >= threshold) == d.present for d in found if d.event == name)
    shipped = sum((d.score >= PRESENT) == d.present for d in found) / len(found)
    tally = Counter(
        "found" if kind in d.told and kind in d.clash else "missed" if kind in d.clash else "false"
        for d in found
        if d.present and d.score >= PRESENT
        for kind in d.clash | d.told
    )
    print(f"\nJoint statement check, {len(found) // 2} draft sentences of {len(names)} events, {len(found)} decisions")
    print(f"  best supporting unit right: {unit:.2f} of {len(with_unit)}")
    print(
        f"  present or absent right: {correct / len(found):.2f} (threshold from the other events: {min(chosen):.2f}-"
        f"{max(chosen):.2f}); as shipped ({PRESENT}) {shipped:.2f}"
    )
    print(f"  value clashes where the matter is present: {dict(sorted(tally.items()))}")
    return {"right unit": unit, "present or absent": correct / len(found)}
