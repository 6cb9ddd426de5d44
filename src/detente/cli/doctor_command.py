"""``detente doctor``: is everything as it should be, and what to do where it is not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from detente.cli import options

if TYPE_CHECKING:
    from collections.abc import Iterator

    from detente.web.operation.doctor import Finding

__all__ = ["command"]

FORMAT = "detente/doctor/1"


@click.command("doctor", short_help="Check settings, database, ledger, erasure dates and clock.")
@options.data
@options.json('Write the findings as JSON; "-" for standard output.')
def command(data: Path | None, json_file: Path | None) -> None:
    """Check settings, data folder, database, ledger chain, erasure dates, clock and worker of a site.

    Works beside a running site, and changes nothing.

    \b
    Exit codes: 0 nothing is wrong, 1 something is (each line says what to do), 2 wrong use.
    """
    from detente.cli.mapping import put

    findings = list(_findings(data))
    wrong = any(finding["state"] == "wrong" for finding in findings)
    if json_file is not None:
        put(json_file, json.dumps({"format": FORMAT, "ok": not wrong, "checks": findings}, indent=1) + "\n")
    if json_file is None or str(json_file) != "-":
        for finding in findings:
            click.echo(f"{finding['state']:<6}{finding['message']}  [{finding['id']}]")
            if finding["remedy"]:
                click.echo(f"      → {finding['remedy']}")
    raise SystemExit(1 if wrong else 0)


def _findings(data: Path | None) -> Iterator[dict[str, str]]:
    from detente.cli import site
    from detente.cli.console import Refusal

    try:
        config = site.settings_of(data)
    except Refusal as refused:
        remedy = "Correct the setting (docs: reference/settings)."
        yield {"id": "settings.read", "state": "wrong", "message": refused.message, "remedy": remedy}
        return
    yield {"id": "settings.read", "state": "ok", "message": "The settings can be used.", "remedy": ""}
    if not (config.data / "secret").is_file():  # looking must not make one
        message = f"{config.data} is no data folder of a site."
        remedy = "Name the folder with --data, or make one with `detente up`."
        yield {"id": "data.secret", "state": "wrong", "message": message, "remedy": remedy}
        return
    site.enter(data)
    from detente.web.operation.doctor import examine

    for finding in examine():
        yield _as_json(finding)


def _as_json(finding: Finding) -> dict[str, str]:
    return {"id": finding.id, "state": finding.state, "message": finding.message, "remedy": finding.remedy}
