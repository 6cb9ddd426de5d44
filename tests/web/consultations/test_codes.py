"""Dealing codes: what is made, what is kept, who sees what."""

from __future__ import annotations

import re
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.core import serializers
from django.test import Client

from detente.web.consultations import code_text
from detente.web.consultations.actions import codes
from detente.web.consultations.models import Code, Consultation, Level, Phase
from detente.web.consultations.queries.joining import code_counts
from detente.web.consultations.views import codes as codes_view
from detente.web.core.errors import NotFound
from detente.web.dialogues.models import Colour, Dialogue, Side
from detente.web.ledger.models import Entry
from detente.web.people.models import User

Make = Callable[..., Consultation]
Browser = Callable[[], Client]
SignedIn = Callable[[User], Client]


@pytest.fixture
def dealt(make_consultation: Make) -> Consultation:
    return make_consultation(level=Level.DEALT, statements=0)


def sides(consultation: Consultation) -> list[Side]:
    return list(consultation.dialogue.sides.all())


def address(consultation: Consultation) -> str:
    return f"/staff/c/{consultation.pk}/cards/"


def dump() -> str:
    rows = [*Code.objects.all(), *Entry.objects.all()]
    return serializers.serialize("json", rows)


def test_only_marks_of_codes_are_kept(dealt: Consultation, convener: User) -> None:
    made = codes.issue(actor=convener, consultation=dealt, side=sides(dealt)[0], count=30)
    assert len(set(made)) == 30
    assert {bytes(row.digest) for row in Code.objects.all()} == {codes.digest_of(dealt, code) for code in made}
    assert not [code for code in made if code in dump() or code_text.grouped(code) in dump()]


def test_the_ledger_has_one_line_with_side_and_number(dealt: Consultation, convener: User) -> None:
    codes.issue(actor=convener, consultation=dealt, side=sides(dealt)[1], count=7)
    line = Entry.objects.get()
    assert (line.action, line.dialogue, line.subject) == (
        "consultations.codes_issued",
        dealt.dialogue_id,
        f"consultation:{dealt.pk}",
    )
    assert line.details == {"side": 1, "count": 7}


def test_rows_lie_in_another_order_than_the_cards(dealt: Consultation, convener: User) -> None:
    made = codes.issue(actor=convener, consultation=dealt, side=sides(dealt)[0], count=200)
    kept = [bytes(row.digest) for row in Code.objects.all()]
    assert kept != [codes.digest_of(dealt, code) for code in made]


@pytest.mark.parametrize("phase", [Phase.DRAFT, Phase.READY, Phase.OPEN])
def test_cards_can_be_made_until_the_close(dealt: Consultation, convener: User, phase: Phase) -> None:
    dealt.phase = phase
    assert codes.issue(actor=convener, consultation=dealt, side=sides(dealt)[0], count=1)


@pytest.mark.parametrize(
    ("fields", "count", "refusal"),
    [
        ({"level": Level.OPEN}, 1, codes.NotDealt),
        ({"phase": Phase.CLOSED}, 1, codes.TooLate),
        ({"phase": Phase.ERASED}, 1, codes.TooLate),
        ({}, 0, codes.TooMany),
        ({}, 501, codes.TooMany),
    ],
)
def test_what_is_refused_leaves_nothing(
    dealt: Consultation, convener: User, fields: dict[str, str], count: int, refusal: type[Exception]
) -> None:
    for name, value in fields.items():
        setattr(dealt, name, value)
    with pytest.raises(refusal):
        codes.issue(actor=convener, consultation=dealt, side=sides(dealt)[0], count=count)
    assert not Code.objects.exists()
    assert not Entry.objects.exists()


def test_no_code_for_a_side_of_another_dialogue(dealt: Consultation, convener: User) -> None:
    other = Dialogue.objects.create(name={"en": "Another"}, languages=["en"])
    side = Side.objects.create(dialogue=other, position=0, name={"en": "X"}, language="en", colour=Colour.BLUE)
    with pytest.raises(NotFound):
        codes.issue(actor=convener, consultation=dealt, side=side, count=1)


def test_counts_are_public_from_ten_on_and_used_ones_move_in_tens(dealt: Consultation, convener: User) -> None:
    first, second = sides(dealt)
    codes.issue(actor=convener, consultation=dealt, side=first, count=9)
    codes.issue(actor=convener, consultation=dealt, side=second, count=35)
    published = []
    for number in range(36):
        keys = Code.objects.filter(side=second).order_by("digest").values_list("digest", flat=True)[:number]
        Code.objects.filter(digest__in=list(keys)).update(used=True)
        one, two = code_counts(dealt)
        assert (one.side, one.issued, one.used) == (first, None, None)
        assert (two.side, two.issued) == (second, 35)
        published.append(two.used)
    assert published == [None] * 10 + [10] * 10 + [20] * 10 + [30] * 6


def test_the_cards_are_shown_once(dealt: Consultation, convener: User, staff: SignedIn) -> None:
    browser = staff(convener)
    assert browser.get(address(dealt)).status_code == 200
    answer = browser.post(address(dealt), {"side": "0", "count": "12"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    shown = re.findall(r'<p class="letters" dir="ltr">([\w-]+)</p>', page)
    assert len(shown) == 12
    assert {codes.digest_of(dealt, code_text.read(code)) for code in shown} == {
        bytes(row.digest) for row in Code.objects.all()
    }
    assert page.count("<svg") == 12
    assert "style=" not in page
    again = browser.get(address(dealt)).content.decode()
    assert not [code for code in shown if code in again or code.replace("-", "") in again]
    assert Code.objects.count() == 12


def test_reloading_the_cards_makes_no_second_batch(dealt: Consultation, convener: User, staff: SignedIn) -> None:
    client = staff(convener)
    form = client.get(address(dealt)).content.decode()
    batch = re.search(r'name="batch" value="([^"]+)"', form)
    assert batch is not None
    sent = {"side": "0", "count": "3", "batch": batch[1]}
    assert client.post(address(dealt), sent).status_code == 200
    assert Code.objects.count() == 3
    again = client.post(address(dealt), sent)
    assert (again.status_code, Code.objects.count()) == (409, 3)


def test_the_square_holds_the_address_with_the_code_behind_the_hash(
    dealt: Consultation, convener: User, staff: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[str] = []
    make = codes_view.segno.make

    def spy(content: str, **options: object) -> object:
        drawn.append(content)
        return make(content, **options)

    monkeypatch.setattr(codes_view.segno, "make", spy)
    page = staff(convener).post(address(dealt), {"side": "1", "count": "1"}).content.decode()
    code = re.findall(r'<p class="letters" dir="ltr">([\w-]+)</p>', page)[0]
    assert drawn == [f"http://localhost:8000/c/{dealt.pk}/en/join/#{code.replace('-', '')}"]


@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("ar", "rtl"), ("ru", "ltr")])
def test_cards_speak_the_language_of_their_side(
    dealt: Consultation, convener: User, staff: SignedIn, language: str, direction: str
) -> None:
    side = sides(dealt)[0]
    side.language = language
    side.save()
    page = staff(convener).post(address(dealt), {"side": "0", "count": "1"}).content.decode()
    assert f'<div class="sheets" lang="{language}" dir="{direction}">' in page


@pytest.mark.parametrize(
    "sent",
    [{}, {"side": "x", "count": "1"}, {"side": "", "count": ""}, {"count": "3"}]
    + [{"count": count} for count in ("0", "501", "-1", "1.5", "many", "9" * 400)],
)
def test_a_bad_form_makes_no_card(dealt: Consultation, convener: User, staff: SignedIn, sent: dict[str, str]) -> None:
    if sent.get("count") and "side" not in sent and sent["count"] != "3":
        sent = sent | {"side": "0"}
    answer = staff(convener).post(address(dealt), sent)
    assert answer.status_code == 400
    assert b"error-summary" in answer.content
    assert not Code.objects.exists()


def test_an_open_consultation_has_no_cards(make_consultation: Make, convener: User, staff: SignedIn) -> None:
    place = make_consultation(level=Level.OPEN, statements=0)
    browser = staff(convener)
    assert b"without a code" in browser.get(address(place)).content
    assert browser.post(address(place), {"side": "0", "count": "1"}).status_code == 409
    assert not Code.objects.exists()


def test_nobody_but_a_convener_makes_cards(
    dealt: Consultation, convener: User, moderator: User, staff: SignedIn, visitor: Browser
) -> None:
    sent = {"side": "0", "count": "1"}
    for browser, opened in ((staff(moderator), 404), (visitor(), 302)):
        assert browser.get(address(dealt)).status_code == opened
        assert browser.post(address(dealt), sent).status_code == 404
    assert staff(convener).get(f"/staff/c/{uuid4()}/cards/").status_code == 404
    assert staff(convener).put(address(dealt)).status_code == 405
    assert not Code.objects.exists()


def test_the_largest_batch(dealt: Consultation, convener: User) -> None:
    made = codes.issue(actor=convener, consultation=dealt, side=sides(dealt)[0], count=codes.MOST_AT_ONCE)
    assert len(set(made)) == Code.objects.count() == 500
    assert Entry.objects.get().details == {"side": 0, "count": 500}
