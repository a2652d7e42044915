# Needs make and Python 3.11 or later; everything else is installed into .venv.

PYTHON ?= python3
BIN := .venv/bin

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help demo test test-slow bench lint proofs gallery clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

demo: .venv/stamp ## certify a theorem about the tent map and check its proof
	@mkdir -p build
	$(BIN)/exactsep certify tent --iterate 20 -o build/tent.json
	$(BIN)/exactsep check build/tent.json

test: lint ## lint, then every test that is not slow; the Coq theory first, if coqc is there
	@if command -v coqc >/dev/null; then $(BIN)/python proofs/compile.py --theory; fi
	$(BIN)/python -m pytest -n auto

test-slow: .venv/stamp-dev ## the slow tests only
	$(BIN)/python -m pytest -n auto --slow -m slow || [ $$? -eq 5 ] # 5: there are none

bench: .venv/stamp-dev ## the benchmarks
	PYTHONPATH=tests:proofs $(BIN)/python tests/benchmarks/run.py

lint: .venv/stamp-dev ## ruff and mypy
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy --strict exactsep proofs/check.py

proofs: .venv/stamp ## compile the Coq theory and all certificates that have a Coq form (needs coqc)
	@$(BIN)/python proofs/compile.py

gallery: .venv/stamp-dev ## regenerate the certificates of the gallery
	$(BIN)/python proofs/make_gallery.py

clean: ## remove what was built (not .venv)
	rm -rf build dist .hypothesis .mypy_cache .pytest_cache .ruff_cache *.egg-info
	find exactsep proofs tests -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/stamp: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	@touch $@

.venv/stamp-dev: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e ".[dev]"
	@touch .venv/stamp $@

$(BIN)/python:
	@command -v $(PYTHON) >/dev/null || \
	    { echo "make: $(PYTHON) not found; install Python 3.11 or later, or run make PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	    { echo "make: $(PYTHON) is $$($(PYTHON) -V 2>&1), but exactsep needs 3.11 or later; run make PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	    { echo "make: $(PYTHON) cannot create virtual environments; on Debian or Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv --clear .venv || { rm -rf .venv; exit 1; }
