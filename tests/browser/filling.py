"""Programs of this folder that fill a running site with rows no page makes, and print where they are."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.cli.running import ROOT, environment

__all__ = ["printed"]

HERE = Path(__file__).resolve().parent


def printed(data: Path, program: str, *arguments: str) -> dict[str, Any]:
    """What a program of this folder prints about the site whose data folder this is."""
    path = os.pathsep.join(filter(None, [str(ROOT), *sys.path]))
    done = subprocess.run(
        [sys.executable, str(HERE / program), *arguments],
        env=environment(DETENTE_DATA=str(data), PYTHONPATH=path),
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found
