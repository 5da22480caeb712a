# One command each; `make help` lists them. Needs make and Python ≥ 3.11 with venv, and nothing in the environment.

.DELETE_ON_ERROR:
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

BIN := .venv/bin
PYTHON := $(BIN)/python
PORT := 8000
# What the paper needs before it can be served; $(1) is the environment, $(2) what setup_demo is told.
define load
	@$(1) $(PYTHON) manage.py migrate --verbosity 1
	@$(1) $(PYTHON) manage.py sync_roles
	@$(1) $(PYTHON) manage.py setup_demo $(2)
	@$(1) $(PYTHON) manage.py loadseeds
	@$(1) $(PYTHON) manage.py search_rebuild --missing
endef
# `serve` shares nothing with `run`: database, media, static files and secret are its own, in var/serve/.
PRODUCTION = env -u DATABASE_URL -u MEDIA_ROOT -u PRIVATE_MEDIA_ROOT -u STATIC_ROOT \
	VAR_DIR=$(CURDIR)/var/serve DEBUG=false ALLOWED_HOSTS=localhost,127.0.0.1 SECRET_KEY="$$(cat var/serve/secret)"

.PHONY: help run serve test ci drills lint fmt messages pins clean free-port

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-10s %s\n", $$1, $$2}' Makefile

run: free-port .venv/run ## set up everything and serve the paper with the seeds on http://127.0.0.1:8000
	@mkdir -p var
	$(call load)
	@echo "http://127.0.0.1:$(PORT)/ (accounts: above; lost ones: README.md)"
	@exec $(PYTHON) manage.py runserver 127.0.0.1:$(PORT)

serve: free-port .venv/run var/serve/secret ## the same as in production: DEBUG off, gunicorn, own data in var/serve/
	$(call load,$(PRODUCTION),--sample)
	@$(PRODUCTION) $(PYTHON) manage.py collectstatic --no-input --clear --verbosity 0
	@echo "http://127.0.0.1:$(PORT)/ (accounts: docs/running.md)"
	@exec $(PRODUCTION) $(BIN)/gunicorn --no-control-socket --forwarder-headers "" -w 2 --threads 4 -b 127.0.0.1:$(PORT) newsroom.wsgi

test: .venv/dev ## set up everything and run the tests on SQLite, on all cores (without the slow ones)
	$(PYTHON) -m pytest -n auto

# All that needs no browser, what `make test` leaves out included.
SUITE := not browser and not drill
ci: export CI := true
ci: .venv/dev ## everything that must hold: lint, migrations, both databases, the browser journeys
	.ci/install
	$(MAKE) --no-print-directory lint
	$(PYTHON) manage.py makemigrations --check --dry-run
	env -u TEST_POSTGRES_URL $(PYTHON) -m pytest -n auto -m "$(SUITE)"
	TEST_POSTGRES_URL="$$(cat var/ci/postgres-url)" $(PYTHON) -m pytest -n auto -m "$(SUITE)"
	env -u TEST_POSTGRES_URL $(PYTHON) -m pytest -n auto --maxschedchunk 1 -m browser

drills: .venv/dev ## rehearse disasters (kill, restore, full disk); takes minutes
	$(PYTHON) -m pytest -n auto -m drill

lint: .venv/dev ## style, import contracts, types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-cache
	$(BIN)/mypy

fmt: .venv/dev ## format the code and mend what can be mended safely
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

messages: .venv/run ## collect the strings of code and templates, compile the Vietnamese catalogues (needs gettext)
	$(PYTHON) manage.py makemessages --locale vi --no-obsolete
	$(PYTHON) manage.py makemessages --domain djangojs --locale vi --no-obsolete
	$(PYTHON) manage.py compilemessages --locale vi --ignore .venv --ignore var

PIN := $(BIN)/pip-compile --quiet --generate-hashes --strip-extras --no-emit-index-url --no-emit-find-links
pins: .venv/dev ## pin what is new in requirements*.in, with hashes; `make pins UPGRADE=--upgrade` pins all anew
	$(PIN) $(UPGRADE) --output-file requirements.txt requirements.in
	$(PIN) $(UPGRADE) --allow-unsafe --output-file requirements-dev.txt requirements-dev.in

clean: ## remove what can be made again: venv and caches (not var/, the data)
	rm -rf .venv .pytest_cache .ruff_cache .mypy_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# --- What the above stand on ------------------------------------------------------------------------------------------

# The stamps: installed again when the pins are newer.
.venv/run: requirements.txt | $(PYTHON)
	$(PYTHON) -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

.venv/dev: requirements-dev.txt requirements.txt | $(PYTHON)
	$(PYTHON) -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch .venv/run $@

# The system's own first: distributions build theirs with optimizations, and one that pyenv built by its defaults takes a
# sixth longer for all that is done here.
$(PYTHON):
	@cannot=; for python in /usr/bin/python3 python3 python3.14 python3.13 python3.12 python3.11; do \
		$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
		$$python -m venv .venv >/dev/null && exit 0; rm -rf .venv; cannot=$$python; \
	done; \
	if [ "$$cannot" ]; then \
		echo "$$cannot cannot make a virtual environment; on Debian: apt-get install python3-venv" >&2; \
	else echo "No Python 3.11 or newer found." >&2; fi; exit 1

var/serve/secret: | $(PYTHON)
	@mkdir -p var/serve
	@umask 077; $(PYTHON) -c 'import secrets; print(secrets.token_urlsafe(64))' > $@

free-port:
	@if (: < /dev/tcp/127.0.0.1/$(PORT)) 2>/dev/null; then \
		echo "Port $(PORT) is taken: stop what listens there, or name another: make … PORT=8001" >&2; exit 1; \
	fi
