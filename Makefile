# Two commands: `make up` runs everything on this machine, `make test` sets up what the tests need and runs all of them.

PYTHON ?= python3
BIN := .venv/bin
N ?= 50

.PHONY: up test lint lock browser proof-fresh proof-kill proof-periods proof-trees mutants evaluate translations docs clean

up: .venv/.base
	@$(BIN)/wederhoor up $(UP)

test: .venv/.test .venv/.oracle browser lint
	@$(BIN)/pytest -n 2 -q

lint: .venv/.test
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check -q .
	@$(BIN)/mypy
	@PYTHONPATH=src $(BIN)/lint-imports

# The locks hold every version with its hash, and no address of where it came from.
lock: .venv/.uv
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	  --no-emit-index-url pyproject.toml -o locks/base.txt
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	  --no-emit-index-url --extra test -c locks/base.txt pyproject.toml -o locks/test.txt
	echo "pymerkle==7.0.0" | $(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	  --no-emit-index-url - -o locks/oracle.txt

translations: .venv/.test
	$(BIN)/python tools/catalogues.py

docs: .venv/.test
	$(BIN)/python tools/generate.py

browser:
	@tools/browser.sh

proof-fresh:
	tools/proof_fresh.sh

# Turns every comparison, boundary, boolean and number of the law, one a time: a survivor is a missing case. Under an hour.
mutants: .venv/.test
	$(BIN)/python tools/mutants.py $(MUTANTS)

# How well messages are read and letters checked: the open half, or HALF=locked, of which no text is ever shown.
evaluate: .venv/.test
	@$(BIN)/python tools/evaluate.py $(HALF)

proof-kill: .venv/.test
	$(BIN)/python tools/proof_kill.py $(N)

proof-periods: .venv/.test
	WEDERHOOR_LONG=1 $(BIN)/pytest -q tests/law/test_periods.py

# Ten thousand random trees against the oracle, every other value of every byte of a thousand proofs. Minutes.
proof-trees: .venv/.test .venv/.oracle
	WEDERHOOR_LONG=1 $(BIN)/pytest -q -n auto tests/ledger/test_oracle.py

clean:
	rm -rf .venv .mypy_cache .ruff_cache .import_linter_cache artefacts

.venv/.made:
	@$(PYTHON) -m venv .venv || { echo "Python cannot make an environment; on Debian: apt-get install python3-venv" >&2; rm -rf .venv; exit 1; }
	@touch $@

.venv/.uv: .venv/.made locks/uv.txt
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r locks/uv.txt
	@touch $@

# The package is linked, not built: nothing is fetched that is not locked.
.venv/.base: .venv/.uv locks/base.txt tools/link.py
	@$(BIN)/uv pip install -q --require-hashes -r locks/base.txt
	@$(BIN)/python tools/link.py
	@touch $@

.venv/.test: .venv/.base locks/test.txt
	@$(BIN)/uv pip install -q --require-hashes -r locks/test.txt
	@touch $@

# A second opinion on Merkle trees. Its licence keeps it out of the project: an environment of its own, run as a process.
.venv/.oracle: .venv/.uv locks/oracle.txt
	@$(BIN)/python -m venv --without-pip .venv/oracle
	@$(BIN)/uv pip install -q --python .venv/oracle/bin/python --require-hashes -r locks/oracle.txt
	@touch $@
