"""The public page of an encounter and its files: what stands there, and that nothing unconfirmed does."""

from __future__ import annotations

import csv
import hashlib
import html
import io
import json
import random
import re
from datetime import date

import jsonschema
import pytest
from django.urls import reverse

from detente.exchange.schema import schema
from detente.web.dialogues.models import Dialogue
from detente.web.encounters.actions.deciding import compare, decide
from detente.web.encounters.actions.encounters import About, create
from detente.web.encounters.actions.following import record_reply
from detente.web.encounters.actions.publishing import publish
from detente.web.encounters.links import of_dialogue
from detente.web.encounters.models import Comparison, Edition, Encounter, Kind, Part
from detente.web.encounters.queries.reading import state_of
from detente.web.people.models import User
from detente.wording.results import Party
from tests.web.encounters import two_towns
from tests.web.encounters.issuing import confirm, issue
from tests.web.encounters.test_publishing import FERRY, settle

MEET = ("set for 20 May", "meet again on 20 May")
RAMP = ("2.4 million euros", "2 million euros")
FILES = ("concordance.json", "rows.csv")


def plain(page: str) -> str:
    """What a page says: without tags, entities and runs of space."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", "", page)).split())


def address(encounter: Encounter, *more: object, language: str = "en") -> str:
    if more:
        return reverse("encounter_edition", args=(encounter.pk, language, *more))
    return reverse("encounter", args=(encounter.pk, language))


def file(visitor, edition: Edition, name: str) -> bytes:
    answer = visitor().get(reverse("encounter_file", args=(edition.encounter_id, edition.number, name)))
    assert answer.status_code == 200
    return answer.content


def runs(words: str, n: int = 4) -> set[str]:
    found = re.findall(r"\w+", words.casefold())
    return {" ".join(found[i : i + n]) for i in range(len(found) - n + 1)}


@pytest.fixture
def comparison(editor: User, encounter: Encounter) -> Comparison:
    return compare(actor=editor, encounter=encounter)


@pytest.mark.parametrize("seed", range(6))
def test_nothing_unconfirmed_is_public(
    seed: int, comparison: Comparison, encounter: Encounter, editor: User, visitor
) -> None:
    """Any rows are confirmed; of all others no four words in a row are on the page or in a file."""
    chance = random.Random(seed)
    rows = list(state_of(comparison).rows)
    for row in chance.sample(rows, chance.randint(1, len(rows) - 1)):
        settle(editor, comparison, row)
    edition = publish(actor=editor, encounter=encounter, note="")
    state = state_of(comparison)
    frames = [state.keys[key].text for key in state.frames]
    public = frames + [p.text for row in state.rows if row.decided for p in (*row.a, *row.b)]
    hidden = [p.text for row in state.rows if not row.decided for p in (*row.a, *row.b)]
    assert hidden
    secret = set().union(*map(runs, hidden)) - set().union(*map(runs, public))
    assert secret
    shown = [
        plain(visitor().get(address(encounter)).content.decode()),
        *(file(visitor, edition, name).decode() for name in FILES),
    ]
    for text in shown:
        assert secret & runs(text) == set()
    assert all(" ".join(point.split()) in shown[0] for point in public)


def test_an_unconfirmed_difference_is_no_difference(
    comparison: Comparison, encounter: Encounter, editor: User, visitor
) -> None:
    row = state_of(comparison).rows[0]
    settle(editor, comparison, row)
    edition = publish(actor=editor, encounter=encounter, note="")
    page = visitor().get(address(encounter)).content.decode()
    assert "until 31 October" in plain(page)
    assert "<mark" not in page.split('id="rows"')[1].split("</section>")[0]
    assert json.loads(file(visitor, edition, "concordance.json"))["content"]["rows"][0]["differences"] == []
    assert "1 difference here is still being looked at." in plain(page)
    assert "1 difference in what is confirmed is still being looked at." in plain(page)
    assert json.loads(file(visitor, edition, "concordance.json"))["content"]["rows"][0]["waiting"] == 1
    (line,) = csv.DictReader(io.StringIO(file(visitor, edition, "rows.csv").decode()))
    assert (line["differences"], line["differences-waiting"]) == ("", "1")
    (found,) = state_of(comparison).rows[0].differences
    for kind, note in (("none", ""), ("date", "Two months apart.")):
        told = {"row": row.key, "of": found.key, "kind": kind, "note": note}
        decide(actor=editor, comparison=comparison, verb="difference", told=told, seen=comparison.decisions.count())
    publish(actor=editor, encounter=encounter, note="A difference was confirmed.")
    page = visitor().get(address(encounter)).content.decode()
    assert '<mark class="differ">until 31 October</mark>' in page
    assert "Note by Edna: Two months apart." in plain(page)
    assert "is still being looked at" not in plain(page.split('id="rows"')[1].split("</section>")[0])
    assert "A has “until 31 October”, B has “until the end of August”." in plain(page)


def test_the_page_says_who_stands_behind_it_and_what_it_does_not_say(
    encounter: Encounter, editor: User, second_editor: User, visitor
) -> None:
    comparison = compare(actor=editor, encounter=encounter)
    confirm(editor, comparison, pairs=(FERRY, MEET))
    row = state_of(comparison).rows[0]
    decide(
        actor=second_editor,
        comparison=comparison,
        verb="review",
        told={"row": row.key},
        seen=comparison.decisions.count(),
    )
    publish(actor=second_editor, encounter=encounter, note="")
    page = plain(visitor().get(address(encounter)).content.decode())
    assert "Every row was confirmed by a person: Edna." in page
    assert "Collected by Edna, not submitted by the sides." in page
    assert "Edition 1 of 1, published by Emil on" in page
    assert re.search(r"Confirmed by Edna on [\w ]+, reviewed by Emil on", page)
    assert "Norhavn (A) and Sundby (B) met on 5 May 2025, and each published its own account." in page
    assert "Both report 2 things that a person has confirmed." in page
    assert "“Both report” does not say that it is true" in page
    assert "“Only A reports” does not say that B hides or denies it." in page
    assert "A has 79 words and B has 81." in page
    assert "desk@example.org" in page
    for word in ("proposed by", "to check", "Proposed", "Nearest"):
        assert word not in page.split("How firmly something is put")[0], word
    assert not re.search(r"\d+ ?%\s*(?:agreement|honest)", page)


def test_an_edition_stays_as_it_was(comparison: Comparison, encounter: Encounter, editor: User, visitor) -> None:
    rows = state_of(comparison).rows
    settle(editor, comparison, rows[0])
    first = publish(actor=editor, encounter=encounter, note="")

    def sections() -> list[str]:
        page = visitor().get(address(encounter, 1)).content.decode()
        return re.findall(
            r'<section (?:id="(?:rows|announced|quotes|themes|method)"|aria-label).*?</section>', page, re.S
        )

    files, page = {name: file(visitor, first, name) for name in FILES}, sections()
    assert len(page) >= 5
    for row in rows[1:4]:
        settle(editor, comparison, row)
    publish(actor=editor, encounter=encounter, note="Three rows more.")
    Encounter.objects.filter(pk=encounter.pk).update(title="Another title", own_words="")
    assert {name: file(visitor, first, name) for name in FILES} == files
    assert sections() == page
    older = plain(visitor().get(address(encounter, 1)).content.decode())
    assert "This is edition 1 of 2. Read the newest edition" in older
    newest = visitor().get(address(encounter)).content.decode()
    assert "What changed: Three rows more." in plain(newest)
    assert address(encounter, 1) in newest
    for number in (0, 3, 7):
        assert visitor().get(address(encounter, number)).status_code == 404


def test_the_digest_is_that_of_what_was_published(encounter: Encounter, editor: User, visitor) -> None:
    edition = issue(editor, encounter, pairs=(FERRY, MEET, RAMP))
    whole = json.loads(file(visitor, edition, "concordance.json"))
    jsonschema.validate(whole, schema("encounter"))
    content = json.dumps(whole["content"], sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    assert hashlib.sha256(content.encode()).hexdigest() == edition.digest == whole["digest"]
    assert whole["redacted"] is False
    assert edition.digest in visitor().get(address(encounter)).content.decode()


def test_the_table_is_read_back_and_runs_nothing(bare_encounter: Encounter, editor: User, enter_text, visitor) -> None:
    enter_text(bare_encounter, Part.A, '- =HYPERLINK("x") was agreed by Norhavn.\n- Norhavn will pay, "soon".\n')
    enter_text(bare_encounter, Part.B, "Sundby thanked Norhavn for the ferry. Sundby will pay for the ramp.")
    edition = issue(editor, bare_encounter)
    body = file(visitor, edition, "rows.csv")
    assert body.count(b"\r\n") == len(edition.content["rows"]) + 1
    table = list(csv.DictReader(io.StringIO(body.decode(), newline="")))
    assert [row["reported-by"] for row in table].count("only-a") == edition.content["counts"]["only_a"]
    assert any(row["a-words"].startswith("'=HYPERLINK") for row in table)
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in table for cell in row.values())
    assert {row["confirmed-by"] for row in table} == {"Edna"}


def test_markup_in_a_text_is_only_shown(bare_encounter: Encounter, editor: User, enter_text, visitor) -> None:
    enter_text(
        bare_encounter,
        Part.A,
        "Norhavn agreed to <script>alert(1)</script> pay for the ramp. Norhavn will open the \u202egate on Monday.",
        title="<b>Norhavn</b>",
    )
    enter_text(bare_encounter, Part.B, "Sundby thanked Norhavn for the ferry. Sundby will pay for the lamps.")
    issue(editor, bare_encounter)
    page = visitor().get(address(bare_encounter)).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "<b>Norhavn" not in page
    assert "\u202e" not in page


def test_pages_and_files_are_kept_only_with_asking_again(encounter: Encounter, editor: User, visitor) -> None:
    edition = issue(editor, encounter)
    for place, keep in (
        (address(encounter), "public, no-cache"),
        (address(encounter, 1), "public, no-cache"),
        (reverse("encounters", args=("en",)), "public, no-cache"),
        (reverse("encounter_file", args=(encounter.pk, 1, "rows.csv")), "public, max-age=60"),
    ):
        answer = visitor().get(place)
        assert answer.headers["Cache-Control"] == keep
        assert not answer.cookies
        again = visitor().get(place, headers={"If-None-Match": answer.headers["ETag"]})
        assert again.status_code == 304
    assert visitor().get(reverse("encounter_file", args=(encounter.pk, 1, "rows.xlsx"))).status_code == 404
    assert edition.number == 1


def test_before_it_is_published_there_is_nothing(encounter: Encounter, editor: User, visitor, staff) -> None:
    confirm(editor, compare(actor=editor, encounter=encounter))
    for client in (visitor(), staff(editor)):
        assert client.get(address(encounter)).status_code == 404
        assert client.get(reverse("encounter_any", args=(encounter.pk,))).status_code == 404
        assert encounter.title not in client.get(reverse("encounters", args=("en",))).content.decode()


def test_the_list_and_the_dialogue_lead_to_it(encounter: Encounter, editor: User, dialogue: Dialogue, visitor) -> None:
    Encounter.objects.filter(pk=encounter.pk).update(dialogue=dialogue)
    assert of_dialogue(dialogue, "en") == []
    issue(editor, encounter, pairs=(FERRY,))
    page = visitor().get(reverse("encounters", args=("en",))).content.decode()
    assert address(encounter) in page
    assert "1 both report" in plain(page)
    (link,) = of_dialogue(dialogue, "ru")
    assert link.url == address(encounter, language="ru")
    assert address(encounter) in visitor().get(reverse("dialogue", args=(dialogue.pk, "en"))).content.decode()
    assert reverse("dialogue", args=(dialogue.pk, "en")) in visitor().get(address(encounter)).content.decode()
    wish = visitor().get(reverse("encounter_any", args=(encounter.pk,)), headers={"Accept-Language": "ar;q=0.9, de"})
    assert (wish.status_code, wish.headers["Location"]) == (302, address(encounter, language="ar"))


def test_an_answer_stands_beside_its_row(encounter: Encounter, editor: User, visitor) -> None:
    edition = issue(editor, encounter, pairs=(FERRY,))
    number = next(row["number"] for row in edition.content["rows"] if row["a"] and row["b"])
    key = edition.content["rows"][number - 1]["key"]
    record_reply(
        actor=editor,
        edition=edition,
        row=key,
        side="b",
        text="The <i>ramp</i> decides the day.",
        language="en",
        source="Letter of the press office",
        received_on=date(2025, 5, 20),
    )
    page = visitor().get(address(encounter)).content.decode()
    row = page.split(f'id="r{number}"')[1].split(f'id="r{number + 1}"')[0]
    assert "The &lt;i&gt;ramp&lt;/i&gt; decides the day." in row
    assert "Letter of the press office" in row


def test_reports_stand_below_and_lead_to_their_page(encounter: Encounter, editor: User, enter_text, visitor) -> None:
    report = enter_text(encounter, Part.REPORT, two_towns.REPORT)
    issue(editor, encounter)
    page = visitor().get(address(encounter)).content.decode()
    assert reverse("encounter_text", args=(encounter.pk, "en", report.source.pk)) in page.split('id="reports"')[1]
    assert 'href="https://a.example.org/ferry" rel="nofollow noopener noreferrer"' in page


def test_a_later_version_is_named_on_an_older_edition(encounter: Encounter, editor: User, enter_text, visitor) -> None:
    issue(editor, encounter)
    source = encounter.sources.get(part=Part.A)
    enter_text(encounter, Part.A, two_towns.NORHAVN.replace("31 October", "30 October"), source=source)
    page = plain(visitor().get(address(encounter)).content.decode())
    assert "there is a version 2" not in page
    issue(editor, encounter)
    page = plain(visitor().get(address(encounter, 1)).content.decode())
    assert "Its publisher has corrected it since: there is a version 2" in page
    assert "until 31 October" in page
    assert "30 October" not in page


def test_joint_sentences_are_public_once_they_are_confirmed(
    encounter: Encounter, editor: User, enter_text, visitor
) -> None:
    enter_text(encounter, Part.JOINT, two_towns.JOINT)
    comparison = compare(actor=editor, encounter=encounter)
    confirm(editor, comparison, pairs=(FERRY,))
    sentence = state_of(comparison).sentences[0]
    told = {"sentence": sentence.key, "a": sentence.a and state_of(comparison).rows[0].key.split("|")[0], "b": ""}
    decide(actor=editor, comparison=comparison, verb="support", told=told, seen=comparison.decisions.count())
    edition = publish(actor=editor, encounter=encounter, note="")
    page = plain(visitor().get(address(encounter)).content.decode())
    assert "The two towns agreed to keep the ferry running." in page
    assert "Only A carries it" in page
    assert "2 sentences of the joint statement are still being looked at." in page
    assert "Norhavn will contribute to the ramp" not in page
    counts = json.loads(file(visitor, edition, "concordance.json"))["content"]["counts"]
    assert (counts["sentences"], counts["waiting_sentences"]) == (1, 2)


def test_two_arabic_texts_keep_their_language_and_direction(editor: User, enter_text, visitor) -> None:
    made = create(
        actor=editor,
        about=About("لقاء رئيسي البلديتين", "ar", Kind.MEETING, date(2025, 5, 5), "desk@example.org"),
        parties=(Party("نورهافن"), Party("سوندبي")),
    )
    a = "اتفقت نورهافن وسوندبي على تشغيل العبّارة حتى ٣١ أكتوبر. ستدفع نورهافن مليوني يورو للرصيف الجديد."
    b = "اتفق الجانبان على تشغيل العبّارة حتى نهاية أغسطس. شكرت سوندبي نورهافن على مرور سيارات الإسعاف."
    enter_text(made, Part.A, a, language="ar", title="العبّارة")
    enter_text(made, Part.B, b, language="ar", title="بيان سوندبي")
    issue(editor, made, pairs=(("تشغيل العبّارة حتى ٣١", "تشغيل العبّارة حتى نهاية"),))
    for language, way in (("ar", "rtl"), ("en", "ltr")):
        page = visitor().get(address(made, language=language)).content.decode()
        assert f'<html lang="{language}" dir="{way}">' in page
        assert '<blockquote><bdi dir="auto" lang="ar">' in page
        assert "تشغيل العبّارة حتى ٣١ أكتوبر" in plain(page)
        assert '<h1 dir="auto" lang="ar">' in page
