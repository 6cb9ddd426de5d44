"""People with log-ins. Each field says what it is for; each model says how long it is kept."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

__all__ = ["Invitation", "Role", "SignInLink", "User"]


class Role(models.TextChoices):
    """What a person with a log-in may do."""

    CONVENER = "convener", _("convener")
    MODERATOR = "moderator", _("moderator")
    EDITOR = "editor", _("editor")


class Users(BaseUserManager["User"]):
    """Finds people by mail address, in any case."""

    def get_by_natural_key(self, username: str | None) -> User:
        """The person with this mail address."""
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """A convener, moderator or editor. There is no other kind of log-in yet; only an invitation makes one."""

    RETENTION: ClassVar[str] = (
        "name and role for good, as the ledger has them; mail, password and second factor go when the person is removed"
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False, help_text="Key.")
    email = models.EmailField(unique=True, help_text="Logs in with it; never shown to the public.")
    name = models.CharField(max_length=80, help_text="Shown in the ledger beside what the person did.")
    role = models.CharField(max_length=12, choices=Role.choices, help_text="What the person may do.")
    language = models.CharField(max_length=8, blank=True, help_text="The language of the staff pages.")
    is_active = models.BooleanField(default=True, help_text="False once the person has left.")

    objects: ClassVar[Users] = Users()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_convener(self) -> bool:
        """Whether the person runs the installation."""
        return self.is_active and self.role == Role.CONVENER

    @property
    def is_editor(self) -> bool:
        """Whether the person may collect texts about encounters: editors and conveners."""
        return self.is_active and self.role in (Role.EDITOR, Role.CONVENER)


class Invitation(models.Model):
    """A link that makes one log-in, or gives one back to its person, once, until a moment."""

    RETENTION: ClassVar[str] = "30 days after it was used or has expired"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False, help_text="Key.")
    digest = models.BinaryField(max_length=32, unique=True, help_text="HMAC of the link's secret part.")
    role = models.CharField(max_length=12, choices=Role.choices, help_text="The role it gives.")
    note = models.CharField(max_length=80, blank=True, help_text="Whom it is meant for, in the inviter's words.")
    invited_by = models.ForeignKey(
        User, null=True, on_delete=models.SET_NULL, related_name="+", help_text="Who invited; none at set-up."
    )
    person = models.ForeignKey(
        User,
        null=True,
        on_delete=models.CASCADE,
        related_name="+",
        help_text="Whose password and second factor it sets anew; none where it makes a new log-in.",
    )
    expires_at = models.DateTimeField(help_text="Afterwards the link is dead.")
    used_at = models.DateTimeField(null=True, help_text="When it became a log-in.")


class SignInLink(models.Model):
    """A link that signs somebody in once. Only the demonstration makes them."""

    RETENTION: ClassVar[str] = "until it is used or has expired"

    digest = models.BinaryField(max_length=32, primary_key=True, help_text="HMAC of the link's secret part.")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+", help_text="Who is signed in.")
    expires_at = models.DateTimeField(help_text="Afterwards the link is dead.")
