"""``detente import polis``: exit codes, what it says, and that a refusal leaves the site as it was."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import jsonschema
import pytest

from tests.cli.conftest import Run
from tests.cli.running import python, run
from tests.exchange.making import edit, write_a, write_c
from tests.web.results.test_importing import crowd

NOBODY = "00000000-0000-4000-8000-000000000000"

PREPARE = """
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from detente.web.dialogues.models import Colour, Dialogue, Side
made = Dialogue.objects.create(name={"en": "The bridge"}, languages=["en"])
for position, colour in enumerate((Colour.BLUE, Colour.ORANGE)):
    Side.objects.create(dialogue=made, position=position, name={"en": colour}, language="en", colour=colour)
print(made.pk)
"""

NO_MEMORY = """
import sys
from detente.opinion import disclosure
def release(*given, **named):
    raise MemoryError
disclosure.release = release
from detente.cli import main
sys.exit(main())
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A data folder and a dialogue in it."""
    data = tmp_path_factory.mktemp("import") / "data"
    made = python("-c", PREPARE, DETENTE_DATA=str(data), DJANGO_SETTINGS_MODULE="detente.web.settings")
    assert made.returncode == 0, made.stderr
    return data, made.stdout.strip()


def rows(data: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table."""
    with closing(sqlite3.connect(data / "detente.sqlite3")) as database:
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {table: database.execute(f'SELECT * FROM "{table}"').fetchall() for table in tables}


def test_it_imports_and_publishes(site: tuple[Path, str], tmp_path: Path, repository: Path) -> None:
    data, dialogue = site
    folder = write_a(tmp_path / "a", crowd())
    told = ("--question", "Which bridge first?", "--source", "Riverton, CC BY 4.0", "--json", "-")
    done = run("import", "polis", folder, "--dialogue", dialogue, "--data", data, *told)
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    schema = json.loads((repository / "docs/reference/import-1.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(said, schema)
    assert (said["statements"], said["participants"], said["votes"]) == (5, 30, 150)
    # Nobody said where the site is, and the port it runs on is not known here.
    assert said["address"] == f"/c/{said['consultation']}/en/results/"
    held = rows(data)
    assert len(held["consultations_vote"]) == 150
    assert len(held["results_mapsnapshot"]) == 1
    assert said["snapshot"] is not None
    (about,) = held["results_import"]
    assert "Riverton, CC BY 4.0" in about
    assert json.loads(next(str(cell) for cell in about if str(cell).startswith("["))) == said["notes"]
    # Nothing of the files is kept: no line of them, no time.
    whole = (data / "detente.sqlite3").read_bytes()
    assert b"1700000" not in whole
    assert str(folder).encode() not in whole


def test_a_file_that_does_not_fit_leaves_the_site_as_it_was(site: tuple[Path, str], tmp_path: Path) -> None:
    data, dialogue = site
    folder = write_c(tmp_path / "c", crowd())
    edit(folder / "votes.csv", "1700000101,", "17000x0101,")
    before = rows(data)
    done = run("import", "polis", folder, "--dialogue", dialogue, "--data", data)
    assert done.returncode == 1
    assert f"{folder / 'votes.csv'}, line 2: " in done.stderr
    assert done.stderr.count("\n") == 1
    assert rows(data) == before


def test_votes_that_are_missing_are_refused_and_said(site: tuple[Path, str], tmp_path: Path) -> None:
    data, dialogue = site
    folder = write_a(tmp_path / "a", crowd(), matrix=False)
    lines = (folder / "votes.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (folder / "votes.csv").write_text("".join(lines[:121]), encoding="utf-8")
    before = rows(data)
    done = run("import", "polis", folder, "--dialogue", dialogue, "--data", data)
    assert done.returncode == 1
    assert f"{folder / 'votes.csv'}: comments.csv counts " in done.stderr
    assert "add --anyway" in done.stderr
    assert done.stderr.count("\n") == 1
    assert rows(data) == before
    done = run("import", "polis", folder, "--dialogue", dialogue, "--data", data, "--anyway")
    assert done.returncode == 0, done.stderr
    assert "They were read all the same, as was asked for." in done.stderr
    assert "The page: /c/" in done.stdout
    assert "behind the address of your site" in done.stdout
    (about,) = [row for row in rows(data)["results_import"] if row not in before["results_import"]]
    assert "The votes do not fit the counts of the export." in str(about)


def test_a_site_with_an_address_is_told_by_it(site: tuple[Path, str], tmp_path: Path) -> None:
    data, dialogue = site
    told = ("--dialogue", dialogue, "--data", data)
    folder = write_c(tmp_path / "c", crowd())
    done = run("import", "polis", folder, *told, DETENTE_ORIGIN="https://talks.example.org")
    assert done.returncode == 0, done.stderr
    assert "The page: https://talks.example.org/c/" in done.stdout


def test_a_dialogue_that_is_not_there(site: tuple[Path, str], tmp_path: Path) -> None:
    data, _dialogue = site
    done = run("import", "polis", write_c(tmp_path / "c", crowd()), "--dialogue", NOBODY, "--data", data)
    assert done.returncode == 1
    assert f"There is no dialogue {NOBODY} on this site." in done.stderr


def test_a_folder_without_a_site_is_not_made_into_one(detente: Run, tmp_path: Path) -> None:
    folder = write_c(tmp_path / "c", crowd())
    done = detente("import", "polis", folder, "--dialogue", NOBODY, "--data", tmp_path / "nowhere")
    assert done.returncode == 1
    assert "is no data folder of a site. Name it with --data." in done.stderr
    assert not (tmp_path / "nowhere").exists()


def test_an_output_that_would_replace_an_input(detente: Run, tmp_path: Path) -> None:
    folder = write_c(tmp_path / "c", crowd())
    done = detente("import", "polis", folder, "--dialogue", NOBODY, "--json", folder / "votes.csv")
    assert done.returncode == 1
    assert "is one of the files that are read" in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("--dialogue", "7"),
        ("--dialogue", NOBODY, "--language", "English"),
        ("--dialogue", NOBODY, "--source", "x" * 121),
        ("--dialogue", NOBODY, "--keep"),
    ],
)
def test_wrong_use(detente: Run, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    assert detente("import", "polis", write_c(tmp_path / "c", crowd()), *arguments).returncode == 2


def test_results_that_cannot_be_made_are_one_sentence_that_says_what_to_do(
    site: tuple[Path, str], tmp_path: Path
) -> None:
    data, dialogue = site
    folder = write_c(tmp_path / "c", crowd())
    failed = python("-c", NO_MEMORY, "import", "polis", folder, "--dialogue", dialogue, "--data", data)
    assert failed.returncode == 1
    assert failed.stdout == ""
    assert "Traceback" not in failed.stderr
    assert "There is not enough memory for this much." in failed.stderr
    assert "Do not import them again: the site tries it by itself when it starts (detente up)" in failed.stderr
    address = failed.stderr.rsplit("/c/", 1)[1].split("/")[0]
    tick = "import django; django.setup(); from detente.web.results.tasks import redraw_open; redraw_open()"
    worker = python("-c", tick, DETENTE_DATA=str(data), DJANGO_SETTINGS_MODULE="detente.web.settings")
    assert worker.returncode == 0, worker.stderr
    snapshots = rows(data)["results_mapsnapshot"]
    assert [row for row in snapshots if address.replace("-", "") in map(str, row)]
