"""Pages that everybody can read: the question in each of its states, the promise, what comes next."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.formats import date_format

from detente.web.consultations.models import Code, Consultation, Level, Phase
from detente.web.core.clock import today
from detente.web.dialogues.models import Dialogue, Side, Standing

pytestmark = pytest.mark.django_db

Make = Callable[..., Consultation]
PUBLIC = ("consultation", "promise", "what_next")
BEGIN = "Begin or continue"


def read(name: str, consultation: Consultation, language: str = "en", client: Client | None = None) -> str:
    """The words of a page, without markup and with single blanks."""
    answer = (client or Client()).get(reverse(name, args=[consultation.pk, language]))
    assert answer.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


@pytest.mark.parametrize("name", PUBLIC)
@pytest.mark.parametrize("phase", [phase for phase in Phase if phase != Phase.DRAFT])
@pytest.mark.parametrize("language", ["en", "ru", "ar"])
def test_every_state_and_language_has_its_page_and_no_cookie(
    make_consultation: Make, name: str, phase: Phase, language: str
) -> None:
    made = make_consultation(phase=phase)
    answer = Client().get(reverse(name, args=[made.pk, language]))
    assert answer.status_code == 200
    assert not answer.cookies
    page = answer.content.decode()
    assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}">' in page
    assert page.count("<h1") == 1
    assert "<script>" not in page
    assert "style=" not in page


@pytest.mark.parametrize("name", PUBLIC)
def test_a_draft_does_not_exist(make_consultation: Make, name: str) -> None:
    made = make_consultation(phase=Phase.DRAFT)
    assert Client().get(reverse(name, args=[made.pk, "en"])).status_code == 404
    assert Client().get(reverse("consultation_any", args=[made.pk])).status_code == 404


@pytest.mark.parametrize(
    ("asked", "offered", "given"),
    [
        ("ar,en;q=0.5", ["en", "ar"], "ar"),
        ("ar-EG,ar;q=0.9", ["en", "ar"], "ar"),
        ("fr,de", ["ru", "en"], "ru"),
        ("ar", ["en", "ru"], "en"),
        ("", ["ar", "en"], "ar"),
        ("en;q=0.2,ru;q=0.8", ["en", "ru"], "ru"),
        ("ru", ["tlh", "ru"], "ru"),
    ],
)
def test_an_address_without_language_leads_to_the_best(
    make_consultation: Make, asked: str, offered: list[str], given: str
) -> None:
    made = make_consultation(languages=offered)
    answer = Client().get(reverse("consultation_any", args=[made.pk]), headers={"Accept-Language": asked})
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/c/{made.pk}/{given}/"
    assert not answer.cookies


def test_what_cannot_be_read_by_post_is_not(make_consultation: Make, visitor: Callable[[], Client]) -> None:
    made = make_consultation()
    for name in (*PUBLIC, "my_votes"):
        assert visitor().post(reverse(name, args=[made.pk, "en"])).status_code == 405
    assert Client().head(reverse("consultation", args=[made.pk, "en"])).status_code == 200


def test_an_open_one_has_one_button(make_consultation: Make) -> None:
    made = make_consultation()
    page = Client().get(reverse("consultation", args=[made.pk, "en"])).content.decode()
    assert page.count("<form") == 1
    assert f'<form method="post" action="{reverse("begin", args=[made.pk, "en"])}"' in page
    words = read("consultation", made)
    assert "What should the two towns do about the river?" in words
    assert "Upstream" in words
    assert "Downstream" in words
    assert "No name is asked" in words
    assert "Not proof against the operator" in words
    for day in (made.opens_on, made.closes_on, made.erases_on):
        assert date_format(day, "DATE_FORMAT") in words


def test_words_for_what_cannot_be_begun(make_consultation: Make, dialogue: Dialogue) -> None:
    ready = make_consultation(phase=Phase.READY, opens_on=today() + timedelta(days=4))
    waits = read("consultation", ready)
    assert "Not open yet" in waits
    assert date_format(today() + timedelta(days=4), "DATE_FORMAT") in waits
    closed = read("consultation", make_consultation(phase=Phase.CLOSED))
    assert "No more answers are taken" in closed
    assert "My answers" in closed
    erased = read("consultation", make_consultation(phase=Phase.ERASED))
    assert "was destroyed" in erased
    assert "My answers" not in erased
    for words in (waits, closed, erased):
        assert BEGIN not in words
    running = make_consultation()
    dialogue.notice = {"en": "We wait for the new council."}
    dialogue.standing = Standing.SUSPENDED
    dialogue.save()
    for name in ("consultation", "what_next"):
        words = read(name, running)
        assert "nobody can answer now" in words
        assert "We wait for the new council." in words
        assert BEGIN not in words
    dialogue.standing = Standing.CLOSED
    dialogue.save()
    words = read("consultation", running)
    assert "No more answers are taken" in words
    assert "We wait for the new council." in words


def test_it_links_to_the_same_page_in_its_other_languages_only(make_consultation: Make) -> None:
    made = make_consultation(languages=["en", "ar"])
    for name in PUBLIC:
        page = Client().get(reverse(name, args=[made.pk, "en"])).content.decode()
        assert f'<a href="{reverse(name, args=[made.pk, "ar"])}" lang="ar" hreflang="ar">العربية</a>' in page
        assert f'<a href="{reverse(name, args=[made.pk, "en"])}" lang="en" hreflang="en" aria-current="true">' in page
        assert "Русский" not in page


def test_a_text_that_is_not_translated_says_which_language_it_is(make_consultation: Make) -> None:
    made = make_consultation()
    page = Client().get(reverse("consultation", args=[made.pk, "ar"])).content.decode()
    assert '<h1 dir="auto" lang="en">What should the two towns' in page
    assert "النهر" in page
    untold = "not translated into this language yet"
    assert untold in read("consultation", make_consultation(languages=["en", "ru"], question={"ru": "Что делать?"}))
    assert untold not in read("consultation", made)


def test_markup_in_texts_of_the_convener_stays_text(make_consultation: Make) -> None:
    made = make_consultation(
        question={"en": "<script>alert(1)</script>"}, about={"en": "<img src=x onerror=y>\n\nTwo."}
    )
    for name in PUBLIC:
        page = Client().get(reverse(name, args=[made.pk, "en"])).content.decode()
        assert "<script>alert" not in page
        assert "<img src=x" not in page


def test_the_promise_tells_the_levels_apart(make_consultation: Make) -> None:
    everybody = read("promise", make_consultation(level=Level.OPEN))
    dealt = read("promise", make_consultation(level=Level.DEALT))
    for words in (everybody, dealt):
        assert date_format(today() + timedelta(days=60), "DATE_FORMAT") in words
        assert "Not proof against the operator" in words
        assert "Forget everything here" in words
        assert "takes your phone" in words
    assert "code" not in everybody.lower()
    assert "Who gave you the card" in dealt
    assert "Your code stays used" in dealt


@pytest.mark.parametrize("name", ["consultation", "promise", "join"])
def test_a_risky_answer_warns_before_the_first_button(make_consultation: Make, name: str) -> None:
    risky = make_consultation(level=Level.DEALT, harm={"device": "yes"})
    words = read(name, risky)
    assert words.index("Whoever takes this phone can read your votes") < words.index(
        "egin", words.index("Read this first")
    )
    assert "Read this first" not in read(name, make_consultation(level=Level.DEALT, harm={"device": "no"}))


def test_codes_are_counted_in_public_from_ten_on(make_consultation: Make, dialogue: Dialogue) -> None:
    made = make_consultation(level=Level.DEALT)
    up, down = dialogue.sides.all()

    def codes(side: Side, count: int, used: int) -> None:
        for number in range(count):
            Code.objects.create(
                digest=bytes([side.position, number]) * 16, consultation=made, side=side, used=number < used
            )

    codes(up, 27, 13)
    codes(down, 12, 9)
    words = read("consultation", made)
    assert "Upstream 27 10 or more" in words
    assert "Downstream 12 under ten" in words
    assert "13" not in words[words.index("Codes Side") :]
    assert "Codes Side" not in read("consultation", make_consultation(level=Level.OPEN))


def test_simulated_votes_are_labelled_on_every_page(make_consultation: Make) -> None:
    made = make_consultation(simulated=True)
    for name in PUBLIC:
        assert "made by a program" in read(name, made)


def test_what_comes_next_promises_nothing_that_is_not_there(make_consultation: Make) -> None:
    made = make_consultation()
    words = read("what_next", made)
    assert "Everybody can read them" in words
    results = reverse("results", args=[made.pk, "en"])
    assert f'href="{results}"' in Client().get(reverse("what_next", args=[made.pk, "en"])).content.decode()
    assert Client().get(results).status_code == 200
    for day in (made.closes_on, made.erases_on):
        assert date_format(day, "DATE_FORMAT") in words
    assert "Answer more" in words
    assert "Answer more" not in read("what_next", make_consultation(phase=Phase.CLOSED))
