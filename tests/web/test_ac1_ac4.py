"""AC1 and AC4 (anonymity.md section 10): one cookie bound to one consultation, and nothing that joins two of them."""

from __future__ import annotations

import email.message
import re
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from datetime import date
from http.cookiejar import CookieJar
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from detente.web.consultations import code_text, cookies
from detente.web.consultations.actions import codes
from detente.web.consultations.models import Consultation, Level, Participant, Serve
from detente.web.people.models import User

Make = Callable[..., Consultation]
Browser = Callable[[], Client]


def patterns(within: Any = None) -> Iterator[tuple[str, URLPattern]]:
    for pattern in (within or get_resolver()).url_patterns:
        if isinstance(pattern, URLPattern):
            yield str(pattern.name), pattern
        else:
            yield from patterns(pattern)


def public_pages(consultation: Consultation) -> list[str]:
    """Every address that is not the staff's, in each language, with this consultation in it."""
    found = set()
    for name, pattern in patterns():
        values = {
            "consultation": consultation.pk,
            "dialogue": consultation.dialogue_id,
            "statement": consultation.statements.order_by("pk").values_list("pk", flat=True)[0],
        }
        named = set(pattern.pattern.converters)
        if named - {*values, "language"}:
            continue
        for language in ("en", "ru", "ar") if "language" in named else ("",):
            given = {key: value for key, value in (values | {"language": language}).items() if key in named}
            found.add(reverse(name, kwargs=given))
    return sorted(page for page in found if not page.startswith("/staff/"))


READ = ("", "promise/", "rules/", "next/", "join/", "forget/", "outcome/")
"""Pages that show something to whoever comes."""


class Jar:
    """A browser's jar: which cookies go where is decided by Python's implementation of RFC 2965 and 6265."""

    def __init__(self) -> None:
        self.jar = CookieJar()

    def take(self, path: str, answer: Any) -> None:
        """Keep what an answer from this path sets."""

        class Response:
            @staticmethod
            def info() -> email.message.Message:
                message = email.message.Message()
                for morsel in answer.cookies.values():
                    message["Set-Cookie"] = morsel.OutputString()
                return message

        self.jar.extract_cookies(Response(), urllib.request.Request(f"https://box.example.org{path}"))  # type: ignore[arg-type] # it needs no more

    def sent_to(self, path: str) -> str:
        """The Cookie header of a request to this path."""
        request = urllib.request.Request(f"https://box.example.org{path}")
        self.jar.add_cookie_header(request)
        return request.get_header("Cookie", "")


def vote(browser: Client, consultation: Consultation, times: int = 3) -> list[Any]:
    """Answer what waits."""
    answers = []
    for _ in range(times):
        page = browser.get(f"/c/{consultation.pk}/en/vote/").content.decode()
        waiting = re.findall(r'name="statement" value="(\d+)"', page)[0]
        answers.append(
            browser.post(f"/c/{consultation.pk}/en/vote/", {"statement": waiting, "value": "agree", "matters": "1"})
        )
    return answers


def test_ac1_reading_sets_no_cookie(make_consultation: Make, visitor: Browser) -> None:
    places = [make_consultation(level=Level.DEALT), make_consultation(level=Level.OPEN)]
    browser = visitor()
    pages = {page for place in places for page in public_pages(place)}
    assert len(pages) > 50
    statuses = {}
    for page in sorted(pages):
        answer = browser.get(page)
        statuses[page] = answer.status_code
        assert "Set-Cookie" not in answer.headers, page
        assert not answer.cookies, page
    assert set(statuses.values()) <= {200, 302, 303, 404, 405, 409}
    read = {f"/c/{place.pk}/{language}/{name}" for place in places for language in ("en", "ru", "ar") for name in READ}
    assert {statuses[page] for page in read} == {200}
    assert not browser.cookies


def test_ac1_voting_with_a_code_sets_one_cookie(make_consultation: Make, convener: User, visitor: Browser) -> None:
    here, there = make_consultation(level=Level.DEALT), make_consultation(level=Level.DEALT)
    side = here.dialogue.sides.get(position=0)
    code = codes.issue(actor=convener, consultation=here, side=side, count=1)[0]
    browser, jar = visitor(), Jar()
    begin = f"/c/{here.pk}/en/join/"
    joined = browser.post(begin, {"code": code})
    answers = [joined, *vote(browser, here), browser.post(f"/c/{here.pk}/en/begin"), browser.get(begin)]
    assert [answer.status_code for answer in answers] == [303, 303, 303, 303, 303, 200]
    given = [morsel.OutputString() for answer in answers for morsel in answer.cookies.values()]
    assert len(given) == 1
    name, *attributes = given[0].split("; ")
    assert name.split("=")[0] == "__Secure-p"
    assert {part for part in attributes if not part.lower().startswith(("expires=", "max-age="))} == {
        "Secure",
        "HttpOnly",
        "SameSite=Strict",
        f"Path=/c/{here.pk}/",
    }
    jar.take(begin, joined)
    assert all(
        jar.sent_to(page).startswith("__Secure-p=")
        for page in public_pages(here)
        if page.startswith("/c/") and str(here.pk) in page and not page.endswith(f"{here.pk}")
    )
    read_by_anybody = [page for page in public_pages(here) if page.startswith("/api/")]
    assert len(read_by_anybody) > 5
    assert not [page for page in read_by_anybody if jar.sent_to(page)]
    others = [page for page in public_pages(there) if str(here.pk) not in page]
    assert others
    assert not [page for page in others if jar.sent_to(page)]
    assert not jar.sent_to("/staff/")


def rows() -> set[tuple[Any, ...]]:
    """Every row of every table, as the database holds it."""
    found: set[tuple[Any, ...]] = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            found |= {(table, *map(plain, row)) for row in cursor.fetchall()}
    return found


def plain(value: Any) -> Any:
    """A value that could tell two people apart as bytes; anything else as text in brackets."""
    if isinstance(value, (bytes, memoryview)):
        return bytes(value)
    if isinstance(value, uuid.UUID):
        return value.bytes
    if isinstance(value, int) and abs(value) >= 2**31:
        return value.to_bytes(8, "big")
    if isinstance(value, date) or value is None or isinstance(value, (int, float)):
        return f"<{value}>"
    text = str(value)
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):  # SQLite keeps a day as text
        return f"<{text}>"
    return bytes.fromhex(text) if re.fullmatch(r"[0-9a-f]{32}|[0-9a-f]{64}", text) else text.encode()


WORDS = {b"balanced", b"disagree"}
"""What every row may hold: a slot, an answer."""

# The ledger tells of the convener's act of making codes, by side and number, and each line holds the digest of the
# one before; no line of it is about a participant (tests of codes and joining).
LEDGER = "ledger_entry"


def pieces(found: set[tuple[Any, ...]]) -> set[bytes]:
    """Every run of eight bytes in the rows' values."""
    values = {value for row in found for value in row[1:] if isinstance(value, bytes) and value not in WORDS}
    return {value[at : at + 8] for value in values for at in range(len(value) - 7)}


def take_part(place: Consultation, code: str, browser: Client) -> None:
    """One person joins, votes and reports."""
    assert browser.post(f"/c/{place.pk}/en/join/", {"code": code}).status_code == 303
    vote(browser, place)
    shown = Serve.objects.filter(participant__consultation=place).values_list("statement_id", flat=True)[0]
    assert browser.post(f"/c/{place.pk}/en/report/{shown}/", {"reason": "abuse"}).status_code == 303


def shared_by_two(
    make: Make, convener: User, visitor: Browser, monkeypatch: pytest.MonkeyPatch, plant: Callable[[], object]
) -> set[bytes]:
    """What the rows of one person in two consultations share, after they took part in both with the same code."""
    code = code_text.fresh()
    monkeypatch.setattr(code_text, "fresh", lambda: code)
    places = [make(level=Level.DEALT), make(level=Level.DEALT)]
    public = pieces(rows())
    tied = []
    for place in places:
        before = rows()
        side = place.dialogue.sides.get(position=0)
        assert codes.issue(actor=convener, consultation=place, side=side, count=1) == [code]
        take_part(place, code, visitor())
        plant()
        made = {row for row in rows() - before if row[0] != LEDGER}
        names = ("participant", "serve", "vote", "report", "code")
        assert {row[0] for row in made} == {apps.get_model("consultations", name)._meta.db_table for name in names}
        tied.append(pieces(made) - public)
    assert all(len(one) > 300 for one in tied)
    return tied[0] & tied[1]


def test_ac4_two_consultations_share_nothing_of_one_person(
    make_consultation: Make, convener: User, visitor: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert shared_by_two(make_consultation, convener, visitor, monkeypatch, lambda: None) == set()


def test_ac4_a_value_that_two_rows_share_is_found(
    make_consultation: Make, convener: User, visitor: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    def plant() -> None:
        for person in Participant.objects.all():
            person.own = bytes(person.own)[:-8] + b"the same"
            person.save()

    assert b"the same" in shared_by_two(make_consultation, convener, visitor, monkeypatch, plant)


def test_ac4_the_cookies_differ(make_consultation: Make) -> None:
    from detente.web.consultations.actions.joining import cookie_from

    one, two = make_consultation(statements=0), make_consultation(statements=0)
    code = code_text.fresh()
    assert cookie_from(one, code) != cookie_from(two, code)
    same = cookies.fresh()
    assert cookies.token_of(one, same) != cookies.token_of(two, same)
