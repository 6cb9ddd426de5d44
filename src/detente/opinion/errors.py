"""What the opinion engine refuses, one class per rule.

Each class carries a stable ``code``, so that a program can tell the rules apart, and each message says what was
expected, what was got and what to do.
"""

from __future__ import annotations

from typing import ClassVar


class OpinionError(ValueError):
    """Base of everything that `detente.opinion` refuses."""

    code: ClassVar[str] = "opinion.refused"


class BadParameter(OpinionError):
    """A keyword has a wrong type or lies outside its range."""

    code = "opinion.bad_parameter"

    def __init__(self, name: str, function: str, expected: str, got: object) -> None:
        self.name = name
        super().__init__(f"The {name!r} parameter of {function} must be {expected}. Got {got!r} instead.")


class BadVotes(OpinionError):
    """Votes whose shape, index or value does not make a vote matrix."""

    code = "opinion.bad_votes"


class DuplicateVote(BadVotes):
    """The same participant votes twice on one statement, and nobody said which vote counts."""

    code = "opinion.duplicate_vote"


class NotAnOpinionMap(OpinionError):
    """A text that is not the JSON of an opinion map, or is one of another version."""

    code = "opinion.not_a_map"


class NotTheSamePublic(OpinionError):
    """A previous result does not belong to these participants or statements."""

    code = "opinion.not_the_same_public"
