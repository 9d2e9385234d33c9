"""Throw generated anthologies at assembly, render, ledger and writers for a given time.

    python tools/fuzz.py --seconds 600 [--pdf-every 20] [--seed 1]

Every book must balance in its pages and in the finished EPUB (and PDF), be the same bytes twice, and pass
epubcheck, which is called at the end for the five largest. Prints the inputs tried and every failure.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
import traceback
import warnings
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, seed, settings

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "fuzz"))

from books import anthologies

from packager import check_epub
from packager.assembly import AssemblyOptions, assemble
from packager.ledger import balance, compare
from packager.ledger_epub import epub_pages
from packager.ledger_pdf import pdf_differences
from packager.model import BookInfo, Manuscript, NotesPlace, Story
from packager.render import render
from packager.themes import load_theme
from packager.writers.table import WRITERS, Job, WriteOptions

PLACES = list(NotesPlace)
WRITE = {writer.name: writer.write for writer in WRITERS}


def manuscript(story: Story) -> Manuscript:
    """What a reader would have said of a story: its words in the order structure found them."""
    from packager.model import Paragraph, Text

    elements = list(story.front)
    for chapter in story.chapters:
        heading = " ".join(part for part in (chapter.label, chapter.title) if part)
        elements += [Paragraph((Text(heading),))] if heading else []
        elements += [block for scene in chapter.scenes for block in scene.blocks]
    return Manuscript(story.source, tuple(elements))


def try_book(stories: tuple[Story, ...], number: int, folder: Path, pdf: bool) -> Path:
    theme = load_theme()
    anthology = assemble(BookInfo("Fuzz <&> book"), stories, AssemblyOptions(PLACES[number % len(PLACES)]))
    book = render(anthology)
    sources = [manuscript(story) for story in stories]
    ledger = balance(sources, anthology, book)
    assert ledger.balanced, f"pages: {[str(m) for m in ledger.mismatches[:3]]}"
    target = folder / f"{number}.epub"
    WRITE["epub"](Job(book, theme, target))
    again = folder / "again.epub"
    WRITE["epub"](Job(book, theme, again))
    assert target.read_bytes() == again.read_bytes(), "the same book gave other bytes"
    ledger = compare(sources, anthology, epub_pages(target))
    assert ledger.balanced, f"epub: {[str(m) for m in ledger.mismatches[:3]]}"
    wrong = list(check_epub.faults(target))
    assert not wrong, f"epub: {wrong[:3]}"
    if pdf:
        WRITE["pdf"](Job(book, theme, folder / "book.pdf", WriteOptions(jobs=1, cache=False)))
        odd = pdf_differences(folder / "book.pdf", book)
        assert not odd, f"pdf: {odd[:3]}"
    return target


def main() -> int:
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("--seconds", type=float, default=60)
    wanted.add_argument("--pdf-every", type=int, default=20)
    wanted.add_argument("--seed", type=int, default=1)
    said = wanted.parse_args()
    warnings.simplefilter("ignore")
    end = time.monotonic() + said.seconds
    tried = pdfs = 0
    failures: dict[str, str] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for round_number in range(10_000):
            if time.monotonic() > end:
                break

            @seed(said.seed * 10_000 + round_number)
            @settings(
                max_examples=40,
                deadline=None,
                database=None,
                phases=[Phase.generate],
                suppress_health_check=list(HealthCheck),
            )
            @given(anthologies)
            def once(stories: tuple[Story, ...]) -> None:
                nonlocal tried, pdfs
                if time.monotonic() > end:
                    return
                tried += 1
                pdf = tried % said.pdf_every == 0
                pdfs += pdf
                try:
                    try_book(stories, tried, folder, pdf)
                except Exception as error:
                    place = traceback.extract_tb(error.__traceback__)[-1]
                    key = f"{type(error).__name__} at {Path(place.filename).name}:{place.lineno}"
                    failures.setdefault(key, f"book {tried}: {str(error)[:400]!r}")

            once()
        books = sorted(folder.glob("[0-9]*.epub"))
        checked = epubcheck(books, failures)
    print(f"{tried} anthologies tried, {pdfs} of them as PDF, {checked} through epubcheck; {len(failures)} failures")
    for key, message in failures.items():
        print(f"FAILED {key}: {message}")
    return bool(failures)


def epubcheck(books: list[Path], failures: dict[str, str]) -> int:
    """The five largest books, one Java process each."""
    sample = sorted(books, key=lambda path: -path.stat().st_size)[:5]
    for path in sample:
        said = check_epub.epubcheck(path)
        if said is None:
            print("epubcheck is not installed: skipped")
            return 0
        for line in said:
            failures.setdefault(f"epubcheck {line[:40]}", f"{path.name}: {line[:300]}")
    return len(sample)


if __name__ == "__main__":
    sys.exit(main())
