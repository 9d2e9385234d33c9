"""The whole pipeline on one screen: sources -> manuscripts -> stories -> anthology -> pages -> files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from packager import sources
from packager.assembly import AssemblyOptions, assemble
from packager.book_info import book_info
from packager.files import complete, file_stem
from packager.gather import gather
from packager.html_book import HtmlBook
from packager.ledger import Ledger, balance
from packager.manifest import Manifest
from packager.model import Anthology, NotesPlace, Story
from packager.problems import ExitCode, FanpackError, Report
from packager.progress import Progress, silent
from packager.render import Openings, RenderOptions, render
from packager.request import Request, plan
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
class Outcome:
    book: HtmlBook
    anthology: Anthology
    stories: tuple[Story, ...]
    ledger: Ledger
    outputs: tuple[Output, ...]


def build(request: Request, report: Report, progress: Progress = silent) -> Outcome:
    """Make the book. Raises `FanpackError`; warnings go to `report`. No output is left half written."""
    targets = plan(request)
    theme = choose_theme(request)
    gathered = gather(request, report, progress)
    manifest = request.manifest
    settings = manifest.settings
    info = book_info(request, gathered.stories)
    stories = gathered.stories
    if settings.typography:
        stories = tuple(set_typography(story, info.language) for story in stories)
    anthology = assemble(info, stories, AssemblyOptions(settings.notes or NotesPlace.AFTER))
    book = render(anthology, render_options(theme, manifest))
    ledger = balance(gathered.manuscripts, anthology, book)
    if not ledger.balanced:
        raise FanpackError(ExitCode.LEDGER, *unbalanced(ledger))
    if request.strict and report.warnings:
        first = report.warnings[0]
        raise FanpackError(ExitCode.STRICT, first.where, f"{first.message} (--strict stops at warnings)")
    stem = file_stem(info.title)
    outputs = write(book, theme, [(n, t(stem)) for n, t in targets], request.options, report, progress)
    return Outcome(book, anthology, gathered.stories, ledger, outputs)


def choose_theme(request: Request) -> Theme:
    settings = request.manifest.settings
    theme = load_theme(settings.theme) if settings.theme else load_theme()
    path = request.css or (str(request.manifest.folder / settings.css) if settings.css else "")
    if path:
        theme = theme.with_css(sources.load(path).data.decode("utf-8", "replace"))
    return theme


def render_options(theme: Theme, manifest: Manifest) -> RenderOptions:
    return RenderOptions(
        openings=Openings(lead_in=theme.type.lead_in, drop_cap=theme.type.drop_cap),
        font_name=theme.type.family,
        colophon=manifest.settings.colophon,
    )


def unbalanced(ledger: Ledger) -> tuple[str, str]:
    some = [f"{word!r} {number}x" for word, number in (ledger.missing or ledger.extra)[:5]]
    kind = "missing from" if ledger.missing else "too many in"
    return "", f"words {kind} the book: {', '.join(some)}; this is a fault in fanpack, please report it"


def write(
    book: HtmlBook,
    theme: Theme,
    targets: Sequence[tuple[str, Path]],
    options: WriteOptions,
    report: Report,
    progress: Progress,
) -> tuple[Output, ...]:
    outputs: list[Output] = []
    table = {writer.name: writer for writer in WRITERS}
    for name, target in targets:
        progress(f"writing {name}", 0, 0)
        with complete(target) as temporary:
            job = Job(book, theme, temporary, options, report, progress)
            written = table[name].write(job)
            size = temporary.stat().st_size
        if written.page_breaks and not options.screen:  # a screen PDF is not the book on paper
            options = replace(
                options, page_breaks=written.page_breaks, printed=f"{book.info.title}, {written.pages} pages"
            )
        outputs.append(Output(target, name, size, written.pages))
    return tuple(outputs)
