"""Addresses of this app: participants below ``/c/<id>/<language>/``, staff below ``/staff/c/<id>/``."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

from detente.web.consultations.urls import joining, moderating, pages, setup, voting, writing

urlpatterns: list[URLPattern | URLResolver] = [
    *pages.urlpatterns,
    *voting.urlpatterns,
    *joining.urlpatterns,
    *writing.urlpatterns,
    *moderating.urlpatterns,
    *setup.urlpatterns,
]
