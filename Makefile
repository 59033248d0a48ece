# make demo · make test · make check · make bench · make coverage · make nightly — nothing but Python 3.11+, make and a package index.
PYTHON ?= python3
BIN := .venv/bin
PORT ?= 8089
# Two more than there are cores: half of a test's time is waiting.
WORKERS ?= $(shell $(PYTHON) -c 'import os; print((os.cpu_count() or 1) + 2)')
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.PHONY: demo test check bench coverage nightly lock clean

demo: .venv/.demo
	@$(BIN)/littlehands demo --port $(PORT)

test: .venv/.dev
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal

check: .venv/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: .venv/.dev
	$(BIN)/python -m tests.bench.run $(if $(ONLY),--only $(ONLY))

# The suite again, two thirds dearer, with the lines that no test reaches; fails under nine tenths.
coverage: .venv/.dev
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal --cov --cov-report=term

# Two hundred kills and long faults, with what each of them left; about ten minutes.
nightly: .venv/.dev
	$(BIN)/python -m pytest -m nightly -n auto --dist worksteal --log-level=info -rP

.venv/bin/python:
	$(PYTHON) -m venv .venv

# The pinned packages, then this project itself, linked in place.
.venv/.demo: requirements.lock pyproject.toml | .venv/bin/python
	@test -e .venv/.dev || $(INSTALL) --require-hashes -r requirements.lock
	@$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.dev: requirements-dev.lock pyproject.toml | .venv/bin/python
	$(INSTALL) --require-hashes -r requirements-dev.lock
	$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

# Pin anew: only by hand, after a change of the dependencies in pyproject.toml. The extras stay in the names: pip,
# asked for coverage[toml] by a package, takes the newest release (and refuses it) unless that very name is pinned.
LOCK := uv pip compile pyproject.toml --universal --no-strip-extras --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header -q
lock: .venv/.dev
	$(BIN)/$(LOCK) --group dev --group build -o requirements-dev.lock
	$(BIN)/$(LOCK) --group build -c requirements-dev.lock -o requirements.lock

clean:
	rm -rf .venv .demo build .mypy_cache .ruff_cache .pytest_cache .hypothesis
