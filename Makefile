PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
INSTALL = $(BIN)/python -m pip install --quiet --disable-pip-version-check

# Catalogues without noise: no line numbers, no dates of extraction, no guesses.
PO = callcenter/locales/zh_CN/LC_MESSAGES/callcenter

.PHONY: help demo test test-slow check catalogues docs lock

help: ## what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /: /' | awk -F': ' '{printf "  %-12s %s\n", $$1, $$2}'

demo: $(VENV)/run.stamp ## the console on a demo store; without a terminal, the tour in plain text
	$(BIN)/callcenter demo

test: $(VENV)/test.stamp ## every test but the slow ones
	$(BIN)/python -m pytest -q -n auto

# pytest says 5 where no test is marked slow.
test-slow: $(VENV)/test.stamp ## the slow tests
	$(BIN)/python -m pytest -q -n auto -m slow || test $$? -eq 5

check: $(VENV)/test.stamp ## formatting, lint, types, layers and every test but the slow ones
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

catalogues: $(VENV)/test.stamp ## read the words out of the code, update and compile the Chinese catalogue
	mkdir -p build $(dir $(PO))
	$(BIN)/pybabel -q extract -F pyproject.toml --sort-output --add-location=file --width=110 --project=callcenter \
	  -o build/callcenter.pot callcenter screens
	$(BIN)/pybabel -q update -D callcenter -i build/callcenter.pot -d callcenter/locales -l zh_CN --init-missing \
	  --ignore-obsolete --no-fuzzy-matching --ignore-pot-creation-date --width=110
	$(BIN)/pybabel compile -i $(PO).po -o $(PO).mo --statistics

docs: $(VENV)/test.stamp ## write the pages that come from the code
	$(BIN)/python -c "from callcenter import settings; print(settings.reference(), end='')" > docs/settings.md
	$(BIN)/python -c "from screens import keys_page; print(keys_page.page(), end='')" > docs/keys.md

# Needs uv on the PATH. Names, versions and hashes only: no address stands in the lock.
lock: ## resolve and write the lock (needs uv)
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	  --no-emit-index-url --no-emit-find-links --extra build -o lock/run.txt pyproject.toml
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	  --no-emit-index-url --no-emit-find-links --extra build --extra test -c lock/run.txt -o lock/test.txt pyproject.toml

.PHONY: gazetteer
gazetteer: $(VENV)/run.stamp ## rebuild the shipped gazetteer: make gazetteer GEO=DIR (docs/gazetteer.md)
	@test -n "$(GEO)" || { echo "say where the GeoNames sets are: make gazetteer GEO=DIR" >&2; exit 2; }
	$(INSTALL) --no-build-isolation -e '.[gazetteer]'
	$(BIN)/python -m callcenter.points.gazetteer_build $(GEO)

.PHONY: picture
picture: $(VENV)/run.stamp ## take the README's pictures from the running console
	$(BIN)/python docs/pictures/take.py

.PHONY: bench
bench: $(VENV)/test.stamp ## every benchmark; docs/performance.md says what the figures mean
	@for one in $(patsubst benchmarks/%.py,%,$(filter-out benchmarks/_%,$(wildcard benchmarks/*.py))); do \
	  echo "== benchmarks/$$one.py"; $(BIN)/python -m benchmarks.$$one || exit 1; done
	$(BIN)/python -m benchmarks.store

.PHONY: bench-store
SIZE ?= 1000000
bench-store: $(VENV)/test.stamp ## the store's benchmarks at any size: make bench-store SIZE=1000000
	$(BIN)/python -m benchmarks.store --customers $(SIZE)
