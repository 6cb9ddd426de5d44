"""Bodies that no form of ours sends."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from detente.web.consultations.models import Consultation, Level, Participant

Make = Callable[..., Consultation]
Browser = Callable[[], Client]

BODIES = {
    "large": ("application/x-www-form-urlencoded", b"code=" + b"A" * 100_000, (400, 413)),
    "many fields": ("application/x-www-form-urlencoded", b"&".join(b"a%d=1" % n for n in range(2000)), (400, 413)),
    "no utf-8": ("application/x-www-form-urlencoded", b"code=%ff%fe&side=%ff", (400,)),
    "nul": ("application/x-www-form-urlencoded", b"code=%00&side=%00&ticket=%00&proof=%00", (400,)),
    "twice": ("application/x-www-form-urlencoded", b"code=A&code=B&side=0&side=9", (400,)),
    "json": ("application/json", b'{"code": "x"}', (400,)),
    "broken multipart": ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data", (400,)),
    "multipart without boundary": ("multipart/form-data", b"x", (400,)),
    "unknown charset": ("application/x-www-form-urlencoded; charset=none", b"code=A", (400, 415)),
}


@pytest.mark.parametrize("name", ["join/", "wait/", "begin", "forget/"])
@pytest.mark.parametrize("kind", BODIES)
@pytest.mark.parametrize("level", [Level.DEALT, Level.OPEN])
def test_a_strange_body_is_refused_or_ignored(
    make_consultation: Make, visitor: Browser, level: str, kind: str, name: str
) -> None:
    place = make_consultation(level=level, statements=1)
    content_type, body, refusals = BODIES[kind]
    browser = visitor()
    browser.raise_request_exception = False
    answer = browser.generic("POST", f"/c/{place.pk}/en/{name}", body, content_type)
    read_nothing = {"begin": (303,), "forget/": (200,), "wait/": (409,) if level == Level.DEALT else ()}
    assert answer.status_code in (*refusals, *read_nothing.get(name, ())), answer.status_code
    assert answer.headers["Content-Security-Policy"]
    assert not Participant.objects.exists()
