"""Who may: returns the object or raises. Everybody reads an agenda; the convener alone keeps it."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest

from detente.web.agenda.models import Item
from detente.web.consultations.access import consultation_for_everybody
from detente.web.consultations.models import Consultation, Statement
from detente.web.core.errors import NotFound
from detente.web.dialogues.access import dialogue_of_convener
from detente.web.dialogues.models import Dialogue
from detente.web.encounters.models import Announced
from detente.web.encounters.queries.following import announced_for
from detente.web.people import access as people
from detente.web.people.models import User

__all__ = ["announced_of_convener", "item_of", "statement_of_convener"]


def item_of(dialogue: Dialogue, key: UUID) -> Item:
    """An item of this dialogue's agenda; another dialogue's does not exist here."""
    found = (
        Item.objects.select_related("statement__consultation__dialogue", "snapshot")
        .defer("snapshot__published", "snapshot__statements", "snapshot__about")
        .filter(pk=key, dialogue=dialogue)
        .first()
    )
    if found is None:
        raise NotFound
    return found


def statement_of_convener(request: HttpRequest, consultation: UUID, key: int) -> tuple[User, Consultation, Statement]:
    """The convener who is signed in, and a statement of a consultation that the public may see."""
    user = people.convener(request)
    place = consultation_for_everybody(consultation)
    found = place.statements.filter(pk=key).first()
    if found is None:
        raise NotFound
    return user, place, found


def announced_of_convener(request: HttpRequest, dialogue: UUID, key: UUID) -> tuple[User, Dialogue, Announced]:
    """The convener who is signed in, a dialogue, and something announced in an encounter that may concern it."""
    user, place = dialogue_of_convener(request, dialogue)
    found = announced_for(place).select_related("encounter", "edition").filter(pk=key).first()
    if found is None:
        raise NotFound
    return user, place, found
