"""The app's name in the house."""

from __future__ import annotations

from django.apps import AppConfig


class ConsultationsConfig(AppConfig):
    """See the package's docstring."""

    name = "detente.web.consultations"
    label = "consultations"
