"""Downloads: the same numbers as on the page, nothing that a spreadsheet runs, nothing about a person."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import zipfile
from collections.abc import Callable
from html import unescape

from django.test import Client

from detente.exchange import read_json
from detente.opinion.codec import dumps
from detente.report.language import language
from detente.web.consultations.models import Consultation, StatementText
from detente.web.results import files
from tests.web.results.showing import demo_map, publish

Visitor = Callable[[], Client]
Make = Callable[..., Consultation]


def fetch(visitor: Visitor, place: Consultation, name: str) -> bytes:
    answer = visitor().get(f"/c/{place.pk}/results/{name}")
    assert answer.status_code == 200, name
    return bytes(answer.content)


def table(raw: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(raw.decode(), newline="")))


def test_page_tables_and_map_say_the_same_numbers(visitor: Visitor, make_consultation: Make) -> None:
    place = make_consultation(statements=0)
    keys = publish(place).statements
    summary = json.loads(fetch(visitor, place, "map.json"))["summary"]
    tallies = {
        (row["comment-id"], row["among"], row["name"]): row for row in table(fetch(visitor, place, "tallies.csv"))
    }
    statements = {row["comment-id"]: row for row in table(fetch(visitor, place, "statements.csv"))}
    say = language("en")
    checked = 0
    for key, result in zip(keys, summary["statements"], strict=True):
        html = visitor().get(f"/c/{place.pk}/en/results/{key}/").content.decode()
        rows = re.findall(r'<tr><th scope="row">(.*?)</tr>', html, flags=re.S)
        named = [("all", "", result["overall"])]
        named += [("side", s["name"], cell) for s, cell in zip(summary["sides"], result["sides"], strict=True)]
        named += [("group", g["name"], cell) for g, cell in zip(summary["groups"], result["groups"], strict=True)]
        assert len(rows) == len(named)
        for (among, name, cell), shown in zip(named, rows, strict=True):
            row = tallies[key, among, name]
            if cell["withheld"]:
                assert not any(row[column] for column in ("votes", "agrees", "disagrees", "passes", "agree-share"))
                assert "%" not in shown
                continue
            for column, field in (
                ("votes", "n_votes"),
                ("agrees", "agreed"),
                ("disagrees", "disagreed"),
                ("passes", "passed"),
            ):
                assert int(row[column]) == cell[field]
                if among == "all":
                    assert int(statements[key][column]) == cell[field]
            told = [
                " ".join(unescape(re.sub(r"<[^>]+>", " ", c)).split())
                for c in re.findall(r"<td[^>]*>(.*?)</td>", shown, flags=re.S)
            ]
            for place_of, (share, field) in enumerate(
                (("agree", "agree"), ("pass", "pass"), ("disagree", "disagree")), 1
            ):
                interval = cell[field]
                for part in ("share", "low", "high"):
                    wanted = interval["estimate" if part == "share" else part]
                    assert float(row[f"{share}-{part}"]) == wanted
                assert told[place_of].startswith(say.percent(interval["estimate"]).replace("\u00a0", " "))
            assert told[4] == say.number(cell["n_votes"])
            checked += 1
    assert checked > 100


def test_the_map_is_the_snapshot_byte_for_byte(visitor: Visitor, make_consultation: Make, tmp_path) -> None:
    place = make_consultation(statements=0)
    publish(place)
    raw = fetch(visitor, place, "map.json")
    assert raw == (dumps(demo_map()) + "\n").encode()
    (tmp_path / "map.json").write_bytes(raw)
    assert read_json(tmp_path / "map.json") is not None


def test_the_archive_describes_itself(visitor: Visitor, make_consultation: Make) -> None:
    place = make_consultation(statements=0)
    key = publish(place).statements[0]
    StatementText.objects.create(statement_id=int(key), language="ar", text="النص العربي")
    raw = fetch(visitor, place, "results.zip")
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        inside = {name: archive.read(name) for name in archive.namelist()}
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    for name in ("statements.csv", "tallies.csv", "groups.csv", "map.json"):
        assert inside[name] == fetch(visitor, place, name)
    sums = dict(reversed(line.split("  ")) for line in inside.pop("SHA256SUMS").decode().splitlines())
    assert sums == {name: hashlib.sha256(body).hexdigest() for name, body in inside.items()}
    readme = inside["README.txt"].decode()
    for name in inside:
        assert name in readme or name in ("README.txt", "LICENCE.txt")
    assert "agree=+1, disagree=-1, pass=0" in readme
    assert "CC BY 4.0" in inside["LICENCE.txt"].decode()
    assert "النص العربي" in inside["texts.csv"].decode()
    files._files.clear()
    assert fetch(visitor, place, "results.zip") == raw, "the same snapshot gives the same bytes"


def test_no_spreadsheet_runs_a_statement(visitor: Visitor, make_consultation: Make) -> None:
    place = make_consultation(statements=0)
    keys = publish(place).statements
    evil = ["=1+1", "+cmd", "@SUM(A1)", "\uff1d1", "-2", '=HYPERLINK("x","y")']
    for key, text in zip(keys, evil, strict=False):
        StatementText.objects.filter(statement=int(key)).update(text=text)
    found = {row["comment-id"]: row["comment-body"] for row in table(fetch(visitor, place, "statements.csv"))}
    for key, text in zip(keys, evil, strict=False):
        assert found[key] == f"'{text}"


def test_nothing_in_them_is_about_a_person_or_a_moment(visitor: Visitor, make_consultation: Make) -> None:
    place = make_consultation(statements=0)
    publish(place)
    with zipfile.ZipFile(io.BytesIO(fetch(visitor, place, "results.zip"))) as archive:
        texts = {name: archive.read(name).decode() for name in archive.namelist()}
    for name, text in texts.items():
        assert not re.search(r"\d\d:\d\d", text), f"a time of day in {name}"
        if name.endswith(".csv"):
            head = text.partition("\r\n")[0]
            assert not re.search("author|voter|participant|time|xid", head), name


def test_a_file_carries_its_digest_and_is_kept_for_a_minute(visitor: Visitor, make_consultation: Make) -> None:
    place = make_consultation(statements=0)
    publish(place)
    for name in files.NAMES:
        address = f"/c/{place.pk}/results/{name}"
        first = visitor().get(address)
        assert first.headers["ETag"] == f'"{hashlib.sha256(first.content).hexdigest()}"'
        assert first.headers["Cache-Control"] == "public, max-age=60"
        assert visitor().get(address, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
