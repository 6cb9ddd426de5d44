"""What matters to them: one released number on the page, in the files, in the API and from the command."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.test import Client

from detente.cli import main
from detente.web.consultations.models import Consultation, Phase, Vote
from detente.web.results import actions, memory
from detente.web.results.models import Import, MapSnapshot, ReleaseMemory
from detente.web.results.queries import published_of
from tests.web.results.rooms import fill

Make = Callable[..., Consultation]
Visitor = Callable[[], Client]


def words(html: str) -> str:
    return " ".join(re.sub(r"[\u2066-\u2069]", "", re.sub(r"<[^>]+>", " ", html)).split())


def mark(consultation: Consultation, loud: list[int]) -> None:
    """Nearly everybody says of `loud` that it matters to them, and one in twenty of anything else."""
    for at, vote in enumerate(Vote.objects.filter(participant__consultation=consultation).order_by("pk")):
        vote.matters = at % 9 != 0 if vote.statement_id in loud else at % 20 == 0
        vote.save()


@pytest.fixture
def consultation(make_consultation: Make) -> Consultation:
    made = make_consultation()
    fill(made, (26, 24), undeclared=11)
    keys = list(made.statements.order_by("rank").values_list("pk", flat=True))
    mark(made, keys[:2])
    assert actions.redraw(made) is not None
    return made


def test_page_files_api_and_command_say_the_same(consultation: Consultation, visitor: Visitor, tmp_path: Path) -> None:
    here = f"/c/{consultation.pk}"
    browser = visitor()
    whole = json.loads(browser.get(f"{here}/results/map.json").content)["summary"]
    tallies = {
        (row["comment-id"], row["among"], row["name"]): row
        for row in csv.DictReader(io.StringIO(browser.get(f"{here}/results/tallies.csv").content.decode(), newline=""))
    }
    statements = {
        row["comment-id"]: row
        for row in csv.DictReader(
            io.StringIO(browser.get(f"{here}/results/statements.csv").content.decode(), newline="")
        )
    }
    told: dict[str, Any] = {
        one["id"]: one["released"]
        for one in browser.get(f"/api/v1/consultations/{consultation.pk}/statements?limit=200").json()["items"]
    }
    done = CliRunner().invoke(
        main,
        f"map --from-database {consultation.pk} --json {tmp_path}/map.json --csv {tmp_path}/tables".split(),
    )
    assert done.exit_code == 0, done.output
    assert json.loads((tmp_path / "map.json").read_text("utf-8"))["summary"] == whole
    tables = (tmp_path / "tables" / "tallies.csv").read_text("utf-8")
    keys = list(MapSnapshot.objects.get().statements)
    page = words(browser.get(f"{here}/en/results/").content.decode())
    listed = [keys[entry["statement"]] for entry in whole["matters"]]
    assert len(listed) == 2
    checked = 0
    for key, result in zip(keys, whole["statements"], strict=True):
        votes = Vote.objects.filter(statement=int(key))
        own = words(browser.get(f"{here}/en/results/{key}/").content.decode())
        cells = [("all", "", result["overall"], told[key]["everybody"])]
        cells += [
            ("side", side["name"], cell, found)
            for side, cell, found in zip(whole["sides"], result["sides"], told[key]["sides"], strict=True)
        ]
        for among, name, cell, found in cells:
            of = votes if among == "all" else votes.filter(participant__side__name__en=name)
            marked = of.filter(matters=True).count()
            assert cell["marked"] == found["matters"] == marked
            assert int(tallies[key, among, name]["matters"]) == marked
            assert f"{cell['n_votes']} {marked} " in own
            if among == "side":
                said = f"Of the {cell['n_votes']} people of side {name} who answered this, "
                said += f"{marked or 'nobody'} said that it matters to them."
                assert said in own
                assert key not in listed or said in page
            checked += 1
        assert int(statements[key]["matters"]) == result["overall"]["marked"]
        for group, cell, found in zip(whole["groups"], result["groups"], told[key]["groups"], strict=True):
            assert "marked" not in cell
            assert found["matters"] is None
            assert tallies[key, "group", group["name"]]["matters"] == ""
    assert checked == 36
    assert tables.count("\n") == len(tallies) + 1
    assert 'href="#matters"' in browser.get(f"{here}/en/results/").content.decode()
    rankings = (tmp_path / "tables" / "rankings.csv").read_text("utf-8")
    assert rankings.count("\nmatters,") == 2
    assert "What matters to them" in CliRunner().invoke(main, ["map", "--from-database", str(consultation.pk)]).stdout


def test_a_consultation_held_elsewhere_has_no_such_part(make_consultation: Make, visitor: Visitor) -> None:
    here = make_consultation(phase=Phase.CLOSED)
    fill(here, (0, 0), undeclared=30)
    Import.objects.create(consultation=here, source="an export", notes=[])
    assert actions.redraw(here) is not None
    assert '"marked"' not in visitor().get(f"/c/{here.pk}/results/map.json").content.decode()
    assert "matters" not in words(visitor().get(f"/c/{here.pk}/en/results/").content.decode())


def test_where_nobody_marked_the_page_is_silent(make_consultation: Make, visitor: Visitor) -> None:
    here = make_consultation()
    fill(here, (14, 14))
    snapshot = actions.redraw(here)
    assert snapshot is not None
    assert snapshot.published["summary"]["statements"][0]["overall"]["marked"] == 0
    assert "matters to them" not in words(visitor().get(f"/c/{here.pk}/en/results/").content.decode())


def test_a_memory_and_a_page_from_before_marks_go_on(consultation: Consultation, visitor: Visitor) -> None:
    """What an earlier version kept is read as "not recorded", and each row tells its marks when it is renewed."""
    row, snapshot = ReleaseMemory.objects.get(), MapSnapshot.objects.get()
    kept = memory.unpacked(row)
    assert kept.state is not None
    whole = json.loads(kept.state.to_json())
    del whole["cells"]["marks"]
    older = memory.Remembered(type(kept.state).from_json(json.dumps(whole)), kept.days, kept.waiting)
    ReleaseMemory.objects.update(state=memory.packed(older))
    del snapshot.published["summary"]["matters"]
    for result in snapshot.published["summary"]["statements"]:
        for cell in (result["overall"], *result["sides"]):
            cell.pop("marked", None)
    MapSnapshot.objects.all().delete()
    MapSnapshot.objects.bulk_create([snapshot])
    published_of.cache_clear()
    assert actions.redraw(consultation) is None  # the page stays as it is
    fill(consultation, (10, 0), seed=5)
    after = actions.redraw(consultation)
    assert after is not None
    for result in after.published["summary"]["statements"]:
        assert "marked" in result["sides"][0]
        assert "marked" not in result["sides"][1]
        assert "marked" not in result["overall"]
    assert visitor().get(f"/c/{consultation.pk}/en/results/").status_code == 200
