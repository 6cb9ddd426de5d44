"""Who may: returns the object or raises. Everybody reads what is published; editors and conveners work on the rest."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest

from detente.web.core.errors import NotFound
from detente.web.encounters.models import Announced, Draft, Edition, Encounter, Source
from detente.web.people.access import staff
from detente.web.people.models import User

__all__ = [
    "announced_of",
    "draft_of",
    "edition_for_everybody",
    "editor",
    "encounter_for_everybody",
    "encounter_of_editor",
    "source_of",
]


def editor(request: HttpRequest) -> User:
    """The editor or convener who is signed in; to others the page does not exist."""
    user = staff(request)
    if not user.is_editor:
        raise NotFound
    return user


def encounter_of_editor(request: HttpRequest, key: UUID) -> tuple[User, Encounter]:
    """The editor who is signed in, and an encounter: editors of an installation are one desk."""
    user = editor(request)
    found = Encounter.objects.select_related("dialogue", "collected_by").filter(pk=key).first()
    if found is None:
        raise NotFound
    return user, found


def encounter_for_everybody(key: UUID) -> Encounter:
    """An encounter that has been published at least once."""
    found = (
        Encounter.objects.select_related("dialogue", "collected_by")
        .filter(pk=key, editions__isnull=False)
        .distinct()
        .first()
    )
    if found is None:
        raise NotFound
    return found


def edition_for_everybody(encounter: Encounter, number: int | None = None) -> Edition:
    """One edition of a published encounter, the newest by default."""
    editions = encounter.editions.select_related("published_by", "comparison__a__source", "comparison__b__source")
    found = editions.order_by("-number").first() if number is None else editions.filter(number=number).first()
    if found is None:
        raise NotFound
    return found


def source_of(encounter: Encounter, key: UUID) -> Source:
    """A text about this encounter; another one's does not exist here."""
    found = encounter.sources.filter(pk=key).first()
    if found is None:
        raise NotFound
    return found


def announced_of(encounter: Encounter, key: UUID) -> Announced:
    """Something announced in this encounter."""
    found = encounter.announced.filter(pk=key).first()
    if found is None:
        raise NotFound
    return found


def draft_of(encounter: Encounter, key: UUID) -> Draft:
    """A text that waits to be entered here: editors of an installation are one desk."""
    found = encounter.drafts.select_related("source", "entered_by").filter(pk=key).first()
    if found is None:
        raise NotFound
    return found
