"""Write docs/reference/settings.md from `detente.web.config.VARIABLES`; a test compares."""

from __future__ import annotations

from pathlib import Path

from detente.web.config import VARIABLES

PAGE = Path(__file__).resolve().parent.parent / "docs/reference/settings.md"

HEAD = """# Settings

What an operator can set, all of it through the environment. Made from the program (`python tools/settings_page.py`).
`detente up --data`, `--port` and `--host` stand on the command line because they say where, not how.

| variable | default | meaning |
|---|---|---|
"""


def page() -> str:
    """Return the page."""
    return HEAD + "".join(f"| `{one.name}` | {one.default} | {one.meaning} |\n" for one in VARIABLES)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
