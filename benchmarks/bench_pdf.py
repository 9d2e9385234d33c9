"""How long a PDF takes beside bare WeasyPrint on the same HTML, in one run.

    python benchmarks/bench_pdf.py [--words 25000 100000 500000] [--runs 3] [--jobs 2] [--texts FOLDER]

`--texts` takes the words from the .txt files of a folder (real prose hyphenates and kerns as books do); without it
the words are made up. Every figure is a whole process with its children, start-up included; programs take turns, so
that a busy machine disturbs all alike; medians are printed, and ratios to bare WeasyPrint of the same round.

    bare        WeasyPrint alone, one process: the book's HTML and the theme's print CSS, tagged, with running
                heads and folios as margin boxes
    same lines  the same with the lines as fanpack's typesetter breaks them (handed over ready-made): the very
                pages that fanpack makes
    cold        fanpack, nothing in the cache
    again       fanpack, nothing edited since
    edited      fanpack, one chapter edited since
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from html import escape
from pathlib import Path

from bench_epub import ROOT, WORDS

CHAPTER = 3000  # words
KINDS = ("bare", "same lines", "cold", "again", "edited")
HEADS = """
section.chapter{break-before:recto;string-set:head attr(aria-label)}
@page:left{@top-center{content:string(head);font-style:italic}@bottom-center{content:counter(page)}}
@page:right{@top-center{content:string(head);font-style:italic}@bottom-center{content:counter(page)}}
"""


@dataclass(frozen=True, slots=True)
class Cost:
    wall: float
    cpu: float
    memory: float  # MB, peak of the largest process
    pages: int


def paragraphs(words: int, texts: str) -> Iterator[str]:
    """Paragraphs of about `words` words in all."""
    count = 0
    if texts:
        for path in sorted(Path(texts).glob("*.txt")):
            for line in path.read_text(encoding="utf-8").splitlines():
                if len(line) > 1:
                    yield line.strip()
                    count += len(line.split())
                    if count >= words:
                        return
    chance = random.Random(words)
    while count < words:
        line = " ".join(chance.choices(WORDS, k=chance.randint(4, 110)))
        yield line[0].upper() + line[1:] + "."
        count += len(line.split())


def make_book(words: int, texts: str):  # type: ignore[no-untyped-def]
    """A book of chapters of about 3,000 words with a scene break in each."""
    from packager.html_book import HtmlBook, NavPoint, Page, PageKind
    from packager.model import BookInfo

    pages, nav, held, count = [], [], [], 0

    def close() -> None:
        number = len(pages) + 1
        name, title = f"c{number:04d}", f"Chapter {number}"
        text = "".join(
            f'<p class="first{" opening" if i == 0 else ""}">{escape(p)}</p>'
            if i in (0, len(held) // 2)
            else f"<p>{escape(p)}</p>"
            for i, p in enumerate(held)
        )
        half = text.find('<p class="first">')
        text = text[:half] + '<hr class="scene-break"/>' + text[half:] if half > 0 else text
        head = f'<header class="chapter-head"><h2 class="chapter-title" id="{name}-h">{title}</h2></header>'
        body = f'<section class="chapter" id="{name}" aria-label="{title}">{head}{text}</section>'
        pages.append(Page(name, f"{name}.xhtml", PageKind.CHAPTER, title, body, running=("Bench", title)))
        nav.append(NavPoint(title, f"{name}.xhtml"))
        held.clear()

    for paragraph in paragraphs(words, texts):
        held.append(paragraph)
        count += len(paragraph.split())
        if count >= CHAPTER:
            close()
            count = 0
    if held:
        close()
    return HtmlBook(BookInfo("Bench", ("Nobody",)), tuple(pages), tuple(nav))


def one(kind: str, words: int, texts: str, jobs: int, folder: Path) -> None:
    """Do one thing in this process and print what it cost."""
    began = time.perf_counter()
    book = make_book(words, texts)
    made = time.perf_counter() - began  # the same for all, not counted
    if kind in ("bare", "same lines"):
        pages = bare(book, folder, kind == "same lines")
    else:
        from packager.themes import load_theme
        from packager.writers.pdf import write_pdf
        from packager.writers.pdf_options import PdfOptions

        if kind == "edited":
            middle = len(book.pages) // 2
            edited = replace(book.pages[middle], body=book.pages[middle].body.replace("the", "that", 1))
            book = replace(book, pages=(*book.pages[:middle], edited, *book.pages[middle + 1 :]))
        pages = write_pdf(book, load_theme(), folder / f"{kind}.pdf", PdfOptions(jobs=jobs)).pages
    own, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    memory = max(own.ru_maxrss, children.ru_maxrss) / 1024
    print(json.dumps({"pages": pages, "memory": memory, "off": made}))


def bare(book, folder: Path, same_lines: bool) -> int:  # type: ignore[no-untyped-def]
    """WeasyPrint and nothing else: one document, one process."""
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    from packager.themes import load_theme
    from packager.writers.pdf import make_setup
    from packager.writers.pdf_fetch import BASE, Shelf
    from packager.writers.pdf_options import PdfOptions, geometry

    theme, options = load_theme(), PdfOptions()
    setup = make_setup(book, theme, geometry(options, theme.type.size, theme.type.leading), options)
    faces = setup.faces if same_lines else setup.faces[: len(theme.faces)]
    files = dict(setup.files) | {f"fonts/{face.file}": (face.data, "font/ttf") for face in faces}
    shelf, fonts = Shelf(files), FontConfiguration()
    text = "".join(face.rule() for face in faces) + setup.css + HEADS
    bodies = json.loads((folder / "lines.json").read_text()) if same_lines else [page.body for page in book.pages]
    html = "".join(f'<div class="chapter">{body}</div>' for body in bodies)
    page = HTML(string=f"<html lang=en><title>x</title><body>{html}</body></html>", url_fetcher=shelf, base_url=BASE)
    css = CSS(string=text, url_fetcher=shelf, font_config=fonts, base_url=BASE)
    document = page.render(stylesheets=[css], font_config=fonts)
    document.write_pdf(folder / "bare.pdf", pdf_variant="pdf/ua-1")
    return len(document.pages)


def lines(words: int, texts: str, folder: Path) -> None:
    """Write the chapters with their lines broken, for `same lines`."""
    from packager.themes import load_theme
    from packager.writers.pdf import make_setup
    from packager.writers.pdf_layout import Bench
    from packager.writers.pdf_options import PdfOptions, geometry

    book, theme, options = make_book(words, texts), load_theme(), PdfOptions()
    setup = make_setup(book, theme, geometry(options, theme.type.size, theme.type.leading), options)
    setter = Bench(setup).setter("en")
    bodies = [setter.set_page(page.body, "chapter").body if setter else page.body for page in book.pages]
    (folder / "lines.json").write_text(json.dumps(bodies))


def measured(kind: str, words: int, texts: str, jobs: int, folder: Path) -> Cost:
    command = [sys.executable, __file__, "--one", kind, "--words", str(words), "--jobs", str(jobs)]
    command += ["--texts", texts, "--folder", str(folder)]
    environment = {**os.environ, "FANPACK_CACHE": str(folder / "cache"), "PYTHONPATH": str(ROOT)}
    if kind == "cold":
        shutil.rmtree(folder / "cache" / "print", ignore_errors=True)  # faces' copies stay: made once
    before, began = os.times(), time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=ROOT)
    wall, after = time.perf_counter() - began, os.times()
    if done.returncode:
        raise SystemExit(f"{kind} failed:\n{done.stderr[-2000:]}")
    said = json.loads(done.stdout.splitlines()[-1])
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return Cost(wall - said["off"], cpu - said["off"], said["memory"], said["pages"])


def compare(sizes: list[int], texts: str, runs: int, jobs: int, kinds: list[str]) -> None:
    print(
        f"{'words':>8} {'program':<11}{'pages':>6}{'wall s':>8}{'of bare':>9}{'CPU s':>8}{'pages/s':>9}{'peak MB':>9}"
    )
    for words in sizes:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            os.environ["FANPACK_CACHE"] = str(folder / "cache")
            subprocess.run(
                [sys.executable, __file__, "--lines", "--words", str(words), "--texts", texts, "--folder", name],
                check=True, env={**os.environ, "PYTHONPATH": str(ROOT)}, cwd=ROOT,
            )  # fmt: skip
            rounds = [{kind: measured(kind, words, texts, jobs, folder) for kind in kinds} for _ in range(runs)]
        for kind in kinds:
            costs = [r[kind] for r in rounds]
            wall = statistics.median(c.wall for c in costs)
            ratio = statistics.median(r[kind].wall / r[kinds[0]].wall for r in rounds)
            cpu = statistics.median(c.cpu for c in costs)
            memory = max(c.memory for c in costs)
            print(
                f"{words:>8} {kind:<11}{costs[0].pages:>6}{wall:8.2f}{ratio:9.2f}{cpu:8.2f}"
                f"{costs[0].pages / wall:9.1f}{memory:9.0f}",
                flush=True,
            )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--words", nargs="+", type=int, default=[25_000, 100_000, 500_000])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--texts", default="", help="folder of .txt files to take the words from")
    parser.add_argument("--kinds", nargs="+", default=list(KINDS), help="what to run; the first is compared with")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    parser.add_argument("--lines", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--folder", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.lines:
        lines(asked.words[0], asked.texts, Path(asked.folder))
    elif asked.one:
        one(asked.one, asked.words[0], asked.texts, asked.jobs, Path(asked.folder))
    else:
        compare(asked.words, asked.texts, asked.runs, asked.jobs, asked.kinds)


if __name__ == "__main__":
    main()
