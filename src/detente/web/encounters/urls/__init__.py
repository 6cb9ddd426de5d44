"""Addresses of this app."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

from detente.web.encounters.urls import confirming, following, public, texts

urlpatterns: list[URLPattern | URLResolver] = [
    *texts.urlpatterns,
    *confirming.urlpatterns,
    *following.urlpatterns,
    *public.urlpatterns,
]
