"""What happens to every request, in the order of ``settings.MIDDLEWARE``.

None of these reads a client address, an agent or a referrer, and none writes a log line per request.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.utils import translation

from detente.web.core.errors import (
    Malformed,
    NoLength,
    NotFound,
    NotSameOrigin,
    Refused,
    StaffTooLarge,
    TooLarge,
    WrongHost,
    WrongMethod,
)
from detente.web.core.languages import best_language, codes

__all__ = [
    "METHODS",
    "POLICY",
    "Door",
    "Headers",
    "Language",
    "Methods",
    "Refusals",
    "SameOrigin",
    "StaffAuthentication",
    "StaffMessages",
    "StaffSessions",
    "wants_json",
]

Handler = Callable[[HttpRequest], HttpResponseBase]

POLICY = (
    "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; "
    "trusted-types detente"
)
"""One policy for every answer. It needs no nonce because there is no inline script and no inline style."""

_HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
    "X-Frame-Options": "DENY",
}

API = "/api/"
_FOR_EVERYBODY = {"Cross-Origin-Resource-Policy": "cross-origin", "Access-Control-Allow-Origin": "*"}
"""Below /api/ are public numbers, the same for everybody and without a cookie: pages of other sites may read them."""


def wants_json(request: HttpRequest) -> bool:
    """Whether our own script asks (``Accept: application/json``), or somebody asks the API."""
    return request.path.startswith(API) or request.headers.get("Accept", "").startswith("application/json")


class Headers:
    """The policy and its companions on every answer, static files, 404 and 500 among them."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, then add what is missing."""
        response = self.get_response(request)
        headers = _HEADERS | _FOR_EVERYBODY if request.path.startswith(API) else _HEADERS
        for name, value in headers.items():
            response.headers[name] = value
        if settings.CONFIG.secure:
            response.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
        if not response.headers.get("Cache-Control"):
            response.headers["Cache-Control"] = "no-store"
        return response


METHODS = ("GET", "HEAD", "POST", "OPTIONS")
PUBLIC_BODY = 8 * 1024
"""Bytes that a participant's form can have (anonymity.md section 6); no form of ours comes near."""
STAFF_BODY = 2_000_000 + 64 * 1024
"""A saved page of 2 MB (the most that the wording engine reads) or a table of statements, and the fields around."""
MOST_DIGITS = 12
"""Digits of a length; no browser writes zeros in front."""


class Door:
    """What is refused before anything looks at the request: another host, too many bytes.

    Forwarded hosts and schemes are never read: links are made from ``DETENTE_ORIGIN``. Who is behind a proxy is asked
    in one place only, `core.addresses`.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Refuse or let in."""
        try:
            # Nothing else asks for the host of a GET, and a page that rebinds its name still sends its own name here.
            request.get_host()
            self._look(request)
        except DisallowedHost:
            return refusal(request, WrongHost())
        except Refused as refused:
            return refusal(request, refused)
        return self.get_response(request)

    @staticmethod
    def _look(request: HttpRequest) -> None:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not (length.isascii() and length.isdigit()):
            raise Malformed
        if "HTTP_TRANSFER_ENCODING" in request.META:
            raise NoLength
        staff = request.path.startswith(settings.STAFF_PREFIX)
        most = STAFF_BODY if staff else PUBLIC_BODY
        # The digits are counted too: a server reads zeros in front of a number, and Python refuses very long ones.
        if len(length) > MOST_DIGITS or int(length) > most:
            raise StaffTooLarge if staff else TooLarge


class SameOrigin:
    """Unsafe methods only from a page of this site: ``Sec-Fetch-Site: same-origin``, else an equal ``Origin``.

    This takes the place of a CSRF token, whose cookie would be site-wide and a year old. A request with neither
    header is refused too (AC9): every browser of the last years sends one of them.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Refuse before anything else looks at the request."""
        if request.method not in ("GET", "HEAD", "OPTIONS") and not self._same(request):
            return refusal(request, NotSameOrigin())
        return self.get_response(request)

    @staticmethod
    def _same(request: HttpRequest) -> bool:
        site = request.headers.get("Sec-Fetch-Site")
        if site is not None:
            return site == "same-origin"
        origin = request.headers.get("Origin", "")
        if settings.CONFIG.local:  # one machine has several names
            return "://" in origin and urlsplit(origin).netloc == request.get_host()
        return origin == settings.CONFIG.origin


class Methods:
    """What may be done at all; views need not think of the rest."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Refuse an unknown method, answer OPTIONS, or let in."""
        if request.method not in METHODS:
            return refusal(request, WrongMethod())
        if request.method == "OPTIONS":
            return HttpResponse(status=204, headers={"Allow": ", ".join(METHODS)})
        return self.get_response(request)


class Language:
    """The language of the address, else of the log-in, else what the browser asks for."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Activate the browser's wish, for pages without a language in their address."""
        translation.activate(best_language(request))
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", translation.get_language() or "en")
        return response

    def process_view(self, request: HttpRequest, _view: object, _args: object, kwargs: dict[str, Any]) -> None:
        """Activate the language that the address names."""
        named = kwargs.get("language")
        if named in codes():
            translation.activate(named)
        elif request.path.startswith(settings.STAFF_PREFIX):
            chosen = getattr(getattr(request, "user", None), "language", "")
            if chosen in codes():
                translation.activate(chosen)


class Refusals:
    """Refusals become a page, or JSON where our script asks."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Nothing to do on the way in."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Render a refusal; leave anything else to be a 500."""
        return refusal(request, exception) if isinstance(exception, Refused) else None


def refusal(request: HttpRequest, exception: Refused) -> HttpResponse:
    """The answer to a refused request."""
    told = {"code": exception.code, "message": exception.message()}
    response: HttpResponse
    if wants_json(request):
        response = JsonResponse(told, status=exception.status)
    else:
        response = render(request, "core/refused.html", told | {"status": exception.status}, status=exception.status)
    if isinstance(exception, WrongMethod):
        response.headers["Allow"] = ", ".join(METHODS)
    return response


def malformed(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's 400 (a form that is no form, too many fields), as the same page that a refusal gives."""
    return refusal(request, Malformed())


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's 404, as the same page that a refusal gives."""
    return refusal(request, NotFound())


class _BelowStaff:
    """Runs a middleware of Django's below /staff/ and steps aside everywhere else."""

    inner: type

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response
        self.wrapped = self.inner(get_response)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Choose the way."""
        below = request.path.startswith(settings.STAFF_PREFIX)
        handler: Handler = self.wrapped if below else self.get_response
        return handler(request)


class StaffSessions(_BelowStaff):
    """Sessions; their cookie is bound to the same path."""

    inner = SessionMiddleware


class StaffAuthentication(_BelowStaff):
    """``request.user``."""

    inner = AuthenticationMiddleware


class StaffMessages(_BelowStaff):
    """Short notices after an act."""

    inner = MessageMiddleware
