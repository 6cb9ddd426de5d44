"""What the worker's tick does for people with log-ins: each function is idempotent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db.models import Q

from detente.web.core.clock import now
from detente.web.people.models import Invitation, SignInLink

__all__ = ["TASKS", "forget_dead_links", "forget_dead_sessions"]

INVITATION_KEPT = timedelta(days=30)


def forget_dead_links() -> None:
    """Delete invitations 30 days after their use or end, and links of the demonstration that have expired."""
    earliest = now() - INVITATION_KEPT
    # Asked first: on SQLite a DELETE takes the write lock from voters even where it finds nothing.
    for dead in (
        Invitation.objects.filter(Q(used_at__lt=earliest) | Q(expires_at__lt=earliest)),
        SignInLink.objects.filter(expires_at__lt=now()),
    ):
        if dead.exists():
            dead.delete()


def forget_dead_sessions() -> None:
    """Delete sessions that have ended."""
    if Session.objects.filter(expire_date__lt=now()).exists():
        SessionStore.clear_expired()


TASKS: list[Callable[[], None]] = [forget_dead_links, forget_dead_sessions]
