"""The chain of the ledger: any change is found, and named where it is."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.protocol import ZERO, ChainError, canonical_bytes, entry_digest, verify

Entry = dict[str, Any]

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
VALUE = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)
BODY = st.fixed_dictionaries(
    {
        "at": TEXT,
        "actor": TEXT,
        "action": TEXT,
        "dialogue": st.none() | TEXT,
        "subject": TEXT,
        "details": st.dictionaries(TEXT, VALUE, max_size=3),
    }
)


def chained(bodies: list[Entry]) -> list[Entry]:
    made: list[Entry] = []
    for number, body in enumerate(bodies, start=1):
        entry = {"sequence": number, **body, "previous": made[-1]["digest"] if made else ZERO}
        made.append(entry | {"digest": entry_digest(entry)})
    return made


CHAINS = st.lists(BODY, min_size=1, max_size=5).map(chained)


def body(actor: str = "Clara") -> Entry:
    return {"at": "2026-11-22T09:00:00+00:00", "actor": actor, "action": "dialogue.created", "dialogue": None,
            "subject": "", "details": {"sides": 2}}  # fmt: skip


def test_the_digest_is_that_of_rfc_8785() -> None:
    # For ASCII keys and small integers the canonical form is what json.dumps writes with sorted keys and no blanks.
    entry = {"sequence": 1, **body(), "previous": ZERO}
    expected = json.dumps(entry, sort_keys=True, separators=(",", ":")).encode()
    assert canonical_bytes(entry) == expected
    assert entry_digest(entry) == hashlib.sha256(expected).hexdigest()


def test_keys_beyond_the_basic_plane_are_sorted_by_utf_16() -> None:
    # RFC 8785 section 3.2.3: by UTF-16 code units, so U+1F600 (D83D DE00) comes before U+FB33.
    entry = {"sequence": 1, **body(), "previous": ZERO, "details": {"\ufb33": 1, "\U0001f600": 2}}
    assert canonical_bytes(entry).index("\U0001f600".encode()) < canonical_bytes(entry).index("\ufb33".encode())


def test_an_empty_ledger_holds() -> None:
    assert verify([]).holds
    assert verify([]).head == ZERO


@given(CHAINS)
def test_a_chain_that_nobody_touched_holds(chain: list[Entry]) -> None:
    verdict = verify(chain)
    assert (verdict.holds, verdict.entries, verdict.head) == (True, len(chain), chain[-1]["digest"])
    assert all(verify(iter(chain), head=entry["digest"]).holds for entry in chain)


@given(CHAINS, st.data())
def test_any_altered_field_is_found(chain: list[Entry], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(chain) - 1))
    field = data.draw(st.sampled_from(sorted(chain[place])))
    value = data.draw(VALUE.filter(lambda drawn: json.dumps(drawn) != json.dumps(chain[place][field])))
    altered = [dict(entry) for entry in chain]
    altered[place][field] = value
    verdict = verify(altered)
    # A changed digest of the last entry is found at once, and so is everything else at the entry itself.
    assert verdict.fault is not None
    assert verdict.fault.place == place + 1
    assert verdict.entries == place


@given(CHAINS, st.data())
def test_a_field_that_is_missing_or_too_many_is_found(chain: list[Entry], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(chain) - 1))
    field = data.draw(st.sampled_from(sorted(chain[place])))
    without = [dict(entry) for entry in chain]
    del without[place][field]
    assert not verify(without).holds
    more = [dict(entry) for entry in chain]
    more[place]["note"] = "x"
    fault = verify(more).fault
    assert fault is not None
    assert (fault.code, fault.place) == ("shape", place + 1)


@given(CHAINS, st.data())
def test_an_entry_taken_out_or_put_in_is_found(chain: list[Entry], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(chain) - 1))
    if place < len(chain) - 1:
        assert not verify(chain[:place] + chain[place + 1 :]).holds
        swapped = [*chain[:place], chain[place + 1], chain[place], *chain[place + 2 :]]
        assert not verify(swapped).holds
    assert not verify([*chain[: place + 1], chain[place], *chain[place + 1 :]]).holds


@given(st.lists(BODY, min_size=2, max_size=4), BODY)
def test_a_kept_fingerprint_shows_a_cut_end_and_a_ledger_written_anew(bodies: list[Entry], other: Entry) -> None:
    chain = chained(bodies)
    kept = chain[-1]["digest"]
    for forged in (chain[:-1], [], chained([other | {"actor": other["actor"] + "x"}, *bodies[1:]])):
        verdict = verify(forged, head=kept)
        if forged and forged[-1]["digest"] == kept:
            continue  # the other first entry happened to be the same
        assert verify(forged).holds  # by itself it cannot be told
        assert verdict.fault is not None
        assert verdict.fault.code == "head"


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        ("text", "shape"),
        (None, "shape"),
        ({}, "shape"),
        ({"sequence": True, "digest": ""}, "shape"),
        ({"sequence": 2, "digest": ""}, "sequence"),
        ({"sequence": 1, "digest": "", "previous": "0"}, "previous"),
        ({"sequence": 1, "digest": "", "previous": ZERO}, "shape"),
    ],
)
def test_what_is_no_entry_is_named(entry: Any, code: str) -> None:
    fault = verify([entry]).fault
    assert fault is not None
    assert (fault.code, fault.place) == (code, 1)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 2**60, "\ud800", {1: 2}, b"x"])
def test_what_has_no_canonical_form_is_refused(value: Any) -> None:
    entry = {"sequence": 1, **body(), "previous": ZERO, "details": {"value": value}}
    with pytest.raises(ChainError, match="no canonical form"):
        entry_digest(entry)
    fault = verify([entry | {"digest": "0" * 64}]).fault
    assert fault is not None
    assert fault.code == "shape"


def test_results_are_frozen() -> None:
    with pytest.raises(AttributeError):
        verify([]).entries = 3  # type: ignore[misc] # that it is refused is what is tested
