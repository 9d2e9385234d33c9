"""Whether the system has the libraries that WeasyPrint lays out text with; told in one line where it has not."""

from __future__ import annotations

import ctypes
import ctypes.util
import os

from packager.problems import ExitCode, FanpackError

LIBRARIES = ("gobject-2.0", "pango-1.0", "pangoft2-1.0", "fontconfig", "harfbuzz")
SO_NAMES = {"fontconfig": "libfontconfig.so.1"}


def require_pango() -> None:
    """Raises `FanpackError` (missing) that names the packages. WeasyPrint itself would print a page of advice.

    On Windows WeasyPrint looks in places of its own; it is left to it.
    """
    if os.name != "posix":
        return
    for library in LIBRARIES:
        if not _loads(library):
            raise FanpackError(
                ExitCode.MISSING,
                "",
                f"PDF needs the library {library}, which is not on this system; install Pango: on Debian and Ubuntu "
                "'apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0', on macOS "
                "'brew install pango' (EPUB and HTML work without it)",
            )


def _loads(library: str) -> bool:
    names = [SO_NAMES.get(library, f"lib{library}.so.0"), f"lib{library}.dylib"]
    return any(_opens(name) for name in names) or _opens(ctypes.util.find_library(library) or "")


def _opens(name: str) -> bool:
    try:
        return bool(name and ctypes.CDLL(name))
    except OSError:
        return False
