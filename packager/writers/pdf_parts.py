"""The parts of a book: one per page of the HTML book, laid out here or in a pool of worker processes."""

from __future__ import annotations

import gc
import multiprocessing
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree as ET

from packager import workers
from packager.html_book import Page, PageKind
from packager.problems import ExitCode, FanpackError
from packager.writers.pdf_codes import coded, uncoded
from packager.writers.pdf_galley import NoRoom, Uncut, cut
from packager.writers.pdf_html import (
    BEHIND,
    NOTES,
    body_tree,
    breakable,
    footnotes_behind,
    gather_footnotes,
    inside,
    move_footnotes,
    part_tree,
)
from packager.writers.pdf_layout import Bench, PartInfo, Setup
from packager.writers.pdf_lines import Unwritten
from packager.writers.pdf_listen import listening
from packager.writers.pdf_stamps import stamps

LETTER = 0.43  # em that a letter takes on average
DOTS = 200  # an inch: fewer look coarse on paper
NOTE_ID = re.compile(r'<aside class="footnote[^>]* id="([^"]+)"')
SET = frozenset(set(PageKind) - {PageKind.CONTENTS, PageKind.COVER})
GALLEYS = frozenset({PageKind.CHAPTER, PageKind.NOTES, PageKind.DISCLAIMERS})


@dataclass(frozen=True, slots=True)
class PartJob:
    """One part to lay out. `files` maps file names to page ids."""

    key: str
    page: Page
    files: dict[str, str]
    verso: bool = False  # it begins on a left-hand page


@dataclass(frozen=True, slots=True)
class StampJob:
    """Running heads or folios (`kind` head or folio) to lay out: `texts` stand on recto and verso pages in turn."""

    key: str
    kind: str
    texts: tuple[str, ...]
    lang: str = "en"


Job = PartJob | StampJob


def lay_out(bench: Bench, job: Job) -> bytes:
    """The PDF of one job. Garbage is collected between jobs only: measured, 11 % less time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        return _lay_out(bench, job)
    finally:
        if gc.get_count()[0] > 500_000:
            gc.collect(0)  # the young only: what lives on is caches
        if was_on:
            gc.enable()


def _lay_out(bench: Bench, job: Job) -> bytes:
    with listening() as lines:
        return _part(bench, job, lines) if isinstance(job, PartJob) else stamps(bench, job.kind, job.texts, job.lang)


def _part(bench: Bench, job: PartJob, lines: list[str]) -> bytes:
    info = PartInfo()
    document = _paginated(bench, job, info)
    count_letters(document, info)
    look(document, info)

    def told(_document: Any, _pdf: Any) -> None:  # when all is drawn: a glyph that no font has is found out then
        info.said += [("weasyprint", job.page.file_name, line) for line in lines]

    return bench.pdf(document, info, told)


def _set(bench: Bench, page: Page, place_notes: Callable[[ET.Element], None]) -> str:
    """The page's body as it is printed: footnotes as `place_notes` puts them, lines broken by the typesetter."""
    paper = bench.setup.geometry
    body = breakable(page.body, round(paper.measure / paper.size / LETTER))
    if bench.setup.options.footnotes and "noteref" in body:
        tree = body_tree(body)
        place_notes(tree)
        body = inside(tree)
    setter = bench.setter(page.lang) if page.kind in SET else None
    return body if setter is None else setter.set_page(body, page.kind.value).body


def _rendered(bench: Bench, job: PartJob, place_notes: Callable[[ET.Element], None], *, galley: bool) -> Any:
    """The part laid out: plain lines as codes, or where that won't do every line as an element."""
    body = _set(bench, job.page, place_notes)
    try:
        return bench.render(part_tree(job.page, body_tree(coded(body)), job.files), galley=galley)
    except Unwritten:
        return bench.render(part_tree(job.page, body_tree(uncoded(body)), job.files), galley=galley)


def _paginated(bench: Bench, job: PartJob, info: PartInfo) -> Any:
    """The part on pages: running text cut from a galley with level spreads, the rest as WeasyPrint does it."""
    if job.page.kind in GALLEYS or "noteref" in job.page.body:
        page = bench.setup.geometry
        try:
            document = _rendered(bench, job, gather_footnotes, galley=True)
            return cut(document, page, bench.image, verso=job.verso)
        except NoRoom as why:
            if document := _notes_behind(bench, job):
                info.said.append(("notes-behind", job.page.file_name, str(why)))
                return document
            info.said.append(("uncut", job.page.file_name, str(why)))
        except Uncut as why:
            info.said.append(("uncut", job.page.file_name, str(why)))
    if document := _notes_below(bench, job):
        return document
    info.said.append(("notes-behind", job.page.file_name, "they find no room on the pages that call them"))
    return _rendered(bench, job, footnotes_behind, galley=False)


def _notes_below(bench: Bench, job: PartJob) -> Any | None:
    """The part as WeasyPrint pages it; None where notes of it stand on no page.

    WeasyPrint 70 forgets those that find no room beside one of a page's height, and fails on some that it breaks.
    """
    wanted = set(NOTE_ID.findall(job.page.body)) if bench.setup.options.footnotes else set()
    try:
        document = _rendered(bench, job, move_footnotes, galley=False)
    except AssertionError:
        if wanted:
            return None
        raise
    shown = {
        box.element.get("id")
        for page in document.pages
        for box in (page._page_box.descendants() if wanted else ())
        if box.element is not None and "::" not in (box.element_tag or "")
    }
    return document if wanted <= shown else None


def _notes_behind(bench: Bench, job: PartJob) -> Any | None:
    """The part with its notes behind the text, where a line and its notes don't fit one page; None without notes or
    where that isn't why it can't be cut."""
    if "noteref" not in job.page.body:
        return None
    try:
        document = _rendered(bench, job, footnotes_behind, galley=True)
        return cut(document, bench.setup.geometry, bench.image, verso=job.verso)
    except Uncut:
        return None


def count_letters(document: Any, info: PartInfo) -> None:
    """Note how many letters stand before each page's first word, generated text and footnotes left out."""
    from weasyprint.formatting_structure import boxes

    def texts(box: Any) -> Iterator[str]:
        told = box.element.get("class", "") if box.element is not None else ""
        if isinstance(box, boxes.TextBox):
            if box.element is not None and "::" not in (box.element_tag or "") and "noteref" not in told:
                yield box.text
            return
        if isinstance(box, (boxes.MarginBox, boxes.FootnoteAreaBox)) or told in (NOTES, BEHIND):
            return
        for child in getattr(box, "children", ()):
            yield from texts(getattr(child, "_box", child))

    before = 0
    for page in document.pages:
        info.letters.append(before)
        text = " ".join(texts(page._page_box))
        before += sum(map(str.isalnum, text))
        info.words += len(text.split())


def look(document: Any, info: PartInfo) -> None:
    """Say which pictures have too few pixels for the size they are printed at, and whether words are off the page."""
    from weasyprint.formatting_structure import boxes
    from weasyprint.images import RasterImage

    for page in document.pages:
        for box in page._page_box.descendants():
            if isinstance(box, boxes.TextBox):
                x, y = box.position_x, box.position_y
                if x < 0 or y < 0 or x + box.width > page.width or y + box.height > page.height:
                    info.off_page = info.off_page or bool(box.text.strip())
                continue
            if not isinstance(box, boxes.ReplacedBox) or not isinstance(box.replacement, RasterImage):
                continue
            inches = float(box.width) / 96
            dots = box.replacement.width / inches if inches > 0.1 else DOTS
            if dots < DOTS:
                name = (box.element.get("src") or "").rpartition("/")[2]
                info.said.append(("coarse-image", name, f"{dots:.0f} {inches:.1f}"))


# ------------------------------------------------------------------------------------------- workers

START = "fork" if sys.platform.startswith("linux") else "spawn"
_bench: Bench | None = None


def _start(setup: Setup | None) -> None:
    """Make a worker ready. A forked one has its bench already; a spawned one builds it."""
    global _bench
    workers.begin()
    if setup is not None:
        _bench = Bench(setup)
    gc.freeze()  # what it begins with stays for good


def _work(job: Job) -> bytes:
    assert _bench is not None
    return lay_out(_bench, job)


class Pool:
    """Where jobs are laid out: `count` processes, or this one when `count` is 1."""

    def __init__(self, setup: Setup, count: int) -> None:
        self.setup, self.count = setup, count
        self._executor: ProcessPoolExecutor | None = None
        self._others: frozenset[int] = frozenset()  # processes that are not of this pool
        self._own: Bench | None = None

    @property
    def bench(self) -> Bench:
        """This process's own bench."""
        if self._own is None:
            self._own = Bench(self.setup)
        return self._own

    def run(self, jobs: Sequence[Job], done: Callable[[Job, bytes], None]) -> None:
        """Lay out `jobs`, calling `done` for each as it is finished, in any order."""
        if self.count == 1 or len(jobs) <= 1:
            for job in jobs:
                done(job, lay_out(self.bench, job))
            return
        executor = self._start()
        try:
            finished: workers.Finished[bytes] = workers.Finished()
            with workers.starting():  # the first job starts them
                heaviest = sorted(jobs, key=_weight, reverse=True)
                futures = {finished.add(executor.submit(_work, job)): job for job in heaviest}
            while futures:
                future = finished.wait()
                done(futures.pop(future), workers.result_of(future))
        except BrokenProcessPool:
            raise FanpackError(
                ExitCode.INTERNAL,
                "print",
                "a worker process was ended from outside (often for want of memory) while pages were laid out; "
                "nothing was written. Try again with --jobs 1",
            ) from None

    def _start(self) -> ProcessPoolExecutor:
        global _bench
        if self._executor is None:
            if START == "fork":
                _bench = self.bench  # read once here, inherited by every worker
            context = multiprocessing.get_context(START)
            given = None if START == "fork" else self.setup
            self._others = workers.running()
            self._executor = ProcessPoolExecutor(self.count, context, _start, (given,))
        return self._executor

    def close(self, *, at_once: bool = False) -> None:
        """End the workers: when they are done, or wherever they are."""
        global _bench
        if self._executor is not None:
            if at_once:
                workers.end(self._others)
            self._executor.shutdown(wait=True, cancel_futures=True)
            self._executor = None
        _bench = None


@contextmanager
def pool(setup: Setup, count: int) -> Iterator[Pool]:
    """A pool that ends its workers, also when something goes wrong."""
    made = Pool(setup, count)
    try:
        yield made
    except BaseException:
        made.close(at_once=True)
        raise
    made.close()


def _weight(job: Job) -> int:
    return len(job.page.body) if isinstance(job, PartJob) else 2000 * len(job.texts)


__all__ = ["Job", "PartJob", "Pool", "StampJob", "lay_out", "pool"]
