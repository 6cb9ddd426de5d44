"""The encoder of an operator: a local endpoint that answers, refuses, lies or redirects."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from detente.cli.encoder import Endpoint, encoder_set
from detente.wording.errors import BadEncoder

Server = tuple[str, list[tuple[str, dict[str, object], str | None]]]


@pytest.fixture
def server() -> Iterator[Server]:
    """Return the address of an endpoint on this machine, and the list of what it was asked."""
    asked: list[tuple[str, dict[str, object], str | None]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            asked.append((self.path, body, self.headers["Authorization"]))
            texts = body["input"]
            rows = [{"index": i, "embedding": [float(len(t)), 1.0]} for i, t in enumerate(texts)]
            answers = {
                "/good/embeddings": (200, {"data": rows[::-1]}),
                "/short/embeddings": (200, {"data": rows[1:]}),
                "/ragged/embeddings": (200, {"data": [{"index": 0, "embedding": [1.0]}, *rows[1:]]}),
                "/odd/embeddings": (200, {"vectors": rows}),
                "/away/embeddings": (302, {}),
            }
            status, answer = answers.get(self.path, (401, {}))
            raw = json.dumps(answer).encode()
            self.send_response(status)
            if status == 302:
                self.send_header("Location", "/good/embeddings")
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, format: str, *args: object) -> None:
            pass

    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    worker = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    worker.start()
    yield f"http://127.0.0.1:{running.server_port}", asked
    running.shutdown()
    worker.join()
    running.server_close()


def test_it_is_asked_in_batches_with_key_and_model_and_put_in_order(server: Server) -> None:
    address, asked = server
    found = Endpoint(f"{address}/good", "some-model", "secret")
    texts = ["x" * n for n in range(1, 131)]
    assert [row[0] for row in found(texts)] == [float(n) for n in range(1, 131)]
    assert [len(body["input"]) for _, body, _ in asked] == [128, 2]
    assert {(body["model"], key) for _, body, key in asked} == {("some-model", "Bearer secret")}
    assert not found.elsewhere
    assert found.name == "some-model (127.0.0.1)"


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("short", "one vector per text"),
        ("ragged", "one vector per text"),
        ("odd", "did not answer with embeddings"),
        ("refused", "answered 401"),
        ("away", "answered 302"),
    ],
)
def test_a_bad_answer_is_one_sentence(server: Server, path: str, reason: str) -> None:
    address, asked = server
    with pytest.raises(BadEncoder, match=reason):
        Endpoint(f"{address}/{path}/embeddings", "", "")(["one", "two"])
    assert len(asked) == 1  # a redirect is not followed


def test_an_endpoint_that_is_not_there() -> None:
    with pytest.raises(BadEncoder, match="cannot be reached"):
        Endpoint("http://127.0.0.1:9", "", "")(["one"])


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("http://encoder.example/v1", "unencrypted"),
        ("ftp://encoder.example", "must be a model folder or an address"),
        ("https://", "must be a model folder or an address"),
        ("https://[broken", "no address"),
    ],
)
def test_addresses_that_may_not_be_used(address: str, reason: str) -> None:
    with pytest.raises(BadEncoder, match=reason):
        encoder_set({"DETENTE_ENCODER": address})


def test_settings() -> None:
    assert encoder_set({}) is None
    with pytest.raises(BadEncoder, match="no sentence-transformers model"):
        encoder_set({"DETENTE_ENCODER": "nowhere"})
    found = encoder_set({"DETENTE_ENCODER": "https://encoder.example/v1", "DETENTE_ENCODER_MODEL": "m"})
    assert isinstance(found, Endpoint)
    assert found.elsewhere


def test_concord_uses_it_and_says_so(server: Server, tmp_path, detente, monkeypatch: pytest.MonkeyPatch) -> None:
    address, asked = server
    (tmp_path / "a.txt").write_text(
        "The council agreed to 3 lamps on 1 May 2031. The council met the fishers.", "utf-8"
    )
    (tmp_path / "b.txt").write_text("The fishers discussed 4 lamps. The fishers thanked the council.", "utf-8")
    sides = ("--party", "Council=the council", "--party", "Fishers=the fishers", "--date", "2031-05-02")
    monkeypatch.setenv("DETENTE_ENCODER", f"{address}/good")
    result = detente("concord", "a.txt", "b.txt", *sides, "--html", "page.html")
    assert (result.returncode, result.stderr) == (0, "")
    assert asked
    page = (tmp_path / "page.html").read_text("utf-8")
    assert "An encoder helped to compare: <bdi>embeddings (127.0.0.1)</bdi>." in page
    assert "Nothing left this machine." not in page
    monkeypatch.setenv("DETENTE_ENCODER", f"{address}/odd")
    refused = detente("concord", "a.txt", "b.txt", *sides)
    assert refused.returncode == 1
    assert "did not answer with embeddings" in refused.stderr
