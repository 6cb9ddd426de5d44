"""Who may: returns the objects or raises. Today the convener records for every side."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest

from detente.web.agenda.access import item_of
from detente.web.agenda.models import Item
from detente.web.core.errors import NotFound
from detente.web.dialogues.access import dialogue_of_convener
from detente.web.dialogues.models import Side
from detente.web.people.models import User

__all__ = ["side_of_item"]


def side_of_item(request: HttpRequest, dialogue: UUID, item: UUID, side: int) -> tuple[User, Item, Side]:
    """The convener who is signed in, an item of this dialogue, and the side at that place."""
    actor, found = dialogue_of_convener(request, dialogue)
    of_item = item_of(found, item)
    one = found.sides.filter(position=side).first()
    if one is None:
        raise NotFound
    return actor, of_item, one
