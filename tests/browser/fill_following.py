"""Fill a fresh database with a published encounter and what followed; prints addresses as JSON.

Run with DETENTE_DATA set.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import timedelta
from urllib.parse import urlencode

import django


def main() -> None:
    """Fill it in one transaction."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "detente.web.settings")
    django.setup()
    from django.db import transaction

    with transaction.atomic():
        told = fill()
    sys.stdout.write(json.dumps(told))


def fill() -> dict[str, str]:
    """The invented pair, published: windows open and passed, records, answers, an item, a consultation on it."""
    from allauth.mfa.adapter import get_adapter
    from allauth.mfa.models import Authenticator
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore
    from django.urls import reverse

    from detente.web.agenda import actions as agenda
    from detente.web.consultations.models import Consultation, Level, Phase
    from detente.web.core.clock import today
    from detente.web.dialogues.models import Colour, Dialogue, Side
    from detente.web.encounters.actions import following, texts
    from detente.web.encounters.actions.encounters import About, create
    from detente.web.encounters.models import Kind
    from detente.web.encounters.queries.following import announced_of_encounter, numbered_rows
    from detente.web.people.models import Role, User
    from tests.web.encounters import two_towns
    from tests.web.encounters.issuing import issue

    clara = User(email="clara@example.org", name="Clara Weiss", role=Role.CONVENER)
    clara.set_password("a river runs between two towns")
    clara.save()
    secret = {"secret": get_adapter().encrypt("JBSWY3DPEHPK3PXP")}
    Authenticator.objects.create(user=clara, type=Authenticator.Type.TOTP, data=secret)
    session = SessionStore()
    session[SESSION_KEY] = str(clara.pk)
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = clara.get_session_auth_hash()
    session.save()

    dialogue = Dialogue.objects.create(name={"en": "The ferry talks", "ar": "محادثات العبّارة"}, languages=["en", "ar"])
    for position, (name, colour) in enumerate([("Norhavn", Colour.BLUE), ("Sundby", Colour.ORANGE)]):
        Side.objects.create(dialogue=dialogue, position=position, name={"en": name}, language="en", colour=colour)
    held = today() - timedelta(days=3)
    encounter = create(
        actor=clara,
        about=About(
            "The mayors of Norhavn and Sundby on the ferry", "en", Kind.MEETING, held, "Ferry desk, desk@example.org"
        ),
        parties=two_towns.PARTIES,
        packs=["municipal", "general"],
        dialogue=dialogue,
    )
    ahead = f"{today() + timedelta(days=20):%-d %B %Y}"
    norhavn = two_towns.NORHAVN.replace("31 October", ahead)
    sundby = two_towns.SUNDBY.replace("until the end of August", f"until {ahead}")
    for part, words, publisher in (("a", norhavn, "Town of Norhavn"), ("b", sundby, "Sundby council")):
        given = texts.Given(
            part, publisher, f"https://{part}.example.org", "public record", "en", "On the ferry", held, ""
        )
        draft = texts.stage(actor=clara, encounter=encounter, given=given, raw=words, name="text")
        texts.enter(actor=clara, draft=draft)
    edition = issue(
        clara,
        encounter,
        pairs=(
            ("The next meeting is set", "The mayors will meet again"),
            ("Norhavn will pay", "Norhavn offered"),
            ("Both sides agreed", "The parties agreed"),
        ),
    )
    found = {one.first.words: one.announced for one in announced_of_encounter(encounter)}
    keep = next(one for words, one in found.items() if words.startswith("Both sides agreed"))
    meeting = next(one for words, one in found.items() if words.startswith("The next meeting"))
    ramp = next(one for words, one in found.items() if words.startswith("Norhavn will pay"))
    for what, note, on in (
        ("not", "The harbour office said that no ferry ran that week.", None),
        ("otherwise", "The ferry ran, but on weekdays only.", held),
    ):
        following.record_happened(
            actor=clara, announced=keep, what=what, note=note, source="https://example.org/ferry/timetable", on=on
        )
    row = next(key for _number, key in numbered_rows(edition) if key.startswith(ramp.told[0]["point"]))
    for side, words in (
        ("a", "The council votes on it in June.\n\nNothing is paid before."),
        ("b", "We thank Norhavn."),
    ):
        answer = following.record_reply(
            actor=clara,
            edition=edition,
            row=row,
            side=side,
            text=words,
            language="en",
            source="Letter of the mayor's office, signed by its head",
            received_on=today(),
        )
    following.withdraw_reply(actor=clara, reply=answer, why="Sundby says that it sent no letter.")
    item = agenda.pin_announced(
        actor=clara,
        dialogue=dialogue,
        announced=meeting,
        why={"en": "Both towns announced it.", "ar": "أعلنته البلدتان."},
    )
    consultation = Consultation.objects.create(
        dialogue=dialogue,
        announced=ramp,
        question={"en": "What should the ramp be like?", "ar": "كيف ينبغي أن يكون المنحدر؟"},
        about={"en": "The councils meet in spring."},
        languages=["en", "ar"],
        phase=Phase.OPEN,
        level=Level.OPEN,
        opens_on=today(),
        closes_on=today() + timedelta(days=20),
        erases_on=today() + timedelta(days=60),
        expected_per_side=100,
    )
    return {
        "session": str(session.session_key),
        "announced": f"/e/{encounter.pk}/LANGUAGE/announced/",
        "encounter": f"/e/{encounter.pk}/LANGUAGE/",
        "agenda": f"/d/{dialogue.pk}/LANGUAGE/agenda/",
        "item": f"/d/{dialogue.pk}/LANGUAGE/agenda/{item.pk}/",
        "landing": f"/c/{consultation.pk}/LANGUAGE/",
        "announced_manage": reverse("announced_manage", args=(encounter.pk,)),
        "happened": reverse("happened_edit", args=(encounter.pk, keep.pk)),
        "reply_rows": reverse("reply_edit", args=(encounter.pk,)),
        "reply": f"{reverse('reply_edit', args=(encounter.pk,))}?{urlencode({'row': row})}",
        "agenda_manage": reverse("agenda_manage", args=(dialogue.pk,)),
        "pin_announced": reverse("pin_announced", args=(dialogue.pk, ramp.pk)),
        "opening": f"{reverse('consultation_new', args=(dialogue.pk,))}?announced={ramp.pk}",
        "desk": reverse("staff_home"),
    }


if __name__ == "__main__":
    main()
