"""The web server's process: ``python -m detente.web.operation.server HOST PORT``. `detente up` starts it.

Granian (Rust, hyper) reads HTTP and calls Django. It keeps no access log, and what it says itself passes
`core.logs`, because its own lines can quote a request.
"""

from __future__ import annotations

import os
import sys
from typing import Any

from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels

from detente.web.config import Config, load
from detente.web.operation.orphans import end_with_parent

__all__ = ["LOGS", "PARENT", "main", "options"]

PARENT = "DETENTE_WEB_PARENT"
"""Tells the process that answers requests who its parent is (`detente.web.wsgi`)."""

LOGS: dict[str, Any] = {
    "formatters": {"quiet": {"()": "detente.web.core.logs.Quiet"}},
    "handlers": {"quiet": {"class": "logging.StreamHandler", "formatter": "quiet", "stream": "ext://sys.stderr"}},
    "loggers": {
        "_granian": {"handlers": ["quiet"], "propagate": False},
        "granian.access": {"handlers": [], "level": "CRITICAL", "propagate": False},
    },
}


def options(config: Config) -> dict[str, Any]:
    """How many processes and threads serve.

    SQLite has one writer, so one process whose threads hand their votes to one writing thread (`core.writer`);
    PostgreSQL takes two processes.
    """
    return {"workers": 1, "blocking_threads": 32} if not config.database_url else {"workers": 2, "blocking_threads": 16}


def main(host: str, port: int) -> None:
    """Serve until told to stop."""
    end_with_parent(os.getppid())
    os.environ[PARENT] = str(os.getpid())
    Granian(
        "detente.web.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        websockets=False,
        # A thread's database connection lives as long as the thread, so threads are kept.
        blocking_threads_idle_timeout=600,
        http1_settings=HTTP1Settings(header_read_timeout=10_000, max_buffer_size=64 * 1024),
        log_level=LogLevels.error,
        log_access=False,
        log_dictconfig=LOGS,
        # A process that was killed is replaced while the port stays open: visitors notice a delay at most.
        respawn_failed_workers=True,
        workers_kill_timeout=5,
        **options(load()),
    ).serve()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
