"""`detente verify ledger`: exit codes and what it says, without a database."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from detente.exchange.ledger import LEDGER_FORMAT
from detente.protocol import ZERO, entry_digest
from tests.cli.conftest import Run


def entries(count: int = 3) -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = []
    for number in range(1, count + 1):
        entry: dict[str, Any] = {
            "sequence": number, "at": "2026-11-22T09:00:00+00:00", "actor": "Clara", "action": "test.done",
            "dialogue": None, "subject": f"thing:{number}", "details": {"name": "Река"},
            "previous": made[-1]["digest"] if made else ZERO,
        }  # fmt: skip
        made.append(entry | {"digest": entry_digest(entry)})
    return made


def put(path: Path, made: object) -> Path:
    path.write_text(json.dumps({"format": LEDGER_FORMAT, "site": "http://localhost", "entries": made}), "utf-8")
    return path


def test_a_ledger_that_holds(detente: Run, tmp_path: Path) -> None:
    made = entries()
    file = put(tmp_path / "ledger.json", made)
    done = detente("verify", "ledger", str(file), "--head", made[1]["digest"].upper())
    assert done.returncode == 0
    assert done.stdout == f"The ledger holds. Entries: 3. Fingerprint of the newest: {made[-1]['digest']}\n"


def test_the_first_break_is_named(detente: Run, tmp_path: Path) -> None:
    made = entries()
    made[1]["actor"] = "Mallory"
    done = detente("verify", "ledger", str(put(tmp_path / "ledger.json", made)), "--json", "-")
    assert done.returncode == 1
    assert "Entry 2 was changed after it was written" in done.stderr
    said = json.loads(done.stdout)
    assert (said["format"], said["holds"], said["entries"]) == ("detente/ledger-verdict/1", False, 1)
    assert (said["fault"]["code"], said["fault"]["sequence"]) == ("digest", 2)


def test_a_fingerprint_that_is_gone(detente: Run, tmp_path: Path) -> None:
    made = entries()
    file = put(tmp_path / "ledger.json", made[:2])
    assert detente("verify", "ledger", str(file)).returncode == 0
    done = detente("verify", "ledger", str(file), "--head", made[2]["digest"])
    assert done.returncode == 1
    assert "cut at its end" in done.stderr


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "it is not JSON"),
        (b"\xff\xfe", "it is not UTF-8"),
        (b"[]", "its format is not"),
        (b'{"format": "detente/ledger/2", "entries": []}', "its format is not"),
        (b'{"format": "detente/ledger/1"}', "no list of entries"),
        (b'{"format": "detente/ledger/1", "entries": [' + b"1" * 5000 + b"]}", "not JSON that can be read"),
        (b'{"format": "detente/ledger/1", "entries": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "not JSON"),
        (b'{"format": "detente/ledger/1", "entries": [7]}', "is not an object"),
        (b'{"format": "detente/ledger/1", "entries": [{"sequence": 1, "digest": "", "previous": NaN}]}', "previous"),
    ],
)
def test_what_is_no_ledger_is_refused(detente: Run, tmp_path: Path, content: bytes, words: str) -> None:
    (tmp_path / "ledger.json").write_bytes(content)
    done = detente("verify", "ledger", "ledger.json")
    assert done.returncode == 1
    assert words in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "arguments", [(), ("nothing.json",), ("ledger.json", "--head", "abc"), ("ledger.json", "--no-such")]
)
def test_wrong_use(detente: Run, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    put(tmp_path / "ledger.json", entries())
    assert detente("verify", "ledger", *arguments).returncode == 2


def test_the_input_is_never_replaced(detente: Run, tmp_path: Path) -> None:
    file = put(tmp_path / "ledger.json", entries())
    before = file.read_bytes()
    assert detente("verify", "ledger", str(file), "--json", str(file)).returncode == 1
    assert file.read_bytes() == before
