"""Addresses of this app."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from detente.web.api.serving import readable
from detente.web.api.views import PREFIX, api

_patterns, _app, _namespace = api.urls

urlpatterns: list[URLPattern | URLResolver] = [
    path(PREFIX.removeprefix("/"), include(readable(_patterns))),
]
