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
