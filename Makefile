# The one way to run anything. Each target makes its own .venv; only Python is needed.

PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test lint types pages calendars stale docs bench clean

demo: .venv/core
	$(BIN)/python -m buyerprotect assess examples/wedding-dress.toml

test: .venv/dev
	$(BIN)/python -m pytest -q -n auto

lint: .venv/dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: .venv/dev
	$(BIN)/mypy
	$(BIN)/pyright --pythonpath $(BIN)/python

pages: .venv/core
	$(BIN)/python docs/generate.py

calendars: .venv/dev
	$(BIN)/python calendars/generate.py

stale: .venv/core
	$(BIN)/python -m buyerprotect sources --unconfirmed 12

docs: .venv/docs
	$(BIN)/sphinx-build -q -W -E -b html docs docs/_build/html

bench: .venv/bench
	$(BIN)/python benchmarks/import_time.py
	$(BIN)/python benchmarks/assess.py
	$(BIN)/python benchmarks/aliexpress.py
	$(BIN)/python benchmarks/counting.py
	$(BIN)/python benchmarks/routes.py

clean:
	rm -rf .venv docs/_build .mypy_cache .pytest_cache .ruff_cache .hypothesis

.venv/pip:
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1"
	touch $@

.venv/core: .venv/pip pyproject.toml
	$(BIN)/python -m pip install --quiet --editable .
	touch $@

.venv/dev: .venv/core
	$(BIN)/python -m pip install --quiet --group dev
	touch $@

.venv/bench: .venv/core
	$(BIN)/python -m pip install --quiet --group bench
	touch $@

.venv/docs: .venv/core
	$(BIN)/python -m pip install --quiet --group docs
	touch $@
