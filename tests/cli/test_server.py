"""The server of one page: what it answers, what it refuses, and how it stops."""

from __future__ import annotations

import http.client
import socket
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from email.message import Message
from http.server import ThreadingHTTPServer

import pytest

from detente.cli.console import Refusal
from detente.cli.server import ADDRESS, FIRST_PORT, page_server
from detente.report import content_security_policy, language

PAGE = "<!doctype html><title>Café</title>"


@pytest.fixture
def server() -> Iterator[ThreadingHTTPServer]:
    made = page_server(PAGE, content_security_policy(), 0, language("en"))
    thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield made
    made.shutdown()
    thread.join()
    made.server_close()


@dataclass
class Answer:
    status: int
    headers: Message
    body: bytes


def ask(server: ThreadingHTTPServer, path: str, method: str = "GET", host: str | None = None) -> Answer:
    with closing(http.client.HTTPConnection(ADDRESS, server.server_port, timeout=5)) as connection:
        connection.putrequest(method, path, skip_host=True)
        connection.putheader("Host", host or f"{ADDRESS}:{server.server_port}")
        connection.putheader("Connection", "close")
        connection.endheaders()
        with connection.getresponse() as response:
            return Answer(response.status, response.headers, response.read())


def test_the_page_and_its_headers(server: ThreadingHTTPServer) -> None:
    answer = ask(server, "/")
    assert (answer.status, answer.body.decode()) == (200, PAGE)
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert answer.headers["Server"] == "detente"


def test_head_has_no_body(server: ThreadingHTTPServer) -> None:
    answer = ask(server, "/", "HEAD")
    assert (answer.status, answer.body) == (200, b"")
    assert int(answer.headers["Content-Length"]) == len(PAGE.encode())


@pytest.mark.parametrize("path", ["/index.html", "/../etc/passwd", "/%2e%2e/", "/report/", "*"])
def test_nothing_else_is_there(server: ThreadingHTTPServer, path: str) -> None:
    assert ask(server, path).status == 404


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_nothing_else_can_be_done(server: ThreadingHTTPServer, method: str) -> None:
    assert ask(server, "/", method).status == 501


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "127.0.0.1.evil.example"])
def test_another_name_for_this_machine_gets_nothing(server: ThreadingHTTPServer, host: str) -> None:
    answer = ask(server, "/", host=host)
    assert answer.status == 421
    assert PAGE not in answer.body.decode()


def test_only_this_machine_can_ask(server: ThreadingHTTPServer) -> None:
    assert server.server_address[0] == "127.0.0.1"


def test_a_port_that_was_asked_for_and_is_taken_is_a_clear_refusal() -> None:
    with socket.socket() as other:
        other.bind((ADDRESS, 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(Refusal, match=f"Port {port} is taken by another program. Choose another with --port"):
            page_server(PAGE, "", port, language("en"))


def test_the_next_free_port_is_taken_where_none_was_asked_for() -> None:
    with socket.socket() as other:
        try:
            other.bind((ADDRESS, FIRST_PORT))
            other.listen()
        except OSError:
            pass  # somebody else has it, which is the case wanted
        made = page_server(PAGE, "", None, language("en"))
        try:
            assert made.server_port != FIRST_PORT
        finally:
            made.server_close()
