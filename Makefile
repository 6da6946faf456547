# Liên Thông. `make` alone lists the targets.
# The index pip uses comes from its own configuration (pip.conf, PIP_*); none is named here.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.SUFFIXES:

# `make PYTHON=/path/to/python3 …` chooses the interpreter; otherwise the first one ≥ 3.11 is taken.
export PYTHON

BIN := .venv/bin

.PHONY: help
help: ## list the targets / liệt kê các lệnh
	@awk 'BEGIN { FS = ":.*## " } /^[a-z-]+:.*## / { printf "  make %-18s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: install
install: .venv/.installed ## make .venv from the lock / tạo môi trường từ tệp khóa

.venv: .venv/.installed

.venv/.installed: requirements/dev.txt pyproject.toml scripts/make_environment.sh
	@scripts/make_environment.sh .venv requirements/dev.txt project
