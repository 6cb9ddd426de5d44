"""The house's own lints: each refuses what it should, lets pass what it should, and finds nothing in the repository."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tools.house_lints import LONGEST, RULES, Rule, faults_in
from tools.run_uv import read_pip_configuration, uv_variables

BAD = [pytest.param(rule, line, id=f"{rule.name}-{n}") for rule in RULES for n, line in enumerate(rule.bad)]
GOOD = [pytest.param(rule, line, id=f"{rule.name}-{n}") for rule in RULES for n, line in enumerate(rule.good)]


@pytest.mark.parametrize(("rule", "line"), BAD)
def test_a_bad_line_is_refused(rule: Rule, line: str) -> None:
    assert rule.pattern.search(line)


@pytest.mark.parametrize(("rule", "line"), GOOD)
def test_a_good_line_passes(rule: Rule, line: str) -> None:
    assert not rule.pattern.search(line)


def test_a_fault_names_its_place() -> None:
    faults = list(faults_in("tests/x.py", "import numpy as np\nrng = np.random.default_rng()\n"))
    assert len(faults) == 1
    assert faults[0].startswith("tests/x.py:2: seedless: ")


def test_a_file_that_cannot_be_read_in_one_sitting_is_a_fault() -> None:
    assert not list(faults_in("src/x.py", "x = 1\n" * LONGEST))
    assert list(faults_in("src/x.py", "x = 1\n" * (LONGEST + 1)))


def test_the_repository_has_no_fault(repository: Path) -> None:
    done = subprocess.run(
        [sys.executable, repository / "tools" / "house_lints.py"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_pip_settings_reach_uv() -> None:
    pip = read_pip_configuration(
        "global.index-url='https://one.example/simple'\n"
        "global.extra-index-url='https://two.example/a https://two.example/b'\n"
        "install.index-url='https://three.example/simple'\n"
        ":env:.find-links='wheels more'\n"
        "freeze.timeout='10'\n"
    )
    assert uv_variables(pip, {}) == {
        "UV_DEFAULT_INDEX": "https://three.example/simple",
        "UV_INDEX": "https://two.example/a https://two.example/b",
        "UV_INDEX_STRATEGY": "unsafe-best-match",
        "UV_FIND_LINKS": "wheels,more",
    }


def test_uv_s_own_settings_win_over_pip_s() -> None:
    assert uv_variables({"index-url": "https://one.example"}, {"UV_DEFAULT_INDEX": "https://mine.example"}) == {}


def test_locking_looks_in_no_extra_place() -> None:
    pip = {"index-url": "https://one.example", "extra-index-url": "https://two.example", "find-links": "wheels"}
    assert uv_variables(pip, {}, extra=False) == {"UV_DEFAULT_INDEX": "https://one.example"}
