"""The pages on which an editor confirms, and on which every decision can be taken back, without a script."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from detente.web.encounters.actions.deciding import compare, decide
from detente.web.encounters.models import Comparison, Decision, Encounter, Part
from detente.web.encounters.queries.reading import state_of
from detente.web.encounters.state import CONFIRMED, key_of, row_key
from detente.web.people.models import User
from tests.web.encounters import two_towns

pytestmark = pytest.mark.django_db

Staff = Callable[[User], Client]
BUTTON = re.compile(r'<button[^>]*name="decision" value="([^"]*)"[^>]*?(?:data-keys="([^"]*)")?[^>]*>', re.S)


@pytest.fixture
def comparison(encounter: Encounter, editor: User) -> Comparison:
    return compare(actor=editor, encounter=encounter)


@pytest.fixture
def edna(staff: Staff, editor: User) -> Client:
    return staff(editor)


def page(client: Client, encounter: Encounter, name: str = "confirm", query: str = "", status: int = 200) -> str:
    answer = client.get(reverse(name, args=(encounter.pk,)) + query)
    assert answer.status_code == status
    return answer.content.decode()


def values(html: str) -> dict[str, str]:
    """What the keys of a page send."""
    found: dict[str, str] = {}
    for tag in re.findall(r"<button[^>]*>", html):
        value, keys = re.search(r'name="decision" value=(["\'])(.*?)\1', tag), re.search(r'data-keys="([^"]*)"', tag)
        if value and keys:
            found |= dict.fromkeys(keys[1].split(), unescape(value[2]))
    return found


def hidden(html: str) -> dict[str, str]:
    """What every form of a page says of it."""
    return {name: re.search(rf'name="{name}" value="([^"]*)"', html)[1] for name in ("comparison", "seen", "number")}  # type: ignore[index] # the page always has them


def press(client: Client, encounter: Encounter, key: str, html: str, name: str = "confirm", **more: str) -> Any:
    sent = hidden(html) | {"decision": values(html)[key]} | more
    return client.post(reverse(name, args=(encounter.pk,)), sent)


def follow(client: Client, answer: Any) -> str:
    assert answer.status_code == 303
    shown = client.get(answer.url)
    assert shown.status_code == 200
    return str(shown.content.decode())


def test_enter_after_enter_confirms_everything_and_says_so(
    edna: Client, encounter: Encounter, comparison: Comparison
) -> None:
    html = page(edna, encounter)
    for _step in range(60):
        if "data-all-done" in html:
            break
        html = follow(edna, press(edna, encounter, "Enter", html))
    assert "Every row is decided." in html
    state = state_of(comparison)
    assert all(row.settled for row in state.rows)
    assert {row.decided.by for row in state.rows if row.decided} == {"Edna"}
    everything = page(edna, encounter, "decisions")
    assert everything.count("Take it back") == comparison.decisions.count()


def test_nothing_is_written_by_looking(edna: Client, encounter: Encounter, comparison: Comparison) -> None:
    for row in state_of(comparison).rows:
        page(edna, encounter, query=f"?row={row.key}")
    for query in ("?row=", "?row=nonsense", "?row=a0-1|b0-1&point=zz&difference=number:1-2:3-4", "?row=j0-9"):
        page(edna, encounter, query=query)
        page(edna, encounter, "decisions", query.replace("row", "comparison"))
    assert not Decision.objects.exists()


def test_before_there_are_two_texts(edna: Client, bare_encounter: Encounter) -> None:
    assert "Both readouts are needed" in page(edna, bare_encounter)
    page(edna, bare_encounter, "decisions", status=404)
    assert edna.post(reverse("confirm", args=(bare_encounter.pk,)), {"act": "compare"}).status_code == 409
    assert edna.post(reverse("confirm", args=(bare_encounter.pk,)), {"decision": "{}"}).status_code == 400


def test_the_texts_are_laid_side_by_side_from_here(edna: Client, encounter: Encounter) -> None:
    assert "Lay them side by side" in page(edna, encounter)
    answer = edna.post(reverse("confirm", args=(encounter.pk,)), {"act": "compare"})
    assert "Row 1 of" in follow(edna, answer)


def test_what_the_keys_do(edna: Client, encounter: Encounter, comparison: Comparison) -> None:
    def words(text: str) -> str:
        return next(key for key, point in state_of(comparison).keys.items() if text in point.text)

    def row_of(text: str) -> str:
        found = state_of(comparison).row_of(words(text))
        assert found is not None
        return found.key

    lorries = row_of("Norhavn rejected a toll")
    html = page(edna, encounter, query=f"?row={lorries}")
    follow(edna, press(edna, encounter, "0", html))
    assert row_of("Norhavn rejected a toll") == words("Norhavn rejected a toll") + "|"
    html = page(edna, encounter, query=f"?row={row_of('Norhavn rejected a toll')}")
    follow(edna, press(edna, encounter, "1", html))
    assert "did not reject" in state_of(comparison).keys[row_of("Norhavn rejected a toll").split("|")[1]].text
    html = page(edna, encounter, query=f"?row={row_of('Norhavn rejected a toll')}")
    html = follow(edna, press(edna, encounter, "+2", html))
    assert "+" in row_of("Norhavn rejected a toll")
    html = follow(edna, press(edna, encounter, "u", html))
    assert "+" not in row_of("Norhavn rejected a toll")
    html = page(edna, encounter, query=f"?row={row_of('Norhavn rejected a toll')}")
    assert 'data-hand="difference"' in html
    html = follow(edna, press(edna, encounter, "o", html))
    [kind] = [
        one.kind
        for one in state_of(comparison).row(row_of("Norhavn rejected a toll")).differences  # type: ignore[union-attr] # the row is there
        if one.status == CONFIRMED
    ]
    assert kind == "scope"


def test_a_counterpart_from_the_whole_list(edna: Client, encounter: Encounter, comparison: Comparison) -> None:
    row = next(row for row in state_of(comparison).rows if row.a and row.b)
    other = next(row for row in state_of(comparison).rows if row.b and not row.a)
    a, b, more = key_of("a", row.a[0].span), key_of("b", row.b[0].span), key_of("b", other.b[0].span)
    address = reverse("confirm", args=(encounter.pk,))
    for told, wanted in (({"a": [a], "b": []}, f"{a}|{more}"), ({"a": [a], "b": [b]}, row_key([a], [b, more]))):
        sent = hidden(page(edna, encounter)) | {"decision": json.dumps({"verb": "pair", **told}), "counterpart": more}
        follow(edna, edna.post(address, sent))
        found = state_of(comparison).row(wanted)
        assert found is not None
        assert found.status == CONFIRMED
    for wrong in ("", "j0-9", "b", "b0-1|"):
        answer = edna.post(address, sent | {"counterpart": wrong})
        assert answer.status_code == 400


def test_split_join_and_set_aside(edna: Client, encounter: Encounter, comparison: Comparison) -> None:
    state = state_of(comparison)
    point = next(p for p in state.found.points_a if "Norhavn will pay" in p.text)
    row = state.row_of(key_of("a", point.span))
    assert row is not None
    html = page(edna, encounter, query=f"?row={row.key}&point={key_of('a', point.span)}")
    split = json.dumps({"verb": "split", "point": key_of("a", point.span)})
    sent = hidden(html) | {"decision": split}
    wrong = edna.post(reverse("confirm", args=(encounter.pk,)), sent | {"words": point.text + " and more |"})
    assert wrong.status_code == 409
    assert "both parts need words" in wrong.content.decode()
    assert "and more |" in wrong.content.decode()
    right = point.text.replace("towards", "| towards")
    html = follow(edna, edna.post(reverse("confirm", args=(encounter.pk,)), sent | {"words": right}))
    texts = [one.text for one in state_of(comparison).found.points_a]
    assert point.text not in texts
    assert any(text.startswith("towards a new ramp") for text in texts)
    first = next(key for key, one in state_of(comparison).keys.items() if one.text.startswith("Norhavn will pay"))
    joined = state_of(comparison).row_of(first)
    assert joined is not None
    html = page(edna, encounter, query=f"?row={joined.key}&point={first}")
    follow(edna, press(edna, encounter, "j", html))
    assert point.text in [one.text for one in state_of(comparison).found.points_a]
    here = state_of(comparison).row_of(key_of("a", point.span))
    assert here is not None
    html = page(edna, encounter, query=f"?row={here.key}&point={key_of('a', point.span)}")
    html = follow(edna, press(edna, encounter, "f", html))
    assert key_of("a", point.span) in state_of(comparison).frames
    back = json.dumps({"verb": "point", "point": key_of("a", point.span)})
    follow(edna, edna.post(reverse("confirm", args=(encounter.pk,)), hidden(html) | {"decision": back}))
    assert key_of("a", point.span) not in state_of(comparison).frames


def test_a_difference_in_the_editors_words(edna: Client, encounter: Encounter, comparison: Comparison) -> None:
    row = next(row for row in state_of(comparison).rows if row.a and row.b)
    html = page(edna, encounter, query=f"?row={row.key}")
    add = {"decision": json.dumps({"verb": "difference", "row": row.key, "of": ""}), "kind": "framing"}
    address = reverse("confirm", args=(encounter.pk,))
    empty = edna.post(address, hidden(html) | add | {"note": "  "})
    assert empty.status_code == 400
    assert "Say in a few words" in empty.content.decode()
    long = edna.post(address, hidden(html) | add | {"note": "x" * 301})
    assert long.status_code == 400
    assert "x" * 301 in long.content.decode()
    follow(edna, edna.post(address, hidden(html) | add | {"note": "A \x00 <b>gift</b>\u202e, B a loan"}))
    [made] = state_of(comparison).row(row.key).differences[-1:]  # type: ignore[union-attr] # the row is there
    assert (made.kind, made.note) == ("framing", "A <b>gift</b>, B a loan")
    shown = page(edna, encounter, query=f"?row={row.key}")
    assert "<b>gift</b>" not in shown
    assert "&lt;b&gt;gift&lt;/b&gt;" in shown


def test_a_reading_is_put_right(edna: Client, encounter: Encounter, comparison: Comparison) -> None:
    state = state_of(comparison)
    key, point = next((key, p) for key, p in state.keys.items() if "We are close" in p.text)
    row = state.row_of(key)
    assert row is not None
    html = page(edna, encounter, query=f"?row={row.key}")
    address = reverse("confirm", args=(encounter.pk,))
    reading = {"decision": json.dumps({"verb": "reading", "point": key}), "commitment": "denied"}
    follow(edna, edna.post(address, hidden(html) | reading))
    assert state_of(comparison).keys[key].commitment == "denied" != point.commitment
    assert "It is no quotation" in html
    drop = {"decision": json.dumps({"verb": "reading", "point": key, "drop": "quotation"})}
    html = follow(edna, edna.post(address, hidden(page(edna, encounter)) | drop))
    assert "It is no quotation" not in html


def test_two_editors_on_one_point(
    edna: Client, staff: Staff, second_editor: User, encounter: Encounter, comparison: Comparison
) -> None:
    emil = staff(second_editor)
    row = next(row for row in state_of(comparison).rows if row.a and row.b)
    hers, his = (page(client, encounter, query=f"?row={row.key}") for client in (edna, emil))
    follow(edna, press(edna, encounter, "0", hers))
    both = press(emil, encounter, "Enter", his)
    assert both.status_code == 409
    html = both.content.decode()
    assert 'data-refused="encounters.meanwhile"' in html
    assert "Edna decided on the same point" in html
    assert "Only A reports it" in html
    assert "Both report it" in html
    assert comparison.decisions.count() == 1
    kept = emil.get(reverse("confirm", args=(encounter.pk,)) + _back(html))
    assert "confirmed" in kept.content.decode()
    follow(emil, press(emil, encounter, "m", html))
    assert comparison.decisions.count() == 2
    now_there = state_of(comparison).row(row.key)
    assert now_there is not None
    assert now_there.decided is not None
    assert now_there.decided.by == "Emil"


def _back(html: str) -> str:
    found = re.search(r'href="[^"?]*(\?row=[^"]*)" data-keys="k"', html)
    assert found
    return unescape(found[1])


def test_a_third_decision_between_is_asked_about_again(
    edna: Client, staff: Staff, second_editor: User, encounter: Encounter, comparison: Comparison
) -> None:
    emil = staff(second_editor)
    row = next(row for row in state_of(comparison).rows if row.a and row.b)
    hers, his = (page(client, encounter, query=f"?row={row.key}") for client in (edna, emil))
    first = follow(edna, press(edna, encounter, "0", hers))
    both = press(emil, encounter, "Enter", his).content.decode()
    follow(edna, press(edna, encounter, "u", first))
    assert press(emil, encounter, "m", both).status_code == 409
    assert comparison.decisions.count() == 2


def test_two_editors_who_decide_the_same_do_not_meet(
    edna: Client, staff: Staff, second_editor: User, encounter: Encounter, comparison: Comparison
) -> None:
    emil = staff(second_editor)
    row = next(row for row in state_of(comparison).rows if row.differences and row.a and row.b)
    hers, his = (page(client, encounter, query=f"?row={row.key}") for client in (edna, emil))
    hers = follow(edna, press(edna, encounter, "Enter", hers))
    assert 'data-hand="difference"' in hers
    hers = follow(edna, press(edna, encounter, "Enter", hers))
    made = comparison.decisions.count()
    follow(emil, press(emil, encounter, "Enter", his))
    assert comparison.decisions.count() == made
    shared = state_of(comparison).row(row.key)
    assert shared is not None
    assert shared.decided is not None
    assert shared.decided.by == "Edna"
    # What was taken back since is no longer what both said.
    follow(edna, press(edna, encounter, "u", hers))
    follow(edna, press(edna, encounter, "u", page(edna, encounter)))
    assert press(emil, encounter, "Enter", his).status_code == 409


def test_decisions_on_different_points_do_not_meet(
    edna: Client, staff: Staff, second_editor: User, encounter: Encounter, comparison: Comparison
) -> None:
    emil = staff(second_editor)
    first, second = [row for row in state_of(comparison).rows if row.a and row.b][:2]
    hers, his = page(edna, encounter, query=f"?row={first.key}"), page(emil, encounter, query=f"?row={second.key}")
    follow(edna, press(edna, encounter, "Enter", hers))
    follow(emil, press(emil, encounter, "Enter", his))
    assert [one.editor.name for one in comparison.decisions.all()] == ["Edna", "Emil"]


def test_a_review_is_somebody_elses(
    edna: Client, staff: Staff, second_editor: User, editor: User, encounter: Encounter, comparison: Comparison
) -> None:
    emil = staff(second_editor)
    row = next(row for row in state_of(comparison).rows if not row.b)
    html = follow(edna, press(edna, encounter, "Enter", page(edna, encounter, query=f"?row={row.key}")))
    html = page(edna, encounter, query=f"?row={row.key}")
    assert "r" not in values(html)
    review = {"decision": json.dumps({"verb": "review", "row": row.key})}
    own = edna.post(reverse("confirm", args=(encounter.pk,)), hidden(html) | review)
    assert own.status_code == 409
    assert "ask a second editor" in own.content.decode()
    follow(emil, press(emil, encounter, "r", page(emil, encounter, query=f"?row={row.key}")))
    assert "looked at again" in page(edna, encounter, query=f"?row={row.key}")


def test_an_older_page_is_told_of_a_newer_version(
    edna: Client, editor: User, encounter: Encounter, comparison: Comparison, enter_text: Callable[..., Any]
) -> None:
    html = page(edna, encounter)
    source = encounter.sources.get(part=Part.A)
    enter_text(encounter, Part.A, two_towns.NORHAVN.replace("31 October", "30 November"), source=source)
    assert "A newer version is entered" in page(edna, encounter)
    compare(actor=editor, encounter=encounter)
    late = press(edna, encounter, "Enter", html)
    assert late.status_code == 409
    assert "What stands unchanged in it was taken over" in late.content.decode()
    assert not Decision.objects.exists()


def test_nothing_to_take_back(edna: Client, encounter: Encounter, comparison: Comparison) -> None:
    sent = hidden(page(edna, encounter)) | {"decision": '{"verb":"undo"}'}
    answer = edna.post(reverse("confirm", args=(encounter.pk,)), sent)
    assert answer.status_code == 409
    assert "Nothing that you decided" in answer.content.decode()


@pytest.mark.parametrize(
    "decision",
    [
        "",
        "x",
        "[]",
        "{}",
        '{"verb":1}',
        '{"verb":"drop table"}',
        '{"verb":"pair"}',
        '{"verb":"pair","a":"a0-1","b":[]}',
        '{"verb":"pair","a":["b0-1"],"b":["b0-1"]}',
        '{"verb":"alone","point":"a00-57"}',
        '{"verb":"alone","point":"a٠-٥"}',
        '{"verb":"split","point":"a0-9","at":Infinity}',
        '{"verb":"split","point":"q","words":"|"}',
        '{"verb":"undo","sequence":"1"}',
        '{"verb":"undo","sequence":true}',
        '{"verb":"undo","sequence":' + "9" * 5000 + "}",
        '{"verb":"reading","point":"a0-9","commitment":"sworn"}',
        "[" * 5000,
        '{"verb":"review","row":""}',
        '{"verb":"support","sentence":"a0-9","a":"","b":""}',
        '{"verb":"join","point":"a0-9","next":"b10-12"}',
        '{"verb":"difference","row":"a0-9|","of":"x","kind":"odd","note":""}',
    ],
)
def test_what_no_button_sends(edna: Client, encounter: Encounter, comparison: Comparison, decision: str) -> None:
    for name in ("confirm", "confirm_joint", "decisions"):
        sent = {"comparison": "1", "seen": "0", "number": "1", "decision": decision}
        assert edna.post(reverse(name, args=(encounter.pk,)), sent).status_code == 400
    assert not Decision.objects.exists()


@pytest.mark.parametrize(
    ("name", "given"), [("comparison", "x"), ("seen", ""), ("seen", "-1"), ("comparison", "9" * 30)]
)
def test_a_page_says_what_it_had_seen(
    edna: Client, encounter: Encounter, comparison: Comparison, name: str, given: str
) -> None:
    sent = {"comparison": "1", "seen": "0", "decision": '{"verb":"undo"}'} | {name: given}
    assert edna.post(reverse("confirm", args=(encounter.pk,)), sent).status_code == 400


@pytest.mark.parametrize(
    "decision",
    [
        '{"verb":"alone","point":"a1-2"}',
        '{"verb":"pair","a":["a1-2"],"b":["b1-2"]}',
        '{"verb":"review","row":"a1-2|"}',
        '{"verb":"difference","row":"a1-2|b1-2","of":"","kind":"scope","note":"x"}',
        '{"verb":"undo","sequence":7}',
        '{"verb":"support","sentence":"j0-5","a":"","b":""}',
    ],
)
def test_what_is_not_there_is_said(edna: Client, encounter: Encounter, comparison: Comparison, decision: str) -> None:
    sent = {"comparison": "1", "seen": "0", "decision": decision}
    answer = edna.post(reverse("confirm", args=(encounter.pk,)), sent)
    assert answer.status_code == 409
    assert "data-refused=" in answer.content.decode()
    assert not Decision.objects.exists()


def test_a_difference_that_nobody_found_is_not_there(
    edna: Client, encounter: Encounter, comparison: Comparison
) -> None:
    row = next(row for row in state_of(comparison).rows if row.differences)
    told = {"verb": "difference", "row": row.key, "of": "number:1-2:3-4", "kind": "number", "note": ""}
    sent = {"comparison": "1", "seen": "0", "decision": json.dumps(told)}
    assert edna.post(reverse("confirm", args=(encounter.pk,)), sent).status_code == 409


def test_the_history_takes_back_and_lets_hold_again(
    edna: Client, editor: User, encounter: Encounter, comparison: Comparison
) -> None:
    row = next(row for row in state_of(comparison).rows if row.a and row.b)
    keys = {side: [key_of(side, p.span) for p in getattr(row, side)] for side in ("a", "b")}
    decide(actor=editor, comparison=comparison, verb="pair", told=keys, seen=0)
    address = reverse("decisions", args=(encounter.pk,))
    html = page(edna, encounter, "decisions")
    sent = hidden(html) | {"decision": '{"verb":"undo","sequence":1}'}
    html = follow(edna, edna.post(address, sent))
    assert "taken back" in html
    assert "Let it hold again" in html
    again = edna.post(address, sent | {"seen": "2"})
    assert again.status_code == 409, "what is taken back is not taken back twice"
    follow(edna, edna.post(address, sent | {"seen": "2", "decision": '{"verb":"undo","sequence":2}'}))
    there = state_of(comparison).row(row.key)
    assert there is not None
    assert there.status == CONFIRMED
    assert edna.post(address, sent | {"seen": "3", "decision": '{"verb":"undo","sequence":2}'}).status_code == 409


def test_a_joint_statement_is_confirmed_the_same_way(
    edna: Client,
    staff: Staff,
    second_editor: User,
    editor: User,
    encounter: Encounter,
    enter_text: Callable[..., Any],
) -> None:
    compare(actor=editor, encounter=encounter)
    page(edna, encounter, "confirm_joint", status=404)
    enter_text(encounter, Part.JOINT, two_towns.JOINT)
    comparison = compare(actor=editor, encounter=encounter)
    assert comparison.number == 2
    html = page(edna, encounter, "confirm_joint")
    assert "Sentence 1 of 3" in html
    first = state_of(comparison).sentences[0]
    html = follow(edna, press(edna, encounter, "2", html, "confirm_joint"))
    chosen = state_of(comparison).sentences[0]
    assert chosen.decided is not None
    assert chosen.a != first.a
    html = page(edna, encounter, "confirm_joint", f"?row={first.key}&point=b")
    html = follow(edna, press(edna, encounter, "0", html, "confirm_joint"))
    assert state_of(comparison).sentences[0].b is None
    for _step in range(30):
        if "data-all-done" in html:
            break
        html = follow(edna, press(edna, encounter, "Enter", html, "confirm_joint"))
    assert "Every sentence is decided." in html
    assert all(one.settled for one in state_of(comparison).sentences)
    emil = staff(second_editor)
    follow(emil, press(emil, encounter, "r", page(emil, encounter, "confirm_joint"), "confirm_joint"))
    assert sum(one.reviewed is not None for one in state_of(comparison).sentences) == 1
    assert "carried in A by" in page(edna, encounter, "decisions")


def test_a_text_that_was_taken_down(edna: Client, editor: User, encounter: Encounter, comparison: Comparison) -> None:
    row = next(row for row in state_of(comparison).rows if row.a)
    point = key_of("a", row.a[0].span)
    html = page(edna, encounter)
    decide(actor=editor, comparison=comparison, verb="alone", told={"point": point}, seen=0)
    version = comparison.a
    version.body, version.title, version.taken_down_on = "", "", two_towns.DAY
    version.save()
    assert "was taken down" in page(edna, encounter)
    assert press(edna, encounter, "Enter", html).status_code == 409
    history = page(edna, encounter, "decisions")
    assert "(words that were taken down)" in history
    assert "Take it back" not in history


def test_only_editors_and_conveners(staff: Staff, convener: User, moderator: User, encounter: Encounter) -> None:
    for name in ("confirm", "confirm_joint", "decisions"):
        address = reverse(name, args=(encounter.pk,))
        assert staff(moderator).get(address).status_code == 404
        assert staff(moderator).post(address, {"act": "compare"}).status_code == 404
    assert staff(convener).get(reverse("confirm", args=(encounter.pk,))).status_code == 200
