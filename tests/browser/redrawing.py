"""Redraw results whenever a line comes in, as a worker does that has just started; answers each with a line.

A browser test cannot wait for two minutes. Run with DETENTE_DATA set, beside the site and its own worker.
"""

from __future__ import annotations

import os
import sys

import django


def main() -> None:
    """Serve until the input ends."""
    django.setup()
    from detente.web.results.tasks import Clock, redraw_open

    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for _line in sys.stdin:
        redraw_open(Clock())
        sys.stdout.write("redrawn\n")
        sys.stdout.flush()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "detente.web.settings")
    main()
