"""What is true of every answer, and what is refused at the door."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from ipaddress import ip_network

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from pytest_django.fixtures import Settings

from detente.web.core.middleware import POLICY, PUBLIC_BODY, STAFF_BODY, Headers
from detente.web.dialogues.models import Dialogue

pytestmark = pytest.mark.django_db

EVERYWHERE = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cache-Control": "no-store",
}


def refused(client: Client, method: str, path: str, status: int, **given: object) -> None:
    """Refused as a page of the site, and as JSON where our script asks."""
    page = client.generic(method, path, **given)
    assert page.status_code == status
    assert {name: page.headers.get(name) for name in EVERYWHERE} == EVERYWHERE
    assert page.cookies == {}
    if method != "HEAD":
        assert b"<h1>" in page.content
    asked = client.generic(method, path, **given, headers={"Accept": "application/json"})
    assert set(asked.json()) == {"code", "message"}


@pytest.mark.parametrize(("path", "status"), [("/", 200), ("/healthz", 200), ("/no/such/page", 404), ("/%ff%00", 404)])
def test_headers_on_every_answer(visitor: Callable[[], Client], path: str, status: int) -> None:
    for method in ("GET", "HEAD"):
        answer = visitor().generic(method, path)
        assert answer.status_code == status
        assert {name: answer.headers.get(name) for name in EVERYWHERE} == EVERYWHERE
        assert "Vary" not in answer.headers or "Cookie" not in answer.headers["Vary"]


def test_the_policy_allows_nothing_inline() -> None:
    assert "unsafe" not in POLICY
    assert "nonce" not in POLICY


def test_a_fault_is_a_page_with_the_headers_and_a_number(
    visitor: Callable[[], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> None:
        raise RuntimeError("CANARY")

    monkeypatch.setattr(Dialogue.objects, "all", broken)
    monkeypatch.setattr(Dialogue.objects, "filter", lambda **_: broken())
    monkeypatch.setattr("detente.web.core.views.connection.cursor", broken)
    client = visitor()
    client.raise_request_exception = False
    answer = client.get("/healthz")
    assert answer.status_code == 500
    assert {name: answer.headers.get(name) for name in EVERYWHERE} == EVERYWHERE
    assert b"this number" in answer.content
    assert b"CANARY" not in answer.content


@pytest.mark.parametrize(
    ("origin", "header"),
    [("https://talks.example.org", "max-age=31536000; includeSubDomains"), ("http://localhost:8000", None)],
)
def test_strict_transport_over_https_only(settings: Settings, origin: str, header: str | None) -> None:
    settings.CONFIG = replace(settings.CONFIG, origin=origin)
    answer = Headers(lambda _request: HttpResponse())(RequestFactory().get("/"))
    assert answer.headers.get("Strict-Transport-Security") == header


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "a b", "localhost:abc", "", "[::1"])
def test_another_host_is_refused(visitor: Callable[[], Client], host: str) -> None:
    refused(visitor(), "GET", "/", 421, HTTP_HOST=host or "\t")


def test_forwarded_hosts_and_schemes_are_not_read(visitor: Callable[[], Client], settings: Settings) -> None:
    settings.CONFIG = replace(settings.CONFIG, trusted_proxies=(ip_network("127.0.0.1"),))
    client = visitor()
    asked = client.get("/", headers={"X-Forwarded-Host": "evil.example", "Forwarded": "host=evil.example"})
    assert asked.status_code == 200
    assert b"evil.example" not in asked.content


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "CONNECT", "PROPFIND"])
def test_methods_that_nothing_answers(visitor: Callable[[], Client], method: str) -> None:
    refused(visitor(), method, "/", 405)
    assert visitor().generic(method, "/").headers["Allow"] == "GET, HEAD, POST, OPTIONS"


def test_options_says_what_can_be_asked_and_touches_no_page(visitor: Callable[[], Client]) -> None:
    answer = visitor().options("/no/such/page")
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["Allow"] == "GET, HEAD, POST, OPTIONS"
    assert not [name for name in answer.headers if name.lower().startswith("access-control")]


def test_bodies_have_a_limit(visitor: Callable[[], Client]) -> None:
    for path, most in (("/c/nowhere/", PUBLIC_BODY), ("/staff/nowhere/", STAFF_BODY)):
        fits = visitor().post(path, b"x" * most, content_type="text/plain")
        assert fits.status_code == 404
        refused(visitor(), "POST", path, 413, data=b"x" * (most + 1), content_type="text/plain")
    page = visitor().post("/staff/nowhere/", b"x" * (STAFF_BODY + 1), content_type="text/plain").content.decode()
    assert "more than the 2 MB" in page
    assert "Nothing of it was saved. Go back" in page


def test_zeros_before_a_length_do_not_hide_it(visitor: Callable[[], Client]) -> None:
    for zeros in ("0" * 12, "0" * 13, "0" * 5000):
        refused(visitor(), "POST", "/c/nowhere/", 413, CONTENT_LENGTH=f"{zeros}{PUBLIC_BODY + 1}")


@pytest.mark.parametrize("length", ["-1", "1e3", "٣", "abc"])
def test_a_length_that_is_none(visitor: Callable[[], Client], length: str) -> None:
    refused(visitor(), "POST", "/", 400, CONTENT_LENGTH=length)


def test_a_body_without_a_length(visitor: Callable[[], Client]) -> None:
    refused(visitor(), "POST", "/", 411, HTTP_TRANSFER_ENCODING="chunked")


def test_a_form_that_cannot_be_read(staff: Callable[..., Client], convener: object) -> None:
    answer = staff(convener).post(
        "/staff/people/invite/", b"--x\r\nno header", content_type="multipart/form-data; boundary=\xe9"
    )
    assert answer.status_code == 400
    assert b"<h1>" in answer.content


def test_the_language_of_a_refusal_is_the_visitors_and_not_the_last_ones(visitor: Callable[[], Client]) -> None:
    client = visitor()
    client.get("/", headers={"Accept-Language": "ar"})
    answer = client.post("/", headers={"Sec-Fetch-Site": "cross-site", "Accept-Language": "en"})
    assert answer.status_code == 403
    assert b'<html lang="en" dir="ltr">' in answer.content


@pytest.mark.parametrize(
    ("ours", "origin", "status"),
    [
        ("https://talks.example.org", "https://talks.example.org", 404),
        ("https://talks.example.org", "http://talks.example.org", 403),
        ("https://talks.example.org", "https://talks.example.org.evil.example", 403),
        ("https://talks.example.org", "null", 403),
        ("http://localhost:8000", "http://localhost", 404),
        ("http://localhost:8000", "localhost", 403),
    ],
)
def test_an_old_browser_is_known_by_its_origin(settings: Settings, ours: str, origin: str, status: int) -> None:
    settings.CONFIG = replace(settings.CONFIG, origin=ours)
    host = "localhost" if settings.CONFIG.local else "talks.example.org"
    settings.ALLOWED_HOSTS = [host]
    answer = Client(SERVER_NAME=host).post("/no/such/page", headers={"Origin": origin})
    assert answer.status_code == status


def test_a_request_object_is_never_logged(visitor: Callable[[], Client], capfd: pytest.CaptureFixture[str]) -> None:
    visitor().get("/CANARY?CANARY", headers={"User-Agent": "CANARY", "Referer": "http://CANARY/", "Host": "CANARY"})
    visitor().post("/CANARY", {"CANARY": "CANARY"}, headers={"Sec-Fetch-Site": "none"})
    said = capfd.readouterr()
    assert "CANARY" not in said.out + said.err
