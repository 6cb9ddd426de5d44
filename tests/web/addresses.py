"""The table of `test_addresses`: every address of the site, who comes, and what they get.

One line is an address, a method, the answer to most visitors, and the visitors who get another one. What a line posts
is what somebody who may would post; a form that is empty or wrong is the business of its own part's tests.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.web import addresses_agenda, addresses_encounters

__all__ = ["AFTERWARDS", "PHASES", "STAFF", "TABLE", "VISITORS", "Row"]

STRANGERS = ("stranger", "signed_out")
PARTICIPANTS = ("here", "elsewhere")
STAFF = ("moderator", "moderator_elsewhere", "editor", "convener", "half_signed_in")
VISITORS = (*STRANGERS, *PARTICIPANTS, *STAFF)
"""Without a cookie; after logging out; participants of this consultation and of another one (their cookie is sent here
although no browser would); moderators of this one and of another one; an editor; the convener; and a convener who has
given the password and has no second factor yet."""


@dataclass(frozen=True)
class Row:
    """An address, a method, and the status for each kind of visitor."""

    name: str
    method: str
    status: dict[str, int]
    data: dict[str, str] = field(default_factory=dict)
    query: str = ""

    def __str__(self) -> str:
        return f"{self.method} {self.name}{self.query}"


def row(name: str, method: str, *, data: dict[str, str] | None = None, query: str = "", **status: int) -> Row:
    """Spell a line out: `rest` is everybody not named; `staff` and `out` name groups."""
    found: dict[str, int] = {}
    for visitor in VISITORS:
        group = "staff" if visitor in STAFF else "out"
        given = status.get(visitor, status.get(group, status.get("rest")))
        assert given is not None, f"{name}: no status for {visitor}"
        found[visitor] = given
    return Row(name, method, found, data or {}, query)


def everybody(*names: str, status: int = 200) -> list[Row]:
    """Pages that all see alike."""
    return [row(name, "GET", rest=status) for name in names]


def for_the_convener(
    name: str, *, get: int = 200, post: int | None = None, data: dict[str, str] | None = None
) -> list[Row]:
    """A page that exists for conveners only; who is not signed in is led to the log-in, and cannot post."""
    rows = [row(name, "GET", out=302, rest=404 if get != 405 else 405, half_signed_in=302, convener=get)]
    if get == 405:
        rows = [row(name, "GET", rest=405)]
    if post is not None:
        rows.append(row(name, "POST", rest=404, convener=post, data=data))
    return rows


def for_staff(name: str, status: int = 200) -> list[Row]:
    """A page for everybody with a log-in and a second factor."""
    return [row(name, "GET", out=302, staff=status, half_signed_in=302)]


API = [
    "api_openapi_json",
    *("api_dialogues", "api_one_dialogue", "api_agenda", "api_one_item", "api_answers"),
    *("api_consultations", "api_one_consultation", "api_statements", "api_one_statement"),
    *("api_snapshots", "api_one_snapshot"),
]

READING = [
    *everybody("results", "result_statement", "result_file", *API),
    *(row(name, "POST", rest=405) for name in API),
]

EVERYBODY = [
    *everybody("health", "home", "home_in", "dialogue", "ledger", "ledger_json", "dialogue_ledger"),
    *everybody("dialogue_any", "consultation_any", status=302),
    *everybody("consultation", "promise", "rules", "what_next", "challenge", "join", "outcome", "forget"),
]

TAKING_PART = [
    row("begin", "GET", rest=405),
    row("begin", "POST", rest=303),
    row("join", "POST", rest=400),  # no side, no proof
    row("join", "POST", rest=400, here=409, data={"side": "1"}),  # no proof; who has voted has a side that is fixed
    row("wait", "GET", rest=302),
    row("wait", "POST", rest=200, here=409, data={"side": "1"}),
    row("vote", "GET", rest=303, here=200),
    row("vote", "POST", rest=404, here=303, data={"statement": "{offered}", "value": "agree"}),
    row("vote", "POST", rest=404, here=400, elsewhere=400, data={"statement": "{offered}", "value": "perhaps"}),
    row("vote", "POST", rest=404, here=404, data={"statement": "{foreign}", "value": "agree"}),
    row("my_votes", "GET", rest=404, here=200),
    row("report", "GET", rest=404, here=200),
    row("report", "POST", rest=404, here=303, data={"reason": "abuse"}),
    row("write", "GET", rest=404, here=200),
    row(
        "write",
        "POST",
        rest=404,
        here=200,
        data={"text": "The ferry should run on Sundays too.", "in_language": "en", "receipt": "ABCD-EFGH-JKMN"},
    ),
    row("write_instead", "GET", rest=405),
    row("write_instead", "POST", rest=404, here=303),
    row("outcome", "POST", rest=200, data={"receipts": "ABCD-EFGH-JKMN"}),
    row("appeal", "GET", rest=405),
    row("appeal", "POST", rest=404, data={"receipt": "ABCD-EFGH-JKMN", "plea": "It is one claim."}),  # no such receipt
    row("forget", "POST", rest=200),
]

PEOPLE = [
    *for_staff("staff_home"),
    row("staff_language", "GET", rest=405),
    row("staff_language", "POST", rest=404, staff=302, half_signed_in=404, data={"language": "ru"}),
    *for_the_convener("people"),
    *for_the_convener("people_invite", get=405, post=302, data={"role": "moderator", "note": "Nadia"}),
    *for_the_convener("people_link"),
    *for_the_convener("person_remove", post=302),
    *for_the_convener("person_reset", get=405, post=302),
    *for_the_convener("invitation_revoke", get=405, post=302),
    row("invitation", "GET", rest=200),
    row(
        "invitation",
        "POST",
        rest=302,
        data={
            "name": "New",
            "email": "new@example.org",
            "password": "a long enough passphrase",
            "password_again": "a long enough passphrase",
        },
    ),
    *everybody("sign_in_link", status=404),  # only the demonstration has them
    row("sign_in_link", "POST", rest=404),
]

# allauth's pages that are in use. Who is signed in gave the password long ago: what guards the log-in asks again (302).
LOG_IN = [
    row("account_login", "GET", out=200, staff=302),
    row("account_login", "POST", out=200, staff=302, data={"login": "clara@example.org", "password": "wrong"}),
    row("account_logout", "GET", out=302, staff=200),
    row("account_logout", "POST", rest=302),
    row("account_inactive", "GET", rest=200),
    row("account_reauthenticate", "GET", out=302, staff=200),
    row("account_change_password", "GET", out=302, staff=200),
    row("mfa_index", "GET", out=302, staff=200),
    row("mfa_authenticate", "GET", rest=302),
    row("mfa_reauthenticate", "GET", out=302, staff=200, half_signed_in=302),
    row("mfa_activate_totp", "GET", rest=302),
    row("mfa_deactivate_totp", "GET", out=302, staff=302, half_signed_in=404),
    row("mfa_view_recovery_codes", "GET", out=302, staff=404),  # none were made
    row("mfa_generate_recovery_codes", "GET", rest=302),
]

CONVENING = [
    *for_the_convener("dialogue_new"),
    *for_the_convener("dialogue_manage", post=303, data={"act": "suspend", "notice_en": "The bridge is closed."}),
    *for_the_convener("consultation_new", post=303),
    *for_the_convener("consultation_manage", post=303, data={"act": "close"}),
    *for_the_convener("setup", get=302, post=409),  # its preparation is over
    *for_the_convener("opening_template"),
    *for_the_convener("cards", post=409, data={"side": "0", "count": "8"}),  # this one takes no codes
]

# Conveners may decide everywhere; an editor and a moderator of another consultation are nobody here.
_HERE = {"out": 302, "half_signed_in": 302, "moderator_elsewhere": 404, "editor": 404}
MODERATING = [
    row("moderate", "GET", rest=200, **_HERE),
    row("moderate_shown", "GET", rest=200, **_HERE),
    row("moderate_decide", "GET", rest=405),
    row("moderate_decide", "POST", rest=404, moderator=303, convener=303, data={"decision": "retire:off_topic"}),
    row("moderate_correct", "GET", rest=200, **_HERE, moderator=404),  # the organisers' words are the convener's
    row("moderate_correct", "POST", rest=404, convener=303, data={"text-en": "A better statement about the river."}),
]

AGENDA = addresses_agenda.rows(everybody, for_the_convener)
ENCOUNTERS = addresses_encounters.rows(everybody, row)

TABLE = [*EVERYBODY, *READING, *TAKING_PART, *PEOPLE, *LOG_IN, *CONVENING, *MODERATING, *AGENDA, *ENCOUNTERS]

# What a form of taking part sends, for the states below.
AFTERWARDS = {
    "outcome": {"receipts": "ABCD-EFGH-JKMN"},
    "vote": {"statement": "{offered}", "value": "agree"},
    "report": {"reason": "abuse"},
    "moderate_decide": {"decision": "accept"},
}

_RESULTS = ("results", "result_statement", "result_file", "compare_rounds")
_READ = ("consultation_any", "consultation", "promise", "rules", "what_next", *_RESULTS)
_TAKE_PART = ("begin", "join", "wait", "vote", "report", "challenge", "write", "write_instead", "appeal")


def phase(read: int, **other: tuple[int, int]) -> dict[str, tuple[int, int]]:
    """The statuses of GET and POST: `read` for the pages that are only read, 409 for taking part unless named."""
    table = {name: (302 if name == "consultation_any" and read == 200 else read, 405) for name in _READ}
    table |= dict.fromkeys(_TAKE_PART, (409, 409))
    return table | other


_NOTHING = dict.fromkeys((*_TAKE_PART, "my_votes", "forget", "outcome"), (404, 404)) | {
    "begin": (405, 404),
    "challenge": (404, 405),
    "my_votes": (404, 405),
    "write_instead": (405, 404),
    "appeal": (405, 404),
}
_STOPPED = {
    "begin": (405, 409),
    "challenge": (409, 405),
    "appeal": (405, 409),
    "my_votes": (200, 405),
    "outcome": (200, 200),
    "write_instead": (405, 409),
    "forget": (200, 200),
}

# By the state of the consultation or its dialogue, for somebody who has begun there: the answers to GET and POST.
PHASES = {
    "draft": phase(404, **_NOTHING),
    "ready": phase(200, **_STOPPED),
    "closed": phase(200, **_STOPPED),
    "erased": phase(200, **_STOPPED),
    "dialogue suspended": phase(200, **_STOPPED),
    "dialogue closed": phase(200, **_STOPPED),
}
