"""Rules of this house that no other linter knows. Each carries lines it must refuse and lines it must let pass.

Run ``python tools/house_lints.py``: it reads every file that git tracks, or would, and prints ``file:line: rule``.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# They hold bad lines as examples, so they cannot be held to the rules.
EXEMPT = ("tools/house_lints.py", "tests/docs/test_house.py")

LONGEST = 500


@dataclass(frozen=True)
class Rule:
    """A pattern that no line of some files may match."""

    name: str
    files: tuple[str, ...]
    pattern: re.Pattern[str]
    advice: str
    bad: tuple[str, ...]
    good: tuple[str, ...]

    def applies_to(self, path: str) -> bool:
        return path not in EXEMPT and any(fnmatch(path, wanted) for wanted in self.files)


RULES = (
    Rule(
        name="address-in-requirements",
        files=("requirements/*",),
        pattern=re.compile(r"://|^\s*-(?:i|f)\b|--(?:extra-)?index|--find-links|--trusted-host| @ "),
        advice="Pins carry names, versions and hashes; where packages come from is each machine's own setting.",
        bad=(
            "--index-url https://index.example/simple",
            "-i somewhere",
            "numpy @ https://index.example/numpy.whl",
            "--find-links wheels",
        ),
        good=("numpy==2.4.6 \\", "    --hash=sha256:0123", "    #   -r requirements/build.in", "-r build.in"),
    ),
    Rule(
        name="index-named",
        files=("*",),
        pattern=re.compile(
            r"(?:index(?:[-_]url)?|find[-_]links|trusted[-_]host)[\"']?\s*[:=]?\s*[\"']?https?://", re.I
        ),
        advice="Name no package index: pip's settings say where packages come from.",
        bad=("UV_INDEX=https://index.example/simple", 'index-url = "https://index.example"', "--index-url http://x"),
        good=("see https://docs.example/index.html", "the index: names of packages"),
    ),
    Rule(
        name="machine-path",
        files=("*",),
        pattern=re.compile(r"(?<![\w.~*>}-])/(?:home|root|work|tmp|opt|Users)/\w"),
        advice="Paths are relative to the checkout, or come from a fixture such as tmp_path.",
        bad=("open('/Users/ada/votes.csv')", "cd /tmp/x", "DATA = /opt/data"),
        good=("https://example.org/home/one", "docs/home/index", "from /usr/share", "~/opt/x"),
    ),
    Rule(
        name="unfinished",
        files=("*.md", "*.html", "*.css", "*.js", "*.toml", "*.txt", "*.in", "Makefile"),
        pattern=re.compile(r"\b(?:TODO|FIXME|TBD|lorem ipsum)\b"),
        advice="Finish it, leave it out, or say plainly what is missing.",
        bad=("TODO: write", "<!-- FIXME -->"),
        good=("nothing to do here", "mastodon"),
    ),
    Rule(
        name="unexplained-exception",
        files=("*.py",),
        pattern=re.compile(r"#\s*(?:noqa(?::\s*[A-Z]+\d+(?:,\s*[A-Z]+\d+)*)?|type:\s*ignore(?:\[[\w, -]+\])?)\s*$"),
        advice="Say after it why the rule does not hold here: `# noqa: E501 - the table reads better`.",
        bad=("x = 1  # noqa: E501", "y = 2  # type: ignore[arg-type]", "z = 3  # noqa"),
        good=("x = 1  # noqa: E501 - a table", "y = 2  # type: ignore[arg-type] # wrong stub"),
    ),
    Rule(
        name="seedless",
        files=("src/*.py", "tests/*.py", "benchmarks/*.py", "docs/*.md"),
        pattern=re.compile(r"\bdefault_rng\(\s*\)"),
        advice="Give a seed or take `rng` from the caller: every result can be had again.",
        bad=("rng = np.random.default_rng()",),
        good=("rng = np.random.default_rng(0)", "np.random.default_rng(rng)"),
    ),
    Rule(
        name="told-to-a-person",
        files=("src/detente/report/*", "src/detente/cli/*"),
        pattern=re.compile(
            r"\b(?:statistically )?representative of the (?:population|public|country)|\bpublic opinion\b"
        ),
        advice="A map speaks of those who took part, never of a population.",
        bad=("This is public opinion in one picture.", "representative of the population"),
        good=("representative statements", "of the 41 people who took part"),
    ),
)


def tracked_files() -> list[str]:
    """Return the files that git tracks or would track, as paths from the root."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout.decode()
    return sorted(name for name in listed.split("\0") if name and (ROOT / name).is_file())


def text_of(path: str) -> str | None:
    """Return a file's text, or None where it is not text."""
    content = (ROOT / path).read_bytes()
    if b"\0" in content:
        return None
    return content.decode("utf-8", errors="replace")


def faults_in(path: str, text: str) -> Iterator[str]:
    """Yield each fault of one file as ``file:line: rule: advice``."""
    lines = text.splitlines()
    if path.endswith(".py") and len(lines) > LONGEST and "/migrations/" not in path:  # those are written by Django
        yield f"{path}:{LONGEST}: too-long: {len(lines)} lines; split it where its subject splits."
    rules = [rule for rule in RULES if rule.applies_to(path)]
    for number, line in enumerate(lines, start=1):
        for rule in rules:
            if rule.pattern.search(line):
                yield f"{path}:{number}: {rule.name}: {rule.advice}"


def main() -> int:
    """Print every fault; return 1 if there is one."""
    found = [
        fault for path in tracked_files() if (text := text_of(path)) is not None for fault in faults_in(path, text)
    ]
    for fault in found:
        print(fault)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
