"""What stands on an editor's first page about encounters."""

from __future__ import annotations

from detente.web.people import desk
from detente.web.people.models import User

__all__ = ["encounters"]


def encounters(user: User) -> list[desk.Item]:
    """Every encounter, and the way to a new one; editors and conveners only."""
    return []
