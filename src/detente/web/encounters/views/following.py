"""What was announced, what became of it, and what sides answer to rows."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from detente.web.core.errors import NotFound
from detente.web.core.languages import codes
from detente.web.encounters import access, beside
from detente.web.encounters.actions import following as actions
from detente.web.encounters.editions import thaw
from detente.web.encounters.errors import NotPublishedYet
from detente.web.encounters.forms.following import HappenedForm, ReplyForm, ReplyWithdrawForm
from detente.web.encounters.forms.texts import languages
from detente.web.encounters.models import Edition, Encounter, Reply
from detente.web.encounters.queries import following as queries
from detente.web.encounters.queries.public import withdrawn_of
from detente.web.people.models import User

__all__ = ["announced_manage", "encounter_announced", "happened_edit", "reply_edit"]

BOTH = ["GET", "HEAD", "POST"]


@require_safe
def encounter_announced(request: HttpRequest, encounter: UUID, language: str) -> HttpResponse:
    """Everything that was announced, its windows, and what became of it: the clock says by itself what has passed."""
    found = access.encounter_for_everybody(encounter)
    rows = queries.announced_of_encounter(found)
    edition = access.edition_for_everybody(found)
    context = {
        "encounter": found,
        "edition": edition,
        "withdrawn": withdrawn_of(thaw(edition)),
        "rows": [one for one in rows if one.current],
        "gone": [one for one in rows if not one.current],
        "links": beside.links_of(beside.everybody, [one.announced for one in rows], language),
        "pages": [(code, reverse("encounter_announced", args=(found.pk, code)), code == language) for code in codes()],
    }
    return render(request, "encounters/announced.html", context)


@require_safe
def announced_manage(request: HttpRequest, encounter: UUID) -> HttpResponse:
    """The same with what can be done: record what became of it, and, for the convener, take it into a dialogue."""
    actor, found = access.encounter_of_editor(request, encounter)
    rows = queries.announced_of_encounter(found)
    context = {
        "encounter": found,
        "published": found.editions.exists(),
        "rows": rows,
        "links": _links(actor, rows),
        "replies": found.replies.select_related("recorded_by"),
    }
    return render(request, "encounters/announced_manage.html", context)


@require_http_methods(BOTH)
def happened_edit(request: HttpRequest, encounter: UUID, announced: UUID) -> HttpResponse:
    """Record what became of one thing announced."""
    actor, found = access.encounter_of_editor(request, encounter)
    one = queries.one_announced(access.announced_of(found, announced))
    form = HappenedForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        actions.record_happened(
            actor=actor,
            announced=one.announced,
            what=data["what"],
            note=data["note"],
            source=data["source"],
            on=data["on"],
        )
        messages.success(request, _("It is recorded. Everybody can read it now."))
        return _to("announced_manage", found.pk, part=f"#a-{one.announced.pk}")
    context = {"encounter": found, "one": one, "form": form, "links": _links(actor, [one])}
    return render(request, "encounters/happened.html", context, status=400 if form.errors else 200)


@require_http_methods(BOTH)
def reply_edit(request: HttpRequest, encounter: UUID) -> HttpResponse:
    """Choose a row, then put a side's answer beside it; answers that are there can be taken back."""
    actor, found = access.encounter_of_editor(request, encounter)
    edition = found.editions.order_by("-number").first()
    if edition is None:
        raise NotPublishedYet
    row = request.GET.get("row", "")
    if row and row not in queries.rows_of(edition):
        raise NotFound
    if request.method == "POST" and request.POST.get("act") == "withdraw":
        return _withdraw(request, actor, found, edition, row)
    if not row:
        if request.method == "POST":
            raise NotFound
        return _rows(request, found, edition)
    form = ReplyForm(request.POST if request.method == "POST" else None, encounter=found, languages=languages())
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        actions.record_reply(
            actor=actor,
            edition=edition,
            row=row,
            side=data["side"],
            text=data["text"],
            language=data["language"],
            source=data["source"],
            received_on=data["received_on"],
        )
        messages.success(request, _("The answer stands beside the row. Everybody can read it now."))
        return _back(found, row)
    return _row(request, found, edition, row, form, ReplyWithdrawForm())


def _withdraw(request: HttpRequest, actor: User, found: Encounter, edition: Edition, row: str) -> HttpResponse:
    try:
        reply = found.replies.filter(pk=UUID(request.POST.get("reply", ""))).first()
    except ValueError:
        raise NotFound from None
    if reply is None:
        raise NotFound
    form = ReplyWithdrawForm(request.POST)
    if form.is_valid():
        actions.withdraw_reply(actor=actor, reply=reply, why=form.cleaned_data["why"])
        messages.success(request, _("The answer is taken back. Your reason stands in its place."))
        return _back(found, row)
    if not row:
        return _rows(request, found, edition, withdrawing=form, withdraw=reply)
    return _row(request, found, edition, row, ReplyForm(encounter=found, languages=languages()), form, reply)


def _rows(
    request: HttpRequest,
    found: Encounter,
    edition: Edition,
    *,
    withdrawing: ReplyWithdrawForm | None = None,
    withdraw: Reply | None = None,
) -> HttpResponse:
    """The rows of the newest edition, to choose one."""
    beside_rows = queries.replies_beside(edition)
    rows = [
        (number, row, queries.words_of_row(edition, row), len(beside_rows.get(row, ())))
        for number, row in queries.numbered_rows(edition)
    ]
    context = {
        "encounter": found,
        "rows": rows,
        "elsewhere": queries.replies_elsewhere(edition),
        "withdrawing": withdrawing or ReplyWithdrawForm(),
        "withdraw": withdraw,
    }
    failed = bool(withdrawing and withdrawing.errors)
    return render(request, "encounters/reply_rows.html", context, status=400 if failed else 200)


def _row(
    request: HttpRequest,
    found: Encounter,
    edition: Edition,
    row: str,
    form: ReplyForm,
    withdrawing: ReplyWithdrawForm,
    withdraw: Reply | None = None,
) -> HttpResponse:
    context = {
        "encounter": found,
        "row": row,
        "words": queries.words_of_row(edition, row),
        "replies": queries.replies_beside(edition).get(row, []),
        "form": form,
        "withdrawing": withdrawing,
        "withdraw": withdraw,
    }
    failed = bool(form.errors or withdrawing.errors)
    return render(request, "encounters/reply.html", context, status=400 if failed else 200)


def _links(actor: User, rows: list[queries.Listed]) -> dict[UUID, list[beside.Link]]:
    """What a convener can make of it; editors read what was made of it."""
    language = (get_language() or "en").split("-")[0]
    announced = [one.announced for one in rows]
    found = beside.links_of(beside.everybody, announced, language)
    if actor.is_convener:
        for key, links in beside.links_of(beside.convener, announced, language).items():
            found.setdefault(key, []).extend(links)
    return found


def _back(found: Encounter, row: str) -> HttpResponse:
    return _to("reply_edit", found.pk, part=f"?{urlencode({'row': row})}" if row else "")


def _to(name: str, *keys: object, part: str = "") -> HttpResponse:
    return HttpResponseRedirect(reverse(name, args=keys) + part, status=303)
