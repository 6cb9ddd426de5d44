"""Addresses that belong to no app."""

from __future__ import annotations

from django.urls import URLPattern, path

from detente.web.core import views

urlpatterns: list[URLPattern] = [
    path("healthz", views.health, name="health"),
]
