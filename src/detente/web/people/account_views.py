"""allauth's pages, held to the house's rules.

Two of allauth's habits would break them. Asked for a password again in the middle of a POST, it keeps the whole
request in the session, client address, agent and body among it; `guarded` sends the person back to the page instead.
And it parks the seed of a code that is being set up in the session in the clear; `forms.ActivateTOTP` computes it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import views as account
from allauth.account.adapter import get_adapter
from allauth.core.exceptions import ReauthenticationRequired
from allauth.mfa.base import views as mfa
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from detente.web.core.errors import NotFound
from detente.web.people.access import signed_in
from detente.web.people.actions import end_sessions

__all__ = [
    "activate_totp",
    "deactivate_totp",
    "guarded",
    "password_change",
    "reauthenticate",
    "reauthenticate_by_code",
    "recovery_codes",
    "second_factor",
]

View = Callable[..., HttpResponseBase]


def guarded(view: View) -> View:
    """Let in who is signed in; where the password is needed again, ask for it and come back to the page."""

    @never_cache
    @wraps(view)
    def held(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        user = signed_in(request)
        try:
            return view(request, *args, **kwargs)
        except ReauthenticationRequired:
            ways = get_adapter().get_reauthentication_methods(user)
            if not ways:  # a person of the demonstration has neither password nor second factor
                raise NotFound from None
            return redirect(f"{ways[0]['url']}?{urlencode({'next': request.path})}")

    return held


class _ActivateTOTP(ActivateTOTPView):  # type: ignore[misc] # allauth brings no types
    def form_valid(self, form: Form) -> HttpResponse:
        answer: HttpResponse = super().form_valid(form)
        # Whoever got in elsewhere with the password alone is out.
        end_sessions(signed_in(self.request), keep=self.request.session.session_key)
        return answer


class _DeactivateTOTP(DeactivateTOTPView):  # type: ignore[misc] # allauth brings no types
    success_url = reverse_lazy("mfa_activate_totp")

    def form_valid(self, form: Form) -> HttpResponse:
        answer: HttpResponse = super().form_valid(form)
        self.request.session.cycle_key()  # the next seed follows from it
        return answer


class _PasswordChange(account.PasswordChangeView):  # type: ignore[misc] # allauth brings no types
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not signed_in(request).has_usable_password():
            raise NotFound
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return answer

    def get_default_success_url(self) -> str:
        return reverse("mfa_index")


activate_totp = guarded(_ActivateTOTP.as_view())
deactivate_totp = guarded(_DeactivateTOTP.as_view())
password_change = guarded(_PasswordChange.as_view())
reauthenticate = guarded(account.reauthenticate)
reauthenticate_by_code = guarded(mfa.reauthenticate)


@guarded
@require_safe
def second_factor(request: HttpRequest) -> HttpResponse:
    """One's own log-in: password, second factor, recovery codes left."""
    user = signed_in(request)
    kinds = {found.type: found for found in Authenticator.objects.filter(user_id=user.pk)}
    codes = kinds.get(Authenticator.Type.RECOVERY_CODES)
    return render(
        request,
        "mfa/index.html",
        {
            "enabled": Authenticator.Type.TOTP in kinds,
            "codes_left": len(codes.wrap().get_unused_codes()) if codes else 0,
            "has_password": user.has_usable_password(),
        },
    )


@guarded
@require_safe
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """Show the unused recovery codes to somebody who gave the password or a code minutes ago. Writes nothing."""
    found = Authenticator.objects.filter(user_id=signed_in(request).pk, type=Authenticator.Type.RECOVERY_CODES).first()
    if found is None:
        raise NotFound
    if get_adapter().is_reauthentication_required(app="allauth.mfa"):
        raise ReauthenticationRequired
    return render(request, "mfa/recovery_codes/index.html", {"codes": found.wrap().get_unused_codes()})
