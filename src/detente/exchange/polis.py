"""A Polis export, of any generation, as a conversation.

The votes log is preferred to the table of participants, because only it tells which vote came last and which line is
at fault; the table is then used to check it. Nothing is decided in silence: every choice is in the report.
"""

from __future__ import annotations

from collections import Counter
from os import PathLike
from pathlib import Path

import numpy as np
import numpy.typing as npt

from detente.exchange.conversation import Conversation, Statement
from detente.exchange.errors import NotAnExport, NoVotes, UnknownStatement, Unreadable
from detente.exchange.messages import N_
from detente.exchange.polis_files import (
    Comments,
    Log,
    Matrix,
    Summary,
    read_comments,
    read_log,
    read_matrix,
    read_summary,
)
from detente.exchange.polis_report import Checks, Facts, FirstParticipant, LastVotes, report_of
from detente.exchange.signs import (
    Declaration,
    OwnVotes,
    VoteConvention,
    agree_declarations,
    decide_sign,
    parse_convention,
    read_format_json,
)
from detente.exchange.tables import read_text
from detente.opinion.votes import VoteMatrix

__all__ = ["read_polis"]

IntArray = npt.NDArray[np.int64]

MATRIX_NAMES = ("participants-votes.csv", "participant-votes.csv")
STATES = {-1: "rejected", 0: "undecided", 1: "accepted"}
KNOWN_SIGN = {"A": 1, "B": 0, "C": 0}
"""Generation A always writes agree as +1; the Node server wrote both signs before it declared one."""

MAY_BE_UNKNOWN = 0.01
"""Share of votes on statements that are not there, beyond which the two files are not of one conversation."""


def read_polis(
    folder: str | PathLike[str], *, convention: str | VoteConvention | None = None, anyway: bool = False
) -> Conversation:
    """Read the folder of an unpacked Polis export.

    Parameters
    ----------
    folder : path
        Holds comments.csv and votes.csv, participants-votes.csv (or participant-votes.csv), or both; summary.csv and
        format.json are used where they exist.
    convention : str or VoteConvention, optional
        A declaration such as ``"agree=+1;disagree=-1;pass=0"``, for an export that has none.
    anyway : bool, default False
        Read votes that are far from the counts of comments.csv, too, and say so in a public note.

    Returns
    -------
    Conversation
        Statements in ascending id, rejected ones left out; participants in ascending id.

    Raises
    ------
    ExchangeError
        One class per rule, with file and line.
    """
    folder = Path(folder)
    names = _names(folder)
    matrix_name = next((name for name in MATRIX_NAMES if name in names), None)
    comments = read_comments(folder / "comments.csv")
    log = read_log(folder / "votes.csv") if "votes.csv" in names else None
    matrix = read_matrix(folder / matrix_name) if matrix_name else None
    summary = read_summary(folder / "summary.csv") if "summary.csv" in names else Summary("", "", None, None)
    from_json = None
    if "format.json" in names:
        from_json = read_format_json(read_text(folder / "format.json"), folder / "format.json")
    declared = _declared(folder, convention, summary, from_json, log)

    generation = _generation(names, comments, log, summary)
    known_ids = np.unique(np.array(comments.ids, np.int64))
    votes = _last_votes(log, known_ids) if log is not None else _table_votes(matrix, known_ids)
    own = _own_votes(comments, votes)
    sign, basis = decide_sign(declared, own, known=KNOWN_SIGN[generation], path=folder)

    facts = Facts(generation, comments, log, matrix, votes, own, sign, basis, declared, anyway)
    checks = facts.check()
    return _assemble(facts, summary, checks)


def _names(folder: Path) -> frozenset[str]:
    """Names in the folder, once it is known to hold what is needed."""
    try:
        names = frozenset(path.name for path in folder.iterdir())
    except (FileNotFoundError, NotADirectoryError) as fault:
        raise Unreadable(folder, cause=N_("there is no such folder")) from fault
    except OSError as fault:
        raise Unreadable(folder, cause=fault.strerror or type(fault).__name__) from fault
    if "comments.csv" not in names:
        raise NotAnExport(folder, missing="comments.csv")
    if names.isdisjoint({"votes.csv", *MATRIX_NAMES}):
        raise NotAnExport(folder, missing="votes.csv, participants-votes.csv")
    return names


def _declared(
    folder: Path,
    convention: str | VoteConvention | None,
    summary: Summary,
    from_json: VoteConvention | None,
    log: Log | None,
) -> VoteConvention | None:
    found = []
    if convention is not None:
        found.append(Declaration(parse_convention(convention, folder), N_("option")))
    if summary.convention is not None:
        said = parse_convention(summary.convention, folder / "summary.csv", summary.line)
        found.append(Declaration(said, "summary.csv"))
    if from_json is not None:
        found.append(Declaration(from_json, "format.json"))
    if log is not None and log.declared is not None:
        found.append(Declaration(log.declared, "votes.csv"))
    return agree_declarations(folder, found)


def _generation(names: frozenset[str], comments: Comments, log: Log | None, summary: Summary) -> str:
    if comments.milliseconds or (log is not None and log.milliseconds) or MATRIX_NAMES[0] in names:
        return "A"
    marks = {"format.json", "comment-groups.csv", "comment-clusters.csv", "participant-importance.csv"}
    if summary.convention is not None or comments.every_text_quoted or not names.isdisjoint(marks):
        return "C"
    return "B"


def _last_votes(log: Log, known_ids: IntArray) -> LastVotes:
    """Only the last vote of each participant on each statement: by time, then by place in the file."""
    person, statement = np.array(log.voters, np.int64), np.array(log.statements, np.int64)
    number, time = np.array(log.numbers, np.int64), np.array(log.times, np.int64)
    known = _known(log.path, statement, known_ids, np.array(log.lines, np.int64))
    order = np.lexsort((time, statement, person))
    order = order[known[order]]
    last = np.ones(len(order), bool)
    last[:-1] = (np.diff(person[order]) != 0) | (np.diff(statement[order]) != 0)
    kept = order[last]
    return _with_unknown(LastVotes(log.path, person[kept], statement[kept], number[kept], len(person)), known, log)


def _table_votes(matrix: Matrix | None, known_ids: IntArray) -> LastVotes:
    assert matrix is not None  # _names refused a folder with neither file
    person, statement = np.array(matrix.voters, np.int64), np.array(matrix.statements, np.int64)
    number = np.array(matrix.numbers, np.int64)
    known = _known(matrix.path, statement, known_ids, np.array(matrix.lines, np.int64))
    order = np.lexsort((statement, person))
    kept = order[known[order]]
    votes = LastVotes(matrix.path, person[kept], statement[kept], number[kept], len(person))
    return _with_unknown(votes, known, matrix)


def _known(path: str, statement: IntArray, known_ids: IntArray, lines: IntArray) -> npt.NDArray[np.bool_]:
    known = np.isin(statement, known_ids)
    unknown = np.flatnonzero(~known)
    if unknown.size > MAY_BE_UNKNOWN * len(statement):
        first = int(unknown[0])
        raise UnknownStatement(
            path,
            int(lines[first]),
            value=int(statement[first]),
            where="comments.csv",
            count=int(unknown.size),
            total=len(statement),
        )
    return known


def _with_unknown(votes: LastVotes, known: npt.NDArray[np.bool_], source: Log | Matrix) -> LastVotes:
    unknown = np.flatnonzero(~known)
    if not unknown.size:
        return votes
    first = int(unknown[0])
    return LastVotes(
        votes.path,
        votes.person,
        votes.statement,
        votes.number,
        votes.n_rows,
        unknown=int(unknown.size),
        unknown_line=source.lines[first],
        unknown_id=source.statements[first],
    )


def _own_votes(comments: Comments, votes: LastVotes) -> OwnVotes:
    author = dict(zip(comments.ids, comments.authors, strict=True))
    seen: Counter[int] = Counter()
    for person, statement, number in zip(
        votes.person.tolist(), votes.statement.tolist(), votes.number.tolist(), strict=True
    ):
        if person != 0 and author[statement] == person:
            seen[number] += 1
    return OwnVotes(plus=seen[1], minus=seen[-1])


def _assemble(facts: Facts, summary: Summary, checks: Checks) -> Conversation:
    comments, votes = facts.comments, facts.votes
    row_of = {ident: row for row, ident in enumerate(comments.ids)}
    kept_ids = sorted(ident for ident, row in row_of.items() if comments.moderated[row] != -1)
    ids = np.array(kept_ids, np.int64)
    kept = np.isin(votes.statement, ids)
    if not kept.any():
        raise NoVotes(votes.path)
    everybody = facts.matrix.everybody if facts.matrix is not None else []
    people = np.union1d(votes.person, np.array(everybody, np.int64))
    matrix = VoteMatrix.from_triples(
        np.searchsorted(people, votes.person[kept]),
        np.searchsorted(ids, votes.statement[kept]),
        votes.number[kept] * facts.sign,
        n_participants=len(people),
        n_statements=len(ids),
    )
    first = FirstParticipant.of(comments, votes, facts.sign)
    statements = tuple(
        Statement(
            id=str(ident),
            text=comments.texts[row],
            by_organiser=_by_organiser(comments.seeds[row], comments.authors[row], ident in first.agreed),
            state=STATES[comments.moderated[row]],
            is_meta=comments.meta[row],
        )
        for ident, row in ((ident, row_of[ident]) for ident in kept_ids)
    )
    organisers = (int(np.searchsorted(people, 0)),) if first.is_organiser else ()
    report = report_of(facts, matrix, first, rejected_votes=int((~kept).sum()), checks=checks)
    return Conversation(
        votes=matrix,
        participants=tuple(str(person) for person in people.tolist()),
        statements=statements,
        sides=None,
        organisers=organisers,
        topic=summary.topic,
        description=summary.description,
        report=report,
    )


def _by_organiser(seed: bool | None, author: int, agreed: bool) -> bool:
    return seed if seed is not None else author == 0 and not agreed
