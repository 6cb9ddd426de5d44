"""A draft joint statement beside both accounts."""

from __future__ import annotations

import pytest

from detente.wording.errors import EmptyText
from detente.wording.joint_check import check_joint
from detente.wording.lexicon import load_lexicon
from detente.wording.results import JointCheck
from tests.wording.two_towns import NORHAVN, SUNDBY, readout

LEXICON = load_lexicon("municipal")
DRAFT = (
    "Both towns agreed to keep the ferry running until 31 October. Norhavn will pay 2.4 million euros towards the "
    "ramp. Ambulances cross free of charge. A museum will be opened in June. The next meeting is on 20 May."
)


@pytest.fixture(scope="module")
def found() -> JointCheck:
    return check_joint(readout(DRAFT), readout(NORHAVN), readout(SUNDBY), lexicon=LEXICON)


def test_each_sentence_has_its_carriers(found: JointCheck) -> None:
    assert [sentence.carried_by for sentence in found.sentences] == ["both", "both", "only_b", "neither", "both"]
    assert [sentence.text for sentence in found.sentences] == [s.span.of(DRAFT) for s in found.sentences]


def test_the_weaker_level_is_named_and_the_stronger_draft_marked(found: JointCheck) -> None:
    ramp = found.sentences[1]
    assert ramp.a is not None
    assert ramp.b is not None
    assert (ramp.commitment, ramp.weaker) == ("committed", "ready")
    assert (ramp.a.stronger, ramp.b.stronger) == (False, True)


def test_clashes_are_told_with_the_words_of_both(found: JointCheck) -> None:
    ferry = found.sentences[0].b
    assert ferry is not None
    clash = next(one for one in ferry.differences if one.tier == "values_differ")
    assert clash.type == "date"
    assert [span.of(DRAFT) for span in clash.a_says] == ["until 31 October"]
    assert [span.of(SUNDBY) for span in clash.b_says] == ["until the end of August"]


def test_exchanging_the_accounts_exchanges_the_columns(found: JointCheck) -> None:
    other = check_joint(readout(DRAFT), readout(SUNDBY), readout(NORHAVN), lexicon=LEXICON)
    for one, two in zip(found.sentences, other.sentences, strict=True):
        assert (one.a, one.b, one.weaker) == (two.b, two.a, two.weaker)


def test_an_empty_draft_is_refused() -> None:
    with pytest.raises(EmptyText):
        check_joint(readout(" "), readout(NORHAVN), readout(SUNDBY), lexicon=LEXICON)
