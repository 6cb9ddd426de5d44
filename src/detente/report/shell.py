"""What every page has around its content: one file, no script, no request, nothing outside the file.

A page carries its own Content-Security-Policy, which allows the one inline style sheet by its digest and nothing
else: even a fault in the escaping of a user's text could not run or fetch anything.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from functools import cache
from importlib import resources

from detente import __version__
from detente.report.language import Language
from detente.report.markup import Html, joined, plain, tag

__all__ = ["document", "footer", "policy", "style"]


@cache
def style(*sheets: str) -> str:
    """The style sheets of this room, one after the other."""
    return "".join((resources.files("detente.report") / sheet).read_text(encoding="utf-8") for sheet in sheets)


@cache
def policy(*sheets: str) -> str:
    """The policy of a page with these style sheets: those, by digest (CSP level 3), and nothing else.

    A server adds ``frame-ancestors 'none'``, which has no force inside a page.
    """
    digest = base64.b64encode(hashlib.sha256(style(*sheets).encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def document(
    language: Language,
    title: str,
    skip: tuple[str, str],
    body: Iterable[Html],
    *,
    sheets: tuple[str, ...] = ("page.css",),
    noindex: bool = False,
) -> str:
    """The whole file.

    Parameters
    ----------
    language : Language
    title : str
        For the window; isolates are dropped.
    skip : tuple of str
        Words and target (an id) of the link that keyboard users meet first.
    body : iterable of Html
        Header, main and footer.
    sheets : tuple of str
        Style sheets of this room.
    noindex : bool
        Ask search engines to leave the page alone.
    """
    words, target = skip
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=policy(*sheets)),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("meta", name="referrer", content="no-referrer"),
        tag("meta", name="robots", content="noindex") if noindex else None,
        tag("title", f"{plain(title)} · Detente"),
        Html(f"<style>{style(*sheets)}</style>"),
    )
    whole = tag("body", tag("a", words, href=f"#{target}", class_="skip"), *body)
    return f'<!doctype html>\n<html lang="{language.code}" dir="{language.direction}">{head}{whole}</html>\n'


def footer(language: Language, *notes: str, version: str = __version__) -> Html:
    """Who made the page, what it wants to add, and whether a person has checked its words."""
    found = [language.say("Made by Detente %(version)s.", version=version), *notes]
    if language.machine_draft:
        found.append(
            language.say("The words of this page in this language are a machine draft that no person has checked yet.")
        )
    return tag("footer", joined(*(tag("p", note) for note in found)))
