"""The app's name in the house."""

from __future__ import annotations

from django.apps import AppConfig


class ResultsConfig(AppConfig):
    """See the package's docstring."""

    name = "detente.web.results"
    label = "results"

    def ready(self) -> None:
        """Put the way to results and rounds on the pages below, and the publics' voices on the first.

        What releases remember is rewritten after an end like the votes it holds.
        """
        from detente.web.consultations import beside
        from detente.web.consultations.actions import ending
        from detente.web.dialogues.beside import front
        from detente.web.results import links, rounds_links
        from detente.web.results.front import voices
        from detente.web.results.models import ReleaseMemory

        front.register(voices)
        beside.everybody.register(links.of_consultation)
        beside.statements.register(links.of_statements)
        beside.everybody.register(rounds_links.of_consultation)
        beside.staff.register(rounds_links.of_consultation_staff)
        if ReleaseMemory not in ending.REWRITTEN:
            ending.REWRITTEN.append(ReleaseMemory)
