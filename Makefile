# Everything a person does with this tree. `make` alone prints what there is.
# Needs make and a Python of 3.11 or newer; all else is installed into .venv, once.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

# Any one of these will do; a shim that exists but does not run is passed over. `make PYTHON=/path/to/python` chooses.
PYTHON ?=
PYTHONS := $(PYTHON) python3.13 python3.12 python3.11 python3 python

VENV := .venv
RUN := $(VENV)/bin/python
EXPORTLANE := $(VENV)/bin/exportlane
PIP := $(RUN) -m pip --disable-pip-version-check --quiet
UV := $(RUN) -m uv

BUNDLED := services/gateway/gateway/portal/static/bundled/page.js

# Services are discovered: a folder with a pyproject.toml is one.
PACKAGES := shared $(patsubst %/pyproject.toml,%,$(wildcard services/*/pyproject.toml))
MANIFESTS := $(addsuffix /pyproject.toml,$(PACKAGES))

.PHONY: help
help: ## print this list
	@echo "usage: make TARGET"
	@echo
	@sed -n 's/^\([a-z0-9-]*\):[^#]*## \(.*\)/  \1|\2/p' Makefile | while IFS='|' read -r name text; do printf '%-16s%s\n' "$$name" "$$text"; done

.PHONY: demo
demo: $(VENV)/runtime.stamp ## run a realistic batch through all agencies (embedded; nothing else needed)
	@$(EXPORTLANE) demo

.PHONY: serve
serve: $(VENV)/runtime.stamp $(BUNDLED) ## portal, console and API with the demo's data on 127.0.0.1:8000 (EXPORTLANE_PORT changes it)
	@exec $(EXPORTLANE) up --demo

.PHONY: assets
assets: $(BUNDLED) ## bundle the scripts of the portal from the npm registry's packages (once)

.PHONY: up
up: $(VENV)/runtime.stamp $(BUNDLED) ## start real PostgreSQL, Kafka and one process per service on this machine
	@$(RUN) -m tools.stack up

.PHONY: down
down: $(VENV)/runtime.stamp ## stop what `make up` started
	@$(RUN) -m tools.stack down

.PHONY: status
status: $(VENV)/runtime.stamp ## say what `make up` has running, and where
	@$(RUN) -m tools.stack status

# Two workers: a broker, a database and the services of an end-to-end test want a share of the machine too.
WORKERS ?= 2
PYTEST := $(RUN) -m pytest -n $(WORKERS) --dist loadgroup

.PHONY: test
test: $(VENV)/dev.stamp $(BUNDLED) ## run the tests; what needs Kafka, PostgreSQL or Chromium runs where these are found
	@$(PYTEST) -m "not slow" $(ARGS)

.PHONY: test-all
test-all: $(VENV)/dev.stamp $(BUNDLED) ## run every test, the long ones too; fail where a server or a proof of a requirement is missing
	@EXPORTLANE_REQUIRE=all $(PYTEST) --requirements $(ARGS)

# The ends of a year, a holiday in one whose calendar is not known yet, a leap day. Servers would keep their own time.
DAYS ?= 2027-01-01 2027-02-08 2027-12-31 2028-02-29
WITHOUT_SERVERS := -q -m "not slow and not kafka and not postgres and not chromium"
.PHONY: test-otherwise
test-otherwise: $(VENV)/dev.stamp $(BUNDLED) ## run the tests without servers as on other days (DAYS=…), with facts that overtake each other, on a slow database
	@set -e; for day in $(DAYS); do echo "as on $$day:"; \
	  EXPORTLANE_TEST_DAY=$$day $(PYTEST) $(WITHOUT_SERVERS) $(ARGS); done
	@echo "with facts that overtake each other:"; EXPORTLANE_TEST_LATE_FACTS=yes $(PYTEST) $(WITHOUT_SERVERS) $(ARGS)
	@echo "on a database that takes its time:"; EXPORTLANE_TEST_SLOW_DATABASE=yes $(PYTEST) $(WITHOUT_SERVERS) $(ARGS)

.PHONY: screenshots
screenshots: $(VENV)/dev.stamp $(BUNDLED) ## take a picture of every page, by role, language and size, into screenshots/ (Chromium)
	@$(RUN) -m tools.screenshots $(ARGS)

.PHONY: drill
drill: $(VENV)/dev.stamp $(BUNDLED) ## inject ten faults into a running system; console and doctor must name each (Java, PostgreSQL)
	@$(RUN) -m tools.drill $(ARGS)

.PHONY: coverage
coverage: $(VENV)/dev.stamp $(BUNDLED) ## run the tests and report which branches they reach
	@$(PYTEST) -m "not slow" --cov --cov-report=term $(ARGS)

.PHONY: check
check: $(VENV)/dev.stamp ## lint, format, types, locks, generated files, services and the direction of imports
	@$(RUN) -m ruff check --quiet .
	@$(RUN) -m ruff format --quiet --check .
	@$(RUN) -m mypy
	@$(RUN) -m tools.locks
	@$(RUN) tools/generate.py --check
	@$(RUN) -m tools.texts --check
	@$(RUN) -m pytest -q -p no:cacheprovider tests/architecture

.PHONY: format
format: $(VENV)/dev.stamp ## let ruff put the files in order
	@$(RUN) -m ruff check --fix --quiet . ; $(RUN) -m ruff format .

.PHONY: bench
bench: $(VENV)/dev.stamp ## measure cases per second beside the floor (N=2000)
	@$(RUN) -m benchmarks $(if $(N),--cases $(N)) $(ARGS)

.PHONY: texts
texts: $(VENV)/dev.stamp ## find the texts of the pages and bring their Chinese files into step
	@$(RUN) -m tools.texts

.PHONY: docs
docs: $(VENV)/dev.stamp ## write the generated documents, schemas and API descriptions anew
	@$(RUN) -m tools.reasons
	@$(RUN) tools/generate.py

.PHONY: new-agency
new-agency: $(VENV)/dev.stamp ## scaffold the folder of a new agency (NAME=port-authority)
	@test -n "$(NAME)" || { echo "say which: make new-agency NAME=port-authority" >&2; exit 2; }
	@$(RUN) -m tools.new_agency "$(NAME)"

.PHONY: k8s-check
k8s-check: $(VENV)/dev.stamp ## render every Kubernetes overlay and validate it against the schemas
	@$(RUN) tools/k8s_check.py

.PHONY: lock
lock: $(VENV)/dev.stamp ## choose versions anew from requirements/*.in, with hashes for every platform
	@for name in runtime dev assets; do $(UV) pip compile --quiet --upgrade --universal --python-version 3.11 \
	  --generate-hashes --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" \
	  "requirements/$$name.in" --output-file "requirements/$$name.lock" || exit 1; done

.PHONY: clean
clean: ## remove what is made beside the tree; a running stack is stopped first
	@if [ -x $(RUN) ] && [ -d .exportlane/real ]; then $(RUN) -m tools.stack down --wipe || true; fi
	@rm -rf screenshots services/gateway/web/node_modules services/gateway/gateway/portal/static/bundled
	@rm -rf .venv .exportlane .pytest_cache .ruff_cache .mypy_cache .hypothesis .coverage .coverage.*
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The stamps remember that an installation is complete; a newer lock, or a new service, makes it happen again.
$(VENV)/runtime.stamp: requirements/runtime.lock $(MANIFESTS) | $(RUN)
	@echo "Installing what the services need into $(VENV) (once) ..." >&2
	@$(PIP) install --require-hashes -r requirements/runtime.lock
	@$(PIP) install --no-deps --no-build-isolation $(addprefix -e ,$(PACKAGES))
	@touch $@

$(VENV)/dev.stamp: requirements/dev.lock $(MANIFESTS) | $(RUN)
	@echo "Installing what the tests and checks need into $(VENV) (once) ..." >&2
	@$(PIP) install --require-hashes -r requirements/dev.lock
	@$(PIP) install --no-deps --no-build-isolation $(addprefix -e ,$(PACKAGES))
	@touch $@ $(VENV)/runtime.stamp

# The scripts of the portal. Node is taken from the machine, or from a wheel where there is none.
$(BUNDLED): services/gateway/web/package-lock.json $(wildcard services/gateway/web/src/*.js) tools/assets.py | $(VENV)/runtime.stamp
	@echo "Bundling the scripts of the portal (once) ..." >&2
	@$(RUN) -m tools.assets
	@touch $@

$(RUN):
	@for python in $(PYTHONS); do \
	  if "$$python" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then \
	    "$$python" -m venv $(VENV) && exit 0; \
	  fi; \
	done; \
	echo "No Python of 3.11 or newer with its venv module was found (tried: $(PYTHONS))." >&2; \
	echo "Install one (Debian: apt-get install python3 python3-venv) or name it: make PYTHON=/path/to/python3" >&2; \
	exit 1
