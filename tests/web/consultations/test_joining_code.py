"""Joining with a dealt code: begin, resume, be forgotten, and what cannot be."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from detente.web.consultations import code_text, sealed
from detente.web.consultations.actions import codes
from detente.web.consultations.actions.joining import cookie_from
from detente.web.consultations.cookies import NAME, cookie_of, token_of
from detente.web.consultations.models import (
    Code,
    Consultation,
    Level,
    Origin,
    Participant,
    Phase,
    Report,
    Serve,
    Stage,
    Statement,
    Vote,
)
from detente.web.core.clock import today
from detente.web.dialogues.models import Standing
from detente.web.ledger.models import Entry
from detente.web.people.models import User

Make = Callable[..., Consultation]
Browser = Callable[[], Client]


@pytest.fixture
def dealt(make_consultation: Make) -> Consultation:
    return make_consultation(level=Level.DEALT)


def address(consultation: Consultation, name: str, language: str = "en") -> str:
    return f"/c/{consultation.pk}/{language}/{name}"


def code_for(consultation: Consultation, convener: User, position: int = 0) -> str:
    side = consultation.dialogue.sides.get(position=position)
    return codes.issue(actor=convener, consultation=consultation, side=side, count=1)[0]


def rows() -> tuple[int, ...]:
    return tuple(kind.objects.count() for kind in (Participant, Serve, Vote, Report))


def vote(browser: Client, consultation: Consultation) -> int:
    """Answer the statement that waits and return its key."""
    waiting = Serve.objects.exclude(statement__in=Vote.objects.values("statement")).get().statement_id
    answer = browser.post(address(consultation, "vote/"), {"statement": str(waiting), "value": "agree"})
    assert answer.status_code == 303
    return waiting


def test_a_code_lets_one_person_in_on_its_side(dealt: Consultation, convener: User, visitor: Browser) -> None:
    code = code_for(dealt, convener, position=1)
    answer = visitor().post(address(dealt, "join/"), {"code": code_text.grouped(code).lower()})
    assert answer.status_code == 303
    assert answer.headers["Location"] == address(dealt, "vote/")
    person = Participant.objects.get()
    assert person.side is not None
    assert person.side.position == 1
    assert person.joined_on == today()
    assert Code.objects.get().used
    assert rows() == (1, 1, 0, 0)  # the first statement waits already


def test_the_cookie_is_the_one_that_was_promised(dealt: Consultation, convener: User, visitor: Browser) -> None:
    answer = visitor().post(address(dealt, "join/"), {"code": code_for(dealt, convener)})
    assert list(answer.cookies) == [NAME]
    cookie = answer.cookies[NAME]
    assert (cookie["path"], cookie["secure"], cookie["httponly"], cookie["samesite"], cookie["domain"]) == (
        f"/c/{dealt.pk}/",
        True,
        True,
        "Strict",
        "",
    )
    assert cookie["max-age"] == 60 * 86400  # until `erases_on`
    assert re.fullmatch(r"[\w-]{22}", cookie.value)


@pytest.mark.parametrize(("days", "kept"), [(-3, 1), (0, 1), (7, 7), (5000, 400), (None, 400)])
def test_the_cookie_goes_with_the_rows(
    make_consultation: Make, convener: User, visitor: Browser, days: int | None, kept: int
) -> None:
    place = make_consultation(
        level=Level.DEALT, erases_on=None if days is None else today() + timedelta(days=days), statements=1
    )
    answer = visitor().post(address(place, "join/"), {"code": code_for(place, convener)})
    assert answer.cookies[NAME]["max-age"] == kept * 86400


def test_no_row_joins_a_code_and_a_person(dealt: Consultation, convener: User, visitor: Browser) -> None:
    code = code_for(dealt, convener)
    visitor().post(address(dealt, "join/"), {"code": code})
    person, row = Participant.objects.get(), Code.objects.get()
    assert bytes(person.token) == token_of(dealt, cookie_from(dealt, code))
    assert bytes(row.digest) not in (bytes(person.token), bytes(person.own))
    assert {field.name for field in Code._meta.get_fields()} == {"digest", "consultation", "side", "used"}


def test_a_used_code_resumes_the_same_person(dealt: Consultation, convener: User, visitor: Browser) -> None:
    code = code_for(dealt, convener)
    first, second = visitor(), visitor()
    one = first.post(address(dealt, "join/"), {"code": code})
    answered = vote(first, dealt)
    two = second.post(address(dealt, "join/", "ar"), {"code": code_text.grouped(code)})
    assert (two.status_code, two.headers["Location"]) == (303, address(dealt, "vote/", "ar"))
    assert one.cookies[NAME].value == two.cookies[NAME].value
    assert Participant.objects.count() == 1
    assert Vote.objects.get().statement_id == answered
    assert Serve.objects.count() == 2  # the one that waits, and no third


def test_reading_creates_nobody_and_touches_no_cookie(dealt: Consultation, convener: User, visitor: Browser) -> None:
    browser = visitor()
    pages = [address(dealt, name) for name in ("join/", "forget/", "wait/")]
    for page in pages:
        for method in (browser.get, browser.head):
            assert not method(page).cookies
    assert rows() == (0, 0, 0, 0)
    browser.post(address(dealt, "join/"), {"code": code_for(dealt, convener)})
    before = rows()
    for page in pages:
        assert not browser.get(page).cookies
    assert rows() == before
    assert browser.get(address(dealt, "begin")).status_code == 405


def test_who_follows_a_link_from_a_mail_is_still_the_same(
    dealt: Consultation, convener: User, visitor: Browser
) -> None:
    browser = visitor()
    joined = browser.post(address(dealt, "join/"), {"code": code_for(dealt, convener)})
    cookie = joined.cookies[NAME].value
    # SameSite=Strict: the first page after a click in a mail comes without the cookie, and must not take it away.
    arriving = visitor()
    landing = arriving.get(address(dealt, "join/"), headers={"Sec-Fetch-Site": "cross-site"})
    assert landing.status_code == 200
    assert not landing.cookies
    # The button on it is a request of the same site and carries the cookie.
    begun = browser.post(address(dealt, "begin"))
    assert (begun.status_code, begun.headers["Location"]) == (303, address(dealt, "vote/"))
    assert browser.cookies[NAME].value == cookie
    assert Participant.objects.count() == 1


def test_begin_leads_newcomers_to_the_door(dealt: Consultation, visitor: Browser) -> None:
    answer = visitor().post(address(dealt, "begin", "ru"))
    assert (answer.status_code, answer.headers["Location"]) == (303, address(dealt, "join/", "ru"))
    assert not answer.cookies
    assert rows() == (0, 0, 0, 0)


@pytest.mark.parametrize(
    "value", ["", "x", "AAAA", "A" * 22, "é", "A" * 5000, "=" * 22, "..", "AAAAAAAAAAAAAAAAAAAAAA=="]
)
def test_a_cookie_of_nobody_is_no_cookie(dealt: Consultation, visitor: Browser, value: str) -> None:
    browser = visitor()
    browser.cookies[NAME] = value
    assert browser.post(address(dealt, "begin")).headers["Location"] == address(dealt, "join/")
    assert browser.get(address(dealt, "join/")).status_code == 200
    assert browser.post(address(dealt, "forget/")).status_code == 200


def test_begin_serves_something_new_where_nothing_waits(
    make_consultation: Make, convener: User, visitor: Browser
) -> None:
    place = make_consultation(level=Level.DEALT, statements=1)
    browser = visitor()
    browser.post(address(place, "join/"), {"code": code_for(place, convener)})
    assert rows() == (1, 1, 0, 0)
    browser.post(address(place, "begin"))
    assert rows() == (1, 1, 0, 0)


def refused(answer: object, status: int, words: str) -> None:
    assert answer.status_code == status  # type: ignore[attr-defined] # the test client's answers have no class of their own
    page = answer.content.decode()  # type: ignore[attr-defined] # as above
    assert words in page
    assert "error-summary" in page
    assert not answer.cookies  # type: ignore[attr-defined] # as above
    assert not Participant.objects.exists()
    assert not Code.objects.filter(used=True).exists()


def test_a_typing_mistake_is_told_as_such(dealt: Consultation, convener: User, visitor: Browser) -> None:
    code = code_for(dealt, convener)
    wrong = code[:5] + ("A" if code[5] != "A" else "B") + code[6:]
    answer = visitor().post(address(dealt, "join/"), {"code": wrong})
    refused(answer, 400, "typing mistake")
    assert wrong in answer.content.decode()  # to be corrected, not typed anew


@pytest.mark.parametrize("sent", [{}, {"code": ""}, {"code": " "}, {"code": "0" * 101}, {"code": "\0"}, {"kode": "x"}])
def test_a_code_that_is_none(dealt: Consultation, visitor: Browser, sent: dict[str, str]) -> None:
    refused(visitor().post(address(dealt, "join/"), sent), 400, "Your code")


def test_a_well_formed_code_of_nobody(dealt: Consultation, visitor: Browser) -> None:
    refused(visitor().post(address(dealt, "join/"), {"code": code_text.fresh()}), 404, "no such code")


def test_a_code_of_another_consultation(
    dealt: Consultation, make_consultation: Make, convener: User, visitor: Browser
) -> None:
    other = make_consultation(level=Level.DEALT)
    refused(visitor().post(address(other, "join/"), {"code": code_for(dealt, convener)}), 404, "no such code")


def test_a_code_where_none_is_needed(make_consultation: Make, visitor: Browser) -> None:
    place = make_consultation(level=Level.OPEN)
    answer = visitor().post(address(place, "join/"), {"code": code_text.fresh()})
    assert answer.status_code == 400
    assert not Participant.objects.exists()


def test_waiting_and_work_are_for_open_consultations(dealt: Consultation, visitor: Browser) -> None:
    assert visitor().post(address(dealt, "wait/"), {"side": "neither"}).status_code == 409
    assert visitor().get(f"/c/{dealt.pk}/challenge.json").status_code == 409


@pytest.mark.parametrize(
    ("fields", "standing", "status"),
    [
        ({"phase": Phase.DRAFT}, Standing.ACTIVE, 404),
        ({"phase": Phase.READY}, Standing.ACTIVE, 409),
        ({"phase": Phase.CLOSED}, Standing.ACTIVE, 409),
        ({"phase": Phase.ERASED}, Standing.ACTIVE, 409),
        ({}, Standing.SUSPENDED, 409),
        ({}, Standing.CLOSED, 409),
    ],
)
def test_where_nobody_can_begin(
    make_consultation: Make,
    convener: User,
    visitor: Browser,
    fields: dict[str, str],
    standing: str,
    status: int,
) -> None:
    place = make_consultation(level=Level.DEALT, statements=1)
    code = code_for(place, convener)
    Consultation.objects.filter(pk=place.pk).update(**fields)
    place.dialogue.standing = standing
    place.dialogue.save()
    browser = visitor()
    answers = [
        browser.get(address(place, "join/")),
        browser.post(address(place, "join/"), {"code": code}),
        browser.post(address(place, "begin")),
        browser.post(address(place, "wait/"), {"side": "neither"}),
        browser.get(f"/c/{place.pk}/challenge.json"),
    ]
    assert [answer.status_code for answer in answers] == [status] * 5
    assert rows() == (0, 0, 0, 0)
    assert not Code.objects.get().used


@pytest.mark.parametrize("name", ["join/", "begin", "wait/", "forget/"])
def test_what_is_not_there(visitor: Browser, db: None, name: str) -> None:
    browser = visitor()
    assert browser.post(f"/c/{uuid4()}/en/{name}").status_code == 404
    assert browser.post(f"/c/not-a-key/en/{name}").status_code == 404
    assert browser.post(f"/c/{uuid4()}/xx/{name}").status_code == 404
    assert browser.get(f"/c/{uuid4()}/challenge.json").status_code == 404


def test_forgetting_deletes_everything_of_one_person(dealt: Consultation, convener: User, visitor: Browser) -> None:
    leaving, staying = visitor(), visitor()
    staying.post(address(dealt, "join/"), {"code": code_for(dealt, convener)})
    kept = Participant.objects.get()
    code = code_for(dealt, convener)
    joined = leaving.post(address(dealt, "join/"), {"code": code})
    person = Participant.objects.exclude(pk=kept.pk).get()
    shown = person.serves.get().statement
    Vote.objects.create(participant=person, statement=shown, value="agree")
    Report.objects.create(participant=person, statement=shown, reason="abuse")
    written = Statement.objects.create(
        consultation=dealt, origin=Origin.PUBLIC, stage=Stage.WAITING, author=person, submitted_on=today()
    )
    before = Entry.objects.count()
    assert leaving.get(address(dealt, "forget/")).status_code == 200
    assert rows() == (2, 2, 1, 1)
    answer = leaving.post(address(dealt, "forget/"))
    assert answer.status_code == 200
    assert f'data-forget="{dealt.pk}"' in answer.content.decode()
    gone = answer.cookies[NAME]
    assert (gone.value, gone["max-age"], gone["path"], gone["samesite"]) == (
        "",
        0,
        joined.cookies[NAME]["path"],
        "Strict",
    )
    assert rows() == (1, 1, 0, 0)
    assert Participant.objects.get() == kept
    written.refresh_from_db()
    assert (written.author, written.stage) == (None, Stage.WAITING)
    assert Entry.objects.count() == before
    # The code stays spent.
    again = leaving.post(address(dealt, "join/"), {"code": code})
    assert again.status_code == 409
    assert "had everything forgotten" in again.content.decode()
    assert Participant.objects.count() == 1


def test_forgetting_is_possible_after_the_close(dealt: Consultation, convener: User, visitor: Browser) -> None:
    browser = visitor()
    browser.post(address(dealt, "join/"), {"code": code_for(dealt, convener)})
    Consultation.objects.filter(pk=dealt.pk).update(phase=Phase.CLOSED)
    assert browser.post(address(dealt, "forget/")).status_code == 200
    assert rows() == (0, 0, 0, 0)


def test_forgetting_in_one_consultation_leaves_the_other(
    dealt: Consultation, make_consultation: Make, convener: User, visitor: Browser
) -> None:
    other = make_consultation(level=Level.DEALT)
    first, second = visitor(), visitor()
    first.post(address(dealt, "join/"), {"code": code_for(dealt, convener)})
    second.post(address(other, "join/"), {"code": code_for(other, convener)})
    second.cookies[NAME] = first.cookies[NAME].value
    second.post(address(other, "forget/"))
    assert Participant.objects.count() == 2


def test_the_list_of_own_statements_begins_empty(dealt: Consultation, convener: User, visitor: Browser) -> None:
    code = code_for(dealt, convener)
    visitor().post(address(dealt, "join/"), {"code": code})
    assert sealed.opened(Participant.objects.get().own, cookie_from(dealt, code)) == []


def test_joining_writes_no_line_in_the_ledger(dealt: Consultation, convener: User, visitor: Browser) -> None:
    code = code_for(dealt, convener)
    before = Entry.objects.count()
    visitor().post(address(dealt, "join/"), {"code": code})
    assert Entry.objects.count() == before


def test_the_cookie_is_read_back(dealt: Consultation, convener: User, visitor: Browser) -> None:
    code = code_for(dealt, convener)
    browser = visitor()
    browser.post(address(dealt, "join/"), {"code": code})
    request = browser.get(address(dealt, "join/")).wsgi_request
    assert cookie_of(request) == cookie_from(dealt, code)
