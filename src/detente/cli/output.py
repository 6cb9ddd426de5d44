"""Where results may be written: asked before anything is computed, so that no work is lost on a wrong name."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from detente.cli.console import Refusal
from detente.exchange.errors import CannotWrite
from detente.report.language import Language

__all__ = ["check_outputs"]

INPUT_SUFFIXES = (".csv", ".zip")
INPUT_NAMES = ("format.json",)


def check_outputs(
    outputs: Iterable[Path], inputs: Iterable[Path], language: Language, *, made: Path | None = None
) -> None:
    """Refuse, before anything is computed, outputs that cannot be written or would replace an input.

    Parameters
    ----------
    outputs : iterable of Path
        Files to be written.
    inputs : iterable of Path
        Files and folders that are read. Every table in such a folder counts as read.

    made : Path, optional
        A folder that will be made for some of them.

    Raises
    ------
    Refusal
        Naming the output and what to do.
    """
    read = [path for given in inputs for path in _files_read(given)]
    seen: set[Path] = set()
    for path in outputs:
        try:
            _check(path, read, seen, language, made)
        except OSError as fault:  # a name too long, a folder that may not be looked into
            refused = CannotWrite(path, cause=fault.strerror or type(fault).__name__)
            raise Refusal(refused.sentence(language.translate)) from fault
        seen.add(path.resolve())


def _check(path: Path, read: list[Path], seen: set[Path], language: Language, made: Path | None) -> None:
    shown = str(path)
    if path.is_dir():
        raise Refusal(language.say("%(file)s is a folder. Give the name of a file.", file=shown))
    if path.exists() and not path.is_file():  # a device or a pipe: renaming a file onto it would remove it
        raise Refusal(
            language.say('%(file)s is not an ordinary file. Give another name, or "-" for standard output.', file=shown)
        )
    within = path.parent == made and not path.parent.exists()
    folder = path.parent.parent if within else path.parent
    if not folder.is_dir():
        raise Refusal(
            language.say(
                "%(file)s cannot be written: there is no folder %(folder)s. Make it first, or give another name.",
                file=str(path.parent) if within else shown,
                folder=str(folder),
            )
        )
    if path.resolve() in seen:
        raise Refusal(language.say("%(file)s is given for two outputs. Give each its own name.", file=shown))
    if any(_same(path, other) for other in read):
        raise Refusal(
            language.say(
                "%(file)s is one of the files that are read. Give another name, so that nothing is lost.",
                file=shown,
            )
        )


def _files_read(given: Path) -> list[Path]:
    if not given.is_dir():
        return [given]
    return [path for path in given.iterdir() if path.suffix.lower() in INPUT_SUFFIXES or path.name in INPUT_NAMES]


def _same(one: Path, other: Path) -> bool:
    with suppress(OSError):
        return one.samefile(other)
    return one.resolve() == other.resolve()
