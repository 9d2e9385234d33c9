"""The table of writers. Each is imported when it is used: an EPUB never loads WeasyPrint."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from packager.files import ending_later
from packager.html_book import HtmlBook, PageBreak
from packager.problems import Report
from packager.progress import Progress, silent
from packager.render.origins import Origins
from packager.themes import Theme


@dataclass(frozen=True, slots=True)
class WriteOptions:
    """What the user asked of the files; a writer reads what concerns it."""

    trim: str = ""  # '' = the theme's or 5.5x8.5in
    screen: bool = False
    bleed: bool = False
    openings: str = ""  # 'recto' or 'any'
    pdf_variant: str = "pdf/ua-1"
    embed_fonts: bool = True
    subjects: tuple[str, ...] | None = None  # of the EPUB's metadata; None: all kinds
    jobs: int = 0  # 0: as many as there are processors
    cache: bool = True
    page_breaks: tuple[PageBreak, ...] = ()  # of the printed book, for the EPUB's page list
    printed: str = ""  # what that printed book is, for `pageBreakSource`
    pages_from: str = ""  # a PDF built earlier that is that book; one built in the same run comes before it


@dataclass(frozen=True, slots=True)
class Job:
    """`printed` is the book as paper shows it, where that is not `book`: links that say their addresses."""

    book: HtmlBook
    theme: Theme
    target: Path  # a temporary file; who asked for the job moves it into place
    options: WriteOptions = field(default_factory=WriteOptions)
    report: Report = field(default_factory=Report)
    progress: Progress = silent
    printed: HtmlBook | None = None
    origins: Origins = field(default_factory=Origins)  # leads what is found on a page back to its source


@dataclass(frozen=True, slots=True)
class Written:
    """What a writer says of its file. `pages` is 0 for formats without pages."""

    pages: int = 0
    page_breaks: tuple[PageBreak, ...] = ()


@dataclass(frozen=True, slots=True)
class Writer:
    name: str
    ending: str
    write: Callable[[Job], Written]


def _pdf(job: Job) -> Written:
    from packager.writers.pango import require_pango

    require_pango()
    with ending_later():
        from packager.writers.pdf import write

    return write(job)


def _epub(job: Job) -> Written:
    from packager.writers.epub import EpubOptions, write_epub
    from packager.writers.epub_metadata import SUBJECTS

    options = EpubOptions(
        fonts=job.options.embed_fonts,
        subjects=SUBJECTS if job.options.subjects is None else job.options.subjects,
        page_breaks=job.options.page_breaks,
        printed=job.options.printed,
    )
    with job.target.open("wb") as file:
        write_epub(job.book, job.theme, file, options)
    return Written()


def _html(job: Job) -> Written:
    from packager.writers.html import write_html

    write_html(job.book, job.theme, job.target)
    return Written()


WRITERS = (
    Writer("pdf", ".pdf", _pdf),  # first: the EPUB of the same build carries its page breaks
    Writer("epub", ".epub", _epub),
    Writer("html", ".html", _html),
)
