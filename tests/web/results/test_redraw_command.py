"""`detente map --from-database`: exactly what the page's numbers are, and nothing computed."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from detente.cli import main
from detente.exchange import read_json
from detente.web.consultations.models import Consultation, Phase
from detente.web.results import actions, queries
from detente.web.results.models import MapSnapshot
from tests.web.results.rooms import fill

Make = Callable[..., Consultation]


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["map", "--from-database", *map(str, arguments)])


@pytest.fixture
def consultation(make_consultation: Make) -> Consultation:
    made = make_consultation()
    fill(made, (14, 13))
    assert actions.redraw(made) is not None
    return made


def test_its_json_is_the_published_map(consultation: Consultation, tmp_path: Path) -> None:
    assert run(consultation.pk, "--json", tmp_path / "map.json").exit_code == 0
    found = queries.newest(consultation)
    assert found is not None
    assert (tmp_path / "map.json").read_text("utf-8") == queries.published_json(found.published)
    assert queries.published_json(read_json(tmp_path / "map.json")) == queries.published_json(found.published)


def test_it_shows_what_is_published_and_not_the_votes_since(consultation: Consultation, tmp_path: Path) -> None:
    before = run(consultation.pk).stdout
    assert "27 people took part: 14 on side Upstream and 13 on side Downstream." in before
    fill(consultation, (11, 12))
    assert run(consultation.pk).stdout == before
    actions.redraw(consultation)
    assert "50 people took part" in run(consultation.pk).stdout
    assert MapSnapshot.objects.count() == 2


def test_it_writes_every_form(consultation: Consultation, tmp_path: Path) -> None:
    done = run(consultation.pk, "--html", tmp_path / "map.html", "--csv", tmp_path / "tables", "--language", "ar")
    assert (done.exit_code, done.output) == (0, "")
    assert "<h1" in (tmp_path / "map.html").read_text("utf-8")
    assert len(list((tmp_path / "tables").iterdir())) == 7


@pytest.mark.parametrize("option", [("--seed", 3), ("--dimensions", 2), ("--private",)])
def test_what_would_compute_is_wrong_use(db: None, option: tuple[object, ...]) -> None:
    done = run(uuid.uuid4(), *option)
    assert done.exit_code == 2
    assert f"{option[0]} cannot be given with --from-database" in done.output


def test_refusals_say_what_to_do(make_consultation: Make, tmp_path: Path) -> None:
    assert "There is no consultation" in run(uuid.uuid4()).output
    draft = make_consultation(phase=Phase.DRAFT)
    assert "There is no consultation" in run(draft.pk).output
    nothing = make_consultation()
    done = run(nothing.pk)
    assert (done.exit_code, "Nothing of this consultation is published yet" in done.output) == (1, True)


def test_it_makes_no_site_where_there_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DETENTE_DATA", str(tmp_path))
    done = run(uuid.uuid4(), "--data", tmp_path / "nowhere")
    assert (done.exit_code, "There is no site in" in done.output) == (1, True)
    assert not (tmp_path / "nowhere").exists()
