"""Who may: returns the person or raises.

Somebody who is not signed in and opens a staff page is led to the log-in; everything else that is not allowed does
not exist (404). Below /staff/ only the log-in pages, invitations and the set-up of the second factor do without a
completed second factor.
"""

from __future__ import annotations

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from detente.web.core.errors import NotFound
from detente.web.core.middleware import wants_json
from detente.web.people.models import User

__all__ = ["DEMO_KEY", "LoginNeeded", "convener", "has_second_factor", "signed_in", "staff"]

DEMO_KEY = "demonstration"
"""Set in the session of somebody who came by a one-time link of the demonstration."""


class LoginNeeded(ImmediateHttpResponse):  # type: ignore[misc] # allauth brings no types
    """Leads to a page below /staff/account/ and back again. allauth's middleware turns it into the redirect."""

    def __init__(self, request: HttpRequest, urlname: str) -> None:
        super().__init__(HttpResponseRedirect(f"{reverse(urlname)}?{urlencode({'next': request.get_full_path()})}"))


def signed_in(request: HttpRequest) -> User:
    """Return the person who is signed in, with or without a second factor."""
    user = request.user
    if isinstance(user, User) and user.is_active:
        return user
    # A redirect would lose what a form sent, so that only the opening of a page leads to the log-in.
    if request.method in ("GET", "HEAD") and not wants_json(request):
        raise LoginNeeded(request, "account_login")
    raise NotFound


def staff(request: HttpRequest) -> User:
    """Return the person who is signed in and has a second factor; anybody else is led to what is missing."""
    user = signed_in(request)
    if has_second_factor(user) or (settings.CONFIG.demo and request.session.get(DEMO_KEY)):
        return user
    if request.method in ("GET", "HEAD") and not wants_json(request):
        raise LoginNeeded(request, "mfa_activate_totp")
    raise NotFound


def convener(request: HttpRequest) -> User:
    """Return the convener who is signed in; to moderators the page does not exist."""
    user = staff(request)
    if not user.is_convener:
        raise NotFound
    return user


def has_second_factor(user: User) -> bool:
    """Whether the person's authenticator app is set up; allauth then asks for it at every log-in."""
    return bool(Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.TOTP).exists())
