"""Confirming what the machine proposes."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from detente.web.encounters.views import confirming

_STAFF = "staff/e/<uuid:encounter>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path(_STAFF + "confirm/", confirming.confirm, name="confirm"),
    path(_STAFF + "confirm/joint/", confirming.confirm_joint, name="confirm_joint"),
    path(_STAFF + "decisions/", confirming.decisions, name="decisions"),
]
