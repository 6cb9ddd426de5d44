"""Run uv with the package index that pip is set up to use.

uv does not read pip's configuration, so a machine that reaches packages through a mirror would need to be told twice.
This reads what pip knows (its files and its ``PIP_*`` variables) and hands it to uv in uv's own variables; a variable
of uv that is already set wins. Arguments are those of uv itself::

    python tools/run_uv.py pip install -r requirements/dev.txt
"""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

# pip's sections, weakest first: what comes later wins.
SECTIONS = ("global", "install", ":env:")


def read_pip_configuration(listing: str) -> dict[str, str]:
    """Return the options that ``pip config list`` printed, the strongest section winning."""
    found: dict[str, dict[str, str]] = {section: {} for section in SECTIONS}
    for line in listing.splitlines():
        name, equals, value = line.partition("=")
        section, dot, option = name.partition(".")
        if equals and dot and section in found:
            found[section][option] = str(ast.literal_eval(value))
    return {option: value for section in SECTIONS for option, value in found[section].items()}


def uv_variables(pip: Mapping[str, str], environment: Mapping[str, str], *, extra: bool = True) -> dict[str, str]:
    """Return the variables to add to `environment`.

    Parameters
    ----------
    pip : mapping of str to str
        Options of pip, as `read_pip_configuration` gives them.
    environment : mapping of str to str
        Variables that are set already; none of them is replaced.
    extra : bool
        Whether to look in extra indexes and folders of wheels too.
    """
    wanted: dict[str, str] = {}
    if "index-url" in pip:
        wanted["UV_DEFAULT_INDEX"] = pip["index-url"]
    if extra and pip.get("extra-index-url", "").split():
        wanted["UV_INDEX"] = " ".join(pip["extra-index-url"].split())
        # pip takes the best version from all indexes; with hashes pinned this is as safe as the first-index rule.
        wanted["UV_INDEX_STRATEGY"] = "unsafe-best-match"
    if extra and pip.get("find-links", "").split():
        wanted["UV_FIND_LINKS"] = ",".join(pip["find-links"].split())
    if pip.get("no-index", "").lower() in {"1", "true", "yes", "on"}:
        wanted["UV_NO_INDEX"] = "1"
    if "trusted-host" in pip:
        wanted["UV_INSECURE_HOST"] = " ".join(pip["trusted-host"].split())
    if "cert" in pip:
        wanted["SSL_CERT_FILE"] = pip["cert"]
    if "proxy" in pip:
        wanted["ALL_PROXY"] = pip["proxy"]
    timeout = pip.get("default-timeout", pip.get("timeout"))
    if timeout is not None:
        wanted["UV_HTTP_TIMEOUT"] = timeout
    return {name: value for name, value in wanted.items() if name not in environment}


def environment_for_uv(*, extra: bool = True) -> dict[str, str]:
    """Return this process's environment with what pip knows added for uv."""
    listing = subprocess.run(
        [sys.executable, "-m", "pip", "--disable-pip-version-check", "config", "list"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return {**os.environ, **uv_variables(read_pip_configuration(listing), os.environ, extra=extra)}


def main() -> int:
    """Run the uv that stands beside this interpreter."""
    uv = Path(sys.executable).parent / "uv"
    return subprocess.run([uv, *sys.argv[1:]], env=environment_for_uv(), check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
