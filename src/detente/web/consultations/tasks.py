"""What the worker's tick does for consultations: each function is idempotent and looks at days only."""

from __future__ import annotations

from collections.abc import Callable

__all__ = ["TASKS"]

TASKS: list[Callable[[], None]] = []
"""In this order at every tick. A part adds its function here."""
