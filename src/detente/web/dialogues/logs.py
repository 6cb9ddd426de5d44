"""How the acts of this app are said in the ledger."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from detente.web.ledger.models import Entry
from detente.web.ledger.sentences import register, say

__all__: list[str] = []


@register("dialogue.created")
def _created(entry: Entry) -> str:
    sides = entry.details["sides"]
    return say(
        ngettext(
            "%(actor)s began the dialogue, with %(sides)s side.",
            "%(actor)s began the dialogue, with %(sides)s sides.",
            sides,
        ),
        entry,
        sides=sides,
    )


@register("dialogue.changed")
def _changed(entry: Entry) -> str:
    if "sides" in entry.details:
        return say(_("%(actor)s changed the name, the description or the sides of the dialogue."), entry)
    return say(_("%(actor)s changed the name or the description of the dialogue."), entry)


@register("dialogue.suspended")
def _suspended(entry: Entry) -> str:
    return say(_("%(actor)s suspended the dialogue and said why on its page."), entry)


@register("dialogue.resumed")
def _resumed(entry: Entry) -> str:
    return say(_("%(actor)s resumed the dialogue."), entry)


@register("dialogue.closed")
def _closed(entry: Entry) -> str:
    return say(_("%(actor)s closed the dialogue for good and said why on its page."), entry)
