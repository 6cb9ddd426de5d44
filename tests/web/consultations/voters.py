"""People who vote, without the pages by which they came: a participant's row and the cookie that opens it."""

from __future__ import annotations

import base64

from django.test import Client

from detente.web.consultations import cookies, sealed
from detente.web.consultations.models import Consultation, Participant
from detente.web.dialogues.models import Side


def join(consultation: Consultation, side: Side | None = None) -> tuple[Participant, bytes]:
    """A participant and their cookie."""
    cookie = cookies.fresh()
    made = Participant.objects.create(
        consultation=consultation,
        side=side,
        token=cookies.token_of(consultation, cookie),
        own=sealed.empty(cookie),
    )
    return made, cookie


def give(client: Client, cookie: bytes) -> None:
    """Put the cookie into a browser."""
    client.cookies[cookies.NAME] = base64.urlsafe_b64encode(cookie).rstrip(b"=").decode()
