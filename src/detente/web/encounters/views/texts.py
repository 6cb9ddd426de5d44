"""Entering an encounter and its texts, and looking after them."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from detente.web.core.errors import NotFound
from detente.web.dialogues.models import Dialogue
from detente.web.encounters import access
from detente.web.encounters.actions import deciding, texts
from detente.web.encounters.actions import encounters as actions
from detente.web.encounters.errors import BadText, PartTaken, Published, SameTwice, Unread, WasTakenDown
from detente.web.encounters.forms.texts import (
    AboutForm,
    FactsForm,
    NewForm,
    TakeDownForm,
    TextForm,
    WithdrawForm,
    WordsForm,
)
from detente.web.encounters.models import Draft, Encounter, Part, Source
from detente.web.encounters.models.texts import ONE_OF_EACH
from detente.web.encounters.queries import drafts as reading
from detente.web.encounters.queries.briefing import brief_of
from detente.web.encounters.queries.preview import preview_of
from detente.web.encounters.queries.public import public_versions
from detente.web.encounters.queries.standing import STEPS, standing_of
from detente.web.encounters.queries.texts import entered, sources_of
from detente.web.people.models import User

__all__ = [
    "encounter_edit",
    "encounter_manage",
    "encounter_new",
    "encounter_text",
    "encounter_words",
    "text_draft",
    "text_manage",
    "text_new",
]

BOTH = ["GET", "HEAD", "POST"]


def _to(name: str, *keys: object, part: str = "") -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse(name, args=keys) + part, status=303)


@require_http_methods(BOTH)
def encounter_new(request: HttpRequest) -> HttpResponse:
    """Who met, when, and the names of both sides."""
    actor = access.editor(request)
    asked = {"dialogue": request.GET.get("dialogue", ""), "language": (get_language() or "en").split("-")[0]}
    form = NewForm(request.POST if request.method == "POST" else None, dialogues=Dialogue.objects.all(), initial=asked)
    if form.is_valid():
        made = actions.create(
            actor=actor,
            about=form.about(),
            parties=form.sides(),
            packs=form.cleaned_data["packs"],
            dialogue=form.dialogue(),
        )
        messages.success(request, _("The encounter is begun. Enter the readouts of both sides now."))
        return _to("encounter_manage", made.pk)
    return render(request, "encounters/new.html", {"form": form}, status=400 if form.errors else 200)


@require_http_methods(BOTH)
def encounter_manage(request: HttpRequest, encounter: UUID) -> HttpResponse:
    """The desk of one encounter: where it stands, its texts, what waits."""
    actor, found = access.encounter_of_editor(request, encounter)
    act = request.POST.get("act", "") if request.method == "POST" else ""
    if request.method == "POST":
        if act == "compare":
            deciding.compare(actor=actor, encounter=found)
            return _to("encounter_manage", found.pk)
        if act != "delete":
            raise NotFound
        if found.editions.exists():
            raise Published
        if request.POST.get("sure") == "yes":
            actions.delete_unpublished(actor=actor, encounter=found)
            messages.success(request, _("The encounter and its texts are deleted."))
            return _to("staff_home")
    here = standing_of(found)
    sources = sources_of(found)
    there = {source.part for source in sources}
    context = {
        "encounter": found,
        "here": here,
        "steps": STEPS,
        "texts": [(source, entered(source)[0]) for source in sources if source.versions.all()],
        "to_enter": [part for part in Part if part not in ONE_OF_EACH or part not in there],
        "deleting": act == "delete",
    }
    return render(request, "encounters/manage.html", context)


@require_http_methods(BOTH)
def encounter_edit(request: HttpRequest, encounter: UUID) -> HttpResponse:
    """Correct title, day, kind, contact, dialogue."""
    actor, found = access.encounter_of_editor(request, encounter)
    form = AboutForm(
        request.POST if request.method == "POST" else None,
        dialogues=Dialogue.objects.all(),
        initial=AboutForm.initial_of(found),
    )
    if form.is_valid():
        actions.change_about(actor=actor, encounter=found, about=form.about(), dialogue=form.dialogue())
        messages.success(request, _("Kept."))
        return _to("encounter_manage", found.pk)
    context = {"encounter": found, "form": form}
    return render(request, "encounters/about.html", context, status=400 if form.errors else 200)


@require_http_methods(BOTH)
def text_new(request: HttpRequest, encounter: UUID) -> HttpResponse:
    """Paste or upload a text, or a new version of one."""
    actor, found = access.encounter_of_editor(request, encounter)
    source = _source_asked(request, found)
    there = set(found.sources.values_list("part", flat=True))
    names = {Part.A: found.parties[0]["name"], Part.B: found.parties[1]["name"]}
    parts = [
        (part.value, f"{part.label}: {names[part]}" if part in names else str(part.label))
        for part in Part
        if part not in ONE_OF_EACH or part not in there
    ]
    form = TextForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
        parts=parts,
        version=source is not None,
        initial=_known(source) if source is not None else {"part": request.GET.get("part", "")},
    )
    status = 200
    if form.is_valid():
        raw, name = form.raw()
        part = source.part if source is not None else form.cleaned_data["part"]
        try:
            draft = texts.stage(actor=actor, encounter=found, source=source, given=form.given(part), raw=raw, name=name)
            return _to("text_draft", found.pk, draft.pk)
        except (BadText, SameTwice, WasTakenDown) as refused:
            form.add_error("file" if form.cleaned_data.get("file") else "text", refused.message())
            status = refused.status
    elif form.errors:
        status = 400
    context = {"encounter": found, "form": form, "source": source}
    return render(request, "encounters/text_new.html", context, status=status)


def _source_asked(request: HttpRequest, encounter: Encounter) -> Source | None:
    asked = request.GET.get("source", "")
    if not asked:
        return None
    try:
        return access.source_of(encounter, UUID(asked))
    except ValueError:
        raise NotFound from None


def _known(source: Source) -> dict[str, str]:
    """What a new version is likely to have in common with the one before."""
    return {name: getattr(source, name) for name in ("publisher", "address", "licence", "language")}


@require_http_methods(BOTH)
def text_draft(request: HttpRequest, encounter: UUID, draft: UUID) -> HttpResponse:
    """A text before it is entered: what was left out of it, and what is known about it."""
    actor, found = access.encounter_of_editor(request, encounter)
    held = access.draft_of(found, draft)
    act = request.POST.get("act", "") if request.method == "POST" else ""
    version = held.source is not None
    known = texts.given_of(held)
    form = FactsForm(
        request.POST if act == "enter" else None, version=version, initial={k: getattr(known, k) for k in vars(known)}
    )
    status = 200
    if act == "throw_away":
        texts.throw_away(draft=held)
        messages.success(request, _("The draft is thrown away."))
        return _to("encounter_manage", found.pk)
    if act in ("put_back", "leave_out"):
        reason, piece = request.POST.get("reason", ""), request.POST.get("piece", "")
        pieces = [n for n, cut in enumerate(held.cuts) if piece in ("", str(n)) and cut["reason"] == reason]
        texts.put_back(draft=held, pieces=pieces, kept=act == "put_back")
        return _to("text_draft", found.pk, held.pk, part=f"#left-{reason}")
    if act == "enter":
        entered_now = _entered(request, actor, held, form)
        if entered_now is not None:
            return entered_now
        status = 400
    elif request.method == "POST":
        raise NotFound
    context = {"encounter": found, "draft": held, "form": form, "shown": reading.draft_shown(held)}
    return render(request, "encounters/draft.html", context, status=status)


def _entered(request: HttpRequest, actor: User, draft: Draft, form: FactsForm) -> HttpResponse | None:
    """Enter a draft and go where it stands; None where the form has to be shown again."""
    if not form.is_valid():
        return None
    try:
        made = texts.enter(actor=actor, draft=draft, given=form.given(draft.fields["part"]))
    except (BadText, SameTwice, WasTakenDown, PartTaken) as refused:
        form.add_error(None, refused.message())
        return None
    messages.success(request, _("The text is entered. From now on its words do not change."))
    return _to("text_manage", draft.encounter_id, made.source_id)


@require_http_methods(BOTH)
def text_manage(request: HttpRequest, encounter: UUID, source: UUID) -> HttpResponse:
    """All versions of a text; record that it was withdrawn, or take its words down in two steps."""
    actor, found = access.encounter_of_editor(request, encounter)
    held = access.source_of(found, source)
    act = request.POST.get("act", "") if request.method == "POST" else request.GET.get("act", "")
    withdrawing = WithdrawForm(request.POST if request.method == "POST" and act == "withdraw" else None)
    taking = TakeDownForm(request.POST if request.method == "POST" and act == "take_down" else None)
    if request.method == "POST":
        if act == "withdraw" and withdrawing.is_valid():
            given = withdrawing.cleaned_data
            texts.withdraw(actor=actor, source=held, on=given["on"], why=given["why"])
            messages.success(request, _("It is marked as withdrawn. Its words stay, with what you wrote."))
            return _to("text_manage", found.pk, held.pk)
        if act == "stand_again":
            texts.stand_again(actor=actor, source=held)
            messages.success(request, _("The mark is taken off."))
            return _to("text_manage", found.pk, held.pk)
        if act == "take_down" and taking.is_valid() and request.POST.get("sure") == "yes":
            texts.take_down(actor=actor, source=held, why=taking.cleaned_data["why"])
            messages.success(request, _("The words are taken down."))
            return _to("text_manage", found.pk, held.pk)
        if act not in ("withdraw", "take_down"):
            raise NotFound
    versions = entered(held)
    language = (get_language() or "en").split("-")[0]
    context = {
        "encounter": found,
        "source": held,
        "versions": versions,
        "brief": brief_of(found, versions[0].version, language) if versions and held.part == Part.REPORT else None,
        "act": act,
        "withdrawing": withdrawing,
        "taking": taking,
        "sure": request.method == "POST" and act == "take_down" and taking.is_valid(),
        "public": set(public_versions(found).filter(source=held).values_list("pk", flat=True)),
    }
    return render(
        request, "encounters/text_manage.html", context, status=400 if withdrawing.errors or taking.errors else 200
    )


@require_http_methods(BOTH)
def encounter_words(request: HttpRequest, encounter: UUID) -> HttpResponse:
    """Names and word lists, with a preview of what they would change."""
    actor, found = access.encounter_of_editor(request, encounter)
    form = WordsForm(request.POST if request.method == "POST" else None, initial=WordsForm.initial_of(found))
    shown = None
    if form.is_valid():
        given = form.cleaned_data
        try:
            if request.POST.get("act") == "save":
                actions.change_words(
                    actor=actor,
                    encounter=found,
                    parties=form.parties(),
                    packs=given["packs"],
                    own_words=given["own_words"],
                )
                messages.success(request, _("Kept. The proposals are made anew with these names and words."))
                return _to("encounter_manage", found.pk)
            actions.checked_words(given["own_words"])
            shown = preview_of(
                found,
                parties=actions.checked_parties(form.parties()),
                packs=actions.checked_packs(given["packs"]),
                own_words=given["own_words"],
            )
        except Unread as refused:
            form.add_error("own_words", refused.message())
    context = {"encounter": found, "form": form, "shown": shown}
    return render(request, "encounters/words.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "HEAD"])
def encounter_text(request: HttpRequest, encounter: UUID, language: str, source: UUID) -> HttpResponse:
    """A text for everybody: the versions of it that are public, and what changed between them."""
    found = access.encounter_for_everybody(encounter)
    held = access.source_of(found, source)
    public = public_versions(found).filter(source=held).select_related("entered_by")
    versions = entered(held, public)
    if not versions:
        raise NotFound
    context = {
        "encounter": found,
        "source": held,
        "versions": versions,
        "pages": [
            (code, reverse("encounter_text", args=(found.pk, code, held.pk)), code == language)
            for code, _name in settings.LANGUAGES
        ],
    }
    return render(request, "encounters/text.html", context)
