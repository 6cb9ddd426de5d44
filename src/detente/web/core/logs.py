"""What is logged: JSON lines on standard error, with named fields and nothing from a request.

A line never holds an address, an agent, a referrer, a query, a body or a path: an exception is named by its class and
the places in our code it passed, without its message, because messages quote what people sent.
"""

from __future__ import annotations

import logging
import sys
import traceback
from typing import Any

import structlog

__all__ = ["configure", "log"]

log = structlog.get_logger("detente")


class _Quiet(logging.Formatter):
    """Lines of the standard library's loggers: who speaks, how loud, which exception and where; no message."""

    def format(self, record: logging.LogRecord) -> str:
        """One JSON line."""
        event: dict[str, Any] = {"event": "log", "logger": record.name, "level": record.levelname.lower()}
        if record.exc_info and record.exc_info[0]:
            event["exception"] = record.exc_info[0].__name__
            event["places"] = [
                f"{f.filename.rsplit('/', 1)[-1]}:{f.lineno}" for f in traceback.extract_tb(record.exc_info[2])
            ]
        return str(structlog.processors.JSONRenderer()(None, "", event))


def configure(options: dict[str, Any]) -> None:
    """Set both structlog and the standard library up; Django calls it with ``settings.LOGGING``."""
    level = getattr(logging, str(options.get("level", "info")).upper())
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="%Y-%m-%dT%H:00Z", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Quiet())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(max(level, logging.WARNING))
    logging.getLogger("django.request").setLevel(logging.ERROR)
