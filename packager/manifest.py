"""`fanpack.toml`: the book's metadata, the order of its stories, and what the user overrules.

Every key is optional. Overrides are anchored to words of the story, not to line numbers, so they outlive
a fresh download. `docs/manifest.md` describes the file for people.
"""

from __future__ import annotations

import json
import os
import re
import tomllib
from dataclasses import dataclass, field, fields, replace
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Any, TypeVar

from packager.languages import language_tag
from packager.model import NotesPlace
from packager.problems import ExitCode, FanpackError


@dataclass(frozen=True, slots=True)
class StoryEntry:
    """One `[[story]]`: a file and what the user says of it. Empty means: as detected."""

    file: str
    title: str = ""
    authors: tuple[str, ...] = ()
    fandoms: tuple[str, ...] = ()
    language: str = ""
    rating: str = ""
    reader: str = ""  # the kind of file, where the guess was wrong
    breaks: tuple[str, ...] = ()
    no_breaks: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    not_notes: tuple[str, ...] = ()
    chapters: tuple[str, ...] = ()
    no_chapters: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BookEntry:
    title: str = ""
    subtitle: str = ""
    authors: tuple[str, ...] = ()
    editor: str = ""
    publisher: str = ""
    language: str = ""
    description: str = ""
    identifier: str = ""
    date: str = ""
    dedication: str = ""
    colophon: str = ""
    cover: str = ""
    series: str = ""
    series_part: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """How the book is made. None and '' mean fanpack's default."""

    formats: tuple[str, ...] = ()
    output: str = ""
    theme: str = ""
    css: str = ""
    notes: NotesPlace | None = None
    typography: bool = True
    threshold: float | None = None
    trim: str = ""
    openings: str = ""
    colophon: bool = True
    link_notes: bool = True  # in print, the addresses of links as footnotes
    pages_from: str = ""  # a PDF built earlier whose page breaks the EPUB carries
    subjects: tuple[str, ...] | None = None  # which of SUBJECTS the EPUB's metadata names


SUBJECTS = ("fandoms", "relationships", "characters", "tags", "rating")


@dataclass(frozen=True, slots=True)
class Manifest:
    """`path` is '' for a build without one."""

    path: str = ""
    book: BookEntry = field(default_factory=BookEntry)
    settings: Settings = field(default_factory=Settings)
    stories: tuple[StoryEntry, ...] = ()
    text: str = field(default="", repr=False, compare=False)  # as written, for the places in messages
    # By plain path, filled when first asked: thousands of stories each ask for theirs.
    _places: dict[str, StoryEntry] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def folder(self) -> Path:
        return Path(self.path).parent if self.path else Path()

    def place_of(self, said: str) -> str:
        """Where a text stands in the manifest: 'fanpack.toml:12', without the line where it is not found as it is."""
        return self._found(said, json.dumps(said, ensure_ascii=False)[1:-1]) or self.path

    def line_of(self, said: str) -> str:
        """Where a whole value stands in the manifest: 'fanpack.toml:12', '' where it says no such thing."""
        return self._found(json.dumps(said, ensure_ascii=False), f"'{said}'") if said else ""

    def _found(self, *written: str) -> str:
        """The place of the first of these spellings that the manifest has, '' for none."""
        at = next((at for value in written if (at := self.text.find(value)) >= 0), -1)
        return f"{self.path}:{self.text.count(chr(10), 0, at) + 1}" if at >= 0 else ""

    def entry_for(self, file: str) -> StoryEntry | None:
        """The `[[story]]` of a file, by its path beside the manifest."""
        if self.stories and not self._places:
            for entry in self.stories:
                self._places.setdefault(path_beside(str(self.folder / entry.file), self.folder), entry)
        return self._places.get(path_beside(file, self.folder)) if self.stories else None


def path_beside(path: str, folder: Path) -> str:
    """A path, its links followed, as a manifest in `folder` writes it; the whole path where it lies outside."""
    here = Path(os.path.realpath(path))
    try:
        return here.relative_to(os.path.realpath(folder)).as_posix()
    except ValueError:
        return here.as_posix()


def read_manifest(path: Path) -> Manifest:
    """Read and check a manifest. Raises `FanpackError` (manifest) with the place and what to do."""
    where = str(path)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise FanpackError(
            ExitCode.MANIFEST, where, f"cannot be read: {error.strerror}; check the name after --manifest"
        ) from error
    except UnicodeDecodeError as error:
        raise FanpackError(ExitCode.MANIFEST, where, "is not UTF-8 text; save it as UTF-8") from error
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        at = f"{where}:{line[1] if line else text.count(chr(10)) + 1}"
        said = str(error).split(" (at ")[0]
        raise FanpackError(ExitCode.MANIFEST, at, f"is not valid TOML: {said}; mend that line") from error
    try:
        return replace(_read(where, data), text=text)
    except FanpackError as error:
        line_number = _line(text, error.message)
        raise FanpackError(error.code, f"{where}:{line_number}" if line_number else where, error.message) from error


def _line(text: str, message: str) -> int:
    """The line a complaint is about, by the table and the key that it names; 0 where there is none."""
    table = re.search(r"\[\[story\]\] (\d+)|\[(book|settings)\]", message)
    rest = message[table.end() :] if table else message
    key = re.match(r"[ :]*(?:has an unknown key )?'?(\w+)", rest) if table else re.search(r"unknown key '(\w+)'", rest)
    lines = text.split("\n")
    start = 0
    if table:
        header = r"\s*\[\[\s*story\s*\]\]" if table[1] else rf"\s*\[\s*{table[2]}\s*\]"
        heads = [number for number, line in enumerate(lines, 1) if re.match(header, line)]
        wanted = int(table[1] or 1)
        if len(heads) < wanted:
            return 0
        start = heads[wanted - 1]
    for number, line in enumerate(lines[start:], start + 1):
        if key and re.match(rf"\s*['\"]?{key[1]}['\"]?\s*[=.]", line):
            return number
        if table and re.match(r"\s*\[", line):
            break
    return start


def _read(where: str, data: dict[str, Any]) -> Manifest:
    """The manifest in the tables of a TOML file."""
    known = {"book", "settings", "story"}
    _no_strangers(where, "", data, known)
    book = _fill(where, "[book]", BookEntry, _table(where, data, "book"))
    settings = _settings(where, _table(where, data, "settings"))
    stories: list[StoryEntry] = []
    tables = data.get("story", [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise FanpackError(ExitCode.MANIFEST, where, "write each story as a table of its own: [[story]]")
    for number, table in enumerate(tables, 1):
        name = f"[[story]] {number}"
        if not table.get("file"):
            raise FanpackError(ExitCode.MANIFEST, where, f'{name} names no file; add file = "story.txt"')
        entry = _fill(where, name, StoryEntry, table)
        inside = PurePosixPath(entry.file.replace("\\", "/"))
        if inside.is_absolute() or ".." in inside.parts or ":" in inside.parts[0]:
            raise FanpackError(
                ExitCode.MANIFEST,
                where,
                f"{name}: {entry.file} is not in the manifest's folder; copy the story there",
            )
        stories.append(entry)
    return Manifest(where, book, settings, tuple(stories))


def _table(where: str, data: dict[str, Any], name: str) -> dict[str, Any]:
    table = data.get(name, {})
    if not isinstance(table, dict):
        raise FanpackError(ExitCode.MANIFEST, where, f"write {name} as a table: [{name}]")
    return table


def _no_strangers(where: str, place: str, table: dict[str, Any], known: set[str]) -> None:
    strangers = sorted(set(table) - known)
    if strangers:
        raise FanpackError(
            ExitCode.MANIFEST,
            where,
            f"{place or 'the file'} has an unknown key {strangers[0]!r}; known: {', '.join(sorted(known))}",
        )


Kind = TypeVar("Kind", StoryEntry, BookEntry, Settings)


def _fill(where: str, place: str, kind: type[Kind], table: dict[str, Any]) -> Kind:
    """A table as a value: every field of `kind` is text, a list of texts, a number or a switch."""
    wanted = {item.name: item.type for item in fields(kind)}
    _no_strangers(where, place, table, set(wanted))
    found: dict[str, Any] = {}
    for key, value in table.items():
        found[key] = _value(where, f"{place} {key}", str(wanted[key]), value)
        if key == "language" and found[key]:
            found[key] = _language(where, f"{place} {key}", found[key])
        if key == "date" and found[key] and not _is_date(found[key]):
            raise FanpackError(ExitCode.MANIFEST, where, f'{place} wants a year or a day: "2026" or "2026-03-14"')
    return kind(**found)


def _value(where: str, place: str, wanted: str, value: Any) -> Any:
    if wanted.startswith("tuple"):
        if isinstance(value, str):
            value = [value]
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return tuple(value)
        raise FanpackError(ExitCode.MANIFEST, where, f'{place} wants a list of texts: ["one", "two"]')
    if wanted == "bool":
        if isinstance(value, bool):
            return value
        raise FanpackError(ExitCode.MANIFEST, where, f"{place} wants true or false")
    if wanted.startswith("float"):
        if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1:
            return float(value)
        raise FanpackError(ExitCode.MANIFEST, where, f"{place} wants a number from 0 to 1")
    if isinstance(value, str):
        return value
    if isinstance(value, int | float | date) and not isinstance(value, bool):
        return str(value)
    raise FanpackError(ExitCode.MANIFEST, where, f'{place} wants a text in quotes: "like this"')


def _language(where: str, place: str, said: str) -> str:
    tag = language_tag(said)
    if not tag:
        raise FanpackError(ExitCode.MANIFEST, where, f'{place} wants a language tag such as "en" or "pt-BR"')
    return tag


def _is_date(said: str) -> bool:
    """Whether it is a year, a month or a day, as the metadata of an EPUB has them (W3CDTF)."""
    found = re.fullmatch(r"\d{4}(?:-\d\d(?:-\d\d)?)?", said, re.A)
    try:
        return bool(found and date.fromisoformat(f"{said}-01-01"[:10]))
    except ValueError:
        return False


def _settings(where: str, table: dict[str, Any]) -> Settings:
    table = dict(table)
    notes = table.pop("notes", None)
    settings = _fill(where, "[settings]", Settings, table)
    for subject in settings.subjects or ():
        if subject not in SUBJECTS:
            choices = ", ".join(SUBJECTS)
            raise FanpackError(ExitCode.MANIFEST, where, f"[settings] subjects are any of: {choices}")
    if notes is None:
        return settings
    try:
        return replace(settings, notes=NotesPlace(notes))
    except ValueError:
        choices = ", ".join(place.value for place in NotesPlace)
        raise FanpackError(ExitCode.MANIFEST, where, f"[settings] notes wants one of: {choices}") from None
