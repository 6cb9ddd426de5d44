"""A brief for the command: what is refused, what is said beside it, what is written."""

from __future__ import annotations

from pathlib import Path

import click

from detente import codec
from detente.cli.console import Refusal
from detente.cli.mapping import Outputs, put
from detente.report import render_brief, render_brief_text
from detente.report.brief_words import BriefWords
from detente.report.language import Language
from detente.wording.brief import brief
from detente.wording.brief_results import Brief
from detente.wording.intake_results import Intake
from detente.wording.lexicon import Lexicon
from detente.wording.results import Party

__all__ = ["deliver", "must_be_useful", "read", "warnings"]


def read(taken: list[Intake], lexicon: Lexicon, parties: tuple[Party, ...]) -> Brief:
    """The brief of these texts.

    Raises
    ------
    WordingError
        What the engine refuses.
    """
    return brief(taken, lexicon=lexicon, parties=parties)


def _remedy(code: str, language: Language) -> str:
    say = language.say
    rule = code.partition(":")[0]
    if rule == "language":
        return say("Give an English translation.")
    if rule in ("no_party_found", "one_party_found"):
        return say("Name the sides with --party.")
    return ""


def _useless(made: Brief, code: str) -> bool:
    """Whether nothing is left to show: nobody speaks, or no text is in a language that the rules read."""
    rule = code.partition(":")[0]
    if rule == "language":
        return sum(limit.startswith("language:") for limit in made.limits) == len(made.sources)
    return rule == "no_party_found" and not made.reports and not made.announced


def must_be_useful(made: Brief, language: Language, *, anyway: bool) -> None:
    """Refuse texts in which there is nothing to find, unless the user wants the page anyway.

    Raises
    ------
    Refusal
        The first reason, and what to do.
    """
    words = BriefWords(made, language)
    all_the_same = language.say("With --anyway the page is made all the same.")
    for code, sentence in zip(made.limits, words.limits(), strict=True):
        if not anyway and _useless(made, code):
            raise Refusal(" ".join(part for part in (sentence, _remedy(code, language), all_the_same) if part))


def warnings(made: Brief, language: Language) -> list[str]:
    """What the user should know although the work goes on."""
    words = BriefWords(made, language)
    return [
        f"{sentence} {_remedy(code, language)}".strip()
        for code, sentence in zip(made.limits, words.limits(), strict=True)
    ]


def deliver(made: Brief, lexicon: Lexicon, outputs: Outputs, *, language: Language) -> None:
    """Write what was asked for, each file whole or not at all; a summary where nothing was asked for."""
    if outputs == Outputs():
        click.echo(render_brief_text(made, language=language.code), nl=False)
        return
    texts: dict[Path, str] = {}
    if outputs.html is not None:
        themes = {theme.key: theme.label for theme in lexicon.themes}
        texts[outputs.html] = render_brief(made, themes_named=themes, language=language.code)
    if outputs.json is not None:
        # In the order of its fields: the grade is met before what it is about.
        texts[outputs.json] = codec.dumps(made, in_order=True) + "\n"
    for path, text in texts.items():
        put(path, text)
