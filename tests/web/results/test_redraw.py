"""The redraw: what changes a page, what does not, and what it leaves behind."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zlib
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection

from detente.opinion.disclosure import Waiting
from detente.opinion.errors import NotTheSamePublic
from detente.web.consultations.actions.ending import erase_due
from detente.web.consultations.actions.joining import forget
from detente.web.consultations.actions.running import close_due
from detente.web.consultations.models import (
    Code,
    Consultation,
    Level,
    Phase,
    Reason,
    Stage,
    Statement,
    StatementText,
    Vote,
)
from detente.web.core.clock import today
from detente.web.dialogues.models import Dialogue
from detente.web.ledger.models import Entry
from detente.web.operation.worker import tasks as all_tasks
from detente.web.results import actions, queries, tasks
from detente.web.results.memory import still_waiting
from detente.web.results.models import Import, MapSnapshot, ReleaseMemory
from tests.web.results.rooms import fill

Make = Callable[..., Consultation]


def remembered(consultation: Consultation) -> str:
    row = ReleaseMemory.objects.get(consultation=consultation)
    return str(json.loads(zlib.decompress(bytes(row.state)))["state"])


def test_the_first_snapshot_names_its_inputs(make_consultation: Make) -> None:
    here = make_consultation()
    fill(here, (14, 15), undeclared=11)
    lines = Entry.objects.count()
    made = actions.redraw(here)
    assert made is not None
    assert (made.number, made.full, made.made_on) == (1, True, today())
    assert made.parameters == {
        "floor": 10,
        "dimensions": 8,
        "seed": 0,
        "sides": ["Upstream", "Downstream"],
        "chance": True,
    }
    assert made.digest == queries.vote_input(here).digest
    assert made.engine
    found = queries.newest(here)
    assert found is not None
    assert found.snapshot.pk == made.pk
    assert found.published.summary.n_participants == 40
    assert found.statements == tuple(here.statements.order_by("pk").values_list("pk", flat=True))
    assert found.waiting == Waiting(10, ("Upstream", "Downstream"), False)
    assert found.about["days"] == [{"first": str(today()), "last": str(today()), "people": 40}]
    assert Entry.objects.count() == lines


def test_the_same_votes_make_no_second_snapshot(make_consultation: Make) -> None:
    here = make_consultation()
    fill(here, (14, 15))
    actions.redraw(here)
    kept = bytes(ReleaseMemory.objects.get().state)
    assert actions.redraw(here) is None
    assert bytes(ReleaseMemory.objects.get().state) == kept
    fill(here, (4, 30), seed=1)
    made = actions.redraw(here)
    assert made is not None
    assert (made.number, made.full) == (2, False)


def test_a_statement_or_a_decision_changes_what_the_page_says(make_consultation: Make) -> None:
    here = make_consultation(opens_on=today() - timedelta(days=4))
    fill(here, (14, 15))
    actions.redraw(here)
    Statement.objects.create(
        consultation=here,
        origin="public",
        stage=Stage.REFUSED,
        reason=Reason.DUPLICATE,
        submitted_on=today() - timedelta(days=2),
        decided_on=today() - timedelta(days=1),
    )
    made = actions.redraw(here)
    assert made is not None
    assert {"reason": "duplicate", "refused": 1, "retired": 0} in made.about["moderation"]["reasons"]


def test_nothing_is_published_under_ten_a_side(make_consultation: Make) -> None:
    here = make_consultation()
    assert queries.waiting(here) is None
    assert actions.redraw(here) is None
    fill(here, (30, 9), undeclared=20)
    assert actions.redraw(here) is None
    assert queries.newest(here) is None
    assert queries.waiting(here) == Waiting(10, ("Downstream",), False)
    assert "null" in remembered(here) or remembered(here) == "None"


def test_a_side_that_was_ready_does_not_come_back(make_consultation: Make) -> None:
    here = make_consultation()
    people = fill(here, (10, 3))
    actions.redraw(here)
    assert queries.waiting(here) == Waiting(10, ("Downstream",), False)
    forget(participant=people[0])
    actions.redraw(here)
    assert queries.waiting(here) == Waiting(10, ("Downstream",), False)
    fill(here, (0, 8))
    actions.redraw(here)  # now it is the other side that is short; saying so would tell that somebody left
    assert queries.waiting(here) == Waiting(10, ("Downstream",), False)
    fill(here, (1, 0))
    assert actions.redraw(here) is not None
    assert queries.waiting(here) == Waiting(10, ("Upstream", "Downstream"), False)


def test_without_sides_everybody_waits_together() -> None:
    before, now = Waiting(10, (), True), Waiting(10, (), True)
    assert still_waiting(before, now, full=False) == now
    assert still_waiting(None, now, full=False) == now


def test_who_forgets_everything_leaves_the_memory_and_not_the_page(make_consultation: Make) -> None:
    here = make_consultation()
    people = fill(here, (14, 15))
    actions.redraw(here)
    page = queries.newest(here)
    forget(participant=people[3])
    assert actions.redraw(here) is None
    row = ReleaseMemory.objects.get()
    state = actions.unpacked(row).state
    assert state is not None
    assert people[3].pk not in state.cells.participants
    assert people[4].pk in state.cells.participants
    after = queries.newest(here)
    assert page is not None
    assert after is not None
    assert after.snapshot.pk == page.snapshot.pk


def test_a_redraw_that_was_overtaken_writes_nothing(make_consultation: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    here = make_consultation()
    fill(here, (14, 15))
    release = actions.release

    def slow(*given: object, **named: object) -> object:
        monkeypatch.setattr(actions, "release", release)
        assert actions.redraw(here) is not None  # another process, meanwhile
        return release(*given, **named)  # type: ignore[arg-type] # handed on as they came

    monkeypatch.setattr(actions, "release", slow)
    assert actions.redraw(here) is None
    assert MapSnapshot.objects.count() == 1


def test_a_redraw_computes_outside_of_a_transaction(make_consultation: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    here = make_consultation()
    fill(here, (14, 15))
    depth, release = len(connection.savepoint_ids), actions.release

    def watched(*given: object, **named: object) -> object:
        assert len(connection.savepoint_ids) == depth
        return release(*given, **named)  # type: ignore[arg-type] # handed on as they came

    monkeypatch.setattr(actions, "release", watched)
    assert actions.redraw(here) is not None


def test_the_floor_stays(make_consultation: Make) -> None:
    here = make_consultation()
    fill(here, (14, 15))
    actions.redraw(here)
    with pytest.raises(NotTheSamePublic):
        actions.redraw(here, floor=5)


def test_codes_are_told_where_the_silent_are_none_or_ten(
    make_consultation: Make, monkeypatch: pytest.MonkeyPatch
) -> None:

    here = make_consultation(level=Level.DEALT)
    fill(here, (14, 15))
    sides = list(here.dialogue.sides.all())
    for number in range(19):
        Code.objects.create(digest=b"a%031d" % number, consultation=here, side=sides[0], used=True)
    for number in range(25):
        Code.objects.create(digest=b"b%031d" % number, consultation=here, side=sides[1])
    made = actions.redraw(here)
    assert made is not None
    assert made.about["codes"] == [None, 25]


def test_an_imported_consultation_is_one_public(make_consultation: Make) -> None:
    here = make_consultation(phase=Phase.CLOSED)
    fill(here, (0, 0), undeclared=26)
    Import.objects.create(consultation=here, source="An export, CC BY 4.0", notes=["Two votes were left out."])
    assert actions.redraw(here) is not None
    found = queries.newest(here)
    assert found is not None
    assert found.published.summary.sides == ()
    words = queries.subject(here, found.statements, "en")
    assert (words.source, words.decisions) == ("An export, CC BY 4.0", ("Two votes were left out.",))
    assert found.waiting == Waiting(10, (), True)


def test_the_words_are_in_the_readers_language(make_consultation: Make, dialogue: Dialogue) -> None:
    here = make_consultation(simulated=True, question={"en": "What now?", "ar": "ماذا الآن؟"})
    side = dialogue.sides.get(position=0)
    side.name = {"en": "Upstream", "ar": "أعلى النهر"}
    side.save()
    fill(here, (14, 15))
    first, second, third = here.statements.order_by("rank")[:3]
    StatementText.objects.create(statement=first, language="ar", text="الجملة الأولى.")
    Statement.objects.filter(pk=second.pk).update(stage=Stage.RETIRED, reason=Reason.PRIVATE_PERSON, origin="public")
    Statement.objects.filter(pk=third.pk).update(stage=Stage.RETIRED, reason=Reason.DUPLICATE)
    actions.redraw(here)
    found = queries.newest(here)
    assert found is not None
    words = queries.subject(here, found.statements, "ar")
    by_key = {each.id: each for each in words.statements}
    assert (words.topic, words.simulated) == ("ماذا الآن؟", True)
    assert (by_key[str(first.pk)].text, by_key[str(first.pk)].language) == ("الجملة الأولى.", "ar")
    assert by_key[str(first.pk)].by_organiser
    assert not by_key[str(second.pk)].by_organiser
    assert "Statement number" not in by_key[str(second.pk)].text
    assert (by_key[str(third.pk)].text, by_key[str(third.pk)].language) == ("Statement number 2 about the river.", "en")
    words.must_fit(found.published)
    shown = queries.in_language(found.published, here, "ar")
    assert [each.name for each in shown.summary.sides] == ["أعلى النهر", "Downstream"]
    leasts = {entry.least for entry in (*shown.summary.common_ground, *shown.summary.divisive)}
    assert leasts
    assert not any("Upstream" in least for least in leasts)
    assert any("أعلى النهر" in least for least in leasts)


class Time:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_the_clock_of_redraws(make_consultation: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    here = make_consultation(closes_on=today())
    drawn: list[str] = []
    monkeypatch.setattr(tasks, "redraw", lambda consultation: drawn.append(consultation.phase))
    time = Time()
    clock = tasks.Clock(time)

    def at(second: float) -> int:
        time.now = second
        tasks.redraw_open(clock)
        return len(drawn)

    assert [at(0), at(10), at(tasks.EVERY - 1), at(tasks.EVERY)] == [1, 1, 1, 2]
    here.closes_on = today() - timedelta(days=1)
    here.save()
    close_due()
    # Once more when it closes, and then rarely: people still take everything back.
    assert [at(tasks.EVERY + 10), at(3 * tasks.EVERY), at(tasks.EVERY + 10 + tasks.AFTERWARDS)] == [3, 3, 4]
    assert drawn == ["open", "open", "closed", "closed"]
    make_consultation(phase=Phase.READY)
    make_consultation(phase=Phase.DRAFT)
    assert at(10 * tasks.AFTERWARDS) == 5


def test_a_slow_redraw_comes_less_often(make_consultation: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    make_consultation()
    time, drawn = Time(), []

    def slow(consultation: Consultation) -> None:
        drawn.append(consultation)
        time.now += 60

    monkeypatch.setattr(tasks, "redraw", slow)
    clock = tasks.Clock(time)
    tasks.redraw_open(clock)
    time.now = 60 + 60 / tasks.SHARE - 1
    tasks.redraw_open(clock)
    assert len(drawn) == 1
    time.now += 1
    tasks.redraw_open(clock)
    assert len(drawn) == 2


def test_erasure_takes_the_memory_and_leaves_what_was_published(make_consultation: Make) -> None:
    here = make_consultation(phase=Phase.CLOSED, closes_on=today() - timedelta(days=30), erases_on=today())
    fill(here, (14, 15))
    actions.redraw(here)
    page = queries.newest(here)
    erase_due()
    here.refresh_from_db()
    Consultation.objects.update(settled=True)
    for task in tasks.TASKS:
        task()
    assert not ReleaseMemory.objects.exists()
    assert not Vote.objects.exists()
    here.refresh_from_db()
    assert not here.settled  # the tables are written anew once more
    found = queries.newest(here)
    assert found is not None
    assert page is not None
    assert found.published == page.published or found.snapshot.published == page.snapshot.published
    assert found.waiting is None
    assert actions.redraw(here) is None
    assert not ReleaseMemory.objects.exists()


def test_the_worker_has_these_tasks() -> None:
    names = [task.__name__ for task in all_tasks()]
    assert names.index("redraw_open") > names.index("close_due")
    assert "forget_memory" in names


def test_the_worker_steps_back_before_numpy_is_there() -> None:
    """One thread and the lowest claim, in the process that redraws."""
    code = (
        "import os, sys; from detente.web.operation import worker; assert 'numpy' not in sys.modules\n"
        "worker.step_back(); print(os.nice(0), os.environ['OPENBLAS_NUM_THREADS'])\n"
    )
    kept = {name: value for name, value in os.environ.items() if not name.endswith("_NUM_THREADS")}
    done = subprocess.run([sys.executable, "-c", code], env=kept, capture_output=True, text=True, check=True)
    nice, threads = done.stdout.split()
    assert int(nice) == min(19, os.nice(0) + 10)
    assert threads == "1"
