"""How the acts of this app are said in the ledger: first those on a consultation, then those on statements."""

from __future__ import annotations

from datetime import date

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from detente.web.consultations.models import Reason
from detente.web.ledger.models import Entry
from detente.web.ledger.sentences import register, say

__all__: list[str] = []

_STEPS: dict[str, str | Promise] = {
    "question": gettext_lazy("%(actor)s changed the question of a consultation in preparation."),
    "sides": gettext_lazy("%(actor)s changed the expected number of voters of a consultation in preparation."),
    "dates": gettext_lazy("%(actor)s changed the dates of a consultation in preparation."),
    "moderators": gettext_lazy("%(actor)s changed the moderators of a consultation in preparation."),
    "level": gettext_lazy("%(actor)s changed how people join a consultation in preparation."),
    "turnout": gettext_lazy("%(actor)s changed the expected number of votes of a consultation in preparation."),
    "harm": gettext_lazy("%(actor)s answered the questions on harm of a consultation in preparation."),
}


def _day(entry: Entry, name: str) -> str:
    return date_format(date.fromisoformat(str(entry.details[name])), "DATE_FORMAT")


@register("consultation.prepared")
def _prepared(entry: Entry) -> str:
    return say(_("%(actor)s began to prepare a consultation."), entry)


@register("consultation.draft_changed")
def _draft_changed(entry: Entry) -> str:
    step = str(entry.details["step"])
    if step == "statements":
        count = entry.details["statements"]
        return say(
            ngettext(
                "%(actor)s changed the opening statements of a consultation in preparation; there is %(count)s.",
                "%(actor)s changed the opening statements of a consultation in preparation; there are %(count)s.",
                count,
            ),
            entry,
            count=count,
        )
    return say(_STEPS[step], entry)


@register("consultation.draft_discarded")
def _draft_discarded(entry: Entry) -> str:
    return say(_("%(actor)s threw a consultation in preparation away. Nobody had taken part."), entry)


@register("consultation.readied")
def _readied(entry: Entry) -> str:
    days = {name: _day(entry, f"{name}_on") for name in ("opens", "closes", "erases")}
    risks = len(entry.details["accepted"]) - 1
    if risks:
        return say(
            ngettext(
                "%(actor)s fixed the words of a consultation that opens on %(opens)s, and accepted by name what "
                "%(risks)s answer on harm brings about. It closes after %(closes)s; the votes of single people are "
                "destroyed on %(erases)s.",
                "%(actor)s fixed the words of a consultation that opens on %(opens)s, and accepted by name what "
                "%(risks)s answers on harm bring about. It closes after %(closes)s; the votes of single people are "
                "destroyed on %(erases)s.",
                risks,
            ),
            entry,
            risks=risks,
            **days,
        )
    return say(
        _(
            "%(actor)s fixed the words of a consultation that opens on %(opens)s. It closes after %(closes)s; the "
            "votes of single people are destroyed on %(erases)s."
        ),
        entry,
        **days,
    )


@register("consultation.opened")
def _opened(entry: Entry) -> str:
    if entry.actor_key is None:
        return say(_("The consultation opened, because its first day had come."), entry)
    days = {"closes": _day(entry, "closes_on"), "erases": _day(entry, "erases_on")}
    # One of the accepted is what everybody accepts: not for people at risk of persecution.
    risks = len(entry.details["accepted"]) - 1
    if risks:
        return say(
            ngettext(
                "%(actor)s opened a consultation, fixed its words, and accepted by name what %(risks)s answer on harm "
                "brings about. It closes after %(closes)s; the votes of single people are destroyed on %(erases)s.",
                "%(actor)s opened a consultation, fixed its words, and accepted by name what %(risks)s answers on harm "
                "bring about. It closes after %(closes)s; the votes of single people are destroyed on %(erases)s.",
                risks,
            ),
            entry,
            risks=risks,
            **days,
        )
    return say(
        _(
            "%(actor)s opened a consultation and fixed its words. It closes after %(closes)s; the votes of single "
            "people are destroyed on %(erases)s."
        ),
        entry,
        **days,
    )


@register("consultation.withdrawn")
def _withdrawn(entry: Entry) -> str:
    return say(_("%(actor)s took a consultation back into preparation before its first day."), entry)


@register("consultation.closing_moved")
def _closing_moved(entry: Entry) -> str:
    return say(
        _("%(actor)s moved the last day of the consultation from %(before)s to %(day)s."),
        entry,
        before=_day(entry, "before"),
        day=_day(entry, "closes_on"),
    )


@register("consultation.erasure_moved")
def _erasure_moved(entry: Entry) -> str:
    return say(
        _("%(actor)s moved the destruction of the votes of single people nearer, from %(before)s to %(day)s."),
        entry,
        before=_day(entry, "before"),
        day=_day(entry, "erases_on"),
    )


@register("consultation.moderator_added")
def _moderator_added(entry: Entry) -> str:
    name = str(entry.details["name"])
    if entry.details["neutral"]:
        return say(_("%(actor)s made %(name)s a moderator and declared that they belong to no side."), entry, name=name)
    return say(_("%(actor)s made %(name)s a moderator of the consultation."), entry, name=name)


@register("consultation.moderator_removed")
def _moderator_removed(entry: Entry) -> str:
    return say(
        _("%(actor)s removed %(name)s from the moderators of the consultation."), entry, name=str(entry.details["name"])
    )


@register("consultation.closed")
def _closed(entry: Entry) -> str:
    if entry.actor_key is None:
        return say(_("The consultation closed, because its last day had passed."), entry)
    return say(_("%(actor)s closed the consultation."), entry)


@register("consultation.erased")
def _erased(entry: Entry) -> str:
    if entry.details["participants"] is None:
        return say(_("The day had come: every row of participants was destroyed. They were fewer than ten."), entry)
    return say(
        ngettext(
            "The day had come: the rows of %(people)s participant were destroyed, with all votes.",
            "The day had come: the rows of %(people)s participants were destroyed, with all votes.",
            entry.details["participants"],
        ),
        entry,
        people=entry.details["participants"],
    )


@register("consultations.codes_issued")
def _codes_issued(entry: Entry) -> str:
    count = entry.details["count"]
    return say(
        ngettext(
            "%(actor)s made %(count)s code for side %(side)s.",
            "%(actor)s made %(count)s codes for side %(side)s.",
            count,
        ),
        entry,
        count=count,
        side=entry.details["side"] + 1,
    )


# --- statements ---


@register("statements.shown")
def _shown(entry: Entry) -> str:
    count = entry.details["statements"]
    return say(
        ngettext(
            "%(count)s accepted statement appeared with the batch of the day.",
            "%(count)s accepted statements appeared with the batch of the day.",
            count,
        ),
        entry,
        count=count,
    )


@register("statement.shown_by_clock")
def _shown_by_clock(entry: Entry) -> str:
    return say(_("A statement appeared, because nobody had decided about it within four days."), entry)


@register("statement.accepted")
def _accepted(entry: Entry) -> str:
    return say(_("%(actor)s accepted a statement."), entry)


@register("statement.refused")
def _refused(entry: Entry) -> str:
    return say(_("%(actor)s refused a statement. The reason: %(reason)s"), entry, reason=_reason(entry))


@register("statement.undone")
def _undone(entry: Entry) -> str:
    return say(_("%(actor)s took their decision about a statement back."), entry)


@register("statement.appeal_granted")
def _appeal_granted(entry: Entry) -> str:
    return say(_("%(actor)s granted the appeal of a refused statement: it appears with the next batch."), entry)


@register("statement.appeal_denied")
def _appeal_denied(entry: Entry) -> str:
    return say(
        _("%(actor)s denied the appeal of a refused statement. The reason: %(reason)s"), entry, reason=_reason(entry)
    )


@register("statement.kept")
def _kept(entry: Entry) -> str:
    return say(_("%(actor)s looked at a reported statement and left it up."), entry)


@register("statement.retired")
def _retired(entry: Entry) -> str:
    return say(
        _("%(actor)s retired a statement: nobody is offered it any more, its votes stay. The reason: %(reason)s"),
        entry,
        reason=_reason(entry),
    )


@register("statement.corrected")
def _corrected(entry: Entry) -> str:
    return say(_("%(actor)s retired a statement of the organisers and put a corrected one in its place."), entry)


def _reason(entry: Entry) -> Promise | str:
    given = str(entry.details["reason"])
    return Reason(given).label if given in Reason.values else given
