"""Every test begins with nothing kept in memory: a page may be some seconds old, a test may not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from detente.web.results import pages


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    pages.forget()
    yield
    pages.forget()
