"""What is kept of an encounter. Public texts and the work of editors; nothing about participants."""

from __future__ import annotations

from detente.web.encounters.models.following import Announced, Happened, Reply, What
from detente.web.encounters.models.texts import Draft, Encounter, Kind, Part, Source, Version
from detente.web.encounters.models.work import Comparison, Decision, Edition, Verb

__all__ = [
    "Announced",
    "Comparison",
    "Decision",
    "Draft",
    "Edition",
    "Encounter",
    "Happened",
    "Kind",
    "Part",
    "Reply",
    "Source",
    "Verb",
    "Version",
    "What",
]
