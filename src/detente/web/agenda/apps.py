"""The app's name in the house."""

from __future__ import annotations

from django.apps import AppConfig


class AgendaConfig(AppConfig):
    """See the package's docstring."""

    name = "detente.web.agenda"
    label = "agenda"
