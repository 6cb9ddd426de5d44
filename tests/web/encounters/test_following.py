"""What was announced, what became of it, and what sides answer to rows; from edition to edition."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine

from detente.web.core.clock import today
from detente.web.core.errors import NotFound
from detente.web.encounters import errors
from detente.web.encounters.actions import following as actions
from detente.web.encounters.actions.deciding import compare, decide
from detente.web.encounters.actions.publishing import publish
from detente.web.encounters.models import Edition, Encounter, Happened, Part, Reply
from detente.web.encounters.queries import following as queries
from detente.web.encounters.queries.following import Standing
from detente.web.ledger.models import Entry
from detente.web.ledger.sentences import sentence
from detente.web.people.models import User
from tests.web.encounters import two_towns
from tests.web.encounters.conftest import Enter
from tests.web.encounters.issuing import holding, issue

MEET = ("The next meeting is set", "The mayors will meet again on 20 May")
RAMP = ("Norhavn will pay", "Norhavn offered to contribute")


@pytest.fixture
def edition(editor: User, encounter: Encounter) -> Edition:
    return issue(editor, encounter, pairs=(MEET,))


def listed(encounter: Encounter, words: str) -> queries.Listed:
    (found,) = [
        one for one in queries.announced_of_encounter(encounter) if any(words in each.words for each in one.told)
    ]
    return found


def sentences() -> str:
    return " ".join(sentence(entry) for entry in Entry.objects.order_by("sequence"))


# --- announced things ---


def test_a_row_that_both_report_is_one_entry_with_both_windows(edition: Edition, encounter: Encounter) -> None:
    meeting = listed(encounter, "20 May")
    assert [(one.letter, one.side, one.when) for one in meeting.told] == [
        ("a", "Norhavn", "20 May"),
        ("b", "Sundby", "20 May"),
    ]
    assert (meeting.announced.starts, meeting.announced.ends) == (dt.date(2025, 5, 20), dt.date(2025, 5, 20))
    row = next(row for row in edition.content["rows"] if row["key"] == meeting.row)
    assert row["number"] == meeting.number
    assert meeting.current


def test_what_nobody_confirmed_is_not_gathered(editor: User, encounter: Encounter) -> None:
    comparison = compare(actor=editor, encounter=encounter)
    one = holding(comparison, "a", "Norhavn will pay")
    decide(actor=editor, comparison=comparison, verb="alone", told={"point": one}, seen=0)
    publish(actor=editor, encounter=encounter, note="")
    (only,) = queries.announced_of_encounter(encounter)
    assert only.first.words.startswith("Norhavn will pay 2.4 million euros")
    assert only.announced.told[0]["point"] == one


def test_the_clock_says_by_itself_where_it_stands(edition: Edition, encounter: Encounter) -> None:
    expected = {
        dt.date(2025, 5, 7): {
            "20 May": Standing.AHEAD,
            "readings within": Standing.OPEN,
            "2 million": Standing.UNDATED,
        },
        dt.date(2025, 5, 19): {"20 May": Standing.AHEAD, "readings within": Standing.OPEN},
        dt.date(2025, 5, 20): {"20 May": Standing.OPEN, "readings within": Standing.PASSED},
        dt.date(2025, 5, 21): {"20 May": Standing.PASSED, "2 million": Standing.UNDATED},
    }
    for day, rows in expected.items():
        with time_machine.travel(dt.datetime.combine(day, dt.time(12), dt.UTC), tick=False):
            assert {words: listed(encounter, words).standing for words in rows} == rows, day
    with time_machine.travel(dt.datetime(2025, 5, 23, 12, tzinfo=dt.UTC), tick=False):
        # Longest ago first: the readings of both readouts, then the meeting; August and October are ahead.
        assert [queries.days_since(one) for one in queries.passed_unrecorded()] == [4, 4, 3]


def test_the_same_words_stay_the_same_entry_when_they_move(
    editor: User, edition: Edition, encounter: Encounter, enter_text: Enter
) -> None:
    before = {one.announced.pk: one for one in queries.announced_of_encounter(encounter)}
    source = encounter.sources.get(part=Part.A)
    enter_text(encounter, Part.A, two_towns.NORHAVN.replace("The mayors", "On Monday the two mayors"), source=source)
    second = issue(editor, encounter, pairs=(MEET,))
    after = {one.announced.pk: one for one in queries.announced_of_encounter(encounter)}
    assert set(after) == set(before)
    meeting = listed(encounter, "20 May")
    assert meeting.announced.edition == second
    assert meeting.announced.told[0]["span"] != before[meeting.announced.pk].announced.told[0]["span"]
    assert all(one.current for one in after.values())
    # The first edition still has it, in a row of its own.
    (there,) = (one for one in queries.announced_of_edition(edition) if one.announced == meeting.announced)
    assert there.row in queries.rows_of(edition)
    assert len(queries.announced_of_edition(edition)) == len(before)


def test_one_side_that_puts_it_otherwise_keeps_the_entry(
    editor: User, edition: Edition, encounter: Encounter, enter_text: Enter
) -> None:
    meeting = listed(encounter, "20 May")
    source = encounter.sources.get(part=Part.B)
    enter_text(encounter, Part.B, two_towns.SUNDBY.replace("on 20 May", "on 22 May"), source=source)
    issue(editor, encounter, pairs=((MEET[0], "The mayors will meet again on 22 May"),))
    now = listed(encounter, "22 May")
    assert now.announced.pk == meeting.announced.pk
    assert (now.announced.starts, now.announced.ends) == (dt.date(2025, 5, 20), dt.date(2025, 5, 22))


def test_what_is_announced_no_more_stays_readable_and_is_marked(
    editor: User, edition: Edition, encounter: Encounter, enter_text: Enter
) -> None:
    readings = listed(encounter, "made public in a fortnight")
    source = encounter.sources.get(part=Part.B)
    enter_text(
        encounter,
        Part.B,
        two_towns.SUNDBY.replace("Noise readings will be made public in a fortnight. ", ""),
        source=source,
    )
    second = issue(editor, encounter, pairs=(MEET,))
    gone = listed(encounter, "made public in a fortnight")
    assert gone.announced.pk == readings.announced.pk
    assert not gone.current
    assert gone.row in queries.rows_of(edition)
    assert queries.announced_of_encounter(encounter)[-1].announced.pk == gone.announced.pk
    assert gone.announced.pk not in {one.announced.pk for one in queries.announced_of_edition(second)}
    assert gone.announced.pk in {one.announced.pk for one in queries.announced_of_edition(edition)}


def test_words_that_a_text_repeats_are_two_entries(editor: User, bare_encounter: Encounter, enter_text: Enter) -> None:
    twice = two_towns.NORHAVN.replace("The next meeting", "The next meeting is set for 20 May.\n\nThe next meeting")
    enter_text(bare_encounter, Part.A, twice)
    enter_text(bare_encounter, Part.B, two_towns.SUNDBY)
    issue(editor, bare_encounter)
    found = [
        one for one in queries.announced_of_encounter(bare_encounter) if one.first.words.startswith("The next meeting")
    ]
    assert len(found) == 2
    assert found[0].announced.key != found[1].announced.key
    count = bare_encounter.announced.count()
    enter_text(bare_encounter, Part.A, f"A preface.\n\n{twice}", source=bare_encounter.sources.get(part=Part.A))
    issue(editor, bare_encounter)
    assert bare_encounter.announced.count() == count


# --- what became of them ---


def become(editor: User, one: queries.Listed, **fields: object) -> Happened:
    given = {"what": "happened", "note": "They met.", "source": "https://example.org/met", "on": dt.date(2025, 5, 20)}
    return actions.record_happened(actor=editor, announced=one.announced, **(given | fields))


def test_a_record_holds_whatever_the_clock_says_and_a_later_one_stands_before_it(
    editor: User, second_editor: User, edition: Edition, encounter: Encounter
) -> None:
    meeting = listed(encounter, "20 May")
    assert meeting.standing == Standing.PASSED
    become(editor, meeting, what="not", note="It was called off.", on=None)
    become(editor, meeting, what="not", note="It was called off.", on=None)  # sent twice
    become(second_editor, meeting, what="otherwise", note="They met a day later.", on=dt.date(2025, 5, 21))
    now = listed(encounter, "20 May")
    assert now.standing == Standing.OTHERWISE
    assert [(one.what, one.revision, one.recorded_by.name) for one in now.records] == [
        ("otherwise", 2, "Emil"),
        ("not", 1, "Edna"),
    ]
    assert now.announced.pk not in {one.announced.pk for one in queries.passed_unrecorded()}
    assert "Edna</bdi> recorded of something announced in an encounter that it did not happen." in sentences()
    assert "Emil</bdi> recorded of something announced in an encounter that it happened otherwise." in sentences()
    assert "day later" not in str(list(Entry.objects.values_list("details", flat=True)))


def test_what_is_recorded_can_be_checked(editor: User, edition: Edition, encounter: Encounter) -> None:
    meeting = listed(encounter, "20 May")
    for fields, refusal in (
        ({"note": ""}, errors.WordsMissing),
        ({"source": ""}, errors.SourceMissing),
        ({"what": "not", "source": "", "on": None}, errors.SourceMissing),
        ({"on": today() + dt.timedelta(days=1)}, errors.DayWrong),
        ({"what": "not"}, errors.DayWrong),
        ({"what": "unknown"}, errors.DayWrong),
    ):
        with pytest.raises(refusal):
            become(editor, meeting, **fields)
    assert not Happened.objects.exists()
    become(editor, meeting, what="unknown", note="Both press offices were asked.", source="", on=None)
    assert listed(encounter, "20 May").standing == Standing.UNKNOWN


# --- what sides answer ---


def reply(editor: User, edition: Edition, words: str, **fields: object) -> Reply:
    given = {
        "row": row_with(edition, words),
        "side": "a",
        "text": "The council has not voted yet.",
        "language": "en",
        "source": "Letter of the mayor's office",
        "received_on": dt.date(2025, 6, 1),
    }
    return actions.record_reply(actor=editor, edition=edition, **(given | fields))


def row_with(edition: Edition, words: str) -> str:
    return next(
        row
        for row in queries.rows_of(edition)
        if any(
            words in passage
            for _side, _language, passages in queries.words_of_row(edition, row)
            for passage in passages
        )
    )


def test_an_answer_stands_beside_its_row(editor: User, edition: Edition, encounter: Encounter) -> None:
    made = reply(editor, edition, "2.4 million")
    assert reply(editor, edition, "2.4 million") == made  # sent twice
    other = reply(editor, edition, "2.4 million", side="b", text="We thank them.", received_on=dt.date(2025, 6, 2))
    assert queries.replies_beside(edition) == {row_with(edition, "2.4 million"): [made, other]}
    assert "Edna</bdi> put an answer of" in sentences()
    assert "Norhavn" in sentences()
    assert "not voted" not in str(list(Entry.objects.values_list("details", flat=True)))


def test_an_answer_goes_with_its_words_to_a_later_version(
    editor: User, edition: Edition, encounter: Encounter, enter_text: Enter
) -> None:
    made = reply(editor, edition, "2.4 million")
    lost = reply(editor, edition, "fortnight", side="b", text="It is ten days.")
    enter_text(encounter, Part.A, "A preface.\n\n" + two_towns.NORHAVN, source=encounter.sources.get(part=Part.A))
    enter_text(
        encounter,
        Part.B,
        two_towns.SUNDBY.replace("in a fortnight", "within ten days"),
        source=encounter.sources.get(part=Part.B),
    )
    second = issue(editor, encounter, pairs=(MEET, RAMP))
    row = row_with(second, "2.4 million")
    assert row not in queries.rows_of(edition)
    assert queries.replies_beside(second) == {row: [made]}
    assert queries.replies_elsewhere(second) == [lost]
    # Nothing moves in the edition that was answered.
    assert queries.replies_beside(edition) == {
        row_with(edition, "2.4 million"): [made],
        row_with(edition, "fortnight"): [lost],
    }


def test_an_answer_is_refused_without_words_source_or_row(editor: User, edition: Edition, encounter: Encounter) -> None:
    for fields, refusal in (
        ({"row": "a0-5|"}, NotFound),
        ({"side": "c"}, NotFound),
        ({"text": ""}, errors.WordsMissing),
        ({"source": ""}, errors.SourceMissing),
        ({"text": "x" * 1501}, errors.ReplyTooLong),
        ({"received_on": today() + dt.timedelta(days=1)}, errors.DayWrong),
    ):
        with pytest.raises(refusal):
            reply(editor, edition, "2.4 million", **fields)
    assert not Reply.objects.exists()
    assert reply(editor, edition, "2.4 million", text="x" * 1500)


def test_an_answer_that_was_not_the_sides_is_taken_back(editor: User, edition: Edition, encounter: Encounter) -> None:
    made = reply(editor, edition, "2.4 million")
    with pytest.raises(errors.WordsMissing):
        actions.withdraw_reply(actor=editor, reply=made, why="")
    actions.withdraw_reply(actor=editor, reply=made, why="The letter was forged.")
    (gone,) = queries.replies_beside(edition)[row_with(edition, "2.4 million")]
    assert (gone.text, gone.withdrawn_why, gone.withdrawn_on) == ("", "The letter was forged.", today())
    with pytest.raises(errors.ReplyGone):
        actions.withdraw_reply(actor=editor, reply=made, why="Again.")
    assert "back and said why" in sentences()
