"""The worker: a tick every ten seconds instead of a queue of jobs (docs/decisions/0005).

Each task looks at what is there and does what is due; nothing tells it what happened. So no row of a task table holds
the moment at which somebody voted or wrote, and a tick that was missed is made up by the next.
"""

from __future__ import annotations

import fcntl
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import close_old_connections, connection

from detente.web.core.logs import log, places, silence_hooks
from detente.web.operation.orphans import end_with_parent

__all__ = ["EVERY", "ITS_LOCK", "ITS_TICK", "AnotherWorker", "alone", "main", "step_back", "tasks", "tick", "work"]

EVERY = 10.0
"""Seconds from one tick to the next."""
ITS_LOCK = "worker.lock"
ITS_TICK = "worker.tick"
"""Files in the data folder: who works, and when the last tick ended (`detente doctor` looks at its age)."""
_ADVISORY_KEY = 0x6465_7465_6E74_65  # "detente"

Task = Callable[[], None]


class AnotherWorker(RuntimeError):
    """Two workers would close and erase the same consultation side by side."""

    code = "worker.another"


def tasks() -> list[Task]:
    """What each app of the site has in ``tasks.TASKS``, in the order of the apps."""
    found: list[Task] = []
    for config in apps.get_app_configs():
        if config.name.startswith("detente.") and find_spec(f"{config.name}.tasks") is not None:
            found.extend(import_module(f"{config.name}.tasks").TASKS)
    return found


def tick(todo: Iterable[Task]) -> int:
    """Run each task; a task that fails is logged and does not keep the others from running. Returns how many failed.

    A task opens its own transaction. Some of them cannot run inside one (VACUUM).
    """
    failed = 0
    for task in todo:
        close_old_connections()
        try:
            task()
        except Exception as fault:  # noqa: BLE001 - whatever a task raises, the clock of the other tasks goes on
            failed += 1
            log.error(
                "a task failed", task=task.__name__, exception=type(fault).__name__, places=places(fault.__traceback__)
            )
    return failed


@contextmanager
def alone(data: Path) -> Iterator[None]:
    """Hold the lock of a file in the data folder, which only one process can hold.

    Raises
    ------
    AnotherWorker
        Somebody else holds it.
    """
    with (data / ITS_LOCK).open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AnotherWorker("another worker runs on this data folder") from None
        yield


def _still_alone() -> None:
    """Ask PostgreSQL at every tick: the lock is the connection's, and a connection may have been lost since."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_ADVISORY_KEY])
        row = cursor.fetchone()
    if not (row and row[0]):
        raise AnotherWorker("another worker runs on this database")


def work(stopped: threading.Event, *, every: float = EVERY) -> None:
    """Tick until `stopped` is set.

    Raises
    ------
    AnotherWorker
        On this data folder, or on this PostgreSQL database from another machine.
    """
    data = settings.CONFIG.data
    todo = tasks()
    with alone(data):
        while not stopped.is_set():
            _still_alone()
            tick(todo)
            (data / ITS_TICK).touch()
            stopped.wait(every)


def step_back() -> None:
    """Let voters go first: a redraw computes for minutes at times, on one core and at the lowest claim to it.

    Before NumPy is loaded, which reads the number of threads once.
    """
    os.nice(10)
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"):
        os.environ.setdefault(name, "1")


def main() -> int:
    """``python -m detente.web.operation.worker``: `detente up` starts it."""
    step_back()
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "detente.web.settings")
    django.setup()
    silence_hooks()
    end_with_parent(os.getppid())
    stopped = threading.Event()
    for kind in (signal.SIGINT, signal.SIGTERM):
        signal.signal(kind, lambda _signal, _frame: stopped.set())
    try:
        work(stopped)
    except AnotherWorker as fault:
        log.error(fault.code)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
