"""Who is quoted or reported as saying what, and how far a clause commits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.wording.commitments import commitment
from detente.wording.quotations import marked, quotations
from detente.wording.results import COMMITMENTS
from tests.wording.two_towns import PARTIES


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            '"We are closer than ever," said committee chair Dana Ilves.',
            ("verbatim", "speech", "committee chair Dana Ilves", "said", "We are closer than ever,"),
        ),
        (
            "“We are not there yet,” Marit Holm said, leaving the hall.",
            ("verbatim", "speech", "Marit Holm", "said", "We are not there yet,"),
        ),
        (
            "Mayor Ilse Brandt told reporters: “The ramp will be built.”",
            ("verbatim", "speech", "Mayor Ilse Brandt", "told", "The ramp will be built."),
        ),
        (
            "Traffic has grown along the so-called “quiet” street.",
            ("verbatim", "scare", "", "", "quiet"),
        ),
        (
            "Both stand by the principle of “nothing about us without us.”",
            ("verbatim", "principle", "", "", "nothing about us without us."),
        ),
        (
            "The Sundby council stressed that no toll is planned.",
            ("paraphrase", "speech", "The Sundby council", "stressed", "no toll is planned."),
        ),
        (
            "According to the harbour union, wages will rise.",
            ("paraphrase", "speech", "the harbour union", "According to", "wages will rise."),
        ),
        (
            "The talk was framed by the council as a sign of trust.",
            ("paraphrase", "speech", "the council", "framed", "a sign of trust."),
        ),
    ],
)
def test_one_attribution(body: str, expected: tuple[str, str, str, str, str]) -> None:
    found = quotations(body, PARTIES)
    assert expected in [(q.manner, q.kind, q.speaker, q.verb, q.span.of(body)) for q in found]


def test_a_quotation_over_several_sentences_is_one() -> None:
    body = '"We feel it. And we hope, among other things, that it helps," said Ilse Brandt. She left.'
    found = [q for q in quotations(body, PARTIES) if q.manner == "verbatim"]
    assert [(q.span.of(body), q.side) for q in found] == [
        ("We feel it. And we hope, among other things, that it helps,", "Norhavn")
    ]
    assert found[0].sentence.of(body) == body[: body.index(" She left")]


def test_a_quotation_that_follows_at_once_keeps_its_speaker() -> None:
    body = '"We are ready," Karl Oster said. "Nothing has been signed so far, however."'
    assert [q.speaker for q in quotations(body, PARTIES) if q.manner == "verbatim"] == ["Karl Oster", "Karl Oster"]


def test_a_pronoun_is_followed_back() -> None:
    body = "Mayor Karl Oster opened the meeting. He stressed that the ramp is old."
    paraphrase = quotations(body, PARTIES)[-1]
    assert (paraphrase.speaker, paraphrase.side, paraphrase.speaker_span) == ("Mayor Karl Oster", "Sundby", None)


def test_in_a_sides_own_text_we_and_the_mayor_are_its_own() -> None:
    body = "We stressed that the ramp is old. The delegation proposed a meeting in June."
    assert [q.side for q in quotations(body, PARTIES, own_side="Sundby")] == ["Sundby", "Sundby"]


def test_two_speakers_in_one_sentence_stay_apart() -> None:
    body = "The Norhavn delegation said the ramp is safe, while the Sundby council stressed that it is not."
    assert [(q.side, q.span.of(body)) for q in quotations(body, PARTIES)] == [
        ("Norhavn", "the ramp is safe"),
        ("Sundby", "it is not."),
    ]


@given(st.text(alphabet='ab ."“”«»‘’\n,', max_size=50))
def test_marks_of_any_kind_are_read_without_a_fault(body: str) -> None:
    end = 0
    for span in marked(body):
        assert end <= span.start < span.end <= len(body)
        end = span.end
    for quotation in quotations(body):
        assert quotation.sentence.contains(quotation.span)


@pytest.mark.parametrize(
    ("clause", "level"),
    [
        ("Both sides agreed to open two crossings.", "agreed"),
        ("It was confirmed that inspections restart in June.", "agreed"),
        ("The council confirmed that the trial will continue.", "committed"),
        ("The company has promised to hire forty people.", "committed"),
        ("The mayor made clear that Norhavn will respond.", "committed"),
        ("Readings are to be made public.", "committed"),
        ("The president expressed readiness to consider it.", "ready"),
        ("The company intends to raise wages.", "ready"),
        ("He called for a return to talks.", "ready"),
        ("The leaders exchanged views on the toll.", "discussed"),
        ("The key topic was the situation in the harbour.", "discussed"),
        ("She thanked them for what they will do.", "stated"),
        ("He welcomed the commitment of the council.", "stated"),
        ("The union handed over a list.", "stated"),
        ("The company did not accept that it was a breach.", "denied"),
        ("Questions of pay were not discussed.", "denied"),
        ("No one could say who will decide.", "denied"),
        ("Officers explained that a closure has never been proposed.", "denied"),
        ("No compulsory redundancies will take place.", "committed"),
    ],
)
def test_levels(clause: str, level: str) -> None:
    assert commitment(clause)[0] == level


def test_a_clause_without_a_predicate_goes_on() -> None:
    assert commitment("as well as for the new timetable", inherited="stated") == ("stated", None)
    assert commitment("and Sundby agreed to a toll", inherited="stated")[0] == "agreed"
    assert commitment("and will bring about a solution", inherited="ready")[0] == "ready"


@given(st.text(max_size=80))
def test_any_clause_has_a_level_and_its_sign_lies_in_it(clause: str) -> None:
    level, sign = commitment(clause)
    assert level in COMMITMENTS
    assert sign is None or 0 <= sign.start < sign.end <= len(clause)
