"""The brief: time for ten articles, and what is found of the list made by hand in the founding articles.

The list is that of tests/wording/test_brief_founding.py; whoever made the rules made it too, and on the same articles,
so it says that nothing known is lost and not how other articles fare.
"""

from __future__ import annotations

import time
from pathlib import Path

from benchmarks.common import SHARED, Missing
from detente import codec
from detente.wording.brief import brief
from detente.wording.brief_results import Brief
from detente.wording.intake import intake
from detente.wording.lexicon import load_lexicon

ARTICLES = Path(__file__).resolve().parent.parent / "tests" / "wording" / "articles"
RUNS = 5


def ten() -> list[tuple[str, bytes]]:
    """The founding articles, the invented ones, and official accounts to make ten."""
    seeds = sorted((SHARED / "data" / "seeds").glob("*.txt"))
    if not seeds:
        raise Missing("the founding articles are not there: they stand beside the checkout, in ../shared")
    accounts = sorted((SHARED / "data" / "readouts").glob("2*/*.txt"), key=lambda path: -path.stat().st_size)
    paths = [*seeds, *sorted(ARTICLES.glob("*")), *accounts]
    return [(path.name, path.read_bytes()) for path in paths[:10]]


def read(texts: list[tuple[str, bytes]]) -> Brief:
    """From bytes to the brief."""
    return brief([intake(raw, name=name) for name, raw in texts], lexicon=load_lexicon("diplomacy"))


def seconds(texts: list[tuple[str, bytes]]) -> tuple[float, Brief]:
    """Least CPU time of some runs after one that fills the caches."""
    read(texts)
    best = float("inf")
    for _ in range(RUNS):
        began = time.process_time()
        found = read(texts)
        best = min(best, time.process_time() - began)
    return best, found


def main() -> None:
    """Print what was measured."""
    texts = ten()
    began = time.process_time()
    read(texts[:2])
    first = time.process_time() - began
    # The worst case: every text is a near-copy of four others, and their common runs are looked for.
    editions = [
        (f"{n}-{name}", raw + f"\nEdition {n} of this text.\n".encode()) for n in range(5) for name, raw in texts[:2]
    ]
    print("\n## Brief\n")
    print(f"First brief of a process, two articles, word lists and patterns included: {first:.2f} s CPU.")
    for label, some in (
        ("the two founding articles", texts[:2]),
        ("ten texts", texts),
        ("five editions of each founding article", editions),
    ):
        took, found = seconds(some)
        words = sum(source.n_words for source in found.sources)
        print(f"{label.capitalize()}, {words:,} words: {took:.2f} s CPU, JSON {len(codec.dumps(found)) / 1e3:.0f} kB.")
    both = read(texts[:2])
    named = [report for report in both.reports if report.names]
    print(
        f"Founding articles: {len(both.reports)} reports, {len(named)} with a speaker; "
        f"{len(both.announced)} announcements; "
        f"{len(both.tensions)} pairs that may contradict, the first {both.tensions[0].kind}; "
        f"{len(both.recommendations)} recommendations; {len(both.outcomes)} rows."
    )


if __name__ == "__main__":
    main()
