"""What the server loads."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from detente.web.core.logs import silence_hooks
from detente.web.operation.orphans import end_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "detente.web.settings")
application = get_wsgi_application()
# Every page is imported now, so that a fault there stops the start and the first visitor does not wait.
get_resolver().url_patterns  # noqa: B018 - the property is what imports them
silence_hooks()
if parent := os.environ.get("DETENTE_WEB_PARENT"):
    end_with_parent(int(parent))
