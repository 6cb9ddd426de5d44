"""The lists of words beside this file (``words/*.toml``): who may speak, how speech is told, how machines rewrite."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib import resources
from typing import Any

__all__ = ["alternatives", "reporting_forms", "reporting_verbs", "word_list"]


@cache
def word_list(name: str) -> dict[str, Any]:
    """The list ``words/<name>.toml`` as data."""
    return tomllib.loads((resources.files("detente.wording") / "words" / f"{name}.toml").read_text(encoding="utf-8"))


def alternatives(words: Iterable[str]) -> str:
    """Words and phrases as one alternation, longest first; a star stands for the rest of a word, a space for any space.

    Examples
    --------
    >>> re.findall(alternatives(["sea", "sea port*"]), "sea  ports by the sea")
    ['sea  ports', 'sea']
    """
    parts = []
    for entry in sorted(set(words), key=lambda entry: (-len(entry), entry)):
        pattern = re.escape(entry).replace("'", "['’]").replace(r"\*", r"[\w’'-]*").replace(r"\ ", r"\s+")
        parts.append(pattern if entry.endswith("*") or not entry[-1].isalnum() else pattern + r"(?!\w)")
    return r"(?<!\w)(?:" + "|".join(parts) + ")"


def reporting_forms(base: str) -> tuple[str, ...]:
    """The forms of a regular verb; the first word of a phrase carries the ending.

    Examples
    --------
    >>> reporting_forms("deny"), reporting_forms("call for"), reporting_forms("state")
    (('deny', 'denies', 'denied', 'denying'), ('call for', 'calls for', 'called for', 'calling for'), ...)
    """
    verb, _, rest = base.partition(" ")
    if re.search(r"[^aeiou]y$", verb):
        forms = [verb, verb[:-1] + "ies", verb[:-1] + "ied", verb + "ing"]
    elif verb.endswith("e"):
        forms = [verb, verb + "s", verb + "d", (verb if verb.endswith("ee") else verb[:-1]) + "ing"]
    elif verb in {"admit", "commit"}:
        forms = [verb, verb + "s", verb + "ted", verb + "ting"]
    else:
        forms = [verb, verb + ("es" if re.search(r"(?:s|sh|ch|x|z)$", verb) else "s"), verb + "ed", verb + "ing"]
    return tuple(f"{form} {rest}" if rest else form for form in forms)


@cache
def reporting_verbs() -> dict[str, str]:
    """Every form of every reporting verb, and its base form."""
    lists = word_list("reporting")
    forms = {form: base for base in lists["verbs"] for form in reporting_forms(base)}
    forms.update({form: base for base, listed in lists["irregular"].items() for form in listed})
    return forms
