"""What another lexicon or other names would change, told before they are saved."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.wording.concordance import concord
from detente.wording.errors import OtherTexts
from detente.wording.lexicon import Lexicon, combine, lexicon_names, load_lexicon, parse_lexicon
from detente.wording.preview import what_changes
from detente.wording.results import Concordance, Party, Piece
from tests.wording.two_towns import NORHAVN, PARTIES, SUNDBY, readout

LEXICON = combine(load_lexicon("municipal"), load_lexicon("general"))
HEAD = 'format = "detente/lexicon/1"\nname = "mine"\n'


def found(
    lexicon: Lexicon = LEXICON, parties: tuple[Party, ...] = PARTIES, pieces: list[Piece] | None = None
) -> Concordance:
    a, b = (replace(readout(body), parties=parties) for body in (NORHAVN, SUNDBY))
    return concord(a, b, lexicon=lexicon, pieces_a=pieces)


def mine(toml: str) -> Lexicon:
    return combine(parse_lexicon(HEAD + toml), LEXICON)


def test_nothing_changes_where_nothing_was_changed() -> None:
    same = what_changes(found(), found())
    assert (same.points, same.links) == ((), ())
    assert set(same.counts.values()) == {0}


def test_a_theme_and_a_level_that_a_pack_adds() -> None:
    preview = what_changes(
        found(),
        found(
            mine('[themes.toll]\nlabel = "Toll"\nwords = ["toll*", "lorr*"]\n[commitment]\ncommitted = ["rejected"]\n')
        ),
    )
    toll = [(change.side, change.what) for change in preview.points if "toll" in change.after.text]
    assert toll == [("a", ("theme", "commitment")), ("b", ("theme",))]
    assert {change.after.theme for change in preview.points if "theme" in change.what} == {"toll"}
    assert preview.counts["theme"] == 2
    assert preview.counts["to_frame"] == 0


def test_another_name_changes_who_speaks() -> None:
    preview = what_changes(found(), found(parties=(PARTIES[0], Party("Sundby", ("Lars Holt",)))))
    lost = [change for change in preview.points if "sides" in change.what]
    assert {change.before.sides for change in lost} >= {("Sundby",)}
    assert preview.counts["sides"] == len(lost) > 0


def test_words_for_one_matter_bring_a_link_and_taking_them_out_loses_it() -> None:
    words = 'words = ["ambulances", "timetable"]\n'
    pack = mine(f'[concepts]\nsame = {words[8:]}[themes.same]\nlabel = "Same"\n{words}')
    forth, back = what_changes(found(), found(pack)), what_changes(found(pack), found())
    assert forth.counts["comes"] == back.counts["goes"] == 1
    came = [change.after for change in forth.links if change.what == ("comes",)]
    assert [change.before for change in back.links if change.what == ("goes",)] == came
    assert all(change.before is None for change in forth.links if change.what == ("comes",))


def test_zones_and_differences_of_a_link_that_stays() -> None:
    before = found()
    first, second, *rest = before.links
    assert first.differences
    changed = (
        replace(first, zone="to_check" if first.zone == "proposed" else "proposed", differences=()),
        replace(second, score=0.99),
        *rest,
    )
    preview = what_changes(before, replace(before, links=changed))
    assert [(change.before, change.after, change.what) for change in preview.links] == [
        (first, changed[0], ("zone", "differences"))
    ]
    turned = replace(first, differences=tuple(reversed(first.differences)))
    assert what_changes(before, replace(before, links=(turned, second, *rest))).links == ()


def test_what_becomes_a_frame_or_a_point() -> None:
    cut = [Piece(point.span) for point in found().points_a]
    told = [replace(cut[0], kind="point"), *cut[1:-1], replace(cut[-1], kind="frame")]
    preview = what_changes(found(pieces=cut), found(pieces=told))
    assert (preview.counts["to_point"], preview.counts["to_frame"]) == (1, 1)
    assert [change.after.kind for change in preview.points if "kind" in change.what] == ["point", "frame"]


def test_passages_cut_otherwise_are_no_changed_points_and_ids_do_not_matter() -> None:
    before = found()
    without_first = [Piece(point.span) for point in before.points_a[1:]]
    preview = what_changes(before, found(pieces=without_first))
    assert [change for change in preview.links if change.what in {("comes",), ("goes",)}] == []
    halves = [Piece(replace(point.span, end=point.span.end - 1)) for point in before.points_a]
    preview = what_changes(before, found(pieces=halves))
    assert [change.side for change in preview.points] == []
    assert preview.counts["goes"] == len(before.links)


@settings(max_examples=30)
@given(st.sets(st.sampled_from(lexicon_names()), min_size=1), st.sets(st.sampled_from(lexicon_names()), min_size=1))
def test_going_back_takes_back_what_came(one: set[str], other: set[str]) -> None:
    before, after = (found(combine(*map(load_lexicon, sorted(names)))) for names in (one, other))
    forth, back = what_changes(before, after), what_changes(after, before)
    turned = {"comes": "goes", "goes": "comes", "to_frame": "to_point", "to_point": "to_frame"}
    assert forth.counts == {name: back.counts[turned.get(name, name)] for name in forth.counts}
    assert [(c.side, c.after, c.before, c.what) for c in forth.points] == [
        (c.side, c.before, c.after, c.what) for c in back.points
    ]


def test_other_texts_are_refused() -> None:
    other = concord(readout(NORHAVN + "It rained."), readout(SUNDBY), lexicon=LEXICON)
    with pytest.raises(OtherTexts, match="Text A is not the same"):
        what_changes(found(), other)
