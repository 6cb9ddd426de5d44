"""Pages of people with log-ins. Thin: access, a form, one action, a redirect."""

from __future__ import annotations

import json
from smtplib import SMTPException
from uuid import UUID

from allauth.account.internal.flows.login import record_authentication
from cryptography.fernet import InvalidToken
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.core.mail import send_mail
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from detente.web.core.errors import NotFound
from detente.web.people import actions, desk, queries
from detente.web.people.access import DEMO_KEY, convener, staff
from detente.web.people.adapter import sealer
from detente.web.people.forms import InviteForm, JoinForm, LanguageForm, ReturnForm
from detente.web.people.models import Invitation, User

__all__ = ["home", "invitation", "invite", "language", "link", "people", "remove", "reset", "revoke", "sign_in_link"]

LINK_SECONDS = 15 * 60
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The desk: what this person can do here."""
    user = staff(request)
    form = LanguageForm(initial={"language": user.language or get_language()})
    return render(request, "people/home.html", {"groups": desk.items_for(user), "form": form})


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Choose the language of one's own staff pages."""
    user = staff(request)
    form = LanguageForm(request.POST)
    if not form.is_valid():
        return render(request, "people/home.html", {"groups": desk.items_for(user), "form": form}, status=400)
    actions.set_language(actor=user, language=form.cleaned_data["language"])
    return redirect("staff_home")


@never_cache
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Who has a log-in, who is invited."""
    user = convener(request)
    return _people(request, user, InviteForm())


def _people(request: HttpRequest, user: User, form: InviteForm, status: int = 200) -> HttpResponse:
    shown = {"people": queries.people(), "invitations": queries.open_invitations(), "form": form, "me": user}
    return render(request, "people/people.html", shown, status=status)


@require_POST
def invite(request: HttpRequest) -> HttpResponse:
    """Make an invitation and show its link."""
    user = convener(request)
    form = InviteForm(request.POST)
    if not form.is_valid():
        return _people(request, user, form, status=400)
    _made, token = actions.invite(actor=user, role=form.cleaned_data["role"], note=form.cleaned_data["note"])
    return _to_link(request, user, token, form.cleaned_data.get("email", ""))


@require_POST
def reset(request: HttpRequest, person: UUID) -> HttpResponse:
    """Cut somebody off and show the link by which they come back."""
    user = convener(request)
    return _to_link(request, user, actions.reset_link(actor=user, person=_person(person)))


@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, person: UUID) -> HttpResponse:
    """Ask once more, then end a log-in."""
    user = convener(request)
    gone = _person(person)
    if request.method != "POST":
        return render(request, "people/remove.html", {"person": gone})
    actions.remove(actor=user, person=gone)
    messages.success(request, _("%(name)s has no log-in any more.") % {"name": gone.name})
    return redirect("people")


@require_POST
def revoke(request: HttpRequest, key: UUID) -> HttpResponse:
    """Kill an invitation."""
    user = convener(request)
    found = Invitation.objects.filter(pk=key).first()
    if found is None:
        raise NotFound
    actions.revoke(actor=user, invitation=found)
    messages.success(request, _("The invitation is dead: its link opens nothing any more."))
    return redirect("people")


def _person(key: UUID) -> User:
    found = User.objects.filter(pk=key, is_active=True).first()
    if found is None:
        raise NotFound
    return found


def _to_link(request: HttpRequest, user: User, token: str, email: str = "") -> HttpResponse:
    """Lead to the page that shows a link; its token travels encrypted in the address and is stored nowhere."""
    if email:
        _mail(request, email, _full(token))
    content = json.dumps({"person": str(user.pk), "token": token})
    return redirect("people_link", sealed=sealer("people-link").encrypt(content.encode()).decode())


def _full(token: str) -> str:
    return str(settings.CONFIG.origin) + reverse("invitation", args=[token])


def _mail(request: HttpRequest, email: str, url: str) -> None:
    text = _(
        "You are invited to help run a dialogue on Detente. Open this link within %(days)s days and choose a password:"
    ) % {"days": actions.INVITATION_DAYS}
    try:
        send_mail(_("Invitation to Detente"), f"{text}\n\n{url}\n", None, [email])
    except (SMTPException, OSError):
        messages.error(request, _("The mail could not be sent. Copy the link and hand it over yourself."))
    else:
        messages.success(request, _("The link was mailed."))


@never_cache
@require_safe
def link(request: HttpRequest, sealed: str) -> HttpResponse:
    """Show a fresh link to the convener who made it, for a quarter of an hour."""
    user = convener(request)
    try:
        content = json.loads(sealer("people-link").decrypt(sealed.encode(), ttl=LINK_SECONDS))
    except InvalidToken:
        raise NotFound from None
    if content["person"] != str(user.pk):
        raise NotFound
    found = queries.invitation_behind(content["token"])
    return render(request, "people/link.html", {"invitation": found, "url": _full(content["token"])})


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Turn an invitation into a log-in, sign in, go on to the second factor."""
    found = queries.invitation_behind(token)
    kind = ReturnForm if found.person else JoinForm
    form = kind(request.POST if request.method == "POST" else None, person=found.person)
    if request.method != "POST" or not form.is_valid():
        context = {"invitation": found, "form": form}
        return render(request, "people/invitation.html", context, status=400 if form.is_bound else 200)
    try:
        user = actions.accept(token=token, **form.cleaned_data)
    except actions.MailTaken as refused:
        form.add_error("email", refused.message())
        return render(request, "people/invitation.html", {"invitation": found, "form": form}, status=refused.status)
    login(request, user, backend=BACKEND)
    request.session.set_expiry(0)
    record_authentication(request, user, "password")
    return redirect("mfa_activate_totp")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_link(request: HttpRequest, token: str) -> HttpResponse:
    """Sign in by a one-time link of the demonstration; opening it alone signs nobody in."""
    if not settings.CONFIG.demo:
        raise NotFound
    if request.method != "POST":
        return render(request, "people/enter.html", {"person": queries.person_behind(token)})
    user = actions.enter(token=token)
    login(request, user, backend=BACKEND)
    request.session.set_expiry(0)
    request.session[DEMO_KEY] = True
    return redirect("staff_home")
