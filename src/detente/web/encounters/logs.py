"""How this app's acts are said in the ledger."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from detente.web.ledger.models import Entry
from detente.web.ledger.sentences import register, say

__all__: list[str] = []


@register("encounter.compared")
def _compared(entry: Entry) -> str:
    return say(
        _("%(actor)s laid the texts of an encounter side by side (comparison %(number)s)."),
        entry,
        number=entry.details["number"],
    )


@register("encounter.decided")
def _decided(entry: Entry) -> str:
    return say(
        _("%(actor)s made decision %(sequence)s on comparison %(comparison)s of an encounter."),
        entry,
        sequence=entry.details["sequence"],
        comparison=entry.details["comparison"],
    )
