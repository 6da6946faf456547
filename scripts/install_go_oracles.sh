#!/bin/sh
# Build the log's oracles from their lock into .cache/: tessera's fsck and torchwood's litewitness. Where Go is
# missing, too old or cannot build them, the tests that need them are skipped and say so; this script then ends
# with 0.
set -eu

target=.cache/go-oracles
source=requirements/go-oracles

if [ -e "$target/.installed" ] && cmp -s "$source/go.mod" "$target/go.mod" && cmp -s "$source/go.sum" "$target/go.sum"; then
    exit 0
fi
if ! command -v go >/dev/null 2>&1; then
    echo "The log's oracles are left out: Go is missing (https://go.dev/dl/, or Debian: apt-get install golang-go)." >&2
    exit 0
fi
mkdir -p "$target"
rm -f "$target/.installed"
bin=$(cd "$target" && pwd)/bin
# No other toolchain is fetched in passing: what builds the oracles is the Go that the machine has.
if (cd "$source" && GOTOOLCHAIN=local GOBIN="$bin" go install -mod=readonly -buildvcs=false tool); then
    cp "$source/go.mod" "$source/go.sum" "$target/"
    touch "$target/.installed"
else
    echo "The log's oracles are left out: $(go version) could not build them (see above)." >&2
fi
