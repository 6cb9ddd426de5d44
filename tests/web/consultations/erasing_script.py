"""Fill a database, see that the tokens lie in its files, erase, and print them: `test_ending` looks for them."""

from __future__ import annotations

import os
import sys
from datetime import timedelta
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "detente.web.settings")
django.setup()

from django.conf import settings  # noqa: E402 - Django first
from django.core.management import call_command  # noqa: E402 - Django first

from detente.web.consultations.models import Consultation, Level, Phase  # noqa: E402 - Django first
from detente.web.core.clock import today  # noqa: E402 - Django first
from detente.web.dialogues.models import Dialogue, Side  # noqa: E402 - Django first
from detente.web.operation.worker import tasks, tick  # noqa: E402 - Django first
from tests.web.conftest import add_statement  # noqa: E402 - Django first
from tests.web.consultations.test_ending import filled  # noqa: E402 - Django first


def main() -> None:
    call_command("migrate", verbosity=0)
    dialogue = Dialogue.objects.create(name={"en": "The river"}, languages=["en"])
    Side.objects.create(dialogue=dialogue, position=0, name={"en": "Up"}, language="en", colour="blue")
    consultation = Consultation.objects.create(
        dialogue=dialogue,
        question={"en": "What now?"},
        languages=["en"],
        phase=Phase.CLOSED,
        level=Level.DEALT,
        opens_on=today() - timedelta(days=60),
        closes_on=today() - timedelta(days=20),
        erases_on=today() + timedelta(days=1),
    )
    add_statement(consultation, "A statement about the river.")
    secrets = filled(consultation, 12)
    content = b"".join(path.read_bytes() for path in Path(settings.CONFIG.data).glob("detente.sqlite3*"))
    if not all(secret in content for secret in secrets):
        sys.exit("the tokens were not in the files before, so not finding them afterwards would mean nothing")
    Consultation.objects.update(erases_on=today())
    if tick(tasks()):
        sys.exit("a task failed")
    sys.stdout.write("\n".join(secret.hex() for secret in secrets))


if __name__ == "__main__":
    main()
