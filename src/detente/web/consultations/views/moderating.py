"""The moderators' queue, and what they do with it."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from detente.web.consultations.access import moderator_of
from detente.web.consultations.actions import moderating
from detente.web.consultations.forms.moderating import decision, wording
from detente.web.consultations.models import Consultation, Reason, Statement
from detente.web.consultations.queries.moderating import PAGE, queue, shown_statement, shown_statements
from detente.web.core.errors import Refused
from detente.web.core.middleware import wants_json

__all__ = ["correct", "decide", "moderate", "shown"]

_PLAIN: dict[str, tuple[Callable[..., Statement], Promise]] = {
    "accept": (moderating.accept, _("Accepted. It appears with tomorrow's batch.")),
    "undo": (moderating.undo, _("Taken back. The statement is in the queue again.")),
    "keep": (moderating.keep, _("Kept. Its reports are deleted.")),
    "grant": (moderating.grant_appeal, _("The appeal is granted. The statement appears with tomorrow's batch.")),
    "deny": (moderating.deny_appeal, _("The appeal is denied. The writer reads it tomorrow.")),
}
_WITH_REASON: dict[str, tuple[Callable[..., Statement], Promise]] = {
    "refuse": (moderating.refuse, _("Refused. The writer reads the reason tomorrow.")),
    "retire": (moderating.retire, _("Retired. Nobody is asked about it any more.")),
}


@require_GET
def moderate(request: HttpRequest, consultation: UUID) -> HttpResponse:
    """The queue, drawn by lot anew at every view."""
    user, place = moderator_of(request, consultation)
    context = {"consultation": place, "queue": queue(place, user), "page": PAGE}
    return render(request, "consultations/moderate.html", context)


@require_POST
def decide(request: HttpRequest, consultation: UUID, statement: int) -> HttpResponse:
    """One decision: a page again for a form, a line of JSON for the keyboard's script."""
    user, place = moderator_of(request, consultation)
    asked = decision(request.POST)
    if asked.verb in _WITH_REASON:
        act, words = _WITH_REASON[asked.verb]
        act(actor=user, consultation=place, statement=statement, reason=asked.reason)
    else:
        act, words = _PLAIN[asked.verb]
        act(actor=user, consultation=place, statement=statement)
    if wants_json(request):
        return JsonResponse({"code": asked.verb, "message": str(words)})
    messages.success(request, str(words))
    return _see_other("moderate_shown" if request.POST.get("from") == "shown" else "moderate", place)


@require_GET
def shown(request: HttpRequest, consultation: UUID) -> HttpResponse:
    """Every shown statement, to retire it, or to correct it where it is the organisers' own."""
    user, place = moderator_of(request, consultation)
    context = {
        "consultation": place,
        "statements": shown_statements(place),
        "reasons": Reason.choices,
        "may_correct": user.is_convener,
    }
    return render(request, "consultations/moderate_shown.html", context)


def correct(request: HttpRequest, consultation: UUID, statement: int) -> HttpResponse:
    """Correct an organisers' statement: the new text appears tomorrow, the old one is retired."""
    user, place = moderator_of(request, consultation)
    found = shown_statement(place, user, statement)
    texts = {text.language: text.text for text in found.texts.all()}
    context: dict[str, object] = {"consultation": place, "statement": found}
    if request.method == "POST":
        texts = wording(request.POST, found)
        try:
            moderating.correct(actor=user, consultation=place, statement=statement, wording=texts)
        except Refused as refused:
            context["refusal"] = refused.message()
        else:
            messages.success(request, str(_("Corrected. The new text appears with tomorrow's batch.")))
            return _see_other("moderate_shown", place)
    context["texts"] = [(text, texts[text.language]) for text in found.texts.order_by("-original", "language")]
    status = 400 if "refusal" in context else 200
    return render(request, "consultations/moderate_correct.html", context, status=status)


def _see_other(name: str, consultation: Consultation) -> HttpResponse:
    address = reverse(name, kwargs={"consultation": consultation.pk})
    return HttpResponse(status=303, headers={"Location": address})
