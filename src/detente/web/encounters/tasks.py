"""What the worker's tick does for encounters: each function is idempotent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from detente.web.core.clock import now
from detente.web.encounters.models import Draft

__all__ = ["DRAFTS_KEPT", "TASKS", "forget_old_drafts"]

DRAFTS_KEPT = timedelta(days=7)


def forget_old_drafts() -> None:
    """Delete texts that nobody entered within seven days."""
    old = Draft.objects.filter(entered_at__lt=now() - DRAFTS_KEPT)
    # Asked first: on SQLite a DELETE takes the write lock from voters even where it finds nothing.
    if old.exists():
        old.delete()


TASKS: list[Callable[[], None]] = [forget_old_drafts]
