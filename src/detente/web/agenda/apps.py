"""The app's name in the house."""

from __future__ import annotations

from django.apps import AppConfig


class AgendaConfig(AppConfig):
    """See the package's docstring."""

    name = "detente.web.agenda"
    label = "agenda"

    def ready(self) -> None:
        """Put the agenda on the pages below."""
        from detente.web.agenda import links
        from detente.web.consultations import beside as consultations
        from detente.web.dialogues import beside as dialogues
        from detente.web.encounters import beside as encounters
        from detente.web.people.desk import register
        from detente.web.results.pages import beside_statement

        consultations.statements.register(links.of_statements)
        consultations.everybody.register(links.of_consultation)
        consultations.staff.register(links.of_consultation_staff)
        dialogues.everybody.register(links.of_dialogue)
        dialogues.staff.register(links.of_dialogue_staff)
        encounters.everybody.register(links.of_announced)
        encounters.convener.register(links.pin_for_the_convener)
        beside_statement.register(links.of_statement)
        register(links.agendas)
