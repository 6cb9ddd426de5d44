"""Two readouts laid side by side for the command: which word list, what is refused, what is written."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import click

from detente.cli.console import Refusal
from detente.cli.mapping import Outputs, put
from detente.exchange.concordance import concordance_json
from detente.report import render_concordance, render_concordance_text
from detente.report.concordance_words import ConcordanceWords
from detente.report.language import Language
from detente.report.terms import limit
from detente.wording.concordance import concord
from detente.wording.encoders import Encoder
from detente.wording.joint_check import check_joint
from detente.wording.lexicon import Lexicon
from detente.wording.results import Concordance, JointCheck, Text

__all__ = ["Made", "deliver", "lay_side_by_side", "must_be_useful", "warnings"]

USELESS = ("languages_differ", "language", "transcript", "no_point")
"""Limits of one text under which a page would mislead more than it helps."""

NO_PARTY = {"no_party_found:A", "no_party_found:B"}
"""Only where neither readout names a side is nothing known of who speaks."""


@dataclass(frozen=True)
class Made:
    """Two readouts side by side, and the check of a draft where one was given."""

    found: Concordance
    joint: JointCheck | None


def lay_side_by_side(texts: list[Text], lexicon: Lexicon, encoder: Encoder | None) -> Made:
    """The concordance of the first two texts, and the check of the third against them.

    A draft without a date of its own is of the meeting that the accounts tell of: it takes the day of the first of
    them that has one. Without a day "23 January" in the draft and 13 January in an account could not clash.

    Raises
    ------
    WordingError
        What the engine refuses.
    """
    found = concord(texts[0], texts[1], lexicon=lexicon, encoder=encoder)
    if len(texts) < 3:
        return Made(found, None)
    draft = texts[2]
    if draft.date is None:
        draft = replace(draft, date=next((text.date for text in texts[:2] if text.date), None))
    return Made(found, check_joint(draft, texts[0], texts[1], lexicon=lexicon, encoder=encoder))


def _remedy(code: str, language: Language) -> str:
    say = language.say
    rule = code.partition(":")[0]
    if rule in ("languages_differ", "language"):
        return say("Give an English translation.")
    if rule == "transcript":
        return say("Cut out the part that is the account.")
    if rule == "no_party_found":
        return say("Name the sides with --party.")
    if rule == "no_date":
        return say("Give it with --date.")
    return say("Give each side’s own account of the meeting.")


def _limits(made: Made, language: Language) -> list[tuple[str, str]]:
    """Each limit, and the sentence about it."""
    words = ConcordanceWords(made.found, language, {})
    names = {"A": words.label("A"), "B": words.label("B"), "draft": language.say("the draft")}
    codes = dict.fromkeys([*made.found.limits, *(made.joint.limits if made.joint else ())])
    return [(code, f"{limit(language, code, names)} {_remedy(code, language)}") for code in codes]


def must_be_useful(made: Made, language: Language, *, anyway: bool) -> None:
    """Refuse texts of which a page would mislead more than it helps, unless the user wants it anyway.

    Raises
    ------
    Refusal
        The first reason, and what to do.
    """
    all_the_same = language.say("With --anyway the page is made all the same.")
    for code, sentence in _limits(made, language):
        if not anyway and code in NO_PARTY and set(made.found.limits) >= NO_PARTY:
            raise Refusal(f"{sentence} {all_the_same}")
        if not anyway and code.partition(":")[0] in USELESS:
            raise Refusal(f"{sentence} {all_the_same}")


def warnings(made: Made, language: Language) -> list[str]:
    """What else the user should know."""
    return [sentence for _, sentence in _limits(made, language)]


def deliver(made: Made, lexicon: Lexicon, outputs: Outputs, *, language: Language) -> None:
    """Write what was asked for, each file whole or not at all; a summary where nothing was asked for."""
    themes = {theme.key: theme.label for theme in lexicon.themes}
    if outputs == Outputs():
        text = render_concordance_text(made.found, joint=made.joint, themes_named=themes, language=language.code)
        click.echo(text, nl=False)
        return
    texts: dict[Path, str] = {}
    if outputs.html is not None:
        texts[outputs.html] = render_concordance(
            made.found, joint=made.joint, themes_named=themes, language=language.code
        )
    if outputs.json is not None:
        texts[outputs.json] = concordance_json(made.found, made.joint)
    for path, text in texts.items():
        put(path, text)
