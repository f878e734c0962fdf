PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
INSTALL = $(BIN)/python -m pip install --quiet --disable-pip-version-check

.PHONY: demo test check lock

demo: $(VENV)/run.stamp
	$(BIN)/callcenter demo

test: $(VENV)/test.stamp
	$(BIN)/python -m pytest -q -n auto

check: $(VENV)/test.stamp
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -q -n auto

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

# pip refuses an editable install and hashes in one step, hence two.
$(VENV)/run.stamp: $(BIN)/python lock/run.txt pyproject.toml
	$(INSTALL) --require-hashes -r lock/run.txt
	$(INSTALL) --no-deps --no-build-isolation -e .
	touch $@

$(VENV)/test.stamp: $(BIN)/python lock/test.txt pyproject.toml
	$(INSTALL) --require-hashes -r lock/test.txt
	$(INSTALL) --no-deps --no-build-isolation -e .
	touch $@

# Needs uv on the PATH. Names, versions and hashes only: no address stands in the lock.
lock:
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	  --no-emit-index-url --no-emit-find-links --extra build -o lock/run.txt pyproject.toml
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	  --no-emit-index-url --no-emit-find-links --extra build --extra test -c lock/run.txt -o lock/test.txt pyproject.toml
