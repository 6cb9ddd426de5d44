"""Many who append to the ledger in the same instant. As a program: on a fresh SQLite file, in DETENTE_DATA."""

from __future__ import annotations

import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

WRITERS, EACH = 8, 5


def append_at_once() -> None:
    """Let each of the writers append its lines, one transaction each, in a thread with a connection of its own."""
    from django.db import connection, transaction

    from detente.web.ledger.actions import record

    ready = threading.Barrier(WRITERS)

    def write(writer: int) -> None:
        ready.wait(timeout=30)
        try:
            for turn in range(EACH):
                with transaction.atomic():
                    record("test.done", actor=None, details={"writer": writer, "turn": turn})
        finally:
            connection.close()

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(write, range(WRITERS)))


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "detente.web.settings")
    django.setup()
    from django.core.management import call_command

    from detente.web.ledger.queries import verdict

    call_command("migrate", verbosity=0)
    append_at_once()
    found = verdict()
    sys.stdout.write(f"{found.holds} {found.entries}")
