"""Addresses: what everybody can read and what comes after."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from detente.web.consultations.views import pages

urlpatterns: list[URLPattern | URLResolver] = [
    path("c/<uuid:consultation>/", pages.any_language, name="consultation_any"),
    path("c/<uuid:consultation>/<lang:language>/", pages.landing, name="consultation"),
    path("c/<uuid:consultation>/<lang:language>/promise/", pages.promise, name="promise"),
    path("c/<uuid:consultation>/<lang:language>/votes/", pages.my_votes, name="my_votes"),
    path("c/<uuid:consultation>/<lang:language>/next/", pages.what_next, name="what_next"),
    path("c/<uuid:consultation>/<lang:language>/report/<int:statement>/", pages.report, name="report"),
]
