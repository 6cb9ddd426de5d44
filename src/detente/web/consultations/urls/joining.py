"""Addresses: joining, leaving, codes."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from detente.web.consultations.views import codes, joining

urlpatterns: list[URLPattern | URLResolver] = [
    path("c/<uuid:consultation>/<lang:language>/begin", joining.begin, name="begin"),
    path("c/<uuid:consultation>/<lang:language>/join/", joining.join, name="join"),
    path("c/<uuid:consultation>/<lang:language>/wait/", joining.wait, name="wait"),
    path("c/<uuid:consultation>/<lang:language>/forget/", joining.forget, name="forget"),
    path("c/<uuid:consultation>/challenge.json", joining.challenge, name="challenge"),
    path("staff/c/<uuid:consultation>/cards/", codes.cards, name="cards"),
]
