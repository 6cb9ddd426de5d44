"""Sentences can be translated: whole, with their fields filled in afterwards."""

from __future__ import annotations

from pathlib import Path

import pytest

from detente.exchange import ExchangeError, read, read_polis
from tests.exchange.making import conversation, write_b


def reversed_words(message: str) -> str:
    """A language that puts fields elsewhere, as translations do."""
    return " ".join(reversed(message.split(" ")))


def test_a_refusal_in_another_language(tmp_path: Path) -> None:
    with pytest.raises(ExchangeError) as caught:
        read(tmp_path / "nowhere")
    fault = caught.value
    assert fault.sentence(lambda message: {
        "{file}: {reason} {remedy}": "{remedy} ({file}) {reason}",
        "It cannot be opened ({cause}).": "Nicht zu öffnen: {cause}.",
        "there is no such file or folder": "gibt es nicht",
        "Check the name and that you may read it.": "Name prüfen.",
    }[message]) == f"Name prüfen. ({tmp_path / 'nowhere'}) Nicht zu öffnen: gibt es nicht."  # fmt: skip


def test_every_sentence_of_a_report_passes_the_translator(tmp_path: Path) -> None:
    report = read_polis(write_b(tmp_path / "export", conversation())).report
    seen: list[str] = []

    def collect(message: str) -> str:
        seen.append(message)
        return message

    assert report.sentences(collect) == report.sentences()
    assert [note.message for note in report.notes if note.public] == seen
    assert all(note.sentence(reversed_words) for note in report.notes)
