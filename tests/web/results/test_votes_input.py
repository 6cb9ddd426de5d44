"""What a redraw reads is what the tables hold."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from detente.opinion.routing import shown_probability
from detente.web.consultations.models import Consultation, Participant, Phase, Serve, Stage, Statement, Vote
from detente.web.core.clock import today
from detente.web.results import votes as reading
from detente.web.results.models import Import
from detente.web.results.queries import vote_input
from tests.web.conftest import add_statement
from tests.web.results.rooms import fill

Make = Callable[..., Consultation]
WORDS = {-1: "disagree", 0: "pass", 1: "agree"}


def rows(consultation: Consultation) -> set[tuple[int, int, str]]:
    found = Vote.objects.filter(participant__consultation=consultation)
    return set(found.values_list("participant_id", "statement_id", "value"))


def read(consultation: Consultation) -> set[tuple[int, int, str]]:
    given = vote_input(consultation)
    people = given.participants[given.votes.participant].tolist()
    keys = given.statements[given.votes.statement].tolist()
    return set(zip(people, keys, (WORDS[vote] for vote in given.votes.vote.tolist()), strict=True))


def test_it_reads_every_vote_of_one_consultation(make_consultation: Make) -> None:
    here, there = make_consultation(), make_consultation()
    fill(here, (9, 7), undeclared=3, votes=8, seed=1)
    fill(there, (4, 4), seed=2)
    retired = here.statements.order_by("pk")[3]
    Statement.objects.filter(pk=retired.pk).update(stage=Stage.RETIRED, opened=False)
    add_statement(here, "Nobody decided about this.", stage=Stage.WAITING, opened=False, shown_on=None)
    assert read(here) == rows(here)
    assert len(rows(here)) == 19 * 8
    given = vote_input(here)
    assert retired.pk in given.statements
    assert len(given.statements) == 12
    assert np.all(np.diff(given.participants) > 0)
    assert np.all(np.diff(given.statements) > 0)
    assert given.sides is not None
    assert given.sides.names == ("Upstream", "Downstream")
    sides = dict(Participant.objects.values_list("pk", "side__position"))
    for key, side in zip(given.participants.tolist(), given.sides.of_participant.tolist(), strict=True):
        assert (sides[key] if sides[key] is not None else -1) == side


@pytest.mark.parametrize("chunk", [1, 2, 5])
def test_chunks_do_not_matter(make_consultation: Make, monkeypatch: pytest.MonkeyPatch, chunk: int) -> None:
    here = make_consultation()
    fill(here, (5, 6), votes=7)
    whole = vote_input(here).digest
    monkeypatch.setattr(reading, "CHUNK", chunk)
    assert vote_input(here).digest == whole
    assert read(here) == rows(here)


def test_marks_stand_with_their_votes(make_consultation: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    here = make_consultation()
    fill(here, (9, 9), votes=7)
    for at, vote in enumerate(Vote.objects.order_by("pk")):
        if at % 3 == 0 or at > 100:
            vote.matters = True
            vote.save()
    marked = set(Vote.objects.filter(matters=True).values_list("participant_id", "statement_id"))
    assert 0 < len(marked) < Vote.objects.count()
    for chunk in (1, 3, 2000):
        monkeypatch.setattr(reading, "CHUNK", chunk)
        given = vote_input(here)
        assert given.matters is not None
        people = given.participants[given.votes.participant][given.matters].tolist()
        keys = given.statements[given.votes.statement][given.matters].tolist()
        assert set(zip(people, keys, strict=True)) == marked
        assert read(here) == rows(here)
    before = vote_input(here).digest
    Vote.objects.update(matters=False)
    assert vote_input(here).digest != before


def test_keys_of_any_size(make_consultation: Make) -> None:
    here = make_consultation(statements=0)
    keys = [1, 2**31, 2**53 + 1, 2**61, 2**62 - 1]
    for key in keys:
        add_statement(here, f"Statement {key}.", pk=key)
    fill(here, (4, 4))
    assert read(here) == rows(here)
    assert vote_input(here).statements.tolist() == keys


def test_nothing_to_read(make_consultation: Make) -> None:
    for made in (make_consultation(), make_consultation(statements=0)):
        given = vote_input(made)
        assert (given.votes.n_votes, given.votes.n_participants, given.chance) == (0, 0, None)


def test_who_did_not_vote_is_not_there(make_consultation: Make) -> None:
    here = make_consultation()
    silent = fill(here, (3, 3))[0]
    Vote.objects.filter(participant=silent).delete()
    assert silent.pk not in vote_input(here).participants


def test_the_chance_is_the_share_of_those_reached(make_consultation: Make) -> None:
    here = make_consultation(statements=3)
    old, middle, new = here.statements.order_by("rank")
    early, late = today() - timedelta(days=9), today()
    Statement.objects.filter(pk__in=(old.pk, middle.pk)).update(shown_on=early)
    Statement.objects.filter(pk=new.pk).update(shown_on=late)
    people = fill(here, (8, 5), votes=0)
    first = [person for person in people if person.side.position == 0]
    Participant.objects.filter(pk__in=[person.pk for person in first]).update(joined_on=early)

    def serve(person: Participant, *given: Statement, answer: bool = True) -> None:
        for statement in given:
            Serve.objects.create(participant=person, statement=statement, slot="uniform", chance=1)
            if answer:
                Vote.objects.create(participant=person, statement=statement, value="agree")

    for person in first[:4]:
        serve(person, old)
    serve(first[4], old, answer=False)
    serve(first[5], middle)
    serve(first[6], middle, new)  # who came back when it was there
    given = vote_input(here)
    assert given.chance is not None
    # Seven of the side were served anything; the new statement reached the one who was served it.
    expected = shown_probability([[5, 2, 1]], [[7, 7, 1]])[0]
    place = {key: at for at, key in enumerate((old.pk, middle.pk, new.pk))}
    keys = given.statements[given.votes.statement].tolist()
    assert given.chance.tolist() == pytest.approx([expected[place[key]] for key in keys])
    assert len(keys) == 7


def test_imported_votes_have_no_sides_and_no_chance(make_consultation: Make) -> None:
    here = make_consultation(phase=Phase.CLOSED)
    fill(here, (0, 0), undeclared=12)
    Serve.objects.all().delete()
    Import.objects.create(consultation=here, source="an export", notes=[])
    given = vote_input(here)
    assert (given.sides, given.chance, given.votes.n_participants) == (None, None, 12)
    assert given.matters is None  # nobody was asked


def test_sides_that_nobody_declared(make_consultation: Make) -> None:
    """While somebody may still declare one they are there; after the end they are not."""
    here = make_consultation()
    fill(here, (0, 0), undeclared=12)
    assert vote_input(here).sides is not None
    here.phase = Phase.CLOSED
    here.save()
    assert vote_input(here).sides is None
    assert vote_input(here, names=("Upstream", "Downstream")).sides is not None


def test_the_digest_names_the_votes(make_consultation: Make) -> None:
    here = make_consultation()
    fill(here, (3, 3))
    before = vote_input(here).digest
    assert vote_input(here).digest == before
    vote = Vote.objects.first()
    assert vote is not None
    vote.value = "pass" if vote.value != "pass" else "agree"
    vote.save()
    assert vote_input(here).digest != before


def test_sqlite_reads_beside_a_writer(tmp_path: Path) -> None:
    """The read transaction waits for no writer, and sees nothing of one that has not committed."""
    path = tmp_path / "votes#1 %20.sqlite3"
    with sqlite3.connect(path) as writer:
        writer.execute("PRAGMA journal_mode=WAL")
        writer.execute("CREATE TABLE votes (id integer primary key)")
        writer.execute("INSERT INTO votes VALUES (5)")
        writer.commit()
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("INSERT INTO votes VALUES (6)")
        with reading._beside(str(path)) as view:
            assert view.raw.execute("SELECT id FROM votes").fetchall() == [(5,)]
            writer.commit()
            assert view.raw.execute("SELECT id FROM votes").fetchall() == [(5,)]
            with pytest.raises(sqlite3.OperationalError, match="readonly"):
                view.raw.execute("DELETE FROM votes")
