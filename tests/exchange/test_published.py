"""A published map in files: JSON, its schema, tables; written whole or not at all."""

from __future__ import annotations

import csv
import json
import os
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.exchange import ExchangeError, Statement, read_json, write_json, write_tables
from detente.exchange.files import write_file, write_folder
from detente.exchange.published import guard, unguard
from detente.exchange.schema import SCHEMAS, published_map_schema, schema_text
from detente.opinion import codec
from detente.opinion.results import (
    PUBLISHED_FORMAT,
    Cell,
    EngineInfo,
    Group,
    Interval,
    MapSummary,
    PublishedMap,
    RankedStatement,
    Representative,
    SideSummary,
    StatementResult,
    Verdict,
)
from tests.exchange.instances import instances


def cell(agreed: int, disagreed: int, passed: int) -> Cell:
    n = agreed + disagreed + passed
    rates = [round(k / n, 6) for k in (agreed, disagreed, passed)]
    shares = [Interval(rate, max(round(rate - 0.1, 6), 0.0), min(round(rate + 0.1, 6), 1.0)) for rate in rates]
    return Cell(40, n, agreed, disagreed, passed, *shares)


def small_map() -> PublishedMap:
    hidden = Cell(12, 0, 0, 0, 0, withheld="hidden")
    marks = (Representative(1, "agree", 0.9, 0.2, 0.7, 0.5),)
    summary = MapSummary(
        n_participants=40,
        n_statements=2,
        n_votes=60,
        n_placed=38,
        verdict=Verdict("camps", 2, 1.2, 30.0, 3.4, 0.4, 0.2),
        axes=(),
        groups=(
            Group("A", "camp", 20, 0.5, (-1.0, 0.0), ((0.1, 0.0), (0.0, 0.0)), marks),
            Group("B", "camp", None, None, (1.0, 0.5), ((0.1, 0.0), (0.0, 0.0)), ()),
        ),
        sides=(SideSummary("=North", 20, 30, (20, None, None)), SideSummary("South", 20, None, (None, None, None))),
        statements=(
            StatementResult(0, cell(20, 10, 5), (cell(10, 5, 3), hidden), (cell(12, 0, 0), hidden)),
            StatementResult(1, hidden, (hidden, hidden), (hidden, hidden)),
        ),
        common_ground=(RankedStatement(0, 0.51, "agree", "side:South"),),
        divisive=(RankedStatement(1, 0.3, "", "group:A | group:B"),),
        unsure=(),
        majority=(RankedStatement(0, 0.6, "agree"),),
        explained=None,
    )
    return PublishedMap(PUBLISHED_FORMAT, EngineInfo("0.1.0", 8, 0), 10, summary, (), 0.5, 0)


STATEMENTS = (
    Statement("0", '=HYPERLINK("https://example.org","Win")', True, "accepted", False),
    Statement("7", "Zwei Zeilen,\nein Wort.", False, "undecided", None),
)


def table(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / name).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file, strict=True))


def files_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


# --- JSON ------------------------------------------------------------------------------------------------------------


def test_json_is_read_back_and_equal_maps_give_equal_bytes(tmp_path: Path) -> None:
    write_json(small_map(), tmp_path / "one.json")
    write_json(small_map(), tmp_path / "two.json")
    assert (tmp_path / "one.json").read_bytes() == (tmp_path / "two.json").read_bytes()
    assert read_json(tmp_path / "one.json") == small_map()
    assert files_in(tmp_path) == {"one.json", "two.json"}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('{"a": 1}', "$ must be an object with the key 'format'. Got ['a'] instead."),
        ("[", "This is not JSON: Expecting value at line 1, column 2."),
    ],
)
def test_other_json_is_refused(text: str, reason: str, tmp_path: Path) -> None:
    (tmp_path / "map.json").write_text(text, "utf-8")
    with pytest.raises(ExchangeError) as caught:
        read_json(tmp_path / "map.json")
    assert caught.value.code == "exchange.not_a_published_map"
    assert reason in str(caught.value)


def test_a_map_of_another_version_is_refused(tmp_path: Path) -> None:
    plain = codec.to_plain(small_map()) | {"format": "detente/published-map/2"}
    (tmp_path / "map.json").write_text(json.dumps(plain), "utf-8")
    with pytest.raises(ExchangeError, match=r"\$\.format must be 'detente/published-map/1'"):
        read_json(tmp_path / "map.json")


# --- schema ----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def validator() -> jsonschema.Draft202012Validator:
    schema = published_map_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_schema_in_the_reference_is_current(name: str, repository: Path) -> None:
    path = repository / "docs" / "reference" / f"{name}-1.schema.json"
    assert path.read_text("utf-8") == schema_text(name), (
        f"run: python -m detente.exchange.schema {name} > docs/reference/{name}-1.schema.json"
    )


@given(published=instances(PublishedMap))
def test_every_map_is_valid(validator: jsonschema.Draft202012Validator, published: PublishedMap) -> None:
    plain = json.loads(codec.dumps(published)) | {"format": PUBLISHED_FORMAT}
    validator.validate(plain)


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (lambda d: d.update(format="detente/published-map/2"), ["format"]),
        (lambda d: d.update(people=[]), []),
        (lambda d: d.pop("floor"), []),
        (lambda d: d["summary"]["verdict"].update(strength="high"), ["summary", "verdict", "strength"]),
        (lambda d: d["summary"]["groups"][0].update(centre=[1.0]), ["summary", "groups", 0, "centre"]),
        (lambda d: d["summary"].update(n_votes=1.5), ["summary", "n_votes"]),
    ],
)
def test_what_the_codec_refuses_the_schema_refuses(
    change: Any, place: list[object], validator: jsonschema.Draft202012Validator
) -> None:
    plain = codec.to_plain(small_map())
    change(plain)
    assert [list(fault.absolute_path) for fault in validator.iter_errors(plain)] == [place]


# --- tables ----------------------------------------------------------------------------------------------------------


def test_tables_hold_the_numbers_and_withheld_is_empty(tmp_path: Path) -> None:
    write_tables(small_map(), STATEMENTS, tmp_path / "out")
    out = tmp_path / "out"
    assert files_in(out) == {
        "statements.csv",
        "tallies.csv",
        "sides.csv",
        "groups.csv",
        "representative.csv",
        "rankings.csv",
        "format.json",
    }
    first, second = table(out, "statements.csv")
    assert (first["comment-id"], first["agrees"], first["disagrees"], first["passes"]) == ("0", "20", "10", "5")
    assert (first["agree-share"], first["agree-low"], first["agree-high"]) == ("0.571429", "0.471429", "0.671429")
    assert (first["is-seed"], first["is-meta"], first["moderated"]) == ("true", "false", "1")
    assert (second["is-seed"], second["is-meta"], second["moderated"]) == ("false", "", "0")
    assert second["comment-body"] == "Zwei Zeilen,\nein Wort."
    assert [second[k] for k in ("votes", "agrees", "disagrees", "passes", "agree-share", "withheld")] == [""] * 5 + [
        "hidden"
    ]
    tallies = table(out, "tallies.csv")
    assert [(row["comment-id"], row["among"], row["name"], row["agrees"]) for row in tallies] == [
        ("0", "all", "", "20"),
        ("0", "side", "'=North", "10"),
        ("0", "side", "South", ""),
        ("0", "group", "A", "12"),
        ("0", "group", "B", ""),
        ("7", "all", "", ""),
        ("7", "side", "'=North", ""),
        ("7", "side", "South", ""),
        ("7", "group", "A", ""),
        ("7", "group", "B", ""),
    ]
    assert [row["people"] for row in table(out, "groups.csv")] == ["20", ""]
    assert [tuple(row.values()) for row in table(out, "sides.csv")][:4] == [
        ("'=North", "all", "", "20", "30"),
        ("'=North", "group", "A", "20", ""),
        ("'=North", "group", "B", "", ""),
        ("'=North", "between", "", "", ""),
    ]
    assert [tuple(row.values()) for row in table(out, "rankings.csv")] == [
        ("common-ground", "1", "0", "agree", "0.51", "side:South"),
        ("divisive", "1", "7", "", "0.3", "group:A | group:B"),
        ("majority", "1", "0", "agree", "0.6", ""),
    ]
    assert [tuple(row.values()) for row in table(out, "representative.csv")] == [
        ("A", "1", "7", "agree", "0.9", "0.2", "0.7", "0.5")
    ]


def test_the_sign_is_declared(tmp_path: Path) -> None:
    write_tables(small_map(), STATEMENTS, tmp_path / "out")
    whole = json.loads((tmp_path / "out" / "format.json").read_text("utf-8"))
    assert whole["vote-convention"] == "agree=+1;disagree=-1;pass=0;format=detente/tables/1"


def test_texts_like_formulas_are_guarded_or_exact_as_declared(tmp_path: Path) -> None:
    write_tables(small_map(), STATEMENTS, tmp_path / "safe")
    write_tables(small_map(), STATEMENTS, tmp_path / "exact", exact=True)
    safe, exact = (table(tmp_path / name, "statements.csv")[0]["comment-body"] for name in ("safe", "exact"))
    assert safe == "'" + STATEMENTS[0].text
    assert exact == STATEMENTS[0].text
    escapes = [
        json.loads((tmp_path / name / "format.json").read_text("utf-8"))["text-escape"] for name in ("safe", "exact")
    ]
    assert escapes[0].startswith("apostrophe")
    assert escapes[1] == "none"


@given(text=st.text() | st.text("=+-@'\t\r\n \uff1da", max_size=5))
def test_no_guarded_text_is_a_formula_and_every_text_comes_back(text: str) -> None:
    assert unguard(guard(text)) == text
    assert (
        not guard(text)
        .lstrip(" ")
        .startswith(("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20"))
    )


@settings(max_examples=30)
@given(bodies=st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0")), min_size=2, max_size=2))
def test_texts_come_back_through_the_file(bodies: list[str], tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.getbasetemp() / "texts"
    write_tables(small_map(), [Statement(str(k), body) for k, body in enumerate(bodies)], folder, exact=True)
    assert [row["comment-body"] for row in table(folder, "statements.csv")] == bodies


def test_statements_of_another_conversation_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ExchangeError) as caught:
        write_tables(small_map(), STATEMENTS[:1], tmp_path / "out")
    assert caught.value.code == "exchange.statements_do_not_fit"
    assert not (tmp_path / "out").exists()


# --- whole or not at all ---------------------------------------------------------------------------------------------


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    write_file(tmp_path / "a", "old and long")
    write_file(tmp_path / "a", "new")
    assert (tmp_path / "a").read_text("utf-8") == "new"
    assert files_in(tmp_path) == {"a"}


def test_no_folder_no_file(tmp_path: Path) -> None:
    with pytest.raises(ExchangeError) as caught:
        write_json(small_map(), tmp_path / "nowhere" / "map.json")
    assert str(caught.value) == (
        f"{tmp_path / 'nowhere' / 'map.json'}: It cannot be written (No such file or directory); nothing was changed. "
        "Check the folder, your rights and the free space, or give another name."
    )
    assert files_in(tmp_path) == set()


def test_a_file_where_the_folder_should_be(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine", "utf-8")
    with pytest.raises(ExchangeError, match="File exists"):
        write_tables(small_map(), STATEMENTS, tmp_path / "out")
    assert (tmp_path / "out").read_text("utf-8") == "mine"


def test_a_fault_in_the_last_file_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    write_folder(tmp_path / "there", {"a.csv": "old"})
    for folder in ("there", "new"):
        with pytest.raises(ExchangeError, match="half a character"):
            write_folder(tmp_path / folder, {"a.csv": "fine", "b.csv": "\ud800"})
    assert files_in(tmp_path) == {"there"}
    assert files_in(tmp_path / "there") == {"a.csv"}
    assert (tmp_path / "there" / "a.csv").read_text("utf-8") == "old"


def test_what_is_no_ordinary_file_is_left_alone(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "b.csv")
    (tmp_path / "link").symlink_to("b.csv")
    for write in (
        lambda: write_file(tmp_path / "b.csv", "text"),
        lambda: write_file(tmp_path / "link", "text"),
        lambda: write_folder(tmp_path, {"a.csv": "text", "b.csv": "text"}),
    ):
        with pytest.raises(ExchangeError, match="it is not an ordinary file") as caught:
            write()
        assert caught.value.code == "exchange.cannot_write"
    assert (tmp_path / "b.csv").is_fifo()
    assert (tmp_path / "link").is_symlink()
    assert files_in(tmp_path) == {"b.csv", "link"}


def test_a_folder_in_the_way_of_a_file_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "b.csv").mkdir()
    with pytest.raises(ExchangeError, match="Is a directory"):
        write_folder(tmp_path, {"a.csv": "fine", "b.csv": "in the way"})
    assert files_in(tmp_path) == {"b.csv"}
