"""The API: what it answers, what it refuses, and that its numbers are those of the published map."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import jsonschema
import pytest
from django.test import Client

from detente.web.consultations.models import Consultation, Phase, Reason, Stage, Statement
from detente.web.core.clock import today
from detente.web.core.middleware import POLICY
from detente.web.results.models import Import, MapSnapshot, Round
from tests.web.api.conftest import Published
from tests.web.conftest import add_statement

NOBODY = UUID("6f1d2c3b-4a59-4e68-8f70-112233445566")
Ask = Callable[..., Any]
Make = Callable[..., Consultation]


def description(ask: Ask) -> dict[str, Any]:
    made: dict[str, Any] = ask("/openapi.json").json()
    return made


def every_address(ask: Ask, published: Published) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """(path in the description, address, schema of its answer), for each path of the description."""
    values = {
        "dialogue": published.consultation.dialogue_id,
        "consultation": published.consultation.pk,
        "statement": published.snapshot.statements[0],
        "snapshot": published.snapshot.pk,
        "item": published.item.pk,
    }
    whole = description(ask)
    for path, methods in whole["paths"].items():
        assert set(methods) == {"get"}, path
        schema = methods["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        yield path, path.format(**values).removeprefix("/api/v1"), {**schema, "components": whole["components"]}


def test_every_address_of_the_description_answers_as_described(ask: Ask, published: Published) -> None:
    found = list(every_address(ask, published))
    assert len(found) == 11
    for path, address, schema in found:
        answer = ask(address)
        assert answer.status_code == 200, path
        assert answer.headers["Content-Type"] == "application/json"
        jsonschema.validate(answer.json(), schema)


def test_every_answer_has_the_headers_and_no_cookie(ask: Ask, published: Published) -> None:
    addresses = [address for _path, address, _schema in every_address(ask, published)]
    for address in [*addresses, "/openapi.json", f"/dialogues/{uuid4()}", "/nothing/here", "/dialogues?limit=0"]:
        answer = ask(address)
        assert not answer.cookies, address
        assert answer.headers["Content-Security-Policy"] == POLICY
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "same-origin"
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert "Access-Control-Allow-Credentials" not in answer.headers
        assert ("ETag" in answer.headers) == (answer.status_code == 200)
        assert answer.headers["Cache-Control"].startswith("public" if answer.status_code == 200 else "no-store")


def test_pages_elsewhere_are_not_open_to_other_sites(published: Published) -> None:
    answer = Client().get(f"/c/{published.consultation.pk}/en/")
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_what_has_not_changed_is_not_sent_again(ask: Ask, published: Published) -> None:
    address = f"/consultations/{published.consultation.pk}/statements"
    first = ask(address)
    again = ask(address, **{"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    add_statement(published.consultation, "A new one.", rank=91)
    changed = ask(address, **{"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200
    assert changed.headers["ETag"] != first.headers["ETag"]


def test_head_is_get_without_the_body(published: Published) -> None:
    address = f"/api/v1/consultations/{published.consultation.pk}"
    got, head = Client().get(address), Client().head(address)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["ETag"] == got.headers["ETag"]


# --- the numbers ---

COUNTS = {"votes": "n_votes", "agrees": "agreed", "disagrees": "disagreed", "passes": "passed"}


def fits(tally: dict[str, Any], cell: dict[str, Any]) -> None:
    assert tally["people"] == cell["n_people"]
    for name, field in COUNTS.items():
        assert tally[name] == (None if cell["withheld"] else cell[field])
    for name in ("agree", "disagree", "pass", "withheld", "redraw"):
        assert tally[name] == cell[name]


def test_tallies_are_those_of_the_published_map(ask: Ask, published: Published) -> None:
    summary = published.snapshot.published["summary"]
    rows = {row["id"]: row for row in ask(f"/consultations/{published.consultation.pk}/statements").json()["items"]}
    sides = [side["id"] for side in ask(f"/consultations/{published.consultation.pk}").json()["sides"]]
    withheld = 0
    assert len(summary["statements"]) == len(rows) - 1 == 8
    for result in summary["statements"]:
        row = rows.pop(published.snapshot.statements[result["statement"]])
        released = row["released"]
        assert released["snapshot"] == str(published.snapshot.pk)
        assert [one["name"] for one in released["sides"]] == [side["name"] for side in summary["sides"]]
        assert [one["side"] for one in released["sides"]] == sides
        assert [one["group"] for one in released["groups"]] == [group["name"] for group in summary["groups"]]
        cells = [(released["everybody"], result["overall"])]
        cells += zip(released["sides"], result["sides"], strict=True)
        cells += zip(released["groups"], result["groups"], strict=True)
        for tally, cell in cells:
            fits(tally, cell)
            withheld += cell["withheld"] != ""
        assert ask(f"/consultations/{published.consultation.pk}/statements/{row['id']}").json() == row
    assert withheld > 0
    assert [row["released"] for row in rows.values()] == [None]


def test_a_snapshot_is_the_published_map(ask: Ask, published: Published) -> None:
    of = f"/consultations/{published.consultation.pk}/snapshots"
    one = ask(f"{of}/{published.snapshot.pk}").json()
    assert one["published"] == published.snapshot.published
    assert one["statements"] == published.snapshot.statements
    (listed,) = ask(of).json()["items"]
    assert listed.items() <= one.items()
    assert listed["people"] == published.snapshot.published["summary"]["n_participants"]


def test_the_newest_snapshot_counts_and_no_other(ask: Ask, published: Published) -> None:
    before = published.snapshot
    later = MapSnapshot.objects.get(pk=before.pk)
    later.pk, later.number = uuid4(), 2
    later.published["summary"]["statements"][0]["overall"]["n_votes"] += 10
    later.save(force_insert=True)
    of = f"/consultations/{published.consultation.pk}"
    assert ask(of).json()["snapshot"] == str(later.pk)
    assert [row["number"] for row in ask(f"{of}/snapshots").json()["items"]] == [2, 1]
    result = later.published["summary"]["statements"][0]
    row = ask(f"{of}/statements/{later.statements[result['statement']]}").json()
    assert row["released"]["snapshot"] == str(later.pk)
    assert row["released"]["everybody"]["votes"] == result["overall"]["n_votes"]


def leaves(value: Any) -> Iterator[Any]:
    if isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from leaves(inner)
    else:
        yield value


def test_keys_are_strings_and_times_are_days(ask: Ask, published: Published) -> None:
    for path, address, _schema in every_address(ask, published):
        found = list(leaves(ask(address).json()))
        assert found, path
        assert not [one for one in found if isinstance(one, int | float) and abs(one) >= 2**31], path
        assert not [one for one in found if isinstance(one, str) and re.search(r"\d\d:\d\d", one)], path


def test_agenda_and_answers(ask: Ask, published: Published) -> None:
    (row,) = ask(f"/dialogues/{published.consultation.dialogue_id}/agenda").json()["items"]
    assert row["statement"] == published.snapshot.statements[0]
    answered, silent = row["sides"]
    assert [answer["kind"] for answer in answered["answers"]] == ["will_do", "will_discuss"]
    assert answered["answers"][0]["outcomes"][0]["done"] is True
    assert (silent["answers"], silent["days_without"]) == ([], 3)
    of = f"/dialogues/{published.consultation.dialogue_id}/agenda/{published.item.pk}"
    assert ask(f"{of}/answers").json() == row["sides"] == ask(of).json()["sides"]


# --- what is not there ---


def test_drafts_do_not_exist(ask: Ask, make_consultation: Make) -> None:
    draft = make_consultation(phase=Phase.DRAFT)
    for path in ("", "/statements", "/snapshots", f"/statements/{draft.statements.all()[0].pk}"):
        answer = ask(f"/consultations/{draft.pk}{path}")
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert ask(f"/dialogues/{draft.dialogue_id}/consultations").json() == {"count": 0, "next": None, "items": []}


@pytest.mark.parametrize("stage", [Stage.WAITING, Stage.ACCEPTED, Stage.REFUSED])
def test_statements_that_were_not_shown_do_not_exist(ask: Ask, make_consultation: Make, stage: str) -> None:
    place = make_consultation(statements=1)
    hidden = add_statement(place, "Not for everybody.", stage=stage, shown_on=None)
    assert ask(f"/consultations/{place.pk}/statements/{hidden.pk}").status_code == 404
    assert ask(f"/consultations/{place.pk}/statements").json()["count"] == 1


def test_a_text_that_was_taken_down_is_not_spread(ask: Ask, make_consultation: Make) -> None:
    place = make_consultation(statements=0)
    rude = add_statement(place, "Rude.", stage=Stage.RETIRED, reason=Reason.ABUSE)
    twice = add_statement(place, "Said twice.", stage=Stage.RETIRED, reason=Reason.DUPLICATE)
    rows = {row["id"]: row for row in ask(f"/consultations/{place.pk}/statements").json()["items"]}
    assert (rows[str(rude.pk)]["texts"], rows[str(rude.pk)]["reason"]) == ({}, "abuse")
    assert rows[str(twice.pk)]["texts"] == {"en": "Said twice."}


def test_what_belongs_elsewhere_is_not_found_here(ask: Ask, published: Published, make_consultation: Make) -> None:
    other = make_consultation()
    statement = published.snapshot.statements[0]
    assert ask(f"/consultations/{other.pk}/statements/{statement}").status_code == 404
    assert ask(f"/consultations/{other.pk}/snapshots/{published.snapshot.pk}").status_code == 404
    assert ask(f"/dialogues/{uuid4()}/agenda/{published.item.pk}").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "", "/", "/nothing", "/docs", "/dialogues/", "/dialogues/1", f"/dialogues/{NOBODY}",
        f"/consultations/{NOBODY}", f"/consultations/{NOBODY}/statements", "/consultations/%00",
    ],
)  # fmt: skip
def test_what_is_not_there_is_json_too(ask: Ask, db: None, path: str) -> None:
    answer = ask(path, Accept="text/html")
    assert answer.status_code == 404
    assert answer.json().keys() == {"code", "message"}


def test_a_statement_beyond_all_keys(ask: Ask, make_consultation: Make) -> None:
    assert ask(f"/consultations/{make_consultation().pk}/statements/{10**40}").status_code == 404


@pytest.mark.parametrize("query", ["limit=0", "limit=201", "limit=x", "limit=", "offset=-1", "offset=1000001"])
def test_a_parameter_that_does_not_fit_is_named(ask: Ask, db: None, query: str) -> None:
    answer = ask(f"/dialogues?{query}")
    assert (answer.status_code, answer.json()["code"]) == (422, "api.bad_parameter")
    assert query.split("=", maxsplit=1)[0] in answer.json()["message"]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nobody_writes_here(published: Published, visitor: Callable[[], Client], method: str) -> None:
    for address in ("/api/v1/dialogues", f"/api/v1/consultations/{published.consultation.pk}", "/api/v1/openapi.json"):
        answer = getattr(visitor(), method)(address)
        # The site's door turns methods away that no page has; a POST comes as far as the API.
        allowed, code = "GET, HEAD, POST, OPTIONS", "wrong_method"
        if method == "post":
            allowed, code = "GET, HEAD", "api.read_only"
        assert (answer.status_code, answer.headers["Allow"], answer.json()["code"]) == (405, allowed, code)
        elsewhere = getattr(Client(headers={"Sec-Fetch-Site": "cross-site"}), method)(address)
        assert (elsewhere.status_code, elsewhere.json()["code"]) == (403, "not_same_origin")


def test_a_list_is_read_in_parts(ask: Ask, make_consultation: Make) -> None:
    place = make_consultation(statements=7)
    address, seen = f"/consultations/{place.pk}/statements?limit=3", []
    while address:
        part = ask(address).json()
        assert part["count"] == 7
        seen += [row["id"] for row in part["items"]]
        address = (part["next"] or "").removeprefix("/api/v1")
    assert sorted(seen) == sorted(str(key) for key in Statement.objects.values_list("pk", flat=True))


def test_rounds_and_imports_are_named(ask: Ask, make_consultation: Make) -> None:
    first, second = make_consultation(), make_consultation()
    Import.objects.create(consultation=first, source="Elsewhere", notes=[])
    Round.objects.create(consultation=second, follows=first)
    one, two = ask(f"/consultations/{first.pk}").json(), ask(f"/consultations/{second.pk}").json()
    assert (one["imported"], one["sides"], one["follows"]) == ("Elsewhere", [], None)
    assert (two["imported"], two["follows"], len(two["sides"])) == (None, str(first.pk), 2)
    assert date.fromisoformat(two["opens_on"]) == today()


def test_the_description_asks_nothing_of_other_hosts(ask: Ask, db: None) -> None:
    whole = json.dumps(description(ask))
    assert "http" not in whole.replace("HTTPValidationError", "")


def test_the_downloaded_files_hold_the_same_numbers(ask: Ask, published: Published) -> None:
    of = f"/c/{published.consultation.pk}/results"
    api = ask(f"/consultations/{published.consultation.pk}/snapshots/{published.snapshot.pk}").json()
    assert read(f"{of}/map.json") == json.dumps(api["published"], sort_keys=True)
    table = list(csv.DictReader(io.StringIO(Client().get(f"{of}/tallies.csv").content.decode().lstrip("\ufeff"))))
    rows = {row["id"]: row for row in ask(f"/consultations/{published.consultation.pk}/statements").json()["items"]}
    compared = 0
    for line in table:
        if line["among"] == "all":
            tally = rows[line["comment-id"]]["released"]["everybody"]
            shown = [line[name] for name in ("votes", "agrees", "disagrees", "passes")]
            assert shown == ["" if tally[name] is None else str(tally[name]) for name in COUNTS]
            compared += 1
    assert compared == len(rows) - 1


def read(path: str) -> str:
    return json.dumps(json.loads(Client().get(path).content), sort_keys=True)
