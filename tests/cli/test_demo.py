"""``detente demo``: the site with an invented dialogue, or the simulated report; to this machine alone."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.cli.running import site


def test_the_summary_says_that_it_is_simulated(detente: Run, tmp_path: Path) -> None:
    result = detente("demo", "--report", "--no-serve", "--html", "demo.html")
    assert (result.returncode, result.stderr) == (0, "")
    assert "Simulated: nobody voted here." in result.stdout
    assert "Simulated: nobody voted here." in (tmp_path / "demo.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_until_it_is_stopped(stop: signal.Signals) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "detente.cli", "demo", "--report", "--port", "0"],
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
        result = detente("demo", "--report", "--port", other.getsockname()[1])
    assert result.returncode == 1
    assert result.stdout == ""
    assert "is taken by another program. Choose another with --port" in result.stderr
    assert "Traceback" not in result.stderr


def test_the_site_opens_with_a_dialogue_and_a_link_for_each_role(tmp_path: Path) -> None:
    with site(tmp_path / "demo", command="demo", DETENTE_DATABASE_URL="postgresql://nobody@/nowhere") as running:
        said = "\n".join(running.said)
        paths = re.findall(rf"http://localhost:{running.port}(/\S*)", said)
        assert any(path.startswith("/d/") for path in paths)
        assert any(path.startswith("/c/") for path in paths)
        entering = [path for path in paths if path.startswith("/staff/enter/")]
        assert len(entering) >= 2
        assert "convener" in said
        assert "moderator" in said
        for path in {path for path in paths if path not in entering}:
            answer = running.ask(path)
            assert answer.status == 200, path
            assert "Demonstration" in answer.body
        assert running.ask(entering[0]).status == 200
        assert running.log.read_text(encoding="utf-8") == ""


def test_what_belongs_to_the_report_is_refused_without_it(detente: Run) -> None:
    result = detente("demo", "--no-serve")
    assert result.returncode == 2
    assert "--no-serve and --html belong to --report." in result.stderr
