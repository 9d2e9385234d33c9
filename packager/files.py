"""Writing files: an output is replaced only by a complete one, and the files of one build together."""

from __future__ import annotations

import os
import re
import signal
import threading
import time
import unicodedata
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from packager.problems import ExitCode, FanpackError

RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)\Z", re.I)  # names Windows keeps for devices
UNFINISHED = re.compile(r"\..*\.(?P<host>[0-9a-f]{8})-(?P<process>\d+)-[0-9a-f]{8}\.part(?:\.part)?")
"""A temporary file of `complete`; the second ending is that of a writer that makes its file whole by itself."""
OLD = 24 * 3600  # seconds after which an unfinished file is nobody's, wherever it was made
PATIENCE = 10.0  # seconds that one build waits while another puts its files in place, which takes milliseconds
ENDS: tuple[signal.Signals, ...] = tuple(
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
)
"""Signals that ask a program to end; Windows has no SIGHUP."""


def file_stem(title: str) -> str:
    """A file name, without ending, for a title: ASCII, lower case, safe on every file system."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    stem = re.sub(r"[^a-z0-9]+", "-", plain.lower().replace("'", "")).strip("-")[:80].strip("-")
    return "book" if not stem or RESERVED.match(stem) else stem


def sayable(said: str) -> str:
    """Text without the bytes in it that are no UTF-8, which the name of a file may hold: a question mark for each."""
    return said.encode("utf-8", "replace").decode("utf-8")


@contextmanager
def complete(target: Path) -> Iterator[Path]:
    """A temporary path beside `target` that takes its place when the block ends well.

    Whatever ends the block otherwise, the old file stays as it was and the temporary one is removed. Blocks that are
    open together are one build: its files take their places in one go, so of two builds of the same targets at once
    the last to finish wins with all of them. What a killed build left in the folder is removed. A link is followed, as
    every program that opens a file does; a device, a pipe and a file that may not be written are refused.
    Raises `FanpackError` (output) where the folder or file cannot be written.
    """
    place = Path(os.path.realpath(target)) if target.is_symlink() else target
    _refuse(place, target)
    name = os.fsdecode(os.fsencode(place.name)[:150])  # a file's name has 255 bytes at most
    temporary = place.with_name(f".{name}.{_host()}-{os.getpid()}-{os.urandom(4).hex()}.part")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        _remove_unfinished(place.parent)
        temporary.touch(exist_ok=False)
    except OSError as error:
        raise unwritable(target, error) from error
    group = _open_group(place.parent)
    group.files.append(temporary)
    try:
        yield temporary
        group.begin()
        temporary.replace(place)
        replaced.append(place)
    except OSError as error:
        raise unwritable(target, error) from error
    finally:
        temporary.unlink(missing_ok=True)
        group.files.remove(temporary)
        if not group.files:
            _groups.pop(place.parent, None)
            group.end()


def unwritable(target: Path, error: OSError) -> FanpackError:
    reason = error.strerror or str(error)
    return FanpackError(ExitCode.OUTPUT, str(target), f"cannot be written: {reason}; choose another place with -o")


def _refuse(place: Path, target: Path) -> None:
    """Raises `FanpackError` for what no book should take the place of. `place` is where `target` leads."""
    try:
        if place.is_dir():
            raise FanpackError(ExitCode.OUTPUT, str(target), "is a folder; name a file or another folder")
        if place.exists() and not place.is_file():
            raise FanpackError(ExitCode.OUTPUT, str(target), "is a device or a pipe, no file; name another with -o")
        if place.exists() and not os.access(place, os.W_OK):
            raise FanpackError(
                ExitCode.OUTPUT,
                str(target),
                "cannot be written: it is read-only or somebody else's; remove it, or name another with -o",
            )
    except OSError as error:
        raise unwritable(target, error) from error


@dataclass(slots=True)
class _Held:
    """Signals that ask the program to end, while they are kept for later."""

    handlers: dict[signal.Signals, Any] = field(default_factory=dict)  # what was done about them before
    came: list[int] = field(default_factory=list)

    def begin(self) -> None:
        if threading.current_thread() is threading.main_thread():
            for number in ENDS:
                if callable(before := signal.getsignal(number)):
                    self.handlers[number] = before
                    signal.signal(number, lambda came, _frame: self.came.append(came))

    def end(self) -> None:
        for number, before in self.handlers.items():
            signal.signal(number, before)
        for came in self.came[:1]:
            signal.raise_signal(came)


@contextmanager
def ending_later() -> Iterator[None]:
    """A block within which nothing that asks the program to end is heeded; at its end it is.

    For imports of extensions: pikepdf's (nanobind) ends the process with a page of its own where it is interrupted.
    """
    held = _Held()
    held.begin()
    try:
        yield
    finally:
        held.end()


@dataclass(slots=True)
class _Group:
    """The unfinished files of a build in one folder: from the first replacement to the last, nobody else replaces
    anything there, and nothing that asks the program to end is heeded."""

    folder: Path
    files: list[Path] = field(default_factory=list)
    begun: bool = False
    lock: int = -1  # descriptor of the folder
    held: _Held = field(default_factory=_Held)

    def begin(self) -> None:
        """See that all is on the disk, then take the folder. Raises `OSError`."""
        if self.begun:
            return
        for path in self.files:
            with path.open("rb") as done:
                os.fsync(done.fileno())
        self.begun = True
        self._lock()
        self.held.begin()

    def _lock(self) -> None:
        """Wait for another build in the same folder, a while: a lock that can't be had is no reason to fail."""
        try:
            import fcntl
        except ImportError:  # Windows
            return
        with suppress(OSError):
            self.lock = os.open(self.folder, os.O_RDONLY | os.O_CLOEXEC)
            until = time.monotonic() + PATIENCE
            while True:
                try:
                    fcntl.flock(self.lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    if time.monotonic() > until:
                        return
                    time.sleep(0.01)
                else:
                    return

    def end(self) -> None:
        if self.lock >= 0:
            os.close(self.lock)
            self.lock = -1
        self.held.end()


_groups: dict[Path, _Group] = {}
replaced: list[Path] = []
"""Files that this process has put in their places: who interrupts it is told whether there are any."""


def _open_group(folder: Path) -> _Group:
    group = _groups.get(folder)
    if group is None or group.begun:
        group = _groups[folder] = _Group(folder)
    return group


def _host() -> str:
    """What tells the machines apart whose process numbers mean nothing to one another: containers too."""
    space = ""
    with suppress(OSError):
        space = str(os.stat("/proc/self/ns/pid").st_ino)  # noqa: PTH116 - a link that leads to no path
    name = os.uname().nodename if hasattr(os, "uname") else os.environ.get("COMPUTERNAME", "")
    return f"{zlib.crc32(f'{name} {space}'.encode()):08x}"


def _remove_unfinished(folder: Path) -> None:
    """Remove what builds that were killed left behind."""
    host = _host()
    try:
        found_here = list(folder.glob(".*.part"))
    except OSError:
        return
    for path in found_here:
        found = UNFINISHED.fullmatch(path.name)
        if found is None:
            continue
        with suppress(OSError):
            ours = found["host"] == host
            if (ours and not _runs(int(found["process"]))) or time.time() - path.stat().st_mtime > OLD:
                path.unlink()


def _runs(process: int) -> bool:
    if os.name == "nt":  # os.kill would end it
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True
