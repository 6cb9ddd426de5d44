"""A concordance as JSON: it fits its schema, says who stands behind it first, and comes back whole."""

from __future__ import annotations

import json

import jsonschema
import pytest

from detente import codec
from detente.exchange.concordance import ConcordanceFile, concordance_json
from detente.exchange.schema import schema
from tests.report.making_texts import concordance, joint


@pytest.mark.parametrize("draft", [None, joint()])
def test_it_fits_its_schema_and_comes_back_whole(draft: object) -> None:
    text = concordance_json(concordance(), draft)
    rules = schema("concordance")
    jsonschema.Draft202012Validator.check_schema(rules)
    jsonschema.Draft202012Validator(rules).validate(json.loads(text))
    back = codec.loads(ConcordanceFile, text)
    assert (back.concordance, back.joint) == (concordance(), draft)


def test_what_it_is_stands_first_with_counts_and_without_a_score() -> None:
    text = concordance_json(concordance())
    assert list(json.loads(text))[:2] == ["format", "status"]
    plain = json.loads(text)
    assert plain["status"] == "proposed by machine, confirmed by nobody"
    assert plain["counts"] == {"both": 3, "only_a": 2, "only_b": 1, "to_check": 1}


def test_spans_count_characters_of_the_body() -> None:
    plain = json.loads(concordance_json(concordance()))["concordance"]
    for letter in ("a", "b"):
        for point in plain[f"points_{letter}"]:
            span = point["span"]
            assert plain[letter]["body"][span["start"] : span["end"]] == point["text"]
