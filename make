#!/bin/sh
# Everything a checkout of fanpack needs, in one place. Run without arguments for the list of commands.
# Only a POSIX shell is asked for; what the machine lacks is installed by tools/setup.sh or named there.
set -eu
cd "$(dirname "$0")"
. tools/setup.sh

usage() {
    cat <<'TEXT'
./make book     set up what is missing, then build the book of the examples into dist/
./make test     set up what is missing (also for the tests), then run the tests; arguments go to pytest
./make check    lint, format, types, then the tests: what CI runs
./make setup    set up for development, run nothing
./make audit    ask PyPI whether a locked package has a known vulnerability; says so where it cannot ask
./make lock     write tools/lock/*.txt anew from pyproject.toml (after a change of dependencies)
TEXT
}

command=${1:-help}
[ $# -eq 0 ] || shift
case $command in
book)
    setup_book
    # shellcheck disable=SC2086  # two words an option
    "$BIN/fanpack" build examples $FORMATS -o dist/ "$@"
    ;;
test)
    setup_dev
    "$BIN/python" -m pytest "$@"
    ;;
check)
    setup_dev
    "$BIN/ruff" check .
    "$BIN/ruff" format --check .
    "$BIN/mypy"
    "$BIN/python" -m pip --disable-pip-version-check check
    "$BIN/python" -m pytest "$@"
    ;;
setup)
    setup_dev
    ;;
audit)
    setup_dev
    # pip-audit has an environment of its own: what checks the locks is not among what they hold
    if ! [ -x "$VENV/audit/bin/pip-audit" ]; then
        "$BIN/python" -m venv "$VENV/audit"
        "$VENV/audit/bin/python" -m pip install -q pip-audit || {
            say "pip-audit could not be installed (offline?); the audit was NOT RUN"
            exit 3
        }
    fi
    "$VENV/audit/bin/python" tools/audit.py
    ;;
lock)
    setup_dev
    write_locks
    ;;
help | -h | --help)
    usage
    ;;
*)
    echo "make: unknown command '$command'" >&2
    usage >&2
    exit 2
    ;;
esac
