"""The app's name in the house."""

from __future__ import annotations

from django.apps import AppConfig


class ConsultationsConfig(AppConfig):
    """See the package's docstring."""

    name = "detente.web.consultations"
    label = "consultations"

    def ready(self) -> None:
        """Put its work on the convener's desk, and its ways on the pages of encounters."""
        from detente.web.consultations import desk, links
        from detente.web.encounters import beside
        from detente.web.people.desk import register

        register(desk.consultations)
        register(desk.to_moderate)
        beside.everybody.register(links.of_announced)
        beside.convener.register(links.open_for_the_convener)
