"""What the worker's tick does for consultations: each function is idempotent and looks at days only."""

from __future__ import annotations

from collections.abc import Callable

from detente.web.consultations.actions.joining import drop_used_proofs
from detente.web.consultations.actions.open_set import open_due_statements

__all__ = ["TASKS"]

TASKS: list[Callable[[], None]] = [
    open_due_statements,
    drop_used_proofs,
]
"""In this order at every tick. A part adds its function here."""
