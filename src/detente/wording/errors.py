"""What the wording engine refuses, one class per rule.

Each class carries a stable ``code``, so that a program can tell the rules apart, and each message says what was
expected, what was got and what to do.
"""

from __future__ import annotations

from typing import ClassVar


class WordingError(ValueError):
    """Base of everything that `detente.wording` refuses."""

    code: ClassVar[str] = "wording.refused"


class BadParameter(WordingError):
    """A keyword has a wrong type or lies outside its range."""

    code = "wording.bad_parameter"

    def __init__(self, name: str, function: str, expected: str, got: object) -> None:
        self.name = name
        super().__init__(f"The {name!r} parameter of {function} must be {expected}. Got {got!r} instead.")


class EmptyText(WordingError):
    """A text without a single word."""

    code = "wording.empty_text"


class FileTooLarge(WordingError):
    """More bytes than are read at once."""

    code = "wording.file_too_large"


class TextTooLong(WordingError):
    """A text with more points than can be laid side by side in reasonable time."""

    code = "wording.text_too_long"


class HiddenDirection(WordingError):
    """A text with invisible characters that reorder what a reader sees (bidi overrides)."""

    code = "wording.hidden_direction"


class NotPlainText(WordingError):
    """A text that holds control characters, as a binary file read as text does."""

    code = "wording.not_plain_text"


class SameText(WordingError):
    """The same text was given twice where two are needed."""

    code = "wording.same_text"


class OtherTexts(WordingError):
    """Two concordances of different texts were given where two of the same are needed."""

    code = "wording.other_texts"


class BadPiece(WordingError):
    """A piece of a given segmentation that cannot be one.

    Attributes
    ----------
    number : int
        Which piece, from 1.
    cause : str
        ``"outside"`` (of the text) · ``"blank"`` · ``"overlap"`` · ``"order"`` · ``"kind"`` (none that is known) ·
        ``"too_long"``.
    """

    code = "wording.bad_piece"

    def __init__(self, number: int, cause: str, message: str) -> None:
        self.number = number
        self.cause = cause
        super().__init__(f"Piece {number}: {message}")


class BadLexicon(WordingError):
    """A lexicon pack that does not follow its format; the message names the pack, the key and the entry."""

    code = "wording.bad_lexicon"


class UnknownLexicon(WordingError):
    """A lexicon pack asked for by a name that no pack has."""

    code = "wording.unknown_lexicon"


class BadEncoder(WordingError):
    """An encoder that is not there, or answers with something else than one vector of fixed length per text."""

    code = "wording.bad_encoder"
