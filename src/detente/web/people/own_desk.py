"""What people with log-ins themselves put on the desk."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from detente.web.people import desk, queries
from detente.web.people.models import User

__all__ = ["people_to_look_after"]


@desk.register
def people_to_look_after(user: User) -> list[desk.Item]:
    """For conveners: who has a log-in, and how many invitations wait."""
    if not user.is_convener:
        return []
    waiting = len(queries.open_invitations())
    note = ngettext("%(count)s invitation waits", "%(count)s invitations wait", waiting) % {"count": waiting}
    return [
        desk.Item(
            title=_("People with a log-in"), url=reverse("people"), note=note if waiting else "", group=_("This site")
        )
    ]
