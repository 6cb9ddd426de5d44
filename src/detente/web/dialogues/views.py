"""Public pages of dialogues."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from detente.web.dialogues.models import Dialogue

__all__ = ["home"]


def home(request: HttpRequest) -> HttpResponse:
    """The first page: every dialogue."""
    return render(request, "dialogues/home.html", {"dialogues": Dialogue.objects.all()})
