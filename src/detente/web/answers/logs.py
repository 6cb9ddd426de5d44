"""How the acts of this app are said in the ledger."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from detente.web.answers.models import Kind
from detente.web.dialogues.texts import said_in
from detente.web.ledger.models import Entry
from detente.web.ledger.sentences import register, say

__all__: list[str] = []

SENTENCES = {
    Kind.WILL_DO: _("%(actor)s recorded an answer of %(side)s to an item of the agenda: it will do it."),
    Kind.WILL_DISCUSS: _("%(actor)s recorded an answer of %(side)s to an item of the agenda: it will discuss it."),
    Kind.WILL_NOT: _("%(actor)s recorded an answer of %(side)s to an item of the agenda: it will not do it."),
    Kind.NOT_OURS: _("%(actor)s recorded an answer of %(side)s to an item of the agenda: it is not theirs to decide."),
}


def _side(entry: Entry) -> str:
    return said_in(entry.details["name"])[0]


@register("answers.recorded")
def _recorded(entry: Entry) -> str:
    return say(SENTENCES[Kind(entry.details["kind"])], entry, side=_side(entry))


@register("answers.outcome_recorded")
def _outcome(entry: Entry) -> str:
    if entry.details["done"]:
        return say(_("%(actor)s recorded what became of an answer of %(side)s: done."), entry, side=_side(entry))
    return say(_("%(actor)s recorded what became of an answer of %(side)s: not done."), entry, side=_side(entry))
