"""Confirming what the machine proposes, row by row, and looking at what was decided."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from detente.web.core.clock import now
from detente.web.core.errors import NotFound, Refused
from detente.web.encounters import access
from detente.web.encounters.actions import deciding
from detente.web.encounters.asked import FIELDS, Asked, asked
from detente.web.encounters.errors import (
    BadDecision,
    CannotCut,
    Meanwhile,
    NotAPair,
    NotComparable,
    NoteTooLong,
    NothingToUndo,
    NotThere,
    OwnWork,
    Superseded,
    TakenDown,
    TooManyPoints,
    UnsaidDifference,
)
from detente.web.encounters.models import Comparison, Encounter, Verb
from detente.web.encounters.queries import confirming, confirming_joint
from detente.web.encounters.queries.described import Words
from detente.web.encounters.queries.history import history, not_carried
from detente.web.encounters.queries.reading import decided, newest_comparison, state_of, text_of
from detente.web.encounters.queries.standing import standing_of
from detente.web.encounters.state import Decided, RowState, State, span_of, speaks_of
from detente.web.people.models import User
from detente.wording.errors import WordingError

__all__ = ["confirm", "confirm_joint", "decisions"]

BOTH = ["GET", "HEAD", "POST"]

SAID_ON_THE_PAGE = (
    CannotCut, Meanwhile, NotAPair, NotComparable, NotThere, NoteTooLong, NothingToUndo, OwnWork, Superseded, TakenDown,
    TooManyPoints, UnsaidDifference,
)  # fmt: skip
"""Refusals that are shown with what the editor decided, so that nothing is lost."""

OF_ROWS = (Verb.PAIR, Verb.ALONE, Verb.FRAME, Verb.POINT, Verb.SPLIT, Verb.JOIN)
"""Decisions that can take passages out of rows that were decided."""


@require_http_methods(BOTH)
def confirm(request: HttpRequest, encounter: UUID) -> HttpResponse:
    """One row in full, all rows in short; each button is a decision."""
    actor, found = access.encounter_of_editor(request, encounter)
    if request.method == "POST":
        return _decided(request, actor, found, "confirm")
    comparison = newest_comparison(found)
    standing = standing_of(found)
    if comparison is None or standing.stale or standing.cause:
        return render(request, "encounters/confirm_begin.html", {"encounter": found, "here": standing})
    state = _state(comparison)
    me = str(actor.pk)
    row = state.row(request.GET.get("row", "")) or _row_now(state, request.GET.get("row", ""))
    row = row or confirming.next_row(state, me, 0)
    context: dict[str, Any] = {
        "encounter": found,
        "comparison": comparison,
        "state": state,
        "progress": confirming.progress(state, me),
        "lines": confirming.lines(state, row.key if row else ""),
        "aside": confirming.set_aside(state),
        "kinds": confirming.kinds(),
        "longest": deciding.LONGEST_NOTE,
    }
    if row is not None:
        taken = {name: request.GET.get(name, "") for name in ("point", "difference")}
        context |= {
            "view": confirming.row_view(state, row, me, **taken),
            "before": _neighbour(state, row.number - 1),
            "next": _neighbour(state, row.number + 1),
        }
    return render(request, "encounters/confirm.html", context)


@require_http_methods(BOTH)
def confirm_joint(request: HttpRequest, encounter: UUID) -> HttpResponse:
    """One sentence of the joint statement beside what carries it; each button is a decision."""
    actor, found = access.encounter_of_editor(request, encounter)
    if request.method == "POST":
        return _decided(request, actor, found, "confirm_joint")
    comparison = newest_comparison(found)
    standing = standing_of(found)
    if comparison is None or standing.stale or standing.cause:
        return render(request, "encounters/confirm_begin.html", {"encounter": found, "here": standing})
    state = _state(comparison)
    if comparison.joint is None or not state.sentences:
        raise NotFound
    me = str(actor.pk)
    sentence = state.sentence(request.GET.get("row", "")) or confirming_joint.next_sentence(state, me, 0)
    total, confirmed, waiting = confirming_joint.joint_counts(state)
    context: dict[str, Any] = {
        "encounter": found,
        "comparison": comparison,
        "state": state,
        "total": total,
        "confirmed": confirmed,
        "waiting": waiting,
        "lines": confirming_joint.sentence_lines(state, sentence.key if sentence else ""),
        "kinds": confirming.kinds(),
        "longest": deciding.LONGEST_NOTE,
    }
    if sentence is not None:
        numbered = {one.number: confirming.link(row=one.key) for one in state.sentences}
        context |= {
            "view": confirming_joint.sentence_view(
                state,
                sentence,
                text_of(found, comparison.joint),
                me,
                side=request.GET.get("point", ""),
                difference=request.GET.get("difference", ""),
            ),
            "before": numbered.get(sentence.number - 1, ""),
            "next": numbered.get(sentence.number + 1, ""),
        }
    return render(request, "encounters/confirm_joint.html", context)


@require_http_methods(BOTH)
def decisions(request: HttpRequest, encounter: UUID) -> HttpResponse:
    """Every decision on a comparison, each of which can be taken back; of older comparisons to read only."""
    actor, found = access.encounter_of_editor(request, encounter)
    if request.method == "POST":
        return _decided(request, actor, found, "decisions")
    newest = newest_comparison(found)
    if newest is None:
        raise NotFound
    every = list(
        found.comparisons.select_related("a__source", "b__source", "joint__source", "encounter").order_by("-number")
    )
    wanted = request.GET.get("comparison", "")
    comparison = next((one for one in every if str(one.number) == wanted), every[0])
    before = next((one for one in every if one.number == comparison.number - 1), None)
    current = comparison.number == newest.number
    state = _readable(comparison)
    old = _readable(before) if before else None
    context = {
        "encounter": found,
        "comparison": comparison,
        "comparisons": every,
        "before": before,
        "current": current,
        "readable": state is not None,
        "sequence": state.sequence if state else 0,
        "entries": history(comparison, state),
        "lost": not_carried(comparison, before, old) if before and old else [],
    }
    return render(request, "encounters/decisions.html", context)


def _state(comparison: Comparison) -> State:
    try:
        return state_of(comparison)
    except WordingError as error:
        raise NotComparable(error.code) from None


def _readable(comparison: Comparison) -> State | None:
    """The state of a comparison; None where a text was taken down."""
    if comparison.a.taken_down_on or comparison.b.taken_down_on:
        return None
    return _state(comparison)


def _row_now(state: State, key: str) -> RowState | None:
    """The row in which the points of a row stand that is put together otherwise now."""
    parts = [part for side in key.split("|") for part in side.split("+") if part in state.keys]
    return state.row_of(parts[0]) if parts else None


def _neighbour(state: State, number: int) -> str:
    return next((confirming.link(row=row.key) for row in state.rows if row.number == number), "")


def _decided(request: HttpRequest, actor: User, encounter: Encounter, page: str) -> HttpResponse:
    """Store a decision and go where the next one waits; a refusal shows what was decided, by whom, and asks."""
    if request.POST.get("act") == "compare":
        deciding.compare(actor=actor, encounter=encounter)
        return HttpResponseRedirect(reverse("confirm", args=(encounter.pk,)), status=303)
    comparison = newest_comparison(encounter)
    if comparison is None:
        raise BadDecision
    sent = asked(request.POST.dict(), {"a": comparison.a.body, "b": comparison.b.body})
    try:
        if sent.comparison != comparison.number:
            raise Superseded
        before = _state(comparison) if page == "confirm" and sent.verb in OF_ROWS else None
        if sent.verb == Verb.UNDO:
            made = deciding.undo(
                actor=actor, comparison=comparison, seen=sent.seen, sequence=_number(sent.told.get("sequence"))
            )
        else:
            made = deciding.decide(actor=actor, comparison=comparison, verb=sent.verb, told=sent.told, seen=sent.seen)
    except SAID_ON_THE_PAGE as refused:
        return _refused(request, actor, encounter, page, sent, refused)
    address = reverse(page, args=(encounter.pk,))
    if page != "decisions":
        so_far = {one.sequence: one for one in decided(comparison.decisions.select_related("editor"))}
        address += _landing(comparison, so_far[made.sequence], so_far, str(actor.pk), request.POST.get("number", ""))
    if before is not None and before.sequence < made.sequence:
        for said in confirming.undone_rows(before, _state(comparison)):
            messages.warning(request, said)
    return HttpResponseRedirect(address, status=303)


def _number(value: object) -> int | None:
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool):
        raise BadDecision
    return value


def _landing(comparison: Comparison, made: Decided, every: dict[int, Decided], me: str, number: str) -> str:
    """Where the next decision waits."""
    state = _state(comparison)
    stay = made.verb in (Verb.UNDO, Verb.READING)
    keys = _keys(made, every)
    at = int(number) if number.isascii() and number.isdigit() and len(number) < 6 else 0
    if keys and keys[0][0] == "j":
        here = state.sentence(keys[0])
        if here is None or (here.settled and not stay):
            here = confirming_joint.next_sentence(state, me, at)
        return confirming.link(row=here.key) if here else ""
    row = confirming.landing(state, me, keys, at, stay=stay)
    return confirming.link(row=row.key) if row else ""


def _refused(
    request: HttpRequest, actor: User, encounter: Encounter, page: str, sent: Asked, refused: Refused
) -> HttpResponse:
    """What was decided meanwhile, and what the editor decided: nothing of either is lost."""
    comparison = encounter.comparisons.select_related("a", "b", "joint").filter(number=sent.comparison).first()
    context: dict[str, Any] = {
        "encounter": encounter,
        "comparison": comparison,
        "page": page,
        "code": refused.code,
        "message": refused.message(),
        "sent": request.POST.get("decision", ""),
        "number": request.POST.get("number", ""),
        "written": request.POST.get("words", ""),
    }
    if comparison is not None:
        context |= _both(comparison, actor, sent, refused)
    return render(request, "encounters/confirm_refused.html", context, status=refused.status)


def _both(comparison: Comparison, actor: User, sent: Asked, refused: Refused) -> dict[str, Any]:
    every = {one.sequence: one for one in decided(comparison.decisions.select_related("editor"))}
    words = Words(comparison)
    mine = None
    if sent.verb in Verb.values and not isinstance(refused, (UnsaidDifference, NoteTooLong, NothingToUndo)):
        told = deciding.cleaned(sent.verb, sent.told) if sent.told or sent.verb != Verb.UNDO else {}
        mine = Decided(0, sent.verb, told, actor.name, now()) if told else None
    written = {} if mine else {"written": str(sent.told.get("note", ""))}
    return written | {
        "mine": words.say(mine, every) if mine else "",
        "theirs": [(words.say(one, every), one.by, one.at) for one in getattr(refused, "theirs", ())],
        "sequence": max(every, default=0),
        "fields": {name: str(sent.told[name]) for name in FIELDS if name in sent.told},
        "back": confirming.link(row=next(iter(_keys(mine, every)), "")),
    }


def _keys(made: Decided | None, every: dict[int, Decided]) -> list[str]:
    """The pieces that a decision speaks of, or the one that it takes back; those of a joint sentence first."""
    while made is not None and made.verb == Verb.UNDO:
        made = every.get(int(made.told["sequence"]))
    return sorted(speaks_of(made), key=lambda key: ("jab".index(key[0]), span_of(key)[1])) if made else []
