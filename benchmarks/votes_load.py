"""A closed loop of voters over loopback: raw HTTP/1.1, one connection kept open a visit, the standard library only.

A visit is what a phone does: join with a code (POST), read the page that shows the first statement (GET), then answer
after answer (POST as JSON) with the next statement in each answer.
"""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

FIRST = re.compile(rb'name="statement" value="(\d+)"')
VALUES = ("agree", "disagree", "pass")
BROWSER = (
    "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0\r\n"
    "Accept-Language: en-GB,en;q=0.7,ru;q=0.3\r\nAccept-Encoding: gzip, deflate, br\r\nConnection: keep-alive\r\n"
    "Sec-Fetch-Dest: empty\r\nSec-Fetch-Mode: cors\r\nSec-Fetch-Site: same-origin\r\nReferer: http://localhost/\r\n"
)


class Failed(Exception):
    """A request that was not answered as it should be."""


@dataclass
class Record:
    """Every answer: kind, when it ended, how long it took; and what failed."""

    taken: dict[str, list[tuple[float, float]]] = field(default_factory=lambda: defaultdict(list))
    failed: list[tuple[float, str]] = field(default_factory=list)

    def within(self, kind: str, begin: float, end: float) -> list[float]:
        """Durations in milliseconds of what ended in this window, sorted."""
        return sorted(1000 * took for at, took in self.taken[kind] if begin <= at < end)

    def failures(self, begin: float = 0, end: float = float("inf")) -> Counter[str]:
        return Counter(why for at, why in self.failed if begin <= at < end)


class Session:
    """One browser: a connection and a cookie."""

    def __init__(self, port: int, record: Record) -> None:
        self.port, self.record, self.cookie = port, record, ""
        self.reader: asyncio.StreamReader | None = None
        self.writer: asyncio.StreamWriter | None = None

    async def connect(self) -> None:
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)

    def close(self) -> None:
        if self.writer:
            self.writer.close()

    async def send(self, kind: str, method: str, path: str, body: str = "", accept: str = "text/html") -> bytes:
        """One request, timed; returns the body."""
        if self.reader is None or self.writer is None:
            await self.connect()
        assert self.reader
        assert self.writer
        lines = f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nAccept: {accept}\r\n{BROWSER}"
        if self.cookie:
            lines += f"Cookie: {self.cookie}\r\n"
        if body:
            kind_of_body = "application/json" if body.startswith("{") else "application/x-www-form-urlencoded"
            lines += f"Content-Type: {kind_of_body}\r\nContent-Length: {len(body)}\r\nOrigin: http://localhost\r\n"
        began = time.perf_counter()
        try:
            self.writer.write(f"{lines}\r\n{body}".encode())
            head = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            answer = await _body(self.reader, head)
        except (OSError, asyncio.IncompleteReadError) as error:
            self.record.failed.append((time.perf_counter(), f"{kind}: {type(error).__name__}"))
            raise Failed from error
        ended = time.perf_counter()
        given = re.search(r"set-cookie: ([^;\r]+)", head, re.I)
        if given:
            self.cookie = given[1]
        status = int(head.split(" ", 2)[1])
        if status >= 400:
            self.record.failed.append((ended, f"{kind}: {status}"))
            raise Failed(f"{kind}: {status}")
        self.record.taken[kind].append((ended, ended - began))
        return answer


async def _body(reader: asyncio.StreamReader, head: str) -> bytes:
    """The body, by its length or in chunks."""
    sized = re.search(r"content-length: (\d+)", head, re.I)
    if sized:
        return await reader.readexactly(int(sized[1]))
    body = b""
    if re.search(r"transfer-encoding: chunked", head, re.I):
        while size := int(await reader.readline(), 16):
            body += await reader.readexactly(size)
            await reader.readexactly(2)
        await reader.readline()
    return body


async def visit(session: Session, where: str, code: str, votes: int = 30) -> None:
    """Join, look, answer."""
    await session.send("join", "POST", f"{where}join/", f"code={code}")
    page = await session.send("page", "GET", f"{where}vote/")
    found = FIRST.search(page)
    if found is None:
        raise Failed("the page shows no statement")
    statement = found[1].decode()
    for number in range(votes):
        body = json.dumps({"statement": statement, "value": VALUES[number % 3], "matters": number % 7 == 0})
        answer = json.loads(await session.send("vote", "POST", f"{where}vote/", body, "application/json"))
        if answer["statement"] is None:
            return
        statement = answer["statement"]["id"]


async def upserts(session: Session, participants: int, statements: int, number: int) -> None:
    """The same number of answers, to the bare upsert."""
    for step in range(30):
        body = (
            f'{{"participant": {number % participants}, "statement": {(number + step) % statements}, "value": "agree"}}'
        )
        await session.send("vote", "POST", "/", body, "application/json")


async def loop(port: int, users: int, seconds: float, codes: Iterator[str], where: str, warm: float) -> Record:
    """So many people at once, each followed by the next, until the time is up; the first `warm` seconds are extra."""
    record = Record()
    end = time.perf_counter() + warm + seconds

    async def one(number: int) -> None:
        visits = number
        await asyncio.sleep(warm / 2 * number / users)
        while time.perf_counter() < end:
            session = Session(port, record)
            try:
                if where:
                    await visit(session, where, next(codes))
                else:
                    await upserts(session, 1000, 60, visits)
            except (Failed, OSError):
                await asyncio.sleep(0.05)
            session.close()
            visits += users

    tasks = [asyncio.create_task(one(number)) for number in range(users)]
    await asyncio.sleep(warm + seconds)
    for task in tasks:
        task.cancel()
    for ended in await asyncio.gather(*tasks, return_exceptions=True):
        if isinstance(ended, Exception):
            raise ended
    return record


async def burst(port: int, newcomers: int, codes: Iterator[str], where: str) -> tuple[int, Record]:
    """So many come in the same instant, connected already; returns how many joined and voted, and the record."""
    record = Record()
    sessions = [Session(port, record) for _ in range(newcomers)]
    for session in sessions:
        await session.connect()
    gate = asyncio.Event()

    async def one(session: Session) -> bool:
        await gate.wait()
        try:
            await visit(session, where, next(codes), votes=1)
        except Failed:
            return False
        return True

    tasks = [asyncio.create_task(one(session)) for session in sessions]
    await asyncio.sleep(0.2)
    gate.set()
    done = await asyncio.gather(*tasks)
    for session in sessions:
        session.close()
    return sum(done), record
