"""The whole pipeline on one screen: sources -> manuscripts -> stories -> anthology -> pages -> files."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

from packager import sources
from packager.assembly import AssemblyOptions, assemble
from packager.book_info import book_info
from packager.files import complete, file_stem
from packager.gather import gather
from packager.html_book import HtmlBook
from packager.ledger import Ledger, balance
from packager.ledger_files import COUNTED, Verifier
from packager.ledger_report import LedgerError, write_report
from packager.manifest import Manifest
from packager.model import Anthology, Manuscript, NotesPlace, Story
from packager.problems import ExitCode, FanpackError, Report
from packager.progress import Progress, silent
from packager.render import Openings, RenderOptions, render, with_link_notes
from packager.render.origins import Origins
from packager.request import Request, plan, printed_before
from packager.source_lines import source_lines
from packager.themes import Theme, load_theme
from packager.typography import set_typography
from packager.writers.table import WRITERS, Job, WriteOptions


@dataclass(frozen=True, slots=True)
class Output:
    path: Path
    format: str
    size: int  # bytes
    pages: int


@dataclass(frozen=True, slots=True)
class Made:
    """A book that is not yet written. `ledger` is that of its pages, which balances; None where nobody asked."""

    theme: Theme
    manuscripts: tuple[Manuscript, ...]
    stories: tuple[Story, ...]
    anthology: Anthology
    book: HtmlBook
    ledger: Ledger | None
    link_notes: bool = True  # paper says the addresses of links
    origins: Origins = field(default_factory=Origins)  # where what is found on its pages comes from

    def printed(self, options: WriteOptions) -> HtmlBook:
        """The book as paper shows it; on a screen a link can be followed."""
        return with_link_notes(self.book) if self.link_notes and not options.screen else self.book


@dataclass(frozen=True, slots=True)
class Outcome:
    book: HtmlBook
    anthology: Anthology
    stories: tuple[Story, ...]
    ledger: Ledger
    outputs: tuple[Output, ...]


def build(request: Request, report: Report, progress: Progress = silent) -> Outcome:
    """Make the book. Raises `FanpackError`; warnings go to `report`. No output is left half written.

    Every file is read back and its words are compared with the sources before any old file is replaced.
    """
    targets = plan(request)
    pages_from = printed_before(request, [name for name, _ in targets])
    try:
        # A file that is counted itself is compared word by word with the sources; counting its pages too
        # would tell nothing more.
        made = make(request, report, progress, count=not all(name in COUNTED for name, _ in targets))
        options = with_pages_of(made.book, pages_from, request.options, report, progress)
        if request.strict and report.warnings:
            first = report.warnings[0]
            more = len(report.warnings) - 1
            told = f"{first.message} [{first.code}]" + (f", and {more} more" if more else "")
            raise FanpackError(ExitCode.STRICT, first.where, f"{told}; mend it, or build without --strict")
        stem = file_stem(made.book.info.title)
        named = [(name, target(stem)) for name, target in targets]
        outputs, ledger = write(made, named, options, report, progress)
    except LedgerError as error:
        if request.report:
            write_report(request.report, error.ledger, report)
        raise
    if request.report:
        write_report(request.report, ledger, report)
    return Outcome(made.book, made.anthology, made.stories, ledger, outputs)


def make(request: Request, report: Report, progress: Progress = silent, *, count: bool = True) -> Made:
    """The book as pages. Raises `FanpackError`, `LedgerError` where a word is lost or doubled.

    `count`: whether the words of the pages are compared with the sources here.
    """
    theme = choose_theme(request)
    gathered = gather(request, report, progress)
    settings = request.manifest.settings
    info = book_info(request, gathered.stories)
    stories = gathered.stories
    if settings.typography:
        stories = tuple(set_typography(story, info.language) for story in stories)
    anthology = assemble(info, stories, AssemblyOptions(settings.notes or NotesPlace.AFTER))
    book = render(anthology, render_options(theme, request.manifest))
    ledger = balance(gathered.manuscripts, anthology, book) if count else None
    if ledger is not None and not ledger.balanced:
        raise LedgerError(ledger)
    origins = Origins(anthology, lru_cache(1)(source_lines), request.manifest.line_of)
    return Made(theme, gathered.manuscripts, gathered.stories, anthology, book, ledger, settings.link_notes, origins)


def choose_theme(request: Request) -> Theme:
    settings = request.manifest.settings
    theme = load_theme(settings.theme) if settings.theme else load_theme()
    path = request.css or (str(request.manifest.folder / settings.css) if settings.css else "")
    if path:
        theme = theme.with_css(sources.load(path).data.decode("utf-8-sig", "replace"), Path(path).name)
    return theme


def render_options(theme: Theme, manifest: Manifest) -> RenderOptions:
    return RenderOptions(
        openings=Openings(lead_in=theme.type.lead_in, drop_cap=theme.type.drop_cap),
        font_name=theme.type.family,
        colophon=manifest.settings.colophon,
    )


def with_pages_of(book: HtmlBook, pdf: str, options: WriteOptions, report: Report, progress: Progress) -> WriteOptions:
    """The options with the page breaks of a PDF built earlier ('' for none)."""
    if not pdf:
        return options
    from packager.writers.pages_from import printed_pages

    progress("reading the printed pages", 0, 0)
    earlier = printed_pages(Path(pdf), book, report)
    return replace(
        options, page_breaks=earlier.page_breaks, printed=f"{book.info.title}, {earlier.pages} pages", pages_from=pdf
    )


def write(
    made: Made,
    targets: Sequence[tuple[str, Path]],
    options: WriteOptions,
    report: Report,
    progress: Progress,
) -> tuple[tuple[Output, ...], Ledger]:
    """Write every format, read it back, and only when all are right put them in their places.

    The ledger is that of the pages where they were counted, else of the first file, with all files' counts.
    """
    outputs: list[Output] = []
    ledgers: list[Ledger] = [made.ledger] if made.ledger is not None else []
    table = {writer.name: writer for writer in WRITERS}
    printed_book = made.printed(options) if "pdf" in (name for name, _ in targets) else made.book
    verify = Verifier(made.manuscripts, made.anthology, made.book, made.ledger, printed_book)
    with ExitStack() as unfinished:
        for name, target in targets:
            progress(f"writing {name}", 0, 0)
            temporary = unfinished.enter_context(complete(target))
            job = Job(made.book, made.theme, temporary, options, report, progress, printed_book, made.origins)
            written = table[name].write(job)
            progress(f"counting the words of the {name}", 0, 0)
            ledgers.append(verify(name, temporary, target))
            if written.page_breaks and not options.screen:  # a screen PDF is not the book on paper
                printed = f"{made.book.info.title}, {written.pages} pages"
                options = replace(options, page_breaks=written.page_breaks, printed=printed)
            outputs.append(Output(target, name, temporary.stat().st_size, written.pages))
    return tuple(outputs), replace(ledgers[0], files=tuple(file for ledger in ledgers for file in ledger.files))
