"""How the acts of this app are said in the ledger."""

from __future__ import annotations

from django.utils.translation import ngettext

from detente.web.ledger.models import Entry
from detente.web.ledger.sentences import register, say

__all__: list[str] = []


@register("consultation.imported")
def _imported(entry: Entry) -> str:
    statements = entry.details["statements"]
    source = str(entry.details["source"])
    if not source:
        return say(
            ngettext(
                "On the server, a consultation that was held elsewhere was imported, with %(statements)s statement.",
                "On the server, a consultation that was held elsewhere was imported, with %(statements)s statements.",
                statements,
            ),
            entry,
            statements=statements,
        )
    return say(
        ngettext(
            "On the server, a consultation that was held elsewhere (%(source)s) was imported, with %(statements)s "
            "statement.",
            "On the server, a consultation that was held elsewhere (%(source)s) was imported, with %(statements)s "
            "statements.",
            statements,
        ),
        entry,
        statements=statements,
        source=source,
    )


@register("round.prepared")
def _prepared(entry: Entry) -> str:
    statements = entry.details["statements"]
    return say(
        ngettext(
            "%(actor)s began to prepare a new round of a question, with %(statements)s statement of the round before.",
            "%(actor)s began to prepare a new round of a question, with %(statements)s statements of the round before.",
            statements,
        ),
        entry,
        statements=statements,
    )
