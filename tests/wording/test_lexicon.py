"""Lexicon packs: data that an editor changes, refused with the entry that is wrong."""

from __future__ import annotations

import pytest

from detente.wording.errors import BadLexicon, UnknownLexicon
from detente.wording.lexicon import combine, lexicon_names, lexicon_toml, load_lexicon, parse_lexicon

HEAD = 'format = "detente/lexicon/1"\nname = "mine"\n'


@pytest.mark.parametrize("name", lexicon_names())
def test_every_pack_that_comes_along_is_whole(name: str) -> None:
    pack = load_lexicon(name)
    assert pack.name == name
    assert pack.description
    assert pack.concepts
    assert all(theme.label for theme in pack.themes)
    assert len({theme.key for theme in pack.themes}) == len(pack.themes)


def test_words_phrases_and_beginnings() -> None:
    pack = parse_lexicon(HEAD + '[concepts]\nramp = ["ramp*", "landing stage", "U.S. pier"]\n')
    for words in ("The ramps", "a LANDING  stage", "a landing-stage", "the U.S. pier."):
        assert pack.concepts_in(words) == {"ramp"}, words
    for words in ("cramp", "landing of a stage", "stage"):
        assert pack.concepts_in(words) == frozenset(), words


def test_a_theme_is_the_one_with_most_of_its_words_and_else_none() -> None:
    pack = load_lexicon("labour")
    assert pack.theme_of("The wage rise and back pay for shifts") == "pay"
    assert pack.theme_of("The weather was fine") == ""
    assert pack.label("pay") == "Pay"
    assert pack.label("unknown") == "unknown"


def test_the_earlier_pack_wins() -> None:
    one = parse_lexicon(HEAD + '[themes.toll]\nlabel = "Toll"\nwords = ["toll*"]\n')
    other = parse_lexicon(
        HEAD + '[themes.toll]\nlabel = "Fee"\nwords = ["fee*"]\n[themes.port]\nlabel = "Port"\nwords = ["port"]\n'
    )
    both = combine(one, other)
    assert [theme.label for theme in both.themes] == ["Toll", "Port"]
    assert both.name == "mine+mine"


@pytest.mark.parametrize(
    ("toml", "message"),
    [
        ("name = ", "no TOML file"),
        ('format = "detente/lexicon/9"\nname = "x"', "format must be 'detente/lexicon/1'"),
        (HEAD + "colour = 1", "Got 'colour' instead"),
        (HEAD + '[concepts]\nport = "harbour"', "concepts.port must be a list"),
        (HEAD + "[concepts]\nport = []", "concepts.port must be a list"),
        (HEAD + '[concepts]\nport = ["*"]', "concepts.port must be made of words"),
        (HEAD + '[themes.port]\nwords = ["port"]', "themes.port.label must be a text"),
        (HEAD + '[[parties]]\naliases = ["x"]', "parties, entry 1, name must be a text"),
        (HEAD + 'opposites = [[["up"]]]', "opposites, entry 1 must be a pair"),
        (HEAD + '[commitment]\nsworn = ["swore"]', "made of the levels"),
        (HEAD + "concepts = 3", "concepts must be a table"),
    ],
)
def test_a_wrong_entry_is_named(toml: str, message: str) -> None:
    with pytest.raises(BadLexicon, match=message):
        parse_lexicon(toml)


def test_an_unknown_pack_is_answered_with_those_there_are() -> None:
    with pytest.raises(UnknownLexicon, match="diplomacy, general, labour, municipal"):
        load_lexicon("astronomy")


@pytest.mark.parametrize("name", lexicon_names())
def test_the_text_of_a_pack_can_be_shown_changed_and_read_again(name: str) -> None:
    toml = lexicon_toml(name)
    shown = parse_lexicon(toml, name=name)
    assert shown == load_lexicon(name)
    assert parse_lexicon(toml.replace(f'name = "{name}"', 'name = "ours"', 1)).name == "ours"


def test_the_text_of_an_unknown_pack_is_refused() -> None:
    with pytest.raises(UnknownLexicon, match=r"There is no lexicon '\.\./secret'"):
        lexicon_toml("../secret")
