"""A takedown: no word of the text is left in the database, on a page or in a file; what was decided stays."""

from __future__ import annotations

import json
import re
from datetime import date

import jsonschema
import pytest
from django.apps import apps
from django.urls import reverse

from detente.exchange.schema import schema
from detente.web.core.keys import keyed_digest
from detente.web.encounters.actions.deciding import compare, decide
from detente.web.encounters.actions.following import record_reply
from detente.web.encounters.actions.publishing import publish
from detente.web.encounters.actions.texts import take_down, withdraw
from detente.web.encounters.models import Decision, Edition, Encounter, Part
from detente.web.encounters.queries.reading import state_of
from detente.web.people.models import User
from tests.web.encounters import two_towns
from tests.web.encounters.issuing import confirm, holding
from tests.web.encounters.test_reading import plain

WHY = "The council asked for it."
QUOTING = "Sundby says the end of August and Norhavn names a day."


def runs(text: str) -> set[str]:
    """Every three words in a row."""
    words = re.findall(r"\w+", text.casefold())
    return {" ".join(words[i : i + 3]) for i in range(len(words) - 2)}


def dump() -> str:
    """Every value in every table, as text."""
    return "\n".join(
        json.dumps([str(value) if not isinstance(value, dict | list) else value for value in row], ensure_ascii=False)
        for kind in apps.get_models()
        for row in kind._default_manager.values_list()
    )


def left_of(gone: set[str], text: str) -> set[str]:
    return gone & runs(text)


@pytest.fixture
def edition(encounter: Encounter, editor: User, enter_text) -> Edition:
    """Everything confirmed, a joint statement too; a note quotes side B, and side A has answered a row."""
    enter_text(encounter, Part.JOINT, "The two towns will keep the ferry going. Norhavn helps with the ramp.")
    comparison = compare(actor=editor, encounter=encounter)

    def act(verb: str, **told: object) -> None:
        decide(actor=editor, comparison=comparison, verb=verb, told=told, seen=comparison.decisions.count())

    confirm(
        editor,
        comparison,
        pairs=(("keep the ferry running", "ferry will run"), ("2.4 million", "2 million"), ("20 May", "meet again on")),
    )
    for row in state_of(comparison).rows:
        for number, one in enumerate(row.differences):
            act("difference", row=row.key, of=one.key, kind=one.kind, note=QUOTING if number == 0 else "")
    for sentence in state_of(comparison).sentences:
        act("support", sentence=sentence.key, a=holding(comparison, "a", "ramp"), b=holding(comparison, "b", "ramp"))
    made = publish(actor=editor, encounter=encounter, note="")
    record_reply(
        actor=editor,
        edition=made,
        row=made.content["rows"][0]["key"],
        side="a",
        text="The day is firm.",
        language="en",
        source="Letter of the mayor's office",
        received_on=date(2025, 5, 20),
    )
    return made


def pages(encounter: Encounter, visitor) -> dict[str, str]:
    """Everything that is public of it."""
    client = visitor()
    addresses = [
        *(reverse("encounter", args=(encounter.pk, language)) for language in ("en", "ru", "ar")),
        reverse("encounter_edition", args=(encounter.pk, "en", 1)),
        reverse("encounter_announced", args=(encounter.pk, "en")),
        *(reverse("encounter_file", args=(encounter.pk, 1, name)) for name in ("concordance.json", "rows.csv")),
        *(reverse("encounter_text", args=(encounter.pk, "en", source.pk)) for source in encounter.sources.all()),
        reverse("encounters", args=("en",)),
        reverse("ledger_json"),
    ]
    found = {}
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 200, address
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        found[address] = body.decode()
    return found


def test_no_word_of_a_text_is_left_anywhere(edition: Edition, encounter: Encounter, editor: User, visitor) -> None:
    other = runs(two_towns.NORHAVN) | runs("The two towns will keep the ferry going. Norhavn helps with the ramp.")
    gone = runs(two_towns.SUNDBY) - other - {"on 5 may", "on 20 may"}  # days, as the pages themselves write them
    before = pages(encounter, visitor)
    assert left_of(gone, dump())
    assert all(left_of(gone, plain(before[reverse("encounter", args=(encounter.pk, code))])) for code in ("en", "ar"))
    take_down(actor=editor, source=encounter.sources.get(part=Part.B), why=WHY)
    assert left_of(gone, dump()) == set()
    after = pages(encounter, visitor)
    assert {address: left_of(gone, plain(page)) for address, page in after.items() if left_of(gone, plain(page))} == {}
    assert not Decision.objects.filter(told__note=QUOTING).exists()
    # A's own words are all there.
    page = plain(after[reverse("encounter", args=(encounter.pk, "en"))])
    assert "Both sides agreed to keep the ferry running until 31 October." in page
    assert "The day is firm." in page


def test_every_cell_says_when_and_why(edition: Edition, encounter: Encounter, editor: User, visitor) -> None:
    rows = [row for row in edition.content["rows"] if row["b"]]
    take_down(actor=editor, source=encounter.sources.get(part=Part.B), why=WHY)
    after = pages(encounter, visitor)
    page = after[reverse("encounter", args=(encounter.pk, "en"))]
    body = page.split('id="rows"')[1].split("</section>")[0]
    assert len(
        re.findall(r'<em class="removed">Removed on [^<]*<bdi>The council asked for it\.</bdi></em>', body)
    ) >= len(rows)
    assert "Words were removed from this edition after it was published." in plain(page)
    table = after[reverse("encounter_file", args=(encounter.pk, 1, "rows.csv"))]
    assert table.count(f": {WHY}") == len(rows)
    whole = json.loads(after[reverse("encounter_file", args=(encounter.pk, 1, "concordance.json"))])
    assert whole["redacted"] is True
    assert whole["digest"] == edition.digest
    text = next(one for one in whole["content"]["texts"] if one["letter"] == "b")
    assert (text["removed"]["why"], text["title"]) == (WHY, "")
    jsonschema.validate(whole, schema("encounter"))


def test_spans_and_keyed_digests_stay(edition: Edition, encounter: Encounter, editor: User) -> None:
    kept = edition.content["rows"][0]["b"][0]["passage"]
    version = str(edition.comparison.b_id)
    take_down(actor=editor, source=encounter.sources.get(part=Part.B), why=WHY)
    edition.refresh_from_db()
    passage = edition.content["rows"][0]["b"][0]["passage"]
    assert {name: passage[name] for name in ("of", "start", "end", "n_words")} == {
        name: kept[name] for name in ("of", "start", "end", "n_words")
    }
    assert passage["words"] == ""
    assert passage["digest"] == keyed_digest("encounter-words", version, kept["words"]).hex()
    assert edition.content["rows"][0]["a"][0]["passage"]["words"]


def test_a_text_that_its_publisher_took_back_is_marked_and_stays(
    edition: Edition, encounter: Encounter, editor: User, visitor
) -> None:
    source = encounter.sources.get(part=Part.A)
    withdraw(actor=editor, source=source, on=date(2025, 6, 1), why="A mistake in the figures.")
    page = plain(visitor().get(reverse("encounter", args=(encounter.pk, "en"))).content.decode())
    assert "Town of Norhavn took its text back on 1 June 2025: A mistake in the figures." in page
    assert "keep the ferry running until 31 October" in page
