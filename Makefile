# Two commands: `make run` and `make test`. The others are parts of them.
SHELL := /bin/bash
PORT ?= 8000
STRICT ?=
PY := .venv/bin/python
COMPILE := uv pip compile --quiet --generate-hashes --python-version 3.11 --universal --no-annotate --no-header

.DEFAULT_GOAL := help
.PHONY: help setup run test lint types imports messages-check unit walk pg journeys faults nightly messages format lock shots clean

help: ## show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18

setup: .venv/.ready-run ## make .venv from requirements.lock; leaves .venv/bin/doithoai

run: .venv/.ready-run ## demonstration on http://127.0.0.1:$(PORT), data kept in ./var
	@DOITHOAI_MODE=demo DOITHOAI_HOME="$${DOITHOAI_HOME:-$(CURDIR)/var}" exec .venv/bin/doithoai demo --port $(PORT)

test: .venv/.ready-dev ## everything; STRICT=1 fails when a part had to be left out
	@STRICT="$(STRICT)" scripts/test.sh

lint types imports messages-check unit walk pg journeys faults nightly: .venv/.ready-dev ## one part of the tests
	@STRICT=1 scripts/test.sh $@

messages: .venv/.ready-dev ## bring the English catalogue up to date with the code
	$(PY) scripts/messages.py --write

format: .venv/.ready-dev ## put the Python files into the one format
	$(PY) -m ruff check --fix-only --quiet . ; $(PY) -m ruff format .

shots: .venv/.ready-dev ## journeys with their screenshots, kept in test-output/
	@STRICT=1 scripts/test.sh journeys && find test-output -name '*.png' | sort

lock: ## resolve pyproject.toml anew into both lock files (needs uv)
	$(COMPILE) --upgrade --group build pyproject.toml -o requirements.lock
	$(COMPILE) --upgrade --constraints requirements.lock --group build --group dev pyproject.toml -o requirements-dev.lock

clean: ## remove what the commands above made, but never ./var (it holds data)
	rm -rf .venv .mypy_cache .ruff_cache .import_linter_cache .hypothesis build ./*.egg-info test-output
	find . -name __pycache__ -type d -not -path './var/*' -prune -exec rm -rf {} +

.venv/.ready-run: requirements.lock pyproject.toml scripts/setup.sh
	@scripts/setup.sh requirements.lock
	@touch $@

.venv/.ready-dev: requirements-dev.lock .venv/.ready-run
	@scripts/setup.sh requirements-dev.lock
	@touch $@
