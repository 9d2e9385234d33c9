"""From the paths a user names to the sources a build reads: files as named, folders in natural order."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from packager import limits
from packager.limits import Budget
from packager.problems import ExitCode, FanpackError, Report
from packager.readers.base import Source

MANIFEST_NAME = "fanpack.toml"

STORY_ENDINGS = frozenset(
    [
        ".txt",
        ".text",
        ".md",
        ".markdown",
        ".html",
        ".htm",
        ".xhtml",
        ".mhtml",
        ".mht",
        ".epub",
        ".docx",
        ".odt",
        ".rtf",
        ".zip",
        ".asc",
        ".log",
    ]
)
"""In a folder only these are taken: a folder also holds covers, PDFs and notes. A file that the user
names is always read, whatever its ending."""

ABOUT_FOLDER = re.compile(r"(?:readme|license|licence|copying|changelog)\b[^.]*\.\w+\Z", re.I)
"""Files that speak of the folder they lie in; named by the user, such a file is read like any other."""


def find(paths: Sequence[str], report: Report) -> tuple[str, ...]:
    """The files behind `paths`: each file as named, each folder's stories in natural order, none twice.

    Raises `FanpackError` (input) for a path that is not there and for a folder without stories.
    """
    found: list[str] = []
    for path in paths:
        here = Path(path)
        if here.is_dir():
            inside = list(_folder(here, report))
            if not inside:
                raise FanpackError(
                    ExitCode.INPUT,
                    path,
                    "no stories in this folder; fanpack looks for " + " ".join(sorted(STORY_ENDINGS)),
                )
            found += inside
        elif here.exists():
            found.append(path)
        else:
            raise FanpackError(ExitCode.INPUT, path, "no such file or folder; check the name")
    seen: set[str] = set()
    unique: list[str] = []
    for path in found:
        real = os.path.realpath(path)
        if real not in seen:
            seen.add(real)
            unique.append(path)
    return tuple(unique)


def within(path: str | Path, root: str) -> bool:
    """Whether a path, its links followed, is a folder or lies in it. `root` is the folder's own `os.path.realpath`."""
    try:
        return os.path.commonpath([root, os.path.realpath(path)]) == root
    except ValueError:  # Windows: on another drive
        return False


def _folder(folder: Path, report: Report) -> Iterator[str]:
    """Stories below a folder. A link that leads out of it is not followed: nobody named its target."""
    from natsort import natsorted, ns

    root = os.path.realpath(folder)
    files: list[str] = []
    for base, folders, names in os.walk(folder):
        folders[:] = [f for f in folders if not f.startswith((".", "_"))]
        folders.sort()
        for name in sorted(names):
            if ABOUT_FOLDER.match(name):
                continue
            path = str(Path(base) / name)
            if name.startswith(".") or Path(name).suffix.lower() not in STORY_ENDINGS:
                continue
            if not within(path, root) or not Path(path).is_file():
                report.warn(
                    "link-outside",
                    path,
                    "left out: it is a link that leads out of the folder; name the file it leads to",
                )
                continue
            files.append(path)
    # By name first: 'a1.txt' and 'A01.txt' count as equal, and would stand as the folder happens to list them.
    yield from natsorted(sorted(files), alg=ns.PATH | ns.IGNORECASE)


def load(path: str, budget: Budget | None = None) -> Source:
    """Read a file whole. Raises `FanpackError` (input) where it cannot be read or is no plain file.

    `budget` counts what the sources of one book hold together.
    """
    try:
        here = Path(path)
        if not here.is_file():
            raise FanpackError(ExitCode.INPUT, path, "not a plain file; name a story file or a folder")
        size = here.stat().st_size
        data = b""
        if size <= limits.SOURCE:
            with here.open("rb") as file:
                data = file.read(limits.SOURCE + 1)  # no more of one that grows while it is read
            size = len(data)
        if size > limits.SOURCE:
            raise FanpackError(
                ExitCode.INPUT, path, f"{size // limits.MB:,} MB is more than any story; name another file, or split it"
            )
    except OSError as error:
        raise FanpackError(
            ExitCode.INPUT, path, f"cannot be read: {error.strerror or error}; check its permissions"
        ) from error
    if not data.strip():
        raise FanpackError(ExitCode.INPUT, path, "the file is empty; save the story again")
    return Source(path, data, beside=_beside(here), budget=budget or Budget())


def _beside(page: Path) -> Callable[[str], bytes | None]:
    """What a saved page carries: files below its own folder, read only when the page shows them.

    A name or a link that leads out of the folder is not followed.
    """

    def look(src: str) -> bytes | None:
        if ":" in src.split("/", 1)[0] or src.startswith(("/", "\\")):
            return None
        from packager.readers.links import member

        root = os.path.realpath(page.parent)
        real = os.path.realpath(page.parent / member("", src))
        try:
            if not within(real, root) or not Path(real).is_file():
                return None
            return Path(real).read_bytes() if Path(real).stat().st_size <= limits.PICTURE else None
        except (OSError, ValueError):
            return None

    return look
