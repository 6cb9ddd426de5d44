"""Addresses of this app."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from detente.web.results import rounds_views, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("c/<uuid:consultation>/<lang:language>/results/", views.results, name="results"),
    path("c/<uuid:consultation>/<lang:language>/results/<int:statement>/", views.statement, name="result_statement"),
    path("c/<uuid:consultation>/results/<str:name>", views.download, name="result_file"),
    path("c/<uuid:consultation>/<lang:language>/rounds/", rounds_views.compare_rounds, name="compare_rounds"),
    path("staff/c/<uuid:consultation>/again/", rounds_views.ask_again, name="ask_again"),
]
