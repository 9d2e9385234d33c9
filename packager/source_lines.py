"""The lines of a source as they stand in its file, to say in which of them a thing stands."""

from __future__ import annotations

from packager.problems import FanpackError
from packager.readers.base import Source
from packager.readers.mhtml import is_mhtml, page_of
from packager.readers.text_decode import decode
from packager.sources import load


def source_lines(source: str) -> tuple[str, ...]:
    """The lines of the file that a story with lines was read from; none where it is gone since, or in an archive."""
    try:
        found: Source = load(source)
        data = page_of(found).data if is_mhtml(found) else found.data
        return tuple(decode(data, source).text.split("\n"))
    except (FanpackError, ValueError):  # a name with NUL in it is a ValueError
        return ()
