"""Who may open which page of this part, and in which language."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from detente.web.people import desk
from detente.web.people.models import Role, User
from tests.web.people.desk import Visitor, next_of, person

Signed = Callable[[User], Client]

# The same for every process of a parallel run, or each would collect other tests.
NOBODY = "3f2b8c1e-6d4a-4e0b-9a57-0c1d2e3f4a5b"

# address, method: a stranger, somebody without second factor, a moderator, a convener
TABLE = [
    ("/staff/", "get", 302, 302, 200, 200),
    ("/staff/language/", "post", 404, 404, 400, 400),
    ("/staff/language/", "get", 405, 405, 405, 405),
    ("/staff/people/", "get", 302, 302, 404, 200),
    ("/staff/people/invite/", "post", 404, 404, 404, 400),
    ("/staff/people/invite/", "get", 405, 405, 405, 405),
    ("/staff/people/link/x/", "get", 302, 302, 404, 404),
    (f"/staff/people/{NOBODY}/remove/", "get", 302, 302, 404, 404),
    (f"/staff/people/{NOBODY}/remove/", "post", 404, 404, 404, 404),
    (f"/staff/people/{NOBODY}/reset/", "post", 404, 404, 404, 404),
    (f"/staff/people/invitations/{NOBODY}/revoke/", "post", 404, 404, 404, 404),
    ("/staff/invite/x/", "get", 404, 404, 404, 404),
    ("/staff/enter/x/", "get", 404, 404, 404, 404),
    ("/staff/account/login/", "get", 200, 302, 302, 302),
    ("/staff/account/logout/", "get", 302, 200, 200, 200),
    ("/staff/account/inactive/", "get", 200, 200, 200, 200),
    ("/staff/account/2fa/", "get", 302, 200, 200, 200),
    ("/staff/account/2fa/", "post", 404, 405, 405, 405),
    ("/staff/account/2fa/authenticate/", "get", 302, 302, 302, 302),
    ("/staff/account/2fa/recovery-codes/", "post", 404, 405, 405, 405),
    ("/staff/account/2fa/totp/activate/", "post", 404, 302, 302, 302),
    ("/staff/account/reauthenticate/", "get", 302, 200, 200, 200),
    ("/staff/account/reauthenticate/", "post", 404, 200, 200, 200),
    ("/staff/account/password/change/", "post", 404, 200, 200, 200),
]


@pytest.mark.parametrize(("path", "method", "stranger", "half", "moderator", "convener"), TABLE)
def test_the_table(
    visitor: Visitor, staff: Signed, db: None, path: str, method: str, stranger: int, half: int, moderator: int,
    convener: int,
) -> None:  # fmt: skip
    without = visitor()
    without.force_login(person("Nora"))
    kinds = {
        "stranger": (visitor(), stranger),
        "without a second factor": (without, half),
        "moderator": (staff(person("Mo", Role.MODERATOR)), moderator),
        "convener": (staff(person("Clara")), convener),
    }
    found = {kind: getattr(client, method)(path).status_code for kind, (client, _expected) in kinds.items()}
    assert found == {kind: expected for kind, (_client, expected) in kinds.items()}


def test_our_own_script_is_not_led_to_a_page(visitor: Visitor, db: None) -> None:
    assert visitor().get("/staff/", headers={"Accept": "application/json"}).status_code == 404


def test_a_post_from_elsewhere_is_refused(staff: Signed, convener: User) -> None:
    answer = staff(convener).post(
        "/staff/people/invite/", {"role": "convener"}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert answer.status_code == 403


def test_the_language_of_the_log_in_holds_below_staff(staff: Signed, convener: User) -> None:
    client = staff(convener)
    assert client.get("/staff/", headers={"Accept-Language": "ru"}).headers["Content-Language"] == "ru"
    assert next_of(client.post("/staff/language/", {"language": "ar"})) == "/staff/"
    page = client.get("/staff/", headers={"Accept-Language": "ru"})
    assert page.headers["Content-Language"] == "ar"
    assert 'dir="rtl"' in page.content.decode()
    assert client.post("/staff/language/", {"language": "xx"}).status_code == 400
    assert client.get("/en/ledger/").headers["Content-Language"] == "en"


def test_apps_above_put_their_items_on_the_desk(
    staff: Signed, convener: User, moderator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk, "_sources", [*desk._sources])

    @desk.register
    def queue(user: User) -> list[desk.Item]:
        return [desk.Item(title="<الماء>", url=reverse("people"), note="3 wait", group="To moderate", language="ar")]

    page = staff(moderator).get("/staff/").content.decode()
    assert '<a href="/staff/people/" lang="ar" dir="auto">&lt;الماء&gt;</a>' in page
    assert "3 wait" in page
    assert "People with a log-in" not in page
    assert page.index("3 wait") < page.index("The ledger, as the public reads it")
    assert "People with a log-in" in staff(convener).get("/staff/").content.decode()


def test_the_list_says_who_lacks_a_second_factor(staff: Signed, convener: User) -> None:
    person("Nora", Role.MODERATOR)
    page = staff(convener).get("/staff/people/").content.decode()
    assert "no second factor yet" in page
    assert "second factor set up" in page
    assert "nora@example.org" in page
