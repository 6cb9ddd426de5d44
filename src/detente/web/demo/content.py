"""What the demonstration is about: two invented towns, read from the two TOML files beside this one."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

__all__ = ["Sentence", "Setting", "Words", "content", "said"]

Words = Mapping[str, str]
"""A text by language."""

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Sentence:
    """A statement in all languages, with how people answer it.

    `answers` are the chances that somebody of the first side, and of the second, agrees, and that anybody passes; then
    what moves the log-odds of agreeing for people who want the towns to do more together, and for those who would
    rather be firm than quick.
    """

    words: Words
    written_in: str
    answers: tuple[float, ...]
    public: bool


@dataclass(frozen=True)
class Setting:
    """A consultation of the demonstration. Days count from today."""

    name: str
    level: str
    question: Words
    about: Words
    sentences: tuple[Sentence, ...]
    opened: int = 0
    closes: int = 0
    erases: int = 0
    people: int = 0
    sides: tuple[float, ...] = ()
    expected: int = 0
    codes: int = 0
    visitors: int = 0


@dataclass(frozen=True)
class Content:
    """Everything that the demonstration holds."""

    languages: tuple[str, ...]
    name: Words
    about: Words
    sides: tuple[Mapping[str, Any], ...]
    people: tuple[Mapping[str, str], ...]
    settings: Mapping[str, Setting]
    in_hand: Mapping[str, tuple[Mapping[str, Any], ...]]
    """Statements in the moderators' hands: ``waiting``, ``accepted``, ``refused``, ``appealed``."""
    agenda: tuple[Mapping[str, Any], ...]
    """What became of the closed consultation."""


@cache
def content() -> Content:
    """Read both files."""
    frame = tomllib.loads((HERE / "dialogue.toml").read_text(encoding="utf-8"))
    said_here = tomllib.loads((HERE / "statements.toml").read_text(encoding="utf-8"))
    dialogue = frame["dialogue"]
    languages = tuple(dialogue["languages"])
    settings = {}
    for name in ("running", "dealt", "closed", "draft"):
        table = dict(frame[name])
        own = [_sentence(row, languages) for row in table.pop("opening", ())]
        if name == "running":
            own = [_sentence(row, languages) for row in said_here["opening"]]
            own += [_sentence(row, languages, public=True) for row in said_here["public"]]
        table["sides"] = tuple(table.get("sides", ()))
        settings[name] = Setting(name=name, sentences=tuple(own), about=table.pop("about", {}), **table)
    return Content(
        languages=languages,
        name=dialogue["name"],
        about=dialogue["about"],
        sides=tuple(frame["side"]),
        people=tuple(frame["person"]),
        settings=settings,
        in_hand={stage: tuple(said_here[stage]) for stage in ("waiting", "accepted", "refused", "appealed")},
        agenda=tuple(frame["agenda"]),
    )


def said(setting: Setting, *, public: bool) -> tuple[Sentence, ...]:
    """The sentences of the publics, or of the organisers."""
    return tuple(sentence for sentence in setting.sentences if sentence.public == public)


def _sentence(row: Mapping[str, Any], languages: tuple[str, ...], *, public: bool = False) -> Sentence:
    return Sentence(
        words={language: row[language] for language in languages},
        written_in=row.get("written_in", languages[0]),
        answers=tuple(row.get("answers", ())),
        public=public,
    )
