"""A redraw: microseconds a vote for reading, peak of memory, and time beside the engine's own on the same matrix.

``DETENTE_REDRAW_VOTES`` sets the sizes ("400000,4000000"), ``DETENTE_REDRAW_DATABASES`` which ("sqlite,postgresql"),
``DETENTE_REDRAW_FIT`` up to how many votes the map is fitted too (400000). Each size is measured in a process of its
own, because a peak of memory is a process's. Reading is measured by the clock, because the database works too; the rest
in processor seconds of one core.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import numpy as np

from benchmarks.common import show

ROOT = Path(__file__).resolve().parent.parent
SIZES = [int(size) for size in os.environ.get("DETENTE_REDRAW_VOTES", "400000,4000000").split(",")]
DATABASES = os.environ.get("DETENTE_REDRAW_DATABASES", "sqlite,postgresql").split(",")
FIT = int(os.environ.get("DETENTE_REDRAW_FIT", "400000"))
A_PERSON, STATEMENTS = 40, 500

HEAD = ("votes", "people", "read s", "µs a vote", "peak MB", "engine CPU s", "redraw CPU s", "ratio", "again CPU s")


def peak() -> float:
    """Most memory of this process so far, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def rows(n_votes: int, people: np.ndarray, statements: np.ndarray) -> Iterator[tuple[int, int, str]]:
    """One row for each vote, in the order of the key: a person, a statement, a word; two sides and a hidden axis."""
    rng = np.random.default_rng(1)
    axis = rng.normal(size=(len(statements), 2)) * [1.2, 0.5]
    words = np.array(["disagree", "pass", "agree"])
    for at, person in enumerate(people.tolist()):
        chosen = np.sort(rng.choice(len(statements), A_PERSON, replace=False))
        place = np.array([1.0 if at % 2 else -1.0, 0.0]) + rng.normal(size=2)
        agrees = rng.random(A_PERSON) < 1 / (1 + np.exp(-axis[chosen] @ place))
        value = words[np.where(rng.random(A_PERSON) < 0.15, 1, np.where(agrees, 2, 0))]
        for statement, word in zip(statements[chosen].tolist(), value.tolist(), strict=True):
            yield person, statement, word


def fill(n_votes: int) -> object:
    """A consultation with so many votes, its rows written straight into the tables."""
    from django.db import connection, transaction

    from detente.web.consultations.models import Consultation, Participant, Phase, Statement, StatementText
    from detente.web.core.clock import today
    from detente.web.dialogues.models import Dialogue, Side

    rng = np.random.default_rng(0)
    dialogue = Dialogue.objects.create(name={"en": "Measured"}, languages=["en"])
    sides = [
        Side.objects.create(dialogue=dialogue, position=n, name={"en": name}, language="en", colour=colour)
        for n, (name, colour) in enumerate((("A", "blue"), ("B", "orange")))
    ]
    consultation = Consultation.objects.create(dialogue=dialogue, question={}, languages=["en"], phase=Phase.OPEN)
    keys = np.sort(rng.integers(1, 2**62, STATEMENTS))
    Statement.objects.bulk_create(
        Statement(
            id=key,
            consultation=consultation,
            origin="organisers",
            stage="shown",
            submitted_on=today(),
            shown_on=today(),
        )
        for key in keys.tolist()
    )
    StatementText.objects.bulk_create(
        StatementText(statement_id=key, language="en", text=str(key), original=True) for key in keys.tolist()
    )
    people = np.sort(rng.integers(1, 2**62, n_votes // A_PERSON))
    Participant.objects.bulk_create(
        (
            Participant(
                id=key,
                consultation=consultation,
                side=sides[at % 2],
                token=key.to_bytes(32, "big"),
                own=b"",
                joined_on=today() - timedelta(days=at % 20),
            )
            for at, key in enumerate(people.tolist())
        ),
        batch_size=5000,
    )
    made = rows(n_votes, people, keys)
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for table in ("vote", "serve"):
                columns = "value, matters" if table == "vote" else "slot, chance"
                with cursor.copy(
                    f"COPY consultations_{table} (participant_id, statement_id, {columns}) FROM STDIN"
                ) as copy:
                    for person, statement, word in rows(n_votes, people, keys):
                        rest = f"{word}\t{'ft'[statement % 8 == 0]}" if table == "vote" else "balanced\t3"
                        copy.write(f"{person}\t{statement}\t{rest}\n")
            cursor.execute("ANALYZE")
        else:
            raw = connection.connection
            raw.executemany(
                "INSERT INTO consultations_vote (participant_id, statement_id, value, matters) VALUES (?, ?, ?, ?)",
                ((*row, row[1] % 8 == 0) for row in made),
            )
            raw.execute(
                "INSERT INTO consultations_serve (participant_id, statement_id, slot, chance) "
                "SELECT participant_id, statement_id, 'balanced', 3 FROM consultations_vote"
            )
    return consultation


def child(step: str, n_votes: int) -> None:
    """In a process of its own: fill, or measure and print."""
    import django

    django.setup()
    from detente.opinion.disclosure import release
    from detente.opinion.opinion_map import map_opinion
    from detente.web.consultations.models import Consultation
    from detente.web.results import actions
    from detente.web.results.votes import vote_input

    if step == "fill":
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        fill(n_votes)
        return
    consultation = Consultation.objects.get()
    before = peak()
    best = 9e9
    for _ in range(2):
        began = time.perf_counter()
        given = vote_input(consultation)
        best = min(best, time.perf_counter() - began)
    found: dict[str, object] = {
        "people": given.votes.n_participants,
        "read": best,
        "votes": given.votes.n_votes,
        "before": before,
        "peak": peak(),
    }
    if n_votes <= FIT:
        map_opinion(given.votes.participants(0, 300))  # loads and compiles what every later call has
        began = time.process_time()
        release(
            None,
            given.votes,
            sides=given.sides,
            participants=given.participants,
            statements=given.statements,
            chance=given.chance,
            matters=given.matters,
        )
        found["engine"] = time.process_time() - began
        for name in ("redraw", "again"):
            began = time.process_time()
            actions.redraw(consultation)
            found[name] = time.process_time() - began
        found["peak"] = peak()
    print(json.dumps(found))


def measure(environment: dict[str, str], n_votes: int) -> list[object]:
    """One line of the table."""
    command = [sys.executable, "-m", "benchmarks.redraw"]
    subprocess.run([*command, "fill", str(n_votes)], cwd=ROOT, env=environment, check=True)
    done = subprocess.run(
        [*command, "measure", str(n_votes)], cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True
    )
    found = json.loads(done.stdout)
    engine = found.get("engine")
    return [
        f"{found['votes']:,}",
        f"{found['people']:,}",
        f"{found['read']:.2f}",
        f"{1e6 * found['read'] / found['votes']:.2f}",
        f"{found['peak']:.0f} ({found['before']:.0f} before)",
        *(
            (f"{engine:.2f}", f"{found['redraw']:.2f}", f"{found['redraw'] / engine:.2f}", f"{found['again']:.2f}")
            if engine
            else ("-",) * 4
        ),
    ]


def main() -> None:
    """Each database and size in a folder of its own."""
    from benchmarks.votes import cluster

    base = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "detente.web.settings",
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "NUMBA_NUM_THREADS": "1",
    }
    for name in DATABASES:
        lines = []
        for n_votes in SIZES:
            with tempfile.TemporaryDirectory(prefix="detente-redraw-", ignore_cleanup_errors=True) as folder:
                data = Path(folder) / "data"
                if name == "sqlite":
                    lines.append(measure(base | {"DETENTE_DATA": str(data), "DETENTE_DATABASE_URL": ""}, n_votes))
                    continue
                with (
                    tempfile.TemporaryDirectory(prefix="detente-redraw-", ignore_cleanup_errors=True) as place,
                    cluster(Path(place)) as (url, _process),
                ):
                    lines.append(measure(base | {"DETENTE_DATA": str(data), "DETENTE_DATABASE_URL": url}, n_votes))
        show(f"Redraw, {name}: {STATEMENTS} statements, {A_PERSON} votes a person, one core", HEAD, lines)


if __name__ == "__main__":
    if len(sys.argv) == 3:
        child(sys.argv[1], int(sys.argv[2]))
    else:
        main()
