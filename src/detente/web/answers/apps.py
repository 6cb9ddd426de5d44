"""The app's name in the house."""

from __future__ import annotations

from django.apps import AppConfig


class AnswersConfig(AppConfig):
    """See the package's docstring."""

    name = "detente.web.answers"
    label = "answers"

    def ready(self) -> None:
        """Say this app's acts in the ledger."""
        from detente.web.answers import logs  # noqa: F401 - the sentences register themselves
