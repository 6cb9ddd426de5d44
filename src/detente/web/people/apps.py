"""The app's name in the house."""

from __future__ import annotations

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """See the package's docstring."""

    name = "detente.web.people"
    label = "people"

    def ready(self) -> None:
        """Put our own items on the desk."""
        from detente.web.people import desk, own_desk

        desk.register_last(own_desk.people_to_look_after)
