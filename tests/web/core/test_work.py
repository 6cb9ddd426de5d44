"""Work and waiting: what is accepted, once, for one consultation, until it expires."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import altcha
import pytest

from detente.web.core import work
from detente.web.core.work import BadProof, ExpiredProof, StillWaiting

HERE = UUID("11111111-1111-4111-8111-111111111111")


@pytest.fixture(autouse=True)
def light_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "_WORK", tuple((10 * 2**level, "0") for level in range(5)))


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Set the clock to so many seconds from now."""
    start = time.time()

    def move(seconds: float) -> None:
        monkeypatch.setattr(time, "time", lambda: start + seconds)

    move(0)
    return move


def answer(challenge: dict[str, Any]) -> dict[str, Any]:
    solution = altcha.solve_challenge(altcha.Challenge.from_dict(challenge))
    assert solution is not None
    return {"challenge": challenge, "solution": {"counter": solution.counter, "derivedKey": solution.derived_key}}


def packed(payload: object) -> str:
    return base64.b64encode(json.dumps(payload).encode()).decode()


@pytest.mark.parametrize("level", range(5))
def test_a_solution_is_accepted_until_it_expires(level: int, at: Callable[[float], None]) -> None:
    payload = packed(answer(work.challenge(HERE, level)))
    assert len(work.solved(payload, HERE).digest) == 32
    at(work.LIFE - 2)
    work.solved(payload, HERE)
    at(work.LIFE + 2)
    with pytest.raises(ExpiredProof):
        work.solved(payload, HERE)


def test_two_solutions_of_one_challenge_are_one_use() -> None:
    first = answer(work.challenge(HERE, 0))
    again = altcha.solve_challenge(
        altcha.Challenge.from_dict(first["challenge"]), counter_start=first["solution"]["counter"] + 1
    )
    assert again is not None
    second = first | {"solution": {"counter": again.counter, "derivedKey": again.derived_key}}
    assert first != second
    assert work.solved(packed(first), HERE) == work.solved(packed(second), HERE)
    assert work.solved(packed(answer(work.challenge(HERE, 0))), HERE) != work.solved(packed(first), HERE)


def test_a_solution_is_good_for_its_consultation_only() -> None:
    payload = packed(answer(work.challenge(HERE, 0)))
    with pytest.raises(BadProof):
        work.solved(payload, uuid4())


@pytest.mark.parametrize(
    "change",
    [
        lambda p: p["challenge"]["parameters"].update(cost=1),
        lambda p: p["challenge"]["parameters"].update(keyPrefix=""),
        lambda p: p["challenge"]["parameters"].update(expiresAt=2**40),
        lambda p: p["challenge"]["parameters"].update(expiresAt=None),
        lambda p: p["challenge"]["parameters"].update(expiresAt="soon"),
        lambda p: p["challenge"]["parameters"].update(nonce="00"),
        lambda p: p["challenge"]["parameters"].update(nonce=7),
        lambda p: p["challenge"]["parameters"].update(algorithm="SHA-256"),
        lambda p: p["challenge"]["parameters"].pop("salt"),
        lambda p: p["challenge"].update(signature=""),
        lambda p: p["challenge"].update(signature=None),
        lambda p: p["challenge"].update(signature="ж"),
        lambda p: p["challenge"].update(parameters=[]),
        lambda p: p["solution"].update(counter=p["solution"]["counter"] + 1),
        lambda p: p["solution"].update(counter=-1),
        lambda p: p["solution"].update(counter=2**40),
        lambda p: p["solution"].update(counter="1"),
        lambda p: p["solution"].update(derivedKey="00" * 32),
        lambda p: p["solution"].update(derivedKey=None),
        lambda p: p.update(solution=None),
        lambda p: p.clear(),
    ],
)
def test_an_altered_solution_is_refused(change: Callable[[dict[str, Any]], object]) -> None:
    payload = answer(work.challenge(HERE, 0))
    change(payload)
    with pytest.raises(BadProof):
        work.solved(packed(payload), HERE)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "%%%",
        "ж",
        packed([]),
        packed(None),
        packed("a"),
        packed(1),
        "A" * 5000,
        base64.b64encode(b"[" * 2900).decode(),
    ],
)
def test_what_is_no_solution_is_refused(text: str) -> None:
    with pytest.raises(BadProof):
        work.solved(text, HERE)


def test_another_key_signs_nothing_here() -> None:
    foreign = altcha.create_challenge(
        work.ALGORITHM, 1, key_prefix="", hmac_secret="other", data={"for": str(HERE)}, expires_at=2**33
    )
    with pytest.raises(BadProof):
        work.solved(packed(answer(foreign.to_dict())), HERE)


def test_each_level_doubles_the_work_and_the_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    expected = [cost * 16 ** len(prefix) for cost, prefix in work._WORK]
    assert expected == [256 * 5_000 * 2**level for level in range(5)]
    # What a wrong solution costs the server is one try.
    assert max(cost for cost, _prefix in work._WORK) <= 20_000
    seconds = [work.seconds_of(level) for level in range(5)]
    assert seconds == [seconds[0] * 2**level for level in range(5)]


@pytest.mark.parametrize("level", [0, 4])
def test_a_ticket_ripens_and_expires(level: int, at: Callable[[float], None]) -> None:
    ticket = work.ticket(HERE, level)
    with pytest.raises(StillWaiting) as early:
        work.redeemed(ticket, HERE)
    assert 0 < int(str(early.value.details["seconds"])) <= work.seconds_of(level)
    at(work.seconds_of(level) + 1)
    assert work.redeemed(ticket, HERE) == work.redeemed(ticket, HERE)
    at(work.seconds_of(level) + work.LIFE + 1)
    with pytest.raises(ExpiredProof):
        work.redeemed(ticket, HERE)


def test_a_ticket_is_good_for_its_consultation_only(at: Callable[[float], None]) -> None:
    ticket = work.ticket(HERE, 0)
    at(work.seconds_of(0) + 1)
    with pytest.raises(BadProof):
        work.redeemed(ticket, uuid4())


def test_an_altered_ticket_is_refused(at: Callable[[float], None]) -> None:
    raw = base64.urlsafe_b64decode(work.ticket(HERE, 0))
    at(work.seconds_of(0) + 1)
    for place in range(len(raw)):
        altered = raw[:place] + bytes([raw[place] ^ 1]) + raw[place + 1 :]
        with pytest.raises(BadProof):
            work.redeemed(base64.urlsafe_b64encode(altered).decode(), HERE)


@pytest.mark.parametrize("text", ["", "x", "ж", "A" * 5000, "AAAA", "%%%%"])
def test_what_is_no_ticket_is_refused(text: str) -> None:
    with pytest.raises(BadProof):
        work.redeemed(text, HERE)


def test_two_tickets_are_two_uses(at: Callable[[float], None]) -> None:
    first, second = work.ticket(HERE, 0), work.ticket(HERE, 0)
    at(work.seconds_of(0) + 1)
    assert work.redeemed(first, HERE).digest != work.redeemed(second, HERE).digest
