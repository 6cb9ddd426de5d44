"""The app's name in the house."""

from __future__ import annotations

from django.apps import AppConfig


class AnswersConfig(AppConfig):
    """See the package's docstring."""

    name = "detente.web.answers"
    label = "answers"
