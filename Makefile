# The two commands: `make app` and `make test`.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: app test lint lock

app: .venv/app
	$(BIN)/python -m app

test: .venv/test
	$(BIN)/python -m pytest

lint: .venv/test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

# requirements*.txt: every pin, made from pyproject.toml; existing pins are kept where they still fit.
lock: .venv/test
	$(BIN)/pip-compile -q --strip-extras --no-emit-index-url -o requirements.txt pyproject.toml
	$(BIN)/pip-compile -q --strip-extras --no-emit-index-url --extra test -c requirements.txt -o requirements-test.txt pyproject.toml

.venv/app: requirements.txt pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install -q -r requirements.txt
	$(BIN)/pip install -q --no-deps -e .
	touch $@

.venv/test: .venv/app requirements-test.txt
	$(BIN)/pip install -q -r requirements-test.txt
	touch $@
