"""The two processes of a running site, held together: the web server and the worker.

One that ends is started again with a line in the log; one that keeps ending stops the site with exit code 1, so that
whoever supervises it (systemd) sees it. An acknowledged vote is on the disk before it is answered, so none is lost
whichever process ends and however (docs/how-to/serve-in-public).
"""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from collections import deque
from dataclasses import dataclass, field
from types import FrameType

from detente.web.core.logs import log

__all__ = ["Child", "Stopping", "run_until_stopped", "web_server", "worker"]

MOST_RESTARTS = 5
WITHIN = 60.0
"""Seconds: the sixth end of one process within them stops the site."""
PATIENCE = 8.0
"""Seconds that a process has for an orderly end."""


@dataclass
class Child:
    """A process and how often it ended lately."""

    name: str
    arguments: tuple[str, ...]
    process: subprocess.Popen[bytes] | None = None
    ends: deque[float] = field(default_factory=deque)

    def start(self) -> None:
        """Start it, in a session of its own: Ctrl-C at the terminal is for the parent, which stops both in order."""
        self.process = subprocess.Popen(
            [sys.executable, "-m", *self.arguments], stdin=subprocess.DEVNULL, start_new_session=True
        )

    def ended(self) -> bool:
        """Whether it is not running."""
        return self.process is None or self.process.poll() is not None

    def start_again(self) -> bool:
        """Start it again unless it ends too often; whether it was."""
        now = time.monotonic()
        self.ends.append(now)
        while self.ends[0] < now - WITHIN:
            self.ends.popleft()
        code = self.process.returncode if self.process else None
        if len(self.ends) > MOST_RESTARTS:
            log.error("a process keeps ending, so the site stops", process=self.name, code=code)
            return False
        log.error("a process ended and is started again", process=self.name, code=code)
        self.start()
        return True

    def stop(self) -> None:
        """Ask it to end."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def wait(self, until: float) -> None:
        """Wait for its end, and bring it about when patience is over."""
        if self.process is None:
            return
        try:
            self.process.wait(timeout=max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            log.error("a process did not stop in time and was ended", process=self.name)
            self.process.kill()
            self.process.wait()


def web_server(host: str, port: int) -> Child:
    """The process that answers requests."""
    return Child("web", ("detente.web.operation.server", host, str(port)))


def worker() -> Child:
    """The process that ticks."""
    return Child("worker", ("detente.web.operation.worker",))


class Stopping:
    """Ctrl-C and SIGTERM, from now on: whether one has come."""

    def __init__(self) -> None:
        self.event = threading.Event()
        for kind in (signal.SIGINT, signal.SIGTERM):
            signal.signal(kind, self._told)

    def _told(self, _signal: int, _frame: FrameType | None) -> None:
        self.event.set()


def run_until_stopped(children: list[Child], stopping: Stopping) -> int:
    """Keep them running until told to stop; the exit code."""
    code = 0
    try:
        # A wait without an end cannot be interrupted on every system.
        while code == 0 and not stopping.event.wait(0.3):
            for child in children:
                if child.ended() and not stopping.event.is_set() and not child.start_again():
                    code = 1
    finally:
        until = time.monotonic() + PATIENCE
        for child in children:
            child.stop()
        for child in children:
            child.wait(until)
    return code
