"""Addresses: voting."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from detente.web.consultations.views import voting

urlpatterns: list[URLPattern | URLResolver] = [
    path("c/<uuid:consultation>/<lang:language>/vote/", voting.vote, name="vote"),
]
