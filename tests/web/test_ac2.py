"""AC2: what a request carries beside its form is nowhere afterwards: not in a log, not in the database, not in a file.

The real server answers; 500 requests are found, refused, broken, misdirected, too long and too many.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import re
import socket
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.cli.running import Site, site
from tests.cli.taking_part import codes_in, take_part

pytestmark = pytest.mark.skipif(
    "DETENTE_DATABASE_URL" in os.environ, reason="the demonstration runs on SQLite whatever the tests run on"
)

ADDRESS = "203.0.113.77"
AGENT = "CANARY-UA"
REFERRER = "https://canary-referrer.example/page"
BODY = "canary-body-5d1f"
QUERY = "canary-query-77aa"
COOKIE = "canary-cookie-c00c"
CANARIES = (ADDRESS, AGENT, REFERRER, BODY, QUERY, COOKIE)

HEADERS = {
    "X-Forwarded-For": ADDRESS,
    "X-Real-IP": ADDRESS,
    "Forwarded": f"for={ADDRESS}",
    "User-Agent": AGENT,
    "Referer": REFERRER,
    "Cookie": f"__Secure-p={COOKIE}; sessionid={COOKIE}",
    "Sec-Fetch-Site": "same-origin",
    "Content-Type": "application/x-www-form-urlencoded",
}


def forms_of(value: str, secret: str) -> Iterator[bytes]:
    """The value as it stands, encoded, digested, and as an HMAC under the keys an installation has."""
    raw = value.encode()
    yield raw
    yield quote(value, safe="").encode()
    yield raw.hex().encode()
    yield base64.b64encode(raw).rstrip(b"=")[:-1]
    digests = [hashlib.new(name, raw).digest() for name in ("md5", "sha1", "sha256", "sha512")]
    keys = [secret.encode()]
    keys += [
        hmac.digest(secret.encode(), b"detente/" + purpose, hashlib.sha256)
        for purpose in (b"participant", b"invitation")
    ]
    digests += [hmac.digest(key, raw, hashlib.sha256) for key in keys]
    for digest in digests:
        yield digest
        yield digest.hex().encode()
        yield base64.b64encode(digest).rstrip(b"=")
        yield base64.urlsafe_b64encode(digest).rstrip(b"=")


def network_forms(secret: str) -> Iterator[bytes]:
    """The address as bytes and as a network, which is what the buckets in memory know."""
    for raw in (socket.inet_aton(ADDRESS), b"203.0.113.0/24", b"203.0.113"):
        if len(raw) > 4:
            yield raw
        yield hashlib.sha256(raw).digest()
        yield hashlib.sha256(raw).hexdigest().encode()
        yield hmac.digest(secret.encode(), raw, hashlib.sha256)


def send_all(running: Site) -> Counter[int]:
    """500 requests of every kind; returns how often each status was answered."""
    home = running.ask("/").body
    dialogue = re.search(r'"(/d/[0-9a-f-]{36}/)', home)
    assert dialogue
    consultations = re.findall(r"http://\S+(/c/[0-9a-f-]{36}/en/)", "\n".join(running.said))
    place = consultations[0]
    outcomes: Counter[int] = Counter()

    def send(method: str, path: str, body: str | None = None, times: int = 10, **headers: str) -> None:
        for _ in range(times):
            outcomes[running.ask(path, method, body, HEADERS | headers).status] += 1

    for path in ("/", f"{dialogue[1]}en/", place, f"{place}promise/", f"{place}join/", f"{place}vote/", "/healthz"):
        send("GET", f"{path}?q={QUERY}", times=24)
    for path in (f"/{QUERY}", f"/c/{QUERY}/en/", f"{place}{QUERY}/", f"/staff/invite/{QUERY}/", f"/static/{QUERY}.css"):
        send("GET", path, times=20)
    for path in (
        f"{place}begin",
        f"{place}join/",
        f"{place}wait/",
        f"{place}vote/",
        f"{place}write/",
        "/staff/account/login/",
    ):
        send(
            "POST",
            path,
            f"statement={BODY}&code={BODY}&text={BODY}&login={BODY}%40example.org&password={BODY}",
            times=15,
        )
    joining, codes = codes_in(running.said)
    for code in codes[:4]:
        take_part(running.ask, joining, code, 3, HEADERS)
        outcomes[303] += 4
    send("GET", place.replace("/en/", "/challenge.json"), times=30)  # the bucket fills
    send("POST", f"{place}vote/", f'{{"{BODY}": ', **{"Content-Type": "application/json"})
    send("POST", f"{place}vote/", BODY * 1000)
    send("POST", f"{place}vote/", BODY, **{"Sec-Fetch-Site": "cross-site"})
    send("POST", f"{place}join/", f"--{BODY}\r\n{BODY}", **{"Content-Type": f"multipart/form-data; boundary={BODY}"})
    send("GET", "/", Host=f"{QUERY}.example")
    send("DELETE", f"/{QUERY}")
    send("GET", "/%ff%00%0a" + QUERY)
    raw(running, f"GET /{QUERY} HTTP/1.1\r\nHost: {QUERY}\r\nBad Header {BODY}\r\n\r\n".encode())
    raw(running, f"{BODY} {QUERY}\r\n\r\n".encode())
    raw(running, f"POST {place}vote/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 900\r\n\r\n{BODY}".encode())
    with closing(sqlite3.connect(data_of(running) / "detente.sqlite3", timeout=20)) as database, database:
        database.execute("ALTER TABLE dialogues_dialogue RENAME TO elsewhere")
    send("GET", f"/?q={QUERY}", times=20)
    send("GET", place, times=10)
    send("POST", f"{place}vote/", f"statement={BODY}", times=10)
    with closing(sqlite3.connect(data_of(running) / "detente.sqlite3", timeout=20)) as database, database:
        database.execute("ALTER TABLE elsewhere RENAME TO dialogues_dialogue")
    return outcomes


def raw(running: Site, content: bytes) -> None:
    """Bytes that are no request, or break off."""
    with socket.create_connection(("127.0.0.1", running.port), timeout=5) as connection:
        connection.sendall(content)
        connection.shutdown(socket.SHUT_WR)
        connection.recv(1000)


def data_of(running: Site) -> Path:
    return running.log.with_suffix("")


@pytest.fixture(scope="module")
def afterwards(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, Counter[int]]:
    """The data folder after 500 requests and a clean stop, what was logged, and the statuses."""
    data = tmp_path_factory.mktemp("ac2") / "data"
    # The server believes that 127.0.0.1 is a proxy, so that it really reads the address that is sent.
    with site(
        data, command="demo", DETENTE_TRUSTED_PROXIES="127.0.0.1", DETENTE_LOG_LEVEL="debug", PYTHONWARNINGS="default"
    ) as running:
        outcomes = send_all(running)
        assert running.process.stdout is not None
        assert running.stop() == 0
        said = "\n".join([*running.said, running.process.stdout.read(), running.log.read_text(encoding="utf-8")])
    return data, said, outcomes


def test_the_requests_went_every_way(afterwards: tuple[Path, str, Counter[int]]) -> None:
    _data, said, outcomes = afterwards
    assert sum(outcomes.values()) >= 500
    for status in (200, 400, 403, 404, 405, 413, 421, 500):
        assert outcomes[status] >= 10, outcomes
    assert said.count('"event": "fault"') >= 10, "the faults must have been logged, or their silence means nothing"


def test_nothing_of_them_is_anywhere(afterwards: tuple[Path, str, Counter[int]]) -> None:
    data, said, _outcomes = afterwards
    secret = (data / "secret").read_text(encoding="ascii").strip()
    with closing(sqlite3.connect(data / "detente.sqlite3")) as database:
        dump = "\n".join(database.iterdump()).encode()
    files = {str(path.relative_to(data)): path.read_bytes() for path in data.rglob("*") if path.is_file()}
    places = {"the log": said.encode(), "the dump": dump, **files}
    wanted = {form for canary in CANARIES for form in forms_of(canary, secret)} | set(network_forms(secret))
    hits = [(place, form) for place, content in places.items() for form in wanted if form in content]
    assert hits == []


def test_the_search_would_find_them(afterwards: tuple[Path, str, Counter[int]]) -> None:
    """What the site does keep is found by the same search; the secret part of a link is not kept."""
    data, said, _outcomes = afterwards
    secret = (data / "secret").read_text(encoding="ascii").strip()
    content = (data / "detente.sqlite3").read_bytes()
    assert any(form in content for form in forms_of("Clara Winter", secret))
    token = re.search(r"/staff/enter/([^/]+)/", said)
    assert token
    assert token[1].encode() not in content


def test_log_lines_have_named_fields_and_no_time_finer_than_the_hour(
    afterwards: tuple[Path, str, Counter[int]],
) -> None:
    import json

    _data, said, _outcomes = afterwards
    lines = [json.loads(line) for line in said.splitlines() if line.startswith("{")]
    assert lines
    allowed = {"event", "level", "timestamp", "number", "exception", "places", "logger", "process", "code", "task"}
    for line in lines:
        assert set(line) <= allowed, line
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:00Z", line["timestamp"])
