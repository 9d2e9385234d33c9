"""Watching one process: the files it opens, the time it takes."""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

ROOT = Path(__file__).resolve().parents[2]

READ_ANYWHERE = (
    str(ROOT),
    sys.prefix,
    sys.base_prefix,
    sys.exec_prefix,
    "/usr/share/",
    "/usr/lib",
    "/usr/local/lib",
    "/usr/local/share",
    "/lib",
    "/etc/fonts",
    "/etc/mime.types",
    "/etc/ld.so",
    "/etc/localtime",
    "/dev/null",
    "/dev/urandom",
    "/System/",
    "/Library/",
)
"""Where Python, its packages, fonts and the system's tables of types lie."""

CHANGES = {"os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.link", "os.symlink", "os.chmod", "os.truncate"}
REACHES = {"socket.connect", "socket.getaddrinfo", "subprocess.Popen", "os.system", "os.exec", "os.fork"}


class TooSlow(BaseException):
    """Raised by the alarm; no `except Exception` catches it."""


def _alarm(signum: int, frame: FrameType | None) -> None:
    raise TooSlow


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """At most so many seconds of this process's own CPU time: a busy machine makes nothing slow."""
    signal.signal(signal.SIGPROF, _alarm)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


class Watch:
    """An audit hook that notes what is opened, changed and reached outside the folder of an input.

    What C libraries open by themselves it does not see; the test of hostile stories traces those.
    """

    def __init__(self) -> None:
        self.inside: str = ""
        self.foreign: list[str] = []
        sys.addaudithook(self)

    @contextmanager
    def only(self, folder: Path) -> Iterator[list[str]]:
        """Everything foreign that is touched meanwhile, in a list that fills as it happens."""
        gc.collect()  # an earlier input's WeasyPrint removes its folder of fonts when collected
        self.foreign = found = []
        self.inside = os.path.realpath(folder)
        try:
            yield found
        finally:
            self.inside = ""

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not self.inside:
            return
        if event in REACHES:
            self.foreign.append(f"{event} {str(arguments[:2])[:120]}")
            return
        if event not in CHANGES and event != "open":
            return
        path = arguments[0]
        if isinstance(path, int) or path is None:
            return
        inside, self.inside = self.inside, ""  # realpath must not be watched itself
        try:
            name = os.path.realpath(os.fsdecode(path))
        except (ValueError, OSError):
            name = str(path)
        finally:
            self.inside = inside
        cache = os.environ.get("XDG_CACHE_HOME")
        if name == inside or name.startswith(inside + os.sep) or (cache and name.startswith(cache)):
            return
        mode = str(arguments[1]) if event == "open" and len(arguments) > 1 else ""
        flags = arguments[2] if event == "open" and len(arguments) > 2 and isinstance(arguments[2], int) else 0
        writes = event != "open" or any(letter in mode for letter in "wax+") or bool(flags & (os.O_WRONLY | os.O_RDWR))
        if name == "/dev/null" or (not writes and (name.startswith(READ_ANYWHERE) or "/fontconfig" in name)):
            return
        if (writes and name.endswith((".pyc", ".nbi", ".nbc"))) or "__pycache__" in name:
            return
        self.foreign.append(f"{event} {name} {mode}".strip())
