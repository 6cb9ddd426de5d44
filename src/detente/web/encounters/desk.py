"""What stands on an editor's first page about encounters."""

from __future__ import annotations

from collections import Counter

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from detente.web.encounters.models import Encounter
from detente.web.encounters.queries.following import passed_unrecorded
from detente.web.encounters.queries.standing import Standing, standing_of
from detente.web.people import desk
from detente.web.people.models import User

__all__ = ["encounters", "note", "passed"]

MOST = 30
"""Encounters on the desk, the latest first; each has to be read once."""


def encounters(user: User) -> list[desk.Item]:
    """The latest encounters with what waits, and the way to a new one; editors and conveners only."""
    if not user.is_editor:
        return []
    group = gettext_lazy("Encounters")
    items = [
        desk.Item(
            title=encounter.title,
            url=reverse("encounter_manage", args=(encounter.pk,)),
            note=note(standing_of(encounter)),
            group=group,
            language=encounter.language,
        )
        for encounter in Encounter.objects.order_by("-held_on", "id")[:MOST]
    ]
    return [*items, desk.Item(title=gettext_lazy("Enter an encounter"), url=reverse("encounter_new"), group=group)]


def passed(user: User) -> list[desk.Item]:
    """Encounters in which a window has passed and nobody recorded what became of it; editors and conveners only."""
    if not user.is_editor:
        return []
    counts = Counter(one.encounter for one in passed_unrecorded())
    return [
        desk.Item(
            title=encounter.title,
            url=reverse("announced_manage", args=(encounter.pk,)),
            note=ngettext(
                "%(n)d window has passed and nothing is recorded",
                "%(n)d windows have passed and nothing is recorded",
                count,
            )
            % {"n": count},
            group=gettext_lazy("Announced: what became of it?"),
            language=encounter.language,
        )
        for encounter, count in counts.items()
    ]


def note(standing: Standing) -> str:
    """What comes next, in a few words."""
    if standing.drafts:
        n = len(standing.drafts)
        return ngettext("%(n)d text waits to be entered", "%(n)d texts wait to be entered", n) % {"n": n}
    if standing.missing:
        return _("a readout is missing")
    if standing.cause:
        return _("its texts cannot be laid side by side")
    if standing.stale:
        return _("to be laid side by side")
    if standing.waiting:
        return ngettext("%(n)d row waits", "%(n)d rows wait", standing.waiting) % {"n": standing.waiting}
    if standing.edition is None:
        return _("ready to be published")
    if standing.unpublished:
        return _("published; decisions since are not")
    return _("published")
