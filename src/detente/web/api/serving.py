"""What every answer of the API shares: GET only, a fingerprint of the answer, and leave to be read by any page.

A reader that kept an answer asks again with its ETag and gets 304 where nothing has changed. Nothing is taken from a
cache unasked, so that two answers to one reader never hold two publications, and the API agrees with the page.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern
from django.utils.cache import get_conditional_response

from detente.web.api.errors import ReadOnly
from detente.web.core.middleware import refusal

__all__ = ["FOR_GOOD", "readable", "reading"]

View = Callable[..., HttpResponse]

ASK_AGAIN = "public, no-cache"
FOR_GOOD = "public, max-age=86400"
"""One publication never changes; a day, because a dialogue can be removed."""

METHODS = ("GET", "HEAD")


def reading(view: View) -> View:
    """The view for GET and HEAD; anything else is refused."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method not in METHODS:
            refused = refusal(request, ReadOnly())
            refused.headers["Allow"] = ", ".join(METHODS)
            return refused
        asked, request.method = request.method, "GET"
        response = view(request, *args, **kwargs)
        request.method = asked  # whoever sends the answer leaves the body away at HEAD
        if response.status_code != 200:
            return response
        response.headers.setdefault("Cache-Control", ASK_AGAIN)
        response.headers["ETag"] = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
        found = get_conditional_response(request, etag=response.headers["ETag"], response=response)
        return found if isinstance(found, HttpResponse) else response

    return answer


def readable(patterns: list[Any]) -> list[URLPattern]:
    """The same addresses, each behind `reading`; their names begin with ``api_``, as no namespace of ours does."""
    return [
        URLPattern(one.pattern, reading(one.callback), one.default_args, f"api_{one.name}".replace("-", "_"))
        for one in patterns
        if one.name != "api-root"  # an address of ninja's own, where nothing is
    ]
