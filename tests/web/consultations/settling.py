"""Ticks after the end of a consultation."""

from __future__ import annotations

import time

from detente.web.consultations.actions.ending import settle_ended
from detente.web.consultations.models import Consultation

__all__ = ["settled"]


def settled(over: Consultation) -> bool:
    """Tick until the tables are written anew; PostgreSQL's own ANALYZE may be reading at any one tick."""
    for _ in range(100):
        settle_ended()
        over.refresh_from_db()
        if over.settled:
            return True
        time.sleep(0.1)
    return False
