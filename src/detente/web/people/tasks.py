"""What the worker's tick does for people with log-ins: each function is idempotent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from importlib import import_module

from django.conf import settings
from django.db.models import Q

from detente.web.core.clock import now
from detente.web.people.models import Invitation, SignInLink

__all__ = ["TASKS", "forget_dead_links", "forget_dead_sessions"]

INVITATION_KEPT = timedelta(days=30)


def forget_dead_links() -> None:
    """Delete invitations 30 days after their use or end, and links of the demonstration that have expired."""
    earliest = now() - INVITATION_KEPT
    Invitation.objects.filter(Q(used_at__lt=earliest) | Q(expires_at__lt=earliest)).delete()
    SignInLink.objects.filter(expires_at__lt=now()).delete()


def forget_dead_sessions() -> None:
    """Delete sessions that have ended."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()


TASKS: list[Callable[[], None]] = [forget_dead_links, forget_dead_sessions]
