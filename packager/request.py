"""What the user asked for: which sources, which formats, and where the files go."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from packager.manifest import Manifest
from packager.problems import ExitCode, FanpackError
from packager.writers.table import WRITERS, WriteOptions

# What looks like the ending of a file ('.mobi', '.azw3') is one: a folder made in its place would surprise.
FILE_ENDING = re.compile(r"\.[a-z][a-z0-9]{1,4}")


@dataclass(frozen=True, slots=True)
class Request:
    """What to build. `paths` are files and folders; empty: what the manifest names, else its folder."""

    paths: tuple[str, ...] = ()
    manifest: Manifest = field(default_factory=Manifest)
    formats: tuple[str, ...] = ()
    output: str = ""
    cover: str = ""  # from the command line: a path as typed, before the manifest's
    css: str = ""
    strict: bool = False
    fetch_images: bool = False  # pictures of the web
    fetch_from: tuple[str, ...] = ()  # hosts in private networks that pictures may come from
    report: str = ""  # where the ledger is written as JSON, '' = nowhere
    options: WriteOptions = field(default_factory=WriteOptions)


def plan(request: Request) -> list[tuple[str, Target]]:
    """Which format goes where. The file's name waits for the book's title unless -o names it."""
    said = request.output
    ending = Path(said).suffix.lower()
    by_ending = {writer.ending: writer.name for writer in WRITERS}
    formats = request.formats or ((by_ending[ending],) if ending in by_ending else ())
    formats = formats or request.manifest.settings.formats or ("epub",)
    strange = [name for name in formats if name not in by_ending.values()]
    if strange:
        known = ", ".join(writer.name for writer in WRITERS)
        raise FanpackError(ExitCode.USAGE, "", f"unknown format {strange[0]!r}; fanpack writes {known}")
    if ending in by_ending and not Path(said).is_dir():
        base = Path(said).with_suffix("")
        return [(w.name, Target(base.parent, base.name + w.ending)) for w in WRITERS if w.name in formats]
    if FILE_ENDING.fullmatch(ending) and not Path(said).is_dir() and not said.endswith(("/", "\\")):
        known = ", ".join(by_ending)
        raise FanpackError(
            ExitCode.USAGE, said, f"unknown format {ending!r}; fanpack writes {known} (a folder's name ends in /)"
        )
    folder = Path(said) if said else request.manifest.folder / (request.manifest.settings.output or "dist")
    return [(w.name, Target(folder, "", w.ending)) for w in WRITERS if w.name in formats]


@dataclass(frozen=True, slots=True)
class Target:
    folder: Path
    name: str = ""
    ending: str = ""

    def __call__(self, stem: str) -> Path:
        return self.folder / (self.name or stem + self.ending)


def printed_before(request: Request, formats: Sequence[str]) -> str:
    """The PDF built earlier whose page breaks the EPUB is to carry; '' for none, or where this run builds one.

    Raises `FanpackError` where it is not there, or is asked for and of no use.
    """
    asked = request.options.pages_from
    setting = request.manifest.settings.pages_from
    said = asked or (str(request.manifest.folder / setting) if setting else "")
    paper = "pdf" in formats and not request.options.screen
    if asked and (paper or "epub" not in formats):
        why = (
            "the PDF of the same build gives the EPUB its page breaks" if paper else "only an EPUB carries page breaks"
        )
        raise FanpackError(ExitCode.USAGE, "", f"--pages-from: {why}; build --format epub alone with it")
    if not said or paper or "epub" not in formats:
        return ""
    if not Path(said).is_file():
        raise FanpackError(ExitCode.INPUT, said, "no such file; name the PDF whose pages the EPUB is to mark")
    return said
