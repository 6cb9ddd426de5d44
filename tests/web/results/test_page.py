"""The page of results: what a reader finds on it, in every state."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client

from detente.web.consultations.models import Consultation, Level, Phase, Reason, Stage, Statement
from detente.web.core.clock import today
from detente.web.dialogues.models import Dialogue, Standing
from detente.web.results import pages
from detente.web.results.models import Import
from detente.web.results.pages import Linked
from tests.report.making import published
from tests.web.results.showing import demo_map, publish

Visitor = Callable[[], Client]
Make = Callable[..., Consultation]


def read(visitor: Visitor, place: Consultation, path: str = "", language: str = "en") -> str:
    answer = visitor().get(f"/c/{place.pk}/{language}/results/{path}")
    assert answer.status_code == 200
    return str(answer.content.decode())


def words(html: str) -> str:
    """What is read, on one line."""
    main = re.sub(
        r"<(script|style|title|desc)\b.*?</\1>", "", html.partition("<main")[2].partition("</main>")[0], flags=re.S
    )
    main = re.sub(r"</?(?:bdi|strong|a|small|span)\b[^>]*>", "", main)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


def test_the_answer_names_the_people_of_each_share(visitor: Visitor, make_consultation: Make) -> None:
    place = make_consultation(statements=0)
    publish(place)
    said = words(read(visitor, place))
    assert "What should the two towns do about the river?" in said
    assert "312 on side Upstream, 258 on side Downstream and 30 without a side" in said
    assert "Both sides agree most with:" in said
    assert re.search(r"At least 75.% of those who took part agree, on every side", said)
    assert "Of the 312 people who took part and called themselves Upstream" in said
    assert "A share is of all 600 people who took part, unless it names a part of them" in said
    assert "Self-declared, not a sample of any population." in said
    assert "no camps were found" in said
    assert "In the files end 1 is called “low end”" in said


def test_with_codes_nobody_called_themselves_anything(visitor: Visitor, make_consultation: Make) -> None:
    place = make_consultation(statements=0, level=Level.DEALT)
    publish(place)
    said = words(read(visitor, place))
    assert "Of the 312 people who took part with a code of Upstream" in said
    assert "called themselves" not in said
    assert "self-declared" not in said
    assert "not a sample of any population" in said


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("camps", "3 camps"),
        ("spectrum", "A spectrum, not camps"),
        ("no_structure", "No division found"),
        ("too_few", "Too few answers to tell"),
    ],
)
def test_every_verdict_has_its_page(visitor: Visitor, make_consultation: Make, kind: str, said: str) -> None:
    place = make_consultation(statements=0)
    publish(place, published(kind, ("Norland", "Südmark")))
    html = read(visitor, place)
    assert said in words(html)
    assert "<script>document" not in html
    assert " style=" not in html, "the site's policy forbids inline style"


@pytest.mark.parametrize("language", ["en", "ru", "ar"])
def test_every_picture_has_a_title_a_description_and_its_numbers(
    visitor: Visitor, make_consultation: Make, language: str
) -> None:
    place = make_consultation(statements=0)
    publish(place)
    html = read(visitor, place, language=language)
    for drawing in re.findall(r"<svg[^>]*>(?:(?!</svg>).)*</svg>", html, flags=re.S):
        if 'aria-hidden="true"' in drawing[:200]:
            continue  # bars stand in the row of the table that says their numbers
        assert "<title" in drawing
        assert "<desc" in drawing
    public = demo_map()
    numbers = [int(n) for n in re.findall(r'<td class="n">(\d+)</td></tr>', html)]
    for hexagon in public.hexagons:
        assert hexagon.n_people in numbers


@pytest.mark.parametrize(
    ("phase", "standing", "said"),
    [
        (Phase.OPEN, Standing.ACTIVE, "Answers are taken until"),
        (Phase.OPEN, Standing.SUSPENDED, "The dialogue is suspended"),
        (Phase.CLOSED, Standing.ACTIVE, "No more answers are taken."),
        (Phase.ERASED, Standing.ACTIVE, "were destroyed on"),
    ],
)
def test_every_state_says_what_happens_next(
    visitor: Visitor, make_consultation: Make, phase: str, standing: str, said: str
) -> None:
    place = make_consultation(statements=0, phase=phase)
    Dialogue.objects.update(standing=standing)
    assert "every side have answered" in words(read(visitor, place)) or phase in (Phase.CLOSED, Phase.ERASED)
    publish(place)
    shown = words(read(visitor, place))
    assert said in shown
    assert "312 on side Upstream" in shown, "what was published stays"


def test_where_nothing_is_published_the_page_says_what_opens_it(visitor: Visitor, make_consultation: Make) -> None:
    place = make_consultation()
    said = words(read(visitor, place))
    assert "The first numbers appear when ten people of every side have answered the same statements." in said
    assert "No page says how many are missing" in said
    assert not re.search(r"\b\d+ (more|missing)\b", said), "no live counter"
    soon = make_consultation(phase=Phase.READY, opens_on=today() + timedelta(days=3))
    assert "people can take part from" in words(read(visitor, soon))
    over = make_consultation(phase=Phase.ERASED)
    assert "none is published" in words(read(visitor, over))
    assert "What will stand here" in said
    assert "What will stand here" not in words(read(visitor, over)), "there will be none"


def test_what_renews_the_numbers_is_said_without_a_countdown(visitor: Visitor, make_consultation: Make) -> None:
    place = make_consultation(statements=0)
    publish(place)
    said = words(read(visitor, place))
    assert "worked out anew when at least 10 new people of every side have answered" in said
    assert "the counts of a statement are renewed when 10 new people of a side have answered it" in said
    assert "10 more" not in said


def test_without_a_script_the_page_says_what_its_place_would_need(visitor: Visitor, make_consultation: Make) -> None:
    place = make_consultation(statements=0)
    publish(place)
    (off,) = re.findall(r"<noscript>(.*?)</noscript>", read(visitor, place), flags=re.S)
    assert "Where I stand" in off
    assert "That needs a script" in off


def test_drafts_and_strangers_are_not_found(visitor: Visitor, make_consultation: Make) -> None:
    draft, other = make_consultation(phase=Phase.DRAFT), make_consultation(statements=0)
    keys = publish(other).statements
    place = make_consultation(statements=0)
    publish(place)
    for address in (
        f"/c/{draft.pk}/en/results/",
        f"/c/{draft.pk}/results/map.json",
        f"/c/{place.pk}/en/results/{keys[0]}/",
        f"/c/{place.pk}/en/results/7/",
        f"/c/{place.pk}/results/votes.csv",
        f"/c/{make_consultation().pk}/results/map.json",
    ):
        assert visitor().get(address).status_code == 404, address


def test_a_statement_has_a_page_with_its_languages_and_its_place(visitor: Visitor, make_consultation: Make) -> None:
    place = make_consultation(statements=0)
    key = int(publish(place).statements[0])
    Statement.objects.get(pk=key).texts.create(language="ar", text="النص العربي")
    asked: list[tuple[int, str]] = []

    def beside(consultation: Consultation, statement: int, language: str) -> list[Linked]:
        asked.append((statement, language))
        return [Linked("It stands on the list", "/there/", "since Monday")]

    pages.beside_statement.register(beside)
    try:
        html = read(visitor, place, f"{key}/")
    finally:
        pages.beside_statement.unregister(beside)
    assert 'lang="ar">النص العربي' in html
    assert '<a href="/there/">It stands on the list</a>' in html
    assert asked == [(key, "en")]
    said = words(html)
    for row in ("Everybody 600 people", "Side Upstream 312 people", "Side Downstream 258 people"):
        assert row in said
    assert "Answer statements yourself" in said


def test_a_text_that_was_taken_back_is_repeated_nowhere(visitor: Visitor, make_consultation: Make) -> None:
    place = make_consultation(statements=0)
    snapshot = publish(place)
    retired = Statement.objects.get(pk=int(snapshot.statements[0]))
    text = retired.texts.get().text
    retired.texts.create(language="ar", text="نص آخر")
    Statement.objects.filter(pk=retired.pk).update(stage=Stage.RETIRED, reason=Reason.PRIVATE_PERSON)
    everything = [read(visitor, place), read(visitor, place, f"{retired.pk}/"), read(visitor, place, language="ar")]
    everything += [
        visitor().get(f"/c/{place.pk}/results/{name}").content.decode() for name in ("statements.csv", "map.json")
    ]
    assert not [each for each in everything if text in each or "نص آخر" in each]


def test_simulated_and_imported_ones_say_so(visitor: Visitor, make_consultation: Make) -> None:
    place = make_consultation(statements=0, simulated=True, phase=Phase.CLOSED)
    publish(place, published("camps", ()))
    Import.objects.create(consultation=place, source="A town, 2019, CC BY 4.0", notes=["One vote came twice."])
    said = words(read(visitor, place))
    assert "A program made the votes on this page. Nobody voted." in said
    assert "held elsewhere and read in from files: A town, 2019, CC BY 4.0" in said
    assert "One vote came twice." in said
    assert "Nobody was asked for a side." in said


def test_moderation_and_days_stand_on_the_page(visitor: Visitor, make_consultation: Make) -> None:
    place = make_consultation(statements=0)
    publish(place)
    said = words(read(visitor, place))
    assert "22 statements by people who took part were shown. 5 were refused. 1 was taken back later." in said
    assert "3 November 2026 to 8 November 2026 386" in said
    assert f"/c/{place.pk}/en/rules/" in read(visitor, place)


def test_a_page_is_asked_for_again_and_costs_nothing_then(
    visitor: Visitor, make_consultation: Make, django_assert_max_num_queries: Any
) -> None:
    place = make_consultation(statements=0)
    publish(place)
    first = visitor().get(f"/c/{place.pk}/en/results/")
    assert first.headers["Cache-Control"] == "public, no-cache"
    assert "Set-Cookie" not in first.headers
    with django_assert_max_num_queries(1):
        again = visitor().get(f"/c/{place.pk}/en/results/", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert again.content == b""
    publish(place, number=2)
    assert visitor().get(f"/c/{place.pk}/en/results/").headers["ETag"] != first.headers["ETag"]


def test_people_find_it_from_where_they_vote(visitor: Visitor, make_consultation: Make) -> None:
    place = make_consultation(statements=0)
    publish(place)
    address = f"/c/{place.pk}/en/results/"
    for path in (f"/c/{place.pk}/en/", f"/c/{place.pk}/en/next/", f"/d/{place.dialogue_id}/en/", "/en/"):
        assert f'href="{address}"' in visitor().get(path).content.decode(), path
