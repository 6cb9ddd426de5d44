"""Texts about an encounter, laid side by side and confirmed by a person."""

from __future__ import annotations

from django.apps import AppConfig

__all__ = ["EncountersConfig"]


class EncountersConfig(AppConfig):
    """The encounters of this site."""

    name = "detente.web.encounters"
    label = "encounters"

    def ready(self) -> None:
        """Put encounters on the editors' desk and on the pages of dialogues."""
        from detente.web.dialogues import beside
        from detente.web.encounters import desk, front, links
        from detente.web.people.desk import register

        register(desk.encounters)
        register(desk.passed)
        beside.everybody.register(links.of_dialogue)
        beside.front.register(front.panels)
