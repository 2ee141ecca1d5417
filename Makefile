# Every target sets up what it needs; `make` alone says what there is.
# The machine: Python 3.11+; for tests on Apache Kafka also Java 17 and Maven.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
KAFKA := deploy/kafka/jars
FAST := tests/unit tests/property tests/contract tests/hostile
CODE := deploy pipeline tests
PEERS := build/peers/.ready

.DEFAULT_GOAL := help
.PHONY: help venv demo test check kafka chaos bench dashboards lock clean

help: ## what can be made
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

venv: $(READY) ## .venv with the locked requirements and makegood itself

$(READY): requirements-dev.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit("makegood needs Python 3.11 or later; say which by: make venv PYTHON=python3.12" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements-dev.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

demo: venv ## everything on this machine: broker, worker, simulated chats; Ctrl-C ends it
	$(BIN)/makegood demo

check: venv ## format, lint, types, import contracts, fast tests
	$(BIN)/ruff format --check $(CODE)
	$(BIN)/ruff check $(CODE)
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -n auto $(FAST)

test: check $(if $(and $(shell command -v mvn),$(shell command -v java)),kafka) ## check, then all tests, on the brokers too
	$(BIN)/pytest $(filter-out $(FAST),$(wildcard tests/stream tests/kafka tests/chaos tests/browser tests/prometheus))

kafka: $(KAFKA)/.ready ## the jars of Apache Kafka, into deploy/kafka/jars

$(KAFKA)/.ready: deploy/kafka/pom.xml
	mvn --quiet --batch-mode -f deploy/kafka/pom.xml dependency:copy-dependencies -DoutputDirectory=$(abspath $(KAFKA))
	@touch $@

chaos: venv kafka ## everything broken many times, compared with the plain fold; an hour. ARGS="--seed 2 --from 3"
	$(BIN)/python -m tests.chaos $(ARGS)

bench: venv kafka $(PEERS) ## speed, beside Quix Streams, Bytewax and Faust; minutes. ARGS="--runs 5 --format json"
	$(BIN)/makegood bench $(ARGS)

# What the peers need does not go with what makegood needs: they have a venv of their own.
$(PEERS): tests/bench/peers/requirements.txt requirements.lock
	$(PYTHON) -m venv build/peers
	build/peers/bin/python -m pip install --quiet -r $<
	@touch $@

dashboards: venv ## Grafana's dashboards anew, from deploy/grafana/*.py
	$(BIN)/python -m deploy.grafana

lock: venv ## the lock files anew, from pyproject.toml
	env -u PIP_FIND_LINKS $(BIN)/pip-compile --quiet -o requirements.lock pyproject.toml
	env -u PIP_FIND_LINKS $(BIN)/pip-compile --quiet --extra demo --extra dev -c requirements.lock -o requirements-dev.lock pyproject.toml

clean: ## what was made here
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
