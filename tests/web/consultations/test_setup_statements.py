"""The wizard's step of the opening statements: typed, uploaded, pasted, and refused by line."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from detente.web.consultations.models import Consultation
from detente.web.consultations.queries.setup import opening_statements, texts_of
from detente.web.dialogues.models import Dialogue
from detente.web.people.models import User

SignIn = Callable[[User], Client]


@pytest.fixture
def client(staff: SignIn, convener: User) -> Client:
    return staff(convener)


@pytest.fixture
def draft(client: Client, dialogue: Dialogue) -> Consultation:
    assert client.post(f"/staff/d/{dialogue.pk}/consultations/new/").status_code == 303
    return Consultation.objects.get()


def at(draft: Consultation, step: str) -> str:
    return f"/staff/c/{draft.pk}/setup/{step}/"


def texts(draft: Consultation) -> list[dict[str, str]]:
    return [texts_of(statement) for statement in opening_statements(draft)]


def test_statements_are_typed_changed_and_removed(client: Client, draft: Consultation) -> None:
    address = at(draft, "statements")
    assert "Begin with 8 or more" in client.get(address).content.decode()
    for text in ("The ferry stays.", "Build a bridge.", "Do nothing."):
        assert client.post(address, {"act": "add", "text_en": text}).status_code == 303
    assert texts(draft) == [{"en": "The ferry stays."}, {"en": "Build a bridge."}, {"en": "Do nothing."}]
    second = opening_statements(draft)[1]
    assert 'value="change"' in client.get(f"{address}?edit={second.pk}").content.decode()
    sent = {"act": "change", "statement": str(second.pk), "text_en": "Build two bridges.", "text_ar": "جسران"}
    assert client.post(address, sent).status_code == 303
    assert client.post(address, {"act": "remove", "statement": str(second.pk + 1)}).status_code == 404
    first = opening_statements(draft)[0]
    assert client.post(address, {"act": "remove", "statement": str(first.pk)}).status_code == 303
    assert texts(draft) == [{"en": "Build two bridges.", "ar": "جسران"}, {"en": "Do nothing."}]
    originals = [[t.language for t in s.texts.all() if t.original] for s in opening_statements(draft)]
    assert originals == [["en"], ["en"]]
    assert client.post(address, {})["Location"] == at(draft, "dates")


@pytest.mark.parametrize(
    ("sent", "fault"),
    [
        ({"text_en": ""}, "There are no words in it yet."),
        ({"text_en": "x" * 281}, "It has 281 characters"),
        ({"text_ru": "см. https://example.org"}, "looks like a link"),
        ({"text_en": "x" * 1200}, "at most 1120 characters"),
    ],
)
def test_a_statement_that_cannot_be_kept(client: Client, draft: Consultation, sent: dict[str, str], fault: str) -> None:
    answer = client.post(at(draft, "statements"), {"act": "add"} | sent)
    assert answer.status_code == 400
    assert fault in answer.content.decode()
    assert texts(draft) == []


@pytest.mark.parametrize("key", ["", "x", "-1", "1" * 30, "²", "12345"])
def test_a_statement_that_is_not_there(client: Client, draft: Consultation, key: str) -> None:
    for act in ("remove", "change"):
        sent = {"act": act, "statement": key, "text_en": "Another."}
        assert client.post(at(draft, "statements"), sent).status_code == 404


def test_a_statement_of_another_draft_is_not_there(
    client: Client, draft: Consultation, make_consultation: Callable[..., Consultation]
) -> None:
    other = make_consultation(statements=1)
    foreign = other.statements.get()
    for act in ("remove", "change"):
        sent = {"act": act, "statement": str(foreign.pk), "text_en": "Hijacked."}
        assert client.post(at(draft, "statements"), sent).status_code == 404
    assert foreign.texts.get().text != "Hijacked."


def test_a_table_is_uploaded_added_and_put_in_place(client: Client, draft: Consultation) -> None:
    address = at(draft, "statements")
    template = client.get(f"/staff/c/{draft.pk}/setup/statements.csv")
    assert template["Content-Type"] == "text/csv; charset=utf-8"
    file = SimpleUploadedFile("s.csv", template.content + "A ferry.,Паром.,\r\nA bridge.,,جسر\r\n".encode())
    assert client.post(address, {"act": "import", "file": file}).status_code == 303
    assert texts(draft) == [{"en": "A ferry.", "ru": "Паром."}, {"en": "A bridge.", "ar": "جسر"}]
    client.post(address, {"act": "import", "pasted": "text_en\nA tunnel."})
    assert len(texts(draft)) == 3
    client.post(address, {"act": "import", "pasted": "text_en\nA canal.", "replace": "on"})
    assert texts(draft) == [{"en": "A canal."}]


def test_a_table_with_a_fault_changes_nothing(client: Client, draft: Consultation) -> None:
    address = at(draft, "statements")
    client.post(address, {"act": "add", "text_en": "The ferry stays."})
    faulty = "text_en\nFine.\n=SUM(A1)\n"
    answer = client.post(address, {"act": "import", "pasted": faulty, "replace": "on"})
    assert answer.status_code == 400
    page = answer.content.decode()
    assert "Line 3, text_en: it begins with a sign" in page
    assert "Fine." in page  # what was pasted is still in the box
    assert texts(draft) == [{"en": "The ferry stays."}]


def test_a_table_from_two_places_or_none(client: Client, draft: Consultation) -> None:
    address = at(draft, "statements")
    both = {"act": "import", "pasted": "text_en\nA.", "file": SimpleUploadedFile("s.csv", b"text_en\nB.")}
    for sent in (both, {"act": "import"}):
        answer = client.post(address, sent)
        assert answer.status_code == 400
        assert "one of the two" in answer.content.decode()


def test_a_paste_above_one_megabyte_is_refused_with_its_size(client: Client, draft: Consultation) -> None:
    sent = {"act": "import", "pasted": "text_en\n" + "A long claim.\n" * 80_000}
    answer = client.post(at(draft, "statements"), sent)
    assert answer.status_code == 400
    assert "larger than 1 MB" in answer.content.decode()
    assert not texts(draft)


def test_no_more_statements_than_anybody_could_vote_on(client: Client, draft: Consultation) -> None:
    table = "text_en\n" + "".join(f"Claim number {n}.\n" for n in range(300))
    client.post(at(draft, "statements"), {"act": "import", "pasted": table})
    answer = client.post(at(draft, "statements"), {"act": "add", "text_en": "One more."})
    assert answer.status_code == 400
    assert len(texts(draft)) == 300
