"""What a text must be before the rules look at it."""

from __future__ import annotations

import re

from detente.wording.errors import BadParameter, EmptyText, HiddenDirection, NotPlainText, TextTooLong
from detente.wording.results import Text

__all__ = ["LONGEST", "checked"]

LONGEST = 400_000
"""Characters: some sixty thousand words, an hour-long session taken down word for word six times over."""

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_OVERRIDE = re.compile(r"[\u202d\u202e]")


def checked(text: Text) -> Text:
    """Return the text, or refuse it.

    Raises
    ------
    BadParameter
        The body is no string.
    EmptyText
        Not one letter or digit.
    NotPlainText
        Control characters: a binary file, or one read in a wrong encoding.
    HiddenDirection
        Characters that make a reader see the letters in another order than they stand (U+202D, U+202E). Marks and
        isolates that right-to-left writing needs are let pass.
    TextTooLong
        More than `LONGEST` characters.
    """
    if not isinstance(text.body, str):
        raise BadParameter("body", "Text", "a string", type(text.body).__name__)
    control = _CONTROL.search(text.body)
    if control:
        raise NotPlainText(
            f"Character {control.start() + 1} of the text is the control character U+{ord(control.group()):04X}: "
            "this is no plain text. Give the text itself, not the file it came in."
        )
    override = _OVERRIDE.search(text.body)
    if override:
        raise HiddenDirection(
            f"Character {override.start() + 1} of the text is U+{ord(override.group()):04X}, which makes readers see "
            "letters in another order than they stand. Take it out and look at the text again."
        )
    if not re.search(r"[^\W_]", text.body):
        raise EmptyText("The text holds no word. Give the readout itself.")
    if len(text.body) > LONGEST:
        raise TextTooLong(
            f"The text has {len(text.body)} characters, more than {LONGEST}. Give the part that is the readout."
        )
    return text
