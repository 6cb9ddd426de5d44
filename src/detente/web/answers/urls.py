"""Addresses of this app. A side is named by its place among the sides of the dialogue: 0, 1, ..."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from detente.web.answers import views

_ANSWER = "staff/d/<uuid:dialogue>/agenda/<uuid:item>/answers/<int:side>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path(_ANSWER, views.answer_edit, name="answer_edit"),
    path(f"{_ANSWER}outcomes/", views.outcome_edit, name="outcome_edit"),
]
