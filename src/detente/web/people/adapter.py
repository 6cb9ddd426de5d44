"""Where allauth asks the house for its rules."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest

__all__ = ["AccountAdapter", "MFAAdapter"]


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc] # allauth brings no types
    """No open registration: log-ins come from invitations."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc] # allauth brings no types
    """allauth's second factor."""
