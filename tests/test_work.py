"""How much work is done, counted: what isn't needed isn't done, and nothing is done twice."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from packager import build as building
from packager import gather
from packager.html_book import HtmlBook, NavPoint, Page, PageKind
from packager.manifest import Manifest
from packager.model import BookInfo
from packager.problems import FanpackError, Report
from packager.request import Request
from packager.themes import load_theme
from packager.writers import pdf_parts
from packager.writers.pdf import write_pdf
from packager.writers.pdf_options import PdfOptions, PdfResult
from packager.writers.pdf_parts import PartJob
from packager.writers.table import WriteOptions
from tests.command import python
from tests.writers.conftest import RAIN, WALK

HEAVY = ("weasyprint", "lxml", "pikepdf", "fontTools", "uharfbuzz", "ebooklib", "PIL", "pyphen", "natsort", "asyncio")
CHAPTERS = 5


def chapters() -> HtmlBook:
    """Chapters of some four pages each, the contents before them."""
    pages, lines = [], []
    for number in range(1, CHAPTERS + 1):
        name, title = f"c{number}", f"Chapter {number}"
        text = "".join(f"<p>{part} It was day {number * 100 + n}.</p>" for n, part in enumerate([RAIN, WALK] * 12))
        head = f'<header class="chapter-head"><h2 class="chapter-title" id="{name}-h">{title}</h2></header>'
        body = f'<section class="chapter" id="{name}">{head}{text}</section>'
        pages.append(Page(name, f"{name}.xhtml", PageKind.CHAPTER, title, body, running=("Days", title)))
        lines.append(f'<li><a href="{name}.xhtml">{title}</a></li>')
    contents = f'<nav class="toc"><h1>Contents</h1><ol>{"".join(lines)}</ol></nav>'
    first = Page("contents", "contents.xhtml", PageKind.CONTENTS, "Contents", contents)
    nav = tuple(NavPoint(page.title, page.file_name) for page in pages)
    return HtmlBook(BookInfo("Days", ("Nobody",)), (first, *pages), nav)


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> HtmlBook:
    """Chapters, and a cache of their own."""
    monkeypatch.setenv("FANPACK_CACHE", str(tmp_path / "cache"))
    return chapters()


def printed(book: HtmlBook, target: Path, **asked: object) -> PdfResult:
    return write_pdf(book, load_theme("large-print"), target, PdfOptions(**{"jobs": 1, **asked}))  # type: ignore[arg-type]


@pytest.fixture
def laid_out(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """What was laid out in this process: pages of the book by id, sheets of heads and folios by kind."""
    count: Counter[str] = Counter()
    original = pdf_parts._lay_out

    def counting(bench: pdf_parts.Bench, job: pdf_parts.Job) -> bytes:
        count[job.page.id if isinstance(job, PartJob) else job.kind] += 1
        return original(bench, job)

    monkeypatch.setattr(pdf_parts, "_lay_out", counting)
    return count


def test_each_part_is_laid_out_once(book: HtmlBook, tmp_path: Path, laid_out: Counter[str]) -> None:
    """A cold build lays out every chapter once, unless it must begin on the other side for its spreads."""
    result = printed(book, tmp_path / "a.pdf")
    chapters = sum(laid_out[page.id] for page in book.pages if page.kind is PageKind.CHAPTER)
    assert chapters == CHAPTERS + result.relaid
    assert laid_out["contents"] == 1
    assert laid_out["head"] == 1
    assert result.parts_laid_out == sum(laid_out.values())


def test_nothing_edited_lays_out_nothing(book: HtmlBook, tmp_path: Path, laid_out: Counter[str]) -> None:
    """The second build of the same book takes every page from the cache."""
    printed(book, tmp_path / "a.pdf")
    laid_out.clear()
    assert printed(book, tmp_path / "b.pdf").parts_laid_out == 0
    assert not laid_out


def test_one_edit_lays_out_one_chapter(book: HtmlBook, tmp_path: Path, laid_out: Counter[str]) -> None:
    """A word changed is its chapter laid out; one that moves later chapters is the contents too, and no more."""
    printed(book, tmp_path / "a.pdf")
    laid_out.clear()
    edited = [replace(p, body=p.body.replace("103.", "104.")) if p.id == "c1" else p for p in book.pages]
    assert printed(replace(book, pages=tuple(edited)), tmp_path / "b.pdf").parts_laid_out == 1
    assert laid_out == {"c1": 1}
    laid_out.clear()
    grown = [
        replace(p, body=p.body.replace("</section>", f"<p>{RAIN}</p>" * 30 + "</section>")) if p.id == "c1" else p
        for p in book.pages
    ]
    printed(replace(book, pages=tuple(grown)), tmp_path / "c.pdf")
    assert laid_out["contents"] == 1
    assert {name for name in laid_out if name.startswith("c") and name != "contents"} == {"c1"}


def test_each_file_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two formats of a book don't read or take apart its stories twice."""
    count: Counter[str] = Counter()
    for name in ("read", "to_story"):
        original = getattr(gather, name)

        def counting(*given: object, _name: str = name, _original: object = original) -> object:
            count[_name] += 1
            return _original(*given)  # type: ignore[operator]

        monkeypatch.setattr(gather, name, counting)
    for number in range(3):
        (tmp_path / f"story {number}.txt").write_text(f"Story {number}\n\nChapter 1\n\n{RAIN}\n\n{WALK}\n", "utf-8")
    request = Request(
        paths=(str(tmp_path),),
        manifest=Manifest(),
        formats=("epub", "html"),
        output=str(tmp_path / "out"),
        options=WriteOptions(jobs=1),
    )
    outcome = building.build(request, Report())
    assert len(outcome.outputs) == 2
    assert count == {"read": 3, "to_story": 3}


@pytest.mark.parametrize("asked", [["--version"], ["--help"], ["build", "--help"], ["batch", "--help"], ["themes"]])
def test_a_command_loads_only_what_it_uses(asked: list[str]) -> None:
    """Help and lists answer without loading what lays out, parses or packs."""
    code = (
        "import sys\nfrom packager.cli import main\n"
        "try: main()\nexcept SystemExit: pass\n"
        f"print('loaded', sorted(set({HEAVY!r}) & set(sys.modules)))"
    )
    done = python("-c", code, *asked)
    allowed = "['uharfbuzz']" if asked == ["themes"] else "[]"
    assert done.stdout.splitlines()[-1] in ("loaded []", f"loaded {allowed}")


def test_spawned_workers_give_the_same_book(book: HtmlBook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where processes can't be forked (macOS, Windows) workers start afresh, and the bytes are the same."""
    monkeypatch.setattr("packager.writers.pdf.SMALL", 0)
    printed(book, tmp_path / "one.pdf", cache=False)
    monkeypatch.setattr(pdf_parts, "START", "spawn")
    printed(book, tmp_path / "two.pdf", cache=False, jobs=2)
    assert (tmp_path / "one.pdf").read_bytes() == (tmp_path / "two.pdf").read_bytes()


@pytest.mark.parametrize("start", ["fork", "spawn"])
def test_a_worker_killed_in_mid_run_is_one_error(
    start: str, book: HtmlBook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker that the system kills while pages are laid out ends the build in one line, and no file is left."""
    if start == "fork" and not sys.platform.startswith("linux"):
        pytest.skip("processes are not forked here")
    monkeypatch.setattr("packager.writers.pdf.SMALL", 0)
    monkeypatch.setattr(pdf_parts, "START", start)
    killed: list[int] = []

    def kill(what: str, done: int, total: int) -> None:
        workers = [child.pid for child in multiprocessing.active_children() if child.pid]
        if workers and not killed:
            killed.append(workers[0])
            os.kill(workers[0], signal.SIGKILL)

    target = tmp_path / "out" / "x.pdf"
    target.parent.mkdir()
    with pytest.raises(FanpackError, match="worker process"):
        write_pdf(book, load_theme("large-print"), target, PdfOptions(jobs=2, cache=False), progress=kill)
    assert killed
    assert not list(target.parent.iterdir())
