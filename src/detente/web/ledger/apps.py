"""The app's name in the house."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class LedgerConfig(AppConfig):
    """See the package's docstring."""

    name = "detente.web.ledger"
    label = "ledger"

    def ready(self) -> None:
        """Load each app's ``logs.py``, which registers how its acts are said."""
        autodiscover_modules("logs")
