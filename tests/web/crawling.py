"""Follow the links of server-rendered pages as a visitor without scripts does, and count clicks."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin

from django.test import Client

__all__ = ["Crawler"]


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        address = dict(attributes).get("href")
        if tag == "a" and address:
            self.found.append(address)


class Crawler:
    """A visitor who remembers what a page linked to; the pages must not change in the meantime."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self._known: dict[str, list[str]] = {}

    def links_on(self, address: str) -> list[str]:
        """Addresses of this site that a page links to, each once, without fragments, in the page's order."""
        if address not in self._known:
            self._known[address] = self._read(address)
        return self._known[address]

    def _read(self, address: str) -> list[str]:
        answer = self.client.get(address, follow=True)
        if not answer.headers["Content-Type"].startswith("text/html"):
            return []
        parser = _Links()
        parser.feed(answer.content.decode())
        absolute = (urldefrag(urljoin(address, link)).url for link in parser.found)
        return list(dict.fromkeys(link for link in absolute if link.startswith("/")))

    def clicks(self, start: str, arrived: Callable[[str], bool], most: int) -> int | None:
        """The fewest clicks from one page to another, breadth first; None where it takes more than `most`."""
        start = urldefrag(start).url
        waiting, seen = deque([(start, 0)]), {start}
        while waiting:
            address, away = waiting.popleft()
            if arrived(address):
                return away
            if away == most:
                continue
            for link in self.links_on(address):
                if link not in seen:
                    seen.add(link)
                    waiting.append((link, away + 1))
        return None
