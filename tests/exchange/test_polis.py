"""Exports of the three generations of Polis: what is read, and what the reader says that it decided."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.exchange import Conversation, ExchangeError, read, read_polis
from detente.exchange.errors import VotesMissing
from tests.exchange.making import Polis, conversation, edit, write_a, write_b, write_c

WRITERS = {"A": write_a, "B": write_b, "C": write_c}


def votes_of(conv: Conversation) -> dict[tuple[str, str], int]:
    votes = conv.votes
    return {
        (conv.participants[p], conv.statements[s].id): int(v)
        for p, s, v in zip(votes.participant, votes.statement, votes.vote, strict=True)
    }


def codes(conv: Conversation) -> list[str]:
    return [note.code for note in conv.report.notes]


def sentence(conv: Conversation, code: str) -> str:
    return next(note.sentence() for note in conv.report.notes if note.code == code)


@pytest.fixture(params=sorted(WRITERS))
def generation(request: pytest.FixtureRequest) -> str:
    return request.param


def test_every_generation_gives_the_same_conversation(generation: str, tmp_path: Path) -> None:
    data = conversation()
    conv = read(WRITERS[generation](tmp_path / "export", data))
    kept = {s for s, _, moderated in data.statements if moderated != -1}
    assert votes_of(conv) == {(str(p), str(s)): v for (p, s), v in data.last().items() if s in kept}
    assert [leaf.id for leaf in conv.statements] == ["0", "1", "2", "4", "5", "6"]
    assert [leaf.text for leaf in conv.statements] == [data.texts[int(leaf.id)] for leaf in conv.statements]
    assert [leaf.state for leaf in conv.statements] == ["accepted"] * 2 + ["undecided"] + ["accepted"] * 3
    assert conv.participants == ("1", "2", "3", "4", "5", "6", "7")
    assert (conv.topic, conv.description) == ("The bridge", "What first?\nAnd then?")
    assert conv.sides is None
    assert conv.report.generation == generation


def test_the_report_counts_what_was_left_out(generation: str, tmp_path: Path) -> None:
    report = read_polis(WRITERS[generation](tmp_path / "export", conversation())).report
    assert (report.n_rows, report.n_changed) == (19, 1)
    assert (report.n_rejected, report.n_rejected_votes, report.n_without_votes) == (1, 2, 1)
    assert (report.authors_agree, report.authors_voted) == (5, 5)
    assert (report.n_tallies_differ, report.n_matrix_differ, report.n_unknown_votes) == (0, 0, 0)


def test_sign_is_decided_by_the_authors_or_declared(tmp_path: Path) -> None:
    data = conversation()
    a, b, c = (read_polis(write(tmp_path / name, data)) for name, write in WRITERS.items())
    assert [(conv.report.sign, conv.report.sign_basis) for conv in (a, b, c)] == [
        (1, "authors"),
        (-1, "authors"),
        (1, "declared"),
    ]
    assert sentence(a, "sign") == (
        "Sign of votes: nothing declares it. People agree with what they write, and of 5 votes of authors on their own "
        "statements 5 agree if agree is +1; so agree is +1."
    )
    assert sentence(b, "turned") == "Agree is -1 in these files: every vote was turned."
    assert sentence(c, "sign") == 'Sign of votes: declared as "agree=+1;disagree=-1;pass=0".'
    assert sentence(c, "authors") == "Check of the sign: of 5 votes of authors on their own statements 5 agree."


def test_generation_b_counts_agrees_as_disagrees(tmp_path: Path) -> None:
    conv = read_polis(write_b(tmp_path / "export", conversation()))
    assert sentence(conv, "tallies_swapped") == "The columns agrees and disagrees of comments.csv are swapped."


def test_inverted_votes_are_turned_and_it_is_said(tmp_path: Path) -> None:
    data = conversation()
    upright = read_polis(write_a(tmp_path / "upright", data))
    inverted = read_polis(write_a(tmp_path / "inverted", data.flipped()))
    assert votes_of(inverted) == votes_of(upright)
    assert (inverted.report.sign, inverted.report.sign_basis) == (-1, "authors")
    assert any(note.code == "turned" and note.attention for note in inverted.report.notes)


def test_too_few_authors_leave_the_known_sign_of_generation_a(tmp_path: Path) -> None:
    data = conversation()
    few = replace(data, statements=[(s, 0, moderated) for s, _, moderated in data.statements])
    conv = read_polis(write_a(tmp_path / "export", few))
    assert (conv.report.sign, conv.report.sign_basis) == (1, "assumed")
    assert sentence(conv, "sign").endswith("Agree is taken to be +1, as in every export of this kind.")


def test_what_counts_few_votes_or_one_person_is_not_for_a_page(generation: str, tmp_path: Path) -> None:
    data = conversation()
    data = replace(data, votes=[*data.votes, (160, 0, 0, 1)])  # an author like any other, who happens to be number 0
    report = read_polis(WRITERS[generation](tmp_path / "export", data)).report
    said = " ".join(report.sentences())
    assert "This is a Polis export" in said
    assert "Sign of votes" in said
    everything = " ".join(note.sentence() for note in report.notes)
    for words in ("Votes read", "and passed on", "that the moderators rejected"):
        assert words in everything
        assert words not in said


def test_a_user_may_declare_the_sign(tmp_path: Path) -> None:
    data = conversation()
    few = replace(data, statements=[(s, 0, moderated) for s, _, moderated in data.statements])
    folder = write_b(tmp_path / "export", few)
    conv = read_polis(folder, convention="agree=-1;disagree=+1;pass=0")
    assert (conv.report.sign, conv.report.sign_basis) == (-1, "declared")
    assert votes_of(conv)["1", "0"] == 1


def test_first_line_of_votes_may_declare(tmp_path: Path) -> None:
    folder = write_c(tmp_path / "export", conversation(), declared=None)
    votes = folder / "votes.csv"
    votes.write_text("# vote-convention: agree=+1;disagree=-1;pass=0\n" + votes.read_text("utf-8"), "utf-8")
    assert read_polis(folder).report.sign_basis == "declared"


def test_the_later_time_counts_wherever_its_row_stands(tmp_path: Path) -> None:
    folder = write_c(tmp_path / "export", conversation())
    votes = folder / "votes.csv"
    head, *rows = votes.read_text("utf-8").splitlines(keepends=True)
    votes.write_text("".join([head, *reversed(rows)]), "utf-8")
    assert votes_of(read_polis(folder))["2", "0"] == 1


def test_without_a_log_the_table_is_read(tmp_path: Path) -> None:
    data = conversation()
    both = read_polis(write_a(tmp_path / "both", data))
    table = read_polis(write_a(tmp_path / "table", data, log=False))
    log = read_polis(write_a(tmp_path / "log", data, matrix=False))
    assert table.votes.digest == both.votes.digest == log.votes.digest
    assert sentence(table, "no_log") == "There is no votes.csv: the last votes are read from participants-votes.csv."
    # comments.csv counts the changed vote of participant 2 on statement 0 twice; the table holds it once
    assert table.report.n_tallies_differ == 1
    assert "comments.csv counts changed votes as well" in sentence(table, "tallies")


def test_a_changed_vote_in_the_table_is_reported(tmp_path: Path) -> None:
    folder = write_a(tmp_path / "export", conversation())
    edit(folder / "participants-votes.csv", "7,,0,1,2,2,0,,,,,1,1", "7,,0,1,2,2,0,,,,,-1,1")
    conv = read_polis(folder)
    assert votes_of(conv)["7", "5"] == 1
    assert sentence(conv, "matrix") == "votes.csv and participants-votes.csv differ in 1 votes; votes.csv counts."


@pytest.mark.parametrize(("passed", "expected"), [(3, True), (2, False)])
def test_participant_0_who_passes_on_own_statements_is_the_organiser(
    passed: int, expected: bool, tmp_path: Path
) -> None:
    data = conversation()
    seeds = [(20 + k, 0, 1) for k in range(3)]
    votes = [(200 + k, 20 + k, 0, 0 if k < passed else 1) for k in range(3)]
    texts = {**data.texts, **{20 + k: f"Seed {k}" for k in range(3)}}
    conv = read_polis(write_a(tmp_path / "export", Polis([*data.statements, *seeds], [*data.votes, *votes], texts)))
    assert conv.organisers == ((0,) if expected else ())
    assert conv.report.organiser == ("0" if expected else None)
    assert (conv.report.organiser_passed, conv.report.organiser_own) == (passed, 3)
    assert ("organiser" in codes(conv)) is expected
    by_organiser = {leaf.id for leaf in conv.statements if leaf.by_organiser}
    assert by_organiser == {"0", "4", "20", "21"} | ({"22"} if expected else set())


def test_an_organiser_who_cast_no_vote_is_no_participant(tmp_path: Path) -> None:
    conv = read_polis(write_a(tmp_path / "export", conversation()))
    assert conv.organisers == ()
    assert sentence(conv, "organiser_absent") == "Participant 0 wrote 2 statements and cast no vote: the organiser."


def test_seed_and_meta_columns_are_read(tmp_path: Path) -> None:
    folder = write_a(tmp_path / "export", conversation())
    path = folder / "comments.csv"
    lines = path.read_text("utf-8").split("\n")
    marked = {5: "true,false", 6: "false,true"}
    out = []
    for line in lines:
        cells = line.split(",", 7)
        if len(cells) < 8:
            out.append(line)
            continue
        flags = "is-meta,is-seed" if cells[2] == "comment-id" else marked.get(int(cells[2]), "false,false")
        out.append(",".join([cells[0], *cells[2:7], flags, cells[7]]))  # this form has no datetime
    path.write_text("\n".join(out), "utf-8")
    conv = read_polis(folder)
    assert {leaf.id: (leaf.is_meta, leaf.by_organiser) for leaf in conv.statements} == {
        "0": (False, False),
        "1": (False, False),
        "2": (False, False),
        "4": (False, False),
        "5": (True, False),
        "6": (False, True),
    }


def test_a_few_votes_on_unknown_statements_are_left_out_and_reported(tmp_path: Path) -> None:
    data = conversation()
    many = [(300 + k, 0, 100 + k, 1) for k in range(100)]
    folder = write_a(tmp_path / "export", replace(data, votes=[*data.votes, *many]), matrix=False)
    with (folder / "votes.csv").open("a", encoding="utf-8") as file:
        file.write("1700000999000,x,77,1,1\n")
    conv = read_polis(folder)
    assert conv.report.n_unknown_votes == 1
    assert sentence(conv, "unknown_statements") == (
        "Votes on statements that comments.csv does not hold: 1, the first on line 121 of votes.csv (statement 77). "
        "They are left out; if this surprises you, export again."
    )


@pytest.mark.parametrize("generation_of_text", sorted(WRITERS))
@given(
    bodies=st.lists(
        st.text(st.characters(codec="utf-8", exclude_characters="\0\r\ufeff"), max_size=40), min_size=7, max_size=7
    )
)
def test_statements_survive_whatever_they_hold(
    generation_of_text: str, tmp_path_factory: pytest.TempPathFactory, bodies: list[str]
) -> None:
    if generation_of_text == "B":
        # a raw body that looks like a row, is all in quotation marks or ends in line breaks cannot be told apart
        bodies = [body.replace("\n", " ").replace('"', "'").strip() or "x" for body in bodies]
    data = conversation()
    data = replace(data, texts=dict(enumerate(bodies)))
    conv = read_polis(WRITERS[generation_of_text](tmp_path_factory.mktemp("x") / "export", data))
    assert {leaf.id: leaf.text for leaf in conv.statements} == {
        str(s): bodies[s] for s, _, moderated in data.statements if moderated != -1
    }


@given(cast=st.lists(st.tuples(st.integers(0, 6), st.integers(1, 9), st.integers(-1, 1)), min_size=1, max_size=60))
def test_any_votes_come_out_alike_in_every_generation(
    tmp_path_factory: pytest.TempPathFactory, cast: list[tuple[int, int, int]]
) -> None:
    data = conversation()
    # authors agree first, so that every generation can tell its sign; nobody votes on an own statement again
    author = {s: a for s, a, _ in data.statements}
    own = [(1, s, a, 1) for s, a in author.items() if a != 0]
    later = [(2 + k, s, p, v) for k, (s, p, v) in enumerate(cast) if author[s] != p]
    data = replace(data, votes=[*own, *later])
    folder = tmp_path_factory.mktemp("x")
    results = [read_polis(write(folder / name, data)) for name, write in WRITERS.items()]
    assert len({conv.votes.digest for conv in results}) == 1
    assert votes_of(results[0]) == {(str(p), str(s)): v for (p, s), v in data.last().items() if s != 3}


# --- votes that are missing ----------------------------------------------------------------------------------------


def many() -> Polis:
    """Forty people on the statements of `conversation`, so that one vote is less than 1 in 100."""
    data = conversation()
    cast = [(300 + p * 7 + s, s, 100 + p, (1, -1)[(p + s) % 2]) for p in range(40) for s in (0, 1, 2, 5)]
    return replace(data, votes=[*data.votes, *cast])


def keep_rows(file: Path, n: int) -> None:
    """The header and the first `n` rows."""
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    file.write_text("".join(lines[: n + 1]), encoding="utf-8")


@pytest.mark.parametrize(("generation", "kept"), [("A", 11), ("A", 150), ("B", 150), ("C", 150)])
def test_a_log_that_was_cut_off_between_rows_is_refused(tmp_path: Path, generation: str, kept: int) -> None:
    data = many()
    folder = WRITERS[generation](tmp_path / "export", data)
    for table in folder.glob("*-votes.csv"):
        table.unlink()
    keep_rows(folder / "votes.csv", kept)
    said = sum(sum(data.counts(s)) for s, _, _ in data.statements)
    with pytest.raises(VotesMissing) as caught:
        read_polis(folder, convention="agree=-1;disagree=+1;pass=0" if generation == "B" else None)
    assert Path(caught.value.file).name == "votes.csv"
    values = caught.value.values
    assert values["said"] == said
    assert values["missing"] == said - int(str(values["found"]))
    assert values["surplus"] == 0


def test_counts_of_another_moment_are_refused(tmp_path: Path) -> None:
    folder = write_a(tmp_path / "export", many(), matrix=False)
    earlier = write_a(tmp_path / "earlier", conversation(), matrix=False)
    (folder / "comments.csv").write_bytes((earlier / "comments.csv").read_bytes())
    with pytest.raises(VotesMissing) as caught:
        read_polis(folder)
    assert (caught.value.values["missing"], caught.value.values["surplus"]) == (0, 160)


def test_what_is_there_is_read_where_that_is_asked_for(tmp_path: Path) -> None:
    folder = write_a(tmp_path / "export", many(), matrix=False)
    keep_rows(folder / "votes.csv", 89)
    report = read_polis(folder, anyway=True).report
    (note,) = [note for note in report.notes if note.code == "incomplete"]
    assert note.public  # every page says it
    assert note.attention
    values = dict(note.values)
    assert 40 < int(str(values["missing"])) < 60
    assert values["surplus"] == 0


def test_a_whole_export_is_no_exception(tmp_path: Path) -> None:
    folder = write_a(tmp_path / "export", many())
    assert "incomplete" not in [note.code for note in read_polis(folder, anyway=True).report.notes]


def test_a_table_may_lack_the_votes_that_were_changed(tmp_path: Path) -> None:
    data = many()
    few = [(9000 + p, 0, 100 + p, 1) for p in range(1, 8)]
    folder = write_a(tmp_path / "few", replace(data, votes=[*data.votes, *few]), log=False)
    assert read_polis(folder).report.n_tallies_differ > 0
    most = [(9000 + p, s, 100 + p, 1) for p in range(1, 40) for s in (0, 1)]
    folder = write_a(tmp_path / "most", replace(data, votes=[*data.votes, *most]), log=False)
    with pytest.raises(VotesMissing):
        read_polis(folder)


def test_every_refusal_is_one_exception_class(tmp_path: Path) -> None:
    with pytest.raises(ExchangeError, match="no such folder"):
        read_polis(tmp_path / "nowhere")
