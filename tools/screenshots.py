"""Pictures of a book to look at: an EPUB in a reading system at every size and colour scheme, a PDF as spreads.

    .venv/bin/python -m tools.screenshots dist/book.epub dist/book.pdf -o /tmp/look
    .venv/bin/python -m tools.screenshots dist/book.epub --reader readium --pages 12-30 -o /tmp/look

For each EPUB and each of phone and tablet, light and dark, one contact sheet PNG (`epub-foliate-phone-dark.png`); for
each PDF one contact sheet of facing pages (`pdf-01.png` ...) of up to `--per-sheet` pages each. Needs what the
reading-system tests need (`./make setup`).
"""

from __future__ import annotations

import argparse
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdfium2
from PIL import Image

from tests.reading_systems.harness import HERE, NODE_MODULES, chromium, read_epub, served

SIZES = {"phone": (390, 780), "tablet": (820, 1100)}
SCHEMES = ("light", "dark")

# What Foliate's own reader page sets: dark follows the system, so a book that fights it shows here.
FOLIATE_CSS = "html{color-scheme:light dark} @media (prefers-color-scheme:dark){a:link{color:lightblue}}"


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("books", nargs="+", type=Path, help="EPUB and PDF files")
    parser.add_argument("-o", "--output", type=Path, default=Path("build/look"), help="folder for the pictures")
    parser.add_argument("--reader", choices=["foliate", "epubjs", "readium"], default="foliate")
    parser.add_argument("--pages", default="1-24", help="which pages (screens of an EPUB), as FIRST-LAST")
    parser.add_argument("--per-sheet", type=int, default=16, help="PDF pages a sheet")
    parser.add_argument("--scale", type=float, default=0.5, help="size of a screen on its sheet")
    parser.add_argument("--single", action="store_true", help="one PNG a screen or page, no sheets")
    options = parser.parse_args(arguments)
    options.output.mkdir(parents=True, exist_ok=True)
    first, _, last = options.pages.partition("-")
    pages = range(int(first), int(last or first) + 1)
    for book in options.books:
        if book.suffix.lower() == ".pdf":
            of_pdf(book, options, pages)
        else:
            of_epub(book, options, pages)


# ---------------------------------------------------------------------------------------------- EPUB


def of_epub(path: Path, options: argparse.Namespace, pages: range) -> None:
    from playwright.sync_api import sync_playwright

    book = read_epub(path)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        if options.reader == "readium":
            entry = str(HERE / "pages" / "readium.js")
            bundle = ["--bundle", "--format=esm", "--log-level=error", f"--outfile={folder}/readium.js"]
            subprocess.run([str(NODE_MODULES / ".bin" / "esbuild"), entry, *bundle], check=True)
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        with served(book, Path(folder)) as address:
            for device, (width, height) in SIZES.items():
                for scheme in SCHEMES:
                    page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
                    page.goto(f"{address}/{options.reader}.html")
                    page.wait_for_function("typeof window.readThrough == 'function'")
                    shots = list(screens(page, options.reader, pages, dark=scheme == "dark"))
                    page.close()
                    save(shots, f"epub-{options.reader}-{device}-{scheme}", options, columns=6)


def screens(page: Any, reader: str, wanted: range, dark: bool) -> Iterator[Image.Image]:
    page.evaluate("window.reader.open()")
    if dark:
        # The canvas behind the book's own (transparent) pages is the reader's to paint.
        page.add_style_tag(content="html{background:#1b1b1b;color-scheme:dark}")
    if reader == "foliate":
        page.evaluate("css => document.querySelector('foliate-view').renderer.setStyles(css)", FOLIATE_CSS)
    for number in range(1, wanted.stop):
        page.wait_for_timeout(250)
        if number in wanted:
            yield Image.open(BytesIO(page.screenshot())).convert("RGB")
        if not page.evaluate("window.reader.next()"):
            break


# ----------------------------------------------------------------------------------------------- PDF


def of_pdf(path: Path, options: argparse.Namespace, pages: range) -> None:
    document = pypdfium2.PdfDocument(path)
    wanted = [number for number in pages if number <= len(document)]
    images = {number: document[number - 1].render(scale=1.5).to_pil().convert("RGB") for number in wanted}
    if options.single:
        save(list(images.values()), f"pdf-{path.stem}", options, columns=1)
        return
    spreads = [spread for spread in facing(images, wanted) if spread]
    per_sheet = max(1, options.per_sheet // 2)
    for sheet, start in enumerate(range(0, len(spreads), per_sheet), 1):
        save(spreads[start : start + per_sheet], f"pdf-{path.stem}-{sheet:02}", options, columns=4)


def facing(images: dict[int, Image.Image], wanted: Sequence[int]) -> Iterator[Image.Image]:
    """Pages side by side as the bound book opens: page 1 alone on the right, then 2-3, 4-5 ..."""
    if not wanted:
        return
    width, height = images[wanted[0]].size
    for left in range(wanted[0] - wanted[0] % 2, wanted[-1] + 1, 2):
        spread = Image.new("RGB", (2 * width + 2, height), "#888888")
        for side, number in enumerate((left, left + 1)):
            if number in images:
                spread.paste(images[number], (side * (width + 2), 0))
        yield spread


def save(shots: list[Image.Image], name: str, options: argparse.Namespace, columns: int) -> None:
    if options.single:
        for number, shot in enumerate(shots, 1):
            shot.save(options.output / f"{name}-{number:03}.png")
        print(options.output / f"{name}-*.png")
        return
    if not shots:
        return
    small = [shot.resize((int(shot.width * options.scale), int(shot.height * options.scale))) for shot in shots]
    width, height = (max(side) + 8 for side in zip(*(shot.size for shot in small), strict=True))
    columns = min(columns, len(small))
    rows = -(-len(small) // columns)
    sheet = Image.new("RGB", (columns * width + 8, rows * height + 8), "#777777")
    for number, shot in enumerate(small):
        sheet.paste(shot, (8 + number % columns * width, 8 + number // columns * height))
    sheet.save(options.output / f"{name}.png")
    print(options.output / f"{name}.png")


if __name__ == "__main__":
    main()
