"""Addresses of this app."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from detente.web.agenda import staff_views, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("d/<uuid:dialogue>/<lang:language>/agenda/", views.agenda, name="agenda"),
    path("d/<uuid:dialogue>/<lang:language>/agenda/<uuid:item>/", views.agenda_item, name="agenda_item"),
    path("staff/d/<uuid:dialogue>/agenda/", staff_views.agenda_manage, name="agenda_manage"),
    path("staff/d/<uuid:dialogue>/agenda/announced/<uuid:announced>/", staff_views.pin_announced, name="pin_announced"),
    path("staff/c/<uuid:consultation>/pin/<int:statement>/", staff_views.pin, name="pin"),
]
