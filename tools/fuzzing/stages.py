"""The stages of fuzzing: what is generated, what is done with it, and which laws must hold."""

from __future__ import annotations

import contextlib
import io
import json
import os
import pickle
import random
import shutil
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, ClassVar

from packager import batch, cli
from packager import build as pipeline
from packager.assembly import AssemblyOptions, assemble
from packager.book_info import book_info
from packager.build import Outcome, render_options
from packager.gather import titled
from packager.ledger import balance, compare
from packager.ledger_epub import epub_pages
from packager.ledger_pdf import pdf_differences
from packager.manifest import BookEntry, Manifest, Settings
from packager.model import BookInfo, Element, Manuscript, Paragraph, Story, Text
from packager.problems import ExitCode, FanpackError, Report
from packager.readers.base import Source
from packager.readers.joining import join
from packager.readers.table import READERS, read
from packager.render import render
from packager.request import Request
from packager.structure import Choices, to_story
from packager.themes import load_theme
from packager.typography import set_typography
from packager.writers.table import WRITERS, Job, WriteOptions
from tests.fuzz.books import Wanted
from tools.fuzzing import seeds
from tools.fuzzing.mutations import mutated
from tools.fuzzing.properties import (
    comes_back,
    epub_sound,
    files_below,
    folders_kept,
    html_sound,
    kepub_keeps_words,
    no_leftovers,
    pdf_sound,
    report_balances,
    require,
    same_files,
    terminal,
)
from tools.fuzzing.shelves import Shelf
from tools.fuzzing.watch import ROOT, Watch

WRITE = {writer.name: writer.write for writer in WRITERS}
NO_GLYPH = {"missing-glyph"}  # the program says so itself; what veraPDF says of such a PDF is known
UNWRITTEN = {"blank", "hr", "image", "manifest", ""}


@dataclass
class Result:
    """What one input came to: the books it left (to be checked in bulk), or the code it was refused with."""

    books: list[Path] = field(default_factory=list)
    pdfs: list[tuple[str, Path]] = field(default_factory=list)  # (profile, file)
    made: int = 0  # finished files of any format
    refused: int = 0  # exit code, 0 for none


@dataclass(frozen=True)
class How:
    """In which way an input is tried, besides what it says itself; saved with a find, so that it can be repeated.

    `number` is that of the unit: generated manuscripts take theme, notes place and typography from it. `every`: also
    the slower laws. `draws` seeds what is drawn while the input is tried.
    """

    stage: str = ""
    number: int = 0
    pdf: bool = False
    every: bool = True
    draws: str = "0"

    FILE: ClassVar[str] = "how.json"

    def rng(self) -> random.Random:
        return random.Random(self.draws)

    def save(self, folder: Path) -> None:
        (folder / self.FILE).write_text(json.dumps(asdict(self)), encoding="ascii")

    @classmethod
    def of(cls, folder: Path) -> How:
        """What stands beside a find; of one saved without it, only the input itself is known."""
        path = folder / cls.FILE
        return cls(**json.loads(path.read_text(encoding="ascii"))) if path.is_file() else cls()


# ------------------------------------------------------------------------------------------ anthologies


def manuscript(story: Story) -> Manuscript:
    """What a reader would have said of a story: its words in the order structure found them."""
    elements: list[Element] = [*story.front]
    for chapter in story.chapters:
        heading = " ".join(part for part in (chapter.part, chapter.heading_rest, chapter.label, chapter.title) if part)
        elements += [Paragraph((Text(heading),))] if heading else []
        for scene in chapter.scenes:
            if scene.opening and scene.opening.marker not in UNWRITTEN:
                elements.append(Paragraph((Text(scene.opening.marker),)))
            elements += scene.blocks
    elements += story.back
    return Manuscript(story.source, tuple(elements), replace(story.metadata))


def try_anthology(wanted: Wanted, folder: Path, pdf: bool, every: bool) -> Result:
    """Assembly, render, ledger and writers on a generated anthology. `every`: also the slower laws."""
    sources = [manuscript(story) for story in wanted.stories]
    stories = wanted.stories
    if wanted.typography:
        stories = tuple(set_typography(story, wanted.info.language) for story in stories)
    settings = Settings(colophon=wanted.colophon)
    trim, screen, bleed, openings, variant = wanted.print
    options = WriteOptions(trim, screen, bleed, openings, variant, wanted.fonts, wanted.subjects, jobs=1, cache=False)
    return _written(
        sources,
        stories,
        wanted.info,
        AssemblyOptions(wanted.notes),
        wanted.theme,
        settings,
        options,
        folder,
        pdf,
        every,
    )


def _written(
    sources: Sequence[Manuscript],
    stories: tuple[Story, ...],
    info: BookInfo,
    assembly: AssemblyOptions,
    theme_name: str,
    settings: Settings,
    options: WriteOptions,
    folder: Path,
    pdf: bool,
    every: bool,
) -> Result:
    theme = load_theme(theme_name)
    anthology = assemble(info, stories, assembly)
    book = render(anthology, render_options(theme, Manifest(settings=settings)))
    ledger = balance(sources, anthology, book)
    require(ledger.balanced, "pages balance", "; ".join(map(str, ledger.mismatches[:3])))
    result = Result()
    if pdf:
        target = folder / "book.pdf"
        report = Report()
        written = WRITE["pdf"](Job(book, theme, target, options, report))
        odd = pdf_differences(target, book)
        require(not odd, "PDF balances", str(odd[:3])[:400])
        pdf_sound(target)
        if not options.screen:
            options = replace(options, page_breaks=written.page_breaks, printed="Book, printed")
        if not NO_GLYPH & {problem.code for problem in report}:
            result.pdfs.append((options.pdf_variant, target))
        result.made += 1
    target, again = folder / "book.epub", folder / "again.epub"
    for path in (target, again):
        WRITE["epub"](Job(book, theme, path, options))
    require(target.read_bytes() == again.read_bytes(), "same bytes twice", "the EPUB differs")
    again.unlink()
    ledger = compare(sources, anthology, epub_pages(target))
    require(ledger.balanced, "EPUB balances", "; ".join(map(str, ledger.mismatches[:3])))
    epub_sound(target)
    result.books.append(target)
    result.made += 1
    if every:
        WRITE["html"](Job(book, theme, folder / "book.html", options))
        html_sound(folder / "book.html")
        result.books.append(kepub_keeps_words(target, folder))
        result.made += 2
    return result


def try_manuscripts(found: Sequence[tuple[Manuscript, Choices]], number: int, folder: Path, pdf: bool) -> Result:
    """Structure and all after it on generated manuscripts."""
    report = Report()
    sources = tuple(manuscript for manuscript, _ in found)
    stories = tuple(titled(to_story(source, choices, report), report) for source, choices in found)
    settings = Settings(typography=number % 2 == 0)
    info = book_info(Request(manifest=Manifest(book=BookEntry(title="Low & Water"))), stories)
    set_stories = tuple(set_typography(s, info.language) for s in stories) if settings.typography else stories
    from packager.model import NotesPlace
    from packager.themes import theme_names

    place = list(NotesPlace)[number % len(NotesPlace)]
    theme = theme_names()[number % len(theme_names())]
    options = WriteOptions(jobs=1, cache=False)
    made = _written(sources, set_stories, info, AssemblyOptions(place), theme, settings, options, folder, pdf, False)
    comes_back(made.books[0], stories)
    return made


# -------------------------------------------------------------------------------------------- readers


def try_reading(name: str, data: bytes, rng: random.Random, folder: Path, watch: Watch) -> Result:
    """The readers alone on one damaged file: read, or refused in one line; no file is opened."""
    reader = rng.choice(READERS).name if rng.random() < 0.05 else None
    with watch.only(folder) as foreign:
        try:
            made = read(Source(name, data), Report(), reader)
            join(made, Report())
        except FanpackError as error:
            require("\n" not in str(error), "a message is one line", repr(str(error))[:300])
            require(error.code in (ExitCode.INPUT, ExitCode.MANIFEST), f"exit code {error.code}", str(error)[:300])
            return Result(refused=int(error.code))
        finally:
            _nothing_foreign(foreign)
    return Result()


def reading_input(rng: random.Random) -> tuple[str, bytes]:
    start = seeds.made_up()
    weights = [1 / (1 + len(data) / 50_000) for _, data in start]
    (name, data), (_, other) = rng.choices(start, weights, k=2)
    return name, mutated(data, rng, other)


def _nothing_foreign(foreign: Sequence[str]) -> None:
    require(not foreign, "nothing foreign is opened", "; ".join(foreign[:4]))


# -------------------------------------------------------------------------------------------- shelves


@dataclass(frozen=True)
class Ended:
    code: int
    out: str
    err: str


@contextlib.contextmanager
def _at_home(folder: Path) -> Iterator[None]:
    """The process in a folder of its own, its temporary files and caches there as well."""
    here = Path.cwd()
    kept = {name: os.environ.get(name) for name in ("TMPDIR", "FANPACK_DEBUG", "PATH")}
    # WeasyPrint keeps a folder of fonts until the process ends: temporary files are the process's, not the input's.
    own = Path(os.environ.get("XDG_CACHE_HOME", tempfile.gettempdir())) / "tmp"
    own.mkdir(parents=True, exist_ok=True)
    before = set(own.iterdir())
    os.environ.update(TMPDIR=str(own), FANPACK_DEBUG="1", PATH="")
    tempfile.tempdir = None
    os.chdir(folder)
    try:
        yield
        left = [path.name for path in set(own.iterdir()) - before if not path.name.startswith("weasyprint-")]
        require(not left, "no temporary files", ", ".join(left))
    finally:
        os.chdir(here)
        for name, value in kept.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
        tempfile.tempdir = None


def run_here(line: Sequence[str], outcomes: list[Outcome]) -> Ended:
    """`fanpack LINE` in this process: the same code path, without half a second of start-up.

    A fault of fanpack's own is raised as it is. What `build` returned is put into `outcomes`.
    """
    streams = [io.TextIOWrapper(io.BytesIO(), "utf-8", "strict", newline="\n", write_through=True) for _ in range(2)]
    real, shelf = pipeline.build, batch.build_shelf

    def spy(*arguments: Any, **named: Any) -> Outcome:
        outcome = real(*arguments, **named)
        outcomes.append(outcome)
        return outcome

    code = 0
    pipeline.build = spy
    batch.build_shelf = lambda jobs, workers, scheduler="": map(batch.build_book, jobs)  # in this process
    try:
        with contextlib.redirect_stdout(streams[0]), contextlib.redirect_stderr(streams[1]):
            warnings.simplefilter("always")
            try:
                cli.main(list(line), prog_name="fanpack")
            except SystemExit as ended:
                code = int(ended.code or 0)
    finally:
        pipeline.build, batch.build_shelf = real, shelf
        warnings.simplefilter("ignore")
    out, err = (stream.buffer.getvalue().decode("utf-8") for stream in streams)  # type: ignore[attr-defined]
    return Ended(code, out, err)


def run_apart(line: Sequence[str], folder: Path) -> Ended:
    """`fanpack LINE` as people run it: a process of its own. No command line can hold a NUL."""
    env = {**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(folder / "tmp"), "PYTHONIOENCODING": "utf-8"}
    env.pop("FANPACK_DEBUG", None)
    (folder / "tmp").mkdir(exist_ok=True)
    typed = [sys.executable, "-m", "packager", *(part.replace("\0", "") for part in line)]
    done = subprocess.run(typed, cwd=folder, env=env, capture_output=True, timeout=900, check=False)
    return Ended(done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace"))


def try_shelf(shelf: Shelf, folder: Path, watch: Watch, rng: random.Random, apart: bool = False) -> Result:
    """A whole folder of files through the commands of the shelf."""
    shelf.write(folder)
    result = Result()
    for line in shelf.commands:
        before = files_below(folder)
        outcomes: list[Outcome] = []
        if apart:
            ended = run_apart(line, folder)
        else:
            with _at_home(folder), watch.only(folder) as foreign:
                ended = run_here(line, outcomes)
            _nothing_foreign(foreign)
        _after(line, ended, before, folder)
        if ended.code:
            result.refused = ended.code
            return result
        if line[0] == "build":
            _built(line, folder, outcomes, result, "[missing-glyph]" in ended.err or "-q" in line)
            if rng.random() < 0.3 and not apart:
                with _at_home(folder):
                    run_here(_elsewhere(line), [])
                same_files(folder / "out", folder / "again")
                shutil.rmtree(folder / "again")
        elif line[0] == "batch":
            for path in sorted((folder / "out").glob("*.epub")):
                epub_sound(path)
                result.books.append(path)
                result.made += 1
        elif line[0] == "inspect" and "--json" in line:
            json.loads(ended.out)
    if result.books and rng.random() < 0.3:
        result.books.append(kepub_keeps_words(result.books[0], folder))
    return result


def _elsewhere(line: Sequence[str]) -> list[str]:
    """The same command with its output in another folder."""
    return [part.replace("out/", "again/", 1) if part.startswith("out/") else part for part in line]


def _after(line: Sequence[str], ended: Ended, before: dict[str, bytes], folder: Path) -> None:
    code = ended.code
    if line[0] == "batch" and code == ExitCode.INPUT:
        require("fanpack failed on it" not in ended.err, "no fault in a batch", ended.err[-500:])
    if line[0] == "check":
        code = 0 if code == ExitCode.LEDGER and "--notes" in line else code  # another notes place, title, ...
    terminal(code, ended.out, ended.err)
    after = files_below(folder)
    made = ["out/", "again/"] + (["in/fanpack.toml"] if line[0] == "init" else [])
    folders_kept(before, after, made)
    no_leftovers(folder / "out", ended.code if line[0] == "build" else 0)


def _built(line: Sequence[str], folder: Path, outcomes: Sequence[Outcome], result: Result, no_glyph: bool) -> None:
    out = folder / "out"
    found = sorted(path for path in out.rglob("*") if path.is_file())
    require(bool(found), "a build makes a book", " ".join(line)[:200])
    for path in found:
        result.made += 1
        match path.suffix:
            case ".epub":
                epub_sound(path)
                result.books.append(path)
                for outcome in outcomes[-1:]:
                    comes_back(path, outcome.stories)
            case ".html":
                html_sound(path)
            case ".pdf":
                pdf_sound(path)
                if not no_glyph:
                    result.pdfs.append(("pdf/a-3u" if "pdf/a-3u" in line else "pdf/ua-1", path))
            case ".json":
                result.made -= 1
                report_balances(path)
            case _:
                require(False, "only books in the output folder", path.name)


def save_anthology(wanted: object, folder: Path) -> None:
    """The input itself, for `--again`, and readable."""
    (folder / "input.pickle").write_bytes(pickle.dumps(wanted))
    (folder / "input.txt").write_text(repr(wanted), encoding="utf-8", errors="backslashreplace")
