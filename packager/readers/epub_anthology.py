"""An EPUB that is an anthology by its contents: 'Title by Author' lines, each with its chapters under it."""

from __future__ import annotations

import re
from dataclasses import replace

from packager.model import Metadata
from packager.readers import facts
from packager.readers.epub_package import Package, TocEntry

_STORY = re.compile(r"(?P<title>\S.*?)\s+by\s+(?P<author>\S.{0,80})", re.I)
_APART = frozenset(("cover", "title page", "contents", "table of contents", "copyright", "colophon", "about"))


def stories(package: Package) -> tuple[Package, ...]:
    """The stories as packages of their own; none where the contents do not name two or more by author.

    All top lines of the contents but front and back matter must be such lines, and most must have chapters
    under them or a document of their own: 'Stand by Me' alone among chapters makes no anthology.
    """
    top = [entry for entry in package.toc if entry.depth == 0 and entry.title.lower() not in _APART]
    named = [(entry, match) for entry in top if (match := _STORY.fullmatch(entry.title))]
    if len(named) < 2 or len(named) * 4 < len(top) * 3 or not any(entry.parent for entry, _ in named):
        return ()
    order = {item.path: index for index, item in enumerate(package.spine)}
    starts = [order.get(entry.path, -1) for entry, _ in named]
    if -1 in starts or starts != sorted(set(starts)):
        return ()
    ends = [*starts[1:], _end(package, named[-1][0], order)]
    found: list[Package] = []
    for (entry, match), start, end in zip(named, starts, ends, strict=True):
        spine = package.spine[start:end]
        paths = {item.path for item in spine}
        lines = tuple(_raised(line) for line in package.toc if line.path in paths and line is not entry)
        metadata = Metadata(
            title=facts.name(match["title"]),
            authors=tuple(facts.name(name) for name in re.split(r",\s*|\s+and\s+|\s+&\s+", match["author"])),
            language=package.metadata.language,
        )
        found.append(replace(package, spine=spine, toc=lines, metadata=metadata, cover=""))
    return tuple(found)


def _raised(entry: TocEntry) -> TocEntry:
    return replace(entry, depth=max(0, entry.depth - 1))


def _end(package: Package, last: TocEntry, order: dict[str, int]) -> int:
    """Where the last story ends: before the next top line of the contents, or at the book's end."""
    index = package.toc.index(last)
    for entry in package.toc[index + 1 :]:
        if entry.depth == 0 and order.get(entry.path, -1) > order[last.path]:
            return order[entry.path]
    return len(package.spine)
