"""The real command in a process of its own, on a free port, stopped by its process id."""

from __future__ import annotations

import http.client
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

SECONDS = 240  # a machine that does many things at once is no fault of the site
ROOT = Path(__file__).resolve().parents[2]


def environment(**given: str) -> dict[str, str]:
    """The environment without any setting of the site but those given."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DETENTE_")}
    return kept | given


def run(*arguments: object, **given: str) -> subprocess.CompletedProcess[str]:
    """Run the command to its end."""
    return python("-m", "detente.cli", *arguments, **given)


def python(*arguments: object, **given: str) -> subprocess.CompletedProcess[str]:
    """Run Python to its end, in the checkout and with its code."""
    return subprocess.run(
        [sys.executable, *(str(part) for part in arguments)],
        env=environment(PYTHONPATH=os.pathsep.join((str(ROOT / "src"), str(ROOT))), **given),
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        timeout=SECONDS,
        check=False,
    )


@dataclass
class Answer:
    status: int
    headers: Mapping[str, str]
    body: str


@dataclass
class Site:
    """A site that runs."""

    process: subprocess.Popen[str]
    port: int
    log: Path
    said: list[str] = field(default_factory=list)

    def ask(
        self, path: str, method: str = "GET", body: bytes | str | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Send one request."""
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)) as connection:
            connection.request(method, path, body, {"Host": f"localhost:{self.port}", **(headers or {})})
            with connection.getresponse() as response:
                return Answer(response.status, response.headers, response.read().decode(errors="replace"))

    def stop(self, kind: signal.Signals = signal.SIGTERM) -> int:
        """Tell it to stop, and wait."""
        self.process.send_signal(kind)
        return self.process.wait(timeout=20)

    def descendants(self) -> list[tuple[int, str]]:
        """Process id and command line of everything it started (Linux)."""
        found: list[tuple[int, str]] = []
        waiting = [self.process.pid]
        while waiting:
            parent = waiting.pop()
            for task in Path(f"/proc/{parent}/task").glob("*/children"):
                for pid in map(int, task.read_text().split()):
                    found.append((pid, Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")))
                    waiting.append(pid)
        return found


@contextmanager
def site(data: Path, *arguments: str, command: str = "up", **given: str) -> Iterator[Site]:
    """Start ``detente up`` (or `command`), wait until it says that it answers, and stop it afterwards."""
    log = data.parent / f"{data.name}.log"
    with (
        log.open("w", encoding="utf-8") as errors,
        subprocess.Popen(
            [sys.executable, "-m", "detente.cli", command, "--data", str(data), *(arguments or ("--port", "0"))],
            env=environment(**given),
            stdout=subprocess.PIPE,
            stderr=errors,
            encoding="utf-8",
        ) as process,
    ):
        watchdog = threading.Timer(SECONDS, process.kill)
        watchdog.start()
        try:
            assert process.stdout is not None
            said: list[str] = []
            for line in process.stdout:
                said.append(line.rstrip("\n"))
                if "The site is at" in line:
                    break
            else:
                raise AssertionError(f"it did not start: {said} {log.read_text(encoding='utf-8')}")
            watchdog.cancel()
            inside = arguments[arguments.index("--port") + 1] if "--port" in arguments else "0"
            port = re.search(r"http://localhost:(\d+)/", said[-1])
            yield Site(process, int(port[1]) if port else int(inside), log, said)
        finally:
            watchdog.cancel()
            if process.poll() is None:
                process.terminate()
                try:
                    process.wait(timeout=20)
                except subprocess.TimeoutExpired:
                    process.kill()
