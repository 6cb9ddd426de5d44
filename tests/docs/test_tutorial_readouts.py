"""The tutorial about two readouts: its texts are those of the demonstration, and its words those of the pages."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest
import time_machine
from click.testing import CliRunner

from detente.cli import main
from detente.web.demo.encounter import encounter_told, readout_of

ROOT = Path(__file__).resolve().parent.parent.parent
PAGE = (ROOT / "docs" / "tutorial" / "compare-two-readouts.md").read_text(encoding="utf-8")
TEXTS = ROOT / "docs" / "tutorial" / "two-readouts"


@pytest.mark.parametrize(("part", "name"), [("a", "alvera"), ("b", "benholt")])
def test_the_texts_are_those_of_the_demonstration(part: str, name: str) -> None:
    told = next(text for text in encounter_told()["text"] if text["part"] == part)
    with time_machine.travel(dt.datetime(2025, 4, 1, tzinfo=dt.UTC), tick=False):
        body = readout_of(part)
    day = dt.date(2025, 4, 1) + dt.timedelta(days=told["published"])
    head = f"publisher: {told['publisher']}\ntitle: {told['title']}\npublished: {day}\nlanguage: en"
    assert (TEXTS / f"{name}.txt").read_text(encoding="utf-8") == f"{head}\n\n{body}\n"


def test_the_machine_proposes_what_the_page_says() -> None:
    parties = ["--party", "Alvera=Mayor Rell", "--party", "Benholt=Mayor Osk"]
    texts = [str(TEXTS / "alvera.txt"), str(TEXTS / "benholt.txt")]
    said = CliRunner().invoke(main, ["concord", *texts, "--pack", "municipal", *parties])
    assert said.exit_code == 0, said.output
    shown = r"report (\d+) points\.\s+Only in A \(Alvera\): (\d+)\.\s+Only in B \(Benholt\): (\d+)\."
    numbers = re.search(shown, said.output)
    assert numbers is not None
    both, only_a, only_b = map(int, numbers.groups())
    assert f"There are {both + only_a + only_b} rows: {both} pairs, and {only_a + only_b} points" in PAGE


def test_every_button_named_is_on_a_page() -> None:
    sources = "\n".join(
        path.read_text(encoding="utf-8")
        for folder in ("encounters", "people")
        for path in (ROOT / "src" / "detente" / "web" / folder).rglob("*")
        if path.suffix in (".html", ".py")
    )
    named = {" ".join(words.split()) for words in re.findall(r"\*\*(.+?)\*\*", PAGE, re.S)}
    named -= {"Irena Falk, editor", "the machine missed this"}
    known = {name.replace("the readout of Alvera", "the readout of <bdi>{{ name }}</bdi>") for name in named}
    assert len(known) > 10
    assert [name for name in sorted(known) if name not in sources] == []
