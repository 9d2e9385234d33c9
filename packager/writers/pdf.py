"""The book as a PDF to print and bind: parts laid out by WeasyPrint, put together by pikepdf.

pages -> parts (laid out on their own, from the cache or by workers) -> contents -> stamps -> merge -> save
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import pikepdf

from packager import limits
from packager.html_book import HtmlBook, Page, PageBreak, PageKind
from packager.problems import FanpackError, Report
from packager.progress import Progress, silent
from packager.render.origins import Origins
from packager.typeset import Face, Tuning
from packager.writers import pdf_order
from packager.writers.pdf_book import (
    add_destinations,
    add_labels,
    add_metadata,
    add_outline,
    add_output_intent,
    save,
)
from packager.writers.pdf_boxes import Sheet
from packager.writers.pdf_cache import Cache, fingerprint
from packager.writers.pdf_copies import copies
from packager.writers.pdf_html import geometry_css
from packager.writers.pdf_layout import FaceFile, PartInfo, Setup
from packager.writers.pdf_merge import Leaf, merge, part_info
from packager.writers.pdf_options import (
    BLEED,
    Geometry,
    PdfOptions,
    PdfResult,
    PrintedPage,
    geometry,
    gutter_shift,
    pdf_variant,
    worker_count,
)
from packager.writers.pdf_order import FOLIOS
from packager.writers.pdf_own_css import disturbed, own_css, place_in, tell_notes, tell_undone
from packager.writers.pdf_parts import GALLEYS, PartJob, Pool, StampJob, pool
from packager.writers.pdf_parts import Job as LayoutJob
from packager.writers.pdf_places import LetterPlaces
from packager.writers.pdf_say import say
from packager.writers.table import Job, Written

if TYPE_CHECKING:
    from packager.themes import Theme

SMALL = 60_000  # characters of XHTML below which a pool costs more than it saves
HREF = re.compile('href="([^"#]+)')


def write_pdf(
    book: HtmlBook,
    theme: Theme,
    target: Path,
    options: PdfOptions | None = None,
    report: Report | None = None,
    progress: Progress = silent,
    origins: Origins = Origins(),  # noqa: B008 - frozen
) -> PdfResult:
    """Write `book` as a PDF to `target` (whole or not at all).

    Raises `FanpackError` when the options make no sense or a worker dies. What is wrong with the pages (a glyph no
    font has, a picture too coarse for print) goes into `report`, at its place by `origins`.
    """
    options = options or PdfOptions()
    report = report if report is not None else Report()
    page = geometry(options, theme.type.size, theme.type.leading)
    cache = Cache(options.cache)
    user = own_css(theme.sheets.get("user", ""))
    tell_notes(report, user, theme.user_css)
    number = 0
    beyond: int | None = None  # the first try that has all words, some of them off the page
    for number, attempt in enumerate(user.tries):
        last = attempt is user.tries[-1]
        try:
            made, findings = _write(book, theme, attempt.css, page, target, cache, options, progress)
        except FanpackError:
            raise
        except Exception:
            if last:
                raise
            continue  # there is no end to what a strange sheet may lead WeasyPrint into
        if last:
            break
        if not disturbed(target, book):
            if not made.off_page:
                break
            beyond = number if beyond is None else beyond
    if made.off_page and beyond is not None:  # so are they without the sheet: it isn't to blame
        number = beyond
        made, findings = _write(book, theme, user.tries[number].css, page, target, cache, options, progress)
    say(report, findings, origins, partial(place_in, user.tries[number].css, theme.user_css))
    tell_undone(report, user, theme.user_css, number)
    if made.parts_laid_out:
        cache.trim()
    return made


def _write(
    book: HtmlBook,
    theme: Theme,
    user_css: str,
    page: Geometry,
    target: Path,
    cache: Cache,
    options: PdfOptions,
    progress: Progress,
) -> tuple[PdfResult, list[tuple[Page, PartInfo]]]:
    """Write the file with `user_css` for the user's own sheet; with what is known of its parts."""
    setup = make_setup(book, theme.in_place_of_user_css(user_css), page, options)
    pages = pdf_order.printed_pages(book, options)
    for printed in pages:
        refuse_too_long(printed)
    base = fingerprint(setup.shape())
    characters = sum(len(p.body) for p in pages)
    workers = 1 if characters < SMALL else worker_count(options, len(pages))
    with pool(setup, workers) as crew:
        run = _Run(book, pages, setup, cache, base, crew, options, progress)
        return run.make(target), run.findings


def refuse_too_long(page: Page) -> None:
    """Raises `TooMuchError` for a chapter whose layout would take more memory than `limits.PAPER`."""
    elements = page.body.count("<") // 2
    if len(page.body) * limits.PAPER_CHARACTER + elements * limits.PAPER_ELEMENT > limits.PAPER:
        raise limits.TooMuchError(
            f"“{page.title}”",
            f"this chapter is too long to be laid out for print ({len(page.body) // limits.MB} MB with {elements:,} "
            "paragraphs and other pieces); part it into chapters, or make an EPUB without the PDF",
        )


def make_setup(book: HtmlBook, theme: Theme, page: Geometry, options: PdfOptions) -> Setup:
    """What all parts share: the cascade, the theme's faces, the pictures."""
    from packager.writers.pdf_css import initial_css, inked, localised, ornament_css

    css = geometry_css(page, options, theme.type.family)
    css += initial_css(theme.face().data, page.size, page.leading, theme.type.drop_cap_lines)
    css += localised(theme.css("print"))
    if theme.ornament is not None:
        css += ornament_css(theme.ornament, options)
        files_ornament = {"scene-break.svg": (inked(theme.ornament.svg, options).encode(), "image/svg+xml")}
    else:
        files_ornament = {}
    files = {f"images/{asset.name}": (asset.data, asset.media_type) for asset in book.assets} | files_ornament
    kinds = {
        "svg": "image/svg+xml",
        "png": "image/png",
        "jpg": "image/jpeg",
        "jpeg": "image/jpeg",
        "gif": "image/gif",
    }
    for name, data in theme.files.items():
        files[name] = (data, kinds.get(name.rpartition(".")[2].lower(), "application/octet-stream"))
    faces = tuple(FaceFile(f.file, f.family, f.weight, f.italic, f.data) for f in theme.faces)
    spec_faces = tuple(Face(f.family, f.italic, f.weight, f.data) for f in faces)
    tuning = Tuning() if theme.type.hang else replace(Tuning(), hang=0.0)
    if not theme.type.justify:  # ragged lines keep to the natural face
        tuning = replace(tuning, expansion=0.0)
    made, rules = copies(spec_faces, tuning)
    return Setup(css + rules, (*faces, *made), spec_faces, tuning, files, page, options)


def write(job: Job) -> Written:
    """The entry in the table of writers."""
    asked = job.options
    options = PdfOptions(
        trim=asked.trim or "5.5x8.5",
        screen=asked.screen,
        bleed=BLEED if asked.bleed else 0.0,
        openings="any" if asked.openings == "any" else "recto",
        variant=pdf_variant(asked.pdf_variant),
        jobs=asked.jobs,
        cache=asked.cache,
    )
    made = write_pdf(job.printed or job.book, job.theme, job.target, options, job.report, job.progress, job.origins)
    return Written(made.pages, page_breaks(job.book, made))


def page_breaks(book: HtmlBook, made: PdfResult) -> tuple[PageBreak, ...]:
    """Where printed pages begin in the texts of the XHTML pages."""
    bodies = {page.file_name: page.body for page in book.pages}
    texts: dict[str, LetterPlaces] = {}
    found = []
    for page in made.page_list:
        places = texts.get(page.file_name) or texts.setdefault(page.file_name, LetterPlaces(bodies[page.file_name]))
        found.append(PageBreak(page.label, page.file_name, offset=places.offset(page.letters)))
    return tuple(found)


class _Run:
    """One book on its way to paper."""

    def __init__(
        self,
        book: HtmlBook,
        pages: tuple[Page, ...],
        setup: Setup,
        cache: Cache,
        base: str,
        crew: Pool,
        options: PdfOptions,
        progress: Progress,
    ) -> None:
        self.book, self.pages, self.setup, self.cache, self.base = book, pages, setup, cache, base
        self.crew, self.options, self.progress = crew, options, progress
        self.findings: list[tuple[Page, PartInfo]] = []
        self.files = {page.file_name: page.id for page in book.pages}
        self.laid_out = self.relaid = 0
        self._infos: dict[bytes, PartInfo] = {}
        self.verso: set[str] = {page.id for page in self.pages if page.kind in {PageKind.DISCLAIMERS}}
        self.sheets: dict[str, bytes] = {}

    def job(self, page: Page, verso: bool = False) -> PartJob:
        targets = self._targets(page)
        shape = (page.kind, page.title, page.body, page.lang, page.dir)
        key = fingerprint(self.base, shape, targets, self.setup.pictures(page.body), verso)
        return PartJob(key, page, targets, verso)

    def _targets(self, page: Page) -> dict[str, str]:
        """The files this page links to: not all, or one renamed file would make every part new."""
        named = set(HREF.findall(page.body))
        return {name: self.files[name] for name in sorted(named & self.files.keys())}

    def fetch(self, jobs: Sequence[LayoutJob], what: str) -> list[bytes]:
        """The PDFs of the jobs, in their order: from the cache, else laid out now."""
        found: dict[str, bytes] = {}
        missing: dict[str, LayoutJob] = {}
        for job in jobs:
            data = self.cache.get(job.key)
            if data is None:
                missing.setdefault(job.key, job)
            else:
                found[job.key] = data

        def done(job: LayoutJob, data: bytes) -> None:
            found[job.key] = data
            self.cache.put(job.key, data)
            self.laid_out += 1
            self.progress(what, len(jobs) - len(missing) + self.laid_out, len(jobs))

        self.crew.run(list(missing.values()), done)
        return [found[job.key] for job in jobs]

    def make(self, target: Path) -> PdfResult:
        lang = self.book.info.language
        plain = [page for page in self.pages if page.kind is not PageKind.CONTENTS]
        made = pdf_order.heads(self.pages, room=round(self.setup.geometry.measure / self.setup.geometry.size / 0.4))
        jobs: list[LayoutJob] = [self.job(page, page.id in self.verso) for page in plain]
        if made.texts:
            jobs.append(StampJob(fingerprint(self.base, made.texts, lang), "head", made.texts, lang))
        words = sum(page.body.count(" ") for page in plain)
        guessed = [self.folio_job("d", number) for number in range(words // 300 // FOLIOS)]
        data = self.fetch([*guessed, *jobs], "pages")
        self.sheets = {job.key: data.pop(0) for job in guessed}
        sheets = {"h": data.pop()} if made.texts else {}
        parts = dict(zip((page.id for page in plain), data, strict=True))
        leaves, front = self.set_contents(parts)
        for _ in range(3):
            turned = self.turned(leaves)
            if not turned:
                break
            self.relaid += len(turned)
            fresh = self.fetch([self.job(page, page.id in self.verso) for page in turned], "pages")
            parts.update(zip((page.id for page in turned), fresh, strict=True))
            leaves, front = self.set_contents(parts)
        leaves = pdf_order.stamped(leaves, self.pages, made, front)
        sheets.update(self.folios(leaves))
        ordered = [parts[page.id] for page in self.pages]
        self.progress("merging", 0, 1)
        page = self.setup.geometry
        shift = gutter_shift(len(leaves), page, self.options)
        merged = merge(
            ordered,
            leaves,
            sheets,
            {face.sha: face for face in self.setup.faces},
            page,
            shift=shift,
            sheet=Sheet(self.options.bleed, self.options.crop_marks),
            langs=[p.lang for p in self.pages],
            lang=lang,
        )
        add_destinations(merged)
        add_outline(merged, self.book)
        add_labels(merged, front, len(leaves))
        add_metadata(merged, self.book, self.options)
        if self.options.variant.startswith("pdf/a"):
            add_output_intent(merged)
        save(merged, target)
        self.progress("merging", 1, 1)
        return self.result(ordered, leaves)

    def turned(self, leaves: tuple[Leaf, ...]) -> list[Page]:
        """Parts that were laid out to begin on the other side than they do: their spreads would not be level."""
        found = []
        for index, leaf in enumerate(leaves):
            if leaf.part is None or leaf.page or self.options.screen:
                continue
            page = self.pages[leaf.part]
            if page.kind in GALLEYS and (index % 2 == 1) != (page.id in self.verso):
                self.verso ^= {page.id}
                found.append(page)
        return found

    def set_contents(self, parts: dict[str, bytes]) -> tuple[tuple[Leaf, ...], int]:
        """Lay out the contents, last, with literal numbers; again if it is longer than was thought."""
        contents = [page for page in self.pages if page.kind is PageKind.CONTENTS]
        counts = {page.id: self.count(parts[page.id]) for page in self.pages if page.id in parts}
        guess = {page.id: 1 + page.body.count("<li") // 34 for page in contents}
        for _ in range(3):
            all_counts = [counts.get(page.id) or guess[page.id] for page in self.pages]
            leaves, front = pdf_order.order(self.pages, all_counts, self.options)
            if not contents:
                break
            labels = self.labels(parts, leaves)
            jobs: list[LayoutJob] = [self.job(pdf_order.contents_page(page, labels)) for page in contents]
            for page, data in zip(contents, self.fetch(jobs, "contents"), strict=True):
                parts[page.id] = data
            new = {page.id: self.count(parts[page.id]) for page in contents}
            if new == guess:
                break
            guess = new
        return leaves, front

    def count(self, data: bytes) -> int:
        return self.info(data).pages

    def info(self, data: bytes) -> PartInfo:
        """What a part says of itself but for its fonts (a tenth of the memory of a long book), read once."""
        if data not in self._infos:
            with pikepdf.open(BytesIO(data)) as pdf:
                found = part_info(pdf)
            found.fonts = {}
            self._infos[data] = found
        return self._infos[data]

    def labels(self, parts: dict[str, bytes], leaves: tuple[Leaf, ...]) -> dict[str, str]:
        """Page labels by file name and by anchor."""
        by_place = {(leaf.part, leaf.page): leaf.label for leaf in leaves}
        found: dict[str, str] = {}
        for number, page in enumerate(self.pages):
            found[page.file_name] = by_place.get((number, 0), "")
            if page.id in parts:
                for name, (offset, _, _) in self.info(parts[page.id]).anchors.items():
                    found.setdefault(name, by_place.get((number, offset), ""))
        return found

    def folio_job(self, kind: str, number: int) -> StampJob:
        """The sheet that holds folios `number * FOLIOS` and on."""
        numbers = range(number * FOLIOS + 1, (number + 1) * FOLIOS + 1)  # odd ones are rectos
        texts = tuple(pdf_order.roman(n) if kind == "r" else str(n) for n in numbers)
        return StampJob(fingerprint(self.base, "folios", texts), "folio", texts)

    def folios(self, leaves: tuple[Leaf, ...]) -> dict[str, bytes]:
        """The sheets of folios the leaves need; most were laid out beside the chapters, on a guess."""
        needed = sorted({leaf.folio[0] for leaf in leaves if leaf.folio})
        jobs = {name: self.folio_job(name[0], int(name[1:])) for name in needed}
        missing = [job for job in jobs.values() if job.key not in self.sheets]
        self.sheets.update(zip([job.key for job in missing], self.fetch(missing, "folios"), strict=True))
        return {name: self.sheets[job.key] for name, job in jobs.items()}

    def result(self, ordered: list[bytes], leaves: tuple[Leaf, ...]) -> PdfResult:
        infos = [self.info(data) for data in ordered]
        self.findings = list(zip(self.pages, infos, strict=True))
        listed = tuple(
            PrintedPage(leaf.label, self.pages[leaf.part].file_name, infos[leaf.part].letters[leaf.page])
            for leaf in leaves
            if leaf.part is not None
        )
        return PdfResult(
            pages=len(leaves),
            labels=tuple(leaf.label for leaf in leaves),
            page_list=listed,
            words=sum(info.words for info in infos),
            parts_laid_out=self.laid_out,
            relaid=self.relaid,
            off_page=any(info.off_page for info in infos),
        )
