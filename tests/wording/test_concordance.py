"""Two readouts side by side: what is linked, what differs, what only one reports, and what is refused."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.wording.alignment import SETTINGS, pairs
from detente.wording.concordance import CANDIDATES, concord
from detente.wording.encoders import closeness, local_model, match_scale
from detente.wording.errors import BadEncoder, EmptyText, HiddenDirection, SameText, TextTooLong
from detente.wording.lexicon import combine, load_lexicon
from detente.wording.results import Concordance, Link, Text
from tests.wording.two_towns import NORHAVN, SUNDBY, readout

LEXICON = combine(load_lexicon("municipal"), load_lexicon("general"))


@pytest.fixture(scope="module")
def found() -> Concordance:
    return concord(readout(NORHAVN, side="Norhavn"), readout(SUNDBY, side="Sundby"), lexicon=LEXICON)


def link_of(found: Concordance, words: str) -> Link:
    ids = {point.id for point in found.points_a if words in point.text}
    return next(link for link in found.links if ids & set(link.a))


def words_b(found: Concordance, link: Link) -> str:
    return " ".join(point.text for point in found.points_b if point.id in link.b)


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        ("ferry running", "end of August"),
        ("new ramp", "2 million euros"),
        ("publish the readings", "public in a fortnight"),
        ("toll on lorries", "did not reject"),
        ("next meeting", "meet again on 20 May"),
    ],
)
def test_what_both_report_is_linked(found: Concordance, mine: str, theirs: str) -> None:
    assert theirs in words_b(found, link_of(found, mine))


def test_what_one_reports_stays_alone(found: Concordance) -> None:
    alone = [point.text for point in found.points_b if point.id in found.only_b]
    assert any("ambulances" in words for words in alone)
    assert any("close to a timetable" in p.text for p in found.points_a if p.id in found.only_a)


@pytest.mark.parametrize(
    ("words", "kind", "a_says", "b_says"),
    [
        ("ferry running", "date", "until 31 October", "until the end of August"),
        ("new ramp", "number", "2.4 million euros", "2 million euros"),
        ("toll on lorries", "negation", "rejected", "not"),
    ],
)
def test_values_that_differ_are_shown_with_their_words(
    found: Concordance, words: str, kind: str, a_says: str, b_says: str
) -> None:
    link = link_of(found, words)
    clash = next(one for one in link.differences if one.tier == "values_differ")
    assert clash.type == kind
    assert [span.of(NORHAVN) for span in clash.a_says] == [a_says]
    assert b_says in [span.of(SUNDBY) for span in clash.b_says]


def test_a_condition_on_one_side_and_a_step_of_commitment_ask_for_a_closer_look(found: Concordance) -> None:
    closer = {one.type for one in link_of(found, "new ramp").differences if one.tier == "look_closely"}
    assert {"condition", "strength"} <= closer


def test_two_words_for_one_time_are_no_difference(found: Concordance) -> None:
    assert "date" not in {one.type for one in link_of(found, "publish the readings").differences}


def test_every_point_is_in_one_place_and_keeps_its_candidates(found: Concordance) -> None:
    for side, points, alone in (("a", found.points_a, found.only_a), ("b", found.points_b, found.only_b)):
        real = [point.id for point in points if point.kind == "point"]
        linked = [one for link in found.links for one in getattr(link, side)]
        assert sorted([*linked, *alone]) == sorted(real)
        for point in real:
            candidates = found.candidates[f"{side.upper()}:{point}"]
            assert 0 < len(candidates) <= CANDIDATES
            assert [c.score for c in candidates] == sorted((c.score for c in candidates), reverse=True)
    assert {link.zone for link in found.links} <= {"proposed", "to_check"}
    assert found.words_a == len(NORHAVN.split())
    assert sum(share.a for share in found.themes) == pytest.approx(1)
    assert found.limits == ()


# --- properties ---------------------------------------------------------------------------------------------------

CLAUSES = [
    "The mayors agreed to a pay rise of 3.8 percent.",
    "A rise of 3.5 percent was discussed.",
    "Norhavn promised to publish the readings within two weeks.",
    "The council did not accept that the ramp is unsafe.",
    "The ramp is unsafe, and the toll was rejected.",
    "They will meet again on 8 October.",
    "A further meeting is set for 9 October.",
    '"We are close," said Ilse Brandt.',
    "Forty drivers will be hired by spring.",
    "Up to 40 crane drivers may be recruited next year.",
]
BODIES = st.lists(st.sampled_from(CLAUSES), min_size=1, max_size=7).map(" ".join)


@settings(max_examples=60)
@given(BODIES, BODIES)
def test_exchanging_the_texts_exchanges_the_sides(one: str, other: str) -> None:
    if one == other:
        return
    forth = concord(readout(one), readout(other), lexicon=LEXICON)
    back = concord(readout(other), readout(one), lexicon=LEXICON)
    assert {(link.b, link.a, link.score, link.zone) for link in forth.links} == {
        (link.a, link.b, link.score, link.zone) for link in back.links
    }
    assert (forth.only_a, forth.only_b) == (back.only_b, back.only_a)
    mirrored = {link.b: sorted((d.tier, d.type) for d in link.differences) for link in forth.links}
    assert mirrored == {link.a: sorted((d.tier, d.type) for d in link.differences) for link in back.links}
    assert forth == concord(readout(one), readout(other), lexicon=LEXICON)
    for link in forth.links:
        for difference in link.differences:
            assert all(0 <= span.start < span.end <= len(one) for span in difference.a_says)
            assert all(0 <= span.start < span.end <= len(other) for span in difference.b_says)


@given(
    st.lists(st.lists(st.floats(0, 1), min_size=3, max_size=3), min_size=1, max_size=6).map(np.array),
)
def test_pairs_keep_to_the_rules(scores: npt.NDArray[np.float64]) -> None:
    chosen = pairs(scores)
    assert all(scores[row, column] >= SETTINGS.link for row, column in chosen)
    assert len(set(chosen)) == len(chosen)
    longer = [column for _, column in chosen] if scores.shape[0] <= scores.shape[1] else [row for row, _ in chosen]
    shorter = [row for row, _ in chosen] if scores.shape[0] <= scores.shape[1] else [column for _, column in chosen]
    assert len(set(longer)) == len(longer)
    assert all(shorter.count(one) <= 2 for one in shorter)


# --- bad input ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("a", "b", "refusal"),
    [
        ("", SUNDBY, EmptyText),
        (NORHAVN, "…", EmptyText),
        (NORHAVN, NORHAVN.replace(" ", "  "), SameText),
        (NORHAVN, "They \u202eagreed.", HiddenDirection),
    ],
)
def test_what_cannot_be_laid_side_by_side_is_refused(a: str, b: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        concord(readout(a), readout(b), lexicon=LEXICON)


def test_two_megabytes_are_refused_at_once() -> None:
    began = time.process_time()
    with pytest.raises(TextTooLong, match="Give the part that is the readout"):
        concord(readout("The mayors agreed to meet. " * 80_000), readout(SUNDBY), lexicon=LEXICON)
    assert time.process_time() - began < 3


def test_more_points_than_can_be_compared_are_refused() -> None:
    with pytest.raises(TextTooLong, match="points, more than 1500"):
        concord(readout("They met at noon. " * 1600), readout(SUNDBY), lexicon=LEXICON)


@pytest.mark.parametrize(
    ("body", "limit"),
    [
        ("They agreed to meet again in June.", "one_sentence:A"),
        ("What was agreed? Who will pay?", "no_point:A"),
        ("The weather was fine. They agreed to meet.", "no_party_found:A"),
        ("Стороны договорились о встрече. Они обсудили паром.", "language:ru"),
        (
            "Q: What was agreed?\nA: We agreed on a ramp.\nQ: And the toll?\nA: No toll.\nQ: When?\nA: In June.",
            "transcript:A",
        ),
    ],
)
def test_what_the_light_default_cannot_do_is_said(body: str, limit: str) -> None:
    assert limit in concord(readout(body, language=None), readout(SUNDBY), lexicon=LEXICON).limits


def test_a_text_without_a_day_says_so() -> None:
    found = concord(readout(NORHAVN, date=None), readout(SUNDBY), lexicon=LEXICON)
    assert found.limits == ("no_date:A",)


def test_two_languages_are_not_aligned_without_an_encoder() -> None:
    found = concord(readout("Стороны договорились. Паром пойдет.", language="ru"), readout(SUNDBY), lexicon=LEXICON)
    assert "languages_differ" in found.limits
    assert found.links == ()


# --- encoders -----------------------------------------------------------------------------------------------------


class Marked:
    """Tells texts apart by a word, as a good encoder would, and remembers what it was asked."""

    name = "marked"

    def __init__(self, words: Sequence[Sequence[str]]) -> None:
        self.words = words
        self.asked: list[str] = []

    def __call__(self, texts: Sequence[str]) -> npt.ArrayLike:
        self.asked += texts
        rows = [[float(any(word in text.lower() for word in group)) for group in self.words] for text in texts]
        return np.array(rows) + 0.01


def test_an_encoder_brings_together_what_shares_no_word() -> None:
    a = Text("Norhavn backed dredging the basin. Sundby spoke of pay.", language="en")
    b = Text("Sundby raised salaries. Norhavn wants a deeper harbour.", language="en")
    encoder = Marked([("dredging", "deeper"), ("pay", "salaries")])
    found = concord(a, b, lexicon=load_lexicon("general"), encoder=encoder, settings=replace(SETTINGS, link=0.05))
    assert found.encoder == "marked"
    assert found.candidates["A:p1"][0].point == "p2"
    assert found.candidates["A:p2"][0].point == "p1"
    assert len(encoder.asked) == 4


def test_with_an_encoder_two_languages_are_aligned_for_checking_only() -> None:
    a = readout("Стороны договорились о пароме. Они обсудили шум.", language="ru")
    encoder = Marked([("паром", "ferry"), ("шум", "noise")])
    found = concord(a, readout(SUNDBY), lexicon=LEXICON, encoder=encoder)
    assert found.links
    assert {link.zone for link in found.links} == {"to_check"}


class Broken:
    """Answers with whatever it was made with."""

    name = "broken"

    def __init__(self, answer: npt.ArrayLike) -> None:
        self.answer = answer

    def __call__(self, texts: Sequence[str]) -> npt.ArrayLike:
        return self.answer


@pytest.mark.parametrize("answer", [[1.0, 2.0], [[1.0, 2.0]], np.full((40, 3), np.nan), np.zeros((0, 2))])
def test_an_answer_that_is_no_set_of_vectors_is_refused(answer: npt.ArrayLike) -> None:
    with pytest.raises(BadEncoder, match="broken"):
        concord(readout(NORHAVN), readout(SUNDBY), lexicon=LEXICON, encoder=Broken(answer))


def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadEncoder, match=r"modules\.json"):
        local_model(tmp_path)


def test_closeness_takes_off_what_all_share() -> None:
    common = np.array([10.0, 10.0, 10.0])
    a = b = common + np.eye(3)[:2]
    close = closeness(a, b)
    assert close[0, 0] == pytest.approx(1)
    assert close[0, 1] == 0
    assert match_scale(close, np.array([[0.1, 0.2], [0.3, 0.4]])).max() == 0.4
