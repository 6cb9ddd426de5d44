"""Pages on which a convener keeps an agenda."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from detente.web.agenda import access, actions, queries
from detente.web.agenda.forms import PinForm, SearchForm, WhyForm, WithdrawForm
from detente.web.agenda.models import Item
from detente.web.core.errors import NotFound
from detente.web.dialogues.access import dialogue_of_convener
from detente.web.dialogues.models import Dialogue, Standing
from detente.web.encounters.queries.following import one_announced

__all__ = ["agenda_manage", "pin", "pin_announced"]


@require_http_methods(["GET", "HEAD", "POST"])
def agenda_manage(request: HttpRequest, dialogue: UUID) -> HttpResponse:
    """The agenda with its acts, and the statements that may be put on it."""
    actor, found = dialogue_of_convener(request, dialogue)
    act = request.POST.get("act", "") if request.method == "POST" else ""
    withdrawing = WithdrawForm(request.POST if act == "withdraw" else None, languages=found.languages)
    item = _item(found, request.POST.get("item", "")) if request.method == "POST" else None
    if item is not None:
        if act in ("up", "down"):
            actions.move(actor=actor, item=item, up=act == "up")
            return HttpResponseRedirect(f"{reverse('agenda_manage', args=(found.pk,))}#item-{item.pk}", status=303)
        if act != "withdraw":
            raise NotFound
        if withdrawing.is_valid():
            actions.withdraw(actor=actor, item=item, why=withdrawing.by_language())
            messages.success(request, _("It is off the agenda. Its page stays up, with your reason."))
            return HttpResponseRedirect(reverse("agenda_manage", args=(found.pk,)), status=303)
    language = (get_language() or "en").split("-")[0]
    entries, withdrawn = queries.agenda_of(found, language)
    announced, more = queries.announced_candidates(found)
    context = {
        "dialogue": found,
        "closed": found.standing == Standing.CLOSED,
        "entries": entries,
        "withdrawn": withdrawn,
        "withdrawing": withdrawing,
        "withdraw": str(item.pk) if item else request.GET.get("withdraw", ""),
        "announced": announced,
        "more_announced": more,
        **_candidates(request, found, language),
    }
    return render(request, "agenda/manage.html", context, status=400 if withdrawing.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def pin(request: HttpRequest, consultation: UUID, statement: int) -> HttpResponse:
    """Put one statement on the agenda, with why."""
    actor, place, found = access.statement_of_convener(request, consultation, statement)
    if request.method == "POST":
        actions.pinnable(place, found)  # before the form: where the page offers none, the rule is said
    bases = queries.pin_bases(place, found.pk)
    form = PinForm(
        request.POST if request.method == "POST" else None, languages=list(place.dialogue.languages), bases=bases
    )
    if request.method == "POST" and form.is_valid():
        made = actions.pin(
            actor=actor,
            consultation=place,
            statement=found,
            basis=form.cleaned_data["basis"],
            why=form.by_language(),
        )
        messages.success(request, _("It is on the agenda. Everybody can read it there now."))
        return HttpResponseRedirect(f"{reverse('agenda_manage', args=(place.dialogue_id,))}#item-{made.pk}", status=303)
    language = (get_language() or "en").split("-")[0]
    context = {
        "consultation": place,
        "dialogue": place.dialogue,
        "closed": place.dialogue.standing == Standing.CLOSED,
        "statement": found,
        "text": queries.words_of(place, [found.pk], language)[found.pk],
        "item": place.dialogue.agenda.filter(statement=found).first(),
        "bases": bases,
        "form": form,
    }
    return render(request, "agenda/pin.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def pin_announced(request: HttpRequest, dialogue: UUID, announced: UUID) -> HttpResponse:
    """Put something announced in an encounter on the agenda, with why."""
    actor, place, found = access.announced_of_convener(request, dialogue, announced)
    if request.method == "POST":
        actions.announced_pinnable(place, found)  # before the form: where the page offers none, the rule is said
    form = WhyForm(request.POST if request.method == "POST" else None, languages=list(place.languages))
    if request.method == "POST" and form.is_valid():
        made = actions.pin_announced(actor=actor, dialogue=place, announced=found, why=form.by_language())
        messages.success(request, _("It is on the agenda. Everybody can read it there now."))
        return HttpResponseRedirect(f"{reverse('agenda_manage', args=(place.pk,))}#item-{made.pk}", status=303)
    context = {
        "dialogue": place,
        "closed": place.standing == Standing.CLOSED,
        "one": one_announced(found),
        "item": place.agenda.filter(announced=found).first(),
        "form": form,
    }
    return render(request, "agenda/pin_announced.html", context, status=400 if form.errors else 200)


def _candidates(request: HttpRequest, dialogue: Dialogue, language: str) -> dict[str, object]:
    """What may be put on the agenda, of one consultation."""
    places = queries.consultations_with_results(dialogue)
    search = SearchForm(request.GET if "q" in request.GET else None)
    words = search.cleaned_data["q"] if search.is_bound and search.is_valid() else ""
    wanted = request.GET.get("of", "")
    place = next((p for p in places if str(p.pk) == wanted), places[0] if places else None)
    listed, more = queries.candidates(place, language=language, search=words) if place else ([], 0)
    return {"places": places, "place": place, "search": search, "words": words, "candidates": listed, "more": more}


def _item(dialogue: Dialogue, key: str) -> Item:
    try:
        return access.item_of(dialogue, UUID(key))
    except ValueError:
        raise NotFound from None
