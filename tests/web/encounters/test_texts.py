"""How texts come in, are corrected, withdrawn and taken down."""

from __future__ import annotations

from detente.web.encounters.models import Encounter
from detente.web.encounters.queries.reading import newest_version
from tests.web.encounters import two_towns


def test_both_readouts_of_the_pair_are_entered_as_they_were_given(encounter: Encounter) -> None:
    a, b = newest_version(encounter, "a"), newest_version(encounter, "b")
    assert a is not None
    assert b is not None
    assert (a.body, b.body) == (two_towns.NORHAVN.strip(), two_towns.SUNDBY.strip())
    assert (a.number, b.number) == (1, 1)
    assert a.words == len(a.body.split())
