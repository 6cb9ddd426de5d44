"""Fill a fresh database for the tests of texts about an encounter; prints what they need as JSON.

Run with DETENTE_DATA set.
"""

from __future__ import annotations

import json
import os
import sys

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
    """An editor who is signed in; the invented pair, published, with a correction, a report and a takedown."""
    from allauth.mfa.adapter import get_adapter
    from allauth.mfa.models import Authenticator
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from detente.web.encounters.actions import deciding, publishing, texts
    from detente.web.encounters.actions.encounters import About, create
    from detente.web.encounters.models import Encounter, Kind, Verb
    from detente.web.encounters.queries.reading import state_of
    from detente.web.people.models import Role, User
    from tests.web.encounters import two_towns

    edna = User(email="edna@example.org", name="Edna", role=Role.EDITOR)
    edna.set_password("a river runs between two towns")
    edna.save()
    secret = {"secret": get_adapter().encrypt("JBSWY3DPEHPK3PXP")}
    Authenticator.objects.create(user=edna, type=Authenticator.Type.TOTP, data=secret)
    session = SessionStore()
    session[SESSION_KEY] = str(edna.pk)
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = edna.get_session_auth_hash()
    session.save()

    def begun(title: str) -> Encounter:
        about = About(title, "en", Kind.MEETING, two_towns.DAY, "desk@example.org")
        return create(actor=edna, about=about, parties=two_towns.PARTIES, packs=["municipal", "general"])

    def entered(encounter: Encounter, part: str, words: str, publisher: str, note: str = "") -> str:
        source = encounter.sources.get(part=part) if note else None
        given = texts.Given(
            part, publisher, f"https://{part}.example.org/ferry", "public record", "en", f"{publisher} on the ferry",
            two_towns.DAY, note,
        )  # fmt: skip
        draft = texts.stage(actor=edna, encounter=encounter, source=source, given=given, raw=words, name="text")
        return str(texts.enter(actor=edna, draft=draft).source_id)

    encounter = begun("The mayors of Norhavn and Sundby on the ferry")
    a = entered(encounter, "a", two_towns.NORHAVN, "Town of Norhavn")
    b = entered(encounter, "b", two_towns.SUNDBY, "Sundby council")
    comparison = deciding.compare(actor=edna, encounter=encounter)
    for seen, row in enumerate(state_of(comparison).rows):
        left, right = (half.split("+") if half else [] for half in row.key.split("|"))
        verb, told = (
            (Verb.PAIR, {"a": left, "b": right}) if left and right else (Verb.ALONE, {"point": (left or right)[0]})
        )
        deciding.decide(actor=edna, comparison=comparison, verb=verb, told=told, seen=seen)
    publishing.publish(actor=edna, encounter=encounter, note="")
    entered(encounter, "a", two_towns.NORHAVN.replace("2.4 million", "2.5 million"), "Town of Norhavn", "The sum.")
    report = entered(encounter, "report", two_towns.REPORT, "River Courier")
    gone = entered(encounter, "joint", two_towns.JOINT, "Both towns")
    deciding.compare(actor=edna, encounter=encounter)
    publishing.publish(actor=edna, encounter=encounter, note="The sum was corrected.")
    texts.take_down(actor=edna, source=encounter.sources.get(pk=gone), why="The towns asked for it on 3 June.")
    return {
        "session": str(session.session_key),
        "encounter": str(encounter.pk),
        "bare": str(begun("A second meeting").pk),
        "a": a,
        "b": b,
        "report": report,
        "gone": gone,
    }


if __name__ == "__main__":
    main()
