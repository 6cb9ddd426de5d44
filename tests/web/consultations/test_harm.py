"""Do no harm: the table of consequences, and that opening enforces each of them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from detente.web.consultations import harm
from detente.web.consultations.actions import opening
from detente.web.consultations.actions.running import add_moderator
from detente.web.consultations.harm import Answer, Consequence, consequences_of
from detente.web.consultations.models import Consultation, Level, Moderator, Origin, Phase, Stage
from detente.web.consultations.turnout import turnout
from detente.web.core.clock import today
from detente.web.people.models import User

STOP, CODES, NEUTRAL, WARN = Consequence

# Written out by hand, not read from the module; the page that the public reads has to say the same.
TABLE = {
    "conflict": ({CODES, NEUTRAL, WARN}, {CODES, NEUTRAL, WARN}),
    "laws": ({STOP}, {STOP}),
    "device": ({WARN}, {WARN}),
    "server": ({STOP}, {STOP}),
    "minors": ({CODES, WARN}, {CODES, WARN}),
    "reprisals": ({CODES, NEUTRAL, WARN}, {NEUTRAL, WARN}),
    "visible": ({STOP}, {WARN}),
    "small": ({STOP}, {WARN}),
}
NO_RISK = dict.fromkeys(TABLE, Answer.NO.value)


def test_there_are_eight_questions_each_with_its_words() -> None:
    assert [question.key for question in harm.QUESTIONS] == list(TABLE)
    for question in harm.QUESTIONS:
        for words in (question.question, question.why, question.yes_means, question.unknown_means):
            assert str(words).strip()
        # Whoever is warned reads something, and nobody is warned of nothing.
        assert (question.warning is not None) == (WARN in question.yes | question.unknown)


@pytest.mark.parametrize("key", TABLE)
def test_each_answer_brings_about_what_is_written(key: str) -> None:
    yes, unknown = TABLE[key]
    assert consequences_of(NO_RISK | {key: "yes"}).all == yes
    assert consequences_of(NO_RISK | {key: "unknown"}).all == unknown
    assert not consequences_of(NO_RISK).all


@pytest.mark.parametrize("key", TABLE)
def test_not_knowing_is_a_risk_and_never_more_than_yes(key: str) -> None:
    unknown = consequences_of(NO_RISK | {key: "unknown"})
    assert unknown.findings
    yes = consequences_of(NO_RISK | {key: "yes"}).all
    assert STOP in yes or unknown.all <= yes


def test_the_page_of_the_documentation_has_the_same_table() -> None:
    words = {"do not run": STOP, "dealt codes": CODES, "neutral moderators": NEUTRAL, "warning": WARN}
    page = (Path(__file__).resolve().parents[3] / "docs/how-to/do-no-harm.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)`: [^|]+ \| ([^|]+) \| ([^|]+) \|$", page, re.MULTILINE)
    found = {key: tuple({words[word] for word in cell.split(", ")} for cell in cells) for key, *cells in rows}
    assert found == TABLE


def test_what_is_not_answered_is_named_and_nonsense_is_no_answer() -> None:
    found = consequences_of({"laws": "perhaps", "device": "no"})
    assert {question.key for question in found.unanswered} == set(TABLE) - {"device"}
    assert not found.all


@pytest.mark.parametrize("language", ["en", "ru", "ar"])
def test_participants_read_one_sentence_for_each_warning(language: str) -> None:
    consultation = Consultation(harm=NO_RISK | {"device": "yes", "minors": "unknown", "laws": "yes"})
    with translation.override(language):
        said = harm.warning(consultation)
        found = [str(q.warning) for q in harm.QUESTIONS if q.key in ("device", "minors")]
    assert said == " ".join(found)
    assert harm.warning(Consultation(harm=NO_RISK)) == ""
    assert harm.warning(Consultation()) == ""


# --- enforced by the opening action ---


@pytest.fixture
def draft(make_consultation: Callable[..., Consultation], moderator: User) -> Callable[..., Consultation]:
    """Make a draft that lacks nothing."""

    def make(answers: dict[str, str], neutral: bool = False, **fields: Any) -> Consultation:
        made = make_consultation(
            statements=0,
            **{
                "phase": Phase.DRAFT,
                "about": {"en": "The councils answer by May."},
                "harm": answers,
                "level": Level.DEALT,
            }
            | fields,
        )
        for rank in range(8):
            statement = made.statements.create(
                origin=Origin.ORGANISERS, stage=Stage.ACCEPTED, submitted_on=today(), rank=rank
            )
            statement.texts.create(language="en", text=f"Claim {rank}.", original=True)
        Moderator.objects.create(consultation=made, user=moderator, neutral=neutral)
        return made

    return make


@pytest.mark.parametrize("answer", ["yes", "unknown"])
@pytest.mark.parametrize("key", TABLE)
def test_opening_enforces_the_table(convener: User, draft: Callable[..., Consultation], key: str, answer: str) -> None:
    brings = TABLE[key][0 if answer == "yes" else 1]
    answers = NO_RISK | {key: answer}
    accepted = {key, opening.PERSECUTION}

    def attempt(**fields: Any) -> Consultation:
        return opening.open_consultation(actor=convener, consultation=draft(answers, **fields), accepted=accepted)

    if STOP in brings:
        with pytest.raises(opening.DoNotRun):
            attempt(neutral=True)
        return
    if CODES in brings:
        with pytest.raises(opening.NoOpenMode):
            attempt(neutral=True, level=Level.OPEN)
    if NEUTRAL in brings:
        with pytest.raises(opening.NeutralModeratorsOnly):
            attempt(neutral=False)
    # Accepted by name, or not at all.
    with pytest.raises(opening.ConsequencesNotAccepted):
        opening.open_consultation(
            actor=convener, consultation=draft(answers, neutral=True), accepted={opening.PERSECUTION}
        )
    opened = attempt(neutral=True)
    assert (opened.phase, opened.warned) == (Phase.OPEN, True)
    assert bool(harm.warning(opened)) == (WARN in brings)
    if CODES not in brings:
        assert attempt(neutral=True, level=Level.OPEN).phase == Phase.OPEN
    if NEUTRAL not in brings:
        assert attempt(neutral=False).phase == Phase.OPEN


def test_everybody_accepts_that_it_is_not_for_the_persecuted(
    convener: User, draft: Callable[..., Consultation]
) -> None:
    with pytest.raises(opening.ConsequencesNotAccepted):
        opening.open_consultation(actor=convener, consultation=draft(NO_RISK), accepted=())


def test_a_side_too_small_to_hide_in_is_refused_whatever_the_answer(
    convener: User, draft: Callable[..., Consultation]
) -> None:
    everything = {*TABLE, opening.PERSECUTION}
    with pytest.raises(opening.SideTooSmall):
        opening.open_consultation(
            actor=convener, consultation=draft(NO_RISK, expected_per_side=19), accepted=everything
        )
    opened = opening.open_consultation(
        actor=convener, consultation=draft(NO_RISK, expected_per_side=20), accepted=everything
    )
    assert opened.phase == Phase.OPEN


def test_neutral_moderators_only_holds_while_it_runs(convener: User, draft: Callable[..., Consultation]) -> None:
    answers = NO_RISK | {"conflict": "yes"}
    running = opening.open_consultation(
        actor=convener, consultation=draft(answers, neutral=True), accepted={"conflict", opening.PERSECUTION}
    )
    other = User.objects.create(email="nina@example.org", name="Nina", role="moderator")
    with pytest.raises(opening.NeutralModeratorsOnly):
        add_moderator(actor=convener, consultation=running, user=other, neutral=False)
    add_moderator(actor=convener, consultation=running, user=other, neutral=True)
    assert running.moderators.count() == 2


def test_an_unanswered_question_keeps_it_closed(convener: User, draft: Callable[..., Consultation]) -> None:
    answers = {key: "no" for key in TABLE if key != "visible"}
    with pytest.raises(opening.Incomplete, match="incomplete"):
        opening.open_consultation(actor=convener, consultation=draft(answers), accepted={opening.PERSECUTION})


def test_a_day_in_the_past_keeps_it_closed(convener: User, draft: Callable[..., Consultation]) -> None:
    late = draft(NO_RISK, opens_on=today() - timedelta(days=1))
    with pytest.raises(opening.Incomplete) as refused:
        opening.open_consultation(actor=convener, consultation=late, accepted={opening.PERSECUTION})
    assert "first day has passed" in refused.value.message()


# --- turnout ---


@pytest.mark.parametrize(
    ("voters", "votes", "statements", "answers", "fits", "enough"),
    [
        (100, 30, 100, 30.0, 300, True),
        (100, 30, 8, 100.0, 300, True),  # nobody answers a statement twice
        (100, 30, 400, 7.5, 300, False),
        (100, 30, 300, 10.0, 300, True),  # the bound itself
        (100, 30, 301, 3000 / 301, 300, False),
        (9, 30, 4, 9.0, 0, False),  # under ten voters nothing reaches ten
        (10, 1, 1, 10.0, 1, True),
        (20, 5, 0, 0.0, 10, False),
    ],
)
def test_turnout_arithmetic(voters: int, votes: int, statements: int, answers: float, fits: int, enough: bool) -> None:
    found = turnout(voters, votes, statements)
    assert found is not None
    assert found.answers_a_cell == pytest.approx(answers)
    assert (found.fits, found.enough) == (fits, enough)
    assert found.room == max(0, fits - statements)


def test_as_many_statements_as_fit_get_ten_answers_and_one_more_does_not() -> None:
    for voters in (10, 25, 333):
        for votes in (1, 7, 30):
            fits = turnout(voters, votes, 1).fits  # type: ignore[union-attr] # the number of voters is given
            assert turnout(voters, votes, fits).enough  # type: ignore[union-attr] # as above
            assert not turnout(voters, votes, fits + 1).enough  # type: ignore[union-attr] # as above


def test_no_arithmetic_before_the_voters_are_known() -> None:
    assert turnout(None, 30, 8) is None
