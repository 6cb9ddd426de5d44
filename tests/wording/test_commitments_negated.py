"""Denials must not be read as what they deny: sentences of our own, written against the rules and not from them."""

from __future__ import annotations

import pytest

from detente.wording.brief import brief
from detente.wording.commitments import commitment
from detente.wording.intake import intake
from detente.wording.lexicon import load_lexicon
from tests.wording.kit import NORLAND, SUDRIA


@pytest.mark.parametrize(
    ("sentence", "level"),
    [
        ("Sudria never offered money, the envoy said.", "denied"),
        ("No date has been agreed.", "denied"),
        ("Norland did not undertake to withdraw its boats.", "denied"),
        ("The ministers have yet to agree on a date.", "denied"),
        ("The council dismissed a report that it had agreed to leave.", "denied"),
        ("Neither side promised to return.", "denied"),
        ("The two sides agreed on a date.", "agreed"),
        ("The mayor promised to open the gate, not the road.", "committed"),
        ("They discussed what had not been settled.", "discussed"),
        ("Sanctions may undermine the talks.", "stated"),
    ],
)
def test_a_denial_is_no_promise(sentence: str, level: str) -> None:
    assert commitment(sentence)[0] == level


def test_nothing_is_put_into_the_wrong_mouth() -> None:
    text = (
        "Talks on the strait\n\nNorland said 40 ships had passed; Sudria put the figure at 14. If Norland said it was "
        "ready, Sudria would come, the envoy Anna Lie said. Sudria never offered money, the ministry said.\n"
    )
    made = brief([intake(text, name="strait.txt")], lexicon=load_lexicon("diplomacy"), parties=(NORLAND, SUDRIA))
    reports = [(report.names, report.said.words, report.commitment) for report in made.reports]
    assert (("Norland",), "40 ships had passed", "stated") in reports
    assert not [said for names, said, _ in reports if names == ("Norland",) and "14" in said]
    assert not [said for names, said, _ in reports if names == ("Norland",) and "it was ready" in said]
    assert [level for _, said, level in reports if "offered money" in said] == ["denied"]
