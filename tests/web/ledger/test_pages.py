"""The public pages of the ledger, and its file."""

from __future__ import annotations

import json
from collections.abc import Callable
from uuid import uuid4

import pytest
from click.testing import CliRunner
from django.db import transaction
from django.test import Client

from detente.cli import main
from detente.protocol import verify
from detente.web.dialogues.models import Dialogue
from detente.web.ledger.actions import record
from detente.web.people import actions
from detente.web.people.models import Role, User

Visitor = Callable[[], Client]


@pytest.fixture
def acts(convener: User, dialogue: Dialogue) -> None:
    actions.invite(actor=convener, role=Role.MODERATOR, note="the neighbour's daughter")
    with transaction.atomic():
        record("test.unknown", actor=convener, dialogue=dialogue.pk)


def test_acts_read_as_sentences_in_each_language(visitor: Visitor, acts: None) -> None:
    for language, words in (("en", "made an invitation for a moderator."), ("ru", "Clara"), ("ar", "Clara")):
        answer = visitor().get(f"/{language}/ledger/")
        assert answer.status_code == 200
        assert words in answer.content.decode()
        assert not answer.cookies


def test_neither_mail_nor_the_word_for_oneself_is_public(visitor: Visitor, acts: None) -> None:
    for path in ("/en/ledger/", "/ledger.json"):
        answer = visitor().get(path)
        text = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert b"Clara" in text
        assert b"clara@" not in text
        assert b"daughter" not in text


def test_a_name_cannot_bring_markup(visitor: Visitor, convener: User) -> None:
    convener.name = '<script>alert("x")</script>'
    actions.invite(actor=convener, role=Role.CONVENER)
    page = visitor().get("/en/ledger/").content.decode()
    assert "<script" not in page
    assert '<bdi dir="auto">&lt;script&gt;' in page


def test_a_dialogue_shows_its_own_lines_only(visitor: Visitor, acts: None, dialogue: Dialogue) -> None:
    page = visitor().get(f"/d/{dialogue.pk}/en/ledger/").content.decode()
    assert "test.unknown" in page
    assert "invitation" not in page
    assert visitor().get(f"/d/{uuid4()}/en/ledger/").status_code == 404


def test_the_newest_stand_first_and_older_ones_are_a_page_away(visitor: Visitor, convener: User) -> None:
    with transaction.atomic():
        for number in range(60):
            record("test.done", actor=convener, subject=f"thing:{number}")
    page = visitor().get("/en/ledger/").content.decode()
    assert page.index('id="entry-60"') < page.index('id="entry-11"')
    assert 'href="?before=11"' in page
    older = visitor().get("/en/ledger/?before=11").content.decode()
    assert 'id="entry-10"' in older
    assert "?before=" not in older


@pytest.mark.parametrize("before", ["x", "-1", "1.5", "9" * 40, "٣"])
def test_a_page_that_is_none_is_not_found(visitor: Visitor, acts: None, before: str) -> None:
    assert visitor().get("/en/ledger/", {"before": before}).status_code == 404


@pytest.mark.parametrize("path", ["/en/ledger/", "/ledger.json"])
def test_nobody_writes_here(visitor: Visitor, db: None, path: str) -> None:
    assert visitor().post(path).status_code == 405


def test_the_file_is_checked_without_the_site(visitor: Visitor, acts: None, tmp_path) -> None:
    answer = visitor().get("/ledger.json")
    assert answer["Content-Type"] == "application/json"
    content = b"".join(answer.streaming_content)
    assert verify(json.loads(content)["entries"]).holds
    (tmp_path / "ledger.json").write_bytes(content)
    done = CliRunner().invoke(main, ["verify", "ledger", str(tmp_path / "ledger.json")])
    assert done.exit_code == 0
    assert "Entries: 2." in done.output


def test_an_empty_ledger_is_a_page_and_a_file(visitor: Visitor, db: None) -> None:
    assert visitor().get("/en/ledger/").status_code == 200
    content = b"".join(visitor().get("/ledger.json").streaming_content)
    assert json.loads(content)["entries"] == []
