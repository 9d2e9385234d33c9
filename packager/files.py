"""Writing files: an output is replaced only by a complete one."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from packager.problems import ExitCode, FanpackError

RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)\Z", re.I)  # names Windows keeps for devices


def file_stem(title: str) -> str:
    """A file name, without ending, for a title: ASCII, lower case, safe on every file system."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    stem = re.sub(r"[^a-z0-9]+", "-", plain.lower().replace("'", "")).strip("-")[:80].strip("-")
    return "book" if not stem or RESERVED.match(stem) else stem


@contextmanager
def complete(target: Path) -> Iterator[Path]:
    """A temporary path beside `target` that takes its place when the block ends well.

    Whatever ends the block otherwise, the old file stays as it was and the temporary one is removed. Two
    builds of one target at once each use a name of their own; the last to finish wins, whole.
    Raises `FanpackError` (output) where the folder or file cannot be written.
    """
    temporary = target.with_name(f".{target.name}.{os.getpid()}-{os.urandom(4).hex()}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.is_dir():
            raise FanpackError(ExitCode.OUTPUT, str(target), "is a folder; name a file or another folder")
        temporary.touch(exist_ok=False)
    except OSError as error:
        raise unwritable(target, error) from error
    try:
        yield temporary
        with temporary.open("rb") as done:
            os.fsync(done.fileno())
        temporary.replace(target)
    except OSError as error:
        raise unwritable(target, error) from error
    finally:
        temporary.unlink(missing_ok=True)


def unwritable(target: Path, error: OSError) -> FanpackError:
    reason = error.strerror or str(error)
    return FanpackError(ExitCode.OUTPUT, str(target), f"cannot be written: {reason}; choose another place with -o")
