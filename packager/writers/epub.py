"""EPUB 3.3 through ebooklib, which packages finished files: it never sees inside a page.

ebooklib's own page classes parse and re-serialise XHTML and lose words doing it, so every page, the nav and
the NCX are handed over as bytes. What its writer cannot do is in `_Writer`: fixed dates, a language on the
package, and pages that are encoded one at a time as they are written.
"""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from ebooklib import epub

from packager.files import complete
from packager.html_book import HtmlBook, Page, PageBreak, PageKind, is_rtl
from packager.themes import Theme, picture_type
from packager.writers.cover import cover_jpeg
from packager.writers.epub_breaks import marked, page_list
from packager.writers.epub_css import book_css, extra_css
from packager.writers.epub_fonts import characters, features, subset
from packager.writers.epub_metadata import SUBJECTS, identifier, metadata, modified
from packager.writers.epub_nav import nav_xhtml, toc_ncx
from packager.writers.epub_pages import PART_BYTES, document, parted
from packager.writers.escaped import attribute, clean

COMPRESSION = 6  # zlib's higher levels cost three times the time for one percent


@dataclass(frozen=True, slots=True)
class EpubOptions:
    """What the user may choose.

    `page_breaks` (in reading order) are where the pages of the printed book begin and `printed` names that
    book (an ISBN, a title and trim size); both or neither.
    """

    fonts: bool = True
    subjects: tuple[str, ...] = SUBJECTS
    page_breaks: tuple[PageBreak, ...] = ()
    printed: str = ""
    part_bytes: int = PART_BYTES


def write_epub(book: HtmlBook, theme: Theme, target: Path | BinaryIO, options: EpubOptions | None = None) -> None:
    """Write the book. A path is complete or untouched: the file is made beside it and moved into place.

    Raises `FanpackError` (output) when the place cannot be written.
    """
    options = options or EpubOptions()
    packed = _pack(book, theme, options)
    settings = {"mtime": modified(book)}
    if not isinstance(target, Path):
        _Writer(target, packed, settings).write()
        return
    with complete(target) as temporary, temporary.open("wb") as file:
        _Writer(file, packed, settings).write()


def _pack(book: HtmlBook, theme: Theme, options: EpubOptions) -> epub.EpubBook:
    book = parted(marked(book, options.page_breaks), options.part_bytes)
    packed = epub.EpubBook()
    packed.metadata.clear()
    packed.IDENTIFIER_ID = "book-id"
    packed.uid = identifier(book)
    packed.title, packed.language = clean(book.info.title), book.info.language
    rtl = is_rtl(book.info.language)
    packed.direction = "rtl" if rtl else None
    packed.prefixes = []
    for entry in metadata(book, wanted_subjects=options.subjects, printed=options.printed):
        if entry.dc:
            packed.add_metadata("DC", entry.dc, entry.value, entry.attributes)
        else:
            packed.add_metadata(None, "meta", entry.value, entry.attributes)

    cover, cover_type = _cover(book, theme)
    cover_name = f"images/cover.{'png' if cover_type == 'image/png' else 'jpg'}"
    pages = [_cover_page(book, cover_name), *(p for p in book.pages if p.kind is not PageKind.COVER)]
    shown = [page for page in pages if page.in_spine]
    printed_pages = page_list(book.pages, options.page_breaks, "nav.xhtml#contents")

    nav = _item("nav", "nav.xhtml", "application/xhtml+xml", nav_xhtml(book, shown, printed_pages), "nav")
    items = [nav, _item("ncx", "toc.ncx", "application/x-dtbncx+xml", toc_ncx(book, packed.uid, printed_pages))]
    label = book.labels.get("scene_break", "scene break")
    documents: list[epub.EpubItem] = [_PageItem(page, label, rtl) for page in shown]
    items += documents
    items.append(_item("cover-image", cover_name, cover_type, cover, "cover-image"))
    css = theme.css("epub")
    faces = theme.faces if options.fonts else ()
    items.append(_item("css-book", "css/book.css", "text/css", book_css(css, faces).encode()))
    items.append(_item("css-extra", "css/extra.css", "text/css", extra_css(theme).encode()))
    items += _theme_files(theme, css)
    if options.fonts:
        wanted = characters([*(page.body for page in pages), *(point.title for point in book.nav)])
        kept = features(css)
        for face in faces:
            name = face.file
            items.append(_item(f"font-{_id(name)}", f"fonts/{name}", face.media_type, subset(face, wanted, kept)))
    for asset in book.assets:
        items.append(_item(f"image-{_id(asset.name)}", f"images/{asset.name}", asset.media_type, asset.data))
    for item in items:
        packed.add_item(item)
    packed.spine = _spine(documents, nav, pages)
    return packed


def _spine(documents: Sequence[epub.EpubItem], nav: epub.EpubItem, pages: Sequence[Page]) -> list[epub.EpubItem]:
    """The reading order, with the nav where the book has its contents, else before the first story.

    `documents` are those of `pages` that are in the spine.
    """
    before = next((i for i, page in enumerate(pages) if page.kind is PageKind.CONTENTS), None)
    if before is None:
        stories = {PageKind.PART, PageKind.STORY_TITLE, PageKind.CHAPTER}
        before = next((i for i, page in enumerate(pages) if page.kind in stories), len(pages))
    ahead = sum(page.in_spine for page in pages[:before])
    return [*documents[:ahead], nav, *documents[ahead:]]


def _cover(book: HtmlBook, theme: Theme) -> tuple[bytes, str]:
    if book.info.cover:
        return book.info.cover.data, book.info.cover.media_type
    return cover_jpeg(book, theme), "image/jpeg"


def _cover_page(book: HtmlBook, image: str) -> Page:
    title = book.labels.get("cover", "Cover")
    said = ": ".join(part for part in (title, book.info.title) if part)
    body = (
        '<section class="cover" id="cover" epub:type="cover">\n'
        f'<img src="{image}" alt="{attribute(said)}" role="doc-cover"/>\n</section>'
    )
    return Page("cover", "cover.xhtml", PageKind.COVER, title, body, lang=book.info.language)


def _id(name: str) -> str:
    return "".join(c if c.isascii() and (c.isalnum() or c in "-.") else f"_{ord(c):x}" for c in name)


def _item(uid: str, name: str, media_type: str, content: bytes, *properties: str) -> epub.EpubItem:
    item = epub.EpubItem(uid, name, media_type, content)
    item.properties = list(properties)
    return item


def _theme_files(theme: Theme, css: str) -> list[epub.EpubItem]:
    """The theme's pictures that its sheet for e-books, `css`, shows."""
    return [
        _item(f"css-{_id(name)}", f"css/{name}", picture_type(name), data)
        for name, data in theme.files.items()
        if name in css
    ]


class _PageItem(epub.EpubItem):  # type: ignore[misc]
    """A page that becomes bytes only when it is written: a long book stands in memory once, not twice."""

    def __init__(self, page: Page, scene_break: str, rtl: bool) -> None:
        super().__init__(f"page-{_id(page.id)}", page.file_name, "application/xhtml+xml")
        self.page, self.scene_break, self.rtl = page, scene_break, rtl
        self.properties = ["svg"] if "<svg" in page.body else []

    def get_content(self, default: Any = None) -> bytes:
        return document(self.page, self.scene_break, rtl=self.rtl)


class _Archive(zipfile.ZipFile):
    """A zip whose members all carry the first date a zip can hold, so that the clock leaves no trace."""

    def writestr(self, name: Any, data: Any, compress_type: Any = None, compresslevel: Any = None) -> None:
        member = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
        member.external_attr = 0o644 << 16
        member.create_system = 3
        member.compress_type = self.compression if compress_type is None else compress_type
        super().writestr(member, data, compresslevel=COMPRESSION)


class _Writer(epub.EpubWriter):  # type: ignore[misc]
    """ebooklib's writer without the clock, with a language on the package."""

    def _write_opf_file(self, root: Any) -> None:
        root.set("{http://www.w3.org/XML/1998/namespace}lang", self.book.language)
        super()._write_opf_file(root)

    def write(self) -> None:
        with _Archive(self.file_name, "w", zipfile.ZIP_DEFLATED) as self.out:
            self.out.writestr("mimetype", "application/epub+zip", compress_type=zipfile.ZIP_STORED)
            self._write_container()
            self._write_opf()
            self._write_items()
