"""Where allauth asks the house for its rules.

allauth counts attempts in Django's cache, which here is memory of the process (``settings.CACHES``): nothing of it is
written down, and a restart forgets it. Its limits per client address are off (``ACCOUNT_RATE_LIMITS`` has none), so no
address is read at all (AC2); failed log-ins are limited per mail address, wrong codes per person.
"""

from __future__ import annotations

import base64
import io
import time
from collections.abc import Mapping
from typing import Any, ClassVar

import segno
from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from detente.web.core.keys import subkey
from detente.web.people.models import User

__all__ = ["AccountAdapter", "MFAAdapter", "sealer"]


def sealer(purpose: str) -> Fernet:
    """Authenticated encryption (Fernet: AES-128-CBC and HMAC-SHA-256) under a key for one purpose."""
    return Fernet(base64.urlsafe_b64encode(subkey(purpose)))


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc] # allauth brings no types
    """No open registration: log-ins come from invitations. No address is looked at."""

    error_messages: ClassVar[Mapping[str, str | Promise]] = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("The mail address and the password do not belong together. Try again."),
        "enter_current_password": _("This is not your password now. Try again."),
        "incorrect_password": _("This is not your password. Try again."),
        "incorrect_code": _("This code is not right, or no longer. Wait for the next one and type that."),
        "too_many_login_attempts": _("Too many wrong attempts. Wait five minutes, then try again."),
        "rate_limited": _("Too many wrong attempts. Wait five minutes, then try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Nothing: a limit per address, should one be set by mistake, becomes one for everybody and stores nobody."""
        return ""

    def get_http_user_agent(self, request: HttpRequest) -> str:
        """Nothing: agents are neither stored nor mailed."""
        return ""

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Ask for the password again before a second factor is changed, unless it was given minutes ago.

        allauth asks even somebody who has just logged in; that would make the first set-up a second log-in.
        """
        if not super().is_reauthentication_required(app=app, **kwargs):
            return False
        earliest = time.time() - app_settings.REAUTHENTICATION_TIMEOUT
        records = get_authentication_records(context.request, context.request.user)
        return not any(record["at"] > earliest for record in records)

    def reauthenticate(self, user: User, password: str) -> bool:
        """Check the password of somebody who is signed in, under the same limit as at the log-in.

        allauth's own way reads mail addresses from a table of its own, which the house leaves empty.
        """
        return bool(self.authenticate(context.request, email=user.email, password=password) == user)


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc] # allauth brings no types
    """The second factor: seeds are encrypted under the installation's secret, which no database holds."""

    error_messages: ClassVar[Mapping[str, str | Promise]] = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("This code is not right, or no longer. Wait for the next one and type that."),
    }

    def encrypt(self, text: str) -> str:
        """For the database: seeds of codes by time, and of recovery codes."""
        return sealer("totp").encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Back from the database."""
        return sealer("totp").decrypt(encrypted_text.encode()).decode()

    def build_totp_svg(self, url: str) -> str:
        """Draw the code as SVG for the page itself: the policy forbids images by ``data:`` and inline styles."""
        drawn = io.BytesIO()
        # Dark on white in both colour schemes: many cameras read no inverted code.
        segno.make(url, micro=False).save(
            drawn, kind="svg", xmldecl=False, svgns=True, omitsize=True, border=4, dark="#000", light="#fff"
        )
        return drawn.getvalue().decode()
