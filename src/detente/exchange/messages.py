"""Sentences as message ids: English here, other languages where they are shown.

`N_` marks a sentence for the catalogues without translating it. Whoever shows it passes a `Translate` (for instance
``gettext.translation(...).gettext``); the fields are filled in afterwards, so a catalogue holds whole sentences.
Counts stand behind a colon ("Votes changed later: 9.") because one form then serves every plural.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

__all__ = ["N_", "Message", "Translate", "fill", "shown", "untranslated"]

Translate = Callable[[str], str]


class Message(str):
    """A text that has a translation; everything else in a sentence (names, numbers, cells) has none."""


def N_(message: str) -> Message:
    """Mark a sentence for the catalogues; it is translated where it is shown."""
    return Message(message)


def untranslated(message: str) -> str:
    """The `Translate` of English."""
    return message


def fill(message: str, values: Mapping[str, object], translate: Translate) -> str:
    """The translated sentence with its fields; a field that is itself a `Message` is translated too."""
    fields = {name: translate(value) if isinstance(value, Message) else value for name, value in values.items()}
    return translate(message).format_map(fields)


def shown(value: object, limit: int = 60) -> str:
    """A cell of a file as a message shows it: on one line, in quotes, cut at `limit` characters."""
    text = repr(str(value)[: limit + 1])
    return text if len(str(value)) <= limit else text[:limit] + "...'"
