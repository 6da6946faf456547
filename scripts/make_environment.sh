#!/bin/sh
# Make or renew one virtual environment from one hash-pinned lock.
#
#   scripts/make_environment.sh FOLDER LOCK [project]
#
# With the third word the project itself is installed editable, built by the hatchling of the lock.
# pip takes its index from its own configuration (pip.conf, PIP_*); none is named here.
set -eu

folder=$1
lock=$2
with_project=${3:-}

say() { printf '%s\n' "$*" >&2; }

is_recent_enough() {
    "$1" -c 'import sys; raise SystemExit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

choose_python() {
    for candidate in ${PYTHON:+"$PYTHON"} python3 python3.13 python3.12 python3.11 python3.14; do
        if is_recent_enough "$candidate"; then
            printf '%s\n' "$candidate"
            return
        fi
    done
    say "Python 3.11 or newer is needed and none was found (looked for python3, python3.11 to python3.14)."
    say "  Debian 12, Ubuntu 24.04 or newer:  apt-get install python3 python3-venv"
    say "  elsewhere:  install Python 3.11+, then  make PYTHON=/path/to/python3  <target>"
    say "Cần Python 3.11 trở lên nhưng máy chưa có. Cài đặt bằng lệnh trên rồi chạy lại."
    exit 1
}

# Debian ships venv without ensurepip until python3-venv is installed; the half-made folder
# it leaves behind would look like an environment to the next run.
require_venv_module() {
    "$1" -c 'import ensurepip, venv' >/dev/null 2>&1 && return
    say "$1 cannot make virtual environments: the module ensurepip is missing."
    say "  Debian, Ubuntu:  apt-get install python3-venv"
    say "Python trên máy thiếu mô-đun venv. Cài gói python3-venv bằng lệnh trên rồi chạy lại."
    exit 1
}

create_if_unusable() {
    if "$folder/bin/python" -c 'import pip, sys; raise SystemExit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
        return
    fi
    python=$(choose_python)
    require_venv_module "$python"
    say "Making $folder with $("$python" --version)"
    rm -rf "$folder"
    "$python" -m venv "$folder"
}

# Two targets started at once would otherwise install into the same folder together.
if command -v flock >/dev/null 2>&1 && [ -z "${LIENTHONG_ENVIRONMENT_LOCKED:-}" ]; then
    mkdir -p .cache
    LIENTHONG_ENVIRONMENT_LOCKED=1 exec flock ".cache/environment.lock" "$0" "$@"
fi

create_if_unusable
say "Installing $lock into $folder (hashes checked)"
install() { "$folder/bin/python" -m pip install --quiet --disable-pip-version-check "$@"; }
install --require-hashes -r requirements/pip.txt
install --require-hashes -r "$lock"
if [ "$with_project" = project ]; then
    install --no-build-isolation --no-deps --editable .
fi
touch "$folder/.installed"
