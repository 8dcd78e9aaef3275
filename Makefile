# Each command sets up what it needs in .venv: with uv where it is installed, with pip where not.
# The requirements are complete, so nothing is resolved here (older pips cannot, with hashes).
PYTHON ?= python3
PY := .venv/bin/python
INSTALL = if command -v uv >/dev/null; \
	then uv pip install --quiet --no-deps --python $(PY) --require-hashes -r $(1); \
	else $(PY) -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r $(1); fi

BENCHES := durability gateway model_cost planning scale

.PHONY: run test lint bench studio graph lock clean

run: .venv/run
	$(PY) run.py --tasks examples/tasks.json --tools examples/tools.json --output results.json --fresh

test: .venv/dev
	$(PY) -m pytest -n auto --dist loadfile

lint: .venv/dev
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy .

bench: .venv/dev
	for name in $(BENCHES); do $(PY) -m bench.$$name --quick || exit 1; done

studio: .venv/dev
	.venv/bin/langgraph dev

graph: .venv/run
	$(PY) -m graph.picture README.md

lock:
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		--no-emit-index-url pyproject.toml -o requirements.txt
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		--no-emit-index-url --extra dev pyproject.toml -o requirements-dev.txt

clean:
	rm -rf .venv build dist

.venv/bin/python:
	@echo "setting up .venv, once"
	@if command -v uv >/dev/null; then uv venv --quiet --python $(PYTHON) .venv; else $(PYTHON) -m venv .venv; fi

.venv/run: requirements.txt | .venv/bin/python
	@$(call INSTALL,requirements.txt)
	@touch $@

.venv/dev: requirements-dev.txt | .venv/bin/python
	@$(call INSTALL,requirements-dev.txt)
	@touch $@
