#!/bin/sh
# Install a judge that comes by npm, from its lock in requirements/NAME into .cache/NAME. Where npm is missing or
# cannot install it, the tests that need the oracle are skipped and say so; this script then ends with 0.
set -eu

name=$1
target=.cache/$name
source=requirements/$name

if [ -e "$target/.installed" ] && cmp -s "$source/package-lock.json" "$target/package-lock.json"; then
    exit 0
fi
if ! command -v npm >/dev/null 2>&1; then
    echo "$name is left out: npm is missing (Debian: apt-get install npm)." >&2
    exit 0
fi
mkdir -p "$target"
rm -f "$target/.installed"
cp "$source/package.json" "$source/package-lock.json" "$target/"
# By its real path: npm ci takes a folder behind a link for another project.
if npm ci --prefix "$(cd "$target" && pwd -P)" --no-audit --no-fund --no-update-notifier --loglevel=error; then
    touch "$target/.installed"
else
    echo "$name is left out: npm could not install it (see above)." >&2
fi
