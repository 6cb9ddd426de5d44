"""Joining an open consultation: a side or none, for some work or some waiting."""

from __future__ import annotations

import base64
import json
import re
import time
from collections.abc import Callable
from datetime import timedelta

import altcha
import pytest
from django.test import Client

from detente.web.consultations.actions.joining import drop_used_proofs
from detente.web.consultations.cookies import NAME
from detente.web.consultations.models import Consultation, Level, Participant, Serve, UsedSolution, Vote
from detente.web.consultations.views import joining as views
from detente.web.core import work
from detente.web.core.buckets import Buckets
from detente.web.core.clock import today

Make = Callable[..., Consultation]
Browser = Callable[[], Client]


@pytest.fixture(autouse=True)
def light_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "_WORK", tuple((10 * 2**level, "0") for level in range(5)))
    monkeypatch.setattr(views, "JOINS", Buckets())


@pytest.fixture
def place(make_consultation: Make) -> Consultation:
    return make_consultation(level=Level.OPEN)


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Set the clock of tickets and challenges to so many seconds from now."""
    start = time.time()
    return lambda seconds: monkeypatch.setattr(work.time, "time", lambda: start + seconds)


def address(consultation: Consultation, name: str, language: str = "en") -> str:
    return f"/c/{consultation.pk}/{language}/{name}"


def work_for(browser: Client, consultation: Consultation) -> str:
    challenge = browser.get(f"/c/{consultation.pk}/challenge.json").json()
    solution = altcha.solve_challenge(altcha.Challenge.from_dict(challenge))
    assert solution is not None
    solved = {"counter": solution.counter, "derivedKey": solution.derived_key}
    return base64.b64encode(json.dumps({"challenge": challenge, "solution": solved}).encode()).decode()


def join(browser: Client, consultation: Consultation, side: str = "neither", language: str = "en") -> object:
    sent = {"side": side, "proof": work_for(browser, consultation)}
    answer = browser.post(address(consultation, "join/", language), sent)
    assert answer.status_code == 303
    return answer


def hidden(page: str, name: str) -> str:
    return re.findall(rf'name="{name}" value="([^"]*)"', page)[0]


@pytest.mark.parametrize("position", [0, 1, None])
def test_work_lets_somebody_in_on_the_side_they_choose(
    place: Consultation, visitor: Browser, position: int | None
) -> None:
    side = "neither" if position is None else str(position)
    answer = join(visitor(), place, side, "ar")
    assert answer.headers["Location"] == address(place, "vote/", "ar")  # type: ignore[attr-defined] # the test client's
    assert list(answer.cookies) == [NAME]  # type: ignore[attr-defined] # as above
    person = Participant.objects.get()
    assert (person.side.position if person.side else None) == position
    assert Serve.objects.count() == 1


def test_two_people_are_two(place: Consultation, visitor: Browser) -> None:
    one, two = visitor(), visitor()
    join(one, place)
    join(two, place)
    assert one.cookies[NAME].value != two.cookies[NAME].value
    assert Participant.objects.count() == UsedSolution.objects.count() == 2


def test_the_side_can_change_until_the_first_vote(place: Consultation, visitor: Browser) -> None:
    browser = visitor()
    join(browser, place, "0")
    for choice, name in (("1", "join/"), ("neither", "wait/"), ("1", "join/")):
        answer = browser.post(address(place, name), {"side": choice})
        assert (answer.status_code, answer.headers["Location"]) == (303, address(place, "vote/"))
        side = Participant.objects.get().side
        assert (str(side.position) if side else "neither") == choice
    assert 'value="1" required id="id_side_1" checked' in browser.get(address(place, "join/")).content.decode()
    waiting = Serve.objects.get().statement_id
    browser.post(address(place, "vote/"), {"statement": str(waiting), "value": "pass"})
    assert Vote.objects.count() == 1
    refused = browser.post(address(place, "join/"), {"side": "neither"})
    assert refused.status_code == 409
    assert "your side stays" in refused.content.decode()
    assert Participant.objects.get().side == place.dialogue.sides.get(position=1)
    # The same side again is no change.
    assert browser.post(address(place, "join/"), {"side": "1"}).status_code == 303
    page = browser.get(address(place, "join/")).content.decode()
    assert 'name="side"' not in page
    assert "Continue" in page


def test_the_side_of_a_code_never_changes(make_consultation: Make, visitor: Browser, place: Consultation) -> None:
    from detente.web.consultations.actions.joining import SideFixed, change_side

    dealt = make_consultation(level=Level.DEALT)
    person = Participant.objects.create(
        consultation=dealt, side=dealt.dialogue.sides.get(position=0), token=b"t" * 32, own=b""
    )
    with pytest.raises(SideFixed):
        change_side(participant=person, side=dealt.dialogue.sides.get(position=1))


@pytest.mark.parametrize("sent", [{}, {"side": ""}, {"side": "x"}, {"side": "1" * 30}, {"side": "\0"}])
def test_without_a_side_nobody_is_in(place: Consultation, visitor: Browser, sent: dict[str, str]) -> None:
    browser = visitor()
    for name in ("join/", "wait/"):
        answer = browser.post(address(place, name), sent | {"proof": "x"})
        assert answer.status_code == 400
        assert "error-summary" in answer.content.decode()
    assert not Participant.objects.exists()


def test_a_side_that_is_none(place: Consultation, visitor: Browser) -> None:
    browser = visitor()
    proof = work_for(browser, place)
    assert browser.post(address(place, "join/"), {"side": "2", "proof": proof}).status_code == 400
    assert not Participant.objects.exists()
    assert not UsedSolution.objects.exists()


@pytest.mark.parametrize("proof", ["", "x", "ж", "A" * 4000, "A" * 5000])
def test_without_work_nobody_is_in(place: Consultation, visitor: Browser, proof: str) -> None:
    answer = visitor().post(address(place, "join/"), {"side": "neither", "proof": proof})
    assert answer.status_code == 400
    assert not answer.cookies
    assert not Participant.objects.exists()


def test_work_for_another_consultation(place: Consultation, make_consultation: Make, visitor: Browser) -> None:
    browser = visitor()
    proof = work_for(browser, make_consultation(level=Level.OPEN))
    assert browser.post(address(place, "join/"), {"side": "neither", "proof": proof}).status_code == 400
    assert not Participant.objects.exists()


def test_the_same_work_twice(place: Consultation, visitor: Browser) -> None:
    proof = work_for(visitor(), place)
    assert visitor().post(address(place, "join/"), {"side": "neither", "proof": proof}).status_code == 303
    again = visitor().post(address(place, "join/"), {"side": "neither", "proof": proof})
    assert again.status_code == 409
    assert not again.cookies
    assert Participant.objects.count() == 1


def test_work_that_took_too_long(place: Consultation, visitor: Browser, later: Callable[[float], None]) -> None:
    proof = work_for(visitor(), place)
    later(work.LIFE + 5)
    answer = visitor().post(address(place, "join/"), {"side": "neither", "proof": proof})
    assert answer.status_code == 400
    assert "open for too long" in answer.content.decode()


def test_asking_for_work_keeps_nothing(place: Consultation, visitor: Browser) -> None:
    answer = visitor().get(f"/c/{place.pk}/challenge.json")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert not answer.cookies
    assert not UsedSolution.objects.exists()
    assert answer.json()["parameters"]["data"] == {"for": str(place.pk)}
    assert visitor().post(f"/c/{place.pk}/challenge.json").status_code == 405


def test_a_full_bucket_raises_the_work_of_one_network(place: Consultation, visitor: Browser) -> None:
    def cost(**request: str) -> int:
        answer = visitor().get(f"/c/{place.pk}/challenge.json", **request)  # type: ignore[arg-type] # WSGI names
        parameters = answer.json()["parameters"]
        return int(parameters["cost"])

    costs = [cost(REMOTE_ADDR=f"203.0.113.{number}") for number in range(200)]
    assert [costs.index(10 * 2**level) for level in range(5)] == [0, 20, 40, 80, 160]
    assert cost(REMOTE_ADDR="203.0.114.1") == 10
    # Another site that embeds the address fills nobody's bucket, and a program that says so gets no lighter work.
    before = dict(views.JOINS._counts)
    for site in ("cross-site", "same-site", "none"):
        embedding = Client(headers={"Sec-Fetch-Site": site})
        assert embedding.get(f"/c/{place.pk}/challenge.json", REMOTE_ADDR="203.0.115.1").status_code == 403
    assert before == views.JOINS._counts


def test_waiting_lets_somebody_in_without_scripts(
    place: Consultation, visitor: Browser, later: Callable[[float], None]
) -> None:
    browser = visitor()
    waiting = browser.post(address(place, "wait/"), {"side": "1"})
    page = waiting.content.decode()
    assert waiting.status_code == 200
    assert not waiting.cookies
    assert f"wait {work.seconds_of(0)} seconds" in page
    sent = {"side": hidden(page, "side"), "ticket": hidden(page, "ticket")}
    early = browser.post(address(place, "join/"), sent)
    assert early.status_code == 429
    assert "Not yet" in early.content.decode()
    assert 0 < int(early.headers["Retry-After"]) <= work.seconds_of(0)
    assert hidden(early.content.decode(), "ticket") == sent["ticket"]
    assert not Participant.objects.exists()
    later(work.seconds_of(0) + 1)
    assert browser.post(address(place, "join/"), sent).status_code == 303
    assert Participant.objects.get().side == place.dialogue.sides.get(position=1)
    again = visitor().post(address(place, "join/"), sent)
    assert again.status_code == 409
    assert Participant.objects.count() == 1


@pytest.mark.parametrize("ticket", ["x", "ж", "A" * 84, "A" * 300])
def test_a_ticket_of_nobody(place: Consultation, visitor: Browser, ticket: str) -> None:
    assert visitor().post(address(place, "join/"), {"side": "neither", "ticket": ticket}).status_code == 400
    assert not Participant.objects.exists()


def test_a_ticket_of_another_consultation(
    place: Consultation, make_consultation: Make, visitor: Browser, later: Callable[[float], None]
) -> None:
    ticket = work.ticket(make_consultation().pk, 0)
    later(60)
    assert visitor().post(address(place, "join/"), {"side": "neither", "ticket": ticket}).status_code == 400


def test_the_waiting_page_cannot_be_read_but_after_the_choice(place: Consultation, visitor: Browser) -> None:
    answer = visitor().get(address(place, "wait/"))
    assert (answer.status_code, answer.headers["Location"]) == (302, address(place, "join/"))


def test_waiting_grows_with_the_bucket(place: Consultation, visitor: Browser) -> None:
    browser = visitor()
    pages = [browser.post(address(place, "wait/"), {"side": "neither"}).content.decode() for _ in range(45)]
    seconds = [int(re.findall(r"wait (\d+) seconds", page)[0]) for page in pages]
    assert seconds == [15] * 20 + [30] * 20 + [60] * 5


def test_used_proofs_go_when_they_would_be_refused_anyway(db: None) -> None:
    for days in (-2, -1, 0, 1):
        UsedSolution.objects.create(digest=bytes([days + 5]) * 32, expires_on=today() + timedelta(days=days))
    drop_used_proofs()
    assert [row.expires_on for row in UsedSolution.objects.order_by("expires_on")] == [today(), today() + timedelta(1)]


def test_no_proof_is_kept_as_it_was(place: Consultation, visitor: Browser) -> None:
    proof = work_for(visitor(), place)
    visitor().post(address(place, "join/"), {"side": "neither", "proof": proof})
    row = UsedSolution.objects.get()
    parameters = json.loads(base64.b64decode(proof))["challenge"]["parameters"]
    for value in (parameters["nonce"], parameters["salt"]):
        assert bytes.fromhex(value) not in bytes(row.digest)
