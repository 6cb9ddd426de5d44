"""What the worker's tick does for consultations: each function is idempotent and looks at days only."""

from __future__ import annotations

from collections.abc import Callable

from detente.web.consultations.actions.batches import show_batches
from detente.web.consultations.actions.ending import empty_log, erase_due, mix_each_day, settle_ended
from detente.web.consultations.actions.joining import drop_used_proofs
from detente.web.consultations.actions.open_set import open_due_statements
from detente.web.consultations.actions.opening import open_due
from detente.web.consultations.actions.running import close_due

__all__ = ["TASKS"]

TASKS: list[Callable[[], None]] = [
    open_due,
    close_due,
    show_batches,
    open_due_statements,
    drop_used_proofs,
    erase_due,
    settle_ended,
    mix_each_day,
    empty_log,
]
"""In this order at every tick. A part adds its function here."""
