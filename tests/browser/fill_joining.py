"""Deal codes for one consultation and ripen tickets for another; prints them as JSON. Run with DETENTE_DATA set."""

from __future__ import annotations

import json
import os
import sys
import time
from unittest.mock import patch
from uuid import UUID

import django


def main(dealt: str, opened: str) -> None:
    """Four codes for the first side, two tickets whose seconds have passed, and the session of a convener."""
    django.setup()
    from allauth.mfa.adapter import get_adapter
    from allauth.mfa.models import Authenticator
    from django.conf import settings
    from django.test import Client

    from detente.web.consultations.actions import codes
    from detente.web.consultations.models import Consultation
    from detente.web.core import work
    from detente.web.people.models import Role, User

    place = Consultation.objects.get(pk=dealt)
    convener = User.objects.create(email="cards@example.org", name="C", role=Role.CONVENER)
    side = place.dialogue.sides.get(position=0)
    made = codes.issue(actor=convener, consultation=place, side=side, count=4)
    with patch.object(work.time, "time", return_value=time.time() - 60):
        tickets = [work.ticket(UUID(opened), 0) for _ in range(2)]
    Authenticator.objects.create(
        user=convener, type=Authenticator.Type.TOTP, data={"secret": get_adapter().encrypt("JBSWY3DPEHPK3PXP")}
    )
    client = Client()
    client.force_login(convener)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    sys.stdout.write(json.dumps({"codes": made, "tickets": tickets, "session": session}))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "detente.web.settings")
    main(*sys.argv[1:])
