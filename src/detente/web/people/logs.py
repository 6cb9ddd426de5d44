"""How the acts of this app are said in the ledger."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from detente.web.ledger.models import Entry
from detente.web.ledger.sentences import register, say
from detente.web.people.models import Role

__all__: list[str] = []


def _convener(entry: Entry) -> bool:
    return bool(entry.details["role"] == Role.CONVENER)


@register("site.setup_link_made")
def _setup(entry: Entry) -> str:
    return say(_("On the server, a link was made for the first convener."), entry)


@register("person.invited")
def _invited(entry: Entry) -> str:
    if _convener(entry):
        return say(_("%(actor)s made an invitation for a convener."), entry)
    return say(_("%(actor)s made an invitation for a moderator."), entry)


@register("invitation.revoked")
def _revoked(entry: Entry) -> str:
    if _convener(entry):
        return say(_("%(actor)s revoked an invitation for a convener."), entry)
    return say(_("%(actor)s revoked an invitation for a moderator."), entry)


@register("person.joined")
def _joined(entry: Entry) -> str:
    if _convener(entry):
        return say(_("%(actor)s accepted an invitation and is a convener now."), entry)
    return say(_("%(actor)s accepted an invitation and is a moderator now."), entry)


@register("person.removed")
def _removed(entry: Entry) -> str:
    name = entry.details["name"]
    if _convener(entry):
        return say(_("%(actor)s ended the log-in of %(name)s, a convener."), entry, name=name)
    return say(_("%(actor)s ended the log-in of %(name)s, a moderator."), entry, name=name)


@register("person.reset")
def _reset(entry: Entry) -> str:
    return say(
        _("%(actor)s reset the log-in of %(name)s: a new password and a new second factor are needed."),
        entry,
        name=entry.details["name"],
    )


@register("person.returned")
def _returned(entry: Entry) -> str:
    return say(_("%(actor)s set a new password after a reset."), entry)


@register("person.rescued")
def _rescued(entry: Entry) -> str:
    return say(
        _("On the server, a link was made that resets the log-in of %(name)s."), entry, name=entry.details["name"]
    )
