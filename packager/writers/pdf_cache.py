"""Parts laid out before, under the user's cache folder: a rebuild lays out only what changed.

A part is named by a hash of all that shapes it: its XHTML, the CSS, fonts and pictures, the options, and the
versions of the programs that lay it out. Files are written beside and renamed, so two builds at once never see
half a part; the folder is kept under a size by forgetting what was not used for longest. What is read from it is data
and nothing else (PDFs, fonts): no code is ever loaded from it.
"""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
import time
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

LIMIT = 400 * 2**20  # bytes; about fifty books of 100,000 words
SEAL = 16  # bytes
UNFINISHED = 3600  # seconds after which a part that is still being written never will be


@lru_cache(maxsize=1)
def versions() -> str:
    """The versions that shape a page."""
    import pyphen
    import uharfbuzz
    import weasyprint
    from weasyprint.text.ffi import ffi, pango

    from packager import __version__

    return " ".join(
        (
            __version__,
            weasyprint.VERSION,
            ffi.string(pango.pango_version_string()).decode()
            if hasattr(pango, "pango_version_string")
            else str(pango.pango_version()),
            uharfbuzz.__version__,
            uharfbuzz.version_string(),
            str(getattr(pyphen, "VERSION", "")),
        )
    )


def fingerprint(*values: Any) -> str:
    """A hash of values (dataclasses, tuples, mappings, strings, bytes, numbers) and of the programs' versions."""
    digest = blake2b(digest_size=20)
    _feed(digest, (versions(), *values))
    return digest.hexdigest()


def _feed(digest: Any, value: Any) -> None:
    if isinstance(value, bytes):
        digest.update(b"b%d:" % len(value) + value)
    elif isinstance(value, str):
        data = value.encode("utf-8", "surrogatepass")
        digest.update(b"s%d:" % len(data) + data)
    elif isinstance(value, Enum):
        _feed(digest, value.value)
    elif is_dataclass(value):
        digest.update(type(value).__name__.encode())
        for item in fields(value):
            _feed(digest, getattr(value, item.name))
    elif isinstance(value, (tuple, list)):
        digest.update(b"l%d:" % len(value))
        for item in value:
            _feed(digest, item)
    elif isinstance(value, dict):
        _feed(digest, sorted(value.items()))
    else:
        digest.update(repr(value).encode())


def cache_folder(kind: str = "print") -> Path:
    """Where parts ('print') or faces ('faces') are kept; FANPACK_CACHE names another place."""
    import platformdirs

    named = os.environ.get("FANPACK_CACHE")
    return (Path(named) if named else Path(platformdirs.user_cache_dir("fanpack", appauthor=False))) / kind


class Cache:
    """Parts by key. Off, it forgets everything at once. A folder that can't be written is as good as none."""

    def __init__(self, on: bool = True, folder: Path | None = None, limit: int = LIMIT) -> None:
        self.on, self.limit = on, limit
        self.folder = folder or cache_folder()

    def _path(self, key: str) -> Path:
        return self.folder / key[:2] / f"{key}.bin"

    def get(self, key: str) -> bytes | None:
        if not self.on:
            return None
        path = self._path(key)
        try:
            with open(path, "rb", opener=_plainly) as file:
                if not _ours(os.fstat(file.fileno())):
                    return None
                data = file.read()
            os.utime(path)  # what was used last is forgotten last
        except OSError:
            return None
        whole = data[SEAL:]
        return whole if _seal(whole) == data[:SEAL] else None

    def put(self, key: str, data: bytes) -> None:
        if not self.on:
            return
        path = self._path(key)
        with contextlib.suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(_seal(data))
                    file.write(data)
                Path(name).replace(path)
            except OSError:
                Path(name).unlink(missing_ok=True)
                raise

    def _found(self, pattern: str) -> list[Path]:
        """The files of a pattern; none where folders go while they are looked through."""
        try:
            return list(self.folder.glob(pattern))
        except OSError:
            return []

    def trim(self) -> None:
        """Forget what was not used for longest until the folder is within its limit."""
        if not self.on:
            return
        for path in self._found("*/.*.part"):  # of builds that were killed
            with contextlib.suppress(OSError):
                if time.time() - path.stat().st_mtime > UNFINISHED:
                    path.unlink()
        known = []
        for path in self._kept():
            with contextlib.suppress(OSError):
                stat = path.stat()
                known.append((stat.st_mtime, stat.st_size, path))
        total = sum(size for _, size, _ in known)
        for _, size, path in sorted(known):
            if total <= self.limit:
                break
            with contextlib.suppress(OSError):
                path.unlink()
                total -= size

    def clear(self) -> int:
        """Forget everything; returns how many parts were forgotten."""
        count = 0
        for path in (*self._kept(), *self._found("*/.*.part")):
            with contextlib.suppress(OSError):
                path.unlink()
                count += path.suffix != ".part"
        return count

    def _kept(self) -> list[Path]:
        """The parts, and those of earlier versions of fanpack, which had another ending."""
        return [*self._found("*/*.bin"), *self._found("*/*.pdf")]


def _plainly(path: str, flags: int) -> int:
    """Open without following a link or waiting for a pipe's other end."""
    return os.open(path, flags | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))


def _ours(found: os.stat_result) -> bool:
    """Whether it is a plain file of this user: in a folder that all may write to, others could lay parts for us."""
    return stat.S_ISREG(found.st_mode) and (not hasattr(os, "geteuid") or found.st_uid == os.geteuid())


def _seal(data: bytes) -> bytes:
    """What a part begins with on the disk: one that was cut short, or is something else, is laid out anew."""
    return blake2b(data, digest_size=SEAL).digest()
