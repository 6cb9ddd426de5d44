"""The app's name in the house."""

from __future__ import annotations

from django.apps import AppConfig


class ConsultationsConfig(AppConfig):
    """See the package's docstring."""

    name = "detente.web.consultations"
    label = "consultations"

    def ready(self) -> None:
        """Put its work on the convener's desk."""
        from detente.web.consultations import desk
        from detente.web.people.desk import register

        register(desk.consultations)
        register(desk.to_moderate)
