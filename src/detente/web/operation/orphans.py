"""A server or worker whose parent is gone ends as well, so that nothing holds the port or the database unseen."""

from __future__ import annotations

import os
import signal
import threading
import time

__all__ = ["end_with_parent"]

EVERY = 1.0
"""Seconds between two looks."""
PATIENCE = 8.0
"""Seconds for an orderly end before the other kind."""


def end_with_parent(parent: int) -> None:
    """Watch, in a thread, whether `parent` is still the parent of this process; end when it is not.

    ``kill -9`` of ``detente up`` cannot be noticed in any other portable way: nothing is delivered to its children.
    """
    threading.Thread(target=_watch, args=(parent,), name="orphans", daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(EVERY)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(PATIENCE)
    os._exit(1)
