"""Who may: returns the object or raises. Everybody may read a dialogue; the convener alone leads it."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest

from detente.web.core.errors import NotFound
from detente.web.dialogues.models import Dialogue
from detente.web.people import access as people
from detente.web.people.models import User

__all__ = ["dialogue_for_everybody", "dialogue_of_convener"]


def dialogue_for_everybody(key: UUID) -> Dialogue:
    """A dialogue; every one is public from its first day."""
    found = Dialogue.objects.filter(pk=key).first()
    if found is None:
        raise NotFound
    return found


def dialogue_of_convener(request: HttpRequest, key: UUID) -> tuple[User, Dialogue]:
    """The convener who is signed in, and the dialogue."""
    user = people.convener(request)
    return user, dialogue_for_everybody(key)
