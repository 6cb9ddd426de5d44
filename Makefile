# Everything from a bare clone: Python 3.11 or newer, make and git. `make` alone lists the targets.
SHELL := /bin/sh
.DEFAULT_GOAL := help

VENV := .venv
BIN := $(VENV)/bin
UV := $(BIN)/python tools/run_uv.py
# Tests wait for servers and browsers half of their time, so three workers on two cores. A file stays with one worker, because
# many start one server for all their tests.
TEST_WORKERS ?= 3
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help install run test check format docs lock bench clean system-tools
.PHONY: check-format check-lint check-types check-imports check-house

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(VENV)/.run ## serve the site with an invented dialogue on 127.0.0.1
	$(BIN)/detente demo

test: check system-tools ## everything that must hold: check, all tests and doctests, then the site's and one story again on PostgreSQL
	$(BIN)/python -m pytest -n $(TEST_WORKERS) --dist loadfile
	$(BIN)/python tools/with_postgres.py $(BIN)/python -m pytest tests/web tests/browser/test_story_encounter.py -n $(TEST_WORKERS) --dist loadfile

check: check-format check-lint check-types check-imports check-house docs ## format, lint, types, arrows, house rules, documentation

format: $(VENV)/.dev ## let ruff put the code in order
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

docs: $(VENV)/.dev ## build the documentation into docs/_build/html; a warning is an error
	$(BIN)/python -m sphinx -W --keep-going -q -b html docs docs/_build/html

bench: $(VENV)/.bench ## run the benchmarks against hidden votes and against other programs
	$(BIN)/python -m benchmarks

lock: $(VENV)/.build ## write requirements/*.txt anew (LOCK=--upgrade for the newest versions)
	$(BIN)/python tools/lock.py $(LOCK)

install: $(VENV)/.dev ## set up .venv for development (the other targets do it by themselves)

clean: ## remove .venv and everything that was built
	rm -rf $(VENV) docs/_build build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

check-format: $(VENV)/.dev
	$(BIN)/ruff format --check .
check-lint: $(VENV)/.dev
	$(BIN)/ruff check .
check-types: $(VENV)/.dev
	$(BIN)/mypy
check-imports: $(VENV)/.dev
	$(BIN)/lint-imports --no-logo
check-house: $(VENV)/.dev
	$(BIN)/python tools/house_lints.py

# --- setting up: each stamp is younger than what it was made from ---

$(BIN)/python:
	@for python in $(PYTHON) python3.11 python3 python3.12 python3.13; do \
		if $$python -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
			exec $$python -m venv $(VENV); \
		fi; \
	done; \
	echo "No Python 3.11 or newer with venv was found. Install it (Debian: apt install python3 python3-venv)," >&2; \
	echo "or name it: make PYTHON=/path/to/python3.11 ..." >&2; exit 1

$(VENV)/.build: requirements/build.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements/build.txt
	@touch $@

# Adds and never removes: `make run` in a developer's checkout leaves the development tools where they are.
$(VENV)/.run: $(VENV)/.build requirements/run.txt pyproject.toml
	$(UV) pip install --quiet --require-hashes -r requirements/run.txt
	$(UV) pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.build requirements/dev.txt pyproject.toml
	$(UV) pip sync --quiet --require-hashes requirements/dev.txt
	$(UV) pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@ $(VENV)/.run

$(VENV)/.bench: $(VENV)/.dev requirements/bench.txt
	$(UV) pip install --quiet --require-hashes -r requirements/bench.txt
	@touch $@

# The browser tests use the system's Chromium, the site's tests its PostgreSQL as well. Without them, and without the
# right to install them, those tests skip and say so. No cluster of the system's own is made or started.
system-tools:
	@if ! command -v chromium >/dev/null && ! command -v chromium-browser >/dev/null && ! command -v google-chrome >/dev/null; then \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			apt-get install --yes --quiet --no-install-recommends chromium >/dev/null \
				|| { apt-get update --quiet >/dev/null && apt-get install --yes --quiet --no-install-recommends chromium >/dev/null; } \
				|| echo "Chromium could not be installed; the browser tests will skip."; \
		else \
			echo "No Chromium found; the browser tests will skip (Debian: apt install chromium)."; \
		fi; \
	fi
	@if ! command -v initdb >/dev/null && ! ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; then \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			mkdir -p /etc/postgresql-common; \
			[ -e /etc/postgresql-common/createcluster.conf ] \
				|| echo "create_main_cluster = false" > /etc/postgresql-common/createcluster.conf; \
			install="env DEBIAN_FRONTEND=noninteractive apt-get install --yes --quiet --no-install-recommends \
				-o Dpkg::Options::=--force-confold postgresql"; \
			$$install >/dev/null || { apt-get update --quiet >/dev/null && $$install >/dev/null; } \
				|| echo "PostgreSQL could not be installed; the tests on it will skip."; \
		else \
			echo "No PostgreSQL found; the tests on it will skip (Debian: apt install postgresql)."; \
		fi; \
	fi
