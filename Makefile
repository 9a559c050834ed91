# `make demo` shows an audit of the sample repository, `make test` runs every check.
# Needs Python 3.11 or newer (choose another one with PYTHON=...), git and make; everything else goes into .venv.

PYTHON ?= python3
BIN := .venv/bin
SAMPLE := out/sample

.PHONY: demo test clean

demo: .venv/installed
	@rm -rf $(SAMPLE)
	@sh fixtures/make_repository.sh fixtures/sample $(SAMPLE)
	@$(BIN)/auditor audit $(SAMPLE)

test: .venv/installed-for-tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest

clean:
	rm -rf .venv out build *.egg-info .mypy_cache .ruff_cache .pytest_cache

.venv/created:
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed: make PYTHON=..." if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv .venv
	@touch $@

# Installed in place: changes of the code need no new installation, changes of these two files do.
.venv/installed: .venv/created pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable .
	@touch $@

.venv/installed-for-tests: .venv/created pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[test]'
	@touch $@ .venv/installed
