"""What everybody may read of encounters: those that were published, their texts, and what the sides answered."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import F, Max, Prefetch, QuerySet

from detente.exchange.encounter import Counts, KeptText, Withdrawn
from detente.web.dialogues.models import Dialogue
from detente.web.encounters.editions import Shown
from detente.web.encounters.models import Comparison, Edition, Encounter, Part, Source, Version
from detente.web.encounters.queries.texts import is_link

__all__ = [
    "Given",
    "Published",
    "Report",
    "given_of",
    "new_with",
    "public_versions",
    "published",
    "reports_of",
    "withdrawn_of",
]


@dataclass(frozen=True)
class Published:
    """An encounter with its newest edition."""

    encounter: Encounter
    edition: Edition
    counts: Counts


@dataclass(frozen=True)
class Given:
    """One of the texts of an edition, with what its publisher did since; `link` is where it was published, if http(s).

    `newest` is a later version that this edition does not know, if there is one; `by_publisher` says whether any of the
    later ones is its publisher's correction, and not only the editor's.
    """

    text: KeptText
    source: Source
    link: str
    newest: Version | None
    by_publisher: bool

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


def public_versions(encounter: Encounter, edition: Edition | None = None) -> QuerySet[Version]:
    """The versions that everybody may read; with `edition`, those that could be read when it was the newest.

    Entering a text publishes nothing: readouts and joint statements are public in the versions that some edition was
    made from, a report from the next edition on.
    """
    found = Version.objects.select_related("source").filter(source__encounter=encounter, first_edition__isnull=False)
    return found if edition is None else found.filter(first_edition__number__lte=edition.number)


def new_with(comparison: Comparison) -> list[Version]:
    """The versions that become public with an edition of this comparison, in the order of a page: A, B, joint, reports.

    A text that was taken down before anybody could read it does not count.
    """
    encounter = comparison.encounter
    beside = [one for one in (comparison.a, comparison.b, comparison.joint) if one is not None]
    reports = Version.objects.select_related("source").filter(source__encounter=encounter, source__part=Part.REPORT)
    found = [*beside, *reports.order_by("source__publisher", "source", "number")]
    return [one for one in found if one.first_edition_id is None and one.taken_down_on is None]


def given_of(shown: Shown) -> list[Given]:
    """The texts of an edition: A, B, and a joint statement if there is one."""
    sources = Source.objects.in_bulk([text.source for text in shown.content.texts])
    public = public_versions(shown.edition.encounter).order_by("number")
    known = {str(key): source for key, source in sources.items()}
    found = []
    for text in shown.content.texts:
        source = known[text.source]
        later = [version for version in public if version.source_id == source.pk and version.number > text.number]
        last = later[-1] if later else None
        by_publisher = any(version.by_publisher for version in later)
        found.append(Given(text, source, text.address if is_link(text.address) else "", last, by_publisher))
    return found


def withdrawn_of(shown: Shown) -> list[tuple[str, Withdrawn]]:
    """Who took back a text of an edition, and when."""
    names = {text.letter: text.publisher for text in shown.content.texts}
    return [(names[one.letter], one) for one in shown.withdrawn]


def reports_of(edition: Edition) -> list[Report]:
    """Articles about the encounter that were there when an edition was published."""
    versions = public_versions(edition.encounter, edition).filter(source__part=Part.REPORT)
    found = [Report(version.source, version) for version in _newest(versions).values()]
    return sorted(
        found, key=lambda one: (one.version.published_on is None, one.version.published_on, one.source.publisher)
    )


def _newest(versions: QuerySet[Version]) -> dict[UUID, Version]:
    """Of each text the newest of these, by the text's key."""
    return {version.source_id: version for version in versions.order_by("number")}
