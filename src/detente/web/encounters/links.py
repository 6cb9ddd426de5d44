"""What the public pages of a dialogue say of its encounters."""

from __future__ import annotations

from detente.web.dialogues.beside import Link
from detente.web.dialogues.models import Dialogue

__all__ = ["of_dialogue"]


def of_dialogue(dialogue: Dialogue, language: str) -> list[Link]:
    """The published encounters of this dialogue."""
    return []
