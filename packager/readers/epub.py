"""EPUB 2 and 3: by FanFicFare, FicHub, WebToEpub, AO3, fanpack, EpubMerge, or anything else."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from packager.limits import TooMuchError
from packager.model import Element, Figure, Manuscript, Metadata, block_text, blocks_text, words
from packager.problems import ExitCode, FanpackError, Report
from packager.readers import ao3_download, ao3_facts, epub_anthology, epub_chapters, epub_fronts, epub_own
from packager.readers.archive import SafeZip
from packager.readers.base import Source
from packager.readers.building import manuscript
from packager.readers.damaged import tell_damage
from packager.readers.epub_package import Package, TocEntry, packages
from packager.readers.images import Gallery
from packager.readers.links import Links, member
from packager.readers.markup import Conversion
from packager.readers.parsing import Node, body_of, decode, parse_xhtml
from packager.readers.site_notes import SPECIALS
from packager.readers.styles import Sheet, read_sheet


class Epub:
    name = "epub"

    def recognises(self, source: Source) -> bool:
        head = source.data[:4]
        if head != b"PK\x03\x04":
            return False
        # The first member is `mimetype`, uncompressed, in every EPUB that follows the rules; others still
        # have their container.
        return b"application/epub+zip" in source.data[:200] or b"META-INF/container.xml" in source.data

    def read(self, source: Source, report: Report) -> tuple[Manuscript, ...]:
        archive = SafeZip(source.data, source.label, source.budget)
        main, inner = packages(archive)
        if epub_own.is_own(main):
            return epub_own.read(archive, main, source, report)
        inner = inner or epub_anthology.stories(main)
        if not inner:
            return (_read_book(archive, main, source.label, report),)
        found: list[Manuscript] = []
        for number, book in enumerate(inner, 1):
            try:
                found.append(_read_book(archive, book, f"{source.label}#{number}", report))
            except TooMuchError:
                raise
            except FanpackError as error:
                report.warn("not-a-story", error.where, f"{error.message}; passed over")
        if not found:
            raise FanpackError(
                ExitCode.INPUT,
                source.label,
                "none of the books merged into this EPUB can be read; name the books one by one",
            )
        return tuple(found)


@dataclass(frozen=True, slots=True)
class _Document:
    path: str
    root: Node

    @property
    def body(self) -> Node:
        return body_of(self.root)


def _read_book(archive: SafeZip, package: Package, label: str, report: Report) -> Manuscript:
    documents = [_Document(item.path, parse_xhtml(decode(archive.read(item.path) or b""))) for item in package.spine]
    pages = [(document.path, document.root) for document in documents]
    conversion = _conversion(archive, package, label, pages)
    cover = conversion.gallery.add(archive.read(package.cover) or b"", "cover") if package.cover else None
    if ao3_download.is_download([root for _, root in pages]):
        reading = ao3_download.Reading(conversion)
        for path, root in pages:
            reading.page(path, root)
        lacks = next(((path, line) for path, root in pages if (line := reading.lacks(root))), None)
        if lacks is None:
            found = reading.manuscript(report, label, "ao3-epub")
            return replace(found, metadata=_completed(found.metadata, package.metadata))
        tell_damage(report, f"{label}!{lacks[0]}:{lacks[1]}")
        conversion = _conversion(archive, package, label, pages)
        cover = conversion.gallery.add(archive.read(package.cover) or b"", "cover") if package.cover else None
    elements, metadata = _text(documents, package, conversion, cover)
    work_id, _ = epub_fronts.work_of(metadata.source_url)
    return manuscript(
        conversion,
        report,
        source=label,
        elements=tuple(elements),
        metadata=metadata,
        format="epub",
        work_id=work_id,
    )


def _conversion(archive: SafeZip, package: Package, label: str, pages: Sequence[tuple[str, Node]]) -> Conversion:
    links = Links()
    links.survey(pages)
    for entry in package.toc:
        if entry.fragment:
            links.want(entry.path, entry.fragment)

    def lookup(src: str) -> bytes | None:
        return archive.read(member(links.page, src)) if ":" not in src.split("/", 1)[0] else None

    lang = package.metadata.language or next((root.get("lang") or "" for _, root in pages), "")
    return Conversion(
        label,
        sheet=_sheet(archive, package),
        links=links,
        gallery=Gallery(lookup, key=lambda src: member(links.page, src), fetch=archive.budget.remote),
        lang=lang or "en",
        counts_blocks=True,
        specials=SPECIALS,
    )


def _sheet(archive: SafeZip, package: Package) -> Sheet:
    css = [decode(archive.read(item.path) or b"") for item in package.items if item.media_type == "text/css"]
    return read_sheet("\n".join(css), tags=False)


def _text(
    documents: Sequence[_Document], package: Package, conversion: Conversion, cover: str | None
) -> tuple[list[Element], Metadata]:
    """The elements of all documents in reading order, and the metadata with what title pages say."""
    metadata = package.metadata
    lines: dict[str, list[TocEntry]] = {}
    for entry in package.toc:
        lines.setdefault(entry.path, []).append(entry)
    kept: list[tuple[_Document, tuple[Element, ...]]] = []
    for document in documents:
        conversion.links.page = document.path
        front = epub_fronts.read_front(document.root, document.path, package.nav)
        if front is not None:
            metadata = front.merged(metadata)
            conversion.leave_out(front.rule, document.body)
            continue
        found = conversion.elements(document.body)
        if cover is None and not kept and document is documents[0]:
            cover = _only_picture(found)
            if cover is not None:
                conversion.gallery.as_cover(cover)
        if cover is not None and _only_shows(found, cover):
            conversion.leave_words("title-page", (w for e in found for w in words(block_text(e))))
            continue
        kept.append((document, found))
    content = sum(1 for _, found in kept if any(words(block_text(element)) for element in found))
    titled = sum(1 for document, _ in kept if document.path in lines) * 2 < content
    known = (metadata.title, *metadata.authors, metadata.publisher, blocks_text(metadata.summary))
    elements: list[Element] = []
    for document, found in kept:
        if len(kept) > 1 and epub_chapters.is_title_page(found, known):
            conversion.leave_words("title-page", (w for e in found for w in words(block_text(e))))
            continue
        entries = _entries(lines.get(document.path, ()), conversion.links, conversion.anchors)
        if len(kept) == 1 and len(entries) <= 1:
            entries = []  # a contents of one line only names the book
        elements.extend(epub_chapters.with_starts(found, entries, titled))
    return elements, metadata


def _entries(lines: Sequence[TocEntry], links: Links, anchors: Collection[str]) -> list[tuple[TocEntry, str | None]]:
    """The lines of the contents that lead to one document; one whose place is not found leads to its start."""
    found: list[tuple[TocEntry, str | None]] = []
    for entry in lines:
        links.page = entry.path
        anchor = links.anchor(entry.fragment) if entry.fragment else None
        found.append((entry, anchor if anchor in anchors else None))
    return found


def _only_picture(found: Sequence[Element]) -> str | None:
    """The picture of a document that shows nothing else."""
    first = found[0] if len(found) == 1 else None
    return first.image.asset if isinstance(first, Figure) and not first.caption else None


def _only_shows(found: Sequence[Element], cover: str) -> bool:
    return bool(found) and all(isinstance(element, Figure) and element.image.asset == cover for element in found)


def _completed(metadata: Metadata, package: Metadata) -> Metadata:
    """What the text's own pages say, with what only the package says."""
    return replace(
        metadata,
        title=metadata.title or package.title,
        authors=metadata.authors or package.authors,
        summary=metadata.summary or package.summary,
        language=metadata.language or package.language,
        publisher=metadata.publisher or ao3_facts.PUBLISHER,
    )
