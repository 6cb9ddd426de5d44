"""Published maps made by hand, for the tests of pages: every verdict, sides or none, withheld cells, strange texts.

The numbers are invented and need only be of the right kind; no test compares them with the engine.
"""

from __future__ import annotations

import numpy as np

from detente.opinion.results import (
    Axis,
    AxisStatement,
    Cell,
    EngineInfo,
    ExplainedShare,
    Group,
    Hexagon,
    Interval,
    MapSummary,
    People,
    PublishedMap,
    RankedStatement,
    Representative,
    SideSummary,
    StatementResult,
    Verdict,
)
from detente.report import StatementText, Subject

TEXTS = (
    "The crossing should stay open at night.",
    "Both schools should teach the other language from the first year on.",
    "The river may be dammed if the people downstream agree.",
    "<script>document.body.innerHTML = 'owned'</script> & \"quotes\" <b>bold</b>",
    "Bidi \u202egnorw si siht\u202c and \u2066isolates\u2069 and a nul \x00 here",
    "يجب أن تبقى نقطة العبور مفتوحة ليلاً لمرضى الطرفين.",
    "我覺得 Uber 應該要和計程車一樣投保乘客險。",
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 2,
    "A long statement. " + "It goes on, and it says more than one thing, as people do when they are moved. " * 9,
    "The joint commission should publish its minutes in both languages within a week.",
    "Compensation should be paid by those who closed the road.",
    "",
)


def _interval(share: float, n: int) -> Interval:
    half = 1.645 * (max(share * (1 - share), 0.01) / (n + 2)) ** 0.5
    return Interval(share, max(share - half, 0.0), min(share + half, 1.0))


def _cell(rng: np.random.Generator, n_people: int, lean: float) -> Cell:
    n = int(n_people * rng.uniform(0.4, 1.0))
    if n < 10:
        return Cell(n_people, 0, 0, 0, 0, withheld="not_enough")
    passing = rng.uniform(0.04, 0.3)
    agree = min(max(lean, 0.02), 0.98) * (1 - passing)
    counts = rng.multinomial(n, [agree, passing, 1 - agree - passing])
    return Cell(
        n_people,
        n,
        int(counts[0]),
        int(counts[2]),
        int(counts[1]),
        _interval(agree, n),
        _interval(1 - agree - passing, n),
        _interval(passing, n),
    )


def subject(n_statements: int = len(TEXTS), **changes: object) -> Subject:
    words = {
        "topic": "The crossing at Norland & Südmark",
        "description": "What should happen at the crossing?",
        "statements": tuple(
            StatementText(str(i + 1), TEXTS[i % len(TEXTS)], by_organiser=i % 4 == 0) for i in range(n_statements)
        ),
        "decisions": ("votes.csv, line 7: a repeated vote; the last one counts.",),
        "source": "crossing",
    }
    return Subject(**{**words, **changes})


def published(
    verdict: str = "camps",
    sides: tuple[str, ...] = ("Norland", "Südmark"),
    n_statements: int = len(TEXTS),
    n_people: int = 412,
    flat: bool = False,
    seed: int = 0,
) -> PublishedMap:
    """A map of the given verdict ("too_few", "no_structure", "spectrum" or "camps")."""
    rng = np.random.default_rng(seed)
    names = {"camps": ["A", "B", "C"], "spectrum": ["low end", "middle", "high end"]}.get(verdict, [])
    kinds = {"low end": "end", "high end": "end", "middle": "middle"}
    sizes = [int(n_people * share) for share in (0.45, 0.3, 0.12)]
    leans = rng.uniform(0.05, 0.95, (n_statements, 1 + len(sides) + len(names)))
    leans[::3] = rng.uniform(0.75, 0.95, leans[::3].shape)
    statements = []
    for j in range(n_statements):
        side_cells = [_cell(rng, n_people // (i + 2), leans[j, 1 + i]) for i in range(len(sides))]
        group_cells = [_cell(rng, sizes[i], leans[j, 1 + len(sides) + i]) for i in range(len(names))]
        if j == 1 and group_cells:
            group_cells[0] = Cell(sizes[0], 0, 0, 0, 0, withheld="hidden")
        overall = _cell(rng, n_people, float(leans[j].mean()))
        if verdict == "too_few" or j == n_statements - 1:
            overall = Cell(n_people, 4, 2, 1, 1, withheld="not_enough")
        statements.append(StatementResult(j, overall, tuple(side_cells), tuple(group_cells), (0.1, 1.0), (0.0, 0.2)))
    keys = [f"side:{s}" for s in sides] + [f"group:{g}" for g in names]
    empty = verdict == "too_few"
    pair = " | ".join(keys[:2]) if len(keys) > 1 else ""
    ranked = [] if empty else list(range(n_statements))
    groups = tuple(
        Group(
            name,
            kinds.get(name, "camp"),
            sizes[i],
            sizes[i] / n_people,
            (2.4 * i - 2.4, 0.0 if flat else 0.9 * (i % 2)),
            ((0.5, 0.0), (0.0, 0.0)) if flat else ((0.5, 0.12), (0.12, 0.3)),
            tuple(
                Representative(j, "agree" if j % 2 else "disagree", 0.81, 0.23, 0.58, 0.4)
                for j in range(min(3, n_statements))
            ),
        )
        for i, name in enumerate(names)
    )
    axis = Axis(
        1.4,
        0.6,
        tuple(AxisStatement(j, 0.2, 0.9) for j in range(min(3, n_statements))),
        tuple(AxisStatement(j, 0.95, 0.15) for j in range(3, min(9, n_statements))),
    )
    hexagons = (
        ()
        if empty
        else tuple(
            Hexagon(
                0.5 * 3**0.5 * (i + (0 if flat else 0.5 * (k % 2))),
                0.0 if flat else 0.75 * k,
                int(rng.integers(10, 40)),
            )
            for k in range(1 if flat else 5)
            for i in range(-6, 6)
            if rng.random() < 0.6
        )
    )
    summary = MapSummary(
        n_participants=n_people,
        n_statements=n_statements,
        n_votes=0 if not n_statements else n_people * 9,
        n_placed=n_people - 17,
        verdict=Verdict(verdict, len(names) if verdict == "camps" else 0, 1.4, 22.0, 3.1, 0.12, 0.4)
        if names
        else Verdict(verdict, 0, 0.03),
        axes=() if empty or verdict == "no_structure" else (axis,) if flat else (axis, axis),
        groups=groups,
        sides=tuple(
            SideSummary(s, n_people // (i + 2), n_people * 3, tuple([*sizes[: len(names)], None][: len(names) + 1]))
            for i, s in enumerate(sides)
        ),
        statements=tuple(statements),
        common_ground=tuple(
            RankedStatement(j, 0.81 - 0.05 * k, "agree" if k != 1 else "disagree", keys[-1] if keys else "")
            for k, j in enumerate(ranked[::3])
        ),
        divisive=tuple(RankedStatement(j, 0.6 - 0.1 * k, "", pair) for k, j in enumerate(ranked[1::3])) if pair else (),
        unsure=tuple(RankedStatement(j, 0.3 - 0.08 * k, "pass") for k, j in enumerate(ranked[2:6])),
        majority=tuple(RankedStatement(j, 0.7, "agree") for j in ranked[:3]),
        explained=None if empty or not names else ExplainedShare(0.5, 0.44, 0.38, 0.48),
    )
    return PublishedMap(
        "detente/published-map/1",
        EngineInfo("0.1.0", 8, 0),
        10,
        summary,
        hexagons,
        0.5,
        sum(h.n_people for h in hexagons),
    )


def people(public: PublishedMap, seed: int = 0) -> People:
    """Places for everybody on such a map."""
    rng = np.random.default_rng(seed)
    n, g = public.summary.n_participants, len(public.summary.groups)
    membership = rng.dirichlet(np.ones(g), n) if g else np.zeros((n, 0))
    return People(
        rng.normal(0, 1.5, (n, 2)),
        np.tile(np.eye(2) * 0.1, (n, 1, 1)),
        membership,
        rng.integers(-2, g, n),
        rng.integers(-1, max(len(public.summary.sides), 1), n),
        rng.integers(1, 12, n),
    )
