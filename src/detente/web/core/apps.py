"""The app's name in the house."""

from __future__ import annotations

from django.apps import AppConfig
from django.urls import register_converter

from detente.web.core.converters import LanguageConverter


class CoreConfig(AppConfig):
    """See the package's docstring."""

    name = "detente.web.core"
    label = "core"

    def ready(self) -> None:
        """Make ``<lang:language>`` known before any module with addresses is read, in whatever order that happens."""
        register_converter(LanguageConverter, "lang")
