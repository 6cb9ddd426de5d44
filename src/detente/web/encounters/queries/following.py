"""What was announced and where it stands today; what the sides answered to the rows of an edition."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from detente.web.core.clock import today
from detente.web.core.keys import keyed_digest
from detente.web.dialogues.models import Dialogue
from detente.web.encounters.actions.carrying import Moved, moved
from detente.web.encounters.models import Announced, Comparison, Edition, Encounter, Happened, Reply, Version
from detente.web.encounters.state import key_of, keys_of_row, span_of
from detente.wording.results import Span

__all__ = [
    "Listed",
    "Other",
    "Standing",
    "Telling",
    "announced_for",
    "announced_of_edition",
    "announced_of_encounter",
    "beside",
    "days_since",
    "digest_of",
    "listed",
    "numbered_rows",
    "one_announced",
    "passed_unrecorded",
    "points_of",
    "replies_beside",
    "replies_elsewhere",
    "rows_of",
    "standing_of",
    "stands_still",
    "words_of_row",
]


class Standing(StrEnum):
    """Where something announced stands today, by the clock and by what editors recorded."""

    AHEAD = "ahead"
    OPEN = "open"
    PASSED = "passed"
    UNDATED = "undated"
    HAPPENED = "happened"
    OTHERWISE = "otherwise"
    NOT = "not"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Telling:
    """One passage that announces it.

    Attributes
    ----------
    letter, side : str
        ``"a"`` or ``"b"``, and the name of that side.
    words, language : str
        The announcing words; empty where the text was taken down.
    when : str
        The words of time in it.
    how : str
        ``"day"``, ``"window"``, ``"vague"`` (the days are a convention), ``"undecided"``, ``"unanchored"`` or ``""``.
    start, end : date or None
        The days that the words of time can mean.
    certainty : str
        One of `wording.results.CERTAINTIES`.
    """

    letter: str
    side: str
    words: str
    language: str
    when: str
    how: str
    start: date | None
    end: date | None
    certainty: str


@dataclass(frozen=True)
class Other:
    """What the other side's readout says in the same row, where no announcement was read in it."""

    letter: str
    side: str
    words: str
    language: str


@dataclass(frozen=True)
class Listed:
    """Something announced, as a page shows it.

    Attributes
    ----------
    announced : Announced
    told : tuple of Telling
        A's passages first.
    standing : Standing
    records : list of Happened
        What became of it; the one that holds first.
    row, number : str, int
        Key of its row in the edition in which it stands, and its number on the page; ``""`` and 0 without one.
    current : bool
        Whether that is the newest edition; else no row announces it any more.
    others : tuple of Other
        The other side's words of that row: one side's account alone would stand for both.
    """

    announced: Announced
    told: tuple[Telling, ...]
    standing: Standing
    records: list[Happened]
    row: str
    number: int
    current: bool
    others: tuple[Other, ...] = ()

    @property
    def encounter(self) -> Encounter:
        """Where it was announced."""
        return self.announced.encounter

    @property
    def record(self) -> Happened | None:
        """What became of it, by the newest record."""
        return self.records[0] if self.records else None

    @property
    def first(self) -> Telling:
        """The passage to name it by: the first whose words are still there."""
        return next((one for one in self.told if one.words), self.told[0])


def standing_of(announced: Announced, record: Happened | None) -> Standing:
    """Where it stands today. A record holds whatever the clock says."""
    if record is not None:
        return Standing(record.what)
    if announced.starts is None and announced.ends is None:
        return Standing.UNDATED
    if announced.ends is not None and announced.ends < today():
        return Standing.PASSED
    if announced.starts is not None and announced.starts > today():
        return Standing.AHEAD
    return Standing.OPEN


def announced_of_encounter(encounter: Encounter) -> list[Listed]:
    """Everything that any edition announced, by its first day; what has none, and what is no longer said, come last."""
    found = listed(encounter.announced.all())

    def place(one: Listed) -> tuple[bool, date, int]:
        return not one.current, one.announced.starts or one.announced.ends or date.max, one.number or 0

    return sorted(found, key=place)


def announced_of_edition(edition: Edition) -> list[Listed]:
    """What the rows of one edition announce, and what became of it until today; `Listed.row` is a row of this edition.

    An entry has moved on with later editions, so it is known here by its words, or by where they stand.
    """
    versions = {"a": str(edition.comparison.a_id), "b": str(edition.comparison.b_id)}
    found = []
    for row in edition.content["rows"]:
        places = {(versions[letter], _point_key(point)) for letter in ("a", "b") for point in row[letter]}
        words = {
            (letter, digest_of(edition.encounter_id, announcement["passage"]["words"]))
            for letter in ("a", "b")
            for point in row[letter]
            for announcement in point["announcements"]
        }
        found.append((str(row["key"]), int(row["number"]), places, words))
    rows = listed(edition.encounter.announced.all())
    placed = []
    for one in rows:
        told = {(each["letter"], each["digest"]) for each in one.announced.told}
        where = {(each["version"], each["point"]) for each in one.announced.told}
        row = next(((key, n) for key, n, places, words in found if places & where or words & told), None)
        if row is not None:
            others = beside(edition, row[0], {each.letter for each in one.told})
            placed.append(replace(one, row=row[0], number=row[1], others=others))
    return placed


def digest_of(encounter: UUID, words: str) -> str:
    """The keyed digest by which announcing words are found again, white space apart."""
    return keyed_digest("announcing", encounter.bytes, " ".join(words.split())).hex()


def _point_key(point: Mapping[str, Any]) -> str:
    passage = point["passage"]
    return key_of(passage["of"], Span(passage["start"], passage["end"]))


def announced_for(dialogue: Dialogue) -> QuerySet[Announced]:
    """What was announced in the published encounters of a dialogue, or in those that belong to none."""
    return Announced.objects.filter(Q(encounter__dialogue=dialogue) | Q(encounter__dialogue=None))


def stands_still(announced: Announced) -> bool:
    """Whether a row of the newest edition still announces it."""
    return not announced.encounter.editions.filter(number__gt=announced.edition.number).exists()


def one_announced(announced: Announced) -> Listed:
    """One of them."""
    return listed(Announced.objects.filter(pk=announced.pk))[0]


def listed(found: QuerySet[Announced] | Iterable[Announced]) -> list[Listed]:
    """Announced things with everything that a page shows of them, in the order given."""
    rows = list(_with_all(found) if isinstance(found, QuerySet) else found)
    newest: dict[Any, int] = {}
    for edition in Edition.objects.filter(encounter__in={row.encounter_id for row in rows}).only("encounter", "number"):
        newest[edition.encounter_id] = max(edition.number, newest.get(edition.encounter_id, 0))
    return [_listed(row, current=row.edition.number == newest[row.encounter_id]) for row in rows]


def _with_all(found: QuerySet[Announced]) -> QuerySet[Announced]:
    return found.select_related("encounter", "edition__comparison").prefetch_related("happened__recorded_by")


def _listed(found: Announced, *, current: bool) -> Listed:
    records = list(found.happened.all())
    points = [one["point"] for one in found.told]
    rows = {key: number for number, key in numbered_rows(found.edition)}
    row = next((key for key in rows if set(points) & set(keys_of_row(key))), "")
    return Listed(
        announced=found,
        told=tuple(_telling(found.encounter, one) for one in found.told),
        standing=standing_of(found, records[0] if records else None),
        records=records,
        row=row,
        number=rows.get(row, 0),
        current=current,
        others=beside(found.edition, row, {one["letter"] for one in found.told}),
    )


def beside(edition: Edition, row: str, told: Collection[str]) -> tuple[Other, ...]:
    """The words of a row of an edition that are not of the sides in `told`; nothing of a text that was taken down."""
    kept = next((one for one in edition.content["rows"] if row and one["key"] == row), None)
    languages = {text["letter"]: str(text["language"]) for text in edition.content["texts"]}
    return tuple(
        Other(letter, str(party["name"]), point["passage"]["words"], languages[letter])
        for letter, party in zip("ab", edition.encounter.parties, strict=False)
        for point in (kept[letter] if kept and letter not in told else ())
        if point["passage"]["words"]
    )


def _telling(encounter: Encounter, kept: Mapping[str, Any]) -> Telling:
    def day(value: str | None) -> date | None:
        return date.fromisoformat(value) if value else None

    return Telling(
        letter=kept["letter"],
        side=str(encounter.parties["ab".index(kept["letter"])]["name"]),
        words=kept["words"],
        language=kept["language"],
        when=kept["when"],
        how=kept["how"],
        start=day(kept["start"]),
        end=day(kept["end"]),
        certainty=kept["certainty"],
    )


def passed_unrecorded() -> list[Listed]:
    """Windows that passed and of which nobody recorded what became of them, the longest ago first."""
    nothing = ~Exists(Happened.objects.filter(announced=OuterRef("pk")))
    return listed(Announced.objects.filter(nothing, ends__lt=today()).order_by("ends", "pk"))


def days_since(one: Listed) -> int:
    """Days since its window passed."""
    ends = one.announced.ends
    return max(0, (today() - ends) // timedelta(days=1)) if ends else 0


# --- rows of an edition, and what sides answered to them ---


def rows_of(edition: Edition) -> list[str]:
    """The keys of the rows of an edition, in their order."""
    return [key for _number, key in numbered_rows(edition)]


def numbered_rows(edition: Edition) -> list[tuple[int, str]]:
    """``(number on the page, key)`` of the rows of an edition."""
    return [(int(row["number"]), str(row["key"])) for row in edition.content["rows"]]


def points_of(comparison: Comparison, row: str) -> dict[str, list[list[int]]]:
    """Where the points of a row stand: ``{version: [[start, end], ...]}``."""
    found: dict[str, list[list[int]]] = {}
    for key in keys_of_row(row):
        letter, span = span_of(key)
        version = comparison.a_id if letter == "a" else comparison.b_id
        found.setdefault(str(version), []).append([span.start, span.end])
    return found


def words_of_row(edition: Edition, row: str) -> list[tuple[str, str, list[str]]]:
    """``(side's name, language, passages)`` of both sides of a row; no passages where a side does not report it."""
    versions = {"a": edition.comparison.a, "b": edition.comparison.b}
    passages: dict[str, list[str]] = {"a": [], "b": []}
    for key in keys_of_row(row):
        letter, span = span_of(key)
        passages[letter].append(span.of(versions[letter].body))
    return [
        (str(party["name"]), versions[letter].source.language, passages[letter])
        for letter, party in zip("ab", edition.encounter.parties, strict=False)
    ]


def replies_beside(edition: Edition) -> dict[str, list[Reply]]:
    """The sides' answers, by the row of this edition in which the words they were given to stand.

    An answer that was given to an earlier version stands beside the row that still has those words, or most of them.
    """
    return {row: replies for row, replies in _placed(edition).items() if row}


def replies_elsewhere(edition: Edition) -> list[Reply]:
    """Answers to rows whose words are in none of this edition's: they stay readable below the rows."""
    return _placed(edition).get("", [])


def _placed(edition: Edition) -> dict[str, list[Reply]]:
    here = {str(version.pk): version for version in (edition.comparison.a, edition.comparison.b)}
    letters = {str(edition.comparison.a_id): "a", str(edition.comparison.b_id): "b"}
    spans: dict[str, list[tuple[Span, str]]] = {version: [] for version in here}
    for row in rows_of(edition):
        for version, places in points_of(edition.comparison, row).items():
            spans[version] += [(Span(*place), row) for place in places]
    ways = _Ways(here)
    found: dict[str, list[Reply]] = {}
    for reply in edition.encounter.replies.select_related("recorded_by"):
        score: dict[str, tuple[int, int]] = {}
        for version, places in reply.points.items():
            for there, span in ways.spans(version, [Span(*place) for place in places]):
                own = letters[there] == reply.side
                for passage, row in spans[there]:
                    if passage.overlaps(span):
                        shared = min(passage.end, span.end) - max(passage.start, span.start)
                        before = score.get(row, (0, 0))
                        score[row] = (before[0] + shared, before[1] + own)
        best = max(score, key=lambda row: score[row], default="")
        found.setdefault(best, []).append(reply)
    return found


class _Ways:
    """Where passages of any version stand in those of one edition; each pair of versions is compared once."""

    def __init__(self, here: Mapping[str, Version]) -> None:
        self.here = here
        self.of_source = {version.source_id: key for key, version in here.items()}
        self.known: dict[str, tuple[str, Moved] | None] = {}

    def spans(self, version: str, spans: list[Span]) -> list[tuple[str, Span]]:
        """``(version of the edition, passage)`` for those that stand there unchanged."""
        if version in self.here:
            return [(version, span) for span in spans]
        if version not in self.known:
            self.known[version] = self._way(version)
        way = self.known[version]
        if way is None:
            return []
        return [(way[0], there) for span in spans if (there := way[1].span(span)) is not None]

    def _way(self, key: str) -> tuple[str, Moved] | None:
        old = Version.objects.filter(pk=key).first()
        new = self.of_source.get(old.source_id) if old else None
        if old is None or new is None or old.taken_down_on or self.here[new].taken_down_on:
            return None
        return new, moved(old.body, self.here[new].body)
