"""What is read about dialogues.

Consultations stand above this app, so they are reached by the relation's name and their phases by value.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from detente.web.dialogues.models import Dialogue, Side, Standing

if TYPE_CHECKING:
    from detente.web.consultations.models import Consultation

__all__ = ["Listed", "begun", "by_phase", "codes_dealt", "drafts", "listed", "sides_fixed", "still_running"]

PHASES = ("open", "ready", "closed", "erased")
"""What the public sees, the current first."""


@dataclass(frozen=True)
class Listed:
    """A dialogue on the first page."""

    dialogue: Dialogue
    sides: list[Side]
    consultations: list[Consultation]
    over: int


def by_phase(dialogue: Dialogue) -> dict[str, list[Consultation]]:
    """The dialogue's consultations that the public may see: open, waiting for their day, and over."""
    found = _sorted(dialogue.consultations.exclude(phase="draft"))
    return {
        "open": [c for c in found if c.phase == "open"],
        "ready": [c for c in found if c.phase == "ready"],
        "over": [c for c in found if c.phase in ("closed", "erased")],
    }


def listed() -> list[Listed]:
    """Every dialogue: active ones first, then suspended, then closed; within these by name.

    There are a few dialogues on an installation, so they are sorted here: a name is a text by language.
    """
    order = [Standing.ACTIVE, Standing.SUSPENDED, Standing.CLOSED]
    found = Dialogue.objects.prefetch_related("sides", "consultations")
    rows = []
    for dialogue in sorted(found, key=lambda d: (order.index(Standing(d.standing)), next(iter(d.name.values()), ""))):
        shown = _sorted(c for c in dialogue.consultations.all() if c.phase != "draft")
        rows.append(
            Listed(
                dialogue=dialogue,
                sides=list(dialogue.sides.all()),
                consultations=[c for c in shown if c.phase in ("open", "ready")],
                over=sum(c.phase in ("closed", "erased") for c in shown),
            )
        )
    return rows


def begun(dialogue: Dialogue) -> bool:
    """Whether a consultation was ever opened: from then on its sides are fixed."""
    return dialogue.consultations.exclude(phase="draft").exists()


def codes_dealt(dialogue: Dialogue) -> bool:
    """Whether codes were made for one of its sides: a card in somebody's pocket names a side."""
    return dialogue.consultations.filter(codes__isnull=False).exists()


def sides_fixed(dialogue: Dialogue) -> bool:
    """Whether the sides can no longer be changed."""
    return begun(dialogue) or codes_dealt(dialogue)


def still_running(dialogue: Dialogue) -> int:
    """How many of its consultations are open or wait for their first day."""
    return dialogue.consultations.filter(phase__in=("open", "ready")).count()


def drafts(dialogue: Dialogue) -> list[Consultation]:
    """Those in preparation; the convener's eyes only."""
    return _sorted(dialogue.consultations.filter(phase="draft"))


def _sorted(found: Iterable[Consultation]) -> list[Consultation]:
    """By phase, and those that close first above; the key settles what is left."""
    return sorted(found, key=lambda c: (c.phase, str(c.closes_on or ""), str(c.pk)))
