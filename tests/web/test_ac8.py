"""AC8: what is sent as a statement is refused or shown inert, under one static policy on every answer."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client

from detente.web.consultations.models import Consultation, Moderator, Origin, Serve, Stage, Statement
from detente.web.core.middleware import POLICY
from detente.web.dialogues import views as dialogue_views
from detente.web.people.models import User
from tests.web.conftest import add_statement
from tests.web.consultations.voters import give, join

REFUSED = {
    "javascript address": "javascript:alert(1)",
    "link": "https://evil.example/x",
    "mail address": "a@b.c",
    "phone number": "call +44 20 7946 0958",
    "ten kilobytes": "a" * 10_240,
    "homoglyph domain": "ехаmрlе.соm",
    "wide domain": "ｅｖｉｌ．ｃｏｍ",
    "only NUL": "\0",
}
INERT = {
    "script": ("<script>alert(1)</script> is what I say", "<script>alert(1)</script> is what I say"),
    "handler": ('<img src=x onerror="alert(1)"> for all', '<img src=x onerror="alert(1)"> for all'),
    "attribute": ("\"><svg/onload=alert(1)> '", "\"><svg/onload=alert(1)> '"),
    "template": ("{{ settings.SECRET_KEY }} {% now 'Y' %}", "{{ settings.SECRET_KEY }} {% now 'Y' %}"),
    "bidi overrides": ("good \u202edoog\u202c \u2066and\u2069 well", "good doog and well"),
    "NUL": ("a bridge\0 for all", "a bridge for all"),
}


@pytest.fixture
def place(make_consultation: Callable[..., Consultation], moderator: User) -> Consultation:
    made = make_consultation(statements=0)
    Moderator.objects.create(consultation=made, user=moderator)
    return made


@pytest.fixture
def writer(place: Consultation, visitor: Callable[[], Client]) -> Client:
    client = visitor()
    give(client, join(place)[1])
    return client


class Running(HTMLParser):
    """Collects what a page would run, style or lead to outside of this site."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in ("style", "base", "iframe", "object", "embed", "svg"):
            self.found.append(tag)
        if tag == "script" and not given.get("src", "").startswith("/static/"):
            self.found.append("a script of its own")
        self.found += [name for name in given if name.startswith("on") or name in ("style", "srcdoc")]
        for name in ("href", "src", "action", "formaction"):
            if not re.match(r"(?!//)(?:[/#?]|$)", given.get(name, "")):
                self.found.append(given[name])


def is_clean(answer: Any) -> str:
    """The policy is on the answer, and nothing in it runs or is styled inline."""
    assert answer.headers["Content-Security-Policy"] == POLICY
    page = str(answer.content.decode())
    reader = Running()
    reader.feed(page)
    assert reader.found == []
    return page


def test_the_reader_of_pages_sees_what_runs() -> None:
    for bad in (
        "<script>x</script>",
        '<script src="//a/b.js"></script>',
        "<a href='javascript:x'>",
        "<p onclick=x>",
        "<p style='a'>",
        "<svg/onload=x>",
    ):
        reader = Running()
        reader.feed(bad)
        assert reader.found, bad


def test_the_policy_is_static_and_allows_nothing_inline() -> None:
    assert POLICY.startswith("default-src 'none'; script-src 'self';")
    for part in (
        "require-trusted-types-for 'script'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "form-action 'self'",
    ):
        assert part in POLICY
    assert not re.search(r"unsafe|nonce|\*|https?:|data:|blob:", POLICY)


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED.keys())
def test_refused_with_a_sentence_and_never_kept(place: Consultation, writer: Client, text: str) -> None:
    answer = writer.post(f"/c/{place.pk}/en/write/", {"text": text, "in_language": "en", "anyway": "1"})
    assert answer.status_code == (413 if len(text) > 8192 else 400)
    page = is_clean(answer)
    assert 'role="alert"' in page or answer.status_code == 413
    assert not Statement.objects.exists()


@pytest.mark.parametrize(("text", "kept"), INERT.values(), ids=INERT.keys())
def test_shown_inert_wherever_it_is_shown(
    place: Consultation, writer: Client, staff: Callable[[User], Client], moderator: User, text: str, kept: str
) -> None:
    sent = writer.post(f"/c/{place.pk}/en/write/", {"text": text, "in_language": "en"})
    assert sent.status_code == 200
    receipt = re.search(r'data-receipt="([^"]+)"', sent.content.decode())
    assert receipt is not None
    made = Statement.objects.get()
    assert made.texts.get().text == kept
    moderators = staff(moderator)
    pages = [sent, moderators.get(f"/staff/c/{place.pk}/moderate/")]
    pages.append(writer.post(f"/c/{place.pk}/en/outcome/", {"receipts": receipt.group(1)}))
    Statement.objects.update(stage=Stage.SHOWN, opened=True, rank=0, author=None)
    Serve.objects.create(participant=place.participants.get(), statement=made, slot="uniform", chance=0)
    pages.append(writer.get(f"/c/{place.pk}/en/vote/"))
    pages.append(moderators.get(f"/staff/c/{place.pk}/moderate/shown/"))
    pages.append(writer.post(f"/c/{place.pk}/ar/write/", {"text": text, "in_language": "en", "receipt": ""}))
    for number, answer in enumerate(pages):
        assert answer.status_code == 200
        page = is_clean(answer)
        assert kept in unescape(page), number
        assert not re.search("[\0\u202a-\u202e\u2066-\u2069]", page)


def test_a_text_from_elsewhere_is_inert_too(
    place: Consultation, writer: Client, staff: Callable[[User], Client], moderator: User
) -> None:
    """Opening statements come by another way, a database by a third: the pages must not rely on the rules for texts."""
    text = '</textarea></p><script src="//evil.example/x.js"></script><a href="javascript:alert(1)" onclick="x">'
    add_statement(place, text, origin=Origin.PUBLIC, stage=Stage.WAITING, shown_on=None)
    shown = add_statement(place, text, origin=Origin.PUBLIC)
    Serve.objects.create(participant=place.participants.get(), statement=shown, slot="uniform", chance=0)
    for page in (
        is_clean(staff(moderator).get(f"/staff/c/{place.pk}/moderate/")),
        is_clean(staff(moderator).get(f"/staff/c/{place.pk}/moderate/shown/")),
        is_clean(writer.get(f"/c/{place.pk}/en/vote/")),
    ):
        assert text in unescape(page)


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> str:
    def fails(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr(dialogue_views, "render", fails)
    return "/"


def test_the_policy_is_on_every_kind_of_answer(
    place: Consultation, writer: Client, visitor: Callable[[], Client], broken: str
) -> None:
    here = f"/c/{place.pk}/en"
    quiet = visitor()
    quiet.raise_request_exception = False
    answers = {
        200: [quiet.get(f"{here}/rules/"), quiet.get("/healthz"), writer.get(f"{here}/write/")],
        302: [quiet.get(f"/staff/c/{place.pk}/moderate/")],
        400: [writer.post(f"{here}/write/", {})],
        403: [Client().post(f"{here}/write/", {})],
        404: [quiet.get("/no/such/page"), quiet.get("/static/no-such-file.js"), quiet.get(f"{here}/write/")],
        405: [quiet.put(f"{here}/write/"), quiet.get(f"{here}/outcome/appeal/")],
        500: [quiet.get(broken)],
    }
    for status, given in answers.items():
        for answer in given:
            assert answer.status_code == status
            is_clean(answer)
            assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_body_that_is_too_large_is_refused_under_the_policy(place: Consultation, writer: Client) -> None:
    answer = writer.post(f"/c/{place.pk}/en/write/", {"text": "a" * 1_000_000, "in_language": "en"})
    assert answer.status_code in (400, 413)
    assert answer.headers["Content-Security-Policy"] == POLICY
    assert not Statement.objects.exists()
