"""Who may: returns the object or raises. What is not open to a visitor does not exist for them (404)."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from detente.web.consultations.cookies import cookie_of, token_of
from detente.web.consultations.models import Consultation, Participant, Phase
from detente.web.core.errors import NotFound, Refused
from detente.web.dialogues.models import Standing
from detente.web.people.access import staff
from detente.web.people.models import User

__all__ = [
    "NotJoined",
    "NotOpen",
    "consultation_for_everybody",
    "consultation_held_here",
    "moderator_of",
    "open_consultation",
    "participant",
]


class NotOpen(Refused):
    """Votes and statements are taken between the first and the last day of an active dialogue."""

    code = "consultations.not_open"
    status = 409
    sentence = _("This consultation takes no answers now. Its first page says why, and what happens next.")


class NotJoined(Refused):
    """No participant stands behind this request."""

    code = "consultations.not_joined"
    status = 404
    sentence = _("You have not begun in this consultation on this device. Open its first page and choose Begin.")


def consultation_for_everybody(key: UUID) -> Consultation:
    """A consultation that the public may see: any but a draft."""
    found = Consultation.objects.select_related("dialogue").exclude(phase=Phase.DRAFT).filter(pk=key).first()
    if found is None:
        raise NotFound
    return found


def consultation_held_here(key: UUID) -> Consultation:
    """A consultation in which people take or took part on this site.

    Of one that was read in from files (`results.Import`, which alone has no first day) nobody holds a cookie or a
    receipt, so a page to join, to look something up or to forget would say what is not true.
    """
    found = consultation_for_everybody(key)
    if not found.opens_on and hasattr(found, "imported"):
        raise NotFound
    return found


def open_consultation(key: UUID) -> Consultation:
    """A consultation that takes votes and statements now."""
    found = consultation_held_here(key)
    if found.phase != Phase.OPEN or found.dialogue.standing != Standing.ACTIVE:
        raise NotOpen
    return found


def participant(request: HttpRequest, consultation: Consultation) -> tuple[Participant, bytes]:
    """The participant behind the cookie, and the cookie's bytes (they open the list of own statements)."""
    cookie = cookie_of(request)
    if cookie is not None:
        found = consultation.participants.filter(token=token_of(consultation, cookie)).first()
        if found is not None:
            return found, cookie
    raise NotJoined


def moderator_of(request: HttpRequest, key: UUID) -> tuple[User, Consultation]:
    """Somebody who decides about statements here: a moderator of this consultation, or a convener."""
    user = staff(request)
    found = Consultation.objects.select_related("dialogue").exclude(phase=Phase.DRAFT).filter(pk=key).first()
    if found is None or not (user.is_convener or found.moderators.filter(user=user).exists()):
        raise NotFound
    return user, found
