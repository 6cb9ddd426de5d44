"""Pages on which a convener records what a side answered, and what became of it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from detente.web.agenda import queries
from detente.web.agenda.actions import AgendaClosed, ItemWithdrawn
from detente.web.agenda.models import Item
from detente.web.answers import access, actions
from detente.web.answers.forms import AnswerForm, OutcomeForm
from detente.web.dialogues.models import Side, Standing

__all__ = ["answer_edit", "outcome_edit"]


@require_http_methods(["GET", "HEAD", "POST"])
def answer_edit(request: HttpRequest, dialogue: UUID, item: UUID, side: int) -> HttpResponse:
    """Record an answer of one side to one item."""
    actor, found, one = access.side_of_item(request, dialogue, item, side)
    if found.dialogue.standing == Standing.CLOSED:
        raise AgendaClosed
    if found.withdrawn:
        raise ItemWithdrawn
    entry, row = _entry(found, one)
    before = row.current.answer if row.current else None
    form = AnswerForm(
        request.POST if request.method == "POST" else None,
        languages=list(found.dialogue.languages),
        initial=AnswerForm.initial_of(before),
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        actions.record_answer(
            actor=actor,
            item=found,
            side=one,
            kind=data["kind"],
            reason=form.by_language(),
            office=data["office"],
            due_on=data["due_on"],
            source=data["source"],
            given_on=data["given_on"],
        )
        messages.success(request, _("The answer is recorded. Everybody can read it now."))
        return _back(found)
    context = {"dialogue": found.dialogue, "entry": entry, "row": row, "form": form}
    return render(request, "answers/answer.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def outcome_edit(request: HttpRequest, dialogue: UUID, item: UUID, side: int) -> HttpResponse:
    """Record what became of the answer in force."""
    actor, found, one = access.side_of_item(request, dialogue, item, side)
    entry, row = _entry(found, one)
    if row.current is None or not row.current.promises:
        raise actions.NothingToBecome
    form = OutcomeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        actions.record_outcome(actor=actor, answer=row.current.answer, done=data["done"], evidence=data["evidence"])
        messages.success(request, _("It is recorded. Everybody can read it now."))
        return _back(found)
    context = {"dialogue": found.dialogue, "entry": entry, "row": row, "given": row.current, "form": form}
    return render(request, "answers/outcome.html", context, status=400 if form.errors else 200)


def _entry(item: Item, side: Side) -> tuple[queries.Entry, queries.SideAnswer]:
    entry = queries.entry_of(item, (get_language() or "en").split("-")[0])
    return entry, next(row for row in entry.sides if row.side == side)


def _back(item: Item) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('agenda_manage', args=(item.dialogue_id,))}#item-{item.pk}", status=303)
