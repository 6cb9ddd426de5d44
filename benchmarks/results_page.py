"""First byte of the results page while people read it and others vote: real server process, SQLite, over loopback.

``DETENTE_RESULTS_SECONDS`` sets the length of each run (10). A reader either asks again at once, as no person does, or
looks at the page for a second first. The load generator runs on the same cores. At the end people vote while a large
redraw is computed in a process of its own, which steps back as the worker does.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator

from benchmarks.common import show
from benchmarks.votes import ROOT, free_port, quantile, served
from benchmarks.votes_load import BROWSER, Record, loop

SECONDS = float(os.environ.get("DETENTE_RESULTS_SECONDS", "10"))
READERS, VOTERS, WARM, CODES = 32, 32, 2.0, 12_000
REDRAWN = 8_000
"""People of the public that is redrawn; about 40 votes each."""
ROUNDS = 4
"""Runs of voters with and without a redraw, in turn: the machine is never the same twice."""
HEAD = ("load", "pages/s", "first byte p50 ms", "p95 ms", "whole page p95 ms", "vote p95 ms", "failed", "load before")


def publish(consultation: str) -> None:
    """Publish the simulated public of `detente.report.demo` there. Run with DETENTE_DATA set."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "detente.web.settings")
    django.setup()
    from detente.opinion import codec
    from detente.opinion.disclosure import release
    from detente.report.demo import demo
    from detente.web.consultations.models import Consultation
    from detente.web.core.clock import today
    from detente.web.results.models import MapSnapshot

    conversation, place = demo(), Consultation.objects.get(pk=consultation)
    published = release(None, conversation.votes, sides=conversation.sides).published
    assert published is not None
    keys = place.statements.order_by("rank").values_list("pk", flat=True)[: published.summary.n_statements]
    MapSnapshot.objects.create(
        consultation=place, number=1, made_on=today(), full=True, engine=published.engine.version, parameters={},
        digest="0" * 64, published=codec.to_plain(published), statements=[str(key) for key in keys], about={},
    )  # fmt: skip


def redraw() -> None:
    """Compute releases of a large public, one after the other, until stopped; says when the first begins."""
    from detente.web.operation.worker import step_back

    step_back()
    from detente.opinion.disclosure import release
    from detente.opinion.simulate import simulate_public

    public = simulate_public(n_participants=REDRAWN, n_statements=500, median_votes=40)
    print(f"{public.votes.n_votes}", flush=True)
    while True:
        release(None, public.votes)


async def reader(port: int, path: str, pause: float, end: float, taken: list[tuple[float, float]]) -> int:
    """Read the page again and again over one connection; how many were not answered."""
    failed = 0
    incoming, outgoing = await asyncio.open_connection("127.0.0.1", port)
    request = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept: text/html\r\n{BROWSER}\r\n".encode()
    while time.perf_counter() < end:
        began = time.perf_counter()
        outgoing.write(request)
        head = await incoming.readuntil(b"\r\n\r\n")
        first = time.perf_counter() - began
        size = int(head.lower().partition(b"content-length: ")[2].partition(b"\r")[0])
        await incoming.readexactly(size)
        taken.append((first, time.perf_counter() - began))
        failed += b" 200 " not in head.partition(b"\r\n")[0]
        if pause:
            await asyncio.sleep(pause)
    outgoing.close()
    return failed


async def both(
    port: int, where: str, codes: Iterator[str], readers: int, voters: int, pause: float
) -> tuple[list[tuple[float, float]], Record | None, int]:
    """Readers and voters at once; the readers come spread over their pause, once the voters are warm."""
    taken: list[tuple[float, float]] = []

    async def reading() -> int:
        await asyncio.sleep(WARM)
        end = time.perf_counter() + SECONDS

        async def one(number: int) -> int:
            await asyncio.sleep(pause * number / max(readers, 1))
            return await reader(port, f"{where}results/", pause, end, taken)

        return sum(await asyncio.gather(*(one(number) for number in range(readers))))

    votes = loop(port, voters, SECONDS, codes, where, WARM) if voters else asyncio.sleep(0)
    failed, record = await asyncio.gather(reading(), votes)
    return taken, record, failed


def line(
    name: str, port: int, where: str, codes: Iterator[str], readers: int, voters: int, pause: float
) -> list[object]:
    """One run; the line of the table."""
    before = os.getloadavg()[0]
    taken, record, failed = asyncio.run(both(port, where, codes, readers, voters, pause))
    first, whole = sorted(1000 * a for a, _ in taken), sorted(1000 * b for _, b in taken)
    votes = record.within("vote", 0, 1e12) if record else []
    failed += sum(record.failures().values()) if record else 0
    rate = f"{len(taken) / SECONDS:.0f}"
    return [
        name,
        rate,
        quantile(first, 0.5),
        quantile(first, 0.95),
        quantile(whole, 0.95),
        quantile(votes, 0.95),
        failed,
        f"{before:.1f}",
    ]


def beside_a_redraw(port: int, where: str, codes: Iterator[str]) -> None:
    """A vote's p95 with and without a redraw beside it, in turn."""
    p95: dict[bool, list[float]] = {False: [], True: []}
    size = ""
    for turn in range(2 * ROUNDS):
        drawing = turn % 2 == 1
        child = None
        if drawing:
            child = subprocess.Popen(
                [sys.executable, "-m", "benchmarks.results_page", "redraw"], cwd=ROOT, stdout=subprocess.PIPE, text=True
            )
            assert child.stdout is not None
            size = child.stdout.readline().strip()
        try:
            _taken, record, _failed = asyncio.run(both(port, where, codes, 0, VOTERS, 0.0))
        finally:
            if child is not None:
                child.kill()
                child.wait()
        assert record is not None
        p95[drawing].append(float(quantile(sorted(record.within("vote", 0, 1e12)), 0.95)))
    alone, beside = (sorted(values)[len(values) // 2] for values in (p95[False], p95[True]))
    print(
        f"A vote's p95 in ms at {VOTERS} voters, {ROUNDS} runs each in turn: alone {p95[False]}, beside a redraw of "
        f"{size} votes {p95[True]}; ratio of the medians {beside / alone:.2f}."
    )


def main() -> None:
    """Readers alone, voters alone, both; with a pause between two pages and without."""
    print(f"Machine: {os.cpu_count()} cores; the load generator runs on them too.")
    with tempfile.TemporaryDirectory(prefix="detente-results-") as data:
        environment = {**os.environ, "DETENTE_DATA": data, "DETENTE_LOG_LEVEL": "error"}
        prepared = subprocess.run(
            [sys.executable, "-m", "benchmarks.votes_site", "prepare", str(CODES)],
            cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE,
        )  # fmt: skip
        found = json.loads(prepared.stdout)
        codes, where = iter(found["codes"]), found["where"]
        subprocess.run(
            [sys.executable, "-m", "benchmarks.results_page", "publish", where.split("/")[2]],
            cwd=ROOT, env=environment, check=True,
        )  # fmt: skip
        port = free_port()
        with served([sys.executable, "-m", "detente.web.operation.server", "127.0.0.1", str(port)], port, environment):
            runs = (
                ("1 reader", 1, 0, 0.0),
                ("32 readers, a second between", READERS, 0, 1.0),
                ("32 readers at once again", READERS, 0, 0.0),
                ("32 voters", 0, VOTERS, 0.0),
                ("32 voters, 32 readers, a second between", READERS, VOTERS, 1.0),
            )
            show("Results page", HEAD, [line(name, port, where, codes, *given) for name, *given in runs])
            beside_a_redraw(port, where, codes)


if __name__ == "__main__":
    if sys.argv[1:2] == ["publish"]:
        publish(sys.argv[2])
    elif sys.argv[1:2] == ["redraw"]:
        redraw()
    else:
        main()
