"""Readouts side by side, against their gold: ``python -m benchmarks.wording``.

Needs ``../shared/data/readouts``. Real and invented pairs stand apart; no threshold is chosen on what it is scored on.
"""

from __future__ import annotations

import sys

from benchmarks import wording_alignment, wording_cues, wording_joint, wording_pack
from benchmarks.common import Missing

REACH = {
    "top three": 0.95,
    "F1": 0.73,
    "F1 over TF-IDF": 0.2,
    "one-sided P": 0.8,
    "one-sided R": 0.95,
    "clashes R": 1.0,
    "clashes P": 0.9,
    "right unit": 0.91,
    "present or absent": 0.9,
}


def main() -> None:
    """Print every table, and at the end what was to be reached beside what was."""
    figures = wording_alignment.main()
    wording_pack.main()
    figures |= {**wording_cues.main(), **wording_joint.main()}
    print("\nTo be reached, and reached (light default)")
    for name, least in REACH.items():
        print(f"  {name:20} {least:.2f}   {figures[name]:.2f}   {'yes' if figures[name] >= least else 'NO'}")


if __name__ == "__main__":
    try:
        main()
    except Missing as missing:
        sys.exit(f"Not run: {missing}.")
