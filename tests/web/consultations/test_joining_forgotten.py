"""Somebody has everything forgotten while another request of theirs is under way."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from detente.web.consultations.actions import joining, voting
from detente.web.consultations.models import Consultation, Participant, Serve, Vote
from detente.web.consultations.queries.voting import Person
from tests.web.consultations.voters import give, join

Make = Callable[..., Consultation]
Browser = Callable[[], Client]


def test_a_vote_under_way_leaves_nothing(
    make_consultation: Make, visitor: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = make_consultation()
    person, cookie = join(place)
    offered = voting.serve_next(person, cookie)
    found = voting.voter

    def then_forgotten(*args: object) -> Person:
        who = found(*args)  # type: ignore[arg-type] # passed on as they came
        joining.forget(participant=person)
        return who

    monkeypatch.setattr(voting, "voter", then_forgotten)
    browser = visitor()
    give(browser, cookie)
    answer = browser.post(f"/c/{place.pk}/en/vote/", {"statement": str(offered), "value": "agree"})
    assert answer.status_code == 404
    assert not Vote.objects.exists()
    assert not Serve.objects.exists()
    assert not Participant.objects.exists()


def test_nothing_is_served_to_somebody_forgotten(make_consultation: Make) -> None:
    person, cookie = join(make_consultation())
    Participant.objects.filter(pk=person.pk).delete()
    assert voting.serve_next(person, cookie) is None
    assert not Serve.objects.exists()
