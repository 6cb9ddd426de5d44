"""Votes a second, full path: real server process, real database that waits for the disk, visits of 30 votes.

Beside each figure stands the bare upsert on the same server and database in the same run, because a figure of one
machine says little on another. ``DETENTE_VOTES_SECONDS`` sets the length of each run (10),
``DETENTE_VOTES_USERS`` the numbers of voters ("1,8,32,128"), ``DETENTE_VOTES_DATABASES`` which ("sqlite,postgresql").
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib.util
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from urllib.parse import quote

import numpy as np

from benchmarks.common import Missing, show
from benchmarks.votes_load import Record, burst, loop

ROOT = Path(__file__).resolve().parent.parent
SECONDS = float(os.environ.get("DETENTE_VOTES_SECONDS", "10"))
USERS = [int(number) for number in os.environ.get("DETENTE_VOTES_USERS", "1,8,32,128").split(",")]
DATABASES = os.environ.get("DETENTE_VOTES_DATABASES", "sqlite,postgresql").split(",")
WARM = 2.0
TICKS = os.sysconf("SC_CLK_TCK")
CODES = 6000

SLOW_DISK = """
#define _GNU_SOURCE
#include <dlfcn.h>
#include <time.h>
static void wait_for_disk(void) { struct timespec t = {0, 2000000}; nanosleep(&t, 0); }
int fsync(int fd) { wait_for_disk(); return ((int (*)(int))dlsym(RTLD_NEXT, "fsync"))(fd); }
int fdatasync(int fd) { wait_for_disk(); return ((int (*)(int))dlsym(RTLD_NEXT, "fdatasync"))(fd); }
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def slow_disk(folder: Path) -> Path | None:
    """A library that makes each fsync take 2 ms more; None without a compiler."""
    if shutil.which("cc") is None:
        return None
    source, made = folder / "slow.c", folder / "slow.so"
    source.write_text(SLOW_DISK, encoding="ascii")
    subprocess.run(["cc", "-shared", "-fPIC", "-O2", "-o", str(made), str(source), "-ldl"], check=True)
    return made


def postgres() -> ModuleType:
    """``tools/with_postgres.py``, told to wait for the disk as a real cluster does."""
    spec = importlib.util.spec_from_file_location("with_postgres", ROOT / "tools" / "with_postgres.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    if module.binaries() is None:
        raise Missing("PostgreSQL is not installed")
    module.OPTIONS = {"listen_addresses": "", "max_connections": "120", "log_min_messages": "fatal"}
    return module


@contextlib.contextmanager
def cluster(folder: Path) -> Iterator[tuple[str, int]]:
    """A temporary PostgreSQL with ``fsync`` and ``synchronous_commit`` on: its address and process."""
    module = postgres()
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    server = module.started(module.binaries(), folder)
    try:
        lines = (folder / "cluster" / "postmaster.pid").read_text(encoding="ascii").split()
        yield f"postgresql://{module.SUPERUSER}@/postgres?host={quote(str(folder), safe='/')}", int(lines[0])
    finally:
        module.stop(server, folder / "cluster")


@contextlib.contextmanager
def served(command: list[str], port: int, environment: dict[str, str]) -> Iterator[int]:
    """A server process that answers on the port; stopped at the end."""
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL)
    try:
        for _ in range(600):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            if process.poll() is not None:
                raise RuntimeError("the server did not start")
            time.sleep(0.1)
        else:
            raise RuntimeError("the server did not answer within a minute")
        yield process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def cpu_of(roots: list[int]) -> float:
    """CPU seconds of these processes and all that descend from them."""
    times: dict[int, tuple[int, float]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                fields = (entry / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
                times[int(entry.name)] = (int(fields[1]), (int(fields[11]) + int(fields[12])) / TICKS)
    total, wanted = 0.0, set(roots)
    for _ in range(4):
        wanted |= {process for process, (parent, _time) in times.items() if parent in wanted}
    for process in wanted & times.keys():
        total += times[process][1]
    return total


def quantile(values: list[float], share: float) -> str:
    return f"{values[min(len(values) - 1, int(share * len(values)))]:.1f}" if values else "-"


def measure(port: int, users: int, codes: Iterator[str], where: str, roots: list[int]) -> list[object]:
    """One run; the line of the table. CPU is of the server and the database, for each vote."""
    loads = os.getloadavg()[0]
    before, began = cpu_of(roots), time.perf_counter()
    record: Record = asyncio.run(loop(port, users, SECONDS, codes, where, WARM))
    ended = time.perf_counter()
    spent = cpu_of(roots) - before
    everything = len(record.within("vote", began, ended))
    votes = record.within("vote", began + WARM, began + WARM + SECONDS)
    failures = sum(record.failures().values())
    return [
        users,
        f"{len(votes) / SECONDS:.0f}",
        quantile(votes, 0.5),
        quantile(votes, 0.95),
        f"{1000 * spent / everything:.2f}" if everything else "-",
        failures,
        f"{loads:.1f}",
    ]


HEAD = ("voters", "votes/s", "p50 ms", "p95 ms", "CPU ms a vote", "failed", "load before")


def one_database(name: str, url: str, data: Path, database: list[int], shim: Path | None) -> None:
    """Every run on one database."""
    environment = {**os.environ, "DETENTE_DATA": str(data), "DETENTE_DATABASE_URL": url, "DETENTE_LOG_LEVEL": "error"}
    prepared = subprocess.run(
        [sys.executable, "-m", "benchmarks.votes_site", "prepare", str(CODES)],
        cwd=ROOT,
        env=environment,
        check=True,
        stdout=subprocess.PIPE,
    )
    found = json.loads(prepared.stdout)
    codes, where = iter(found["codes"]), found["where"]
    from detente.web.config import load
    from detente.web.operation.server import options

    given = options(load({"DETENTE_DATABASE_URL": url}))
    bare = [sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws", "--http", "1", "--log-level", "error"]
    bare += ["--workers", str(given["workers"]), "--blocking-threads", str(given["blocking_threads"])]
    for label, extra in (("", {}), (", fsync 2 ms slower", {"LD_PRELOAD": str(shim)})):
        if extra and (shim is None or database):
            continue
        port = free_port()
        with served(
            [sys.executable, "-m", "detente.web.operation.server", "127.0.0.1", str(port)], port, environment | extra
        ) as process:
            rows = [
                measure(port, users, codes, where, [process, *database]) for users in (USERS if not extra else [32])
            ]
            show(f"{name}{label}: full path, {given}", HEAD, rows)
            came, record = asyncio.run(burst(port, 50, codes, where))
            joins, votes = record.within("join", 0, 1e12), record.within("vote", 0, 1e12)
            print(
                f"A burst of 50 newcomers: {came} joined and voted; joining p50 {quantile(joins, 0.5)} and p95 "
                f"{quantile(joins, 0.95)} ms, first vote p95 {quantile(votes, 0.95)} ms; failed: "
                f"{dict(record.failures()) or 'none'}.",
                flush=True,
            )
        port = free_port()
        with served(
            [*bare, "--port", str(port), "benchmarks.votes_site:application"], port, environment | extra
        ) as process:
            rows = [measure(port, users, codes, "", [process, *database]) for users in (USERS if not extra else [32])]
            show(f"{name}{label}: bare upsert", HEAD, rows)


def choosing(environment: dict[str, str]) -> None:
    """How long it takes to choose among a thousand statements, in memory."""
    code = (
        "import os; os.environ['DJANGO_SETTINGS_MODULE'] = 'detente.web.settings'\n"
        "import django; django.setup()\n"
        "from uuid import uuid4; from time import perf_counter\n"
        "from detente.web.consultations.serving import Memory\n"
        "memory = Memory(uuid4()); memory._statements = tuple(range(1, 1001))\n"
        "memory._places = {s: s - 1 for s in memory._statements}\n"
        "took = []\n"
        "for number in range(3000):\n"
        "    began = perf_counter(); memory.offer(None, range(1, 31)); took.append(perf_counter() - began)\n"
        "took.sort(); print(1000 * took[1500], 1000 * took[2850], 1000 * took[-1])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, check=True, capture_output=True, text=True, cwd=ROOT
    )
    middle, high, most = (float(word) for word in done.stdout.split())
    print(f"Choosing among 1,000 statements: median {middle:.3f} ms, p95 {high:.3f} ms, most {most:.3f} ms.")


def main() -> None:
    """Each database in a folder of its own."""
    print(f"Machine: {os.cpu_count()} cores; the load generator runs on them too. NumPy {np.__version__}.")
    with tempfile.TemporaryDirectory(prefix="detente-votes-") as name:
        folder = Path(name)
        choosing({**os.environ, "DETENTE_DATA": str(folder / "choosing")})
        shim = slow_disk(folder)
        if "sqlite" in DATABASES:
            one_database("SQLite", "", folder / "sqlite", [], shim)
    if "postgresql" in DATABASES:
        with (
            tempfile.TemporaryDirectory(prefix="detente-votes-", ignore_cleanup_errors=True) as name,
            tempfile.TemporaryDirectory(prefix="detente-votes-") as data,
            cluster(Path(name)) as (url, process),
        ):
            one_database("PostgreSQL", url, Path(data), [process], None)


if __name__ == "__main__":
    main()
