"""One page on 127.0.0.1, and nothing else: no folder, no other address, no other method."""

from __future__ import annotations

import errno
import signal
import threading
from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import FrameType
from typing import ClassVar

from detente.cli.console import Refusal
from detente.report.language import Language

__all__ = ["ADDRESS", "FIRST_PORT", "page_server", "serve_until_stopped"]

ADDRESS = "127.0.0.1"
FIRST_PORT = 8000
PORTS_TRIED = 20


class _PageHandler(BaseHTTPRequestHandler):
    """Answers GET and HEAD of ``/`` with the page of its server."""

    protocol_version = "HTTP/1.1"
    timeout = 20  # a client that says nothing does not hold a thread for ever
    page: ClassVar[bytes] = b""
    policy: ClassVar[str] = ""

    def do_GET(self) -> None:
        """The page, or 404."""
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        """The same without the page."""
        self._answer(with_body=False)

    def _answer(self, *, with_body: bool) -> None:
        # A page elsewhere that rebinds its name to 127.0.0.1 still sends its own name here.
        host = (self.headers.get("Host") or "").rsplit(":", 1)[0]
        if host not in (ADDRESS, "localhost"):
            status, kind, body = HTTPStatus.MISDIRECTED_REQUEST, "text/plain; charset=utf-8", b"Wrong host.\n"
        elif self.path.split("?", 1)[0] != "/":
            status, kind, body = HTTPStatus.NOT_FOUND, "text/plain; charset=utf-8", b"There is one page here: /\n"
        else:
            status, kind, body = HTTPStatus.OK, "text/html; charset=utf-8", self.page
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in (
            ("Content-Security-Policy", f"{self.policy}; frame-ancestors 'none'"),
            ("X-Content-Type-Options", "nosniff"),
            ("X-Frame-Options", "DENY"),
            ("Referrer-Policy", "no-referrer"),
            ("Cross-Origin-Opener-Policy", "same-origin"),
            ("Cross-Origin-Resource-Policy", "same-origin"),
            ("Cache-Control", "no-store"),
        ):
            self.send_header(name, value)
        self.end_headers()
        if with_body:
            self.wfile.write(body)

    def version_string(self) -> str:
        """The Server header: nothing about the machine."""
        return "detente"

    def log_message(self, format: str, *args: object) -> None:
        """Keep no record of who looked."""


class _PageServer(ThreadingHTTPServer):
    daemon_threads = True

    def server_bind(self) -> None:
        # HTTPServer asks the name service for this machine's name here: slow, and of no use.
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = ADDRESS, int(self.server_address[1])


def page_server(page: str, policy: str, port: int | None, language: Language) -> ThreadingHTTPServer:
    """A server of one page on 127.0.0.1.

    Parameters
    ----------
    page : str
    policy : str
        Its Content-Security-Policy.
    port : int or None
        None takes 8000, or the next free one; 0 any free one.

    Raises
    ------
    Refusal
        The port that was asked for is taken or not allowed, or none is free.
    """
    handler = type("Handler", (_PageHandler,), {"page": page.encode(), "policy": policy})
    asked = [port] if port is not None else [*range(FIRST_PORT, FIRST_PORT + PORTS_TRIED), 0]
    for candidate in asked:
        try:
            return _PageServer((ADDRESS, candidate), handler)
        except OSError as fault:
            if port is None and fault.errno in (errno.EADDRINUSE, errno.EACCES):
                continue
            if fault.errno == errno.EADDRINUSE:
                raise Refusal(
                    language.say(
                        "Port %(port)s is taken by another program. Choose another with --port, or leave --port out to "
                        "get the next free one.",
                        port=candidate,
                    )
                ) from fault
            if fault.errno == errno.EACCES:
                raise Refusal(
                    language.say(
                        "Port %(port)s is not open to this user. Choose one from 1024 to 65535.", port=candidate
                    )
                ) from fault
            raise Refusal(
                language.say(
                    "The page cannot be served on port %(port)s (%(cause)s). Choose another with --port.",
                    port=candidate,
                    cause=fault.strerror or type(fault).__name__,
                )
            ) from fault
    raise Refusal(language.say("No port is free on 127.0.0.1. Stop another server first."))


def serve_until_stopped(server: ThreadingHTTPServer, announce: Callable[[str], None]) -> None:
    """Serve until Ctrl-C or SIGTERM, then close. `announce` gets the address once it answers."""
    stopped = threading.Event()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        stopped.set()

    before = {kind: signal.signal(kind, stop) for kind in (signal.SIGINT, signal.SIGTERM)}
    worker = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True)
    worker.start()
    try:
        announce(f"http://{ADDRESS}:{server.server_port}/")
        # A wait without an end cannot be interrupted on every system.
        while not stopped.wait(0.5):
            pass
    finally:
        server.shutdown()
        worker.join()
        server.server_close()
        for kind, handler in before.items():
            signal.signal(kind, handler)
