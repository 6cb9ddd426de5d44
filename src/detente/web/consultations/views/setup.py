"""The wizard: one address for each step, in any order; what is kept is kept at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from detente.web.consultations import harm, opening_csv
from detente.web.consultations.actions import opening
from detente.web.consultations.actions import setup as actions
from detente.web.consultations.forms import setup as forms
from detente.web.consultations.models import Consultation, Phase
from detente.web.consultations.queries import setup as queries
from detente.web.core.clock import today
from detente.web.core.errors import NotFound
from detente.web.dialogues.access import dialogue_of_convener
from detente.web.dialogues.models import Dialogue
from detente.web.encounters.models import Announced
from detente.web.encounters.queries.following import announced_for, one_announced
from detente.web.people import access as people
from detente.web.people.models import User

__all__ = ["new", "opening_template", "setup"]


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, dialogue: UUID) -> HttpResponse:
    """What a preparation needs, and what was announced, where it is opened on that; the button begins it."""
    actor, found = dialogue_of_convener(request, dialogue)
    announced = _announced(found, request.GET["announced"]) if "announced" in request.GET else None
    if request.method == "POST":
        made = actions.create_draft(actor=actor, dialogue=found, announced=announced)
        return _go(made, "question")
    context = {
        "dialogue": found,
        "titles": queries.STEPS.values(),
        "one": one_announced(announced) if announced else None,
    }
    return render(request, "consultations/setup_new.html", context)


def _announced(dialogue: Dialogue, key: str) -> Announced:
    """Something announced in an encounter of this dialogue, or of none; anything else does not exist here."""
    try:
        found = announced_for(dialogue).select_related("encounter").filter(pk=UUID(key)).first()
    except ValueError:
        found = None
    if found is None:
        raise NotFound
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def setup(request: HttpRequest, consultation: UUID, step: str) -> HttpResponse:
    """One step of the preparation."""
    actor, found = _draft_of_convener(request, consultation)
    if step not in _STEPS:
        raise NotFound
    if found.phase != Phase.DRAFT:
        if request.method == "POST":
            raise actions.NotInPreparation
        return HttpResponseRedirect(reverse("consultation_manage", args=(found.pk,)))
    return _STEPS[step](request, actor, found)


@require_safe
def opening_template(request: HttpRequest, consultation: UUID) -> HttpResponse:
    """The empty table for opening statements."""
    _actor, found = _draft_of_convener(request, consultation)
    response = HttpResponse(opening_csv.template(found.languages), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="statements.csv"'
    return response


def _draft_of_convener(request: HttpRequest, key: UUID) -> tuple[User, Consultation]:
    actor = people.convener(request)
    found = Consultation.objects.select_related("dialogue").filter(pk=key).first()
    if found is None:
        raise NotFound
    return actor, found


# --- the steps ---


def _question(request: HttpRequest, actor: User, found: Consultation) -> HttpResponse:
    initial = {f"question_{code}": text for code, text in found.question.items()}
    initial |= {f"about_{code}": text for code, text in found.about.items()}
    form = forms.QuestionForm(_sent(request), initial=initial, languages=found.languages)
    if form.is_bound and form.is_valid():
        actions.keep_question(
            actor=actor, consultation=found, question=form.by_language("question"), about=form.by_language("about")
        )
        return _next(request, found, "question")
    return _page(request, found, "question", form)


def _sides(request: HttpRequest, actor: User, found: Consultation) -> HttpResponse:
    expected = found.expected_per_side
    form = forms.SidesForm(_sent(request), initial={"expected": expected, "confirmed": expected is not None})
    if form.is_bound and form.is_valid():
        actions.keep_sides(actor=actor, consultation=found, expected_per_side=form.cleaned_data["expected"])
        return _next(request, found, "sides")
    return _page(request, found, "sides", form, sides=found.dialogue.sides.all(), smallest=harm.SMALLEST_SIDE)


def _statements(request: HttpRequest, actor: User, found: Consultation) -> HttpResponse:
    act = request.POST.get("act", "") if request.method == "POST" else ""
    statements = queries.opening_statements(found)
    wanted = request.POST.get("statement", "") if act else request.GET.get("edit", "")
    chosen = next((each for each in statements if str(each.pk) == wanted), None)
    initial = {f"text_{code}": text for code, text in queries.texts_of(chosen).items()} if chosen else {}
    form = forms.StatementForm(
        request.POST if act in ("add", "change") else None, initial=initial, languages=found.languages
    )
    table = forms.ImportForm(request.POST, request.FILES) if act == "import" else forms.ImportForm()
    if act == "remove":
        actions.remove_statement(actor=actor, consultation=found, statement=_number(wanted))
        return _go(found, "statements")
    if act == "add" and form.is_valid():
        actions.add_statements(actor=actor, consultation=found, rows=[form.row()])
        return _go(found, "statements", "#add")
    if act == "change" and form.is_valid():
        actions.change_statement(actor=actor, consultation=found, statement=_number(wanted), row=form.row())
        return _go(found, "statements")
    if act == "import" and table.is_valid():
        read = opening_csv.read(table.content(), found.languages)
        if read.rows:
            actions.add_statements(
                actor=actor, consultation=found, rows=read.rows, replace=table.cleaned_data["replace"]
            )
            messages.success(request, _("Statements taken from the table: %(count)d.") % {"count": len(read.rows)})
            return _go(found, "statements")
        for error in read.errors:
            table.add_error(None, error)
    if request.method == "POST" and act not in ("add", "change", "import"):
        return _next(request, found, "statements")
    return _page(
        request,
        found,
        "statements",
        form,
        table=table,
        chosen=chosen,
        statements=[(each.pk, queries.texts_of(each)) for each in statements],
        coverage=queries.coverage(found, statements),
        recommended=queries.RECOMMENDED,
        failed=bool(table.errors),
    )


def _dates(request: HttpRequest, actor: User, found: Consultation) -> HttpResponse:
    names = ("opens_on", "closes_on", "erases_on")
    form = forms.DatesForm(_sent(request), initial={name: getattr(found, name) for name in names})
    if form.is_bound and form.is_valid():
        actions.keep_dates(actor=actor, consultation=found, **{name: form.cleaned_data[name] for name in names})
        return _next(request, found, "dates")
    return _page(request, found, "dates", form)


def _moderators(request: HttpRequest, actor: User, found: Consultation) -> HttpResponse:
    there = list(found.moderators.all())
    initial = {
        "moderator": [str(each.user_id) for each in there],
        "neutral": [str(each.user_id) for each in there if each.neutral],
    }
    offered = queries.moderators_to_choose()
    form = forms.ModeratorsForm(_sent(request), initial=initial, people=offered)
    if form.is_bound and form.is_valid():
        actions.keep_moderators(actor=actor, consultation=found, chosen=form.chosen())
        return _next(request, found, "moderators")
    consequences = harm.consequences(found)
    return _page(request, found, "moderators", form, offered=offered, neutral_only=consequences.neutral_moderators_only)


def _level(request: HttpRequest, actor: User, found: Consultation) -> HttpResponse:
    form = forms.LevelForm(_sent(request), initial={"level": found.level})
    if form.is_bound and form.is_valid():
        actions.keep_level(actor=actor, consultation=found, level=form.cleaned_data["level"])
        return _next(request, found, "level")
    return _page(request, found, "level", form, codes_only=harm.consequences(found).no_open_mode)


def _turnout(request: HttpRequest, actor: User, found: Consultation) -> HttpResponse:
    form = forms.TurnoutForm(_sent(request), initial={"votes": found.votes_a_visit})
    if form.is_bound and form.is_valid():
        actions.keep_turnout(actor=actor, consultation=found, votes_a_visit=form.cleaned_data["votes"])
        # The figures stand on this page, so it is shown again before the next step.
        return _next(request, found, "turnout") if "next" in request.POST else _go(found, "turnout")
    expected = queries.expected_turnout(found, len(queries.opening_statements(found)))
    return _page(request, found, "turnout", form, turnout=expected)


def _harm(request: HttpRequest, actor: User, found: Consultation) -> HttpResponse:
    form = forms.HarmForm(_sent(request), initial=found.harm)
    if form.is_bound and form.is_valid():
        actions.keep_harm(actor=actor, consultation=found, answers=form.answers())
        return _next(request, found, "harm") if "next" in request.POST else _go(found, "harm")
    return _page(request, found, "harm", form, consequences=harm.consequences(found), questions=harm.QUESTIONS)


def _review(request: HttpRequest, actor: User, found: Consultation) -> HttpResponse:
    act = request.POST.get("act", "") if request.method == "POST" else ""
    if act == "discard":
        dialogue = found.dialogue_id
        actions.discard_draft(actor=actor, consultation=found)
        messages.success(request, _("The draft is thrown away."))
        return HttpResponseRedirect(reverse("dialogue_manage", args=(dialogue,)), status=303)
    accepted = request.POST.getlist("accepted")
    needed = opening.to_accept(found)
    lacking = queries.missing(found)
    if act == "open" and not lacking and needed <= set(accepted):
        opened = opening.open_consultation(actor=actor, consultation=found, accepted=accepted)
        said = _("It is open.") if opened.phase == Phase.OPEN else _("It opens by itself on its first day.")
        messages.success(request, said)
        return HttpResponseRedirect(reverse("consultation_manage", args=(found.pk,)), status=303)
    statements = queries.opening_statements(found)
    context = {
        "sides": found.dialogue.sides.all(),
        "statements": [queries.texts_of(each) for each in statements],
        "coverage": queries.coverage(found, statements),
        "recommended": queries.RECOMMENDED,
        "moderators": found.moderators.select_related("user").order_by("user__name"),
        "turnout": queries.expected_turnout(found, len(statements)),
        "consequences": harm.consequences(found),
        "warning": harm.warning(found),
        "missing": [(item, queries.STEPS[item.step]) for item in lacking],
        "persecution": opening.PERSECUTION,
        "accepted": accepted,
        "today": today(),
        "not_accepted": act == "open" and not needed <= set(accepted),
    }
    return _page(request, found, "review", None, refused=act == "open", **context)


_STEPS: dict[str, Callable[[HttpRequest, User, Consultation], HttpResponse]] = {
    "question": _question,
    "sides": _sides,
    "statements": _statements,
    "dates": _dates,
    "moderators": _moderators,
    "level": _level,
    "turnout": _turnout,
    "harm": _harm,
    "review": _review,
}


# --- shared ---


def _sent(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _page(
    request: HttpRequest, found: Consultation, step: str, form: Form | None, refused: bool = False, **context: object
) -> HttpResponse:
    context |= {
        "consultation": found,
        "dialogue": found.dialogue,
        "step": step,
        "title": queries.STEPS[step],
        "steps": queries.steps(found),
        "form": form,
    }
    failed = refused or bool(form is not None and form.errors) or bool(context.pop("failed", False))
    return render(request, f"consultations/setup_{step}.html", context, status=400 if failed else 200)


def _next(request: HttpRequest, found: Consultation, step: str) -> HttpResponse:
    """The step after this one, or this one again where the button says so."""
    if "stay" in request.POST:
        messages.success(request, _("Kept."))
        return _go(found, step)
    order = list(queries.STEPS)
    return _go(found, order[order.index(step) + 1])


def _go(found: Consultation, step: str, place: str = "") -> HttpResponse:
    return HttpResponseRedirect(reverse("setup", args=(found.pk, step)) + place, status=303)


def _number(text: str) -> int:
    """A statement's key; what is no number is nobody's key."""
    if not text.isascii() or not text.isdigit() or len(text) > 19:
        raise NotFound
    return int(text)
