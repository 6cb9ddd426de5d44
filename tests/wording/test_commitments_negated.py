"""Denials must not be read as what they deny: sentences of our own, written against the rules and not from them."""

from __future__ import annotations

import pytest

from detente.wording.commitments import commitment


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
