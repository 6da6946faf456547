#!/bin/sh
# Install atheris, which looks for hostile files by coverage, from its lock into .cache/. Where there is no wheel
# for this machine, the tests that need it are skipped and say so; this script then ends with 0.
set -eu

target=.cache/atheris
lock=requirements/atheris.txt

if [ -e "$target/.installed" ] && cmp -s "$lock" "$target/.installed"; then
    exit 0
fi
rm -rf "$target"
mkdir -p "$target"
# A build from source needs LLVM's fuzzer; nobody is asked to have that.
if .venv/bin/python -m pip install --quiet --disable-pip-version-check --only-binary :all: \
    --require-hashes --no-deps --target "$target" -r "$lock"; then
    cp "$lock" "$target/.installed"
else
    echo "atheris is left out: it has no wheel for this machine (see above)." >&2
fi
