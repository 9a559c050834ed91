# `make demo` shows an audit of the sample repository, `make test` runs every check, `make fuzz MINUTES=60` looks for
# inputs that break a parser or a rule.
# Needs Python 3.11 or newer (choose another one with PYTHON=...), git and make; everything else goes into .venv.

PYTHON ?= python3
BIN := .venv/bin
SAMPLE := out/sample
MINUTES ?= 10

.PHONY: demo test fuzz clean

demo: .venv/installed
	@rm -rf $(SAMPLE)
	@sh fixtures/make_repository.sh fixtures/sample $(SAMPLE)
	@$(BIN)/auditor audit $(SAMPLE)

test: .venv/installed-for-tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest --numprocesses auto --dist loadfile

fuzz: .venv/installed-for-fuzzing
	$(BIN)/python -m fuzz --minutes $(MINUTES)

clean:
	rm -rf .venv out build *.egg-info .mypy_cache .ruff_cache .pytest_cache

.venv/created:
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed: make PYTHON=..." if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv .venv
	@touch $@

# Installed in place: changes of the code need no new installation, changes of these two files do. Compiled at once: an
# audit takes 0.2 s longer where Python may not write down what it compiled.
.venv/installed: .venv/created pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable .
	@$(BIN)/python -m compileall -q auditor rules
	@touch $@

.venv/installed-for-tests: .venv/created pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[test]'
	@$(BIN)/python -m compileall -q auditor rules
	@touch $@ .venv/installed

# atheris comes without wheels for some systems; `make fuzz` then does without it.
.venv/installed-for-fuzzing: .venv/installed-for-tests
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --only-binary atheris --editable '.[fuzz]' || true
	@touch $@
