"""What the book is called, by whom, in which language: the manifest's words, else sensible defaults."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from packager import sources
from packager.assembly.defaults import book_language, book_title
from packager.model import Asset, BookInfo, Series, Story
from packager.problems import ExitCode, FanpackError
from packager.request import Request


def book_info(request: Request, stories: Sequence[Story]) -> BookInfo:
    manifest, paths = request.manifest, request.paths
    said = manifest.book
    folder = paths[0] if len(paths) == 1 and Path(paths[0]).is_dir() else ""
    if not paths and manifest.path:
        folder = str(manifest.folder)
    return BookInfo(
        title=said.title or book_title(stories, folder),
        subtitle=said.subtitle,
        authors=said.authors,
        editor=said.editor,
        publisher=said.publisher,
        language=said.language or book_language(stories),
        description=said.description,
        identifier=said.identifier,
        date=said.date,
        series=(Series(said.series, said.series_part),) if said.series else (),
        dedication=said.dedication,
        colophon=said.colophon,
        cover=_cover(request),
    )


COVER_TYPES = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG": "image/png"}


def _cover(request: Request) -> Asset | None:
    said = request.manifest.book.cover
    path = request.cover or (str(request.manifest.folder / said) if said else "")
    if not path:
        return None
    data = sources.load(path).data
    if not data.startswith(tuple(COVER_TYPES)):
        raise FanpackError(ExitCode.INPUT, path, "is no JPEG or PNG picture; save the cover as one")
    from packager.readers.images import checked  # Pillow, which few builds need here

    picture = checked(data)
    if picture is None or picture.media_type not in COVER_TYPES.values():
        raise FanpackError(ExitCode.INPUT, path, "is damaged or too large for a picture; save the cover again")
    return Asset(f"cover.{picture.media_type.split('/')[1]}", picture.media_type, picture.data, role="cover")
