"""Addresses: deciding about statements."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from detente.web.consultations.views import moderating

_HERE = "staff/c/<uuid:consultation>/moderate/"

urlpatterns: list[URLPattern | URLResolver] = [
    path(_HERE, moderating.moderate, name="moderate"),
    path(_HERE + "shown/", moderating.shown, name="moderate_shown"),
    path(_HERE + "<int:statement>/", moderating.decide, name="moderate_decide"),
    path(_HERE + "<int:statement>/correct/", moderating.correct, name="moderate_correct"),
]
