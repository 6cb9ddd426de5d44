"""Which statement comes next: what is served, counted over simulated visitors, and how far a memory may be wrong."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import groupby

import numpy as np
import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from scipy.stats import binomtest, chisquare

from detente.web.consultations import sealed, serving
from detente.web.consultations.actions.open_set import ENOUGH, open_due_statements, open_more, size_at_start
from detente.web.consultations.actions.voting import cast_vote, serve_next
from detente.web.consultations.models import Consultation, Origin, Participant, Phase, Serve, Stage, Statement, Vote
from detente.web.consultations.serving import Memory, memory_of
from detente.web.core.clock import today
from detente.web.dialogues.models import Dialogue, Side, Standing
from detente.web.ledger.models import Entry
from tests.web.conftest import add_statement
from tests.web.consultations.voters import give, join

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_remembered(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Forget between tests, and draw the same lots in each run."""
    serving.forget()
    lots = np.random.default_rng(20)
    monkeypatch.setattr(serving, "_lots", lambda: lots)
    yield
    serving.forget()


def visit(consultation: Consultation, side: Side | None, votes: int) -> None:
    """Come, answer some statements, go; the last one served stays unanswered."""
    person, cookie = join(consultation, side)
    statement = serve_next(person, cookie)
    for _ in range(votes):
        if statement is None:
            return
        place, _memory = cast_vote(
            consultation=consultation.pk, cookie=cookie, statement=statement, value="agree", matters=False
        )
        statement = place.statement


def served(consultation: Consultation) -> dict[int | None, Counter[int]]:
    counts: dict[int | None, Counter[int]] = {}
    for side, statement in Serve.objects.filter(participant__consultation=consultation).values_list(
        "participant__side_id", "statement_id"
    ):
        counts.setdefault(side, Counter())[statement] += 1
    return counts


# --- what is served ---


def test_each_side_and_those_of_none_see_every_statement_about_equally_often(
    make_consultation: Callable[..., Consultation],
) -> None:
    consultation = make_consultation(20)
    sides = [*consultation.dialogue.sides.all(), None]
    for number in range(120):  # the second side sends twice as many as the first; some declare none
        visit(consultation, sides[(0, 1, 1, 2)[number % 4]], votes=4)
    counts = served(consultation)
    assert {side: sum(count.values()) for side, count in counts.items()} == {
        sides[0].pk: 150,
        sides[1].pk: 300,
        None: 150,
    }
    for count in counts.values():
        times = [count[statement] for statement in consultation.statements.values_list("pk", flat=True)]
        assert max(times) - min(times) <= 3
    # A lot alone would spread far wider: 300 serves over 20 statements have a standard deviation of 3.8.
    assert np.std(list(counts[sides[1].pk].values())) < 1


def test_one_slot_in_five_is_uniform_and_says_so(make_consultation: Callable[..., Consultation]) -> None:
    consultation = make_consultation(20)
    for _ in range(100):
        visit(consultation, consultation.dialogue.sides.first(), votes=4)
    uniform = Serve.objects.filter(slot="uniform")
    assert binomtest(uniform.count(), 500, 0.2).pvalue > 0.001
    assert set(Serve.objects.values_list("slot", flat=True)) == {"uniform", "balanced"}
    of_uniform = Counter(uniform.values_list("statement_id", flat=True))
    times = [of_uniform[s] for s in consultation.statements.values_list("pk", flat=True)]
    assert chisquare(times).pvalue > 0.001


def test_the_first_statement_is_anyones(make_consultation: Callable[..., Consultation]) -> None:
    """No statement is always first: 240 visitors, 12 statements, the first of each."""
    consultation = make_consultation(12)
    for _ in range(240):
        visit(consultation, consultation.dialogue.sides.first(), votes=0)
    assert chisquare(list(Counter(Serve.objects.values_list("statement_id", flat=True)).values())).pvalue > 0.001


def test_chances_are_kept_as_whole_powers_of_two(make_consultation: Callable[..., Consultation]) -> None:
    consultation = make_consultation(16)
    person, cookie = join(consultation, consultation.dialogue.sides.first())
    serve_next(person, cookie)
    assert Serve.objects.get().chance == 4  # the first of sixteen: any of them, 2^-4
    assert all(0 <= chance <= 8 for chance in Serve.objects.values_list("chance", flat=True))


def test_through_http_nobody_meets_a_statement_twice_or_their_own(
    make_consultation: Callable[..., Consultation], visitor: Callable[[], Client]
) -> None:
    consultation = make_consultation(8)
    where = reverse("vote", kwargs={"consultation": consultation.pk, "language": "en"})
    keys = set(consultation.statements.values_list("pk", flat=True))
    for number in range(6):
        person, cookie = join(consultation, consultation.dialogue.sides.all()[number % 2])
        own = sorted(keys)[number]
        person.own = sealed.added(person.own, cookie, own)
        person.save()
        statement = serve_next(person, cookie)
        client = visitor()
        give(client, cookie)
        met = []
        while statement is not None:
            met.append(statement)
            answer = client.post(
                where, {"statement": statement, "value": "pass"}, headers={"Accept": "application/json"}
            ).json()
            statement = int(answer["statement"]["id"]) if answer["statement"] else None
        assert sorted(met) == sorted(keys - {own})


# --- the memory ---


def memory_error(memory: Memory, consultation: Consultation) -> int:
    """By how much one memory is wrong about any statement and side."""
    true = served(consultation)
    strata = [*consultation.dialogue.sides.values_list("pk", flat=True), None]
    return max(abs(times - true.get(side, Counter())[s]) for side in strata for s, times in memory.shown(side).items())


def test_a_process_knows_its_own_serves_at_once_and_others_after_a_reading(
    make_consultation: Callable[..., Consultation],
) -> None:
    consultation = make_consultation(8)
    here, there = Memory(consultation.pk), Memory(consultation.pk)
    here.read()
    there.read()
    side = consultation.dialogue.sides.first()
    since = 0
    for number in range(60):
        person, _cookie = join(consultation, side)
        made = (here if number % 3 else there).offer(side.pk, ())
        assert made is not None
        Serve.objects.create(participant=person, statement_id=made.statement, slot=made.slot, chance=made.chance)
        since += 1
        # The bound: no more wrong than the serves of other processes since the last reading.
        assert memory_error(here, consultation) <= since
        assert memory_error(there, consultation) <= since
        if number % 10 == 9:
            here.read()
            there.read()
            since = 0
            assert memory_error(here, consultation) == memory_error(there, consultation) == 0
    times = list(served(consultation)[side.pk].values())
    assert max(times) - min(times) <= 4


def test_a_serve_that_was_counted_and_never_kept_is_forgotten_at_the_next_reading(
    make_consultation: Callable[..., Consultation],
) -> None:
    consultation = make_consultation(8)
    memory = memory_of(consultation.pk)
    assert memory.offer(None, ()) is not None
    assert memory_error(memory, consultation) == 1
    memory.read()
    assert memory_error(memory, consultation) == 0


def test_a_serve_made_while_the_rows_are_read_is_not_lost(
    make_consultation: Callable[..., Consultation], monkeypatch: pytest.MonkeyPatch
) -> None:
    consultation = make_consultation(8)
    memory = memory_of(consultation.pk)
    clock = time.monotonic

    def offering() -> float:
        # The count asks for the time when it begins: somebody is served right after that.
        monkeypatch.setattr(time, "monotonic", clock)
        began = clock()
        assert memory.offer(None, ()) is not None
        return began

    monkeypatch.setattr(time, "monotonic", offering)
    memory.read_counts()
    assert sum(memory.shown(None).values()) == 1
    memory.read_counts()
    assert sum(memory.shown(None).values()) == 0


def test_a_memory_is_read_again_after_a_second(
    make_consultation: Callable[..., Consultation], monkeypatch: pytest.MonkeyPatch
) -> None:
    consultation = make_consultation(8)
    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now)
    assert len(memory_of(consultation.pk)) == 8
    add_statement(consultation, "A new one.")
    now += 0.9
    assert len(memory_of(consultation.pk)) == 8
    now += 0.2
    assert len(memory_of(consultation.pk)) == 9


def test_a_slow_reading_is_repeated_less_often(
    make_consultation: Callable[..., Consultation], monkeypatch: pytest.MonkeyPatch
) -> None:
    consultation = make_consultation(8)
    memory = Memory(consultation.pk)
    memory.read()
    assert memory.counts.interval == 1.0
    for took, interval in ((0.5, 10.0), (40.0, 60.0), (0.01, 1.0)):
        ticks = iter([100.0, 100.0 + took])
        with monkeypatch.context() as patched:
            patched.setattr(time, "monotonic", lambda ticks=ticks: next(ticks))
            memory.read_counts()
        assert memory.counts.interval == pytest.approx(interval)
        assert memory.statements.interval == 1.0


def test_counts_follow_their_statements_when_the_open_set_changes(
    make_consultation: Callable[..., Consultation],
) -> None:
    consultation = make_consultation(8)
    memory = memory_of(consultation.pk)
    for _ in range(20):
        memory.offer(None, ())
    before = memory.shown(None)
    retired = min(before)
    Statement.objects.filter(pk=retired).update(stage=Stage.RETIRED)
    new = [add_statement(consultation, f"New {number}.").pk for number in range(4)]
    memory.read_statements()
    expected = {s: times for s, times in before.items() if s != retired} | dict.fromkeys(new, 0)
    assert memory.shown(None) == expected


def test_many_threads_count_every_serve(make_consultation: Callable[..., Consultation]) -> None:
    consultation = make_consultation(8)
    memory = memory_of(consultation.pk)
    threads = [threading.Thread(target=lambda: [memory.offer(None, ()) for _ in range(200)]) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(memory.shown(None).values()) == 800


# --- the open set ---


def in_queue(consultation: Consultation, organisers: int, public: int, day: int = 0) -> None:
    shown_on = today() + timedelta(days=day)
    for origin, number in ((Origin.ORGANISERS, organisers), (Origin.PUBLIC, public)):
        for _ in range(number):
            add_statement(consultation, "Something.", rank=None, opened=False, origin=origin, shown_on=shown_on)


def opened(consultation: Consultation) -> list[Statement]:
    return list(consultation.statements.filter(opened=True).order_by("rank"))


def test_the_open_set_starts_as_large_as_the_votes_can_fill(make_consultation: Callable[..., Consultation]) -> None:
    small = make_consultation(0, expected_per_side=10, votes_a_visit=5)
    large = make_consultation(0, expected_per_side=100, votes_a_visit=3)
    unknown = make_consultation(0, expected_per_side=None)
    assert [size_at_start(c) for c in (small, large, unknown)] == [8, 30, 8]
    for consultation, expected in ((small, 8), (large, 12)):
        in_queue(consultation, organisers=12, public=0)
        assert open_more(consultation=consultation) == expected
        assert open_more(consultation=consultation) == 0
        assert [s.rank for s in opened(consultation)] == list(range(expected))


def test_organisers_and_publics_alternate(make_consultation: Callable[..., Consultation]) -> None:
    consultation = make_consultation(0, expected_per_side=10, votes_a_visit=8)
    in_queue(consultation, organisers=3, public=20)
    open_more(consultation=consultation)
    kinds = [s.origin for s in opened(consultation)]
    assert kinds == [Origin.ORGANISERS, Origin.PUBLIC] * 3 + [Origin.PUBLIC] * 2


def test_a_batch_of_the_publics_takes_every_second_place_from_then_on(
    make_consultation: Callable[..., Consultation],
) -> None:
    consultation = make_consultation(0, expected_per_side=10, votes_a_visit=8)
    in_queue(consultation, organisers=14, public=0)
    open_more(consultation=consultation)
    before = [s.pk for s in opened(consultation)]
    in_queue(consultation, organisers=0, public=2, day=1)
    open_more(consultation=consultation)
    assert [s.pk for s in opened(consultation)] == before
    queue = consultation.statements.order_by("rank").values_list("origin", flat=True)
    assert [len(list(group)) for _kind, group in groupby(queue)] == [8, 1, 1, 1, 5]


def test_a_lot_decides_within_a_batch(make_consultation: Callable[..., Consultation]) -> None:
    firsts = set()
    for _ in range(12):
        consultation = make_consultation(0)
        in_queue(consultation, organisers=0, public=6)
        order = list(consultation.statements.order_by("pk").values_list("pk", flat=True))
        open_more(consultation=consultation)
        firsts.add(order.index(opened(consultation)[0].pk))
    assert len(firsts) > 1


def answer(consultation: Consultation, statement: Statement, side: Side | None, times: int) -> None:
    for _ in range(times):
        person, _cookie = join(consultation, side)
        Vote.objects.create(participant=person, statement=statement, value="pass")


def test_another_opens_when_one_has_ten_answers_on_every_side(make_consultation: Callable[..., Consultation]) -> None:
    consultation = make_consultation(0, expected_per_side=10, votes_a_visit=5)
    in_queue(consultation, organisers=11, public=0)
    open_due_statements()
    first, second = opened(consultation)[:2]
    left, right = consultation.dialogue.sides.all()
    answer(consultation, first, left, ENOUGH)
    answer(consultation, first, None, ENOUGH)
    answer(consultation, second, right, ENOUGH)
    assert open_more(consultation=consultation) == 0
    answer(consultation, first, right, ENOUGH - 1)
    assert open_more(consultation=consultation) == 0
    answer(consultation, first, right, 1)
    assert open_more(consultation=consultation) == 1
    assert not Entry.objects.exists()  # a line's time would tell when the tenth answer came
    assert len(opened(consultation)) == 9
    answer(consultation, second, left, ENOUGH)
    open_due_statements()
    open_due_statements()
    assert len(opened(consultation)) == 10


def test_a_retired_statement_makes_room(make_consultation: Callable[..., Consultation]) -> None:
    consultation = make_consultation(0, expected_per_side=10, votes_a_visit=5)
    in_queue(consultation, organisers=10, public=0)
    open_more(consultation=consultation)
    Statement.objects.filter(pk=opened(consultation)[0].pk).update(stage=Stage.RETIRED)
    assert open_more(consultation=consultation) == 1


@pytest.mark.parametrize("phase", [Phase.DRAFT, Phase.READY, Phase.CLOSED])
def test_nothing_opens_outside_the_days(make_consultation: Callable[..., Consultation], phase: Phase) -> None:
    consultation = make_consultation(0, phase=phase)
    in_queue(consultation, organisers=3, public=0)
    assert open_more(consultation=consultation) == 0
    open_due_statements()
    assert not opened(consultation)


def test_nothing_opens_while_the_dialogue_is_suspended(make_consultation: Callable[..., Consultation]) -> None:
    consultation = make_consultation(0)
    in_queue(consultation, organisers=3, public=0)
    Dialogue.objects.update(standing=Standing.SUSPENDED)
    open_due_statements()
    assert not opened(consultation)


def test_the_next_of_a_thousand_statements_takes_no_query(
    make_consultation: Callable[..., Consultation], django_assert_num_queries: Callable[..., object]
) -> None:
    consultation = make_consultation(0)
    Statement.objects.bulk_create(
        Statement(
            consultation=consultation,
            origin=Origin.PUBLIC,
            stage=Stage.SHOWN,
            submitted_on=today(),
            opened=True,
            rank=rank,
        )
        for rank in range(1000)
    )
    memory = memory_of(consultation.pk)
    assert connection is not None
    with django_assert_num_queries(0):
        made = [memory.offer(None, ()) for _ in range(20)]
    assert all(made)
    assert not Participant.objects.exists()
