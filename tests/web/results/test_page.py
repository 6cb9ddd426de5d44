"""The page of results: what a reader finds on it, in every state."""

from __future__ import annotations

from tests.web.results.showing import publish


def test_everything_answers(visitor, make_consultation) -> None:
    place = make_consultation(statements=0)
    key = publish(place).statements[3]
    for address in ("en/results/", f"en/results/{key}/", "results/statements.csv", "results/map.json"):
        assert visitor().get(f"/c/{place.pk}/{address}").status_code == 200
