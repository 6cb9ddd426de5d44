"""Fill a fresh database with invented encounters to confirm; with a key, tell what an encounter says now. JSON.

Run with DETENTE_DATA set.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import date

import django


def main() -> None:
    """Fill it in one transaction, or tell."""
    django.setup()
    from django.db import transaction

    if len(sys.argv) > 1:
        sys.stdout.write(json.dumps(told(sys.argv[1])))
        return
    with transaction.atomic():
        made = fill()
    sys.stdout.write(json.dumps(made))


def fill() -> dict[str, str]:
    """Make three encounters with the same texts, laid side by side, and two editors who are signed in."""
    from allauth.mfa.adapter import get_adapter
    from allauth.mfa.models import Authenticator
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from detente.web.core.clock import now
    from detente.web.encounters.actions.deciding import compare
    from detente.web.encounters.models import Encounter, Kind, Part, Source, Version
    from detente.web.people.models import Role, User
    from tests.web.encounters import ten_by_twentyfive as pair

    made: dict[str, str] = {}
    people = []
    for name in ("Edna", "Emil"):
        user = User(email=f"{name.lower()}@example.org", name=name, role=Role.EDITOR)
        user.set_unusable_password()
        user.save()
        secret = {"secret": get_adapter().encrypt("JBSWY3DPEHPK3PXP")}
        Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data=secret)
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.save()
        made[name] = str(session.session_key)
        people.append(user)
    day = date(2031, 4, 2)
    for place in ("pair", "ahead", "looks"):
        encounter = Encounter.objects.create(
            title="The mayors of Alvera and Benholt (invented)",
            language="en",
            kind=Kind.MEETING,
            held_on=day,
            parties=pair.PARTIES,
            packs=["municipal"],
            collected_by=people[0],
            created_on=day,
        )
        texts = [(Part.A, pair.A), (Part.B, pair.B)]
        texts += [(Part.JOINT, pair.JOINT)] if place == "looks" else []
        for part, body in texts:
            source = Source.objects.create(encounter=encounter, part=part, publisher=f"Town {part}", language="en")
            Version.objects.create(
                source=source,
                number=1,
                body=body,
                published_on=day,
                words=len(body.split()),
                digest="0" * 64,
                entered_by=people[0],
                entered_at=now(),
            )
        compare(actor=people[0], encounter=encounter)
        made[place] = str(encounter.pk)
    return made


def told(key: str) -> dict[str, object]:
    """Rows and frames of an encounter by their words, and how many decisions there are."""
    from detente.web.encounters.models import Encounter
    from detente.web.encounters.queries.reading import newest_comparison, state_of

    comparison = newest_comparison(Encounter.objects.get(pk=key))
    if comparison is None:
        return {}
    state = state_of(comparison)
    return {
        "decisions": comparison.decisions.count(),
        "frames": [state.keys[frame].text for frame in state.frames],
        "rows": [
            {
                "a": [point.text for point in row.a],
                "b": [point.text for point in row.b],
                "settled": row.settled,
                "differences": {
                    one.key.partition(":")[0] if one.difference else one.note: one.kind
                    for one in row.differences
                    if one.status == "confirmed"
                },
            }
            for row in state.rows
        ],
    }


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "detente.web.settings")
    main()
