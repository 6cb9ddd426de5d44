"""What was answered is on the disk: real server processes, killed; a trace of system calls; fifty at once."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import pytest

from benchmarks import votes as bench
from benchmarks.common import Missing
from benchmarks.votes_load import FIRST, Failed, Record, Session

POSTGRESQL = os.environ.get("DETENTE_DATABASE_URL", "").startswith("postgres")


T = TypeVar("T")


def alone(work: Coroutine[Any, Any, T]) -> T:
    """Run it in a thread of its own: a browser test of the same process may have left an event loop in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


class Site:
    """A site made ready: where it keeps its data, its consultation, unused codes, PostgreSQL's process (0: SQLite)."""

    def __init__(self, environment: dict[str, str], where: str, codes: Iterator[str], database: int) -> None:
        self.environment, self.where, self.codes, self.database = environment, where, codes, database
        self.port = self.process = 0
        self._running = contextlib.ExitStack()

    def start(self) -> None:
        """Start the server where it does not run; each start costs a second or more."""
        if not self.process:
            self.port = bench.free_port()
            command = [sys.executable, "-m", "detente.web.operation.server", "127.0.0.1", str(self.port)]
            self.process = self._running.enter_context(bench.served(command, self.port, self.environment))

    def stop(self) -> None:
        """Stop it, or take note that it is gone."""
        self._running.close()
        self.process = 0

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Ask the database itself, not the server."""
        if self.database:
            import psycopg

            with psycopg.connect(self.environment["DETENTE_DATABASE_URL"]) as opened:
                return list(opened.execute(query).fetchall())
        with contextlib.closing(sqlite3.connect(Path(self.environment["DETENTE_DATA"]) / "detente.sqlite3")) as opened:
            return list(opened.execute(query).fetchall())


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """On PostgreSQL a cluster of its own, because these tests kill it, and one that waits for the disk."""
    with contextlib.ExitStack() as stack:
        url, process = "", 0
        if POSTGRESQL:
            # Not pytest's own folder, which only its owner may enter; PostgreSQL runs as somebody else.
            import tempfile

            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="detente-", ignore_cleanup_errors=True))
            try:
                url, process = stack.enter_context(bench.cluster(Path(folder)))
            except Missing as missing:
                pytest.skip(f"{missing}: this run's cluster cannot be killed")
        data = tmp_path_factory.mktemp("durability")
        environment = os.environ | {"DETENTE_DATA": str(data), "DETENTE_DATABASE_URL": url}
        made = subprocess.run(
            [sys.executable, "-m", "benchmarks.votes_site", "prepare", "200"],
            cwd=bench.ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert made.returncode == 0, made.stderr
        found = json.loads(made.stdout)
        ready = Site(environment, found["where"], iter(found["codes"]), process)
        stack.callback(ready.stop)
        yield ready


def family(root: int) -> list[int]:
    """A process and all that descend from it."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                fields = (entry / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
                parents[int(entry.name)] = int(fields[1])
    found = [root]
    for member in found:
        found += [child for child, parent in parents.items() if parent == member]
    return found


async def begin(session: Session, site: Site) -> str:
    """Join with a new code; the first statement."""
    await session.send("join", "POST", f"{site.where}join/", f"code={next(site.codes)}")
    found = FIRST.search(await session.send("page", "GET", f"{site.where}vote/"))
    assert found
    return found[1].decode()


async def answer(session: Session, site: Site, statement: str, value: str) -> dict[str, Any]:
    body = json.dumps({"statement": statement, "value": value})
    told: dict[str, Any] = json.loads(
        await session.send("vote", "POST", f"{site.where}vote/", body, "application/json")
    )
    return told


async def vote_until_cut(session: Session, site: Site, kept: Counter[tuple[int, str]]) -> int:
    """Vote until the server is gone; counts what it acknowledged."""
    count = 0
    with contextlib.suppress(Failed, ValueError):
        statement = await begin(session, site)
        while True:
            value = ("agree", "disagree", "pass")[count % 3]
            told = await answer(session, site, statement, value)
            kept[int(statement), value] += 1
            count += 1
            if told["statement"] is None:
                break
            statement = told["statement"]["id"]
    session.close()
    return count


def cut(site: Site, kill: Callable[[], None]) -> tuple[list[Session], list[int], Counter[tuple[int, str]]]:
    """Sixteen vote; in the middle of it something is killed; who they were and what was acknowledged."""
    kept: Counter[tuple[int, str]] = Counter()

    async def run() -> tuple[list[Session], list[int]]:
        sessions = [Session(site.port, Record()) for _ in range(16)]
        tasks = [asyncio.create_task(vote_until_cut(session, site, kept)) for session in sessions]
        for _ in range(1200):
            await asyncio.sleep(0.05)
            if sum(kept.values()) > 150:
                break
        kill()
        return sessions, list(await asyncio.gather(*tasks))

    sessions, counts = alone(run())
    return sessions, counts, kept


def everything_is_there(site: Site, sessions: list[Session], counts: list[int], kept: Counter[tuple[int, str]]) -> None:
    """The rows hold at least what was acknowledged, and each person finds their own again."""
    rows = Counter(
        {
            (row[0], row[1]): row[2]
            for row in site.rows(
                "SELECT statement_id, value, COUNT(*) FROM consultations_vote GROUP BY statement_id, value"
            )
        }
    )
    assert not kept - rows
    site.stop()
    site.start()

    async def again() -> list[int]:
        found = []
        for old in sessions:
            session = Session(site.port, Record())
            session.cookie = old.cookie
            told = await session.send("next", "POST", f"{site.where}vote/", '{"next": "1"}', "application/json")
            found.append(json.loads(told)["answered"])
            session.close()
        return found

    for acknowledged, found in zip(counts, alone(again()), strict=True):
        assert acknowledged <= found <= acknowledged + 1


@pytest.mark.parametrize("which", ["web", "database"])
def test_acknowledged_votes_survive_a_kill_under_load(site: Site, which: str) -> None:
    if which == "database" and not site.database:
        pytest.skip("SQLite has no process of its own")
    before = site.rows("SELECT statement_id, value FROM consultations_vote")
    site.start()

    def kill() -> None:
        # Of PostgreSQL one process: it then ends all of them by itself and recovers from its log.
        victims = family(site.process) if which == "web" else family(site.database)[-1:]
        for victim in victims:
            with contextlib.suppress(ProcessLookupError):
                os.kill(victim, signal.SIGKILL)

    sessions, counts, kept = cut(site, kill)
    assert sum(counts) > 150
    kept.update((int(statement), value) for statement, value in before)
    if which == "database":
        recovered(site)
    everything_is_there(site, sessions, counts, kept)


def recovered(site: Site) -> None:
    """Wait until PostgreSQL answers again."""
    import psycopg

    for _ in range(200):
        with contextlib.suppress(psycopg.OperationalError):
            site.rows("SELECT 1")
            return
        time.sleep(0.1)
    pytest.fail("PostgreSQL did not recover")


@contextlib.contextmanager
def traced(process: int, trace: Path) -> Iterator[None]:
    """Trace the system calls of a process, its children and all their threads."""
    if shutil.which("strace") is None:
        pytest.skip("strace is not installed")
    calls = "trace=%network,read,readv,write,writev,fsync,fdatasync,pwrite64"
    members = [word for member in family(process) for word in ("-p", str(member))]
    tracer = subprocess.Popen(
        ["strace", "-f", "-y", "-s", "100", "-e", calls, "-o", str(trace), *members], stderr=subprocess.PIPE, text=True
    )
    assert tracer.stderr
    try:
        for line in tracer.stderr:
            if "attached" in line:
                break
            if "not permitted" in line:
                pytest.skip("a process may not be traced here")
        time.sleep(0.3)  # the other processes
        yield
    finally:
        tracer.send_signal(signal.SIGINT)
        tracer.stderr.close()
        tracer.wait(10)


def test_a_trace_shows_the_disk_between_a_vote_and_its_answer(site: Site, tmp_path: Path) -> None:
    if site.database:
        pytest.skip("PostgreSQL's own promise (fsync, synchronous_commit); this is about SQLite's settings and thread")
    site.start()

    async def one() -> None:
        session = Session(site.port, Record())
        statement = await begin(session, site)
        for _ in range(3):
            told = await answer(session, site, statement, "agree")
            statement = told["statement"]["id"]
        session.close()

    trace = tmp_path / "trace"
    with traced(site.process, trace):
        alone(one())
    lines = trace.read_text(encoding="utf-8", errors="replace").splitlines()
    arrivals = [n for n, line in enumerate(lines) if re.search(r'"POST /c/[^ ]+/vote/', line)]
    assert len(arrivals) == 3
    for begun in arrivals:
        answered = next(n for n in range(begun, len(lines)) if '"HTTP/1.1 200' in lines[n])
        assert synced(lines[begun:answered]), "\n".join(lines[begun : answered + 1])


def synced(lines: list[str]) -> bool:
    """Whether the write-ahead log was written and after that a sync of it ended."""
    written = next((n for n, line in enumerate(lines) if "pwrite64" in line and "-wal>" in line), None)
    if written is None:
        return False
    for line in lines[written:]:
        if re.search(r"(fsync|fdatasync)\(\d+<[^>]*-wal>\) += 0", line):
            return True
        pending = re.match(r"(\d+) +(fsync|fdatasync)\(\d+<[^>]*-wal> <unfinished", line)
        if pending and any(
            re.match(rf"{pending[1]} +<\.\.\. {pending[2]} resumed>\) += 0", later) for later in lines[written:]
        ):
            return True
    return False


def test_a_trace_without_a_sync_would_be_noticed() -> None:
    write = '12 pwrite64(9</d/detente.sqlite3-wal>, "", 4120, 0) = 4120'
    assert not synced([write])
    assert not synced(["12 fdatasync(9</d/detente.sqlite3-wal>) = 0", write])
    assert not synced([write, "12 fdatasync(9</d/detente.sqlite3>) = 0"])
    assert not synced([write, "12 fdatasync(9</d/detente.sqlite3-wal> <unfinished ...>"])
    assert synced([write, "12 fdatasync(9</d/detente.sqlite3-wal>) = 0"])
    assert synced([write, "7 fdatasync(9</d/x-wal> <unfinished ...>", "7 <... fdatasync resumed>) = 0"])


def marks(site: Site) -> list[tuple[Any, ...]]:
    """What PostgreSQL notes in each statement's row about who last locked or changed it: votes must leave it alone."""
    if not site.database:
        return []
    return site.rows("SELECT id, xmin::text, xmax::text, ctid::text FROM consultations_statement ORDER BY id")


def test_fifty_newcomers_in_the_same_instant(site: Site) -> None:
    """Fifty join at once; then each sends the first vote three times at once: fifty in, repeats harmless."""
    count = "SELECT COUNT(*) FROM consultations_"
    people, votes, serves = (site.rows(count + name)[0][0] for name in ("participant", "vote", "serve"))
    shared = marks(site)
    site.start()

    async def newcomer(gate: asyncio.Event, record: Record) -> list[dict[str, Any]]:
        sessions = [Session(site.port, record) for _ in range(3)]
        for session in sessions:
            await session.connect()
        await gate.wait()
        statement = await begin(sessions[0], site)
        for session in sessions:
            session.cookie = sessions[0].cookie
        told = await asyncio.gather(*(answer(session, site, statement, "agree") for session in sessions))
        for session in sessions:
            session.close()
        return list(told)

    async def run() -> tuple[list[list[dict[str, Any]]], Record]:
        gate, record = asyncio.Event(), Record()
        tasks = [asyncio.create_task(newcomer(gate, record)) for _ in range(50)]
        await asyncio.sleep(0.3)
        gate.set()
        return list(await asyncio.gather(*tasks)), record

    answers, record = alone(run())
    assert not record.failed
    assert len(answers) == 50
    for told in answers:
        assert told[0] == told[1] == told[2]
        assert told[0]["answered"] == 1
    grown = [site.rows(count + name)[0][0] for name in ("participant", "vote", "serve")]
    assert grown == [people + 50, votes + 50, serves + 100]
    assert marks(site) == shared
