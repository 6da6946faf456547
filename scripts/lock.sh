#!/bin/sh
# Renew every lock from its .in file: `make lock`, or `make lock UPGRADE=1` for the newest releases.
#
# The layers are resolved under the constraints of requirements/dev.txt, so what the tests run with
# is what is deployed. The locks are universal: they hold the hashes of every platform's files.
set -eu

uv=${UV:-.venv/bin/uv}

# uv does not read pip's configuration; hand it the index that pip is configured with, if any.
index=${PIP_INDEX_URL:-$(.venv/bin/python -m pip config get global.index-url 2>/dev/null || true)}
if [ -n "$index" ] && [ -z "${UV_DEFAULT_INDEX:-}" ]; then
    export UV_DEFAULT_INDEX="$index"
fi

compile() {
    "$uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-strip-extras \
        --no-emit-index-url --no-emit-find-links --no-header --no-annotate \
        ${UPGRADE:+--upgrade} "$@"
}

compile requirements/pip.in --output-file requirements/pip.txt
compile requirements/dev.in --output-file requirements/dev.txt
compile requirements/exchange.in --constraints requirements/dev.txt --output-file layers/exchange/requirements.txt
compile requirements/validation.in --constraints requirements/dev.txt --output-file layers/validation/requirements.txt
compile requirements/sam.in --output-file requirements/sam.txt
compile requirements/checkov.in --output-file requirements/checkov.txt
compile requirements/atheris.in --output-file requirements/atheris.txt

# Where a file was fetched from is the machine's business, not the lock's.
if grep -nE '://|--(extra-)?index-url|--find-links' requirements/*.txt layers/*/requirements.txt; then
    echo "A lock names where its files come from; see the lines above." >&2
    exit 1
fi
