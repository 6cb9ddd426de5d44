"""What everybody may read of encounters: those that were published, their texts, and what the sides answered."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import F, Max, Prefetch

from detente.exchange.encounter import Counts, KeptText
from detente.web.dialogues.models import Dialogue
from detente.web.encounters.editions import Shown
from detente.web.encounters.models import Edition, Encounter, Part, Source, Version
from detente.web.encounters.queries.texts import is_link, newest_of

__all__ = ["Given", "Published", "Report", "given_of", "published", "reports_of"]


@dataclass(frozen=True)
class Published:
    """An encounter with its newest edition."""

    encounter: Encounter
    edition: Edition
    counts: Counts


@dataclass(frozen=True)
class Given:
    """One of the texts of an edition, with what its publisher did since; `link` is where it was published, if http(s).

    `newest` is a later version that this edition does not know, if there is one.
    """

    text: KeptText
    source: Source
    link: str
    newest: Version | None

    @property
    def look(self) -> str:
        """Class of its colour."""
        return {"a": "s0", "b": "s1"}.get(self.text.letter, "")


@dataclass(frozen=True)
class Report:
    """An article about the encounter by somebody else, by its newest version."""

    source: Source
    version: Version


def published(dialogue: Dialogue | None = None) -> list[Published]:
    """Every published encounter, the latest first; with `dialogue`, those that concern it."""
    newest = Edition.objects.alias(last=Max("encounter__editions__number")).filter(number=F("last"))
    found = Encounter.objects.filter(editions__isnull=False).distinct()
    if dialogue is not None:
        found = found.filter(dialogue=dialogue)
    with_newest = found.select_related("dialogue", "collected_by").prefetch_related(
        Prefetch("editions", queryset=newest.select_related("published_by"), to_attr="newest")
    )
    shown = []
    for encounter in with_newest:
        (edition,) = encounter.newest
        shown.append(Published(encounter, edition, Counts(**edition.content["counts"])))
    return shown


def given_of(shown: Shown) -> list[Given]:
    """The texts of an edition: A, B, and a joint statement if there is one."""
    sources = Source.objects.prefetch_related("versions").in_bulk([text.source for text in shown.content.texts])
    known = {str(key): source for key, source in sources.items()}
    found = []
    for text in shown.content.texts:
        source = known[text.source]
        newest = newest_of(source)
        later = newest if newest is not None and newest.number > text.number else None
        found.append(Given(text, source, text.address if is_link(text.address) else "", later))
    return found


def reports_of(encounter: Encounter) -> list[Report]:
    """Articles about the encounter that an editor added."""
    sources = encounter.sources.filter(part=Part.REPORT).prefetch_related("versions")
    found = [Report(source, version) for source in sources if (version := newest_of(source)) is not None]
    return sorted(
        found, key=lambda one: (one.version.published_on is None, one.version.published_on, one.source.publisher)
    )
