"""The pages that are made from the program are what the program says."""

from __future__ import annotations

from pathlib import Path

import pytest

from detente.web.config import VARIABLES, BadSetting, load
from tools.settings_page import page


def test_the_page_of_settings(repository: Path) -> None:
    written = (repository / "docs/reference/settings.md").read_text(encoding="utf-8")
    assert written == page(), "run: python tools/settings_page.py"


def test_nothing_else_reads_the_environment(repository: Path) -> None:
    """Whoever sets the site up reads one page."""
    names = {one.name for one in VARIABLES}
    for path in (repository / "src/detente").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        if "os.environ" in text or "getenv" in text:
            assert path.name in (
                "config.py",
                "importing.py",
                "published.py",
                "site.py",
                "serving.py",
                "server.py",
                "wsgi.py",
                "worker.py",
                "encoder.py",
            ), path
    assert "DETENTE_ORIGIN" in names


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"DETENTE_ORIGIN": "http://talks.example.org"}, "Set https://talks.example.org and put a proxy"),
        ({"DETENTE_ORIGIN": "talks.example.org"}, "must be a scheme and a host"),
        ({"DETENTE_ORIGIN": "https://talks.example.org/site"}, "must be a scheme and a host"),
        ({"DETENTE_DATABASE_URL": "mysql://x"}, "must begin with postgresql://"),
        ({"DETENTE_TRUSTED_PROXIES": "proxy"}, "'proxy' is no address"),
        ({"DETENTE_SMTP_URL": "http://x"}, "must begin with smtp://"),
        ({"DETENTE_SMTP_URL": "smtp://x"}, "name the sender's mail address"),
        ({"DETENTE_LOG_LEVEL": "loud"}, "must be debug, info, warning or error"),
    ],
)
def test_a_setting_that_cannot_be_used_names_the_remedy(given: dict[str, str], says: str) -> None:
    with pytest.raises(BadSetting, match=says):
        load(given)
