"""Nothing that a readout says reads as an act of the side that published it, and no side is left out."""

from __future__ import annotations

import html
import re

import pytest
from django.urls import reverse

from detente.web.demo.encounter import encounter_told, readout_of
from detente.web.encounters.actions.deciding import compare, decide
from detente.web.encounters.actions.publishing import publish
from detente.web.encounters.models import Encounter
from detente.web.encounters.queries import following as queries
from detente.web.encounters.queries.reading import state_of
from detente.web.people.models import User
from detente.wording.lexicon import parse_lexicon
from detente.wording.points import points
from detente.wording.results import Text
from tests.web.encounters.issuing import confirm, issue
from tests.web.encounters.test_following import RAMP
from tests.web.encounters.test_publishing import FERRY


def plain(page: str) -> str:
    """What a page says: without tags, entities and runs of space."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", "", page)).split())


@pytest.fixture
def page(encounter: Encounter, editor: User, visitor) -> str:
    comparison = compare(actor=editor, encounter=encounter)
    confirm(editor, comparison, pairs=(FERRY,))
    for row in state_of(comparison).rows:
        for one in row.differences:
            told = {"row": row.key, "of": one.key, "kind": one.kind, "note": ""}
            decide(actor=editor, comparison=comparison, verb="difference", told=told, seen=comparison.decisions.count())
    publish(actor=editor, encounter=encounter, note="")
    return str(visitor().get(reverse("encounter", args=(encounter.pk, "en"))).content.decode())


def test_the_summary_names_readouts_and_shouts_nothing(page: str) -> None:
    summary = page.partition('<p class="answer">')[2].partition("</p>")[0]
    assert "They differ in 1 of them." in plain(summary)
    assert "<strong>They differ" not in summary
    assert re.search(r"Only in the readout of Sundby: \d+ points, the first of them “", plain(summary))


def test_what_is_announced_is_reported_by_a_readout_and_promised_by_nobody(page: str) -> None:
    announced = plain(page.partition('id="announced"')[2].partition("</section>")[0])
    assert "In readout A (Norhavn): reported as promised" in announced
    assert "A level says how firmly the readout puts it, whoever acts." in plain(page)


def test_the_other_sides_words_stand_beside_what_one_announces(encounter: Encounter, editor: User, visitor) -> None:
    edition = issue(editor, encounter, pairs=(RAMP,))
    (row,) = [row for row in edition.content["rows"] if row["a"] and row["b"]]
    for point in row["b"]:
        point["announcements"] = []
    said = queries.beside(edition, row["key"], {"a"})
    assert [(one.letter, one.side, one.words) for one in said] == [("b", "Sundby", row["b"][0]["passage"]["words"])]
    assert queries.beside(edition, row["key"], {"a", "b"}) == ()
    assert queries.beside(edition, "", {"a"}) == ()


def test_most_of_the_demonstration_has_a_theme() -> None:
    lexicon = parse_lexicon(encounter_told()["encounter"]["own_words"], name="own")
    found = [point for point in points(Text(readout_of("a")), lexicon=lexicon) if point.kind == "point"]
    assert len({point.theme for point in found} - {""}) >= 3
    assert sum(bool(point.theme) for point in found) > len(found) / 2
