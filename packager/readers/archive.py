"""Zip archives, held to be bombs until proven otherwise."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator

from packager import limits
from packager.limits import MB, Budget, TooMuchError
from packager.model import Manuscript
from packager.problems import ExitCode, FanpackError, Report
from packager.readers.base import Source
from packager.zips import DAMAGED

_PAGES = (".xhtml", ".html", ".htm", ".xml")
_PASSED_OVER = ("__MACOSX/", ".git/")
_IGNORED_ENDINGS = tuple(
    ".css .js .json .jpg .jpeg .png .gif .webp .svg .ico .woff .woff2 .ttf .otf .mp3 .mp4 .ds_store .ini .db "
    ".toml .log".split()
)


class SafeZip:
    """A zip file in memory, read within limits. No name it gives leaves the archive.

    `budget` counts what is unpacked; archives of one book share theirs.
    """

    def __init__(self, data: bytes, label: str, budget: Budget | None = None) -> None:
        self.label = label
        self.budget = budget or Budget()
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            infos = self._zip.infolist()
        except DAMAGED as error:
            raise FanpackError(ExitCode.INPUT, label, f"the archive is damaged ({error}); download it again") from error
        if len(infos) > limits.MEMBERS:
            raise FanpackError(
                ExitCode.INPUT,
                label,
                f"the archive holds {len(infos):,} files, more than the {limits.MEMBERS:,} fanpack takes; "
                "unpack it and name the stories you want",
            )
        if sum(info.file_size for info in infos) > limits.UNPACKED:
            raise FanpackError(
                ExitCode.INPUT,
                label,
                f"the archive unpacks to more than {limits.UNPACKED // MB} MB, as a bomb does; "
                "if you trust it, unpack it yourself and name the stories",
            )
        self._infos: dict[str, zipfile.ZipInfo] = {}
        self._counted: set[str] = set()
        self.unsafe: list[str] = []
        for info in infos:
            if not info.filename or info.is_dir():
                continue
            name = safe_name(info.filename)
            if name is None:
                self.unsafe.append(info.filename)
            else:
                self._infos.setdefault(name, info)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._infos)

    def __contains__(self, name: object) -> bool:
        return name in self._infos

    def read(self, name: str) -> bytes | None:
        """A member's bytes; None where there is none. `FanpackError` where it is damaged or a bomb."""
        info = self._infos.get(name)
        if info is None:
            return None
        where = f"{self.label}!{name}"
        if info.flag_bits & 1:
            raise FanpackError(ExitCode.INPUT, where, "the file is encrypted; unpack it with its password first")
        if info.file_size > limits.MEMBER or (
            info.file_size > limits.RATIO_FROM and info.file_size > limits.RATIO * max(1, info.compress_size)
        ):
            raise FanpackError(
                ExitCode.INPUT,
                where,
                "the file unpacks to far more than its size, as a bomb does; "
                "if you trust it, unpack it yourself and name it",
            )
        try:
            with self._zip.open(info) as file:
                data = file.read(info.file_size + 1)
        except DAMAGED as error:
            raise FanpackError(
                ExitCode.INPUT, where, f"the file inside the archive is damaged ({error}); download it again"
            ) from error
        if len(data) > info.file_size:
            raise FanpackError(
                ExitCode.INPUT, where, "the file unpacks to more than the archive says, as a bomb does; it is not read"
            )
        if name not in self._counted:
            self._counted.add(name)
            self.budget.take_unpacked(len(data), where)
        return data


def safe_name(name: str) -> str | None:
    """A member's name with forward slashes; None if it is absolute, climbs out, or holds controls."""
    name = name.replace("\\", "/")
    parts = name.split("/")
    if name.startswith("/") or ".." in parts or not name.isprintable() or (parts and parts[0].endswith(":")):
        return None
    return "/".join(part for part in parts if part not in ("", ".")) or None


def is_archive(source: Source) -> bool:
    """Whether this is a zip of stories: a zip that is itself neither EPUB, Word nor OpenDocument."""
    if not source.data.startswith(b"PK\x03\x04"):
        return False
    infos = _infos(source.data)
    if infos is None:
        return True  # tells what is wrong when it is read
    names = {info.filename for info in infos}
    return not names & {"META-INF/container.xml", "[Content_Types].xml", "content.xml"} and "mimetype" not in names


def text_size(data: bytes) -> int:
    """Bytes of text in a file: all of it, or what the pages of a zip-based book say they unpack to."""
    if not data.startswith(b"PK\x03\x04"):
        return len(data)
    # A damaged one tells what is wrong when it is read.
    return sum(info.file_size for info in _infos(data) or () if info.filename.lower().endswith(_PAGES))


def _infos(data: bytes) -> list[zipfile.ZipInfo] | None:
    """What a zip says it holds; None for a damaged one."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            return file.infolist()
    except DAMAGED:
        return None


def _beside(archive: SafeZip, page: str) -> Callable[[str], bytes | None]:
    """What the archive holds beside a page of it: its pictures."""

    def look(src: str) -> bytes | None:
        from packager.readers.links import member

        return None if ":" in src.split("/", 1)[0] else archive.read(member(page, src))

    return look


Read = Callable[[Source, Report], tuple[Manuscript, ...]]


def members(source: Source, archive: SafeZip, report: Report) -> Iterator[Source]:
    """The files of an archive that can be stories, in order of their names."""
    from natsort import natsorted

    for name in archive.unsafe:
        shown = "".join(c if c.isprintable() else "?" for c in name)[:80]
        report.warn(
            "unsafe-name",
            f"{source.label}!{shown}",
            "passed over: the name of this file leads out of its archive; do not trust that archive",
        )
    for name in natsorted(archive.names):
        base = name.rsplit("/", 1)[-1]
        if name.startswith(_PASSED_OVER) or base.startswith(".") or base.lower().endswith(_IGNORED_ENDINGS):
            continue
        data = archive.read(name)
        if data:
            inner = f"{source.inner}!{name}" if source.inner else name
            yield Source(source.path, data, inner, _beside(archive, name), archive.budget)


def read_all(source: Source, report: Report, read: Read) -> tuple[Manuscript, ...]:
    """The manuscripts of all stories in an archive; a file that is none is passed over with a message."""
    if source.inner.count("!") + bool(source.inner) >= limits.ARCHIVES:
        raise FanpackError(
            ExitCode.INPUT,
            source.label,
            f"archives more than {limits.ARCHIVES} deep in one another are not read; unpack this one yourself",
        )
    archive = SafeZip(source.data, source.label, source.budget)
    found: list[Manuscript] = []
    for story in members(source, archive, report):
        try:
            found.extend(read(story, report))
        except FanpackError as error:
            if error.code is ExitCode.MISSING or isinstance(error, TooMuchError):
                raise
            report.warn("not-a-story", error.where or story.label, f"{error.message}; passed over")
    if not found:
        raise FanpackError(ExitCode.INPUT, source.label, "the archive holds no file that can be read as a story")
    return tuple(found)
