"""Files written whole or not at all."""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Mapping
from os import PathLike
from pathlib import Path

from detente.exchange.errors import CannotWrite
from detente.exchange.messages import N_

__all__ = ["write_file", "write_folder"]


def write_file(path: str | PathLike[str], text: str) -> None:
    """Write a UTF-8 file under a temporary name beside it and rename it, so that a reader never sees half of it.

    Raises
    ------
    CannotWrite
        For want of rights or space, or because the name is that of a folder, a device, a pipe or a socket. The file
        that was there before, if any, is untouched, and no temporary file is left.
    """
    path = Path(path)
    _write_all({path: text}, path)


def write_folder(folder: str | PathLike[str], texts: Mapping[str, str]) -> None:
    """Write files of a folder, which is made if it does not exist. Other files in it are left alone.

    All files are complete under temporary names before the first is renamed.

    Raises
    ------
    CannotWrite
        No file was changed, no temporary file is left, and a folder that did not exist does not exist now.
    """
    folder = Path(folder)
    made = False
    try:
        if not folder.is_dir():
            folder.mkdir()
            made = True
    except OSError as fault:
        raise CannotWrite(folder, cause=fault.strerror or type(fault).__name__) from fault
    try:
        _write_all({folder / name: text for name, text in texts.items()}, folder)
    except CannotWrite:
        if made:
            folder.rmdir()
        raise


def _write_all(texts: Mapping[Path, str], named: Path) -> None:
    waiting: dict[Path, Path] = {}
    try:
        for path, text in texts.items():
            if path.is_dir():
                raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
            if path.exists() and not path.is_file():  # renaming a file onto a device or a pipe removes it
                raise CannotWrite(named, cause=N_("it is not an ordinary file"))
            temporary = path.with_name(f".{path.name}.{secrets.token_hex(8)}.part")
            waiting[temporary] = path
            with temporary.open("xb") as file:
                file.write(text.encode("utf-8"))
                file.flush()
                os.fsync(file.fileno())
        for temporary, path in list(waiting.items()):
            temporary.replace(path)
            del waiting[temporary]
    except OSError as fault:
        raise CannotWrite(named, cause=fault.strerror or type(fault).__name__) from fault
    except UnicodeEncodeError as fault:  # half of a surrogate pair, which no file read as UTF-8 can hold
        raise CannotWrite(named, cause=N_("a text holds half a character")) from fault
    finally:
        for temporary in waiting:
            temporary.unlink(missing_ok=True)
