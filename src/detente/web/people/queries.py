"""Every read about people with log-ins."""

from __future__ import annotations

from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.conf import settings

from detente.web.core.clock import now
from detente.web.core.keys import keyed_digest
from detente.web.people.actions import DeadLink
from detente.web.people.models import Invitation, Role, SignInLink, User

__all__ = ["Person", "invitation_behind", "open_invitations", "people", "person_behind"]


@dataclass(frozen=True)
class Person:
    """One line of the conveners' list.

    Attributes
    ----------
    user : User
    second_factor : bool
        Whether an authenticator app is set up.
    last_convener : bool
        Cannot be removed.
    waiting : bool
        Was reset; the link by which they come back is still open.
    """

    user: User
    second_factor: bool
    last_convener: bool
    waiting: bool


def people() -> list[Person]:
    """Everybody who ever had a log-in: active ones first, conveners before moderators, by name."""
    users = list(User.objects.order_by("-is_active", "role", "name", "pk"))
    with_factor = set(Authenticator.objects.filter(type=Authenticator.Type.TOTP).values_list("user_id", flat=True))
    usable = Invitation.objects.filter(used_at=None, expires_at__gt=now())
    reset = set(usable.exclude(person=None).values_list("person", flat=True))
    conveners = [user for user in users if user.is_active and user.role == Role.CONVENER]
    return [
        Person(
            user=user,
            second_factor=user.pk in with_factor,
            last_convener=[user] == conveners,
            waiting=user.pk in reset,
        )
        for user in users
    ]


def open_invitations() -> list[Invitation]:
    """Invitations that can still be used, the oldest first."""
    found = Invitation.objects.filter(used_at=None, expires_at__gt=now())
    return list(found.select_related("invited_by", "person").order_by("expires_at", "pk"))


def invitation_behind(token: str) -> Invitation:
    """The invitation behind a link, while it can be used."""
    usable = Invitation.objects.select_related("person").filter(used_at=None, expires_at__gt=now())
    found = usable.filter(digest=keyed_digest("invitation", token)).first()
    if found is None:
        raise DeadLink
    return found


def person_behind(token: str) -> User:
    """Whom a one-time link of the demonstration signs in."""
    usable = SignInLink.objects.filter(expires_at__gt=now(), user__is_active=True).select_related("user")
    found = usable.filter(digest=keyed_digest("sign-in", token)).first()
    if found is None or not settings.CONFIG.demo:
        raise DeadLink
    return found.user
