"""The page on which a convener runs a consultation."""

from __future__ import annotations

import io
from collections.abc import Callable
from uuid import UUID

import segno
from django.conf import settings
from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from detente.web.consultations import harm
from detente.web.consultations.actions import opening
from detente.web.consultations.actions import running as actions
from detente.web.consultations.forms import setup as forms
from detente.web.consultations.models import Consultation, Phase
from detente.web.consultations.queries import running as queries
from detente.web.consultations.queries.joining import code_counts
from detente.web.core.errors import NotFound
from detente.web.people import access as people
from detente.web.people.models import User

__all__ = ["manage"]


@require_http_methods(["GET", "HEAD", "POST"])
def manage(request: HttpRequest, consultation: UUID) -> HttpResponse:
    """State, counts and the few things that can still be changed."""
    actor = people.convener(request)
    found = Consultation.objects.select_related("dialogue").filter(pk=consultation).first()
    if found is None:
        raise NotFound
    if found.phase == Phase.DRAFT and request.method != "POST":
        return HttpResponseRedirect(reverse("setup", args=(found.pk, "review")))
    act = request.POST.get("act", "") if request.method == "POST" else ""
    to_add = queries.moderators_to_add(found)
    acts: dict[str, tuple[Form | None, Callable[[], str]]] = {}
    closing = forms.ClosingForm(request.POST if act == "closing" else None, initial={"closes_on": found.closes_on})
    erasure = forms.ErasureForm(request.POST if act == "erasure" else None, initial={"erases_on": found.erases_on})
    moderator = forms.ModeratorForm(request.POST if act == "add" else None, people=to_add)

    def move_closing() -> str:
        actions.move_closing(actor=actor, consultation=found, closes_on=closing.cleaned_data["closes_on"])
        return _("The last day is changed. Everybody reads it on the first page.")

    def move_erasure() -> str:
        actions.move_erasure_nearer(actor=actor, consultation=found, erases_on=erasure.cleaned_data["erases_on"])
        return _("The day of destruction is nearer now.")

    def add() -> str:
        user = next(user for user in to_add if user.pk == moderator.key())
        actions.add_moderator(actor=actor, consultation=found, user=user, neutral=moderator.cleaned_data["neutral"])
        return _("The moderator is added.")

    def remove() -> str:
        actions.remove_moderator(actor=actor, consultation=found, user=_moderator(found, request))
        return _("The moderator is removed.")

    def close() -> str:
        actions.close_consultation(actor=actor, consultation=found)
        return _("The consultation is closed. No more votes are taken.")

    def withdraw() -> str:
        opening.withdraw(actor=actor, consultation=found)
        return _("It is in preparation again.")

    acts = {
        "closing": (closing, move_closing),
        "erasure": (erasure, move_erasure),
        "add": (moderator, add),
        "remove": (None, remove),
        "close": (None, close),
        "withdraw": (None, withdraw),
    }
    if request.method == "POST":
        if act not in acts:
            raise NotFound
        form, do = acts[act]
        if form is None or form.is_valid():
            messages.success(request, do())
            return HttpResponseRedirect(reverse("consultation_manage", args=(found.pk,)), status=303)
    failed = any(form.errors for form in (closing, erasure, moderator))
    link = settings.CONFIG.origin + reverse("consultation_any", args=(found.pk,))
    context = {
        "consultation": found,
        "dialogue": found.dialogue,
        "state": queries.state(found),
        "stages": queries.statements_by_stage(found),
        "backlog": queries.backlog(found),
        "codes": code_counts(found),
        "moderators": found.moderators.select_related("user").order_by("user__name"),
        "to_add": to_add,
        "neutral_only": harm.consequences(found).neutral_moderators_only,
        "closing": closing,
        "erasure": erasure,
        "moderator": moderator,
        "link": link,
        "picture": _picture(link),
    }
    return render(request, "consultations/manage.html", context, status=400 if failed else 200)


def _moderator(found: Consultation, request: HttpRequest) -> User:
    try:
        key = UUID(request.POST.get("person", ""))
    except ValueError:
        raise NotFound from None
    row = found.moderators.select_related("user").filter(user_id=key).first()
    if row is None:
        raise NotFound
    return row.user


def _picture(link: str) -> SafeString:
    """The address as a QR code: rectangles only, no style and no word of anybody's, so it may stand unescaped."""
    written = io.BytesIO()
    segno.make(link, error="m", micro=False).save(
        written,
        kind="svg",
        xmldecl=False,
        svgns=False,
        omitsize=True,
        border=2,
        dark="#000",
        light="#fff",
        svgclass=None,
        lineclass=None,
    )
    return mark_safe(written.getvalue().decode())
