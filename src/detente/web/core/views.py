"""Pages that belong to no app: the fault page and the one line for a monitor."""

from __future__ import annotations

import secrets
import sys

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from detente.web.core.logs import log, places

__all__ = ["fault", "health"]


def health(request: HttpRequest) -> HttpResponse:
    """``ok`` when the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


def fault(request: HttpRequest) -> HttpResponse:
    """A 500: a fault of ours, with a number that the log line has too."""
    number = secrets.token_hex(4)
    kind, _fault, trace = sys.exc_info()
    log.error("fault", number=number, exception=kind.__name__ if kind else "", places=places(trace))
    return render(request, "core/fault.html", {"number": number}, status=500)
