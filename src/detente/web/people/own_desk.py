"""What people with log-ins themselves put on the desk."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

from detente.web.people import desk, queries
from detente.web.people.models import User

__all__ = ["people_to_look_after"]


def people_to_look_after(user: User) -> list[desk.Item]:
    """The public ledger; for conveners also who has a log-in, and how many invitations wait."""
    here = _("This site")
    ledger = desk.Item(
        title=_("The ledger, as the public reads it"),
        url=reverse("ledger", args=[(get_language() or "en").split("-")[0]]),
        group=here,
    )
    if not user.is_convener:
        return [ledger]
    waiting = len(queries.open_invitations())
    note = ngettext("%(count)s invitation waits", "%(count)s invitations wait", waiting) % {"count": waiting}
    people = desk.Item(title=_("People with a log-in"), url=reverse("people"), note=note if waiting else "", group=here)
    return [people, ledger]
