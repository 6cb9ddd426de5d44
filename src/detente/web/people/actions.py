"""Every write about people with log-ins. Links are random, kept as HMACs only, used once, and they expire.

Signing in, one's own password, second factor and language are no acts of office and have no line in the ledger.
"""

from __future__ import annotations

import base64
import secrets
from datetime import timedelta

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from detente.web.core.clock import now
from detente.web.core.errors import NotFound, Refused
from detente.web.core.keys import keyed_digest
from detente.web.ledger.actions import record
from detente.web.people.models import Invitation, Role, SignInLink, User

__all__ = [
    "ConvenerExists",
    "DeadLink",
    "LastConvener",
    "MailTaken",
    "OwnLogin",
    "accept",
    "end_sessions",
    "enter",
    "invite",
    "open_invitation",
    "pending_seed",
    "remove",
    "reset_link",
    "revoke",
    "set_language",
    "setup_link",
    "sign_in_link",
]

INVITATION_DAYS = 7
SIGN_IN_HOURS = 24


class DeadLink(Refused):
    """A link that was used, has expired, or never was: the three are not told apart."""

    code = "people.dead_link"
    status = 404
    sentence = _("This link was used already, or it is too old. Ask the convener for a new one.")


class MailTaken(Refused):
    """Two log-ins never share a mail address."""

    code = "people.mail_taken"
    status = 409
    sentence = _("Somebody here logs in with this mail address already. Give another one, or log in.")


class ConvenerExists(Refused):
    """A set-up link is for the first convener only."""

    code = "people.convener_exists"
    status = 409
    sentence = _("This site has a convener already. Ask the convener for an invitation.")


class LastConvener(Refused):
    """A site without a convener could never invite one."""

    code = "people.last_convener"
    status = 409
    sentence = _("The last convener cannot be removed. Invite another convener first.")


class OwnLogin(Refused):
    """A reset cuts the person off at once, so nobody does it to themselves."""

    code = "people.own_login"
    status = 409
    sentence = _("This is your own log-in. Change its password and second factor under “My log-in”.")


def _fresh_link(
    *, role: str, note: str = "", by: User | None = None, person: User | None = None
) -> tuple[Invitation, str]:
    token = secrets.token_urlsafe(24)
    made = Invitation.objects.create(
        digest=keyed_digest("invitation", token),
        role=role,
        note=note,
        invited_by=by,
        person=person,
        expires_at=now() + timedelta(days=INVITATION_DAYS),
    )
    return made, token


@transaction.atomic
def invite(*, actor: User, role: str, note: str = "") -> tuple[Invitation, str]:
    """Make an invitation; the token stands in the link and is kept nowhere."""
    made, token = _fresh_link(role=Role(role), note=note, by=actor)
    record("person.invited", actor=actor, subject=f"invitation:{made.pk}", details={"role": made.role})
    return made, token


@transaction.atomic
def setup_link() -> str:
    """Make the token of the invitation for the first convener; an earlier one dies.

    Raises
    ------
    ConvenerExists
        Afterwards conveners invite each other.
    """
    if User.objects.filter(role=Role.CONVENER, is_active=True).exists():
        raise ConvenerExists
    Invitation.objects.filter(invited_by=None, person=None, used_at=None).delete()
    made, token = _fresh_link(role=Role.CONVENER)
    record("site.setup_link_made", actor=None, subject=f"invitation:{made.pk}")
    return token


def open_invitation(token: str) -> Invitation:
    """The invitation behind a link, while it can be used; locked where the database locks rows."""
    found = (
        Invitation.objects.select_for_update(of=("self",))
        .select_related("person")
        .filter(digest=keyed_digest("invitation", token), used_at=None, expires_at__gt=now())
        .first()
    )
    if found is None:
        raise DeadLink
    return found


@transaction.atomic
def accept(*, token: str, password: str, name: str = "", email: str = "") -> User:
    """Turn an invitation into a log-in, or give one back to its person; the link is dead afterwards."""
    invitation = open_invitation(token)
    person = invitation.person
    if person is None:
        person = User(email=email.strip().lower(), name=name.strip(), role=invitation.role)
        if User.objects.filter(email=person.email).exists():
            raise MailTaken
    person.set_password(password)
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError:  # the same address at the same moment
        raise MailTaken from None
    invitation.used_at = now()
    invitation.save(update_fields=["used_at"])
    record(
        "person.returned" if invitation.person else "person.joined",
        actor=person,
        subject=f"person:{person.pk}",
        details={"role": person.role},
    )
    return person


@transaction.atomic
def revoke(*, actor: User, invitation: Invitation) -> None:
    """Kill an invitation that nobody has used."""
    gone, _counts = Invitation.objects.filter(pk=invitation.pk, used_at=None).delete()
    if not gone:
        raise NotFound
    record("invitation.revoked", actor=actor, subject=f"invitation:{invitation.pk}", details={"role": invitation.role})


@transaction.atomic
def remove(*, actor: User, person: User) -> None:
    """End a log-in: its sessions end, and mail, password and second factor are erased. Name and role stay.

    Invitations that the person made and nobody used die too.
    """
    # All conveners are locked, so that two of them who remove each other at once cannot both succeed.
    conveners = list(User.objects.select_for_update().filter(role=Role.CONVENER, is_active=True).order_by("pk"))
    person = User.objects.select_for_update().get(pk=person.pk)
    if not person.is_active:
        raise NotFound
    if [found.pk for found in conveners] == [person.pk]:
        raise LastConvener
    _cut_off(person)
    Invitation.objects.filter(invited_by=person, used_at=None).delete()
    person.is_active = False
    person.email = f"{person.pk}@removed.invalid"  # RFC 2606: never an address
    person.language = ""
    person.last_login = None
    person.save()
    record(
        "person.removed",
        actor=actor,
        subject=f"person:{person.pk}",
        details={"name": person.name, "role": person.role},
    )


@transaction.atomic
def reset_link(*, actor: User, person: User) -> str:
    """Cut a person off at once and make a link by which they set a new password and second factor.

    For a lost phone as for a seized one: nothing that opened the log-in before opens it again.
    """
    if actor.pk == person.pk:
        raise OwnLogin
    if not person.is_active:
        raise NotFound
    _cut_off(person)
    person.save(update_fields=["password"])
    _made, token = _fresh_link(role=person.role, by=actor, person=person)
    record(
        "person.reset", actor=actor, subject=f"person:{person.pk}", details={"name": person.name, "role": person.role}
    )
    return token


@transaction.atomic
def rescue(email: str) -> str:
    """`reset_link` for somebody whom nobody else can let in: made on the server, and the ledger says so.

    Raises
    ------
    NotFound
        Nobody with a log-in has this mail address.
    """
    person = User.objects.select_for_update().filter(email__iexact=email.strip(), is_active=True).first()
    if person is None:
        raise NotFound
    _cut_off(person)
    person.save(update_fields=["password"])
    _made, token = _fresh_link(role=person.role, person=person)
    record(
        "person.rescued", actor=None, subject=f"person:{person.pk}", details={"name": person.name, "role": person.role}
    )
    return token


def _cut_off(person: User) -> None:
    person.set_unusable_password()
    Authenticator.objects.filter(user_id=person.pk).delete()
    Invitation.objects.filter(person=person, used_at=None).delete()
    SignInLink.objects.filter(user=person).delete()
    end_sessions(person)


def end_sessions(person: User, *, keep: str | None = None) -> None:
    """End what is signed in as this person, but for one session. Sessions are few: only staff have them."""
    for session in Session.objects.exclude(session_key=keep or "").iterator():
        if session.get_decoded().get(SESSION_KEY) == str(person.pk):
            session.delete()


@transaction.atomic
def sign_in_link(user: User) -> str:
    """Make the token of a link that signs somebody in once. Only the demonstration may."""
    if not settings.CONFIG.demo:
        raise NotFound
    token = secrets.token_urlsafe(24)
    SignInLink.objects.create(
        digest=keyed_digest("sign-in", token), user=user, expires_at=now() + timedelta(hours=SIGN_IN_HOURS)
    )
    return token


@transaction.atomic
def enter(*, token: str) -> User:
    """Use up a one-time link of the demonstration and return whom it signs in."""
    links = SignInLink.objects.select_for_update(of=("self",)).filter(expires_at__gt=now(), user__is_active=True)
    link = links.filter(digest=keyed_digest("sign-in", token)).select_related("user").first()
    if link is None or not settings.CONFIG.demo:
        raise DeadLink
    link.delete()
    return link.user


@transaction.atomic
def set_language(*, actor: User, language: str) -> None:
    """Choose the language of one's own staff pages."""
    User.objects.filter(pk=actor.pk).update(language=language)


def pending_seed(person: User, session_key: str | None) -> str:
    """The seed of a second factor that is being set up, in base32 (RFC 6238 takes 160 bits).

    It follows from the installation's secret, the person and the session, so that it stands in no database until a
    right code has proved that the person's device holds it.
    """
    digest = keyed_digest("totp-pending", person.pk.bytes, session_key or "")
    return base64.b32encode(digest[:20]).decode()
