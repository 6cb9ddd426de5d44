"""Denials must not be read as what they deny: sentences of our own, written against the rules and not from them."""

from __future__ import annotations

import datetime as dt

import pytest

from detente.wording.brief import brief
from detente.wording.commitments import commitment
from detente.wording.intake import intake
from detente.wording.lexicon import load_lexicon
from detente.wording.points import points
from detente.wording.results import Text
from tests.wording.kit import NORLAND, SUDRIA


@pytest.mark.parametrize(
    ("sentence", "level"),
    [
        ("Sudria never offered money, the envoy said.", "denied"),
        ("No date has been agreed.", "denied"),
        ("Norland did not undertake to withdraw its boats.", "denied"),
        ("The ministers have yet to agree on a date.", "stated"),
        ("The date of the next call has yet to be decided.", "stated"),
        ("The date is still to be decided.", "stated"),
        ("The sides have not yet agreed on a date.", "stated"),
        ("Alvera agreed to pay, though the date has yet to be decided.", "agreed"),
        ("The company has not yet replied, but it promised an answer.", "committed"),
        ("The company did not rule out closing the plant.", "stated"),
        ("A strike was not excluded.", "stated"),
        ("The mayor did not deny that the toll will rise.", "stated"),
        ("The company ruled out closing the plant.", "denied"),
        ("Sudria had no intention of deploying boats.", "denied"),
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


def test_what_is_only_not_ruled_out_is_not_announced() -> None:
    body = "The company did not rule out that the plant will close on 5 June 2031."
    (point,) = points(Text(body, date=dt.date(2031, 5, 1)), lexicon=load_lexicon("labour"))
    assert (point.commitment, point.announcements) == ("stated", ())
    assert point.commitment_sign is not None
    assert point.commitment_sign.of(body) == "not rule out"


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
