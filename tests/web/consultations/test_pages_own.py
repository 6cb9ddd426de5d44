"""Pages around voting: the statement, one's own answers, reports."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from django.urls import reverse

from detente.web.consultations import serving
from detente.web.consultations.actions.reporting import report
from detente.web.consultations.actions.voting import serve_next
from detente.web.consultations.models import (
    Consultation,
    Origin,
    Participant,
    Phase,
    Reason,
    Report,
    Serve,
    Stage,
    StatementText,
    Vote,
)
from detente.web.dialogues.models import Dialogue, Standing
from tests.web.conftest import add_statement
from tests.web.consultations.voters import give, join

pytestmark = pytest.mark.django_db

Make = Callable[..., Consultation]
Visitor = Callable[[], Client]


@pytest.fixture(autouse=True)
def nothing_remembered() -> Iterator[None]:
    serving.forget()
    yield
    serving.forget()


@pytest.fixture
def begun(visitor: Visitor) -> Callable[[Consultation], tuple[Client, Participant]]:
    """Make somebody who has joined."""

    def make(consultation: Consultation) -> tuple[Client, Participant]:
        person, cookie = join(consultation, consultation.dialogue.sides.first())
        client = visitor()
        give(client, cookie)
        serve_next(person, cookie)
        return client, person

    return make


Begun = Callable[[Consultation], tuple[Client, Participant]]


def address(name: str, consultation: Consultation, *more: object, language: str = "en") -> str:
    return reverse(name, args=[consultation.pk, language, *more])


def fields_of(page: str) -> dict[str, str]:
    """The hidden fields of the first form that has any, as a browser without scripts would send them."""
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page))


def test_without_scripts_one_votes_from_the_first_statement_to_the_end(make_consultation: Make, begun: Begun) -> None:
    made = make_consultation(statements=3)
    client, _person = begun(made)
    for number in range(3):
        page = client.get(address("vote", made)).content.decode()
        assert f"{number} of 3" in page
        assert "Opening statement by the organisers" in page
        fields = fields_of(page)
        told = client.post(address("vote", made), fields | {"value": "agree", "matters": "1" if number else ""})
        assert told.status_code == 303
        assert told.headers["Location"] == address("vote", made)
    page = client.get(address("vote", made)).content.decode()
    assert "You have answered everything" in page
    assert address("what_next", made) in page
    assert sorted(Vote.objects.values_list("value", "matters")) == [
        ("agree", False),
        ("agree", True),
        ("agree", True),
    ]


def test_where_nothing_waits_but_more_is_there_a_button_asks_for_it(make_consultation: Make, begun: Begun) -> None:
    made = make_consultation(statements=1)
    client, _person = begun(made)
    page = client.get(address("vote", made)).content.decode()
    client.post(address("vote", made), fields_of(page) | {"value": "pass"})
    add_statement(made, "One more about the river.", rank=7)
    serving.forget()
    page = client.get(address("vote", made)).content.decode()
    assert "Show me a statement" in page
    assert fields_of(page) == {"next": "1"}
    client.post(address("vote", made), {"next": "1"})
    assert "One more about the river." in client.get(address("vote", made)).content.decode()


def test_the_organisers_label_is_hidden_for_a_statement_of_the_public(make_consultation: Make, begun: Begun) -> None:
    made = make_consultation(statements=0)
    add_statement(made, "From somebody here.", origin=Origin.PUBLIC)
    page = begun(made)[0].get(address("vote", made)).content.decode()
    assert '<p class="opening" hidden>' in page


def test_the_browser_s_mark_is_the_same_in_every_page_and_different_for_everybody(
    make_consultation: Make, begun: Begun
) -> None:
    made = make_consultation()
    marks = []
    for client, person in (begun(made), begun(made)):
        waits = Serve.objects.get(participant=person).statement_id
        other = made.statements.exclude(pk=waits).first()
        Vote.objects.create(participant=person, statement=other, value="agree")
        found = {
            re.search(r'data-mark="([\w-]{12})"', client.get(address(name, made)).content.decode()).group(1)
            for name in ("vote", "my_votes")
        }
        assert len(found) == 1
        marks += found
    assert marks[0] != marks[1]


def test_own_answers_are_listed_and_can_be_changed(make_consultation: Make, begun: Begun) -> None:
    made = make_consultation(statements=3)
    client, _person = begun(made)
    assert "You have not answered anything yet" in client.get(address("my_votes", made)).content.decode()
    page = client.get(address("vote", made)).content.decode()
    client.post(address("vote", made), fields_of(page) | {"value": "disagree", "matters": "1"})
    listed = client.get(address("my_votes", made)).content.decode()
    assert listed.count('aria-pressed="true"') == 1
    assert 'value="disagree" aria-pressed="true"' in listed
    assert 'name="matters" value="1" checked' in listed
    told = client.post(address("vote", made), fields_of(listed) | {"value": "agree"})
    assert told.status_code == 303
    assert told.headers["Location"] == address("my_votes", made)
    assert 'value="agree" aria-pressed="true"' in client.get(address("my_votes", made)).content.decode()
    assert list(Vote.objects.values_list("value", "matters")) == [("agree", False)]


def test_own_answers_can_be_read_but_not_changed_when_it_is_over(
    make_consultation: Make, begun: Begun, dialogue: Dialogue
) -> None:
    made = make_consultation()
    client, person = begun(made)
    kept, retired = made.statements.all()[:2]
    for statement in (kept, retired):
        Vote.objects.create(participant=person, statement=statement, value="agree", matters=True)
    retired.stage = Stage.RETIRED
    retired.save()
    assert client.get(address("my_votes", made)).content.decode().count("<form") == 1
    for change in ({"phase": Phase.CLOSED}, {"standing": Standing.SUSPENDED}):
        Consultation.objects.filter(pk=made.pk).update(phase=change.get("phase", Phase.OPEN))
        Dialogue.objects.filter(pk=dialogue.pk).update(standing=change.get("standing", Standing.ACTIVE))
        page = client.get(address("my_votes", made)).content.decode()
        assert "<form" not in page
        assert "They cannot be changed now" in page
        assert page.count("about the river.") == 2


def test_statements_are_read_in_the_page_s_language_where_there_is_one(make_consultation: Make, begun: Begun) -> None:
    made = make_consultation(statements=2)
    client, person = begun(made)
    first, second = made.statements.order_by("rank")
    StatementText.objects.create(statement=first, language="ar", text="عن النهر")
    StatementText.objects.create(statement=second, language="ru", text="О реке")
    for statement in (first, second):
        Vote.objects.create(participant=person, statement=statement, value="pass")
    page = client.get(address("my_votes", made, language="ar")).content.decode()
    assert 'dir="auto" lang="ar">عن النهر' in page
    assert 'dir="auto" lang="en">Statement number 1' in page


@pytest.mark.parametrize("name", ["my_votes", "report"])
def test_without_having_begun_here_there_is_nothing(
    make_consultation: Make, begun: Begun, visitor: Visitor, name: str
) -> None:
    made, other = make_consultation(), make_consultation()
    more = [made.statements.first().pk] if name == "report" else []
    assert visitor().get(address(name, made, *more)).status_code == 404
    stranger, _person = begun(other)
    assert stranger.get(address(name, made, *more)).status_code == 404
    if name == "report":
        assert stranger.post(address(name, made, *more), {"reason": "abuse"}).status_code == 404
        assert not Report.objects.exists()


def test_a_report_is_kept_once_with_its_last_reason(make_consultation: Make, begun: Begun) -> None:
    made = make_consultation()
    client, person = begun(made)
    statement = made.statements.first()
    page = client.get(address("report", made, statement.pk)).content.decode()
    assert f"{statement.texts.get().text}" in page
    for reason in (Reason.ABUSE, Reason.ABUSE, Reason.UNLAWFUL):
        told = client.post(address("report", made, statement.pk), {"reason": reason.value})
        assert told.status_code == 303
        assert told.headers["Location"] == address("vote", made) + "?reported=1"
    assert list(Report.objects.values_list("participant", "statement", "reason")) == [
        (person.pk, statement.pk, "unlawful")
    ]
    assert "The moderators look at it" in client.get(told.headers["Location"]).content.decode()


@pytest.mark.parametrize("reason", [None, "", "because", "x" * 5000, "off_topic "])
def test_a_report_without_a_published_reason_is_asked_again(
    make_consultation: Make, begun: Begun, reason: str | None
) -> None:
    made = make_consultation()
    client, _person = begun(made)
    fields = {} if reason is None else {"reason": reason}
    told = client.post(address("report", made, made.statements.first().pk), fields)
    assert told.status_code == 400
    assert "Choose one of the reasons." in told.content.decode()
    assert not Report.objects.exists()


def test_what_is_not_shown_here_cannot_be_reported(make_consultation: Make, begun: Begun) -> None:
    made, other = make_consultation(), make_consultation()
    client, _person = begun(made)
    waiting = add_statement(made, "Not yet decided.", stage=Stage.WAITING, opened=False)
    for key in (other.statements.first().pk, waiting.pk, 1, 2**63, 2**70, 10**30):
        assert client.get(address("report", made, key)).status_code == 404
        assert client.post(address("report", made, key), {"reason": "abuse"}).status_code == 404
    assert not Report.objects.exists()


def test_a_report_needs_an_open_consultation_and_a_page_of_this_site(make_consultation: Make, begun: Begun) -> None:
    made = make_consultation()
    client, _person = begun(made)
    there = address("report", made, made.statements.first().pk)
    for site in ("cross-site", "same-site", "none"):
        told = client.post(there, {"reason": "abuse"}, headers={"Sec-Fetch-Site": site})
        assert told.status_code == 403
    Consultation.objects.filter(pk=made.pk).update(phase=Phase.CLOSED)
    assert client.post(there, {"reason": "abuse"}).status_code == 409
    assert client.get(there).status_code == 409
    assert not Report.objects.exists()


def test_people_report_apart_from_each_other(make_consultation: Make) -> None:
    made = make_consultation()
    statement = made.statements.first()
    for reason in (Reason.ABUSE, Reason.OFF_TOPIC):
        person, _cookie = join(made)
        report(participant=person, statement=statement, reason=reason)
    assert Report.objects.count() == 2
