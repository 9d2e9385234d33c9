"""Books onto a reading device: find it, write what it wants, complete or not at all.

A device is a mounted drive that looks like one (a Kobo has a `.kobo` folder). What a Kobo wants is a kepub;
the others take the file as it is. Nothing is ever put over a newer file unasked.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from packager.files import complete
from packager.problems import ExitCode, FanpackError
from packager.zips import DAMAGED

CLOCK = 2.5  # seconds: FAT, which devices are formatted with, keeps times to two seconds
SPARE = 1_000_000  # bytes left free on a device
ENDINGS = (".epub", ".pdf")


@dataclass(frozen=True, slots=True)
class Kind:
    """A family of devices: how its drive is known and where its books go."""

    name: str
    title: str
    markers: tuple[str, ...]  # each a file or folder on the drive, any of them is enough
    labels: tuple[str, ...]  # what the drive is called, in lower case, as a beginning
    folder: str = ""


KINDS = (
    Kind("kobo", "Kobo", (".kobo",), ("koboereader",)),
    Kind("kindle", "Kindle", ("system/version.txt", "documents/dictionaries"), ("kindle",), "documents"),
    Kind("pocketbook", "PocketBook", ("system/config/global.cfg",), ("pocketbook", "pb6", "pb7"), "books"),
)


@dataclass(frozen=True, slots=True)
class Device:
    kind: Kind
    path: Path  # where its drive is mounted


@dataclass(frozen=True, slots=True)
class Sent:
    """What happened to one book: 'copied', 'made a kepub', 'already there'."""

    book: Path
    target: str
    what: str


def mount_points() -> Iterator[Path]:
    """Where drives are mounted on this system; FANPACK_MOUNTS names other places, parted as in PATH."""
    said = os.environ.get("FANPACK_MOUNTS")
    if said is not None:
        roots = [Path(part) for part in said.split(os.pathsep) if part]
    elif sys.platform == "darwin":
        roots = [Path("/Volumes")]
    elif os.name == "nt":
        yield from (Path(f"{letter}:\\") for letter in "DEFGHIJKLMNOPQRSTUVWXYZ" if Path(f"{letter}:\\").exists())
        return
    else:
        roots = [*Path("/media").glob("*"), *Path("/run/media").glob("*"), Path("/media"), Path("/mnt")]
    for root in roots:
        try:
            yield from sorted(path for path in root.iterdir() if path.is_dir())
        except OSError:
            continue


def devices() -> tuple[Device, ...]:
    """The reading devices that are mounted."""
    found: dict[Path, Device] = {}
    for path in mount_points():
        kind = kind_of(path)
        if kind:
            found.setdefault(path.resolve(), Device(kind, path))
    return tuple(found.values())


def kind_of(path: Path) -> Kind | None:
    """What device a drive belongs to, by what is on it, else by its name."""
    for kind in KINDS:
        if any((path / marker).exists() for marker in kind.markers):
            return kind
    return next((kind for kind in KINDS if path.name.lower().startswith(kind.labels)), None)


def choose(to: str, present: Sequence[Device]) -> Device:
    """The device that `to` means: a kind ('kobo'), a path, or '' where only one is mounted.

    Raises `FanpackError` (input) in a line that says what is there and what to do.
    """
    known = {kind.name: kind for kind in KINDS}
    if to and to.lower() not in known:
        path = Path(to).expanduser()
        if not path.is_dir():
            raise FanpackError(ExitCode.INPUT, to, "is no folder and no device; say kobo, kindle, pocketbook or a path")
        return Device(kind_of(path) or Kind("folder", "folder", (), ()), path)
    fitting = [device for device in present if not to or device.kind.name == to.lower()]
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        places = ", ".join(f"{device.kind.title} at {device.path}" for device in fitting)
        raise FanpackError(ExitCode.INPUT, "", f"more than one device is mounted ({places}); say which with --to PATH")
    if to.lower() == "kindle":
        raise FanpackError(
            ExitCode.INPUT, "", "no Kindle drive is mounted (newer ones are none); send the book to its address "
            "with --to NAME@kindle.com, or drop it on amazon.com/sendtokindle",
        )  # fmt: skip
    what = known[to.lower()].title if to else "reading device"
    raise FanpackError(
        ExitCode.INPUT, "", f"no {what} is mounted; connect and unlock it, or name its folder: --to PATH"
    )


def send(book: Path, device: Device, *, force: bool = False) -> Sent:
    """Put one book on a device. The old file there stays whole until the new one is.

    Raises `FanpackError`: input (no book), output (no room, a newer file is there, cannot be written).
    """
    if not book.is_file():
        raise FanpackError(ExitCode.INPUT, str(book), "is no file; build the book first")
    if book.suffix.lower() not in ENDINGS:
        raise FanpackError(ExitCode.INPUT, str(book), "is neither an EPUB nor a PDF; devices take those")
    if device.kind.name == "kindle" and book.suffix.lower() == ".epub" and not force:
        raise FanpackError(
            ExitCode.INPUT,
            str(book),
            "a Kindle shows no EPUB that is copied to it; send it by mail (--to NAME@kindle.com) or drop it on "
            "amazon.com/sendtokindle. --force copies it all the same, for KOReader",
        )
    folder = device.path / device.kind.folder
    kepub = device.kind.name == "kobo" and book.suffix.lower() == ".epub" and not book.name.endswith(".kepub.epub")
    target = folder / (book.stem + ".kepub.epub" if kepub else book.name)
    data = _kepub(book) if kepub else read_book(book)
    if target.is_file():
        if target.read_bytes() == data:
            return Sent(book, str(target), "already there")
        if not force and target.stat().st_mtime > book.stat().st_mtime + CLOCK:
            raise FanpackError(ExitCode.OUTPUT, str(target), "is newer than the book you send; --force replaces it")
    free = shutil.disk_usage(device.path).free
    if free < len(data) + SPARE:
        need = (len(data) + SPARE) // 1_000_000 + 1
        raise FanpackError(
            ExitCode.OUTPUT,
            str(device.path),
            f"has only {free // 1_000_000} MB free; {need} MB are needed, so remove something from it",
        )
    with complete(target) as temporary:
        temporary.write_bytes(data)
        stamp = book.stat().st_mtime
        os.utime(temporary, (stamp, stamp))
    return Sent(book, str(target), "made a kepub" if kepub else "copied")


def read_book(book: Path) -> bytes:
    """The book's bytes. Raises `FanpackError` (input) where it cannot be read."""
    try:
        return book.read_bytes()
    except OSError as error:
        raise FanpackError(
            ExitCode.INPUT, str(book), f"cannot be read: {error.strerror}; check the disk it is on and its permissions"
        ) from None


def _kepub(book: Path) -> bytes:
    from packager.writers.kepub import to_kepub

    made = BytesIO()
    source = BytesIO(read_book(book))
    try:
        to_kepub(source, made)
    except DAMAGED as error:
        raise FanpackError(ExitCode.INPUT, str(book), f"is no EPUB that can be read: {error}; build it again") from None
    return made.getvalue()
