# Everything a stranger needs: Python 3.11 or newer with venv, and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUNTIME := $(VENV)/runtime-installed
TOOLS := $(VENV)/tools-installed
LOCK := requirements.lock
TOOLS_LOCK := requirements-dev.lock
PIP := $(BIN)/pip install --quiet --disable-pip-version-check
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--custom-compile-command "make lock"

.PHONY: setup demo test test-full check bench lock clean

setup: $(RUNTIME) $(TOOLS)

# Built once, and again when what is asked for changes; killed half-way, it starts over.
$(RUNTIME): pyproject.toml $(LOCK)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "snaptap needs Python 3.11 or newer; name one with make PYTHON=python3.12" >&2; exit 1; }
	@echo "Setting up $(VENV) (once, about a minute) ..." >&2
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) --require-hashes -r $(LOCK)
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

$(TOOLS): $(RUNTIME) $(TOOLS_LOCK)
	@echo "Installing the developers' tools (once) ..." >&2
	@$(PIP) --require-hashes -r $(TOOLS_LOCK)
	@touch $@

demo: $(RUNTIME)
	@$(BIN)/snaptap demo $(ARGS)

test: setup check
	@$(BIN)/pytest -n 2 --dist worksteal -m "not full" $(ARGS)

test-full: setup
	@$(BIN)/pytest -n 2 --dist worksteal -m full $(ARGS)

check: setup
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache

bench: $(RUNTIME)
	@$(BIN)/snaptap bench turns $(ARGS)

# Every version with its hashes, for every platform, and no index address in it.
lock: setup
	@$(COMPILE) --group build --output-file $(LOCK) pyproject.toml
	@$(COMPILE) --all-extras --group build --group dev --constraints $(LOCK) --output-file $(TOOLS_LOCK) pyproject.toml

clean:
	@rm -rf $(VENV) .snaptap build *.egg-info
