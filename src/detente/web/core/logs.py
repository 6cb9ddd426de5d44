"""What is logged: JSON lines on standard error, with named fields and nothing from a request (AC2).

A line never holds an address, an agent, a referrer, a query, a body, a host or a path: an exception is named by its
class and the places it passed, without its message, because messages quote what people sent. Times are whole hours.
"""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

import structlog

__all__ = ["Quiet", "configure", "log", "places", "silence_hooks"]

log = structlog.get_logger("detente")

KNOWN = {
    "Unexpected exit from worker": "a web process ended unexpectedly",
    "Respawning worker": "a web process is started again",
    "Killing worker": "a web process did not stop and was ended",
    "Worker crash loop detected": "web processes end as soon as they start",
}
"""Beginnings of lines that the server writes about itself, and what we say instead. Anything else stays unsaid."""


def hour() -> str:
    """The time as lines carry it: no finer than the hour."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:00Z")


def places(trace: TracebackType | None) -> list[str]:
    """Where an exception passed: file names and line numbers, no values."""
    return [f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}" for frame in traceback.extract_tb(trace)]


def line(event: dict[str, Any]) -> str:
    """An event as one JSON line."""
    return str(structlog.processors.JSONRenderer()(None, "", event))


class Quiet(logging.Formatter):
    """Lines of the standard library's loggers: who speaks, how loud, which exception and where; no message."""

    def format(self, record: logging.LogRecord) -> str:
        """One JSON line."""
        event: dict[str, Any] = {"event": "log", "logger": record.name}
        if record.name == "_granian":
            said = str(record.msg)
            event["event"] = next((ours for theirs, ours in KNOWN.items() if said.startswith(theirs)), "log")
        if record.exc_info and record.exc_info[0]:
            event["exception"] = record.exc_info[0].__name__
            event["places"] = places(record.exc_info[2])
        return line(event | {"level": record.levelname.lower(), "timestamp": hour()})


def configure(options: dict[str, Any]) -> None:
    """Set both structlog and the standard library up; Django calls it with ``settings.LOGGING``."""
    level = getattr(logging, str(options.get("level", "info")).upper())
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            _with_hour,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Quiet())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    # Below warning, libraries speak of single requests (Django of each SQL statement with its values).
    root.setLevel(max(level, logging.WARNING))
    # They speak of single requests: the fault page has a line of its own (`core.views.fault`), and a stranger who
    # knocks with a wrong host is no event.
    for name in ("django.request", "django.security"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    logging.captureWarnings(capture=True)


def silence_hooks() -> None:
    """What nobody caught, in a thread or a finaliser, becomes a quiet line too; Python would print the message."""

    def in_thread(fault: threading.ExceptHookArgs) -> None:
        log.error("a thread ended", exception=fault.exc_type.__name__, places=places(fault.exc_traceback))

    def in_finaliser(fault: sys.UnraisableHookArgs) -> None:
        log.error("a finaliser failed", exception=fault.exc_type.__name__, places=places(fault.exc_traceback))

    threading.excepthook = in_thread
    sys.unraisablehook = in_finaliser


def _with_hour(_logger: object, _name: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    event["timestamp"] = hour()
    return event
