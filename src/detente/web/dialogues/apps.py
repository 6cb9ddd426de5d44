"""The app's name in the house."""

from __future__ import annotations

from django.apps import AppConfig


class DialoguesConfig(AppConfig):
    """See the package's docstring."""

    name = "detente.web.dialogues"
    label = "dialogues"

    def ready(self) -> None:
        """Put dialogues on the convener's desk."""
        from detente.web.dialogues import desk
        from detente.web.people.desk import register

        register(desk.dialogues)
