"""What the worker's tick does for results. A redraw starts here and never from a vote."""

from __future__ import annotations

import time
from collections.abc import Callable
from uuid import UUID

from detente.web.consultations.models import Consultation, Phase
from detente.web.results.actions import forget_memory, redraw

__all__ = ["AFTERWARDS", "EVERY", "SHARE", "TASKS", "Clock", "redraw_open"]

EVERY = 120.0
"""Seconds between two redraws of an open consultation.

A room that votes for a quarter of an hour sees its page move while it sits there, and whoever watches the network
learns to two minutes, not to a second, when a side's tenth voter came (docs/algorithms/redraw.md).
"""

AFTERWARDS = 3600.0
"""Of a closed one: nobody votes any more, but people still take everything back, and then the memory has to follow."""

SHARE = 0.1
"""Redraws take at most this share of one core: one that takes a minute is repeated after ten."""


class Clock:
    """When each consultation was redrawn. In memory: no row holds such a moment."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._next: dict[UUID, tuple[str, float]] = {}

    def redraw(self, consultation: Consultation) -> None:
        """Redraw what is due; at once where the consultation is new to this process or has just closed."""
        phase, due = self._next.get(consultation.pk, ("", 0.0))
        began = self._now()
        if phase == consultation.phase and began < due:
            return
        # Said first, so that one that fails is not tried again at every tick.
        every = EVERY if consultation.phase == Phase.OPEN else AFTERWARDS
        self._next[consultation.pk] = (consultation.phase, began + every)
        redraw(consultation)
        ended = self._now()
        self._next[consultation.pk] = (consultation.phase, ended + max(every, (ended - began) / SHARE))


_clock = Clock()


def redraw_open(clock: Clock | None = None) -> None:
    """At the worker's tick: every consultation that takes votes or still has them."""
    found = Consultation.objects.filter(phase__in=(Phase.OPEN, Phase.CLOSED)).select_related("dialogue")
    for consultation in found.order_by("pk"):
        (clock or _clock).redraw(consultation)


TASKS: list[Callable[[], None]] = [redraw_open, forget_memory]
