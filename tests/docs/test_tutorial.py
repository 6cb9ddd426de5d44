"""The tutorial keeps its promises: its code runs, and its commands give what it says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from detente.cli import main

PAGE = (Path(__file__).resolve().parent.parent.parent / "docs" / "tutorial" / "first-map.md").read_text(
    encoding="utf-8"
)


def made(changes: dict[str, str]) -> Result:
    """Run the page's code with `changes`, then the map of what it wrote."""
    (code,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    for old, new in changes.items():
        assert code.count(old) == 1
        code = code.replace(old, new)
    exec(compile(code, "make_votes.py", "exec"), {})
    return CliRunner().invoke(main, ["map", "votes.csv"])


@pytest.fixture(autouse=True)
def in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_two_camps_and_the_common_ground_that_was_put_in() -> None:
    result = made({})
    assert result.exit_code == 0, result.output
    assert "2 camps" in result.output
    ground = result.output.partition("Common ground")[2].partition("What divides")[0]
    named = re.findall(r"\bs(\d+)$", ground, re.M)
    assert named
    assert all(20 <= int(statement) < 30 for statement in named)


def test_no_division_where_none_was_put_in() -> None:
    result = made({"0.8 if agrees else 0.2": "0.5"})
    assert result.exit_code == 0, result.output
    assert "No division" in result.output


def test_too_few_people_are_refused() -> None:
    result = made({"range(200)": "range(92, 108)"})
    assert result.exit_code == 1
    assert "10" in result.output
