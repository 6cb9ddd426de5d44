"""What the pages say exists, exists: targets, files, links, commands and versions."""

from __future__ import annotations

import re
import shutil
import subprocess
import tomllib
from importlib import import_module
from pathlib import Path

import click
import pytest

from detente.cli import main

ROOT = Path(__file__).resolve().parent.parent.parent
FRONT = ("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")
PAGES = [ROOT / name for name in FRONT] + sorted(
    page for page in (ROOT / "docs").rglob("*.md") if "_build" not in page.parts
)
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
TARGET = re.compile(r"\bmake ([a-z][a-z-]*)")
CODE = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def makefile_targets() -> set[str]:
    lines = (ROOT / "Makefile").read_text(encoding="utf-8").splitlines()
    return {match[1] for line in lines if (match := re.match(r"([a-z-]+):.*## ", line))}


def code_in(text: str) -> str:
    return "\n".join(CODE.findall(text))


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_make_target_named_exists(page: Path) -> None:
    named = set(TARGET.findall(code_in(page.read_text(encoding="utf-8"))))
    assert named <= makefile_targets()


def test_contributing_names_every_target() -> None:
    named = set(TARGET.findall((ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")))
    assert makefile_targets() - {"help"} <= named


@pytest.mark.skipif(shutil.which("make") is None, reason="no make here")
def test_make_alone_lists_the_targets() -> None:
    shown = subprocess.run(
        ["make", "--no-print-directory"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    assert {line.split()[1] for line in shown.splitlines()} == makefile_targets()


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_link_between_files_leads_somewhere(page: Path) -> None:
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    links = [link.partition("#")[0] for link in LINK.findall(text) if "://" not in link and not link.startswith("#")]
    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize(
    "page", [page for page in PAGES if page.name != "index.md" and "docs" in page.parts], ids=name_of
)
def test_every_page_is_in_the_contents_of_its_folder(page: Path) -> None:
    index = (page.parent / "index.md").read_text(encoding="utf-8")
    entries = re.findall(
        r"^(?!:|#|```)(\S+)$", "\n".join(re.findall(r"```\{toctree\}(.*?)```", index, re.DOTALL)), re.M
    )
    assert any(Path(page.stem).match(entry) for entry in entries)


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_command_and_option_named_exists(page: Path) -> None:
    for line in re.findall(r"(?<!from )\bdetente ([a-z]+\b[^\n`]*)", code_in(page.read_text(encoding="utf-8"))):
        name, *rest = line.split()
        command = main.get_command(click.Context(main), name)
        assert command is not None, f"there is no command `detente {name}`"
        if isinstance(command, click.Group) and rest:
            name, *rest = rest
            command = command.get_command(click.Context(command), name)
            assert command is not None, f"there is no command `detente ... {name}`"
        options = {option for parameter in command.params for option in parameter.opts} | {"--help"}
        assert {word for word in rest if word.startswith("--")} <= options


def test_every_command_is_in_the_reference() -> None:
    text = (ROOT / "docs" / "reference" / "cli.md").read_text(encoding="utf-8")
    commands = main.list_commands(click.Context(main))
    assert commands
    assert [name for name in commands if f"```{{command-help}} {name}\n" not in text] == []


def test_every_public_module_of_the_engine_is_in_the_reference() -> None:
    """Public is what has a name of its own: `detente.opinion` re-exports the rest."""
    text = (ROOT / "docs" / "reference" / "opinion.md").read_text(encoding="utf-8")
    for name in ("", ".disclosure", ".polis", ".routing", ".simulate"):
        assert import_module(f"detente.opinion{name}").__all__
        assert f".. automodule:: detente.opinion{name}\n" in text


def test_every_folder_of_pages_is_in_the_contents() -> None:
    contents = (ROOT / "docs" / "index.md").read_text(encoding="utf-8")
    folders = {page.parent.name for page in PAGES if page.parent.parent == ROOT / "docs"}
    assert {folder for folder in folders if f"\n{folder}/index\n" not in contents} == set()


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = list(project["dependencies"])
    wanted += [name for extra in project["optional-dependencies"].values() for name in extra]
    for pins in ("build.in", "dev.in", "bench.in"):
        lines = (ROOT / "requirements" / pins).read_text(encoding="utf-8").splitlines()
        wanted += [line for line in lines if re.match(r"[a-z]", line)]
    names = {re.match(r"[\w-]+", line)[0] for line in wanted}
    reasons = (ROOT / "docs" / "decisions" / "0002-dependencies.md").read_text(encoding="utf-8")
    assert {name for name in names if name not in reasons} == set()


def test_every_pin_has_a_hash() -> None:
    for pins in sorted((ROOT / "requirements").glob("*.txt")):
        entries = re.split(r"\n(?=[a-z])", pins.read_text(encoding="utf-8"))[1:]
        assert entries, pins.name
        assert [entry.split()[0] for entry in entries if "==" not in entry or "--hash=sha256:" not in entry] == []


def test_files_of_pins_agree_with_each_other() -> None:
    versions: dict[str, dict[str, str]] = {}
    for pins in sorted((ROOT / "requirements").glob("*.txt")):
        for line in pins.read_text(encoding="utf-8").splitlines():
            if (match := re.match(r"([a-z][\w.-]*)==(\S+)( ;.*)?", line)) and not match[3]:
                versions.setdefault(match[1], {})[pins.name] = match[2]
    assert {name: found for name, found in versions.items() if len(set(found.values())) > 1} == {}
