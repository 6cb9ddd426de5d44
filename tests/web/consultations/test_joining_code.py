"""Joining with a dealt code: begin, resume, forget, and what cannot be."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from detente.web.consultations import code_text
from detente.web.consultations.actions import codes
from detente.web.consultations.cookies import NAME
from detente.web.consultations.models import Code, Consultation, Level, Participant
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


def test_a_code_lets_one_person_in_on_its_side(dealt: Consultation, convener: User, visitor: Browser) -> None:
    code = code_for(dealt, convener, position=1)
    browser = visitor()
    answer = browser.post(address(dealt, "join/"), {"code": code_text.grouped(code).lower()})
    assert answer.status_code == 303
    assert answer.headers["Location"] == address(dealt, "vote/")
    person = Participant.objects.get()
    assert person.side is not None
    assert person.side.position == 1
    assert Code.objects.get().used


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
    assert cookie["max-age"] == 60 * 86400
    assert re.fullmatch(r"[\w-]{22}", cookie.value)
