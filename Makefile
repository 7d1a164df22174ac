# The two commands: `make app` and `make test`.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: app test browser-test firefox-test ray-test wheel-test peer-test attack crash mutants lint types docs lock image

app: .venv/app
	$(BIN)/python -m app

SLOW := beside browser peers ray wheel
test: .venv/test  # the library, the screens in process, the documents
	$(BIN)/python -m pytest -n 2 --dist loadfile $(SLOW:%=--ignore=tests/%)

browser-test: .venv/test node_modules  # the dashboard as a person uses it
	$(BIN)/python -m pytest -n 2 --dist loadfile tests/browser

ATTACK ?= --cases 10000
attack: .venv/test  # every file format, command and address with broken input; ATTACK="--seconds 600" for a slice
	$(BIN)/python -m tests.attack $(ATTACK)

FILES ?= tests/browser
firefox-test: .venv/test node_modules  # what can run in Firefox, or some FILES of it; bars are compared with Chromium's
	$(BIN)/python -m pytest --firefox $(FILES)

ray-test: .venv/test  # commands spread by Ray
	$(BIN)/python -m pytest tests/ray

wheel-test: .venv/test  # builds the wheel and uses it in a fresh environment
	$(BIN)/python -m pytest -s tests/wheel

peer-test: .venv/test build/beside/ready  # readers of other tools read what `leap events` writes; captum and MiniLM
	$(BIN)/python -m pytest tests/peers
	build/beside/bin/python -m pytest tests/beside

build/beside/ready: .venv/test tests/beside/requirements.txt  # an environment that has more than this one
	$(PYTHON) -m venv build/beside
	$(BIN)/python -c "import sysconfig; print(f'import site; site.addsitedir({sysconfig.get_path(\"purelib\")!r})')" \
		>build/beside/$$(cd build/beside && echo lib/python*/site-packages)/parent.pth
	build/beside/bin/pip install -q -r tests/beside/requirements.txt
	touch $@

ARGS ?=
mutants: .venv/test  # which small changes of the library's heart no test notices; ARGS="leap_core/metrics --sample 40"
	$(BIN)/python -m tests.mutants $(ARGS)

crash: .venv/test  # every command killed, and its disk filled, at every step: for the night
	$(BIN)/python -m tests.crash

lint: .venv/test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-cache

types: .venv/test node_modules  # of Python, with app/ where it is found as leap_app, and of the components' JavaScript
	mkdir -p build/types && ln -sfn ../../app build/types/leap_app
	npx pyright
	npx tsc -p .

node_modules: package-lock.json
	npm ci --silent --no-audit --no-fund
	touch $@

docs: .venv/test
	$(BIN)/mkdocs build --strict

image:
	docker build -t leap-lens .

# requirements*.txt hold every pin, made from pyproject.toml; pins that still fit are kept.  A local build's
# tag (torch==2.13.0+cpu) is dropped: the plain version installs the right build on every machine.
COMPILE := $(BIN)/pip-compile -q --strip-extras --no-emit-index-url --no-emit-find-links
lock: .venv/test
	$(COMPILE) -o requirements.txt pyproject.toml
	sed -i 's/+cpu$$//' requirements.txt
	$(COMPILE) --extra test --extra docs -c requirements.txt -o requirements-test.txt pyproject.toml
	sed -i 's/+cpu$$//' requirements-test.txt

.venv/app: requirements.txt pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install -q -r requirements.txt
	$(BIN)/pip install -q --no-deps -e .
	touch $@

.venv/test: .venv/app requirements-test.txt
	$(BIN)/pip install -q -r requirements-test.txt
	touch $@
