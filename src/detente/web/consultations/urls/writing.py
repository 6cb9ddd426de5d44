"""Addresses: writing a statement and reading its outcome."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from detente.web.consultations.views import writing

_HERE = "c/<uuid:consultation>/<lang:language>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path(_HERE + "write/", writing.write, name="write"),
    path(_HERE + "write/<int:statement>/", writing.instead, name="write_instead"),
    path(_HERE + "outcome/", writing.outcome, name="outcome"),
    path(_HERE + "outcome/appeal/", writing.appeal, name="appeal"),
    path(_HERE + "rules/", writing.rules, name="rules"),
]
