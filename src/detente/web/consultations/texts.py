"""What a statement may be made of: pure functions on a text, and one refusal for each rule.

Two steps. `normalised` takes away what nobody can see (controls, bidi overrides, fillers) without asking, because a
writer cannot find it either. `checked` then refuses what the writer can see and change: too long, a link, a mail
address, a phone number. Patterns are looked for in a *folded* copy (wide and styled letters, look-alikes of other
alphabets, other digits, invisible joiners), so that a disguise changes nothing; what is kept is the text itself.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from django.utils.translation import gettext_lazy as _

from detente.web.core.errors import Refused

__all__ = [
    "LONGEST",
    "HasLink",
    "HasMailAddress",
    "HasPhoneNumber",
    "NoWords",
    "TooLong",
    "checked",
    "folded",
    "forbidden",
    "normalised",
]

LONGEST = 280
"""Characters of a statement, counted after normalising."""

MOST_RAW = 4 * LONGEST
"""Above this nothing is normalised at all: a text of decomposed letters needs no more than four for one."""

MOST_MARKS = 4
"""Combining marks on one letter. Hebrew and Tibetan need up to four; a tower of them hides its neighbours."""


class NoWords(Refused):
    """A statement says something in words."""

    code = "consultations.no_words"
    sentence = _("There are no words in it yet. Write one sentence that others can agree or disagree with.")


class TooLong(Refused):
    """A statement is one short sentence."""

    code = "consultations.text_too_long"
    sentence = _(
        "It has %(length)s characters, and a statement has %(longest)s at most. Keep one claim and cut the rest."
    )


class HasLink(Refused):
    """A link would turn the page into a notice board for whoever owns the address."""

    code = "consultations.has_link"
    sentence = _(
        "It holds what looks like a link: “%(found)s”. Links are not taken, so that nobody can advertise here. "
        "Say in words what the page says. If it is no link, put a space after the full stop."
    )


class HasMailAddress(Refused):
    """A mail address leads to a person, often to somebody else than the writer."""

    code = "consultations.has_mail_address"
    sentence = _(
        "It holds what looks like a mail address: “%(found)s”. Addresses lead to a person, so they are not taken. "
        "Please leave it out."
    )


class HasPhoneNumber(Refused):
    """A phone number leads to a person."""

    code = "consultations.has_phone_number"
    sentence = _(
        "It holds what looks like a phone number: “%(found)s”. Numbers that lead to a person are not taken. Please "
        "leave it out. If it is an amount, write it with thousands apart, such as 1 234 567."
    )


# --- what nobody can see ---

_SPACES = re.compile(r"\s+")
_MARKS = frozenset({0x200E, 0x200F, 0x061C})  # direction marks: needed in right-to-left text, harmless inside <bdi>
_JOINERS = frozenset({0x200C, 0x200D})
_FILLERS = frozenset({0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0, 0x034F})  # letters and marks of no width
_SELECTORS = re.compile("[\U000e0100-\U000e01ef]")
_EMOJI = re.compile("[\u2190-\u2bff\u3030\u303d\U0001f000-\U0001faff\ufe0f]")
# Scripts that join letters, or whose ligatures are steered by joiners (Unicode 15, section 23.2).
_JOINING = re.compile("[\u0600-\u08ff\u0900-\u0dff\u0f00-\u109f\u1780-\u18af\ufb50-\ufdff\ufe70-\ufefc]")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")


def forbidden(character: str) -> bool:
    """Whether this character never stands in a kept text.

    Controls, surrogates, private use, non-characters, and what has no width or turns the direction of what follows.
    Joiners and direction marks are not among them: some scripts need them, `normalised` decides by the neighbours.
    """
    point = ord(character)
    if point in _MARKS or point in _JOINERS:
        return False
    return (
        unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
        or point in _FILLERS
        or 0xFDD0 <= point <= 0xFDEF
        or point & 0xFFFE == 0xFFFE
    )


def normalised(raw: str) -> str:
    """NFC, one line, single spaces, nothing invisible; doing it again changes nothing.

    A joiner stays between letters of a script that needs it and inside emoji; a direction mark stays in a text that
    has right-to-left letters.
    """
    text = raw
    for _again in range(8):
        after = _once(text)
        if after == text:
            break
        text = after
    return text


def _once(text: str) -> str:
    # A control that is white space separates words; the other controls separate nothing.
    text = _SPACES.sub(" ", text)
    text = "".join(character for character in text if not forbidden(character))
    text = unicodedata.normalize("NFC", text)
    rtl = _RIGHT_TO_LEFT.search(text) is not None
    kept: list[str] = []
    marks = 0
    for place, character in enumerate(text):
        point = ord(character)
        before = kept[-1] if kept else ""
        if point in _MARKS and not rtl:
            continue
        if point in _JOINERS and not _joins(before, text[place + 1 : place + 2]):
            continue
        if _SELECTORS.match(character) and not ("\u3400" <= before <= "\u9fff" or before >= "\U00020000"):
            continue
        marks = marks + 1 if unicodedata.category(character) in ("Mn", "Me") else 0
        if marks <= MOST_MARKS:
            kept.append(character)
    return _SPACES.sub(" ", "".join(kept)).strip()


def _joins(before: str, after: str) -> bool:
    if not before or not after:
        return False
    if _JOINING.match(before):
        return bool(_JOINING.match(after))
    return bool(_EMOJI.match(before) and _EMOJI.match(after))


# --- the folded copy ---

_LOOKALIKES = str.maketrans(
    {
        **dict(zip("абвгдеёзикмнорстухіјѕһԁԛԝӏ", "abbrдeeзukmhopctyxijshdqwl", strict=True)),
        **dict(zip("αβγειικνορτυχωϲϳ", "abyeiiknoptuxwcj", strict=True)),
        **dict(zip("օոսցհզւ", "onughqi", strict=True)),
        **dict(zip("ɑɡıʟᴄᴏᴍ", "agilcom", strict=True)),
        **dict.fromkeys("‐‑‒–—―−﹘﹣－", "-"),
        **dict.fromkeys("＠﹫", "@"),
        **dict.fromkeys("∕⁄／", "/"),
        **dict.fromkeys("：﹕꞉∶", ":"),
    }
)


@cache
def _plain(character: str) -> str:
    """One character of the folded copy, or nothing for a mark or a joiner."""
    point = ord(character)
    if 0x1F1E6 <= point <= 0x1F1FF:
        return chr(point - 0x1F1E6 + ord("a"))
    if character.isdigit():
        digit = unicodedata.digit(character, None)
        return character if digit is None else str(digit)
    category = unicodedata.category(character)
    return "" if category in ("Mn", "Me", "Cf") else character


def folded(text: str) -> str:
    """The copy in which patterns are looked for: NFKC, without marks and joiners, digits as 0 to 9.

    Letters keep their alphabet and their case here; `_latin` undoes look-alikes on top.
    """
    wide = unicodedata.normalize("NFKD", text.translate({0x2026: " ... "}))
    plain = unicodedata.normalize("NFC", "".join(map(_plain, wide))).translate(_PUNCTUATION)
    return _DOTS.sub(".", plain)


_PUNCTUATION = {point: to for point, to in _LOOKALIKES.items() if not chr(point).isalpha()}
# Whatever browsers (IDNA) and eyes read as a dot, where it stands in an alphabet that ends sentences with another.
_DOTS = re.compile(r"(?<=[a-z0-9])\s?[。．｡․‧·•∙⋅・۔։]\s?(?=[a-zа-я0-9])", re.IGNORECASE)


def _latin(text: str) -> str:
    return text.casefold().translate(_LOOKALIKES)


# --- links ---

_SCHEME = re.compile(r"(?:\b[a-z][a-z0-9+.-]{1,20}\s?:\s?//|\b(?:java|vb|live)script\s*:|\bwww\d?\s?\.|\bhxxps?\b)\S*")
_OTHER_SCHEME = re.compile(r"\b(?:mailto|tel|sms|magnet|tg|whatsapp|data|blob|file):(?=[\w+/?])\S*")
_ADDRESS = re.compile(r"(?<![\d.])(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?:25[0-5]|2[0-4]\d|1?\d?\d)){3}(?![\d.]\d?)")
# Endings that are no words, so that they betray an address even with spaces or a spelled dot before them.
_COMMON = "com|net|org|info|biz|edu|gov|xyz|shop|online|site|club|click|store|ru|de|uk|fr|cn|eu|io|ly|tk|рф|рус|укр|бел"
_DOT = r"(?:\s?[(\[{<]\s?(?:\.|dot|punkt|punto|точка|дот|نقطة|دوت)\s?[)\]}>]\s?|\s+(?:dot|точка|дот|نقطة|دوت)\s+)"
_SPELLED = re.compile(rf"[\w-]{{2,63}}{_DOT}(?:{_COMMON}|ком|كوم|[a-z]{{2,4}}/)(?![\w-])")
_SPACED = re.compile(
    r"[\w-]{2,63}(?:\s\.\s?(?:com|net|org|info|biz|xyz|ru|рф)|\.\s(?:com|org|biz|xyz))(?![\w-])(?:/\S*)?"
)
# Labels with nothing between but a dot. What ends in no known ending is an address only where hardly anything else
# is said: "bzw.das" in a sentence is a missing space, "bangladeshi.assist" alone is a link farm's.
_BARE = re.compile(r"(?<![\w.@-])(?:[\w](?:[\w-]{0,62})\.)+([^\W\d_]{2,24}|xn--[a-z0-9-]+)(?![\w-])(?:[/:?#]\S*)?")
_KNOWN = frozenset(
    (
        "com net org info biz edu gov mil int xyz shop online site club click store app dev blog news live top "
        "vip link help tech pro name mobi asia tel jobs page work world today life space website agency email "
        "media fun ac ae ag ai al am ar at au az ba bd be bg bo br by bz ca cc ch ci cl cm cn co cr cu cy cz de "
        "dk do dz ec ee eg es et eu fi fm fr ga ge gg gh gl gr gt hk hn hr hu id ie il im in io iq ir is it je jo "
        "jp ke kg kh kr kw kz la lb li lk lt lu lv ly ma md me mk ml mm mn mo mt mu mv mx my na ng ni nl no np nu "
        "nz om pa pe ph pk pl pr ps pt py qa re ro rs ru rw sa sc se sg sh si sk sn so st su sv sx sy tc tg th tj "
        "tk tm tn to tr tt tv tw tz ua ug uk us uy uz va vc ve vg vn vu ws ye za zm zw рф рус укр бел москва "
        "онлайн сайт дети орг ком срб мкд бг қаз ею السعودية امارات مصر قطر سوريا المغرب الاردن تونس عمان فلسطين "
        "شبكة موقع عرب ایران ישראל קום 中国 中國 公司 网络 台湾 台灣 香港 한국 भारत "
    ).split()
)
_ABBREVIATION = re.compile(r"(?:\w\.)+\w{1,2}")
_FEW_WORDS = 3


def _link(text: str) -> str | None:
    plain = folded(text)
    small = _latin(plain)
    for pattern in (_SCHEME, _OTHER_SCHEME, _ADDRESS, _SPELLED, _SPACED):
        for copy in (plain.casefold(), small):
            hit = pattern.search(copy)
            if hit:
                return hit.group()
    for hit in _BARE.finditer(plain):
        beside = len(re.findall(r"[^\W\d_]{2,}", plain[: hit.start()] + " " + plain[hit.end() :]))
        if _is_address(hit.group(), hit.group(1), alone=beside < _FEW_WORDS):
            return hit.group()
    return None


def _is_address(whole: str, last: str, *, alone: bool) -> bool:
    if _ABBREVIATION.fullmatch(whole):  # e.g, U.S.A, т.е, ب.ج
        return False
    ending = _latin(last)
    known = ending in _KNOWN or last.casefold() in _KNOWN or ending.startswith("xn--")
    if last[0].isupper() and not last.isupper():  # "the end.Then it began": a sentence without its space
        return ending in ("com", "net", "org", "info", "ru")
    return known or (last.islower() and (alone or "/" in whole))


# --- mail addresses and phone numbers ---

_AT = r"(?:\s?[(\[{<]\s?(?:@|at|собака|ат)\s?[)\]}>]\s?|\s?@\s?)"
_MAIL = re.compile(rf"[\w.+%-]+{_AT}[\w-]+(?:(?:\s?\.\s?|{_DOT})[\w-]+)*(?:\s?\.\s?|{_DOT})[^\W\d_]+")
_SPELLED_MAIL = re.compile(rf"[\w.+%-]+\s(?:at|собака)\s[\w-]+{_DOT}\w{{2,}}")

_RUN = re.compile(r"(?<!\d)(?<!\d[.,])\+?\s?\(?\d(?:[\s().\-/_~*|]{0,3}\d)*")
_YEAR = r"(?:1\d|20|21)\d\d"
_THOUSANDS = r"[1-9]\d{0,2}(?:[\s.]\d{3})+"
_AMOUNT = re.compile(rf"{_THOUSANDS}(?:\s?-\s?{_THOUSANDS})?|[1-9]\d*000(?:\s?-\s?[1-9]\d*000)?")
_ORDINARY = re.compile(
    rf"""(?:
      \d{{1,2}}[./-]\d{{1,2}}[./-](?:\d{{4}}|\d{{2}})                         # 24.02.2022
    | {_YEAR}[./-]?(?:0?[1-9]|1[0-2])[./-]?(?:0?[1-9]|[12]\d|3[01])        # 2022-02-24
    | {_YEAR}(?:\s?[-/~]\s?(?:{_YEAR}|\d\d))*                             # 2014-2021, 2014/15
    | \d+\.\d{{1,2}}(?:\s?-\s?\d+\.\d{{1,2}})? | \d{{1,2}}\.\d+          # 1234.50, 48.85341
    )""",
    re.VERBOSE,
)
_CALL = re.compile(r"(?:\b(?:call|phone|tel|telephone|mobile|whats\s?app|viber|telegram|sms|fax)|звон|тел|اتصل|هاتف)")


def _phone(text: str) -> str | None:
    plain = folded(text)
    for hit in _RUN.finditer(plain):
        run = hit.group().strip()
        if sum(character.isdigit() for character in run) < 7:
            continue
        digits = re.sub(r"\D", "", run)
        called = _CALL.search(plain[max(0, hit.start() - 24) : hit.start()].casefold()) is not None
        foreign = run.startswith("+") and not digits.endswith("000")
        if called or foreign or not _is_ordinary(run.lstrip("+ ")):
            return run
    return None


def _is_ordinary(run: str) -> bool:
    """Whether the run is dates and years from end to end, with one small number among them or an amount at the end."""
    words = run.replace("(", " ").replace(")", " ").split()
    small = 0
    for place in range(len(words)):
        rest = " ".join(words[place:])
        if _AMOUNT.fullmatch(rest) or _ORDINARY.fullmatch(rest):
            return True
        if len(words[place]) <= 2 and words[place].isdigit() and not words[place].startswith("0"):
            small += 1
            if small > 1:
                return False
        elif not _ORDINARY.fullmatch(words[place]) and words[place] != "-":
            return False
    return True


def checked(raw: str) -> str:
    """The text as it is kept.

    Raises
    ------
    NoWords, TooLong, HasMailAddress, HasLink, HasPhoneNumber
        The first rule that it breaks, with the place that broke it.
    """
    if len(raw) > MOST_RAW:
        raise TooLong(length=len(raw), longest=LONGEST)
    text = normalised(raw)
    if not any(character.isalnum() for character in text):
        raise NoWords
    if len(text) > LONGEST:
        raise TooLong(length=len(text), longest=LONGEST)
    mail = _MAIL.search(folded(text)) or _SPELLED_MAIL.search(folded(text).casefold())
    if mail:
        raise HasMailAddress(found=_as_written(mail.group(), text))
    link = _link(text)
    if link is not None:
        raise HasLink(found=_as_written(link, text))
    phone = _phone(text)
    if phone is not None:
        raise HasPhoneNumber(found=_as_written(phone, text))
    return text


def _as_written(found: str, text: str) -> str:
    """The fewest words of the text that hold what was found in its folded copy, so that the writer recognises it."""
    words = text.split(" ")
    plain = [folded(word).casefold() for word in words]
    latin = [_latin(word) for word in plain]
    wanted = found.casefold().strip()
    parts = len(wanted.split())
    for length in (parts, parts + 1):
        for start in range(len(words) - length + 1):
            here = slice(start, start + length)
            if wanted in " ".join(plain[here]) or wanted in " ".join(latin[here]):
                return " ".join(words[here])
    return found
