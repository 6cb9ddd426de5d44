"""A published map as JSON and as tables.

The JSON is the map itself (docs/reference/published-map-1.schema.json). The tables are for spreadsheets: column names
are those of Polis exports where a column means the same. What the map withholds is an empty cell, never a zero.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from os import PathLike

from detente.exchange.conversation import Statement
from detente.exchange.errors import NotAPublishedMap, StatementsDoNotFit
from detente.exchange.files import write_file, write_folder
from detente.exchange.signs import POLIS
from detente.exchange.tables import read_text
from detente.opinion import codec
from detente.opinion.errors import NotAnOpinionMap
from detente.opinion.results import PUBLISHED_FORMAT, Cell, Interval, MapSummary, PublishedMap, RankedStatement

__all__ = ["TABLES_FORMAT", "guard", "read_json", "tables", "unguard", "write_json", "write_tables"]

TABLES_FORMAT = "detente/tables/1"

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""Characters, also full-width, after which a spreadsheet takes a cell for a formula (OWASP, "CSV Injection")."""

SHARES = ("agree", "disagree", "pass")
SHARE_COLUMNS = tuple(f"{share}-{part}" for share in SHARES for part in ("share", "low", "high"))
COUNT_COLUMNS = ("votes", "agrees", "disagrees", "passes")
STATE_CODES = {"rejected": -1, "undecided": 0, "accepted": 1}

Row = Sequence[object]


def write_json(published: PublishedMap, path: str | PathLike[str]) -> None:
    """Write a published map as JSON: sorted keys, six decimals; equal maps give equal bytes.

    Raises
    ------
    CannotWrite
        Nothing was changed.
    """
    write_file(path, codec.dumps(published) + "\n")


def read_json(path: str | PathLike[str]) -> PublishedMap:
    """Read a published map from the JSON that `write_json` wrote.

    Raises
    ------
    NotAPublishedMap
        Something else, or another version; the message names the place.
    ExchangeError
        The file cannot be read as text.
    """
    text = read_text(path)
    try:
        published = codec.loads(PublishedMap, text)
    except NotAnOpinionMap as fault:
        raise NotAPublishedMap(path, cause=str(fault)) from fault
    if published.format != PUBLISHED_FORMAT:
        cause = f"$.format must be {PUBLISHED_FORMAT!r}. Got {published.format!r} instead."
        raise NotAPublishedMap(path, cause=cause)
    return published


def write_tables(
    published: PublishedMap, statements: Sequence[Statement], folder: str | PathLike[str], *, exact: bool = False
) -> None:
    """Write a published map as CSV tables into a folder, which is made if it does not exist.

    Parameters
    ----------
    published : PublishedMap
    statements : sequence of Statement
        In the order of the map's statement indices.
    folder : path
    exact : bool
        By default a text of a user that a spreadsheet would run as a formula gets an apostrophe in front (see
        `guard`; format.json says so). With `exact` texts are written as they are.

    Raises
    ------
    StatementsDoNotFit
        Not one statement per statement of the map.
    CannotWrite
        Nothing was changed.
    """
    if len(statements) != published.summary.n_statements:
        raise StatementsDoNotFit(folder, expected=published.summary.n_statements, got=len(statements))
    write_folder(folder, tables(published, statements, exact=exact))


def tables(published: PublishedMap, statements: Sequence[Statement], *, exact: bool = False) -> dict[str, str]:
    """The texts of the files that `write_tables` writes, by name; statements must be those of the map, in its order."""
    summary = published.summary

    def user(text: str) -> str:
        return text if exact else guard(text)

    ids = [user(leaf.id) for leaf in statements]
    return {
        "statements.csv": _csv(_statement_rows(summary, statements, ids, [user(leaf.text) for leaf in statements])),
        "tallies.csv": _csv(_tally_rows(summary, ids, [user(side.name) for side in summary.sides])),
        "sides.csv": _csv(_side_rows(summary, [user(side.name) for side in summary.sides])),
        "groups.csv": _csv(_group_rows(summary)),
        "representative.csv": _csv(_representative_rows(summary, ids)),
        "rankings.csv": _csv(_ranking_rows(summary, ids)),
        "format.json": _format_json(published, exact),
    }


def guard(text: str) -> str:
    """A user's text that no spreadsheet runs: an apostrophe in front where it begins like a formula.

    A text that begins with an apostrophe gets one more, so that `unguard` gives every text back.

    Examples
    --------
    >>> guard("=1+1"), guard("No."), guard("'tis")
    ("'=1+1", 'No.', "''tis")
    """
    return "'" + text if text.lstrip(" ").startswith((*FORMULA_STARTS, "'")) else text


def unguard(text: str) -> str:
    """The text before `guard`."""
    guarded = text.startswith("'") and text[1:].lstrip(" ").startswith((*FORMULA_STARTS, "'"))
    return text[1:] if guarded else text


def _csv(rows: Iterator[Row]) -> str:
    out = io.StringIO(newline="")
    # CRLF as in RFC 4180: with "\n" alone the module leaves a lone carriage return in a text without quotation marks
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return out.getvalue()


def _number(value: float | None) -> object:
    return "" if value is None else round(value, codec.DECIMALS) + 0.0


def _interval(interval: Interval | None) -> Row:
    if interval is None:
        return ("", "", "")
    return (_number(interval.estimate), _number(interval.low), _number(interval.high))


def _cell(cell: Cell) -> Row:
    counts: Row = (cell.n_votes, cell.agreed, cell.disagreed, cell.passed) if not cell.withheld else ("", "", "", "")
    return (
        *counts,
        *_interval(cell.agree),
        *_interval(cell.disagree),
        *_interval(cell.pass_),
        cell.withheld,
        cell.redraw,
        "" if cell.marked is None else cell.marked,
        "true" if cell.newer else "",
    )


def _flag(value: bool | None) -> str:
    return "" if value is None else "true" if value else "false"


def _statement_rows(
    summary: MapSummary, statements: Sequence[Statement], ids: list[str], bodies: list[str]
) -> Iterator[Row]:
    yield (
        "comment-id",
        *COUNT_COLUMNS,
        *SHARE_COLUMNS,
        "withheld",
        "redraw",
        "matters",
        "newer",
        "moderated",
        "is-seed",
        "is-meta",
        "comment-body",
    )
    for result in summary.statements:
        leaf = statements[result.statement]
        flags = (STATE_CODES[leaf.state], _flag(leaf.by_organiser), _flag(leaf.is_meta))
        yield (ids[result.statement], *_cell(result.overall), *flags, bodies[result.statement])


def _tally_rows(summary: MapSummary, ids: list[str], sides: list[str]) -> Iterator[Row]:
    flags = ("withheld", "redraw", "matters", "newer")
    yield ("comment-id", "among", "name", "people", *COUNT_COLUMNS, *SHARE_COLUMNS, *flags)
    for result in summary.statements:
        ident = ids[result.statement]
        yield (ident, "all", "", result.overall.n_people, *_cell(result.overall))
        for name, cell in zip(sides, result.sides, strict=True):
            yield (ident, "side", name, cell.n_people, *_cell(cell))
        for group, cell in zip(summary.groups, result.groups, strict=True):
            yield (ident, "group", group.name, cell.n_people, *_cell(cell))


def _side_rows(summary: MapSummary, sides: list[str]) -> Iterator[Row]:
    yield ("side", "among", "name", "people", "votes")
    for name, side in zip(sides, summary.sides, strict=True):
        yield (name, "all", "", side.n_people, "" if side.n_votes is None else side.n_votes)
        places = [("group", group.name) for group in summary.groups] + [("between", "")]
        for (among, group_name), n_people in zip(places, side.by_group, strict=False):
            yield (name, among, group_name, "" if n_people is None else n_people, "")


def _group_rows(summary: MapSummary) -> Iterator[Row]:
    yield ("group", "kind", "people", "share", "centre-x", "centre-y")
    for group in summary.groups:
        x, y = group.centre
        yield (group.name, group.kind, group.n_people, _number(group.share), _number(x), _number(y))


def _representative_rows(summary: MapSummary, ids: list[str]) -> Iterator[Row]:
    yield ("group", "rank", "comment-id", "vote", "group-share", "rest-share", "difference", "difference-low")
    for group in summary.groups:
        for rank, mark in enumerate(group.representative, start=1):
            shares = (_number(mark.group), _number(mark.rest), _number(mark.difference), _number(mark.lower_bound))
            yield (group.name, rank, ids[mark.statement], mark.vote, *shares)


def _ranking_rows(summary: MapSummary, ids: list[str]) -> Iterator[Row]:
    yield ("ranking", "rank", "comment-id", "vote", "score", "decided-by")
    rankings: tuple[tuple[str, tuple[RankedStatement, ...]], ...] = (
        ("common-ground", summary.common_ground),
        ("divisive", summary.divisive),
        ("unsure", summary.unsure),
        ("matters", summary.matters),
        ("majority", summary.majority),
    )
    for name, ranking in rankings:
        for rank, entry in enumerate(ranking, start=1):
            yield (name, rank, ids[entry.statement], entry.vote, _number(entry.score), entry.least)


def _format_json(published: PublishedMap, exact: bool) -> str:
    escape = "none" if exact else "apostrophe before a text that begins with = + - @ ' or a control character"
    whole = {
        "format": TABLES_FORMAT,
        "map": {"format": published.format, "engine": codec.to_plain(published.engine), "floor": published.floor},
        "vote-convention": f"{POLIS};format={TABLES_FORMAT}",
        "text-escape": escape,
        "empty-cell": "withheld or not estimated; never zero",
        "interval": "90 % (5 % below low, 5 % above high)",
    }
    return json.dumps(whole, indent=2, ensure_ascii=False, sort_keys=True) + "\n"
