"""The bundled conversation: whole, always the same, and with the structure that its numbers promise."""

from __future__ import annotations

import numpy as np

from detente.exchange.conversation import Conversation
from detente.report.demo import N_PARTICIPANTS, STATEMENTS, demo, demo_public

AGREE, PASS = 1, 0


def test_it_is_a_conversation_like_one_from_a_file() -> None:
    made = demo()
    assert isinstance(made, Conversation)
    assert made.votes.n_participants == len(made.participants) == N_PARTICIPANTS
    assert made.votes.n_statements == len(made.statements) == len(STATEMENTS) == 36
    assert made.sides is not None
    assert made.sides.of_participant.shape == (N_PARTICIPANTS,)
    assert set(made.sides.of_participant.tolist()) == {-1, 0, 1}
    assert "simulated" in made.description.lower()
    assert "invented" in made.description


def test_texts_are_short_and_different() -> None:
    texts = [statement.text for statement in STATEMENTS]
    assert len(set(texts)) == len(texts)
    assert all(20 <= len(text) <= 140 and text.endswith(".") for text in texts)


def test_it_is_always_the_same() -> None:
    assert demo().votes.digest == demo().votes.digest == demo_public().votes.digest


def test_every_cell_has_enough_votes_to_be_shown() -> None:
    made = demo()
    assert made.sides is not None
    counts = made.votes.counts(made.sides.of_participant, 2).sum(2)
    assert counts.min() >= 30  # what common ground asks of every side; a published cell asks for ten


def test_there_is_common_ground_division_and_doubt() -> None:
    """On everybody's true answers: what both towns share, what divides them, and what many cannot say."""
    public = demo_public()
    table, side = public.truth.completed(), public.truth.side
    agree = np.array([(table[side == town] == AGREE).mean(0) for town in (0, 1)])
    gap = np.abs(agree[0] - agree[1])
    assert ((agree.min(0) > 0.6).sum(), (gap > 0.25).sum()) >= (8, 8)
    assert (table == PASS).mean(0).max() > 0.4
    # what the numbers of the table say shows in the answers
    promised = np.array([(row.alvera - row.benholt) * (1 - row.passes) for row in STATEMENTS])
    assert np.corrcoef(promised, agree[0] - agree[1])[0, 1] > 0.9
