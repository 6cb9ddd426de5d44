"""The pages of what was announced, as visitors and editors see them."""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlencode

import pytest
import time_machine
from django.urls import reverse

from detente.web.encounters.actions import following as actions
from detente.web.encounters.actions.texts import take_down
from detente.web.encounters.models import Edition, Encounter, Happened, Reply
from detente.web.encounters.queries import following as queries
from detente.web.people.models import User
from tests.web.conftest import Visitor
from tests.web.encounters.issuing import issue
from tests.web.encounters.test_following import MEET, listed, row_with


@pytest.fixture
def edition(editor: User, encounter: Encounter) -> Edition:
    return issue(editor, encounter, pairs=(MEET,))


def public(encounter: Encounter, language: str = "en") -> str:
    return reverse("encounter_announced", args=(encounter.pk, language))


def card(page: str, words: str) -> str:
    """The part of a page about one thing announced."""
    (found,) = [part for part in page.split('<li class="card"')[1:] if words in part]
    return found


def test_the_page_says_by_itself_that_a_window_has_passed(edition: Edition, encounter: Encounter, visitor) -> None:
    says = {
        dt.date(2025, 5, 6): ("ahead", "Nothing is recorded yet."),
        dt.date(2025, 5, 20): ("the window is open", "Nothing is recorded yet."),
        dt.date(2025, 5, 21): ("the window has passed", "The window closed on 20 May 2025. Nothing is recorded yet"),
    }
    for day, (tag, sentence) in says.items():
        with time_machine.travel(dt.datetime.combine(day, dt.time(12), dt.UTC), tick=False):
            part = card(visitor().get(public(encounter)).content.decode(), "The next meeting is set for 20 May.")
        assert f">{tag}</span>" in part
        assert sentence in part
        assert "expected on 20 May 2025" in part
        assert "The mayors will meet again on 20 May" in part
        number = listed(encounter, "20 May").number
        assert reverse("encounter_edition", args=(encounter.pk, "en", 1)) + f"#r{number}" in part
    page = visitor().get(public(encounter)).content.decode()
    assert "desk@example.org" in page
    assert "expected until 19 May 2025" in card(page, "promised to publish the readings within two weeks")
    assert "said to be undecided" in card(page, "has yet to be decided")


def test_it_is_there_once_the_encounter_is_published(encounter: Encounter, editor: User, visitor, staff) -> None:
    assert visitor().get(public(encounter)).status_code == 404
    client = staff(editor)
    assert b"not published yet" in client.get(reverse("announced_manage", args=(encounter.pk,))).content
    assert client.get(reverse("reply_edit", args=(encounter.pk,))).status_code == 409
    issue(editor, encounter, pairs=(MEET,))
    for language in ("en", "ru", "ar"):
        assert visitor().get(public(encounter, language)).status_code == 200


def test_an_editor_records_what_became_of_it(edition: Edition, encounter: Encounter, editor, staff, visitor) -> None:
    client: Visitor = staff(editor)
    home = client.get(reverse("staff_home")).content.decode()
    assert "windows have passed and nothing is recorded" in home
    address = reverse("happened_edit", args=(encounter.pk, listed(encounter, "20 May").announced.pk))
    assert address in client.get(reverse("announced_manage", args=(encounter.pk,))).content.decode()
    assert client.get(address).status_code == 200
    given = {
        "what": "otherwise",
        "on": "2025-05-22",
        "note": "They met <b>two days later</b>.",
        "source": "javascript:alert(1)",
    }
    for wrong in ({"note": ""}, {"source": ""}, {"on": "2999-01-01"}, {"what": "not"}, {"what": "perhaps"}):
        assert client.post(address, given | wrong).status_code == 400
    assert not Happened.objects.exists()
    assert client.post(address, given).status_code == 303
    part = card(visitor().get(public(encounter)).content.decode(), "The next meeting is set for 20 May.")
    assert ">happened otherwise</span>" in part
    assert "on 22 May 2025" in part
    assert "They met &lt;b&gt;two days later&lt;/b&gt;." in part
    assert 'href="javascript' not in part
    assert "recorded by" in part
    assert "Edna" in part
    client.post(
        address, {"what": "happened", "on": "2025-05-20", "note": "They met.", "source": "https://example.org/a"}
    )
    part = card(visitor().get(public(encounter)).content.decode(), "The next meeting is set for 20 May.")
    assert part.index("They met.") < part.index("two days later")
    assert 'rel="nofollow noopener noreferrer"' in part


def test_an_editor_puts_an_answer_beside_a_row(edition: Edition, encounter: Encounter, editor, staff, visitor) -> None:
    client: Visitor = staff(editor)
    address = reverse("reply_edit", args=(encounter.pk,))
    row = row_with(edition, "2.4 million")
    of_row = f"{address}?{urlencode({'row': row})}"
    assert f"?{urlencode({'row': row})}" in client.get(address).content.decode()
    assert "Norhavn will pay 2.4 million" in client.get(of_row).content.decode()
    given = {
        "side": "a",
        "text": "The council <script>alert(1)</script> has not voted yet.",
        "language": "en",
        "source": "Letter of the mayor's office",
        "received_on": "2025-06-01",
    }
    for wrong in ({"text": ""}, {"text": "x" * 1501}, {"source": ""}, {"received_on": "2999-01-01"}, {"side": "c"}):
        assert client.post(of_row, given | wrong).status_code == 400
    assert client.post(address, given).status_code == 404
    assert client.post(f"{address}?row=a0-5", given).status_code == 404
    assert not Reply.objects.exists()
    assert client.post(of_row, given).status_code == 303
    page = visitor().get(reverse("encounter", args=(encounter.pk, "en"))).content.decode()
    assert "has not voted yet" in page
    assert "<script>alert" not in page
    made = Reply.objects.get()
    for wrong in ({"reply": "x"}, {"reply": str(encounter.pk)}):
        assert client.post(of_row, {"act": "withdraw", "why": "Forged.", **wrong}).status_code == 404
    assert client.post(of_row, {"act": "withdraw", "reply": str(made.pk), "why": ""}).status_code == 400
    assert client.post(of_row, {"act": "withdraw", "reply": str(made.pk), "why": "Forged."}).status_code == 303
    page = visitor().get(reverse("encounter", args=(encounter.pk, "en"))).content.decode()
    assert "has not voted yet" not in page
    assert "Forged." in page


def test_only_editors_and_conveners_come_in(
    edition: Edition, encounter: Encounter, moderator, convener, staff, visitor
) -> None:
    one = listed(encounter, "20 May").announced
    for address in (
        reverse("announced_manage", args=(encounter.pk,)),
        reverse("happened_edit", args=(encounter.pk, one.pk)),
        reverse("reply_edit", args=(encounter.pk,)),
    ):
        assert visitor().get(address).status_code == 302
        assert staff(moderator).get(address).status_code == 404
        assert staff(convener).get(address).status_code == 200
        assert visitor().post(address).status_code in (404, 405)
    assert "windows have passed" not in staff(moderator).get(reverse("staff_home")).content.decode()


def test_the_words_of_a_text_that_was_taken_down_are_gone_from_here(
    edition: Edition, encounter: Encounter, editor, staff, visitor
) -> None:
    take_down(actor=editor, source=encounter.sources.get(part="b"), why="The publisher asked for it.")
    meeting = next(one for one in queries.announced_of_encounter(encounter) if one.first.words.startswith("The next"))
    assert [one.words for one in meeting.told] == ["The next meeting is set for 20 May.", ""]
    pages = [
        visitor().get(public(encounter)),
        staff(editor).get(reverse("announced_manage", args=(encounter.pk,))),
        staff(editor).get(reverse("reply_edit", args=(encounter.pk,))),
    ]
    for page in pages:
        assert page.status_code == 200
        assert "The mayors will meet again" not in page.content.decode()
    assert "The words were removed" in pages[0].content.decode()
    actions.record_happened(
        actor=editor, announced=meeting.announced, what="happened", note="They met.", source="Both towns", on=None
    )
