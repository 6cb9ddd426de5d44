"""Texts from files: read, given their parties, and refused with one sentence where they cannot be used."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from detente.cli.console import Refusal
from detente.report.language import Language
from detente.wording.decoding import LARGEST
from detente.wording.errors import BadLexicon
from detente.wording.intake import intake
from detente.wording.intake_results import Intake
from detente.wording.lexicon import Lexicon, lexicon_names, load_lexicon, parse_lexicon
from detente.wording.results import Party

__all__ = ["lexicon_of", "parties_of", "read_texts", "twins_refused"]

LARGEST_PACK = 1_000_000
"""Characters of a word list."""


def parties_of(given: tuple[str, ...]) -> tuple[Party, ...]:
    """Parties as the command line gives them: ``NAME=ALIAS,ALIAS,...``, or the name alone.

    Raises
    ------
    click.BadParameter
        One has no name, or two have the same.
    """
    found: list[Party] = []
    for text in given:
        name, _, rest = text.partition("=")
        party = Party(name.strip(), tuple(alias.strip() for alias in rest.split(",") if alias.strip()))
        if not party.name:
            raise click.BadParameter(
                f"{text!r} has no name. Write NAME=ALIAS,ALIAS such as 'Norway=Oslo,Anna Lie'.", param_hint="--party"
            )
        if party.name in {other.name for other in found}:
            raise click.BadParameter(
                f"{party.name!r} is given twice. Give each party once, with all its names.", param_hint="--party"
            )
        found.append(party)
    return tuple(found)


def read_texts(
    paths: list[Path],
    language: Language,
    *,
    date: dt.date | None = None,
    parties: tuple[Party, ...] = (),
    sides: tuple[str, ...] = (),
) -> list[Intake]:
    """Read each file.

    Parameters
    ----------
    paths : list of Path
    language : Language
        For refusals.
    date : datetime.date, optional
        Day of publication of every text that does not say its own.
    parties : tuple of Party
        Named in all of them.
    sides : tuple of str
        Whose readout each text is; shorter than `paths` where that is not known.

    Raises
    ------
    Refusal
        A file cannot be opened.
    WordingError
        What the engine refuses; the message names the file.
    """
    found = []
    for i, path in enumerate(paths):
        try:
            with path.open("rb") as file:
                raw = file.read(LARGEST + 1)  # one more than allowed is enough to be refused
        except OSError as fault:
            raise Refusal(
                language.say(
                    "%(file)s cannot be opened (%(cause)s). Check the name and that you may read it.",
                    file=str(path),
                    cause=fault.strerror or type(fault).__name__,
                )
            ) from fault
        side = sides[i] if i < len(sides) else ""
        taken = intake(raw, name=path.name, parties=parties, side=side)
        if taken.text.date is None and date is not None:
            taken = intake(raw, name=path.name, parties=parties, side=side, published=date)
        found.append(taken)
    return found


def twins_refused(paths: list[Path], taken: list[Intake], language: Language) -> None:
    """Refuse the same text given twice, under whatever names.

    Raises
    ------
    Refusal
        Naming both files.
    """
    seen: dict[str, Path] = {}
    for path, text in zip(paths, taken, strict=True):
        for key in (text.sha256, text.text.body.strip()):
            if key in seen and seen[key] != path:
                raise Refusal(
                    language.say(
                        "%(one)s and %(other)s are the same text. Give each text once.",
                        one=str(seen[key]),
                        other=str(path),
                    )
                )
        if path in seen.values():
            raise Refusal(language.say("%(file)s is given twice. Give each text once.", file=str(path)))
        seen[text.sha256] = seen[text.text.body.strip()] = path


def lexicon_of(pack: str) -> Lexicon:
    """A word list that comes with the package, or that of a file.

    Raises
    ------
    WordingError
        No such pack, or a file that is none; the message says which there are.
    """
    path = Path(pack)
    if pack in lexicon_names() or not path.is_file():
        return load_lexicon(pack)
    try:
        with path.open("rb") as file:
            text = file.read(LARGEST_PACK + 1).decode("utf-8")
    except OSError as fault:
        raise BadLexicon(f"Lexicon {path.name!r} cannot be opened ({fault.strerror}). Check the name.") from fault
    except UnicodeDecodeError as fault:
        raise BadLexicon(f"Lexicon {path.name!r} is not UTF-8. Save it as UTF-8.") from fault
    if len(text) > LARGEST_PACK:
        raise BadLexicon(f"Lexicon {path.name!r} has more than {LARGEST_PACK} characters. Give a word list.")
    return parse_lexicon(text, name=path.name)
