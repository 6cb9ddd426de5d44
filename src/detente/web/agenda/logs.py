"""How the acts of this app are said in the ledger."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from detente.web.agenda.models import Basis
from detente.web.ledger.models import Entry
from detente.web.ledger.sentences import register, say

__all__: list[str] = []


@register("agenda.pinned")
def _pinned(entry: Entry) -> str:
    if entry.details["basis"] == Basis.COMMON_GROUND:
        return say(_("%(actor)s put common ground on the agenda and said why."), entry)
    if entry.details["basis"] == Basis.DIVIDE:
        return say(_("%(actor)s put an open divide on the agenda and said why."), entry)
    if entry.details["basis"] == Basis.ANNOUNCED:
        return say(_("%(actor)s put something announced on the agenda and said why."), entry)
    return say(_("%(actor)s put a statement on the agenda and said why."), entry)


@register("agenda.moved")
def _moved(entry: Entry) -> str:
    if entry.details["up"]:
        return say(_("%(actor)s moved an item of the agenda up."), entry)
    return say(_("%(actor)s moved an item of the agenda down."), entry)


@register("agenda.withdrawn")
def _withdrawn(entry: Entry) -> str:
    return say(_("%(actor)s took an item off the agenda and said why."), entry)
