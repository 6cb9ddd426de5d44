"""Run benchmarks by name, or all of them."""

from __future__ import annotations

import importlib
import platform
import sys
import time

import numpy as np
import scipy

from benchmarks.common import Missing

NAMES = (
    "prediction",
    "divisions",
    "coverage",
    "stability",
    "speed",
    "wording_brief",
    "votes",
    "redraw",
    "results_page",
)


def main(names: list[str]) -> int:
    """Run each; 0 where all ran, 1 where something was missing, 2 for an unknown name."""
    unknown = [name for name in names if name not in NAMES]
    if unknown:
        print(f"There is no benchmark {unknown[0]!r}. There are: {', '.join(NAMES)}.", file=sys.stderr)
        return 2
    print(f"Python {platform.python_version()}, NumPy {np.__version__}, SciPy {scipy.__version__}.")
    status = 0
    for name in names or NAMES:
        began = time.perf_counter()
        try:
            importlib.import_module(f"benchmarks.{name}").main()
        except Missing as missing:
            print(f"\n{name}: not run, {missing}.", flush=True)
            status = 1
        else:
            print(f"\n{name}: {time.perf_counter() - began:.0f} s.", flush=True)
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
