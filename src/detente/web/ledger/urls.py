"""Addresses of this app."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from detente.web.ledger import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("ledger.json", views.download, name="ledger_json"),
    path("<lang:language>/ledger/", views.ledger, name="ledger"),
    path("d/<uuid:dialogue>/<lang:language>/ledger/", views.ledger, name="dialogue_ledger"),
]
