"""Let a night pass in a site: every day that was written moves one back, then the worker's tasks run.

A browser test cannot wait for midnight. Run with DETENTE_DATA (and DETENTE_DATABASE_URL) set.
"""

from __future__ import annotations

from datetime import timedelta

import django


def main() -> None:
    """Move the days and do what a tick of the worker does."""
    django.setup()
    from django.db.models import F

    from detente.web.consultations.models import Consultation, Statement
    from detente.web.consultations.tasks import TASKS

    night = timedelta(days=1)
    Consultation.objects.update(opens_on=F("opens_on") - night)
    Statement.objects.update(submitted_on=F("submitted_on") - night)
    for name in ("decided_on", "shown_on"):
        Statement.objects.filter(**{f"{name}__isnull": False}).update(**{name: F(name) - night})
    for task in TASKS:
        task()


if __name__ == "__main__":
    main()
