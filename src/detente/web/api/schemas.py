"""The shapes of the API's answers. Their descriptions are the description of the API (``/api/v1/openapi.json``).

Keys of 62 bits are strings, because a script's numbers end at 53. Days are days: nothing here knows an hour. Texts that
exist in several languages are objects, ``{"en": "...", "ar": "..."}``.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Generic, Literal, TypeVar
from uuid import UUID

from ninja import Schema
from pydantic import Field

__all__ = [
    "Answer",
    "Consultation",
    "Dialogue",
    "Group",
    "Interval",
    "Item",
    "OfGroup",
    "OfSide",
    "Outcome",
    "Page",
    "Refusal",
    "Released",
    "Side",
    "SideAnswers",
    "Snapshot",
    "Statement",
    "Tally",
    "WholeSnapshot",
]

Row = TypeVar("Row")

Texts = dict[str, str]


class Refusal(Schema):
    """Why a request was refused: a stable code, and a sentence that says what to do."""

    code: str
    message: str


class Page(Schema, Generic[Row]):
    """Part of a list."""

    count: int = Field(description="Rows of the whole list.")
    next: str | None = Field(description="Address of the part after this one; null at the end.")
    items: list[Row]


class Side(Schema):
    """A party to a dialogue."""

    id: str
    position: int = Field(description="Order on pages; it means nothing else.")
    name: Texts
    language: str = Field(description="The language its public mostly speaks.")


class Dialogue(Schema):
    """The standing engagement of two or more sides."""

    id: UUID
    name: Texts
    about: Texts
    languages: list[str]
    standing: Literal["active", "suspended", "closed"]
    notice: Texts = Field(description="Why it is suspended or closed.")
    sides: list[Side]


class Telling(Schema):
    """A passage of one side's readout that announces something, and the days its words of time can mean."""

    side: Literal["a", "b"]
    name: str
    words: str = Field(description="Empty where the text was taken down.")
    language: str
    when: str
    start: date | None
    end: date | None
    certainty: str


class Record(Schema):
    """What an editor recorded of something announced, with a source."""

    what: Literal["happened", "otherwise", "not", "unknown"]
    on: date | None
    note: str
    source: str
    recorded_on: date


class Announced(Schema):
    """Something that a confirmed row of an encounter says is to happen, and what became of it."""

    id: UUID
    encounter: UUID
    told: list[Telling]
    starts: date | None
    ends: date | None
    standing: Literal["ahead", "open", "passed", "undated", "happened", "otherwise", "not", "unknown"] = Field(
        description="By the newest record; without one, by the day on which this is read."
    )
    records: list[Record] = Field(description="The first one holds.")


class Consultation(Schema):
    """One question put to the publics of a dialogue. Drafts do not exist here."""

    id: UUID
    dialogue: UUID
    question: Texts
    about: Texts
    languages: list[str]
    phase: Literal["ready", "open", "closed", "erased"]
    level: Literal["open", "dealt"] = Field(description="How people join; what it keeps is on the promise page.")
    opens_on: date | None
    closes_on: date | None
    erases_on: date | None = Field(description="The day on which the votes of single people are destroyed.")
    simulated: bool = Field(description="Its votes were made by a program.")
    imported: str | None = Field(description="Where it was held, if it was not held here.")
    follows: UUID | None = Field(description="The round before, where the same question is asked again.")
    announced: Announced | None = Field(
        description="What was announced in an encounter and is asked about, if it was opened on that."
    )
    snapshot: UUID | None = Field(description="The newest publication; null before there is one.")
    sides: list[Side] = Field(description="Sides that people could declare; none in an imported consultation.")


class Interval(Schema):
    """A share between 0 and 1 with its 90 % interval, of those who took part and of nobody else."""

    estimate: float
    low: float
    high: float


class Tally(Schema):
    """Released counts of one statement among some people. What is withheld is null, never zero."""

    people: int = Field(description="How many of them took part.")
    votes: int | None
    agrees: int | None
    disagrees: int | None
    passes: int | None
    agree: Interval | None
    disagree: Interval | None
    pass_: Interval | None = Field(alias="pass")
    withheld: Literal["", "not_enough", "hidden"] = Field(
        description="not_enough: fewer votes than the floor; hidden: it would give another cell away."
    )
    redraw: int = Field(description="The full release that the estimates belong to.")
    matters: int | None = Field(
        description="How many of the votes came with the mark “this matters to me”. Null where that is withheld or was "
        "not recorded, and for every opinion group: it is never cut by groups."
    )
    newer: bool = Field(description="The counts were renewed after the release that the estimates belong to.")


class OfSide(Tally):
    """The tally of a declared side."""

    side: str = Field(description="The side's id.")
    name: str = Field(description="Its name in the published map.")


class OfGroup(Tally):
    """The tally of an opinion group."""

    group: str = Field(description="The group's name in the published map.")


class Released(Schema):
    """What the newest publication says of a statement."""

    snapshot: UUID
    everybody: Tally
    sides: list[OfSide]
    groups: list[OfGroup]


class Statement(Schema):
    """One short sentence that people voted on."""

    id: str
    consultation: UUID
    texts: Texts = Field(description="Empty where it was taken down for what it says.")
    written_in: str | None = Field(description="The language it was written in; the others are translations.")
    origin: Literal["organisers", "public"]
    stage: Literal["shown", "retired"]
    reason: str = Field(description="Why it was retired, from the published list.")
    shown_on: date | None
    released: Released | None = Field(description="Null while no publication holds it.")


class Group(Schema):
    """An opinion group of a published map."""

    name: str
    kind: Literal["camp", "end", "middle"]
    people: int | None


class Snapshot(Schema):
    """One publication, and what it was computed from."""

    id: UUID
    consultation: UUID
    number: int
    made_on: date
    full: bool = Field(description="Whether groups and map were computed anew, or only counts renewed.")
    engine: str
    parameters: dict[str, Any]
    digest: str = Field(description="Keyed digest of the votes that went in.")
    people: int
    votes: int
    groups: list[Group]


class WholeSnapshot(Snapshot):
    """A publication with the whole published map."""

    statements: list[str] = Field(description="Keys of the statements, in the order of the published map.")
    published: dict[str, Any] = Field(description="The published map: published-map-1.schema.json.")
    also: dict[str, Any] = Field(description="What else the results page counts.")


class Outcome(Schema):
    """What became of an answer."""

    done: bool
    evidence: str
    seen_on: date
    recorder: Literal["convener", "side"]


class Answer(Schema):
    """One answer of a side to an item. A later one stands beside the earlier one."""

    id: str
    revision: int = Field(description="The highest is in force.")
    kind: Literal["will_do", "will_discuss", "will_not", "not_ours"]
    reason: Texts
    office: str = Field(description="Who on that side is responsible.")
    due_on: date | None
    source: str = Field(description="Where the side said so.")
    given_on: date
    recorder: Literal["convener", "side"] = Field(description="Who entered it.")
    outcomes: list[Outcome]


class SideAnswers(Schema):
    """The answers of one side to one item, the newest first; none yet is an answer too."""

    side: Side
    answers: list[Answer]
    days_without: int | None = Field(description="Days since the item was pinned; null once there is an answer.")


class Item(Schema):
    """A statement with the numbers it was chosen by, or something announced, on the agenda of a dialogue, with why."""

    id: UUID
    dialogue: UUID
    consultation: UUID | None = Field(description="Null for something announced, as are the next two.")
    statement: str | None
    snapshot: UUID | None
    announced: Announced | None = Field(description="Null for a statement.")
    basis: Literal["statement", "common_ground", "divide", "announced"]
    why: Texts
    position: int
    pinned_on: date
    withdrawn: bool
    withdrawn_on: date | None
    withdrawn_why: Texts
    sides: list[SideAnswers]
