"""What every template may use."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from detente import __version__
from detente.web.core.languages import direction

__all__ = ["site", "staff"]

MACHINE_DRAFTS = ("ru", "ar")
"""Languages whose words no person has checked yet."""


def site(request: HttpRequest) -> dict[str, object]:
    """``language``, ``direction``, ``version``, ``demo``, ``origin``, ``machine_draft``."""
    language = (get_language() or "en").split("-")[0]
    return {
        "language": language,
        "direction": direction(),
        "version": __version__,
        "demo": settings.CONFIG.demo,
        "origin": settings.CONFIG.origin,
        "machine_draft": language in MACHINE_DRAFTS,
    }


def staff(request: HttpRequest) -> dict[str, object]:
    """``user`` and ``messages`` below /staff/; nothing elsewhere, because nothing elsewhere knows of log-ins."""
    if not request.path.startswith(settings.STAFF_PREFIX) or not hasattr(request, "user"):
        return {}
    from django.contrib.messages import get_messages

    return {"user": request.user, "messages": get_messages(request)}
