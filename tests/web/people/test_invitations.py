"""Links that make log-ins, and what conveners may do to each other."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.conf import LazySettings
from django.contrib.sessions.models import Session
from django.core import mail
from django.db import connection
from django.test import Client

from detente.web.core import clock
from detente.web.ledger import queries as ledger
from detente.web.ledger.models import Entry
from detente.web.people import actions, tasks
from detente.web.people.models import Invitation, Role, SignInLink, User
from tests.web.people.desk import PASSWORD, Visitor, log_in, next_of, person, set_up

Signed = Callable[[User], Client]
JOIN = {"name": "Mo", "email": "Mo@Example.org", "password": PASSWORD}


def token_of(page: str) -> str:
    found = re.search(r"/staff/invite/([\w-]{32})/", page)
    assert found
    return found[1]


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], None]:
    """Move the clock of the actions, queries and tasks."""
    real = clock.now

    def move(by: timedelta) -> None:
        for module in ("actions", "queries", "tasks"):
            monkeypatch.setattr(f"detente.web.people.{module}.now", lambda: real() + by)

    return move


def test_from_invitation_to_desk(staff: Signed, visitor: Visitor, convener: User) -> None:
    asked = staff(convener).post("/staff/people/invite/", {"role": "moderator", "note": "Mo of the water board"})
    shown = next_of(asked)
    page = staff(convener).get(shown).content.decode()
    token = token_of(page)
    assert f"http://localhost:8000/staff/invite/{token}/" in page

    client = visitor()
    form = client.get(f"/staff/invite/{token}/")
    assert form.status_code == 200
    assert not form.cookies
    assert next_of(client.post(f"/staff/invite/{token}/", JOIN)) == "/staff/account/2fa/totp/activate/"
    assert next_of(client.get("/staff/")).startswith("/staff/account/2fa/totp/activate/")
    set_up(client)
    assert "Mo" in client.get("/staff/").content.decode()
    made = User.objects.get(email="mo@example.org")
    assert (made.role, made.name) == (Role.MODERATOR, "Mo")
    assert [entry.action for entry in Entry.objects.order_by("sequence")] == ["person.invited", "person.joined"]
    assert ledger.verdict().holds
    assert staff(convener).get(shown).status_code == 404  # used


def test_the_token_is_kept_nowhere(staff: Signed, convener: User) -> None:
    _made, token = actions.invite(actor=convener, role=Role.MODERATOR, note="x")
    with connection.cursor() as cursor:
        for table in ("people_invitation", "ledger_entry", "django_session"):
            cursor.execute(f"SELECT * FROM {table}")
            assert token not in str(cursor.fetchall())


def test_a_link_works_once(visitor: Visitor, convener: User) -> None:
    _made, token = actions.invite(actor=convener, role=Role.MODERATOR)
    assert visitor().post(f"/staff/invite/{token}/", JOIN).status_code == 302
    for answer in (visitor().get(f"/staff/invite/{token}/"), visitor().post(f"/staff/invite/{token}/", JOIN)):
        assert answer.status_code == 404
        assert "used already" in answer.content.decode()
    with pytest.raises(actions.DeadLink):
        actions.accept(token=token, password=PASSWORD, name="B", email="b@example.org")
    assert User.objects.count() == 2


def test_a_link_expires(visitor: Visitor, convener: User, later: Callable[[timedelta], None]) -> None:
    _made, token = actions.invite(actor=convener, role=Role.MODERATOR)
    later(timedelta(days=7, seconds=-2))
    assert visitor().get(f"/staff/invite/{token}/").status_code == 200
    later(timedelta(days=7, seconds=1))
    assert visitor().get(f"/staff/invite/{token}/").status_code == 404
    assert visitor().post(f"/staff/invite/{token}/", JOIN).status_code == 404
    tasks.forget_dead_links()
    assert Invitation.objects.exists()
    later(timedelta(days=38))
    tasks.forget_dead_links()
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("token", ["x", "A" * 32, "%00", "ключ", "a" * 5000])
def test_a_link_that_never_was(visitor: Visitor, db: None, token: str) -> None:
    assert visitor().get(f"/staff/invite/{token}/").status_code == 404
    assert visitor().post(f"/staff/invite/{token}/", JOIN).status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [{"password": "short"}, {"password": "password1234"}, {"password": "12345678901234567890"}, {"name": ""},
     {"password": ""}, {"email": "no address"}, {"email": "a@" + "b" * 300 + ".org"}, {"name": "M" * 81},
     {"name": "M\0"}, {"name": "Mo Water-Board", "password": "mo water-board"}, {"password": "x" * 129}],
)  # fmt: skip
def test_what_is_wrong_is_said_and_the_link_stays_good(visitor: Visitor, convener: User, wrong: dict[str, str]) -> None:
    _made, token = actions.invite(actor=convener, role=Role.MODERATOR)
    answer = visitor().post(f"/staff/invite/{token}/", JOIN | wrong)
    assert answer.status_code == 400
    assert "error-summary" in answer.content.decode()
    assert User.objects.count() == 1
    assert visitor().post(f"/staff/invite/{token}/", JOIN).status_code == 302


def test_two_people_never_share_a_mail_address(visitor: Visitor, convener: User) -> None:
    _made, token = actions.invite(actor=convener, role=Role.MODERATOR)
    answer = visitor().post(f"/staff/invite/{token}/", JOIN | {"email": "CLARA@example.org"})
    assert answer.status_code == 409
    assert "logs in with this mail address already" in answer.content.decode()
    assert Invitation.objects.get().used_at is None


def test_the_first_convener(visitor: Visitor, db: None) -> None:
    old, token = actions.setup_link(), actions.setup_link()
    assert visitor().get(f"/staff/invite/{old}/").status_code == 404
    client = visitor()
    client.post(f"/staff/invite/{token}/", JOIN)
    set_up(client)
    assert client.get("/staff/people/").status_code == 200
    with pytest.raises(actions.ConvenerExists):
        actions.setup_link()
    assert [entry.actor for entry in Entry.objects.order_by("sequence")] == ["clock", "clock", "Mo"]


def test_an_invitation_is_revoked(staff: Signed, visitor: Visitor, convener: User) -> None:
    made, token = actions.invite(actor=convener, role=Role.MODERATOR)
    client = staff(convener)
    assert next_of(client.post(f"/staff/people/invitations/{made.pk}/revoke/")) == "/staff/people/"
    assert visitor().get(f"/staff/invite/{token}/").status_code == 404
    assert client.post(f"/staff/people/invitations/{made.pk}/revoke/").status_code == 404
    assert Entry.objects.filter(action="invitation.revoked").count() == 1


def test_a_reset_cuts_off_at_once_and_leads_back(staff: Signed, visitor: Visitor, convener: User) -> None:
    mo = person("Mo", Role.MODERATOR)
    theirs = visitor()
    log_in(theirs, email=mo.email)
    old_seed = set_up(theirs)
    shown = next_of(staff(convener).post(f"/staff/people/{mo.pk}/reset/"))
    assert theirs.get("/staff/").status_code == 302
    assert "do not belong together" in log_in(visitor(), email=mo.email).content.decode()
    assert not Authenticator.objects.filter(user=mo).exists()

    token = token_of(staff(convener).get(shown).content.decode())
    page = visitor().get(f"/staff/invite/{token}/").content.decode()
    assert "Welcome back" in page
    assert 'name="email"' not in page
    new = "a bridge across the same river"
    theirs.post(f"/staff/invite/{token}/", {"password": new})
    assert set_up(theirs) != old_seed
    assert theirs.get("/staff/").status_code == 200
    assert visitor().get(f"/staff/invite/{token}/").status_code == 404
    assert next_of(log_in(visitor(), email=mo.email, password=new)) == "/staff/account/2fa/authenticate/"


def test_a_second_reset_kills_the_first_link(visitor: Visitor, convener: User, moderator: User) -> None:
    first = actions.reset_link(actor=convener, person=moderator)
    second = actions.reset_link(actor=convener, person=moderator)
    assert visitor().get(f"/staff/invite/{first}/").status_code == 404
    assert visitor().get(f"/staff/invite/{second}/").status_code == 200


def test_nobody_resets_themselves(staff: Signed, convener: User) -> None:
    answer = staff(convener).post(f"/staff/people/{convener.pk}/reset/")
    assert answer.status_code == 409
    assert "your own log-in" in answer.content.decode()


def test_a_person_is_removed(staff: Signed, visitor: Visitor, convener: User) -> None:
    other = person("Olga")
    theirs = staff(other)
    _made, dangling = actions.invite(actor=other, role=Role.CONVENER)
    assert theirs.get("/staff/people/").status_code == 200
    client = staff(convener)
    assert client.get(f"/staff/people/{other.pk}/remove/").status_code == 200
    assert User.objects.get(pk=other.pk).is_active
    assert next_of(client.post(f"/staff/people/{other.pk}/remove/")) == "/staff/people/"
    assert theirs.get("/staff/people/").status_code == 302
    gone = User.objects.get(pk=other.pk)
    assert (gone.name, gone.is_active, gone.has_usable_password(), gone.last_login) == ("Olga", False, False, None)
    assert "olga@example.org" not in gone.email
    assert not Authenticator.objects.filter(user=other).exists()
    assert visitor().get(f"/staff/invite/{dangling}/").status_code == 404
    assert client.post(f"/staff/people/{other.pk}/remove/").status_code == 404
    # The same person may be invited anew.
    _made, token = actions.invite(actor=convener, role=Role.MODERATOR)
    assert visitor().post(f"/staff/invite/{token}/", JOIN | {"email": "olga@example.org"}).status_code == 302


def test_the_last_convener_stays(staff: Signed, convener: User, moderator: User) -> None:
    client = staff(convener)
    answer = client.post(f"/staff/people/{convener.pk}/remove/")
    assert answer.status_code == 409
    assert "Invite another convener first" in answer.content.decode()
    assert User.objects.get(pk=convener.pk).is_active
    other = person("Olga")
    actions.remove(actor=convener, person=other)
    with pytest.raises(actions.LastConvener):
        actions.remove(actor=convener, person=convener)


def test_a_link_page_is_for_who_made_it_and_for_a_quarter_of_an_hour(
    staff: Signed, convener: User, moderator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = next_of(staff(convener).post("/staff/people/invite/", {"role": "convener"}))
    assert staff(person("Olga")).get(shown).status_code == 404
    assert staff(moderator).get(shown).status_code == 404
    assert staff(convener).get(shown[:-10] + "AAAAAAAAA/").status_code == 404
    monkeypatch.setattr("detente.web.people.views.LINK_SECONDS", -1)
    assert staff(convener).get(shown).status_code == 404


@pytest.mark.parametrize("fields", [{}, {"role": "king"}, {"role": "moderator", "note": "x" * 81}])
def test_bad_invitations(staff: Signed, convener: User, fields: dict[str, str]) -> None:
    assert staff(convener).post("/staff/people/invite/", fields).status_code == 400
    assert not Invitation.objects.exists()


def test_links_are_mailed_only_where_mail_is_set_up(
    staff: Signed, convener: User, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = staff(convener)
    fields = {"role": "moderator", "email": "mo@example.org"}
    assert 'name="email"' not in client.get("/staff/people/").content.decode()
    client.post("/staff/people/invite/", fields)
    assert not mail.outbox
    settings.CONFIG = replace(settings.CONFIG, smtp_url="smtp://localhost", mail_from="site@example.org")
    assert 'name="email"' in client.get("/staff/people/").content.decode()
    page = client.get(next_of(client.post("/staff/people/invite/", fields))).content.decode()
    assert "The link was mailed." in page
    assert token_of(mail.outbox[0].body) == token_of(page)
    assert mail.outbox[0].to == ["mo@example.org"]

    def refused(*_arguments: object) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr("detente.web.people.views.send_mail", refused)
    page = client.get(next_of(client.post("/staff/people/invite/", fields))).content.decode()
    assert "could not be sent" in page
    assert token_of(page)


def test_one_time_links_of_the_demonstration(
    visitor: Visitor, moderator: User, settings: LazySettings, later: Callable[[timedelta], None]
) -> None:
    settings.CONFIG = replace(settings.CONFIG, demo=True)
    path = f"/staff/enter/{actions.sign_in_link(moderator)}/"
    client = visitor()
    page = client.get(path)
    assert "Sign in as Mo, moderator" in page.content.decode()
    assert not page.cookies
    assert client.get("/staff/").status_code == 302  # opening a link signs nobody in
    assert next_of(client.post(path)) == "/staff/"
    assert client.get("/staff/").status_code == 200  # without a second factor, in the demonstration only
    assert client.get("/staff/account/2fa/").status_code == 200
    for path_of_a_password in ("password/change/", "2fa/totp/deactivate/"):
        assert client.get(f"/staff/account/{path_of_a_password}").status_code == 404
    assert visitor().get(path).status_code == 404
    assert visitor().post(path).status_code == 404
    settings.CONFIG = replace(settings.CONFIG, demo=False)
    assert client.get("/staff/").status_code == 302

    settings.CONFIG = replace(settings.CONFIG, demo=True)
    path = f"/staff/enter/{actions.sign_in_link(moderator)}/"
    settings.CONFIG = replace(settings.CONFIG, demo=False)
    assert visitor().get(path).status_code == 404
    assert visitor().post(path).status_code == 404
    settings.CONFIG = replace(settings.CONFIG, demo=True)
    later(timedelta(hours=25))
    assert visitor().get(path).status_code == 404
    assert visitor().post(path).status_code == 404
    tasks.forget_dead_links()
    assert not SignInLink.objects.exists()


def test_no_demonstration_no_links(moderator: User) -> None:
    with pytest.raises(actions.NotFound):
        actions.sign_in_link(moderator)


def test_dead_sessions_go(visitor: Visitor, convener: User) -> None:
    client = visitor()
    client.force_login(convener)
    Session.objects.update(expire_date=clock.now() - timedelta(hours=1))
    tasks.forget_dead_sessions()
    assert not Session.objects.exists()
