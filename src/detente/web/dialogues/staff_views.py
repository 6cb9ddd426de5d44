"""Pages on which a convener leads a dialogue."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from detente.web.core.errors import NotFound
from detente.web.dialogues import access, actions, queries
from detente.web.dialogues.forms import DialogueForm, FrameForm, NoticeForm
from detente.web.dialogues.models import Dialogue
from detente.web.people import access as people
from detente.web.people.models import User

__all__ = ["manage", "new"]


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Create a dialogue in two pages: its frame (languages, number of sides), then its words."""
    actor = people.convener(request)
    frame = FrameForm(request.GET or None, initial={"language": ["en"], "sides": 2})
    if not (frame.is_bound and frame.is_valid()):
        if request.method == "POST":
            raise NotFound
        return render(request, "dialogues/new.html", {"frame": frame})
    shape = {"languages": frame.cleaned_data["language"], "sides": frame.cleaned_data["sides"]}
    form = DialogueForm(request.POST if request.method == "POST" else None, **shape)
    if request.method == "POST" and form.is_valid():
        made = actions.create_dialogue(
            actor=actor,
            name=form.by_language("name"),
            about=form.by_language("about"),
            languages=form.languages,
            sides=form.given_sides(),
        )
        messages.success(request, _("The dialogue exists. Everybody can read its page now."))
        return _see(made)
    return render(request, "dialogues/new.html", {"form": form}, status=400 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def manage(request: HttpRequest, dialogue: UUID) -> HttpResponse:
    """Lead one dialogue: its words and sides, its standing, its consultations."""
    actor, found = access.dialogue_of_convener(request, dialogue)
    fixed = queries.sides_fixed(found)
    frame = FrameForm(
        request.GET if "sides" in request.GET else None,
        initial={"language": found.languages, "sides": found.sides.count()},
    )
    languages, sides = list(found.languages), 0 if fixed else found.sides.count()
    if not fixed and frame.is_bound and frame.is_valid():
        languages, sides = frame.cleaned_data["language"], frame.cleaned_data["sides"]
    act = request.POST.get("act", "") if request.method == "POST" else ""
    form = DialogueForm(
        request.POST if act == "change" else None,
        initial=DialogueForm.initial_of(found),
        languages=languages,
        sides=sides,
    )
    notice = NoticeForm(request.POST if act in ("suspend", "close") else None, languages=found.languages)
    if request.method == "POST":
        done = _act(actor, found, act, form, notice)
        if done:
            messages.success(request, done)
            return _see(found)
    context = {
        "dialogue": found,
        "sides": list(found.sides.all()),
        "form": form,
        "frame": frame,
        "notice": notice,
        "fixed": fixed,
        "editing": "edit" in request.GET or frame.is_bound or bool(form.errors),
        "drafts": queries.drafts(found),
        "phases": queries.by_phase(found),
        "running": queries.still_running(found),
    }
    return render(request, "dialogues/manage.html", context, status=400 if form.errors or notice.errors else 200)


def _act(actor: User, dialogue: Dialogue, act: str, form: DialogueForm, notice: NoticeForm) -> str:
    """Do what the button says; empty where the form has to be shown again with what is wrong."""
    if act == "change":
        if not form.is_valid():
            return ""
        actions.change_dialogue(
            actor=actor,
            dialogue=dialogue,
            name=form.by_language("name"),
            about=form.by_language("about"),
            languages=form.languages,
            sides=form.given_sides() if form.sides else None,
        )
        return _("The dialogue is changed.")
    if act == "resume":
        actions.resume_dialogue(actor=actor, dialogue=dialogue)
        return _("The dialogue is active again.")
    if act not in ("suspend", "close"):
        raise NotFound
    if not notice.is_valid():
        return ""
    if act == "suspend":
        actions.suspend_dialogue(actor=actor, dialogue=dialogue, notice=notice.notice())
        return _("The dialogue is suspended. No votes and no statements are taken; what was published stays up.")
    actions.close_dialogue(actor=actor, dialogue=dialogue, notice=notice.notice())
    return _("The dialogue is closed. Its page and its ledger stay up.")


def _see(dialogue: Dialogue) -> HttpResponse:
    return HttpResponseRedirect(reverse("dialogue_manage", args=(dialogue.pk,)), status=303)
