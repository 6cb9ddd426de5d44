"""Addresses of this app."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from detente.web.dialogues import staff_views, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("<lang:language>/", views.home, name="home_in"),
    path("d/<uuid:dialogue>/", views.any_language, name="dialogue_any"),
    path("d/<uuid:dialogue>/<lang:language>/", views.dialogue_page, name="dialogue"),
    path("staff/dialogues/new/", staff_views.new, name="dialogue_new"),
    path("staff/d/<uuid:dialogue>/", staff_views.manage, name="dialogue_manage"),
]
