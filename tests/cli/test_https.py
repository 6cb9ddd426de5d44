"""The whole way of a vote in public: https with a certificate, Debian's Caddy as it is deployed, then the site."""

from __future__ import annotations

import http.client
import re
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.cli.running import Answer, Site, python, site
from tests.cli.taking_part import take_part

NAME = "dialogue.test"
CANARY = "203.0.113.77"
FILL = """
import os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "detente.web.settings"
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from detente.web.demo import fill
for code in fill().codes:
    print(code.path, code.code)
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Public:
    """The site as the world sees it."""

    port: int
    context: ssl.SSLContext
    site: Site
    proxy_log: Path
    codes: list[tuple[str, str]]

    def ask(self, path: str, method: str, body: str | None, headers: Mapping[str, str]) -> Answer:
        """Send one request through the proxy, under the public name."""
        plain = socket.create_connection(("127.0.0.1", self.port), timeout=20)
        connection = http.client.HTTPSConnection(NAME, self.port)
        with closing(connection):
            connection.sock = self.context.wrap_socket(plain, server_hostname=NAME)
            connection.request(method, path, body, dict(headers))
            with connection.getresponse() as response:
                return Answer(response.status, response.headers, response.read().decode(errors="replace"))


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory, repository: Path) -> Iterator[Public]:
    caddy = shutil.which("caddy")
    if caddy is None:
        pytest.skip("no Caddy found: install it to try the public way (Debian: apt install caddy)")
    folder = tmp_path_factory.mktemp("https")
    filled = python("-c", FILL, DETENTE_DATA=str(folder / "data"), DETENTE_DEMO="1")
    assert filled.returncode == 0, filled.stderr
    codes = [(path.removesuffix("join/"), code) for path, code in map(str.split, filled.stdout.splitlines())]
    inside, outside = free_port(), free_port()
    deployed = (repository / "deploy/Caddyfile").read_text(encoding="utf-8")
    # The deployed file, with another name and port, and a certificate of its own instead of one from the world.
    own = ("admin off", "skip_install_trust", "auto_https disable_redirects", f"storage file_system {folder / 'caddy'}")
    options = "".join(("{\n", *(f"\t{line}\n" for line in own)))
    tried = (
        deployed.replace("{\n", options, 1)
        .replace("dialogue.example.org {", f"https://{NAME}:{outside} {{\n\ttls internal")
        .replace("127.0.0.1:8000", f"127.0.0.1:{inside}")
    )
    (folder / "Caddyfile").write_text(tried, encoding="utf-8")
    log = folder / "caddy.log"
    with (
        log.open("w") as errors,
        subprocess.Popen(
            [caddy, "run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"],
            env={"HOME": str(folder), "XDG_DATA_HOME": str(folder), "PATH": "/usr/bin:/bin"},
            stdout=errors,
            stderr=errors,
        ) as proxy,
    ):
        try:
            with started(folder / "data", inside, outside) as running:
                root = folder / "caddy/pki/authorities/local/root.crt"
                for _ in range(200):
                    if root.exists() and answers(outside):
                        break
                    time.sleep(0.1)
                yield Public(outside, ssl.create_default_context(cafile=str(root)), running, log, codes)
        finally:
            proxy.terminate()
            proxy.wait(timeout=20)


def started(data: Path, inside: int, outside: int) -> AbstractContextManager[Site]:
    return site(
        data,
        "--port",
        str(inside),
        DETENTE_ORIGIN=f"https://{NAME}:{outside}",
        DETENTE_TRUSTED_PROXIES="127.0.0.1",
    )


def answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
    except OSError:
        return False


def test_somebody_joins_and_votes_over_https(public: Public) -> None:
    place, code = public.codes[0]
    cookie = take_part(public.ask, place, code, 4, {"X-Forwarded-For": CANARY, "User-Agent": "CANARY-UA"})
    consultation = re.match(r"/c/[0-9a-f-]+/", place)
    assert consultation
    parts = {part.strip().lower() for part in cookie.split(";")[1:]}
    assert {"secure", "httponly", "samesite=strict", f"path={consultation[0]}"} <= parts


def test_what_browsers_are_told(public: Public) -> None:
    answer = public.ask("/", "GET", None, {})
    assert answer.status == 200
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert answer.headers.get("Server") in (None, "granian")
    assert "Set-Cookie" not in answer.headers


def test_only_pages_of_this_address_may_send(public: Public) -> None:
    here = f"https://{NAME}:{public.port}"
    for origin, status in ((here, 404), (f"http://{NAME}:{public.port}", 403), ("https://dialogue.test.evil", 403)):
        assert public.ask("/no/such/page", "POST", "x=1", {"Origin": origin}).status == status


def test_the_site_behind_answers_to_the_public_name_only(public: Public) -> None:
    assert public.site.ask("/").status == 421
    assert public.site.ask("/", headers={"Host": f"{NAME}:{public.port}"}).status == 200


def test_forms_that_never_end_keep_nobody_waiting(public: Public) -> None:
    """More of them than the site has threads; the proxy hands a form on once it is whole."""
    begun = f"POST /c/x/ HTTP/1.1\r\nHost: {NAME}:{public.port}\r\nSec-Fetch-Site: same-origin\r\n"
    begun += "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\n\r\nvalue="
    place = public.codes[0][0].removeprefix("/c/")
    with ExitStack() as held:
        for _number in range(40):
            plain = held.enter_context(socket.create_connection(("127.0.0.1", public.port), timeout=5))
            secret = held.enter_context(public.context.wrap_socket(plain, server_hostname=NAME))
            secret.sendall(begun.replace("/c/x/", f"/c/{place}outcome/").encode())
        time.sleep(0.5)
        before = time.monotonic()
        assert public.ask("/healthz", "GET", None, {}).status == 200
        assert time.monotonic() - before < 5


def test_the_proxy_writes_down_nobody_even_when_the_site_is_gone(public: Public) -> None:
    """Runs last: it stops the site, and Caddy answers 502, which it logs with the whole request unless told not to."""
    assert public.site.stop() == 0
    sent = {"X-Forwarded-For": CANARY, "User-Agent": "CANARY-UA", "Cookie": "__Secure-p=CANARY"}
    assert public.ask("/CANARY?CANARY", "GET", None, sent).status == 502
    time.sleep(0.3)
    said = public.proxy_log.read_text(encoding="utf-8") + public.site.log.read_text(encoding="utf-8")
    assert "serving initial configuration" in said  # it does log
    assert "CANARY" not in said
    assert CANARY not in said
    assert "remote_ip" not in said
