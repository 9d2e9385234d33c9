"""`fanpack init`: a manifest with what was detected, ready to be changed by hand."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import tomlkit
from tomlkit.items import Table

from packager.assembly.defaults import book_language, book_title
from packager.files import sayable
from packager.manifest import path_beside
from packager.model import Story
from packager.problems import ExitCode, FanpackError

HEAD = """\
The book that `fanpack build` makes of this folder. Every line may be changed or deleted;
what is not said here is detected anew at each build."""

HELP = """\
A wrong guess is overruled by the first words of the paragraph it is about:
  breaks = ["a scene break stands before these words"]     no_breaks = ["none before these"]
  notes = ["this paragraph is a note"]                     not_notes = ["this one is story"]
  chapters = ["this line is a chapter heading"]            no_chapters = ["this one is not"]
`fanpack inspect` prints such lines to paste."""


def manifest_folder(paths: Sequence[str]) -> Path:
    """Where the manifest of these paths stands: the one folder named, or the folder all files are in."""
    if len(paths) == 1 and Path(paths[0]).is_dir():
        return Path(paths[0])
    folders = {path if path.is_dir() else path.parent for path in map(Path, paths)}
    return folders.pop() if len(folders) == 1 else Path()


def manifest_text(stories: Sequence[Story], folder: Path, paths: Sequence[str]) -> str:
    """The manifest as TOML. Raises `FanpackError` (manifest) for a story outside `folder`."""
    document = tomlkit.document()
    for line in HEAD.splitlines():
        document.add(tomlkit.comment(line))
    book = tomlkit.table()
    book.add("title", sayable(book_title(stories, str(folder))))
    authors = list(dict.fromkeys(a for story in stories for a in story.metadata.authors))
    book.add("authors", authors)
    book["authors"].comment("left empty: the stories' own")
    book.add("language", book_language(stories))
    document.add("book", book)
    settings = tomlkit.table()
    settings.add("formats", ["epub"])
    settings["formats"].comment("epub, pdf, html")
    settings.add("notes", "after")
    settings["notes"].comment("before, after, end, inline or omit")
    settings.add("theme", "classic")
    document.add("settings", settings)
    document.add(tomlkit.nl())
    for line in HELP.splitlines():
        document.add(tomlkit.comment(line))
    tables = tomlkit.aot()
    for name in dict.fromkeys(story.source for story in stories):
        tables.append(_story([s for s in stories if s.source == name], name, folder))
    document.add("story", tables)
    return tomlkit.dumps(document)


def _story(stories: Sequence[Story], source: str, folder: Path) -> Table:
    table = tomlkit.table()
    file = path_beside(source, folder)
    if Path(file).is_absolute():
        raise FanpackError(
            ExitCode.MANIFEST,
            sayable(source),
            f"is not in {sayable(str(folder))}; copy the stories into one folder first",
        )
    if file != sayable(file):  # the folders above the manifest's are not written, and may be called anything
        raise FanpackError(
            ExitCode.INPUT, sayable(source), "its name is no text, so fanpack.toml cannot say it; rename it"
        )
    table.add("file", file)
    if len(stories) > 1:  # an anthology in one file: its stories keep their own titles
        return table
    meta = stories[0].metadata
    table.add("title", meta.title)
    table.add("authors", list(meta.authors))
    if meta.fandoms:
        table.add("fandoms", list(meta.fandoms))
    if meta.rating:
        table.add("rating", meta.rating)
    return table
