# `make run` and `make test` set everything up by themselves: Python 3.11+, make and git are enough.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUNTIME := $(VENV)/.runtime-ready
READY := $(VENV)/.ready
E2E_READY := $(VENV)/.e2e-ready
PIP := bin/python -m pip -qq --disable-pip-version-check
# The locks are complete: nothing is resolved and nothing built, so no newer release can change it.
INSTALL := $(PIP) install --no-deps --require-hashes --only-binary :all:
LOCKER := .cache/locker
LOCK := $(LOCKER)/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 \
  --generate-hashes --no-annotate --no-header --no-strip-extras

DOCS := .cache/docs
SITE := .cache/site/.built
PAGES := $(shell find docs tests/website -type f ! -name '*.pyc') CONTRIBUTING.md SECURITY.md CHANGELOG.md

# What our code is on other systems; what only this one has is not reached there, and may not be.
ELSEWHERE := --package codexctl --no-warn-unreachable

COMPAT := .cache/compat
COMPAT_TESTS ?= tests
RESOLUTION_newest := highest
RESOLUTION_lowest := lowest-direct

DIST := .cache/dist

.PHONY: run test coverage check docs e2e dist bench search compat compat-newest compat-lowest lock clean

# The main job, end to end, in a temporary Codex home.
run: $(RUNTIME)
	@$(BIN)/codexctl demo

test: $(READY)
	$(BIN)/python -m pytest -n auto tests

# The same, and which lines no test reaches: it takes half as long again.
coverage: $(READY)
	$(BIN)/python -m pytest -n auto --cov --cov-report=term tests

check: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/mypy --platform win32 $(ELSEWHERE)
	$(BIN)/mypy --platform darwin $(ELSEWHERE)
	$(BIN)/lint-imports
	$(BIN)/python -m tests.checks

# The documentation as a site: .cache/site/web to be served, .cache/site/offline to be opened as files.
docs: $(SITE)

# The real codex binary and other real counterparts; what they need goes into .cache/.
e2e: $(E2E_READY) $(SITE) $(DIST)/.ready
	$(BIN)/python -m pytest -n auto --dist loadfile -m e2e tests/e2e

# A release: wheel, source distribution, single file, Debian package, formula, contents and hashes.
# For all platforms: make dist DIST_FOR="--platform linux-x86_64 --platform linux-aarch64 …"
dist: $(DIST)/.ready
	PYTHONPATH=packaging $(DIST)/bin/python -m distribution dist $(DIST_FOR)

bench: $(READY)
	$(BIN)/python -m tests.bench

# The tests with random cases, with cases that no run before had: what it finds becomes a test.
search: $(READY)
	$(BIN)/python -m pytest -n auto --hypothesis-profile=search -m hypothesis tests

# The tests with the newest libraries that pyproject.toml allows, and with the lowest: people install
# without our lock. What the tests themselves need is as locked. docs/compatibility.md says what came of it.
compat: compat-newest compat-lowest

compat-newest compat-lowest: compat-%: $(LOCKER)/.ready
	mkdir -p $(COMPAT)
	{ cat requirements/runtime.in; echo opentelemetry-proto; \
	  sed -nE 's/^((pytest|pytest-.*|hypothesis|build|wheel|packaging)==[^ ]*).*/\1/p' \
	    requirements/dev.txt; } >$(COMPAT)/$*.in
	$(LOCKER)/bin/uv pip compile --quiet --no-annotate --no-header --upgrade \
	  --python $(PYTHON) --resolution $(RESOLUTION_$*) -o $(COMPAT)/$*.txt $(COMPAT)/$*.in
	$(LOCKER)/bin/uv venv --quiet --clear --python $(PYTHON) $(COMPAT)/$*
	$(LOCKER)/bin/uv pip sync --quiet --python $(COMPAT)/$*/bin/python $(COMPAT)/$*.txt
	$(LOCKER)/bin/uv pip install --quiet --python $(COMPAT)/$*/bin/python \
	  --no-deps --no-build-isolation --editable .
	$(COMPAT)/$*/bin/python -m pytest -n auto -W default $(COMPAT_TESTS)

# Every package with its hashes, for each system and Python that we support, in one file each.
lock: $(LOCKER)/.ready
	$(LOCK) -o requirements/lock.txt requirements/lock.in
	$(LOCK) -o requirements/dev.txt requirements/dev.in
	$(LOCK) -c requirements/dev.txt -o requirements/runtime.txt requirements/runtime.in
	$(LOCK) -c requirements/dev.txt -o requirements/e2e.txt requirements/e2e.in
	$(LOCK) -c requirements/dev.txt -o requirements/dist.txt requirements/dist.in
	$(LOCK) -o requirements/e2e-phoenix.txt requirements/e2e-phoenix.in
	$(LOCK) -o requirements/e2e-mlflow.txt requirements/e2e-mlflow.in
	$(LOCK) -o requirements/docs.txt requirements/docs.in
	$(LOCK) -o requirements/fleet.txt requirements/fleet.in
	$(LOCK) -o requirements/e2e-ansible.txt requirements/e2e-ansible.in

$(LOCKER)/.ready: requirements/lock.txt
	@test -x $(LOCKER)/bin/python || $(PYTHON) -m venv $(LOCKER)
	@$(LOCKER)/$(INSTALL) -r requirements/lock.txt
	@touch $@

$(DOCS)/.ready: requirements/docs.txt
	@test -x $(DOCS)/bin/python || $(PYTHON) -m venv $(DOCS)
	@$(DOCS)/$(INSTALL) -r requirements/docs.txt
	@touch $@

$(SITE): $(READY) $(DOCS)/.ready $(PAGES)
	$(BIN)/python -m tests.website $(DOCS)/bin/zensical
	@touch $@

$(DIST)/.ready: requirements/dist.txt
	@test -x $(DIST)/bin/python || $(PYTHON) -m venv $(DIST)
	@$(DIST)/$(INSTALL) -r requirements/dist.txt
	@touch $@

clean:
	rm -rf $(VENV) .cache build dist *.egg-info

# Only what codexctl itself needs: `make run` is somebody's first minute with it.
$(RUNTIME): requirements/runtime.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "codexctl needs Python 3.11 or newer; found $$($(PYTHON) --version)."; \
	       echo "hint: make run PYTHON=/path/to/python3.11"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Setting up (once) …"
	@$(VENV)/$(INSTALL) -r requirements/runtime.txt
	@$(VENV)/$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(READY): $(RUNTIME) requirements/dev.txt
	@$(VENV)/$(INSTALL) -r requirements/dev.txt
	@$(VENV)/$(PIP) check
	@touch $@

# What only `make e2e` needs in our own environment.
$(E2E_READY): $(READY) requirements/e2e.txt
	@$(VENV)/$(INSTALL) -r requirements/e2e.txt
	@touch $@
