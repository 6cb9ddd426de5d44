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


# --- texts ---


@register("encounter.created")
def _created(entry: Entry) -> str:
    return say(_("%(actor)s began to collect texts about an encounter."), entry)


@register("encounter.changed")
def _changed(entry: Entry) -> str:
    return say(_("%(actor)s changed title, day or contact of an encounter."), entry)


@register("encounter.text_entered")
def _text_entered(entry: Entry) -> str:
    sentences = {
        "a": _("%(actor)s entered version %(number)s of the readout of side A."),
        "b": _("%(actor)s entered version %(number)s of the readout of side B."),
        "report": _("%(actor)s entered version %(number)s of a report about an encounter."),
        "joint": _("%(actor)s entered version %(number)s of a joint statement."),
    }
    return say(sentences[str(entry.details["part"])], entry, number=entry.details["number"])


@register("encounter.text_withdrawn")
def _text_withdrawn(entry: Entry) -> str:
    return say(_("%(actor)s recorded that its publisher has withdrawn a text about an encounter."), entry)


@register("encounter.text_stands_again")
def _text_stands_again(entry: Entry) -> str:
    return say(_("%(actor)s recorded that a text about an encounter is not withdrawn."), entry)


@register("encounter.text_taken_down")
def _text_taken_down(entry: Entry) -> str:
    return say(
        _("%(actor)s took the words of a text about an encounter down (versions: %(number)s)."),
        entry,
        number=len(list(entry.details["versions"])),
    )


@register("encounter.words_changed")
def _words_changed(entry: Entry) -> str:
    return say(_("%(actor)s changed the names and words with which the texts of an encounter are read."), entry)


@register("encounter.deleted")
def _deleted(entry: Entry) -> str:
    return say(_("%(actor)s deleted an encounter that was never published."), entry)


BECAME = {
    "happened": _("%(actor)s recorded of something announced in an encounter that it happened."),
    "otherwise": _("%(actor)s recorded of something announced in an encounter that it happened otherwise."),
    "not": _("%(actor)s recorded of something announced in an encounter that it did not happen."),
    "unknown": _("%(actor)s recorded of something announced in an encounter that nothing is known of it."),
}


@register("encounter.happened")
def _happened(entry: Entry) -> str:
    return say(BECAME[entry.details["what"]], entry)


@register("encounter.replied")
def _replied(entry: Entry) -> str:
    return say(
        _("%(actor)s put an answer of %(side)s beside a row of an encounter."), entry, side=entry.details["name"]
    )


@register("encounter.reply_withdrawn")
def _reply_withdrawn(entry: Entry) -> str:
    return say(
        _("%(actor)s took an answer of %(side)s to a row of an encounter back and said why."),
        entry,
        side=entry.details["name"],
    )


@register("encounter.published")
def _published(entry: Entry) -> str:
    return say(
        _(
            "%(actor)s published edition %(edition)s of an encounter: %(both)s rows that both sides report, %(alone)s "
            "that one reports, %(waiting)s points not confirmed yet."
        ),
        entry,
        edition=entry.details["edition"],
        both=entry.details["both"],
        alone=entry.details["only_a"] + entry.details["only_b"],
        waiting=entry.details["waiting"],
    )
