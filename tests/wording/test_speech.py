"""Reported speech: who, by which verb, what. Sentences are invented, in the forms that news prose uses."""

from __future__ import annotations

import pytest

from detente.wording.actors import find_cast
from detente.wording.results import Party
from detente.wording.segmentation import sentences
from detente.wording.speech import reported_speech
from tests.wording.kit import COMPANY, NORLAND, SUDRIA, UNION

SIDES = (NORLAND, SUDRIA)


def said(body: str, parties: tuple[Party, ...] = SIDES) -> list[tuple[str, str, str]]:
    """(names or sides, verb, words) of everything reported."""
    cast = find_cast(body, parties=parties)
    return [
        ("/".join(s.speaker.sides or s.speaker.names), s.verb.of(body) if s.verb else "", s.span.of(body))
        for s in reported_speech(body, sentences(body), cast)
    ]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        # plain reports
        ("Norland said that the boats will sail.", [("Norland", "said", "the boats will sail")]),
        ("The Sudrian delegation has also warned of delays.", [("Sudria", "warned", "of delays")]),
        ("Sudrian officials, who met on Monday, denied any delay.", [("Sudria", "denied", "any delay")]),
        ("Norland, for its part, welcomed the new timetable.", [("Norland", "welcomed", "the new timetable")]),
        # verbs that share a subject
        (
            "Norland said that it would wait, stressing its patience, and urged Sudria to answer.",
            [
                ("Norland", "said", "it would wait"),
                ("Norland", "stressing", "its patience"),
                ("Norland", "urged", "Sudria to answer"),
            ],
        ),
        # the verb behind
        ("The boats will sail in May, Norland said.", [("Norland", "said", "The boats will sail in May")]),
        (
            "The boats will sail in May, Norland told reporters on Monday.",
            [("Norland", "told", "The boats will sail in May")],
        ),
        # according to
        ("According to Norland, the boats are safe.", [("Norland", "According to", "the boats are safe")]),
        (
            "The boats are safe and quick, according to Norland.",
            [("Norland", "according to", "The boats are safe and quick")],
        ),
        # passive, possessive, noun
        (
            "The pause was described by Sudria as a pity.",
            [("Sudria", "described", "The pause was described by Sudria as a pity")],
        ),
        ("Sudria's account hints at anger.", [("Sudria", "account", "hints at anger")]),
        (
            "The plan drew criticism from Sudria and Norland.",
            [("Sudria/Norland", "criticism", "The plan drew criticism from Sudria and Norland")],
        ),
        # two sides in one sentence
        (
            "While Norland stressed speed, Sudria insisted on safety.",
            [("Norland", "stressed", "speed"), ("Sudria", "insisted", "on safety")],
        ),
        # groups and both sides
        ("Critics, however, warn that the price is high.", [("critics", "warn", "the price is high")]),
        ("Experts at the Strait Forum say that it is late.", [("experts", "say", "it is late")]),
        ("Both sides agreed to meet again.", [("Norland/Sudria", "agreed", "to meet again")]),
        ("Norland and Sudria agreed to meet again.", [("Norland/Sudria", "agreed", "to meet again")]),
    ],
)
def test_forms_of_reports(body: str, expected: list[tuple[str, str, str]]) -> None:
    assert said(body) == expected


@pytest.mark.parametrize(
    "body",
    [
        "The talks between Norland and Sudria suggested nothing.",  # talks, not sides, are the subject
        "A statement on Norland is expected.",  # nouns that look like verbs
        "The boats of Norland report to the port.",
        "Norland's support for the plan grows.",
        "Norland will build a new boat.",
        "What Sudria makes of the reported offer is open.",
    ],
)
def test_no_report_where_nobody_speaks(body: str) -> None:
    assert [one for one in said(body) if one[1] not in {"support"}] == []


def test_a_pronoun_is_followed_to_the_last_speaker_and_says_where() -> None:
    body = "Norland said that it waits for an answer. They added that time is short."
    cast = find_cast(body, parties=SIDES)
    found = reported_speech(body, sentences(body), cast)
    assert found[1].speaker.sides == ("Norland",)
    assert found[1].speaker.span is not None
    assert found[1].speaker.span.of(body) == "They"
    assert found[1].speaker.named_at is not None
    assert found[1].speaker.named_at.of(body) == "Norland"


def test_officials_belong_to_whom_the_sentence_or_paragraph_names() -> None:
    assert said("From Norland's vantage point, officials stressed the need for speed.")[0][0] == "Norland"
    assert said("In Sudria the mood is cool. The foreign ministry said that it is too early.")[0][0] == "Sudria"


def test_a_person_speaks_for_the_side_that_the_text_names() -> None:
    body = "Norland's transport minister Ada Berg came. Berg said the boats are safe. She added that they are new."
    cast = find_cast(body, parties=SIDES)
    assert {(m.name, m.side) for m in cast.mentions if m.kind == "person"} == {("Ada Berg", "Norland")}
    assert said(body) == [("Norland", "said", "the boats are safe"), ("Norland", "added", "they are new")]


def test_a_list_belongs_to_the_party_that_leads_in() -> None:
    body = (
        "Norland presented its view.\nKey points include:\n- Speed: Faster boats.\n- Fares that stay.\n\nThat was all."
    )
    listed = [one for one in said(body) if one[1] == ""]
    assert listed == [("Norland", "", "Speed: Faster boats."), ("Norland", "", "Fares that stay.")]


def test_a_list_under_a_heading_belongs_to_the_party_that_the_heading_names() -> None:
    body = "Sudria's position on the ferry\nThe points are old.\nThe main ones are:\n- Equal berths.\n- Night boats.\n"
    assert [one[0] for one in said(body)] == ["Sudria", "Sudria"]


def test_a_list_that_names_nobody_belongs_to_nobody() -> None:
    assert [one[0] for one in said("This could involve:\n- A timetable for all.\n- A hearing.\n")] == ["", ""]


def test_parties_without_states() -> None:
    body = "The union said it would wait. The company denied that it had a list, union chair Dana Ilves said."
    assert said(body, (UNION, COMPANY))[:2] == [
        ("Union", "said", "it would wait"),
        ("Company", "denied", "it had a list"),
    ]


def test_states_are_found_without_being_told() -> None:
    cast = find_cast(
        "The Kremlin said that Moscow waits. Washington and U.S. officials said nothing about us or turkey."
    )
    assert cast.sides == ("Russia", "United States")
    assert {m.span.of("") for m in cast.mentions} == {""}
    assert not any(m.name == "Turkey" for m in cast.mentions)
