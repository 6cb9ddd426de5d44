"""The brief of the two founding articles against a list made by hand.

The articles stand beside the checkout and are not part of it: entries are the few words that tell a passage.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from detente.wording.brief import brief
from detente.wording.brief_results import Brief
from detente.wording.intake import intake
from detente.wording.lexicon import load_lexicon
from tests.wording.kit import found_in

US, RU = "United States", "Russia"

# Everything in quotation marks: first words, speaker, manner.
QUOTED = [
    ("coming days", "Michael Waltz", "marked"),
    ("step", "Michael Waltz", "marked"),
    ("We have now not set", "Michael Waltz", "verbatim"),
    ("We’re ready to speak", "Dmitry Peskov", "verbatim"),
    ("Nonetheless, it is", "Dmitry Peskov", "verbatim"),
]

# Everything reported: text, words in it, who (a side, or a name).
REPORTED = [
    (0, "reportedly in movement", "Michael Waltz"),
    (0, "efforts are underway", "Michael Waltz"),
    (0, "no definitive timeline", "Michael Waltz"),
    (0, "its willingness", RU),
    (0, "its readiness", RU),
    (0, "untimely expectations", RU),
    (0, "stay unsettled", RU),
    (0, "open to dialogue", "Dmitry Peskov"),
    (0, "for improved relations", "Donald Trump"),
    (0, "powerful chief", "Donald Trump"),
    (0, "mutual advantages", "Donald Trump"),
    (0, "drawn criticism", "Democrats"),
    (0, "drawn criticism", "Republicans"),
    (0, "interfered within", "intelligence neighborhood"),
    (0, "curiosity", "Donald Trump"),
    (0, "respective agendas", "analysts"),
    (0, "nuclear proliferation", "proponents"),
    (0, "open traces", "proponents"),
    (0, "undermine US alliances", "critics"),
    (0, "larger scrutiny", "democratic lawmakers"),
    (0, "prioritize accountability", "democratic lawmakers"),
    (0, "potential shift", "US allies in Europe"),
    (0, "apprehensions", "Poland"),
    (0, "apprehensions", "Baltic states"),
    (0, "unified Western", "Germany"),
    (0, "unified Western", "France"),
    (1, "necessity for open channels", US),
    (1, "better understanding", US),
    (1, "step towards resetting", RU),
    (1, "both leaders expressed", RU),
    (1, "cooperation is essential", RU),
    (1, "potential precursor", RU),
    (1, "cautious optimism", RU),
    (1, "pragmatic discussions", RU),
    (1, "thaw relations", RU),
    (1, "often inconsistent", RU),
    (1, "asserting its sovereignty", RU),
    (1, "equality and respect", RU),
    (1, "unilateral demands", RU),
    (1, "entrenched positions", "experts"),
    (1, "nuclear disarmament", US),
    (1, "nuclear disarmament", RU),
    (1, "stable and predictable", "Donald Trump"),
    (1, "confrontational rhetoric", "Donald Trump"),
    (1, "arms control remains", RU),
    (1, "joint ventures", US),
    (1, "joint ventures", RU),
    (1, "pivotal moment", "diplomatic analysts"),
    (1, "willingness to engage", "many experts"),
    (1, "national narratives", "analysts"),
    (1, "sign of cooperation", RU),
    (1, "need for accountability", US),
    (1, "collaboration and mutual", US),
    (1, "hints at ongoing", RU),
]

# Items of lists and the party they belong to.
LISTED = {
    "Dialog Continuity": US,
    "Strategic Stability": US,
    "regional Conflicts": US,
    "Normalization Efforts": RU,
    "Cooperation on Terrorism": RU,
    "Energy Security": RU,
    "A call for balanced": RU,
    "A robust dialogue": RU,
    "Increased bilateral": RU,
    "A potential thawing": "various geopolitical analysts",
    "Increased scrutiny": "various geopolitical analysts",
    "Impact on global": "various geopolitical analysts",
}
RECOMMENDED = [
    "Regular High-Level Meetings", "Inclusive Task Forces", "Public Diplomacy Initiatives", "Media Clarity",
    "Conflict Resolution Mechanisms", "Joint Educational Programs", "Evaluation Platforms", "Continued Engagement",
]  # fmt: skip

# Windows, days and announcements of no date: words about time, timing.
ANNOUNCED = [
    ("coming days and weeks", "unanchored"),
    ("January 20", "unanchored"),
    ("no definitive timeline has been set", "undecided"),
    ("have now not set a precise framework", "undecided"),
    ("the coming days and weeks", "unanchored"),
    ("stay unsettled", "undecided"),
    ("have but to be decided", "undecided"),
    ("no definitive plans have been made", "undecided"),
]

PARTIES = {US, RU}
FOR_A_PARTY = {"Donald Trump", "Vladimir Putin", "Michael Waltz", "Dmitry Peskov"}
THIRD = {
    "Syria", "Ukraine", "Islamic State", "NATO", "Poland", "Baltic states", "Germany", "France", "Democrats",
    "Republicans", "Obama administration",
}  # fmt: skip
BROKEN = {
    "Nationwide Safety Adviser": "National Security Adviser",
    "ABC Information": "ABC News",
    "intelligence neighborhood": "intelligence community",
}


@pytest.fixture(scope="module")
def articles(shared_data: Path) -> list[Path]:
    return sorted((shared_data / "seeds").glob("*.txt"))


@pytest.fixture(scope="module")
def both(articles: list[Path]) -> Brief:
    taken = [intake(path.read_bytes(), name=path.name) for path in articles]
    return brief(taken, lexicon=load_lexicon("diplomacy"))


def test_every_quotation_has_its_speaker(both: Brief) -> None:
    found = [(r.said.words, r.names, r.manner) for r in both.reports if r.how == "quotation"]
    assert len(found) == len(QUOTED)
    for (words, names, manner), (start, speaker, expected) in zip(found, QUOTED, strict=True):
        assert words.startswith(start)
        assert names == (speaker,)
        assert manner == expected


@pytest.mark.parametrize(("text", "words", "who"), REPORTED, ids=[f"{words}-{who}" for _, words, who in REPORTED])
def test_everything_reported_has_its_speaker(both: Brief, text: int, words: str, who: str) -> None:
    found = [r for r in both.reports if r.said.text == text and words in r.said.words and r.how != "list"]
    assert found
    assert any(who in (*r.names, *r.sides) for r in found)


def test_few_reports_beyond_the_list(both: Brief) -> None:
    listed = {(text, words) for text, words, _ in REPORTED}
    others = [
        r.said.words
        for r in both.reports
        if r.how not in {"list", "quotation"}
        and not any(r.said.text == text and words in r.said.words for text, words in listed)
    ]
    assert len(others) <= 8


def test_every_item_belongs_to_its_party(both: Brief) -> None:
    found = {r.said.words: (*r.names, *r.sides) for r in both.reports if r.how == "list"}
    assert len(found) == len(LISTED)
    for start, who in LISTED.items():
        names = next(names for words, names in found.items() if words.startswith(start))
        assert who in names


def test_every_recommendation(both: Brief) -> None:
    assert [r.title.words for r in both.recommendations if r.title] == RECOMMENDED
    others = [r.what.words for r in both.recommendations if r.title is None]
    assert len(others) == 2
    assert "direct communication" in others[0]
    assert "constructive disagreement" in others[1]


def test_every_row_of_the_table(both: Brief) -> None:
    assert [row.cells[0].words for row in both.outcomes] == [
        "Increased Diplomatic Engagement",
        "Heightened Internal pressure",
        "Economic Repercussions",
    ]
    assert all([head.words for head in row.heads] == ["Outcome", "Potential Impact"] for row in both.outcomes)


def test_every_window_and_no_date(both: Brief) -> None:
    assert [(a.when.words if a.when else "", a.timing) for a in both.announced] == ANNOUNCED
    for window in (both.announced[0], both.announced[4]):
        assert (window.start, window.end) == ("", "")
        assert window.hangs_on is not None
        assert window.hangs_on.words == "January 12"


def test_with_a_date_the_window_has_days(articles: list[Path]) -> None:
    taken = intake(articles[0].read_bytes(), name="first", published=dt.date(2025, 1, 13))
    found = brief([taken], lexicon=load_lexicon("diplomacy")).announced
    # four weeks (the convention of `dates`) from the interview on the 12th, not from the article
    assert (found[0].timing, found[0].start, found[0].end) == ("vague", "2025-01-12", "2025-02-09")


def test_every_party_is_named(both: Brief) -> None:
    roles: dict[str, set[str]] = {}
    for actor in both.actors:
        roles.setdefault(actor.role, set()).add(actor.name)
    assert set(both.parties) == PARTIES
    assert roles["party"] == PARTIES
    assert roles["for_a_party"] == FOR_A_PARTY
    assert roles["third_party"] == THIRD
    affected = {actor.name for actor in both.actors if actor.affected}
    assert affected >= {"Poland", "Baltic states", "NATO"}


def test_the_swapped_framing_is_offered_first(both: Brief) -> None:
    first = both.tensions[0]
    assert first.kind == "roles_swapped"
    assert {first.first.text, first.second.text} == {1}
    assert "sign of cooperation" in first.first.words
    assert "hints at ongoing" in first.second.words
    assert set(first.parties) == PARTIES
    assert len(both.tensions) <= 4


def test_grades_and_flags(both: Brief) -> None:
    first, second = both.sources
    assert (both.grade, first.grade, second.grade) == ("derivative",) * 3
    broken = {flag.passages[0].words: flag.term for flag in first.flags if flag.code == "broken_term"}
    assert BROKEN.items() <= broken.items()
    assert first.why[0].code == "spun_wording"
    assert {flag.code for flag in second.flags} == {"no_date", "no_quotation", "no_named_source"}


def test_no_line_of_the_link_farm(both: Brief) -> None:
    farm = next(cut.words for cut in both.sources[0].cuts if cut.reason == "link_farm")
    lines = {line.strip() for line in farm.splitlines() if line.strip()}
    assert len(lines) == 19
    for passage in found_in(both):
        assert not any(line in passage.context for line in lines)


def test_every_line_is_a_slice(both: Brief) -> None:
    for passage in found_in(both):
        assert passage.words == passage.span.of(both.sources[passage.text].body)


def test_twelve_statements_at_most(both: Brief) -> None:
    assert len(both.statements) == 12
    assert any("anonymous feedback platforms" in s.pieces[0].words for s in both.statements)
    assert any("joint press releases" in s.pieces[0].words for s in both.statements)


def test_an_altered_quotation_beside_another_printing(articles: list[Path]) -> None:
    """The second printing is invented; it has "a call" where the first article has another word."""
    other = (
        "The adviser was cautious. “We haven't set an exact framework for it yet, but we're working on that. But I do "
        "expect a call at least in the coming days and weeks. That would be a first step, and we will take it from "
        "there,” Michael Waltz said."
    )
    taken = [
        intake(articles[0].read_bytes(), name="first"),
        intake(other, name="other", publisher="Invented Post", published=dt.date(2025, 1, 12)),
    ]
    found = brief(taken, lexicon=load_lexicon("diplomacy"))
    flag = next(flag for flag in found.sources[0].flags if flag.code == "altered_quotation")
    assert any("name" in passage.words for passage in flag.passages[1:])
    assert any("call" in passage.words for passage in flag.beside[1:])
    assert [source.grade for source in found.sources] == ["derivative", "report"]


def test_readouts_are_primary_accounts(shared_data: Path) -> None:
    for path in sorted((shared_data / "readouts").glob("20*/*.txt")):
        found = brief([intake(path.read_bytes(), name=path.name)], lexicon=load_lexicon("diplomacy"))
        assert found.grade == "primary", path
