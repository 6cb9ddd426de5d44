"""Bytes to characters, and characters to characters that are safe to show.

Nothing is repaired by guessing words. What is not UTF-8 is read as the legacy encoding that most pages use, what would
hide or reorder text is replaced one by one by a visible mark, and each of it is noted.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from detente.wording.errors import FileTooLarge, NotPlainText
from detente.wording.intake_results import Note

__all__ = ["LARGEST", "STAND_IN", "Decoded", "decode", "safe"]

LARGEST = 2_000_000
"""Bytes; a text longer than a novel is no article, and every rule here reads the whole text."""

STAND_IN = "\u25ca"
"""Shown for a character that reorders a line: a lozenge, in every font and in no word."""

# Longer marks first: UTF-32 begins like UTF-16.
BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

KNOWN_FILES = (
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"\xd0\xcf\x11\xe0", "an office document"),
    (b"{\\rtf", "a rich text document"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
    (b"\x1f\x8b", "a compressed file"),
    (b"bplist", "a web archive"),
)

MULTIBYTE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
VALID = re.compile(rb"(?:[\x00-\x7f]|" + MULTIBYTE.pattern + rb")+")
HIGH = re.compile(rb"[\x80-\xff]")
DECLARED = re.compile(
    rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]{2,30})|<\?xml[^>]{0,100}encoding=[\"']([\w-]{2,30})", re.I
)

# Unicode, "Unicode Bidirectional Algorithm" (UAX 9), 2.1 to 2.5: embeddings, overrides and isolates, with their ends.
# The marks U+200E, U+200F and U+061C only tell a direction; Arabic and Hebrew texts need them.
REORDERING = re.compile("[\u202a-\u202e\u2066-\u2069]")
CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
SURROGATES = re.compile("[\ud800-\udfff]")
LINE_ENDS = re.compile("[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
MOJIBAKE = re.compile("\u00e2\u20ac[\u2122\u0153\u009d\u201c\u201d]|\u00c3[\u00a9\u00a8\u00bc\u00b6]")


@dataclass(frozen=True)
class Decoded:
    """Characters, the encoding they were read with (``""`` for a string) and what to tell a reader."""

    text: str
    encoding: str
    notes: tuple[Note, ...]


def decode(raw: bytes | str, *, name: str) -> Decoded:
    """Read bytes as text.

    A byte order mark decides; then UTF-8, which other encodings hardly ever imitate; then what the page declares; then
    a guess. Where most of a file is UTF-8, only its other bytes are read as windows-1252.

    Raises
    ------
    FileTooLarge
        More than `LARGEST` bytes.
    NotPlainText
        A binary file, or one full of control characters.
    """
    size = len(raw) if isinstance(raw, bytes) else len(raw.encode("utf-8", "surrogatepass"))
    if size > LARGEST:
        raise FileTooLarge(
            f"{name}: {size / 1e6:.1f} MB is more than the {LARGEST / 1e6:.0f} MB that are read at once. "
            "Give the article alone, or cut the file into its texts."
        )
    if isinstance(raw, str):
        return _checked(raw, "", (), name)
    for start, kind in KNOWN_FILES:
        if raw.startswith(start):
            raise NotPlainText(
                f"{name}: This is {kind}, no text. Copy the words out of it, or save it as text or HTML."
            )
    text, encoding, notes = _decoded(raw, name)
    return _checked(text, encoding, notes, name)


def _decoded(raw: bytes, name: str) -> tuple[str, str, tuple[Note, ...]]:
    for bom, encoding in BOMS:
        if raw.startswith(bom):
            text = raw[len(bom) :].decode(encoding, errors="replace")
            return _mixed(raw[len(bom) :], "windows-1252") if encoding == "utf-8" else (text, encoding, ())
    zeros = raw[:4096].count(0)
    if zeros > len(raw[:4096]) / 4:
        even = raw[:4096:2].count(0)
        encoding = "utf-16-be" if even > zeros / 2 else "utf-16-le"
        return raw.decode(encoding, errors="replace"), encoding, (Note("encoding_guessed", detail=encoding),)
    if zeros:
        raise NotPlainText(
            f"{name}: This is a binary file, no text. Copy the words out of it, or save it as text or HTML."
        )
    return _mixed(raw, "")


def _mixed(raw: bytes, rest: str) -> tuple[str, str, tuple[Note, ...]]:
    """UTF-8 where it is UTF-8; otherwise one legacy encoding, or a mixture."""
    try:
        return raw.decode("utf-8"), "utf-8", ()
    except UnicodeDecodeError:
        pass
    remains = MULTIBYTE.sub(b"", raw)
    strangers = len(HIGH.findall(remains))
    declared = _declared(raw)
    if (not rest and MULTIBYTE.search(raw) is None) or strangers > (len(raw) - len(remains)):
        encoding = declared or _guessed(raw)
        return raw.decode(encoding, errors="replace"), encoding, (Note("encoding_guessed", detail=encoding),)
    rest = rest or declared or "windows-1252"
    out: list[str] = []
    place = 0
    for run in VALID.finditer(raw):
        out += (raw[place : run.start()].decode(rest, errors="replace"), run[0].decode("utf-8", errors="replace"))
        place = run.end()
    out.append(raw[place:].decode(rest, errors="replace"))
    return "".join(out), "utf-8", (Note("encodings_mixed", strangers, rest),)


def _declared(raw: bytes) -> str:
    match = DECLARED.search(raw[:2048])
    if match is None:
        return ""
    try:
        known = codecs.lookup((match[1] or match[2]).decode("ascii")).name
    except LookupError:
        return ""
    # A page that is not UTF-8 cannot be what it declares; Latin-1 is windows-1252 on the web (WHATWG Encoding, 4.2).
    if known.startswith(("utf", "ascii")):
        return ""
    return "windows-1252" if known == "iso8859-1" else known


def _guessed(raw: bytes) -> str:
    """One legacy encoding for all of it: windows-1252 where few letters are beyond ASCII, else what fits best."""
    if len(HIGH.findall(raw)) * 8 < len(raw):
        return "windows-1252"
    from charset_normalizer import from_bytes

    best = from_bytes(raw[:20_000]).best()
    return codecs.lookup(best.encoding).name if best is not None else "windows-1252"


def _checked(text: str, encoding: str, notes: tuple[Note, ...], name: str) -> Decoded:
    controls = len(CONTROLS.findall(text))
    if controls > max(8, len(text) // 100):
        raise NotPlainText(
            f"{name}: {controls} of {len(text)} characters are control characters, so this is a binary file or a "
            "damaged one. Copy the words out of it, or save it as text or HTML."
        )
    lost = text.count("\ufffd")
    if lost:
        notes = (*notes, Note("undecodable", lost))
    if len(MOJIBAKE.findall(text)) > 1:
        notes = (*notes, Note("mojibake", len(MOJIBAKE.findall(text))))
    return Decoded(text, encoding, notes)


def safe(text: str) -> tuple[str, tuple[Note, ...]]:
    r"""Replace, one for one, what would hide or reorder text or drive a terminal; line ends become ``\n``.

    Control characters become their pictures (U+2400 block), characters that reorder a line `STAND_IN`.

    Examples
    --------
    >>> safe("pay \u202e001\u202c euros\r\n")
    ('pay \u25ca001\u25ca euros\n', (Note(code='reordering', count=2, detail=''),))
    """
    text = LINE_ENDS.sub("\n", text.replace("\r\n", "\n").replace("\r", "\n"))
    notes: list[Note] = []
    text, hidden = REORDERING.subn(STAND_IN, text)
    if hidden:
        notes.append(Note("reordering", hidden))
    text, controls = CONTROLS.subn(lambda match: _picture(match[0]), text)
    if controls:
        notes.append(Note("control_characters", controls))
    text = SURROGATES.sub("\ufffd", text)
    return text, tuple(notes)


def _picture(control: str) -> str:
    code = ord(control)
    return chr(0x2400 + code) if code < 0x20 else "\u2421" if code == 0x7F else "\ufffd"
