"""The shape of what people with log-ins send."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as ReauthenticateByCodeForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from detente.web.people.actions import pending_seed
from detente.web.people.models import Role, User

__all__ = [
    "ActivateTOTP",
    "Authenticate",
    "ChangePassword",
    "InviteForm",
    "JoinForm",
    "LanguageForm",
    "LogIn",
    "Reauthenticate",
    "ReauthenticateByCode",
    "ReturnForm",
]


class _OurWords:
    """allauth's fields under our labels, and without placeholders: they vanish when they are needed."""

    labels: ClassVar[Mapping[str, Any]] = {}
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label)


class LogIn(_OurWords, LoginForm):  # type: ignore[misc] # allauth brings no types
    """Mail address and password."""

    labels: ClassVar[Mapping[str, Any]] = {"login": _("Mail address"), "password": _("Password")}


class Reauthenticate(_OurWords, ReauthenticateForm):  # type: ignore[misc] # allauth brings no types
    """The password once more."""

    labels: ClassVar[Mapping[str, Any]] = {"password": _("Password")}


class ChangePassword(_OurWords, ChangePasswordForm):  # type: ignore[misc] # allauth brings no types
    """One's own password."""

    labels: ClassVar[Mapping[str, Any]] = {
        "oldpassword": _("Your password now"),
        "password1": _("The new password"),
        "password2": _("The new password once more"),
    }


class Authenticate(_OurWords, AuthenticateForm):  # type: ignore[misc] # allauth brings no types
    """A code, at the log-in."""

    labels: ClassVar[Mapping[str, Any]] = {"code": _("Code")}


class ReauthenticateByCode(_OurWords, ReauthenticateByCodeForm):  # type: ignore[misc] # allauth brings no types
    """A code, before a second factor is changed."""

    labels: ClassVar[Mapping[str, Any]] = {"code": _("Code")}


class ActivateTOTP(ActivateTOTPForm):  # type: ignore[misc] # allauth brings no types
    """allauth's form, with a seed that is computed instead of parked in the session in the clear."""

    labels: ClassVar[Mapping[str, Any]] = {"code": _("Code")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.user = kwargs.pop("user")
        forms.Form.__init__(self, *args, **kwargs)  # allauth's own __init__ writes the seed down
        self.fields["code"].label = self.labels["code"]
        self.fields["code"].widget.attrs = {"autocomplete": "one-time-code", "inputmode": "numeric"}
        self.secret = pending_seed(self.user, context.request.session.session_key)


class ReturnForm(forms.Form):
    """A new password for somebody who is known."""

    password = forms.CharField(
        label=_("Password"),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 12 characters, not a common one, not your name or mail address."),
    )

    def __init__(self, *args: Any, person: User | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean(self) -> dict[str, Any]:
        """Hold the password to the validators, which look at name and mail too."""
        given = super().clean() or {}
        person = self.person or User(email=given.get("email", ""), name=given.get("name", ""))
        if "password" in given:
            try:
                validate_password(given["password"], person)
            except forms.ValidationError as problem:
                self.add_error("password", problem)
        return given


class JoinForm(ReturnForm):
    """A new log-in."""

    field_order = ("name", "email", "password")

    name = forms.CharField(
        label=_("Your name"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        help_text=_("Everybody can read it in the ledger, beside what you do in this office."),
    )
    email = forms.EmailField(
        label=_("Your mail address"),
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
        help_text=_("You log in with it. It is never shown to the public."),
    )


class InviteForm(forms.Form):
    """Whom to invite."""

    role = forms.ChoiceField(
        label=_("Role"),
        choices=Role.choices,
        initial=Role.MODERATOR,
        help_text=_(
            "A convener may do everything. A moderator decides about the statements of the consultations that name "
            "them. An editor works on encounters, on all of them, and on nothing else."
        ),
    )
    note = forms.CharField(
        label=_("For whom"),
        max_length=80,
        required=False,
        help_text=_("A word for yourself, so that you know this invitation in the list. It is not shown to others."),
    )
    email = forms.EmailField(label=_("Mail the link to"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not settings.CONFIG.smtp_url:
            del self.fields["email"]


class LanguageForm(forms.Form):
    """The language of the staff pages."""

    language = forms.ChoiceField(label=_("Language of these pages"), choices=settings.LANGUAGES)
