"""AC7 (anonymity.md section 10): no public answer holds a person, an author, a place or two votes tied together."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client

from detente.web.consultations.models import Consultation, Participant, Statement, Vote
from detente.web.results import actions
from detente.web.results.memory import unpacked
from detente.web.results.models import ReleaseMemory
from tests.web.results.rooms import fill

Make = Callable[..., Consultation]
Browser = Callable[[], Client]
Rows = dict[int, dict[str, int]]
"""What each participant answered, by the statement's key as files write it."""

CODES = {"agree": 1, "disagree": -1, "pass": 0, "1": 1, "-1": -1, "0": 0, "+1": 1}
ENOUGH = 5
"""Votes of one person side by side that are a row: five of them pin one person in four (anonymity.md 2.1)."""

MOST = 1500


@pytest.fixture
def consultation(make_consultation: Make) -> Consultation:
    """Published, with a statement whose author is still known."""
    made = make_consultation(statements=9)
    people = fill(made, (26, 24), undeclared=12, votes=8)
    Statement.objects.create(
        consultation=made, origin="public", stage="waiting", author=people[0], submitted_on=people[0].joined_on
    )
    assert actions.redraw(made) is not None
    return made


def crawl(browser: Client, begin: list[str]) -> dict[str, tuple[str, bytes]]:
    """Every public page, file and answer that leads from these, with its kind."""
    found: dict[str, tuple[str, bytes]] = {}
    waiting = list(begin)
    while waiting and len(found) < MOST:
        path = waiting.pop()
        if path in found:
            continue
        answer = browser.get(path)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined] # Django's test client says so
        kind = answer.headers.get("Content-Type", "").partition(";")[0]
        found[path] = (kind, body)
        if answer.status_code in (301, 302, 303):
            waiting.append(answer.headers["Location"])
        text = body.decode("utf-8", "replace")
        links = re.findall(r'(?:href|src|action)="(/[^"#?]*)', text) if "html" in kind else []
        links += re.findall(r'"(?:https?://[^/"]+)?(/(?:api|c|d)/[^"{}]*)"', text) if "json" in kind else []
        waiting += [link for link in links if not link.startswith(("/staff/", "/static/"))]
    return found


def texts(found: dict[str, tuple[str, bytes]]) -> Iterator[tuple[str, str]]:
    """Every answer as text, archives opened."""
    for path, (kind, body) in found.items():
        if "zip" in kind:
            with zipfile.ZipFile(io.BytesIO(body)) as archive:
                for name in archive.namelist():
                    yield f"{path}:{name}", archive.read(name).decode("utf-8")
        else:
            yield path, body.decode("utf-8", "replace")


def tables(name: str, text: str) -> Iterator[list[list[str]]]:
    """Everything in a text that has rows and columns."""
    if text.lstrip().startswith(("{", "[")):
        yield from _objects(json.loads(text))
    elif name.endswith(".csv"):
        yield list(csv.reader(io.StringIO(text)))


def _objects(plain: Any) -> Iterator[list[list[str]]]:
    if isinstance(plain, dict):
        yield [list(map(str, plain)), [str(value) for value in plain.values()]]
        for value in plain.values():
            yield from _objects(value)
    elif isinstance(plain, list):
        rows = [row for row in plain if isinstance(row, dict)]
        if rows:
            head = sorted({name for row in rows for name in row})
            yield [head, *([str(row.get(name, "")) for name in head] for row in rows)]
        for value in plain:
            yield from _objects(value)


def matched(table: list[list[str]], truth: Rows) -> int:
    """The script of anonymity.md 2.1: how many rows of people stand in a table, wide (a column for each statement) or
    long (a line for each vote)."""
    if not table:
        return 0
    head, *lines = table
    found = 0
    for line in lines:
        row = {name: CODES[cell] for name, cell in zip(head, line, strict=False) if cell in CODES}
        found += _somebody(row, truth)
    keys = {key for person in truth.values() for key in person}
    for at in range(len(head)):
        for value in range(len(head)):
            for statement in range(len(head)):
                if len({at, value, statement}) < 3:
                    continue
                people: dict[str, dict[str, int]] = {}
                for line in lines:
                    if len(line) == len(head) and line[statement] in keys and line[value] in CODES:
                        people.setdefault(line[at], {})[line[statement]] = CODES[line[value]]
                found += sum(_somebody(row, truth) for row in people.values())
    return found


def _somebody(row: dict[str, int], truth: Rows) -> bool:
    """Whether it holds everything that somebody answered, and that is enough to know them by."""
    return any(len(own) >= ENOUGH and own.items() <= row.items() for own in truth.values())


def answered(consultation: Consultation) -> Rows:
    rows: Rows = {}
    for vote in Vote.objects.filter(participant__consultation=consultation):
        rows.setdefault(vote.participant_id, {})[str(vote.statement_id)] = CODES[vote.value]
    return rows


def everything(consultation: Consultation, visitor: Browser) -> dict[str, tuple[str, bytes]]:
    names = ("statements.csv", "tallies.csv", "groups.csv", "map.json", "results.zip")
    begin = [f"/c/{consultation.pk}/results/{name}" for name in names]
    here, api = f"/c/{consultation.pk}/en", "/api/v1"
    begin += [
        f"{here}/{part}" for part in ("", "results/", "rounds/", "rules/", "next/", "promise/", "vote/", "votes/")
    ]
    begin += [f"{here}/results/{key}/" for key in consultation.statements.values_list("pk", flat=True)]
    begin += [
        "/",
        f"/d/{consultation.dialogue_id}/en/",
        f"/d/{consultation.dialogue_id}/en/agenda/",
        f"{api}/dialogues",
    ]
    browser = visitor()
    values = {
        "dialogue": consultation.dialogue_id,
        "consultation": consultation.pk,
        "statement": consultation.statements.order_by("pk").values_list("pk", flat=True)[0],
        "snapshot": consultation.snapshots.values_list("pk", flat=True)[0],
    }
    described = browser.get(f"{api}/openapi.json").json()["paths"]
    ways = [path for path in described if set(re.findall(r"{(?:\w+:)?(\w+)}", path)) <= {*values}]
    assert len(ways) >= 7
    begin += [re.sub(r"{(?:\w+:)?(\w+)}", lambda found: str(values[found[1]]), path) for path in ways]
    found = crawl(browser, begin)
    assert len(found) < MOST
    return found


def test_ac7_no_answer_holds_a_person(consultation: Consultation, visitor: Browser) -> None:
    found = everything(consultation, visitor)
    kinds = {kind for kind, _body in found.values()}
    assert {"text/html", "text/csv", "application/json", "application/zip"} <= kinds
    people = list(Participant.objects.filter(consultation=consultation))
    secrets = {str(person.pk) for person in people} | {bytes(person.token).hex() for person in people}
    state = unpacked(ReleaseMemory.objects.get()).state
    assert state is not None
    # As the engine keeps them; what is published is rounded to two decimals, and a bare 0 is everybody's second axis.
    places = {f"{x:.4f}" for x in state.cells.position.ravel().tolist() if x}
    assert len(places) > 40
    for name, text in texts(found):
        numbers = set(re.findall(r"\d{12,}|[0-9a-f]{64}", text))
        assert not secrets & numbers, name
        if "/api/" in name or name.endswith(("json", "csv")):
            assert not places & {f"{float(n):.4f}" for n in re.findall(r"-?\d+\.\d{3,}", text)}, name


def test_ac7_the_matching_script_finds_no_rows(consultation: Consultation, visitor: Browser) -> None:
    truth = answered(consultation)
    seen = 0
    for name, text in texts(everything(consultation, visitor)):
        for table in tables(name, text):
            seen += 1
            assert matched(table, truth) == 0, name
    assert seen > 20


def test_the_matching_script_finds_rows_where_there_are_some(consultation: Consultation) -> None:
    """What a Polis export holds: a wide matrix, a long list of votes, and the same as JSON."""
    truth = answered(consultation)
    keys = sorted({key for row in truth.values() for key in row})
    wide = [
        ["participant", *keys],
        *([str(n), *(str(row.get(key, "")) for key in keys)] for n, row in enumerate(truth.values())),
    ]
    assert matched(wide, truth) >= len(truth)
    long = [["voter-id", "comment-id", "vote"]]
    long += [[str(n), key, str(vote)] for n, row in enumerate(truth.values()) for key, vote in row.items()]
    assert matched(long, truth) >= len(truth)
    plain = json.dumps([{"voter": n, **row} for n, row in enumerate(truth.values())])
    assert sum(matched(table, truth) for table in tables("x", plain)) >= len(truth)
