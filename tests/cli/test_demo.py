"""``detente demo``: it makes the simulated report, serves it to this machine alone, and stops when told."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from tests.cli.conftest import Run


def test_the_summary_says_that_it_is_simulated(detente: Run, tmp_path: Path) -> None:
    result = detente("demo", "--no-serve", "--html", "demo.html")
    assert (result.returncode, result.stderr) == (0, "")
    assert "Simulated: nobody voted here." in result.stdout
    assert "Simulated: nobody voted here." in (tmp_path / "demo.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_until_it_is_stopped(stop: signal.Signals) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "detente.cli", "demo", "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            found = re.search(r"http://127\.0\.0\.1:\d+/", line)
            assert found, line
            with urllib.request.urlopen(found[0], timeout=10) as answer:
                page = answer.read().decode()
                assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
            assert "Simulated: nobody voted here." in page
            process.send_signal(stop)
            rest, errors = process.communicate(timeout=20)
            assert (process.returncode, rest, errors) == (0, "", "")
        finally:
            process.kill()


def test_a_taken_port_is_one_clear_sentence(detente: Run) -> None:
    import socket

    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        result = detente("demo", "--port", other.getsockname()[1])
    assert result.returncode == 1
    assert result.stdout == ""
    assert "is taken by another program. Choose another with --port" in result.stderr
    assert "Traceback" not in result.stderr
