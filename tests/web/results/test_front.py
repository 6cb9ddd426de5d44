"""The first page: the newest question with results, and what was published of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from html import unescape

from django.test import Client
from django.urls import reverse

from detente.report.demo import STATEMENTS
from detente.web.consultations.models import Consultation, Phase, Reason, Stage, Statement
from detente.web.core.clock import today
from detente.web.dialogues.models import Dialogue, Standing
from tests.web.results.showing import demo_map, publish

Visitor = Callable[[], Client]
Make = Callable[..., Consultation]


def read(visitor: Visitor) -> str:
    answer = visitor().get("/en/")
    assert answer.status_code == 200
    return unescape(answer.content.decode()).partition('<h2 id="dialogues"')[0]


def best(ranking: str, place: int = 0) -> str:
    return STATEMENTS[getattr(demo_map().summary, ranking)[place].statement].text


def test_a_draft_is_not_told(visitor: Visitor, make_consultation: Make) -> None:
    make_consultation(statements=0, phase=Phase.DRAFT, question={"en": "A secret draft?"})
    page = read(visitor)
    assert "A secret draft?" not in page
    assert "What the people say" not in page


def test_an_open_question_without_results_says_what_comes(visitor: Visitor, make_consultation: Make) -> None:
    place = make_consultation(statements=0, question={"en": "Shall the ferry run?"})
    page = read(visitor)
    assert "Shall the ferry run?" in page
    assert "Results appear here as soon as enough people of each side have answered." in page
    assert reverse("results", args=(place.pk, "en")) not in page


def test_results_stand_before_a_newer_question_without_them(visitor: Visitor, make_consultation: Make) -> None:
    old = make_consultation(statements=0, question={"en": "An old question?"}, opens_on=today() - timedelta(days=9))
    make_consultation(statements=0, question={"en": "A new question?"}, opens_on=today())
    publish(old)
    page = read(visitor)
    assert "An old question?" in page
    assert "A new question?" not in page
    assert best("common_ground") in page
    assert best("common_ground", 1) in page
    assert best("divisive") in page
    assert reverse("results", args=(old.pk, "en")) in page
    assert "Read and take part" in page


def test_what_the_moderators_took_back_is_not_repeated(visitor: Visitor, make_consultation: Make) -> None:
    place = make_consultation(statements=0)
    publish(place)
    said = best("common_ground")
    Statement.objects.filter(texts__text=said).update(stage=Stage.RETIRED, reason=Reason.PRIVATE_PERSON)
    page = read(visitor)
    assert said not in page
    assert best("common_ground", 1) in page


def test_nobody_is_asked_to_take_part_while_the_dialogue_is_suspended(
    visitor: Visitor, make_consultation: Make, dialogue: Dialogue
) -> None:
    publish(make_consultation(statements=0))
    dialogue.standing, dialogue.notice = Standing.SUSPENDED, {"en": "Flood."}
    dialogue.save()
    page = read(visitor)
    assert "Read and take part" not in page
    assert "Read the results" in page


def test_a_rejection_is_told_as_one_and_a_difference_of_degree_not_at_all(
    visitor: Visitor, make_consultation: Make
) -> None:
    whole = demo_map()
    ground, divides = whole.summary.common_ground, whole.summary.divisive
    rejected = replace(ground[0], vote="disagree")
    shared = replace(divides[0], statement=ground[1].statement)
    summary = replace(whole.summary, common_ground=(rejected, *ground[1:]), divisive=(shared, *divides))
    publish(make_consultation(statements=0), replace(whole, summary=summary))
    heading, _, rest = read(visitor).partition("Rejected together")
    assert best("common_ground") not in heading
    assert best("common_ground", 1) in heading
    assert best("common_ground") in rest.partition("What divides")[0]
    assert best("common_ground", 1) not in rest
    assert best("divisive") in rest
