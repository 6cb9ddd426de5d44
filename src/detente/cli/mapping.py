"""The steps of ``detente map`` and ``detente demo``: read, fit, put into words, write."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import click
import numpy as np

from detente.cli.console import Refusal
from detente.cli.output import check_outputs
from detente.exchange import Conversation, write_tables
from detente.exchange.files import write_file
from detente.opinion import codec
from detente.opinion.disclosure import Waiting, release
from detente.opinion.opinion_map import OpinionMap, map_opinion
from detente.opinion.results import Group, People, PublishedMap
from detente.report import Language, Subject, render_page, render_text

__all__ = ["PRIVATE_FORMAT", "Made", "Outputs", "deliver", "fit", "private_json", "put", "source_name"]

PRIVATE_FORMAT = "detente/private-map/1"
"""Format of the JSON with people in it: no reader of published maps takes it for one."""

TABLES = (
    "statements.csv",
    "tallies.csv",
    "sides.csv",
    "groups.csv",
    "representative.csv",
    "rankings.csv",
    "format.json",
)


@dataclass(frozen=True)
class Outputs:
    """Where results go; None for what is not wanted. One of ``html`` and ``json`` may be ``-``, standard output."""

    html: Path | None = None
    json: Path | None = None
    csv: Path | None = None

    def check(self, inputs: list[Path], language: Language) -> None:
        """Refuse names that cannot be written or that are read (see `check_outputs`)."""
        given = [path for path in (self.html, self.json) if path is not None]
        files = [path for path in given if str(path) != "-"]
        if len(given) - len(files) > 1:
            raise Refusal(language.say("%(file)s is given for two outputs. Give each its own name.", file="-"))
        if self.csv is not None:
            files += [self.csv / name for name in TABLES]
        check_outputs(files, inputs, language, made=self.csv)


def source_name(path: Path) -> str:
    """The name of what was read, without its folder."""
    return path.name or path.resolve().name


@dataclass(frozen=True, eq=False)
class Made:
    """A map that may be published, and everybody's place where it was asked for."""

    published: PublishedMap
    people: People | None


def fit(
    conversation: Conversation,
    *,
    seed: int,
    dimensions: int,
    language: Language,
    private: bool = False,
    progress: Callable[[str, int, int], None] | None = None,
) -> Made:
    """The first full release of a conversation's votes.

    Raises
    ------
    Refusal
        Too few people took part for anything to be published.
    OpinionError
        What the engine refuses.
    """
    made = release(
        None,
        conversation.votes,
        sides=conversation.sides,
        organisers=conversation.organisers,
        dimensions=dimensions,
        rng=seed,
        progress=progress,
    )
    if made.published is None:
        raise Refusal(_waiting(made.waiting, language))
    if not private:
        return Made(made.published, None)
    # The same votes without the floor, turned to the published map, whose groups keep their names.
    opinion = map_opinion(
        conversation.votes,
        sides=conversation.sides,
        organisers=conversation.organisers,
        previous=made.state.engine_memory(),
        dimensions=dimensions,
        rng=seed,
        progress=progress,
    )
    return Made(made.published, _in_groups(opinion, made.published.summary.groups))


def _in_groups(opinion: OpinionMap, groups: tuple[Group, ...]) -> People:
    """The people with their memberships in the published groups, some of which may be withheld."""
    names = [group.name for group in opinion.summary.groups]
    place = [names.index(group.name) if group.name in names else -1 for group in groups]
    of_name = np.full(len(names) + 2, -1, np.int64)  # the last two: between groups (-1) and not placed (-2)
    of_name[-2] = -2
    for at, index in enumerate(place):
        if index >= 0:
            of_name[index] = at
    people = opinion.people
    membership = np.zeros((len(people.group), len(groups)))
    for at, index in enumerate(place):
        if index >= 0:
            membership[:, at] = people.membership[:, index]
    return replace(people, membership=membership, group=of_name[people.group])


def _waiting(waiting: Waiting, language: Language) -> str:
    floor = language.number(waiting.floor)
    if waiting.sides:
        return language.counted(
            "There are not yet enough people for a map that may be published: it takes at least %(floor)s on every "
            "side whose votes can be shown, and %(sides)s has fewer. Give those people no side, or join two sides.",
            "There are not yet enough people for a map that may be published: it takes at least %(floor)s on every "
            "side whose votes can be shown, and %(sides)s have fewer. Give those people no side, or join two sides.",
            len(waiting.sides),
            floor=floor,
            sides=language.listed(list(waiting.sides)),
        )
    return language.say(
        "There are not yet enough people for a map that may be published: it takes at least %(floor)s whose votes can "
        "be shown.",
        floor=floor,
    )


def private_json(published: PublishedMap, people: People, participants: tuple[str, ...]) -> str:
    """The published map and, under ``private``, every participant's place."""
    whole = codec.to_plain(published)
    whole["format"] = PRIVATE_FORMAT
    whole["private"] = {
        "warning": "Single people. Never publish this file, do not pass it on, and delete it when you are done.",
        "participants": list(participants),
        "people": codec.to_plain(people),
    }
    return json.dumps(whole, sort_keys=True, ensure_ascii=False, allow_nan=False, separators=(",", ":")) + "\n"


def put(path: Path, text: str) -> None:
    """Write a file whole or not at all; ``-`` is standard output."""
    if str(path) == "-":
        click.echo(text, nl=False)
    else:
        write_file(path, text)


def deliver(made: Made, conversation: Conversation, subject: Subject, outputs: Outputs, *, language: Language) -> None:
    """Write what was asked for, each file whole or not at all; a few lines of text where nothing was asked for.

    Everything is put into words before the first file is written.
    """
    published = made.published
    if outputs == Outputs():
        click.echo(render_text(published, subject, language=language.code), nl=False)
        return
    texts: dict[Path, str] = {}
    if outputs.html is not None:
        names = conversation.participants if made.people is not None else ()
        texts[outputs.html] = render_page(published, subject, language=language.code, people=made.people, names=names)
    if outputs.json is not None:
        text = codec.dumps(published) + "\n"
        if made.people is not None:
            text = private_json(published, made.people, conversation.participants)
        texts[outputs.json] = text
    if outputs.csv is not None:
        write_tables(published, conversation.statements, outputs.csv)
    for path, text in texts.items():
        put(path, text)
