"""Somebody with a code joins and votes, by forms alone, as a browser without scripts does."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from urllib.parse import urlencode

from tests.cli.running import Answer

FORM = {"Sec-Fetch-Site": "same-origin", "Content-Type": "application/x-www-form-urlencoded"}

Ask = Callable[[str, str, str | None, Mapping[str, str]], Answer]


def codes_in(said: list[str]) -> tuple[str, list[str]]:
    """The page to join on (a path) and the codes, as the demonstration prints them."""
    found = re.findall(r"([0-9A-Z]{4}(?:-[0-9A-Z]{4}){6}) at https?://[^/\s]+(/c/\S+/)join/", "\n".join(said))
    return found[0][1], [code for code, _place in found]


def take_part(ask: Ask, place: str, code: str, votes: int, headers: Mapping[str, str]) -> str:
    """Join with a code and vote; returns the ``Set-Cookie`` header.

    Each answer is looked at: a vote counts when the answer leads on to the next statement.
    """
    given = {**headers, **FORM}
    joined = ask(f"{place}join/", "POST", urlencode({"code": code}), given)
    assert joined.status == 303, joined.body
    cookie = joined.headers["Set-Cookie"]
    given["Cookie"] = cookie.partition(";")[0]
    for _ in range(votes):
        page = ask(f"{place}vote/", "GET", None, given)
        statement = re.search(r'name="statement" value="(\d+)"', page.body)
        if statement is None:
            answer = ask(f"{place}vote/", "POST", "next=1", given)
            page = ask(f"{place}vote/", "GET", None, given)
            statement = re.search(r'name="statement" value="(\d+)"', page.body)
        assert statement, page.body
        answer = ask(f"{place}vote/", "POST", urlencode({"statement": statement[1], "value": "agree"}), given)
        assert answer.status == 303, answer.body
    mine = ask(f"{place}votes/", "GET", None, given)
    assert mine.body.count('aria-pressed="true"') == votes
    return cookie
