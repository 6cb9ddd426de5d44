"""Cards with codes, printed once."""

from __future__ import annotations

import io
import secrets
from dataclasses import dataclass
from uuid import UUID

import segno
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from detente.web.consultations import code_text
from detente.web.consultations.actions.codes import issue
from detente.web.consultations.forms.joining import CardsForm
from detente.web.consultations.models import Consultation, Level
from detente.web.consultations.queries.joining import code_counts
from detente.web.core.errors import NotFound, Refused
from detente.web.core.languages import codes as languages
from detente.web.dialogues.models import Side
from detente.web.people.access import convener

__all__ = ["CardsShown", "cards"]

A_SHEET = 8
"""Cards on one sheet of A4."""

BATCHES = 8
"""Forms of cards that one person can have open at a time."""


class CardsShown(Refused):
    """A form of cards makes one batch: reloading the page of cards, or pressing twice, makes no second one."""

    code = "consultations.cards_shown"
    status = 409
    sentence = _("These cards were made and shown already. Open the page of cards anew if you need more.")


@dataclass(frozen=True)
class Card:
    """What one card shows besides what all cards of a batch show."""

    code: str
    picture: SafeString


@require_http_methods(["GET", "HEAD", "POST"])
def cards(request: HttpRequest, consultation: UUID) -> HttpResponse:
    """Choose a side and a number; the answer is the sheets. They are shown in this answer and never again."""
    actor = convener(request)
    place = Consultation.objects.select_related("dialogue").filter(pk=consultation).first()
    if place is None:
        raise NotFound
    form = CardsForm(place, request.POST if request.method == "POST" else None)
    context = {"consultation": place, "form": form, "dealt": place.level == Level.DEALT, "counts": code_counts(place)}
    if request.method == "POST" and form.is_valid():
        _spend(request)
        side = form.chosen()
        made = issue(actor=actor, consultation=place, side=side, count=form.cleaned_data["count"])
        tongue = _language(place, side)
        drawn = [Card(code_text.grouped(code), _picture(_link(place, tongue, code))) for code in made]
        context |= {
            "side": side,
            "tongue": tongue,
            "host": settings.CONFIG.origin.split("://", 1)[1],
            "number": len(drawn),
            "sheets": [drawn[at : at + A_SHEET] for at in range(0, len(drawn), A_SHEET)],
        }
    if "sheets" not in context:
        context["batch"] = _batch(request)
    status = 400 if request.method == "POST" and form.errors else 200
    return render(request, "consultations/cards.html", context, status=status)


def _batch(request: HttpRequest) -> str:
    """A mark for one form; the person's session keeps the last few until they are spent."""
    made = secrets.token_urlsafe(9)
    request.session["batches"] = [*request.session.get("batches", []), made][-BATCHES:]
    return made


def _spend(request: HttpRequest) -> None:
    given = request.POST.get("batch")
    if given is None:
        return
    held = request.session.get("batches", [])
    if given not in held:
        raise CardsShown
    request.session["batches"] = [one for one in held if one != given]
    request.session.save()  # before the codes are made, so that a second press at once finds it spent


def _language(place: Consultation, side: Side) -> str:
    """The language of a side's cards: its own where the consultation speaks it, else the consultation's first."""
    spoken = [code for code in (side.language, *place.languages) if code in place.languages and code in languages()]
    return spoken[0] if spoken else languages()[0]


def _link(place: Consultation, language: str, code: str) -> str:
    """The address on the card. The code stands behind ``#``: browsers keep that part and never send it."""
    path = reverse("join", kwargs={"consultation": place.pk, "language": language})
    return f"{settings.CONFIG.origin}{path}#{code}"


def _picture(link: str) -> SafeString:
    """A QR code as inline SVG: rectangles only, no style and no word of anybody's, so it may stand unescaped."""
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
