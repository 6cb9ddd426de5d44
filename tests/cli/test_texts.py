"""``detente brief`` and ``detente concord`` as a user meets them: what they print, write and refuse."""

from __future__ import annotations

import json
import os
from pathlib import Path

import jsonschema
import pytest

from detente.exchange.schema import schema
from tests.cli.conftest import Run

COUNCIL = """\
publisher: Ferrow Council
title: Note on the talks about the quay
published: 2031-03-11

The council met the fishers of Ferrow on 10 March to talk about the quay. The council confirmed that the quay will stay
open until the end of August. Both sides agreed to a rent of 3.8 percent from 1 October. The council will publish the
water readings within two weeks. Opening hours at the fish market were not discussed.
"""

FISHERS = """\
publisher: Fishers of Ferrow
title: What was said about the quay
published: 2031-03-12

We met the council on Monday to talk about the quay. The council told us that the quay stays open until the end of July.
A rent of 3.5 percent from 1 October was discussed. We handed over a list of 112 repairs. The next meeting is on
8 April. Our chair Ada Moll said: "We are closer than we were last year."
"""

ARTICLE = """\
Talks about the quay

FERROW, 11 March 2031 (Courier) - The Ferrow Council said that the quay would stay open in the coming weeks. The fishers
of Ferrow welcomed it. "We are closer than last year," said Ada Moll, who chairs the fishers. A date for the next
meeting has yet to be decided. The council should publish its readings every month.
"""

DRAFT = "The sides agreed to a rent of 3.8 percent from 1 October. The harbour will be dredged next year.\n"

SIDES = ("--party", "Council=council,the council", "--party", "Fishers=fishers,we,the fishers")


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    """Return a folder with two readouts, an article and a draft."""
    for name, words in {
        "council.txt": COUNCIL,
        "fishers.txt": FISHERS,
        "article.txt": ARTICLE,
        "draft.txt": DRAFT,
    }.items():
        (tmp_path / name).write_text(words, encoding="utf-8")
    return tmp_path


def files_in(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


def refused(result, code: int = 1) -> str:
    assert result.returncode == code, result
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    if code == 1:
        assert len(result.stderr.strip().splitlines()) == 1
        assert result.stderr.startswith("detente: ")
    return result.stderr


# --- concord ---------------------------------------------------------------------------------------------------------


def test_concord_prints_a_summary_and_leaves_nothing_behind(texts: Path, detente: Run) -> None:
    before = files_in(texts)
    result = detente("concord", "council.txt", "fishers.txt", "--pack", "municipal", *SIDES)
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.startswith("A  Council: Note on the talks about the quay · 11 March 2031 · ")
    assert "Proposed by a machine, confirmed by nobody." in result.stdout
    assert "3.8 percent" in result.stdout
    assert "does not say that it is true" in result.stdout
    assert "\x1b" not in result.stdout
    assert files_in(texts) == before


def test_concord_writes_page_and_json_of_one_result(texts: Path, detente: Run) -> None:
    arguments = ("concord", "council.txt", "fishers.txt", "--pack", "municipal", *SIDES, "--joint", "draft.txt")
    result = detente(*arguments, "--html", "page.html", "--json", "page.json")
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")
    plain = json.loads((texts / "page.json").read_text("utf-8"))
    jsonschema.Draft202012Validator(schema("concordance")).validate(plain)
    page = (texts / "page.html").read_text("utf-8")
    counts = plain["counts"]
    assert f"<dt>both report</dt><dd>{counts['both']}</dd>" in page
    assert f"<dt>only B</dt><dd>{counts['only_b']}</dd>" in page
    assert counts["both"] >= 2
    numbers = [d for link in plain["concordance"]["links"] for d in link["differences"] if d["type"] == "number"]
    assert "values_differ" in {d["tier"] for d in numbers}
    assert [s["carried_by"] for s in plain["joint"]["sentences"]][1] == "neither"
    assert str(texts) not in page  # nothing of somebody's disk
    once_more = detente(*arguments, "--json", "-")
    assert once_more.stdout == (texts / "page.json").read_text("utf-8")


def test_a_draft_without_a_day_is_of_the_day_of_the_accounts(texts: Path, detente: Run) -> None:
    (texts / "draft.txt").write_text("The quay will stay open until the end of July.\n", "utf-8")
    result = detente("concord", "council.txt", "fishers.txt", *SIDES, "--joint", "draft.txt", "--json", "-")
    assert result.returncode == 0, result.stderr
    (sentence,) = json.loads(result.stdout)["joint"]["sentences"]
    # the council says the end of August, without a year: so does the draft
    assert ("values_differ", "date") in {(d["tier"], d["type"]) for d in sentence["a"]["differences"]}


def test_concord_speaks_other_languages(texts: Path, detente: Run) -> None:
    arguments = ("concord", "council.txt", "fishers.txt", *SIDES, "--language")
    assert "Предложено машиной, никем не подтверждено." in detente(*arguments, "ru").stdout
    assert "اقترحته آلة ولم يؤكده أحد." in detente(*arguments, "ar").stdout


def test_concord_takes_a_word_list_of_ones_own(texts: Path, detente: Run) -> None:
    (texts / "own.toml").write_text(
        'format = "detente/lexicon/1"\nname = "quays"\n[themes.quay]\nlabel = "The quay"\nwords = ["quay*"]\n', "utf-8"
    )
    result = detente("concord", "council.txt", "fishers.txt", *SIDES, "--pack", "own.toml", "--html", "page.html")
    assert result.returncode == 0, result.stderr
    page = (texts / "page.html").read_text("utf-8")
    assert "The quay" in page
    assert "“quays”" in page
    assert "There is no lexicon 'nowhere'" in refused(
        detente("concord", "council.txt", "fishers.txt", "--pack", "nowhere")
    )
    (texts / "own.toml").write_text("format = 1", "utf-8")
    assert "own.toml" in refused(detente("concord", "council.txt", "fishers.txt", "--pack", "own.toml"))


def test_concord_warns_of_a_text_without_a_date_and_takes_one(texts: Path, detente: Run) -> None:
    (texts / "fishers.txt").write_text(FISHERS.replace("published: 2031-03-12\n", ""), "utf-8")
    result = detente("concord", "council.txt", "fishers.txt", *SIDES)
    assert result.returncode == 0
    assert "The date of B (Fishers) is not known" in result.stderr
    assert "Give it with --date." in result.stderr
    dated = detente("concord", "council.txt", "fishers.txt", *SIDES, "--date", "2031-03-12")
    assert dated.stderr == ""
    assert "12 March 2031" in dated.stdout
    assert "11 March 2031" in dated.stdout  # a text that says its own date keeps it


TRANSCRIPT = "\n\n".join(
    f"Q: What about point {i}?\n\nMR. BERG: We will answer that of the council in time." for i in range(8)
)
RUSSIAN = "Стороны договорились встретиться в мае. Совет подтвердил, что причал останется открытым. Дата не названа."


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (TRANSCRIPT, "reads like a transcript"),
        (RUSSIAN, "The rules read English only"),
        ("The council met the fishers on Monday.", "No point was found"),
    ],
)
def test_concord_refuses_what_would_mislead_unless_told_otherwise(
    texts: Path, detente: Run, words: str, reason: str
) -> None:
    (texts / "b.txt").write_text(words, "utf-8")
    before = files_in(texts)
    arguments = ("concord", "council.txt", "b.txt", *SIDES, "--date", "2031-03-12", "--html", "page.html")
    message = refused(detente(*arguments))
    assert reason in message
    assert "--anyway" in message
    assert files_in(texts) == before
    result = detente(*arguments, "--anyway")
    assert result.returncode == 0, result.stderr
    assert reason in result.stderr
    assert reason in (texts / "page.html").read_text("utf-8")


def test_concord_refuses_texts_in_which_no_side_is_known(texts: Path, detente: Run) -> None:
    for name in ("a.txt", "b.txt"):
        (texts / name).write_text(f"they talked about {name[0]} lamps. it was said that 3 lamps are enough.", "utf-8")
    message = refused(detente("concord", "a.txt", "b.txt", "--date", "2031-01-01"))
    assert "No side is recognised in" in message
    assert "Name the sides with --party." in message


# --- brief -----------------------------------------------------------------------------------------------------------


def test_brief_prints_the_grade_first(texts: Path, detente: Run) -> None:
    result = detente("brief", "article.txt", *SIDES)
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.splitlines()[0].split(": ")[-1].rstrip(".") in {"Report with quotations", "Derivative"}
    assert "We are closer than last year" in result.stdout
    assert "yet to be decided" in result.stdout
    assert "\x1b" not in result.stdout


def test_brief_writes_page_and_json_with_the_grade_first(texts: Path, detente: Run) -> None:
    result = detente("brief", "article.txt", "council.txt", "--html", "page.html", "--json", "page.json", *SIDES)
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")
    plain = json.loads((texts / "page.json").read_text("utf-8"))
    assert next(iter(plain)) == "grade"
    page = (texts / "page.html").read_text("utf-8")
    assert page.index('class="banner grade') < page.index("We are closer")
    assert "Text 2" in page
    assert [source["name"] for source in plain["sources"]] == ["article.txt", "council.txt"]


def test_brief_reads_saved_pages_and_runs_nothing(texts: Path, detente: Run) -> None:
    (texts / "page.html").write_text(
        "<!doctype html><html><head><title>Talks</title><script>document.title='owned'</script></head>"
        "<body><nav>Menu</nav><article>"
        + "".join(f"<p>{line}</p>" for line in ARTICLE.split(". "))
        + "</article><footer>Follow us</footer></body></html>",
        "utf-8",
    )
    assert detente("brief", "page.html", "--html", "brief.html", *SIDES).returncode == 0
    made = (texts / "brief.html").read_text("utf-8")
    assert "<script" not in made
    assert "We are closer than last year" in made


@pytest.mark.parametrize(("code", "words"), [("ru", "Что объявлено"), ("ar", "ما أُعلن")])
def test_brief_in_other_languages(texts: Path, detente: Run, code: str, words: str) -> None:
    assert words in detente("brief", "article.txt", "--language", code, *SIDES).stdout


def test_brief_refuses_a_language_it_does_not_know(texts: Path, detente: Run) -> None:
    (texts / "ru.txt").write_text(RUSSIAN, "utf-8")
    message = refused(detente("brief", "ru.txt"))
    assert "The rules read English only" in message
    assert "Give an English translation." in message
    beside = detente("brief", "ru.txt", "article.txt", *SIDES)  # one text that it reads is enough to go on
    assert beside.returncode == 0
    assert "The rules read English only" in beside.stderr


# --- both ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["brief", "concord"])
@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "no text"),
        (b" \n\t\n", "no text"),
        (b"%PDF-1.7\n\x00\x01", "PDF"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "image"),
        (bytes(range(256)) * 4, ""),
        (b"word " * 400_001, "2"),
    ],
    ids=["empty", "blank", "pdf", "png", "bytes", "too-large"],
)
def test_bad_files_are_one_sentence_and_leave_nothing(
    texts: Path, detente: Run, command: str, content: bytes, words: str
) -> None:
    (texts / "bad.txt").write_bytes(content)
    before = files_in(texts)
    message = refused(detente(command, "council.txt", "bad.txt", "--html", "page.html", "--json", "page.json", *SIDES))
    assert "bad.txt" in message
    assert words in message
    assert "\x1b" not in message
    assert files_in(texts) == before


@pytest.mark.parametrize("command", ["brief", "concord"])
def test_the_same_text_twice_is_refused_under_any_name(texts: Path, detente: Run, command: str) -> None:
    os.link(texts / "council.txt", texts / "other.txt")
    (texts / "copy.txt").write_text(COUNCIL + "\n\n", "utf-8")
    for second in ("council.txt", "other.txt", "copy.txt"):
        assert "Give each text once." in refused(detente(command, "council.txt", second, *SIDES))


@pytest.mark.parametrize("command", ["brief", "concord"])
def test_outputs_are_checked_before_any_work(texts: Path, detente: Run, command: str) -> None:
    before = (texts / "council.txt").read_bytes()
    given = (command, "council.txt", "fishers.txt", *SIDES)
    assert "is one of the files that are read" in refused(detente(*given, "--html", "council.txt"))
    assert "there is no folder" in refused(detente(*given, "--json", "nowhere/x.json"))
    assert "two outputs" in refused(detente(*given, "--json", "same", "--html", "same"))
    assert (texts / "council.txt").read_bytes() == before


@pytest.mark.parametrize("command", ["brief", "concord"])
def test_a_file_that_may_not_be_read(texts: Path, detente: Run, command: str) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may read everything")
    (texts / "fishers.txt").chmod(0)
    assert "fishers.txt" in refused(detente(command, "council.txt", "fishers.txt"))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("brief",), "Missing argument"),
        (("brief", "nowhere.txt"), "does not exist"),
        (("brief", "."), "is a directory"),
        (("concord", "council.txt"), "Missing argument"),
        (("concord", "council.txt", "fishers.txt", "--party", "=x"), "has no name"),
        (("concord", "council.txt", "fishers.txt", "--party", "A", "--party", "A=b"), "is given twice"),
        (("concord", "council.txt", "fishers.txt", "--date", "soon"), "--date"),
        (("brief", "article.txt", "--language", "xx"), "'xx' is not one of"),
    ],
)
def test_wrong_use_is_exit_code_2(texts: Path, detente: Run, arguments: tuple[str, ...], words: str) -> None:
    assert words in refused(detente(*arguments), 2)


def test_the_help_says_that_texts_are_to_be_english(detente: Run) -> None:
    for command in ("brief", "concord"):
        text = detente(command, "--help").stdout
        assert "The rules read English." in text
        for option in "--party --pack --date --html --json --language --anyway".split():
            assert option in text
    assert "--joint" in detente("concord", "--help").stdout


# --- the recorded texts ----------------------------------------------------------------------------------------------


def test_the_founding_articles(shared_data: Path, detente: Run, tmp_path: Path) -> None:
    articles = sorted((shared_data / "seeds").glob("*.txt"))
    result = detente("brief", *articles, "--html", "brief.html", "--json", "brief.json")
    assert result.returncode == 0, result.stderr
    page = (tmp_path / "brief.html").read_text("utf-8")
    for words in ("Michael Waltz", "Dmitry Peskov", "have but to be decided", "Evaluation Platforms", "Heightened"):
        assert words in page
    assert "What may contradict" in page
    assert "forexdhaka.com" in page  # among what was cut
    assert json.loads((tmp_path / "brief.json").read_text("utf-8"))["grade"] == "derivative"


def test_a_recorded_pair_with_its_draft(shared_data: Path, detente: Run, tmp_path: Path) -> None:
    folder = shared_data / "readouts" / "2021-12-30_biden-putin"
    draft = json.loads((folder / "joint_check.json").read_text("utf-8"))
    (tmp_path / "draft.txt").write_text(" ".join(s["text"] for s in draft["sentences"]), "utf-8")
    result = detente(
        "concord", folder / "white-house.txt", folder / "kremlin.txt", "--joint", "draft.txt", "--html", "page.html"
    )
    assert (result.returncode, result.stderr) == (0, "")
    page = (tmp_path / "page.html").read_text("utf-8")
    assert page.count('class="carried ') == len(draft["sentences"])
    assert "The longer one has more room" in page
