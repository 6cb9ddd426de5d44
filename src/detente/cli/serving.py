"""From a data folder to a running site: the port, the origin, the static files, the tables, then the processes."""

from __future__ import annotations

import errno
import fcntl
import os
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from detente.cli import site
from detente.cli.children import Child, Stopping, run_until_stopped, web_server, worker
from detente.cli.console import Refusal

__all__ = ["choose_port", "serve"]

FIRST_PORT = 8000
PORTS_TRIED = 20
SECONDS_TO_ANSWER = 60

Say = Callable[[str], None]


def choose_port(host: str, port: int | None, *, or_next: bool = False) -> int:
    """The port to serve on; 0 takes any free one.

    Raises
    ------
    Refusal
        It is taken, or not open to this user, or the host is none of this machine's addresses.
    """
    asked = FIRST_PORT if port is None else port
    candidates = range(asked, asked + PORTS_TRIED) if port is None and or_next else [asked]
    for candidate in candidates:
        kind = socket.AF_INET6 if ":" in host else socket.AF_INET
        with socket.socket(kind) as probe:
            # As the server itself does; without it a port is "taken" for a minute after a stop.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, candidate))
            except OSError as fault:
                if fault.errno == errno.EADDRINUSE and candidate != candidates[-1]:
                    continue
                raise _port_refusal(host, candidate, fault) from fault
            return int(probe.getsockname()[1])
    raise AssertionError("there is always a last candidate")


def _port_refusal(host: str, port: int, fault: OSError) -> Refusal:
    if fault.errno == errno.EADDRINUSE:
        return Refusal(f"Port {port} is taken by another program. Choose another with --port.")
    if fault.errno == errno.EACCES:
        return Refusal(f"Port {port} is not open to this user. Choose one from 1024 to 65535 with --port.")
    cause = fault.strerror or type(fault).__name__
    return Refusal(f"The site cannot be served on {host}, port {port} ({cause}). Choose another with --host or --port.")


@contextmanager
def only_one(data: Path) -> Iterator[None]:
    """Hold the data folder: a second site on it is refused."""
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (data / "up.lock").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refusal(
                f"Another detente runs on {data}. Stop it first, or name another folder with --data."
            ) from None
        yield


def serve(
    data: Path | None, *, host: str, port: int | None, say: Say, welcome: Callable[[str, Say], None], demo: bool = False
) -> int:
    """Make the site ready, start it, and keep it running until a signal; the exit code.

    Parameters
    ----------
    data : Path, optional
        The data folder.
    host, port
        Where the server listens.
    say : callable
        Prints one line to whoever started the site.
    welcome : callable
        Called with (origin, say) between the tables and the first request.
    demo : bool
        Fill with the demonstration, and take the next free port.
    """
    stopping = Stopping()
    port = choose_port(host, port, or_next=demo)
    # A demonstration next to a real site must not touch it, whatever the environment says.
    given = {"DETENTE_DEMO": "1", "DETENTE_DATABASE_URL": "", "DETENTE_SMTP_URL": ""} if demo else {}
    if demo or not os.environ.get("DETENTE_ORIGIN", "").strip():
        given["DETENTE_ORIGIN"] = f"http://localhost:{port}"
    config = site.enter(data, given)
    with only_one(config.data):
        copy = site.make_ready()
        if copy is not None:
            say(f"The database was copied to {copy} before its tables changed.")
        _collect_static()
        with site.database_faults():
            welcome(config.origin, say)
        children = [web_server(host, port), worker()]
        for child in children:
            child.start()
        if _answers(host, port, children, stopping):
            say(f"The site is at {config.origin}/ (stop with Ctrl-C)")
        return run_until_stopped(children, stopping)


def _collect_static() -> None:
    from django.core.management import call_command

    call_command("collectstatic", interactive=False, verbosity=0)


def _answers(host: str, port: int, children: list[Child], stopping: Stopping) -> bool:
    """Wait for the first answer, so that the address is printed when it works."""
    here = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)
    request = urllib.request.Request(f"http://{here}:{port}/healthz")
    until = time.monotonic() + SECONDS_TO_ANSWER
    while time.monotonic() < until and not stopping.event.is_set() and not any(child.ended() for child in children):
        try:
            with urllib.request.urlopen(request, timeout=5):
                return True
        except urllib.error.HTTPError:  # it answers: another host was asked for than the public one
            return True
        except OSError:
            stopping.event.wait(0.1)
    return False
