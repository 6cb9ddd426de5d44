"""Small exports of each generation, written from the description of the formats (docs/reference/files).

No file of generation B or C was at hand: these follow the published format page of Polis and its byte pins.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

DECLARED = "agree=+1;disagree=-1;pass=0;format=polis-export/1"
START = 1_700_000_000_000
JAVA = "Tue Nov 14 22:13:20 UTC 2023"
JS = "Tue Nov 14 2023 22:13:20 GMT+0000 (Coordinated Universal Time)"

TEXTS = {
    0: "The bridge should be repaired first.",
    1: 'A "quoted" word, and a comma.',
    2: "Two lines:\nthe second one.",
    3: "Rejected, with a comma.",
    4: "Nobody voted here.",
    5: "Fünf – ليلاً",
}


@dataclass(frozen=True)
class Polis:
    """A conversation: statements as (id, author, moderated), votes as (seconds, statement, voter, vote)."""

    statements: Sequence[tuple[int, int, int]] = ((0, 0, 1), (1, 3, 1), (2, 4, 0), (3, 5, -1), (4, 0, 1), (5, 6, 1))
    votes: Sequence[tuple[int, int, int, int]] = ()
    texts: dict[int, str] = field(default_factory=lambda: dict(TEXTS))

    def flipped(self) -> Polis:
        """The same conversation with the sign of the database."""
        return replace(self, votes=[(t, s, p, -v) for t, s, p, v in self.votes])

    def last(self) -> dict[tuple[int, int], int]:
        """(voter, statement) to the vote that counts."""
        return {(p, s): v for t, s, p, v in sorted(self.votes)}

    def counts(self, statement: int) -> tuple[int, int]:
        """Votes of +1 and of -1 in the log, changed ones included."""
        cast = [v for _, s, _, v in self.votes if s == statement]
        return cast.count(1), cast.count(-1)


def conversation() -> Polis:
    """Seven people; five authors agree with what they wrote; participant 2 changes a vote."""
    votes = [
        (100, 0, 1, 1), (101, 0, 2, -1), (102, 0, 3, 1), (103, 0, 4, 0), (104, 0, 5, -1),
        (110, 1, 3, 1), (111, 1, 1, -1), (112, 1, 2, 1), (113, 1, 6, 1),
        (120, 2, 4, 1), (121, 2, 1, 0), (122, 2, 2, 1),
        (130, 3, 5, 1), (131, 3, 1, -1),
        (140, 5, 6, 1), (141, 5, 3, -1), (142, 5, 7, 1),
        (150, 0, 2, 1),  # changed: was -1
    ]  # fmt: skip
    statements = ((0, 0, 1), (1, 3, 1), (2, 4, 0), (3, 5, -1), (4, 0, 1), (5, 6, 1), (6, 7, 1))
    votes.append((160, 6, 7, 1))
    return Polis(statements, votes, {**TEXTS, 6: "Seven."})


def quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def standard(text: str) -> str:
    """Quotation marks only where they are needed, as generation A has it."""
    return quoted(text) if any(mark in text for mark in ',"\n\r') else text


def _lines(rows: Iterable[Sequence[object]]) -> str:
    return "".join(",".join(str(cell) for cell in row) + "\n" for row in rows)


def _write(folder: Path, name: str, text: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(text.encode("utf-8"))


def _comments(data: Polis, times: int, datetime: str, body) -> str:
    head = ["timestamp", "datetime", "comment-id", "author-id", "agrees", "disagrees", "moderated", "comment-body"]
    rows = [
        (START // times + s, datetime, s, author, *data.counts(s), moderated, body(data.texts[s]))
        for s, author, moderated in reversed(data.statements)
    ]
    return _lines([head, *rows])


def _log(data: Polis, times: int, datetime: str) -> str:
    head = ["timestamp", "datetime", "comment-id", "voter-id", "vote"]
    rows = [
        (START // times + t * (1000 // times), datetime, s, p, v)
        for t, s, p, v in sorted(data.votes, key=lambda row: (row[1], row[2], row[0]))
    ]
    return _lines([head, *rows])


def _matrix(data: Polis, columns: Sequence[int], xid: bool) -> str:
    last = data.last()
    head = ["participant", *(["xid"] if xid else []), "group-id", "n-comments", "n-votes", "n-agree", "n-disagree"]
    rows = []
    for p in sorted({p for p, _ in last}, reverse=True):
        mine = {s: v for (q, s), v in last.items() if q == p}
        counts = (len(mine), list(mine.values()).count(1), list(mine.values()).count(-1))
        written = sum(author == p for _, author, _ in data.statements)
        rows.append((p, *([""] if xid else []), 0, written, *counts, *(mine.get(s, "") for s in columns)))
    return _lines([[*head, *columns], *rows])


def write_a(folder: Path, data: Polis, *, log: bool = True, matrix: bool = True) -> Path:
    """The old zip, unpacked: milliseconds, agree +1, columns of the table only for statements with a vote."""
    _write(folder, "comments.csv", _comments(data, 1, JAVA, standard))
    if log:
        _write(folder, "votes.csv", _log(data, 1, JAVA))
    if matrix:
        voted = sorted({s for _, s, _, _ in data.votes})
        _write(folder, "participants-votes.csv", _matrix(data, voted, xid=True))
    rows = [("topic", "The bridge"), ("url", "https://example.org/a"), ("views", 9), ("voters", 7)]
    _write(folder, "summary.csv", _lines([*rows, ("conversation-description", quoted("What first?\nAnd then?"))]))
    return folder


def write_b(folder: Path, data: Polis) -> Path:
    """The first export of the Node server: seconds, statements not quoted, the sign of the database throughout."""
    raw = data.flipped()
    _write(folder, "comments.csv", _comments(raw, 1000, JS, str))
    _write(folder, "votes.csv", _log(raw, 1000, JS))
    rows = [("topic", quoted("The bridge")), ("url", "https://example.org/b"), ("voters", 7)]
    text = _lines([*rows, ("conversation-description", quoted("What first?\nAnd then?"))])
    _write(folder, "summary.csv", text.removesuffix("\n"))
    return folder


def write_c(folder: Path, data: Polis, *, declared: str | None = DECLARED) -> Path:
    """The present export: seconds, statements quoted, agree +1, declared twice."""
    _write(folder, "comments.csv", _comments(data, 1000, JS, quoted))
    _write(folder, "votes.csv", _log(data, 1000, JS))
    everything = [s for s, _, _ in data.statements]
    _write(folder, "participant-votes.csv", _matrix(data, everything, xid=False))
    groups = ["comment-id", "comment", "total-votes", "total-agrees", "total-disagrees", "total-passes"]
    _write(folder, "comment-groups.csv", _lines([groups]))
    rows = [("topic", quoted("The bridge")), ("url", "https://example.org/c"), ("voters", 7)]
    rows.append(("conversation-description", quoted("What first?\nAnd then?")))
    if declared is not None:
        rows.append(("vote-convention", declared))
        whole = {"format": "polis-export/1", "vote-convention": declared, "files": {"votes.csv": {"vote": "vote"}}}
        _write(folder, "format.json", json.dumps(whole))
    _write(folder, "summary.csv", _lines(rows).removesuffix("\n"))
    return folder


def edit(path: Path, old: str, new: str) -> None:
    """Replace the one place in a file where `old` stands."""
    text = path.read_bytes().decode("utf-8")
    assert text.count(old) == 1, f"{text.count(old)} × {old!r} in {path.name}"
    path.write_bytes(text.replace(old, new).encode("utf-8"))
