# make setup · make demo · make test: each does all it needs on a fresh Debian or Ubuntu with Python, git and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
PARTS := resources/replay/parts/locked.json
DISPLAYED := $(or $(DISPLAY),$(WAYLAND_DISPLAY),$(filter Darwin,$(shell uname)))
QPA := $(if $(DISPLAYED),,offscreen)
# Chromium's sandbox does not start for root, as whom builds run in containers.
ROOT := $(if $(filter 0,$(shell id -u)),QTWEBENGINE_DISABLE_SANDBOX=1)

.PHONY: setup system demo test lint bench pictures sample clean

setup: system $(STAMP) $(PARTS)

system:
	@sh .ci/system "$(PYTHON)"

$(STAMP): pyproject.toml .ci/constraints.txt
	@"$(PYTHON)" -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --upgrade pip
	@$(BIN)/python -m pip install --quiet --constraint .ci/constraints.txt --editable '.[dev]'
	@touch $(STAMP)
	@echo "Ready: $(BIN)/convdesk"

# The install above brings them; where it could not, this tries again, and says so if it cannot either.
$(PARTS): resources/replay/package-lock.json | $(STAMP)
	@$(BIN)/python -m pip install --quiet --no-deps --editable .
	@test -e $@ || echo "Session replay is off: its player could not be fetched. Run make setup again when online."

demo: setup
	@$(ROOT) $(if $(QPA),QT_QPA_PLATFORM=offscreen) $(BIN)/convdesk demo $(if $(QPA),--headless)

test: setup
	@$(ROOT) QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest

lint: setup
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy && $(BIN)/lint-imports --no-cache

bench: setup
	@$(BIN)/python -m pip install --quiet --editable '.[bench]'
	@$(BIN)/python benchmarks/imports.py && $(BIN)/python benchmarks/recordings.py && $(BIN)/python benchmarks/funnel.py && $(BIN)/python benchmarks/start.py

pictures: setup
	@QT_QPA_PLATFORM=offscreen $(ROOT) CONVDESK_PICTURES=docs/pictures $(BIN)/python -m pytest -q tests/journeys/test_pictures.py

sample:
	@echo "Making the sample study anew needs Node and Chromium: see sample_sessions/README.md"

clean:
	rm -rf $(VENV) build dist
