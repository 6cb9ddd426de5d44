"""The one cookie: ``__Secure-p``, bound to the path of one consultation (AC1).

Two consultations' cookies never travel together. ASVS 3.3.3 asks for ``__Host-``, which forces ``Path=/``: departed
from on purpose (anonymity.md section 3).
"""

from __future__ import annotations

import base64
import binascii
import secrets

from django.http import HttpRequest, HttpResponseBase

from detente.web.consultations.models import Consultation
from detente.web.core.clock import today
from detente.web.core.keys import keyed_digest

__all__ = ["LENGTH", "NAME", "clear", "cookie_of", "fresh", "give", "token_of"]

NAME = "__Secure-p"
LENGTH = 16
LONGEST = 400
"""Days that a browser keeps a cookie at most (draft-ietf-httpbis-rfc6265bis)."""


def fresh() -> bytes:
    """A new cookie's 128 random bits."""
    return secrets.token_bytes(LENGTH)


def cookie_of(request: HttpRequest) -> bytes | None:
    """The cookie's bytes, or None where there is none or it is malformed."""
    text = request.COOKIES.get(NAME, "")
    try:
        raw = base64.urlsafe_b64decode(text + "==")
    except (binascii.Error, ValueError):
        return None
    return raw if len(raw) == LENGTH else None


def token_of(consultation: Consultation, cookie: bytes) -> bytes:
    """What the database keeps of a cookie: an HMAC that also binds the consultation (AC4)."""
    return keyed_digest("participant", consultation.pk.bytes, cookie)


def give(response: HttpResponseBase, consultation: Consultation, cookie: bytes) -> None:
    """Set it, until the day on which the rows are destroyed."""
    until = consultation.erases_on
    days = max(1, (until - today()).days) if until else LONGEST
    response.set_cookie(
        NAME,
        base64.urlsafe_b64encode(cookie).rstrip(b"=").decode(),
        max_age=min(days, LONGEST) * 86400,
        path=f"/c/{consultation.pk}/",
        secure=True,
        httponly=True,
        samesite="Strict",
    )


def clear(response: HttpResponseBase, consultation: Consultation) -> None:
    """Take it away."""
    response.set_cookie(
        NAME, "", max_age=0, path=f"/c/{consultation.pk}/", secure=True, httponly=True, samesite="Strict"
    )
