"""Which number means agree.

The database of Polis stores agree as -1 and its exports write +1, except that one generation of exports wrote the
stored sign. The same votes read with the wrong sign give a map in which everybody holds the opposite view, and nothing
in the map shows it. So: a declaration decides; without one the authors' own votes decide, because whoever submits a
statement agrees to it automatically (4,453 of 4,454 cases in the published conversations of openData, participant 0
left out); and a declaration that makes authors disagree with themselves is refused.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from os import PathLike
from typing import Any

from detente.exchange.errors import (
    BadConvention,
    ConventionConflict,
    SignContradiction,
    UndeclaredNumbers,
    UndeclaredSign,
    UnknownVote,
)
from detente.exchange.messages import N_, Message, shown
from detente.opinion.votes import AGREE, DISAGREE, PASS

__all__ = [
    "POLIS",
    "RAW_POLIS",
    "Declaration",
    "OwnVotes",
    "VoteConvention",
    "agree_declarations",
    "decide_sign",
    "parse_convention",
    "read_declaration_line",
    "read_format_json",
    "read_vote",
]

CLEAR_VOTES = 5
CLEAR_SHARE = 0.8
"""Authors' own votes decide where there are at least `CLEAR_VOTES` and `CLEAR_SHARE` of them point one way. If each
fell to either side by chance, five of five would point the wrong way once in 32; the measured rate of an author who
disagrees is one in 4,454."""

WORDS = {"agree": AGREE, "disagree": DISAGREE, "pass": PASS}


@dataclass(frozen=True)
class VoteConvention:
    """The numbers that stand for agree, disagree and pass (None where no number does)."""

    agree: int
    disagree: int
    pass_: int | None

    def __str__(self) -> str:
        """The declaration, in the form that is read."""
        parts = [f"agree={self.agree:+d}", f"disagree={self.disagree:+d}"]
        if self.pass_ is not None:
            parts.append(f"pass={self.pass_:d}")
        return ";".join(parts)

    @property
    def sign(self) -> int:
        """+1 where agree is +1 and disagree -1, -1 where it is the other way round, 0 for other numbers."""
        if self.pass_ in (0, None) and {self.agree, self.disagree} == {1, -1}:
            return self.agree
        return 0


POLIS = VoteConvention(1, -1, 0)
RAW_POLIS = VoteConvention(-1, 1, 0)


@dataclass(frozen=True)
class Declaration:
    """A convention and who says so."""

    convention: VoteConvention
    source: str


def parse_convention(text: str | VoteConvention, path: str | PathLike[str], line: int | None = None) -> VoteConvention:
    """The convention of a text such as ``agree=+1;disagree=-1;pass=0;format=polis-export/1``.

    Keys in any order, ``format`` ignored, ``pass`` may be absent. The numbers are whole and differ.

    Raises
    ------
    BadConvention
    """
    if isinstance(text, VoteConvention):
        return text

    def refuse(cause: Message) -> BadConvention:
        return BadConvention(path, line, value=shown(text), cause=cause)

    found: dict[str, int] = {}
    for part in text.strip().strip(";").split(";"):
        key, equals, number = (piece.strip() for piece in part.partition("="))
        if not equals:
            raise refuse(N_("each part must be name=number"))
        if key == "format":
            continue
        if key not in WORDS:
            raise refuse(N_("only agree, disagree and pass have numbers"))
        if key in found:
            raise refuse(N_("one name has two numbers"))
        if not re.fullmatch(r"[+-]?[0-9]{1,9}", number):
            raise refuse(N_("a number must be whole"))
        found[key] = int(number)
    if "agree" not in found or "disagree" not in found:
        raise refuse(N_("agree and disagree must both have a number"))
    if len(set(found.values())) < len(found):
        raise refuse(N_("two votes have one number"))
    return VoteConvention(found["agree"], found["disagree"], found.get("pass"))


def read_declaration_line(first: str, path: str | PathLike[str]) -> VoteConvention | None:
    """The convention that the first line of a file declares, None where the line is something else."""
    match = re.match(r"\ufeff?#\s*vote-convention\s*:(.*)", first)
    return parse_convention(match[1], path, 1) if match else None


def read_format_json(text: str, path: str | PathLike[str]) -> VoteConvention | None:
    """The convention of the ``format.json`` beside an export, None where it declares none.

    Raises
    ------
    BadConvention
        Not a JSON object, or its two ways of saying it are unreadable or differ.
    """
    try:
        data: Any = json.loads(text)
    except (ValueError, RecursionError) as fault:
        raise BadConvention(path, value=shown(text), cause=N_("it is not JSON")) from fault
    if not isinstance(data, dict):
        raise BadConvention(path, value=shown(text), cause=N_("it is not a JSON object"))
    said = data.get("vote-convention")
    from_text = parse_convention(said, path) if isinstance(said, str) else None
    numbers = data.get("vote")
    from_numbers = None
    if isinstance(numbers, dict):
        from_numbers = parse_convention(";".join(f"{key}={value}" for key, value in numbers.items()), path)
    if from_text is not None and from_numbers is not None and from_text != from_numbers:
        raise ConventionConflict(path, one=from_text, source="vote-convention", other=from_numbers, other_source="vote")
    return from_text or from_numbers


def agree_declarations(path: str | PathLike[str], declarations: Sequence[Declaration]) -> VoteConvention | None:
    """The one convention that all declarations state; None without any.

    Raises
    ------
    ConventionConflict
    """
    if not declarations:
        return None
    first = declarations[0]
    for other in declarations[1:]:
        if other.convention != first.convention:
            raise ConventionConflict(
                path, one=first.convention, source=first.source, other=other.convention, other_source=other.source
            )
    return first.convention


@dataclass(frozen=True)
class OwnVotes:
    """Authors' votes on their own statements as the file writes them, passes and participant 0 left out."""

    plus: int
    minus: int

    @property
    def total(self) -> int:
        """How many there are."""
        return self.plus + self.minus

    @property
    def clear(self) -> int:
        """+1 or -1 where they clearly tell the number of agree, else 0."""
        if self.total < CLEAR_VOTES:
            return 0
        if self.plus >= CLEAR_SHARE * self.total:
            return 1
        return -1 if self.minus >= CLEAR_SHARE * self.total else 0


def decide_sign(
    declared: VoteConvention | None, own: OwnVotes, *, known: int, path: str | PathLike[str]
) -> tuple[int, str]:
    """What agree is in an export, and how that was decided: ``"declared"``, ``"authors"`` or ``"assumed"``.

    Parameters
    ----------
    declared : VoteConvention or None
    own : OwnVotes
    known : int
        The sign that every export of this generation has, 0 where both occur.

    Raises
    ------
    BadConvention
        Numbers declared that an export does not use.
    SignContradiction
        Declared, and authors clearly disagree with themselves.
    UndeclaredSign
        Nothing decides.
    """
    if declared is not None:
        if declared.sign == 0:
            cause = N_("a Polis export writes +1, -1 and 0")
            raise BadConvention(path, value=shown(declared), cause=cause)
        if own.clear == -declared.sign:
            against = own.minus if declared.sign == 1 else own.plus
            raise SignContradiction(path, convention=declared, against=against, total=own.total)
        return declared.sign, "declared"
    if own.clear:
        return own.clear, "authors"
    if known:
        return known, "assumed"
    raise UndeclaredSign(path, plus=own.plus, minus=own.minus)


def read_vote(cell: str, convention: VoteConvention | None, path: str | PathLike[str], line: int) -> int:
    """A vote from a cell of a CSV of votes: a word in any case, or a number of the declared convention.

    Raises
    ------
    UndeclaredNumbers
        A number without a convention.
    UnknownVote
    """
    word = cell.strip().lower()
    if word in WORDS:
        return WORDS[word]
    number = _number(word)
    if number is not None and convention is None:
        raise UndeclaredNumbers(path, line, value=shown(cell))
    if number is None or convention is None:
        raise UnknownVote(path, line, value=shown(cell), expected=N_("agree, disagree or pass"))
    if number == convention.agree:
        return AGREE
    if number == convention.disagree:
        return DISAGREE
    if number == convention.pass_:
        return PASS
    raise UnknownVote(path, line, value=shown(cell), expected=f"agree, disagree, pass ({convention})")


def _number(text: str) -> int | None:
    """A whole number, also as spreadsheets write it (``1.0``)."""
    match = re.fullmatch(r"([+-]?[0-9]{1,9})(?:\.0*)?", text)
    return int(match[1]) if match else None
