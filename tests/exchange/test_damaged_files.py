"""Damaged files: whatever happens to the bytes, the reader gives a conversation or one clear refusal."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.exchange import Conversation, ExchangeError, read
from tests.exchange.making import conversation, write_a, write_b, write_c

PIECES = (
    b'"',
    b",",
    b"\n",
    b"\r",
    b"\0",
    b"\xff",
    b"\xef\xbb\xbf",
    b"-",
    b"9" * 30,
    b"x",
    b"0",
    b"\xc2\xa0",
    b"\xe2\x80\xa8",
)

damage = st.tuples(
    st.integers(0, 10),
    st.floats(0, 1, exclude_max=True),
    st.integers(0, 12),
    st.sampled_from(PIECES) | st.binary(max_size=3),
)


def check(conv: Conversation) -> None:
    votes = conv.votes
    assert len(conv.participants) == votes.n_participants
    assert len(conv.statements) == votes.n_statements
    assert set(np.unique(votes.vote)) <= {-1, 0, 1}
    assert len(set(conv.participants)) == len(conv.participants)
    assert all(0 <= k < votes.n_participants for k in conv.organisers)
    assert all(conv.report.sentences())


def try_to_read(path: Path) -> None:
    refusal = None
    try:
        check(read(path))
    except ExchangeError as fault:
        refusal = fault
    if refusal is not None:
        assert refusal.line is None or refusal.line >= 1
        assert refusal.reason.endswith(".")
        assert refusal.remedy.endswith(".")


@pytest.mark.parametrize("writer", [write_a, write_b, write_c])
@settings(max_examples=150)
@given(damages=st.lists(damage, min_size=1, max_size=4))
def test_exports(writer: Callable[..., Path], damages: list[tuple[int, float, int, bytes]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        export = writer(Path(folder) / "export", conversation())
        files = sorted(export.iterdir())
        for which, where, length, piece in damages:
            path = files[which % len(files)]
            data = path.read_bytes()
            at = int(where * len(data))
            path.write_bytes(data[:at] + piece + data[at + length :])
        try_to_read(export)


@settings(max_examples=200)
@given(data=st.binary(max_size=60) | st.text('pqstav,"\n\r;#=:+-01 ', max_size=80).map(str.encode))
def test_any_bytes_as_votes(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "votes.csv"
        path.write_bytes(b"participant,statement,vote,side\n" + data)
        try_to_read(path)
        path.write_bytes(b"# vote-convention:" + data + b"\nparticipant,statement,vote\na,b,1\n")
        try_to_read(path)


@pytest.mark.parametrize("name", ["comments.csv", "votes.csv", "participants-votes.csv", "summary.csv"])
def test_every_cut_of_a_file_is_read_or_refused(name: str, tmp_path: Path) -> None:
    export = write_a(tmp_path / "export", conversation())
    whole = (export / name).read_bytes()
    refused = 0
    for end in range(0, len(whole), 7):
        (export / name).write_bytes(whole[:end])
        try:
            check(read(export))
        except ExchangeError:
            refused += 1
    assert refused > len(whole) // 7 * (0.1 if name == "summary.csv" else 0.5)
