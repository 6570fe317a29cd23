# Two commands on a fresh machine with Python 3.11 and make: `make run` and `make test`.
# Everything is installed into .venv from pinned, hashed requirements, once for each version of their file.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL: # what comes before an installation does so with -j too
MAKEFLAGS += --no-builtin-rules
.PHONY: help run before test check lint types format pins bench browser

# The first that really starts and is new enough; looked for only when the environment is made.
ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for p in python3.11 python3 /usr/bin/python3.11; do \
    if $$p -c '$(ENOUGH)' 2> /dev/null; then echo $$p; break; fi; done)
VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip install --quiet --disable-pip-version-check --no-input --require-hashes

# A stamp carries the checksum of its requirements: another file, another stamp; the same, nothing to do.
sum = $(firstword $(shell cksum < $(1)))
RUN_READY := $(VENV)/.run-$(call sum,requirements.txt)
DEV_READY := $(VENV)/.dev-$(call sum,requirements-dev.txt)

ROOMS := $(wildcard access bench cli db imports jobs pages qr reports scoring simulate survey trust web words)
SCRIPTS := $(wildcard manage.py settings.py survey_app.py)

help:
	@echo "make run     start the server with sample data on port 8501 (PORT=8600 make run for another)"
	@echo "make test    run every test: SQLite, PostgreSQL, Chromium"
	@echo "make check   lint, types and tests, as the build server runs them"
	@echo "make lint    format and habits only        make format   put the format right"
	@echo "make types   types only                    make bench    measure (QUICK=yes for a short run)"
	@echo "make pins    pin requirements*.in again    (UPGRADE=yes to take newer versions)"

# Without a database of your own this is the demonstration: sample data, figures that move at once.
# Without an address for others, this machine alone can reach it.
run: export PORT ?= 8501
run: export OPENBLAS_NUM_THREADS ?= 1
ifndef DATABASE_URL
run: export RELEASE ?= live
run: export DEMO ?= yes
endif
ifndef PUBLIC_URL
run: export STREAMLIT_SERVER_ADDRESS ?= 127.0.0.1
endif
run: before $(RUN_READY)
	@$(PY) manage.py prepare
	@exec $(PY) manage.py serve

# Says that it begins, or that the port is taken: before anything that takes long, with whichever Python 3 is there.
before:
	@python="$(or $(wildcard $(PY)),$(PYTHON))"; \
	if $$python -c 'import sys; sys.exit(sys.version_info < (3, 6))' > /dev/null 2>&1; then \
	    $$python -I cli/before.py; \
	fi

# Files of tests side by side, one for each core, as far as four; PYTEST="-n0" for one after the other.
test: $(DEV_READY) browser
	$(PY) -m pytest -n logical --maxprocesses 4 --dist loadfile $(PYTEST)

check: lint types test

lint: $(DEV_READY)
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .

format: $(DEV_READY)
	$(PY) -m ruff format .
	$(PY) -m ruff check --fix .

types: $(DEV_READY)
	$(PY) -m mypy $(SCRIPTS) $(ROOMS)

# Each measurement ends with its verdict; the first goal that is missed stops.
bench: $(DEV_READY)
	@set -e; for file in bench/[a-z]*.py; do \
	    $(PY) -m "bench.$$(basename "$$file" .py)" $(if $(QUICK),--quick); \
	done

COMPILE := -m piptools compile --quiet --allow-unsafe --generate-hashes --strip-extras \
    --no-emit-find-links --no-emit-index-url --no-emit-trusted-host $(if $(UPGRADE),--upgrade)
pins: $(DEV_READY)
	$(PY) $(COMPILE) --output-file=requirements.txt requirements.in
	$(PY) $(COMPILE) --output-file=requirements-dev.txt requirements-dev.in

# The browser tests use a Chromium that is found; as root on Debian one is installed. Where there is none
# they are left out and say so, or fail on a build server (CI=true).
browser: $(DEV_READY)
	@if $(PY) -m tests.browser; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get > /dev/null; then \
	    echo "No Chromium found: installing the package chromium"; \
	    apt-get update -qq > /dev/null && \
	    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium > /dev/null || \
	    echo "The package chromium could not be installed"; \
	else \
	    echo "No Chromium found: install one, or name it in CHROMIUM"; \
	fi

$(VENV)/bin/python:
	@python="$(PYTHON)"; test -n "$$python" && $$python -c '$(ENOUGH)' 2> /dev/null || { \
	    echo "Cần Python 3.11 trở lên; chỉ rõ bằng lệnh: make run PYTHON=/đường/dẫn/python3.11"; \
	    echo "Python 3.11 or newer is needed; name it with: make run PYTHON=/path/to/python3.11"; exit 1; }; \
	$$python -m venv $(VENV) || { rm -rf $(VENV); \
	    echo "Python không tạo được môi trường. Trên Debian, Ubuntu: sudo apt install python3-venv"; \
	    echo "Python could not make an environment. On Debian and Ubuntu: sudo apt install python3-venv"; exit 1; }

$(RUN_READY): | $(VENV)/bin/python
	@echo "Đang tải và cài thư viện vào $(VENV), chỉ một lần: 190 MB, một đến hai phút, mạng chậm thì lâu hơn."
	@echo "Fetching and installing libraries into $(VENV), once: 190 MB, one or two minutes, longer on a slow network."
	@$(PIP) -r requirements.txt
	@rm -f $(VENV)/.run-* && touch $@

$(DEV_READY): | $(VENV)/bin/python
	@echo "Đang tải và cài thư viện của máy chủ và của kiểm thử vào $(VENV)"
	@echo "Fetching and installing what the server and its tests run on into $(VENV)"
	@$(PIP) -r requirements-dev.txt
	@rm -f $(VENV)/.dev-* && touch $@
