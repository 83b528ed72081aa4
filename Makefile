# demo: talk to the bot in a browser. run: the bot on Telegram. test, lint, bench: for developers.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --quiet --quiet --disable-pip-version-check
PORT ?= 8080

.PHONY: demo tour run test retest lint format bench rehearse audit sbom lock clean

demo: $(VENV)/.run
	$(BIN)/jarchy demo --port $(PORT)

tour: $(VENV)/.run
	$(BIN)/jarchy demo --tour

run: $(VENV)/.run
	$(BIN)/jarchy run

test: $(VENV)/.dev
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest --numprocesses=auto --dist=loadfile
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report --skip-covered

retest: $(VENV)/.dev
	$(BIN)/python -m pytest --last-failed --last-failed-no-failures=none

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/bandit --quiet --recursive --configfile pyproject.toml bot config handlers store
	$(BIN)/hadolint Dockerfile

format: $(VENV)/.dev
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format --quiet .

bench: $(VENV)/.bench
	$(BIN)/python -m tests.bench $(PART)

# Proves that a backup made now can be lived from; the running bot is not touched.
rehearse: $(VENV)/.run
	JARCHY=$(BIN)/jarchy config/deploy/rehearse-restore.sh

audit: $(VENV)/.dev
	$(PIP) install pip-audit
	$(BIN)/pip-audit --require-hashes --disable-pip --requirement requirements/run.txt

# What the bot is made of, as CycloneDX: every package of the lock file with its hashes.
sbom:
	$(PYTHON) -m venv build/sbom
	build/sbom/bin/python -m pip --quiet --disable-pip-version-check install cyclonedx-bom
	build/sbom/bin/cyclonedx-py requirements --pyproject pyproject.toml --output-reproducible \
		--output-file build/jarchy.cdx.json requirements/run.txt
	@echo "build/jarchy.cdx.json"

# Pins every dependency with its hashes; names no index.
lock: $(VENV)/.venv
	$(PIP) install uv
	$(BIN)/uv pip compile pyproject.toml $(LOCK) --extra charts --extra encrypted --output-file requirements/run.txt
	$(BIN)/uv pip compile pyproject.toml $(LOCK) --extra dev --extra charts --extra encrypted \
		--output-file requirements/dev.txt
	$(BIN)/uv pip compile pyproject.toml $(LOCK) --extra dev --extra charts --extra encrypted --extra bench \
		--constraint requirements/dev.txt --output-file requirements/bench.txt
LOCK := --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --quiet

$(VENV)/.venv:
	$(PYTHON) -m venv $(VENV)
	touch $@

$(VENV)/.run: requirements/run.txt pyproject.toml | $(VENV)/.venv
	$(PIP) install --require-hashes --requirement requirements/run.txt
	$(PIP) install --no-deps --no-build-isolation --editable .
	touch $@

$(VENV)/.dev: requirements/dev.txt pyproject.toml | $(VENV)/.venv
	$(PIP) install --require-hashes --requirement requirements/dev.txt
	$(PIP) install --no-deps --no-build-isolation --editable .
	touch $@ $(VENV)/.run

$(VENV)/.bench: requirements/bench.txt $(VENV)/.dev
	$(PIP) install --require-hashes --requirement requirements/bench.txt
	touch $@

clean:
	rm -rf $(VENV) build *.egg-info .coverage* .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
