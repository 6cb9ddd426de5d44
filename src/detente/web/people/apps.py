"""The app's name in the house."""

from __future__ import annotations

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """See the package's docstring."""

    name = "detente.web.people"
    label = "people"

    def ready(self) -> None:
        """Put our own items on the desk."""
        from detente.web.people import own_desk  # noqa: F401 - it registers itself
