"""The app's name in the house."""

from __future__ import annotations

from django.apps import AppConfig


class ResultsConfig(AppConfig):
    """See the package's docstring."""

    name = "detente.web.results"
    label = "results"
