"""Importing exports of Polis: what counts arrives, what leads to a person does not, refusals write nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client

from detente.exchange import Conversation, ExchangeError, read_polis
from detente.web.consultations.models import (
    Consultation,
    Origin,
    Participant,
    Phase,
    Serve,
    Stage,
    Statement,
    Vote,
)
from detente.web.core.clock import today
from detente.web.core.errors import Refused
from detente.web.dialogues.models import Dialogue, Standing
from detente.web.ledger.models import Entry
from detente.web.ledger.sentences import sentence
from detente.web.people.models import User
from detente.web.results.actions import redraw
from detente.web.results.importing import (
    KEPT_DAYS,
    DialogueClosed,
    NobodyVoted,
    NoQuestion,
    StatementTooLong,
    import_polis,
)
from detente.web.results.models import Import, MapSnapshot
from tests.exchange.making import Polis, edit, write_a, write_b, write_c

GENERATIONS = {"A": write_a, "B": write_b, "C": write_c}
WORDS = {1: "agree", 0: "pass", -1: "disagree"}


def crowd() -> Polis:
    """Thirty people on six statements, each written by one of them who agrees; one is rejected, one vote is changed."""
    votes, time = [], 100
    authors = {0: 3, 1: 5, 2: 7, 3: 9, 4: 11, 5: 13}
    for person in range(1, 31):
        for statement in range(6):
            time += 1
            own = authors[statement] == person
            value = 1 if own else (1, -1, 0, 1, -1)[(person * 7 + statement * 3) % 5]
            votes.append((time, statement, person, value))
    votes.append((time + 1, 0, 1, -next(value for _t, s, p, value in votes if (s, p) == (0, 1)) or 1))
    return Polis(tuple((s, a, -1 if s == 3 else 1) for s, a in authors.items()), votes)


@pytest.fixture(params=GENERATIONS)
def export(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """An export of each generation."""
    return GENERATIONS[request.param](tmp_path / "export", crowd())


def counted() -> dict[str, int]:
    """Rows of every table."""
    return {model._meta.label: model._default_manager.count() for model in apps.get_models()}


def cast(consultation: Consultation) -> dict[str, list[str]]:
    """Every answer to each statement, by its text, without who gave it."""
    found: dict[str, list[str]] = {}
    texts = {s.pk: s.texts.get().text for s in consultation.statements.all()}
    for statement, value in Vote.objects.filter(participant__consultation=consultation).values_list(
        "statement", "value"
    ):
        found.setdefault(texts[statement], []).append(value)
    return {text: sorted(values) for text, values in found.items()}


def test_votes_and_statements_arrive(dialogue: Dialogue, export: Path) -> None:
    data = crowd()
    made = import_polis(
        dialogue=dialogue, conversation=read_polis(export), language="en", source="Elsewhere, CC BY 4.0"
    )
    assert (made.statements, made.participants, made.votes) == (5, 30, 150)
    expected: dict[str, list[str]] = {}
    for (_person, statement), value in data.last().items():
        if statement != 3:
            expected.setdefault(" ".join(data.texts[statement].split()), []).append(WORDS[value])
    assert cast(made.consultation) == {text: sorted(values) for text, values in expected.items()}
    held = Consultation.objects.get(pk=made.consultation.pk)
    assert (held.phase, held.question, held.languages[0]) == (Phase.CLOSED, {"en": "The bridge"}, "en")
    assert held.erases_on == today() + timedelta(days=KEPT_DAYS)
    about = Import.objects.get(consultation=held)
    assert about.source == "Elsewhere, CC BY 4.0"
    assert about.notes == list(read_polis(export).report.sentences())
    assert {s.stage for s in held.statements.all()} == {Stage.SHOWN}


def test_nothing_that_leads_to_a_person_arrives(dialogue: Dialogue, export: Path) -> None:
    made = import_polis(dialogue=dialogue, conversation=read_polis(export), language="en").consultation
    people = list(Participant.objects.filter(consultation=made))
    assert {(p.side_id, p.joined_on, p.waiting) for p in people} == {(None, today(), 0)}
    assert {len(bytes(p.token)) for p in people} == {32}
    assert {len(bytes(p.own)) for p in people} == {292}
    assert len({bytes(p.token) for p in people} | {bytes(p.own) for p in people}) == 2 * len(people)
    assert all(p.pk > 2**32 for p in people)
    assert {(s.author_id, s.receipt, s.submitted_on) for s in made.statements.all()} == {(None, None, today())}
    assert not Serve.objects.exists()
    again = import_polis(dialogue=dialogue, conversation=read_polis(export), language="en").consultation
    keys = {p.pk for p in people}
    assert not keys & set(Participant.objects.filter(consultation=again).values_list("pk", flat=True))
    # Who stood where in the files cannot be told from the order of the keys.
    order = [
        sorted(Vote.objects.filter(participant=p).values_list("value", flat=True))
        for p in sorted(people, key=lambda p: p.pk)
    ]
    other = [
        sorted(Vote.objects.filter(participant=p).values_list("value", flat=True))
        for p in Participant.objects.filter(consultation=again).order_by("pk")
    ]
    assert sorted(order) == sorted(other)
    assert order != other


def test_the_results_come_up(dialogue: Dialogue, export: Path, visitor: Callable[[], Client]) -> None:
    conversation = read_polis(export)
    made = import_polis(dialogue=dialogue, conversation=conversation, language="en").consultation
    snapshot = redraw(made)
    assert snapshot is not None
    summary = snapshot.published["summary"]
    assert (summary["n_participants"], summary["n_votes"], summary["sides"]) == (30, 150, [])
    browser = visitor()
    for page in (f"/c/{made.pk}/en/", f"/c/{made.pk}/en/results/", f"/d/{dialogue.pk}/en/", f"/c/{made.pk}/en/rules/"):
        assert browser.get(page).status_code == 200, page
    told = browser.get(f"/api/v1/consultations/{made.pk}").json()
    assert (told["phase"], told["sides"], told["snapshot"]) == ("closed", [], str(snapshot.pk))


def test_the_ledger_says_it(dialogue: Dialogue, tmp_path: Path) -> None:
    conversation = read_polis(write_c(tmp_path / "c", crowd()))
    made = import_polis(dialogue=dialogue, conversation=conversation, language="en", source="Riverton <b>")
    entry = Entry.objects.get(action="consultation.imported")
    assert (entry.dialogue, entry.subject) == (dialogue.pk, f"consultation:{made.consultation.pk}")
    assert entry.actor_key is None
    assert entry.details == {"source": "Riverton <b>", "statements": 5, "generation": "C"}
    said = sentence(entry)
    assert "On the server" in said
    assert "Riverton &lt;b&gt;" in said
    entry.details = {**entry.details, "source": ""}
    assert "held elsewhere was imported, with 5 statements." in sentence(entry)


def test_votes_of_the_organiser_are_no_participant(dialogue: Dialogue, tmp_path: Path) -> None:
    conversation = read_polis(write_c(tmp_path / "c", crowd()))
    with_organiser = replace(conversation, organisers=(0,))
    made = import_polis(dialogue=dialogue, conversation=with_organiser, language="en")
    assert (made.participants, made.votes) == (29, 145)


def test_origins_are_kept(dialogue: Dialogue, tmp_path: Path) -> None:
    data = replace(crowd(), statements=tuple((s, 0 if s == 4 else a, m) for s, a, m in crowd().statements))
    made = import_polis(dialogue=dialogue, conversation=read_polis(write_a(tmp_path / "a", data)), language="en")
    origins = {s.texts.get().text: s.origin for s in made.consultation.statements.all()}
    assert {text for text, origin in origins.items() if origin == Origin.ORGANISERS} == {"Nobody voted here."}


def test_long_texts_are_kept_and_hidden_characters_are_not(dialogue: Dialogue, tmp_path: Path) -> None:
    texts = {**crowd().texts, 0: "word " * 79 + "last", 1: "\u202eturned\u200b round\x07"}
    made = import_polis(
        dialogue=dialogue,
        conversation=read_polis(write_c(tmp_path / "c", replace(crowd(), texts=texts))),
        language="zh",
    )
    kept = {text.text for s in made.consultation.statements.all() for text in s.texts.all()}
    assert texts[0] in kept
    assert len(texts[0]) == 399
    assert "turned round" in kept
    assert {text.language for s in made.consultation.statements.all() for text in s.texts.all()} == {"zh"}
    assert set(made.consultation.languages) == set(dialogue.languages)


# --- what is refused leaves nothing behind ---


def too_long(conversation: Conversation) -> Conversation:
    leaf = replace(conversation.statements[-1], text="x" * 1001)
    return replace(conversation, statements=(*conversation.statements[:-1], leaf))


REFUSED: list[tuple[type[Refused], Callable[[Conversation], Conversation], str]] = [
    (StatementTooLong, too_long, "statement 5 has 1001 characters"),
    (NoQuestion, lambda c: replace(c, topic="  "), "--question"),
    (NobodyVoted, lambda c: replace(c, organisers=tuple(range(len(c.participants)))), "Nobody but the organiser"),
]


@pytest.mark.parametrize(("refusal", "change", "words"), REFUSED, ids=lambda value: getattr(value, "__name__", ""))
def test_a_conversation_that_is_refused(
    dialogue: Dialogue,
    tmp_path: Path,
    refusal: type[Refused],
    change: Callable[[Conversation], Conversation],
    words: str,
) -> None:
    conversation = change(read_polis(write_c(tmp_path / "c", crowd())))
    before = counted()
    with pytest.raises(refusal) as refused:
        import_polis(dialogue=dialogue, conversation=conversation, language="en")
    assert words in refused.value.message()
    assert counted() == before


def test_a_closed_dialogue_takes_nothing(dialogue: Dialogue, tmp_path: Path) -> None:
    Dialogue.objects.update(standing=Standing.CLOSED)
    before = counted()
    with pytest.raises(DialogueClosed):
        import_polis(dialogue=dialogue, conversation=read_polis(write_c(tmp_path / "c", crowd())), language="en")
    assert counted() == before


@pytest.mark.django_db(transaction=True)
def test_a_fault_halfway_leaves_nothing(dialogue: Dialogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from detente.web.results import importing

    def broken(*_given: Any, **_named: Any) -> None:
        assert Vote.objects.count() == 150
        raise OSError("the disk is full")

    before = counted()
    monkeypatch.setattr(importing, "record", broken)
    with pytest.raises(OSError, match="disk is full"):
        import_polis(dialogue=dialogue, conversation=read_polis(write_c(tmp_path / "c", crowd())), language="en")
    assert counted() == before


def test_a_file_that_does_not_fit_is_refused_with_its_line(tmp_path: Path) -> None:
    folder = write_c(tmp_path / "c", crowd())
    edit(folder / "votes.csv", "1700000101,", "17000x0101,")
    with pytest.raises(ExchangeError) as refused:
        read_polis(folder)
    assert (Path(refused.value.file).name, refused.value.line) == ("votes.csv", 2)


# --- recorded ones ---


def test_the_smallest_recorded_one(dialogue: Dialogue, shared_data: Path, convener: User, staff: Any) -> None:
    conversation = read_polis(shared_data / "polis" / "london-youth-policing")
    made = import_polis(dialogue=dialogue, conversation=conversation, language="en").consultation
    snapshot = redraw(made)
    assert isinstance(snapshot, MapSnapshot)
    counts = conversation.votes.counts()
    column = {normal(leaf.text): place for place, leaf in enumerate(conversation.statements)}
    texts = {str(s.pk): s.texts.get().text for s in made.statements.all()}
    shown = 0
    for result in snapshot.published["summary"]["statements"]:
        cell = result["overall"]
        if not cell["withheld"]:
            disagreed, passed, agreed = counts[column[texts[snapshot.statements[result["statement"]]]]].tolist()
            assert (cell["agreed"], cell["passed"], cell["disagreed"]) == (agreed, passed, disagreed)
            shown += 1
    assert shown >= 20
    assert staff(convener).get(f"/staff/c/{made.pk}/").status_code == 200


def normal(text: str) -> str:
    return " ".join(text.split())


def test_votes_lie_in_the_order_of_their_keys(dialogue: Dialogue, tmp_path: Path) -> None:
    made = import_polis(dialogue=dialogue, conversation=read_polis(write_c(tmp_path / "c", crowd())), language="en")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT participant_id, statement_id FROM {Vote._meta.db_table}")
        rows = cursor.fetchall()
    assert rows == sorted(rows)
    assert len(rows) == made.votes
    assert Statement.objects.filter(consultation=made.consultation, opened=True).count() == 0
