"""Take the two screenshots of the README anew: ``python tools/screenshots.py``. Needs Chromium.

A demonstration of its own is filled and served on a free port of this machine, so nothing else is touched. Its days
count from today, and its people are drawn anew from the same chances.
"""

from __future__ import annotations

import base64
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "images"
LARGEST = 150_000
"""Bytes of one picture: they are loaded with the README."""

SIZE = {"width": 1000, "height": 760}
QUALITY = 80


def main() -> int:
    """Serve, look, write; 1 where a picture is too large."""
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        sys.stderr.write("No Chromium was found (Debian: apt install chromium).\n")
        return 2
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="detente-screenshots-") as data:
        command = [sys.executable, "-m", "detente.cli", "demo", "--data", f"{data}/demo", "--port", "0"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8") as site:
            try:
                pages = _printed(site)
                with sync_playwright() as playwright:
                    browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
                    page = browser.new_page(viewport=SIZE, color_scheme="light", reduced_motion="reduce")  # type: ignore[arg-type] # the names are those of the TypedDict
                    page.goto(pages["Its results"])
                    _take(page, "results", "#common-ground")
                    page.goto(pages["Two readouts of one call, side by side"])
                    _take(page, "side-by-side", "#rows")
                    browser.close()
            finally:
                site.terminate()
    sizes = {path.name: path.stat().st_size for path in sorted(FOLDER.glob("*.webp"))}
    sys.stdout.write("".join(f"{name}: {size:,} bytes\n" for name, size in sizes.items()))
    return int(any(size > LARGEST for size in sizes.values()))


def _printed(site: subprocess.Popen[str]) -> dict[str, str]:
    """The addresses that the demonstration prints, by what they are; 127.0.0.1, where it listens."""
    found = {}
    assert site.stdout is not None
    for line in site.stdout:
        if match := re.match(r"  (.+?): (http://\S+)$", line):
            found[match[1]] = match[2].replace("localhost", "127.0.0.1")
        if "The site is at" in line:
            return found
    raise SystemExit("The demonstration did not start; its messages stand above.")


def _take(page: Page, name: str, part: str) -> None:
    """What a reader sees who has come to a part of the page. Chromium writes WebP, playwright does not."""
    page.locator(part).evaluate("element => element.scrollIntoView({block: 'start'})")
    taken = page.context.new_cdp_session(page).send("Page.captureScreenshot", {"format": "webp", "quality": QUALITY})
    (FOLDER / f"{name}.webp").write_bytes(base64.b64decode(taken["data"]))


if __name__ == "__main__":
    sys.exit(main())
