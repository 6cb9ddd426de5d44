"""One door for `detente map PATH`: the folder of an export, or a CSV of votes."""

from __future__ import annotations

from dataclasses import replace
from os import PathLike
from pathlib import Path

from detente.exchange.conversation import Conversation, ReadNote
from detente.exchange.errors import Unreadable, WrongFile
from detente.exchange.messages import N_
from detente.exchange.polis import read_polis
from detente.exchange.signs import VoteConvention
from detente.exchange.votes_csv import read_sides, read_votes_csv

__all__ = ["read"]

REPLACED_NOTE = N_('The column "side" of the votes was not used: the file of sides replaces it.')


def read(
    path: str | PathLike[str],
    *,
    convention: str | VoteConvention | None = None,
    statements: str | PathLike[str] | None = None,
    sides: str | PathLike[str] | None = None,
    anyway: bool = False,
) -> Conversation:
    """Read a conversation from a folder (a Polis export) or a file (a CSV of votes).

    Parameters
    ----------
    path : path
    convention : str or VoteConvention, optional
        Which numbers mean agree, disagree and pass, where the files do not declare it.
    statements : path, optional
        Texts of the statements, for a CSV of votes.
    sides : path, optional
        Declared sides, a CSV ``participant,side``. They replace a column ``side`` of the votes.
    anyway : bool, default False
        Read an export whose votes are far from the counts it holds, too, and say so in a public note.

    Raises
    ------
    ExchangeError
        One class per rule, with file and line.
    """
    path = Path(path)
    if path.is_dir():
        if statements is not None:
            raise WrongFile(statements, kind=N_("a file of statements, and the export has its own"))
        conversation = read_polis(path, convention=convention, anyway=anyway)
    elif not path.exists():
        raise Unreadable(path, cause=N_("there is no such file or folder"))
    elif path.suffix.lower() == ".zip":
        raise WrongFile(path, kind=N_("a zip archive"))
    else:
        conversation = read_votes_csv(path, convention=convention, statements=statements)
    if sides is None:
        return conversation
    given = read_sides(sides, conversation)
    if conversation.sides is None:
        return replace(conversation, sides=given)
    note = ReadNote("sides_replaced", REPLACED_NOTE, attention=True)
    report = replace(conversation.report, notes=(*conversation.report.notes, note))
    return replace(conversation, sides=given, report=report)
