"""The text layer of a finished PDF, part by part, for the ledger.

PDFium gives each text object's characters through the file's own ToUnicode maps. Running heads and folios
are form XObjects marked as artifacts: they are no text of the book.
"""

from __future__ import annotations

import ctypes
import re
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from packager.html_book import HtmlBook, PageKind
from packager.ledger_letters import Difference, PartLetters, differences, letters, part_letters
from packager.problems import ExitCode, FanpackError

WHOLE_BOOK = frozenset(kind.value for kind in PageKind)
"""Ids of pages that an EPUB may not have as documents (its contents are the nav) but that begin a part."""


def pdf_differences(path: Path, book: HtmlBook) -> list[tuple[str, Difference]]:
    """How the text of a PDF differs from the pages it was made of: (page of the PDF, difference)."""
    parts = (part_letters(page.id, page.file_name, page.body) for page in book.pages)
    return compare_parts(
        path, [replace(p, turned=p.turned or page.dir == "rtl") for p, page in zip(parts, book.pages, strict=True)]
    )


def compare_parts(path: Path, parts: Sequence[PartLetters]) -> list[tuple[str, Difference]]:
    """The same for parts in reading order, where the pages stand in another file (an EPUB)."""
    try:
        pdf = pdfium.PdfDocument(path)
    except (pdfium.PdfiumError, OSError) as error:
        raise FanpackError(ExitCode.LEDGER, str(path), f"is not a whole PDF ({error}); build it again") from error
    found: list[tuple[str, Difference]] = []
    try:
        starts = destinations(pdf)
        stops = sorted({starts[name] for name in WHOLE_BOOK if name in starts})
        placed = [(starts[part.page_id], part) for part in parts if part.page_id in starts]
        for part in parts:
            if part.page_id not in starts and part.has_source:
                found.append((f"no page ({part.file_name})", Difference("missing", part.text, "", 0)))
        placed.sort(key=lambda pair: pair[0])
        for number, (first, part) in enumerate(placed):
            last = placed[number + 1][0] if number + 1 < len(placed) else len(pdf)
            last = min([last, *(stop for stop in stops if stop > first)])
            if not part.has_source:
                continue
            noted = bool(part.footnotes or part.addresses)
            texts = [page_text(pdf, i, noted) for i in range(first, last)]
            feet = [letters(text.notes) for text in texts] if noted else ()
            for difference in differences(part, [letters(text.body) for text in texts], feet):
                found.append((f"page {first + 1 + difference.page} ({part.file_name})", difference))
    finally:
        pdf.close()
    return found


def destinations(pdf: pdfium.PdfDocument) -> dict[str, int]:
    """The named destinations of a PDF: name -> page, from 0."""
    found: dict[str, int] = {}
    for number in range(raw.FPDF_CountNamedDests(pdf)):
        size = ctypes.c_long(0)
        raw.FPDF_GetNamedDest(pdf, number, None, size)
        if size.value <= 0:
            continue
        buffer = ctypes.create_string_buffer(size.value)
        place = raw.FPDF_GetNamedDest(pdf, number, buffer, size)
        if place:
            name = buffer.raw[: size.value].decode("utf-16-le").rstrip("\0")
            found[name] = raw.FPDFDest_GetDestPageIndex(pdf, place)
    return found


@dataclass(frozen=True, slots=True)
class PageText:
    """The text of a page in the order it is drawn, without artifacts; `notes` is what its tags call a Note."""

    body: str
    notes: str = ""


def page_text(pdf: pdfium.PdfDocument, number: int, noted: bool = False) -> PageText:
    """The text of a page. With `noted` its footnotes are told from the rest, by the tags."""
    page = pdf[number]
    text_page = page.get_textpage()
    try:
        notes = _in_notes(page) if noted else frozenset()
        count = raw.FPDFPage_CountObjects(page)
        objects = [raw.FPDFPage_GetObject(page, i) for i in range(count)]
        if not notes:
            return PageText("".join(_texts(objects, text_page)))
        apart = [raw.FPDFPageObj_GetMarkedContentID(thing) in notes for thing in objects]
        return PageText(
            "".join(_texts((o for o, note in zip(objects, apart, strict=True) if not note), text_page)),
            "".join(_texts((o for o, note in zip(objects, apart, strict=True) if note), text_page)),
        )
    finally:
        text_page.close()
        page.close()


def is_blank(pdf: pdfium.PdfDocument, number: int) -> bool:
    """Whether a page shows nothing but artifacts: no word and no picture of the book."""
    page = pdf[number]
    try:
        count = raw.FPDFPage_CountObjects(page)
        return all(_artifact(raw.FPDFPage_GetObject(page, i)) for i in range(count))
    finally:
        page.close()


def _in_notes(page: pdfium.PdfPage) -> frozenset[int]:
    """The ids of the page's marked content that stands in notes."""
    tree = raw.FPDF_StructTree_GetForPage(page)
    if not tree:
        return frozenset()
    try:
        found: set[int] = set()
        tops = range(raw.FPDF_StructTree_CountChildren(tree))
        open_elements = [(raw.FPDF_StructTree_GetChildAtIndex(tree, i), False) for i in tops]
        while open_elements:
            element, noted = open_elements.pop()
            if not element:
                continue
            noted = noted or _role(element) == "Note"
            for i in range(raw.FPDF_StructElement_CountChildren(element)):
                child = raw.FPDF_StructElement_GetChildAtIndex(element, i)
                if child:
                    open_elements.append((child, noted))
                elif noted:
                    found.add(raw.FPDF_StructElement_GetChildMarkedContentID(element, i))
        return frozenset(found - {-1})
    finally:
        raw.FPDF_StructTree_Close(tree)


def _role(element: object) -> str:
    buffer = (ctypes.c_ushort * 16)()
    size = raw.FPDF_StructElement_GetType(element, buffer, 32)
    return bytes(buffer)[: min(size, 32)].decode("utf-16-le", "replace").rstrip("\0")


def _texts(objects: Iterable[object], text_page: pdfium.PdfTextPage) -> Iterator[str]:
    for thing in objects:
        kind = raw.FPDFPageObj_GetType(thing)
        if kind == raw.FPDF_PAGEOBJ_TEXT and not _artifact(thing):
            size = raw.FPDFTextObj_GetText(thing, text_page, None, 0)
            buffer = (ctypes.c_ushort * ((size + 1) // 2))()
            raw.FPDFTextObj_GetText(thing, text_page, buffer, size)
            yield _text(bytes(buffer)[:size])
        elif kind == raw.FPDF_PAGEOBJ_FORM and not _artifact(thing):
            count = raw.FPDFFormObj_CountObjects(thing)
            yield from _texts((raw.FPDFFormObj_GetObject(thing, i) for i in range(count)), text_page)


PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]|([\udc00-\udfff])([\ud800-\udbff])")


def _text(data: bytes) -> str:
    """What PDFium says in UTF-16. It turns what runs from right to left unit by unit, so that an emoji or a letter of
    an old script has its two surrogates the wrong way round there."""
    found = data.decode("utf-16-le", "replace")
    if "\ufffd" in found:  # a surrogate alone begins every turned pair
        units = "".join(map(chr, array("H", data)))
        turned = PAIR.sub(lambda pair: f"{pair[2]}{pair[1]}" if pair[1] else pair[0], units)
        found = turned.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return found.rstrip("\0")


def _artifact(thing: object) -> bool:
    for number in range(raw.FPDFPageObj_CountMarks(thing)):
        mark = raw.FPDFPageObj_GetMark(thing, number)
        size = ctypes.c_ulong(0)
        buffer = (ctypes.c_ushort * 16)()
        raw.FPDFPageObjMark_GetName(mark, buffer, 32, size)
        name = bytes(buffer)[: min(size.value, 32)].decode("utf-16-le", "replace").rstrip("\0")
        if name == "Artifact":
            return True
    return False
