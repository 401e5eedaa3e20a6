# Folkmoot. `make run` starts a forum, `make test` tests it; `make help` lists the rest.

PYTHON ?= python3
ARGS ?=

venv := .venv
python := $(venv)/bin/python
pip := $(python) -m pip install --quiet --disable-pip-version-check --require-hashes
# A lock that has been installed leaves a stamp named after its content: only another content installs anew.
run_stamp := $(venv)/run-$(shell cksum < requirements/run.txt | tr ' ' '-')
dev_stamp := $(venv)/dev-$(shell cksum < requirements/dev.txt | tr ' ' '-')

# These take a sample in `make test` and in CI, and everything in `make test-slow`.
sampled := tests/accounts/test_in_browser.py tests/admin/test_in_a_browser.py tests/browser/test_composer.py \
	tests/browser/test_look.py tests/browser/test_owner.py tests/browser/test_searching.py \
	tests/conversations/test_told_nowhere.py \
	tests/follows/test_selection.py tests/images/test_hostile_uploads.py tests/importing/test_real_archives.py \
	tests/mail/test_trouble.py tests/markup/test_archives.py tests/markup/test_corpus.py tests/markup/test_hostile.py \
	tests/markup/test_properties.py tests/markup/test_standalone_html.py tests/outages/test_every_page.py \
	tests/pages/test_nonsense.py tests/pages/test_permission_matrix.py tests/search/test_excerpts.py tests/search/test_known_items.py \
	tests/search/test_query.py tests/search/test_tokens.py

# Settings are judged as those of a forum that faces the public.
public := $(python) -m tests.plumbing.production
compile := build/lock/bin/uv pip compile pyproject.toml --quiet --universal --python-version 3.11.2 \
	--generate-hashes --no-annotate --no-header $(ARGS)

identity := -c 'import sys; print(sys.base_prefix, sys.version)'
found := $(shell $(python) $(identity) 2>/dev/null)
ifeq ($(found),)
# There is none, or it is broken: moved away from under its interpreter, or half made.
remake := remake
else ifneq ($(origin PYTHON),file)
ifneq ($(found),$(shell "$(PYTHON)" $(identity) 2>/dev/null))
remake := remake
endif
endif

.PHONY: run setup test test-slow test-sqlite test-postgres check lock keep-database bench demo help remake

run: setup ## start a forum on this machine, with a demo community in it when it is empty
	@exec $(python) manage.py serve --demo $(ARGS)

setup: $(run_stamp) ## make .venv and install what running needs
	@:

demo: setup ## fill an empty database with the demo community
	$(python) manage.py migrate --verbosity 0
	$(python) manage.py createcachetable
	$(python) manage.py demo $(ARGS)

# Side by side, and the longer half in two processes: much of it waits for browsers, servers and locks. One of them begins
# with pages, the other with what commits and what waits, and whoever ends first takes from the other. The second report
# waits for the first.
test: $(dev_stamp) ## run all tests: on SQLite with those in a browser, and on PostgreSQL where it is installed
	@mkdir -p build
	@$(MAKE) --no-print-directory test-postgres > build/test-postgres.log 2>&1 & \
	$(MAKE) --no-print-directory test-sqlite ARGS="-n 2 --dist worksteal $(ARGS)"; on_sqlite=$$?; \
	wait $$!; on_postgres=$$?; \
	cat build/test-postgres.log; exit $$((on_sqlite + on_postgres))

test-sqlite: $(dev_stamp) ## run the tests on SQLite: make test-sqlite ARGS="tests/posts -k lock"
	$(python) -m pytest $(ARGS)

test-postgres: $(dev_stamp) ## run what databases do differently on a PostgreSQL made for it
	$(python) -m tests.plumbing.postgres $(python) -m pytest -p tests.plumbing.selection -m "not once" $(ARGS)

test-slow: $(dev_stamp) ## run what takes long, and whole what the others sample: corpora, archives, kills, attacks
	FORUM_TESTS_SLOW=1 $(python) -m pytest -m slow $(ARGS)
	FORUM_TESTS_SLOW=1 $(python) -m pytest $(sampled) $(ARGS)

check: $(dev_stamp) ## lint, types, order of imports, migrations, deployment settings
	$(python) -m ruff check .
	$(python) -m ruff format --check .
	$(python) -m djlint templates --lint --quiet
	$(python) -c 'from importlinter.cli import lint_imports_command; lint_imports_command()'
	$(public) $(python) -m mypy
	$(public) $(python) manage.py makemigrations --check --dry-run
	$(public) $(python) manage.py check --deploy --fail-level WARNING

lock: ## make requirements/*.txt anew from pyproject.toml: make lock ARGS=--upgrade
	"$(PYTHON)" -m venv build/lock
	build/lock/bin/python -m pip install --quiet --disable-pip-version-check uv
	$(compile) -o requirements/run.txt
	$(compile) -c requirements/run.txt --extra dev --extra anymail --extra s3 -o requirements/dev.txt
	$(compile) -c requirements/run.txt --extra anymail -o requirements/anymail.txt
	$(compile) -c requirements/run.txt --extra s3 -o requirements/s3.txt
	@! grep -nE '^ *-|://' requirements/*.txt | grep -v -- '--hash=sha256:'

keep-database: $(dev_stamp) ## at a release: keep a small database of it for the tests of upgrading, make keep-database VERSION=0.2
	$(python) -m tests.upgrades.keep $(VERSION)
	$(python) -m tests.plumbing.postgres $(python) -m tests.upgrades.keep $(VERSION)

bench: $(dev_stamp) ## measure, on content made for it
	$(python) -m tests.load $(ARGS)

help: ## this list
	@grep -E '^[a-z-]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 16

$(run_stamp): $(remake)
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11, 2) and "Folkmoot needs Python 3.11.2 or newer: choose one with PYTHON=...")'
	@echo 'Installing what Folkmoot needs into $(venv) ...'
	@"$(PYTHON)" -m venv --clear $(venv)
	@$(pip) -r requirements/run.txt
	@touch $@

# On top of the run-time lock, so that the tests run with what the forum runs with.
$(dev_stamp): $(run_stamp)
	@echo 'Installing what tests and checks need ...'
	@rm -f $(venv)/dev-*
	@$(pip) -r requirements/dev.txt
	@touch $@
