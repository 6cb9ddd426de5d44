"""``detente map`` as a user meets it: what it prints, writes and refuses, and what it leaves behind."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path

import pytest

from detente.exchange import read
from detente.exchange.published import read_json
from tests.cli.conftest import N_PEOPLE, Run


def left_behind(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


def refused(result, code: int = 1) -> str:
    assert result.returncode == code, result
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    return result.stderr


# --- what it does ----------------------------------------------------------------------------------------------------


def test_without_an_output_it_prints_a_summary_and_nothing_else(votes: Path, detente: Run) -> None:
    result = detente("map", votes)
    assert (result.returncode, result.stderr) == (0, "")
    assert "60 people took part: 30 on side east and 30 on side west." in result.stdout
    assert "Common ground\n  1. Statement number" in result.stdout
    assert "What divides\n  1. Statement number" in result.stdout
    assert "They are\nnot a sample of any population." in result.stdout or "not a sample of any" in result.stdout
    assert "\x1b" not in result.stdout
    assert left_behind(votes.parent) == ["votes.csv"]


def test_the_files_it_writes_hold_one_map(votes: Path, detente: Run) -> None:
    folder = votes.parent
    result = detente("map", votes, "--html", "map.html", "--json", "map.json", "--csv", "tables")
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")
    assert left_behind(folder) == sorted(
        ["map.html", "map.json", "tables", "votes.csv"]
        + [
            f"tables/{name}"
            for name in (
                "format.json groups.csv rankings.csv representative.csv sides.csv statements.csv tallies.csv".split()
            )
        ]
    )
    published = read_json(folder / "map.json")
    assert published.summary.n_participants == N_PEOPLE
    page = (folder / "map.html").read_text(encoding="utf-8")
    assert "votes.csv" in page  # named as what was read
    assert str(folder) not in page  # but not where it lay on somebody's disk
    assert "Votes are written as words." in page
    assert "Votes read" not in page  # less the votes shown, that would be what the withheld cells hold
    best = published.summary.common_ground[0]
    assert f"At least {int(best.score * 100 + 1e-6)}\xa0% of those who took part" in page


def test_the_same_votes_and_seed_give_the_same_bytes(votes: Path, detente: Run) -> None:
    folder = votes.parent
    for name in ("one", "two"):
        (folder / name).mkdir()
        detente("map", votes, "--html", f"{name}/map.html", "--json", f"{name}/map.json", "--seed", 5)
    for name in ("map.html", "map.json"):
        assert (folder / "one" / name).read_bytes() == (folder / "two" / name).read_bytes()
    assert read_json(folder / "one" / "map.json").engine.seed == 5


def test_json_to_standard_output_is_json_alone(votes: Path, detente: Run) -> None:
    result = detente("map", votes, "--json", "-", "--dimensions", 2)
    assert json.loads(result.stdout)["engine"]["dimensions"] == 2


def test_private_output_says_so_and_cannot_pass_for_a_published_map(votes: Path, detente: Run) -> None:
    folder = votes.parent
    result = detente("map", votes, "--html", "map.html", "--json", "map.json", "--private")
    assert result.returncode == 0
    assert "single people" in result.stderr
    whole = json.loads((folder / "map.json").read_text(encoding="utf-8"))
    assert whole["format"] == "detente/private-map/1"
    assert "Never publish" in whole["private"]["warning"]
    assert whole["private"]["participants"] == list(read(votes).participants)
    assert whole["private"]["people"]["position"]["shape"] == [N_PEOPLE, 2]
    with pytest.raises(ValueError, match="not a published map"):
        read_json(folder / "map.json")
    page = (folder / "map.html").read_text(encoding="utf-8")
    assert "Private: for the analyst’s own eyes." in page
    assert page.count('class="dot') == N_PEOPLE
    open_page = detente("map", votes, "--html", "open.html")
    assert open_page.stderr == ""
    assert "p59" not in (folder / "open.html").read_text(encoding="utf-8")


def test_sides_from_a_file_replace_those_of_the_votes(votes: Path, detente: Run) -> None:
    sides = votes.parent / "sides.csv"
    sides.write_text(
        "participant,side\n" + "".join(f"p{i},{'north' if i % 2 else 'south'}\n" for i in range(N_PEOPLE)), "utf-8"
    )
    result = detente("map", votes, "--sides", sides)
    assert "30 on side north and 30 on side south" in result.stdout
    assert result.stderr == 'detente: The column "side" of the votes was not used: the file of sides replaces it.\n'
    detente("map", votes, "--sides", sides, "--html", "map.html")
    assert "the file of sides replaces it" in (votes.parent / "map.html").read_text("utf-8")


@pytest.mark.parametrize(("code", "words"), [("ru", "Участвовали 60 человек"), ("ar", "شارك 60 شخصًا")])
def test_other_languages(votes: Path, detente: Run, code: str, words: str) -> None:
    assert words in detente("map", votes, "--language", code).stdout


# --- what it refuses -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "place", "reason"),
    [
        ("p1,Statement number 0,yes,east", "votes.csv, line 482:", "'yes' is not a vote"),
        ("p1,Statement number 0\n", "votes.csv, line 482:", "The row has 2 cells, the header has 4"),
        ("p1,Statement number 0,agree,east", "votes.csv, line 482:", "already voted"),
        ("p1,\x1b[31mred\x07,maybe,east", "votes.csv, line 482:", "'maybe' is not a vote"),
        (
            'p1,"never closed,agree,east',
            "votes.csv, line 482:",
            "A quotation mark in this row is never closed. Close it",
        ),
    ],
)
def test_a_bad_file_is_refused_with_place_reason_and_remedy(
    votes: Path, detente: Run, line: str, place: str, reason: str
) -> None:
    with votes.open("a", encoding="utf-8") as file:
        file.write(line)
    message = refused(detente("map", votes, "--html", "map.html", "--json", "map.json", "--csv", "tables"))
    assert place in message
    assert reason in message
    assert len(message.strip().splitlines()) == 1
    assert message.startswith("detente: ")
    assert "\x1b" not in message
    assert left_behind(votes.parent) == ["votes.csv"]


def test_a_folder_that_is_no_export(detente: Run, tmp_path: Path) -> None:
    (tmp_path / "holiday").mkdir()
    assert "is not a Polis export" in refused(detente("map", "holiday", "--html", "map.html"))
    assert left_behind(tmp_path) == ["holiday"]


def test_too_few_people_for_anything_to_be_published(detente: Run, tmp_path: Path) -> None:
    few = tmp_path / "few.csv"
    few.write_text("participant,statement,vote\n" + "".join(f"p{i},s,agree\n" for i in range(9)), "utf-8")
    message = refused(detente("map", few, "--json", "map.json"))
    assert "not yet enough people" in message
    assert "at least 10" in message
    assert left_behind(tmp_path) == ["few.csv"]


def test_too_few_people_on_one_side_names_the_side(votes: Path, detente: Run) -> None:
    sides = votes.parent / "sides.csv"
    sides.write_text(
        "participant,side\n" + "".join(f"p{i},{'north' if i < 5 else 'south'}\n" for i in range(N_PEOPLE)), "utf-8"
    )
    message = refused(detente("map", votes, "--sides", sides))
    assert "and north has fewer. Give those people no side, or join two sides." in message
    assert "south" not in message


def test_two_sides_with_too_few_people_have_fewer(votes: Path, detente: Run) -> None:
    sides = votes.parent / "sides.csv"
    names = ["north"] * 5 + ["east"] * 5 + ["south"] * (N_PEOPLE - 10)
    sides.write_text("participant,side\n" + "".join(f"p{i},{name}\n" for i, name in enumerate(names)), "utf-8")
    assert "and east and north have fewer." in refused(detente("map", votes, "--sides", sides))


def test_numbers_for_votes_name_the_option(detente: Run, tmp_path: Path) -> None:
    (tmp_path / "votes.csv").write_text("participant,statement,vote\np1,s1,1\n", "utf-8")
    assert "give the convention with --vote-convention." in refused(detente("map", "votes.csv"))


@pytest.mark.parametrize("option", ["--html", "--json"])
def test_an_input_is_never_overwritten(votes: Path, detente: Run, option: str) -> None:
    before = votes.read_bytes()
    link = votes.parent / "other-name.csv"
    os.link(votes, link)
    for name in (votes, link, votes.parent / "." / "votes.csv"):
        assert "is one of the files that are read" in refused(detente("map", votes, option, name))
    assert votes.read_bytes() == before


def test_tables_do_not_replace_those_of_an_export(detente: Run, tmp_path: Path) -> None:
    folder = tmp_path / "export"
    folder.mkdir()
    (folder / "comments.csv").write_text("x", "utf-8")
    (folder / "statements.csv").write_text("mine", "utf-8")
    assert "is one of the files that are read" in refused(detente("map", folder, "--csv", folder))
    assert (folder / "statements.csv").read_text("utf-8") == "mine"


def test_the_page_may_go_to_standard_output(votes: Path, detente: Run) -> None:
    result = detente("map", votes, "--html", "-", "--dimensions", 2)
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.startswith("<!doctype html>")
    assert left_behind(votes.parent) == ["votes.csv"]


def test_names_that_cannot_be_written_are_refused_before_any_work(votes: Path, detente: Run) -> None:
    assert "there is no folder" in refused(detente("map", votes, "--html", "nowhere/map.html"))
    assert "detente: nowhere/tables cannot be written: there is no folder nowhere." in refused(
        detente("map", votes, "--csv", "nowhere/tables")
    )
    for name in ("same", "-"):
        assert "is given for two outputs" in refused(detente("map", votes, "--html", name, "--json", name))
    assert "It cannot be written (File name too long)" in refused(detente("map", votes, "--html", "n" * 300))
    assert left_behind(votes.parent) == ["votes.csv"]


def test_a_device_or_pipe_is_not_replaced_by_a_file(votes: Path, detente: Run) -> None:
    pipe = votes.parent / "pipe"
    os.mkfifo(pipe)
    assert "is not an ordinary file" in refused(detente("map", votes, "--json", pipe))
    assert pipe.is_fifo()


def test_a_folder_that_may_not_be_written_leaves_nothing(
    votes: Path, detente: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)  # the disk is full when the first file is to be kept
    message = refused(detente("map", votes, "--json", "map.json", "--html", "map.html", "--csv", "tables"))
    assert "cannot be written" in message
    assert left_behind(votes.parent) == ["votes.csv"]


# --- wrong use -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("map",), "Give the PATH of the votes"),
        (("map", "nowhere"), "'nowhere' does not exist"),
        (("map", ".", "--seed", "-1"), "--seed"),
        (("map", ".", "--dimensions", "0"), "--dimensions"),
        (("map", ".", "--language", "xx"), "'xx' is not one of"),
        (("map", ".", "--html", "."), "is a directory"),
        (("fly",), "No such command 'fly'"),
        (("map", ".", "--fast"), "No such option"),
    ],
)
def test_wrong_use_is_exit_code_2(detente: Run, arguments: tuple[str, ...], words: str) -> None:
    assert words in refused(detente(*arguments), 2)


# --- the command itself ----------------------------------------------------------------------------------------------


def test_version_and_help(detente: Run) -> None:
    import detente as package

    assert detente("--version").stdout == f"detente {package.__version__}\n"
    text = detente("--help").stdout
    assert "map" in text
    assert "demo" in text
    assert "Exit codes" in text
    for option in "--sides --html --json --csv --private --seed --dimensions --language --vote-convention".split():
        assert option in detente("map", "--help").stdout


def test_help_loads_no_engine() -> None:
    import subprocess
    import sys

    script = (
        "import sys; from detente.cli import main\n"
        "try: main(['map', '--help'])\n"
        "except SystemExit: pass\n"
        "print([name for name in ('numpy', 'scipy', 'rich', 'detente.opinion') if name in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, encoding="utf-8", check=True)
    assert result.stdout.splitlines()[-1] == "[]"
