"""Addresses: setting a consultation up and running it."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from detente.web.consultations.views import running, setup

urlpatterns: list[URLPattern | URLResolver] = [
    path("staff/d/<uuid:dialogue>/consultations/new/", setup.new, name="consultation_new"),
    path("staff/c/<uuid:consultation>/setup/statements.csv", setup.opening_template, name="opening_template"),
    path("staff/c/<uuid:consultation>/setup/<slug:step>/", setup.setup, name="setup"),
    path("staff/c/<uuid:consultation>/", running.manage, name="consultation_manage"),
]
