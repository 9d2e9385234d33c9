"""From the pages of the printed book to places in the XHTML, for the EPUB's page list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from lxml import etree

from packager.html_book import HtmlBook, PageBreak

XHTML = '<body xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops">{}</body>'


class Printed(Protocol):
    """A printed page: it begins after `letters` letters and digits of the text of `file_name`."""

    @property
    def label(self) -> str: ...
    @property
    def file_name(self) -> str: ...
    @property
    def letters(self) -> int: ...


def page_breaks(book: HtmlBook, printed: Sequence[Printed]) -> tuple[PageBreak, ...]:
    """Each printed page as a place in the text of its file, in reading order."""
    wanted: dict[str, list[Printed]] = {}
    for page in printed:
        wanted.setdefault(page.file_name, []).append(page)
    found: list[PageBreak] = []
    for page_file in book.pages:
        here = wanted.get(page_file.file_name)
        if here and page_file.in_spine:
            root = etree.fromstring(XHTML.format(page_file.body))
            offsets = _offsets(root.itertext(), [page.letters for page in here])
            found += [
                PageBreak(page.label, page_file.file_name, "", offset)
                for page, offset in zip(here, offsets, strict=True)
            ]
    return tuple(found)


def _offsets(texts: Iterable[str], letters: Sequence[int]) -> list[int]:
    """For each count of letters (rising), how many characters stand before the next letter."""
    offsets: list[int] = []
    seen = position = 0
    for text in texts:
        for character in text:
            if character.isalnum():
                while len(offsets) < len(letters) and seen >= letters[len(offsets)]:
                    offsets.append(position)
                seen += 1
            position += 1
        if len(offsets) == len(letters):
            break
    return offsets + [position] * (len(letters) - len(offsets))
