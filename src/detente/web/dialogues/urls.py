"""Addresses of this app."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from detente.web.dialogues import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
]
