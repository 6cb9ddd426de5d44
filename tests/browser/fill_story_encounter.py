"""Fill a fresh database with nothing but an editor who is signed in. Prints the session as JSON.

Run with DETENTE_DATA set; with DETENTE_DATABASE_URL too where the site runs on PostgreSQL.
"""

from __future__ import annotations

import json
import os
import sys

import django


def main() -> None:
    """Make the editor and the session."""
    django.setup()
    from allauth.mfa.adapter import get_adapter
    from allauth.mfa.models import Authenticator
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from detente.web.people.models import Role, User

    edna = User(email="edna@example.org", name="Edna Voss", role=Role.EDITOR)
    edna.set_unusable_password()
    edna.save()
    secret = {"secret": get_adapter().encrypt("JBSWY3DPEHPK3PXP")}
    Authenticator.objects.create(user=edna, type=Authenticator.Type.TOTP, data=secret)
    session = SessionStore()
    session[SESSION_KEY] = str(edna.pk)
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = edna.get_session_auth_hash()
    session.save()
    sys.stdout.write(json.dumps({"session": session.session_key}))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "detente.web.settings")
    main()
