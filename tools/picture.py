"""The pictures of the README: a spread of the example book, and its EPUB on a phone, light and dark.

    .venv/bin/python -m tools.picture dist/forty-lamps.pdf --page 44 -o docs/images/spread.png
    .venv/bin/python -m tools.picture dist/forty-lamps.epub --page 9 -o docs/images/phone.png

`--page` is the left page of the spread (even), or the screen of the EPUB; give several for several phones.
"""

from __future__ import annotations

import argparse
from io import BytesIO
from pathlib import Path

import pypdfium2
from PIL import Image, ImageDraw, ImageFilter

from tests.reading_systems.harness import chromium, read_epub, served

DESK = (226, 222, 214)
MARGIN = 40


def spread(path: Path, left: int, height: int = 860) -> Image.Image:
    """Two facing pages, with the shadow of the fold."""
    document = pypdfium2.PdfDocument(path)
    pages = [document[number - 1] for number in (left, left + 1)]
    scale = height / pages[0].get_height()
    sides = [page.render(scale=scale).to_pil().convert("RGB") for page in pages]
    width = sides[0].width
    book = Image.new("RGB", (2 * width, sides[0].height), "white")
    book.paste(sides[0], (0, 0))
    book.paste(sides[1], (width, 0))
    fold = Image.new("L", book.size, 0)
    draw = ImageDraw.Draw(fold)
    for x in range(36):
        shade = int(46 * (1 - x / 36) ** 2)
        draw.line([(width - x, 0), (width - x, book.height)], fill=shade)
        draw.line([(width + x, 0), (width + x, book.height)], fill=shade)
    book.paste((70, 60, 50), (0, 0), fold)
    return on_desk([book])


def phones(path: Path, screens: list[int]) -> Image.Image:
    """The screens of a phone side by side, each in light and in dark."""
    from playwright.sync_api import sync_playwright

    book = read_epub(path)
    shots = []
    with sync_playwright() as playwright, served(book, path.parent) as address:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        for number, scheme in [(number, scheme) for number in screens for scheme in ("light", "dark")]:
            page = browser.new_page(
                viewport={"width": 360, "height": 640}, color_scheme=scheme, device_scale_factor=1.25
            )
            page.goto(f"{address}/foliate.html")
            page.wait_for_function("typeof window.reader == 'object'")
            page.evaluate("window.reader.open()")
            page.add_style_tag(content=f"html{{color-scheme:{scheme}}}")
            if scheme == "dark":
                page.add_style_tag(content="html{background:#1b1b1b}")
            page.evaluate("document.querySelector('foliate-view').renderer.setStyles('html{color-scheme:light dark}')")
            for _ in range(number - 1):
                page.evaluate("window.reader.next()")
            page.wait_for_timeout(400)
            shots.append(Image.open(BytesIO(page.screenshot())).convert("RGB"))
            page.close()
    return on_desk(shots)


def on_desk(things: list[Image.Image]) -> Image.Image:
    """Things side by side on a quiet ground, each with a soft shadow."""
    width = sum(thing.width + MARGIN for thing in things) + MARGIN
    height = max(thing.height for thing in things) + 2 * MARGIN
    desk = Image.new("RGB", (width, height), DESK)
    shadow = Image.new("L", desk.size, 0)
    places = []
    x = MARGIN
    for thing in things:
        places.append((x, MARGIN))
        ImageDraw.Draw(shadow).rectangle([x + 3, MARGIN + 6, x + thing.width + 3, MARGIN + thing.height + 6], fill=90)
        x += thing.width + MARGIN
    desk.paste((60, 50, 40), (0, 0), shadow.filter(ImageFilter.GaussianBlur(9)))
    for thing, place in zip(things, places, strict=True):
        desk.paste(thing, place)
    return desk


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("book", type=Path)
    parser.add_argument("--page", type=int, action="append", required=True)
    parser.add_argument("-o", "--output", type=Path, required=True)
    options = parser.parse_args()
    if options.book.suffix == ".pdf":
        picture = spread(options.book, options.page[0])
    else:
        picture = phones(options.book, options.page)
    options.output.parent.mkdir(parents=True, exist_ok=True)
    # 64 colours are plenty for ink on paper and keep the repository small.
    picture.quantize(64, dither=Image.Dither.NONE).save(options.output, optimize=True)
    print(options.output, options.output.stat().st_size)


if __name__ == "__main__":
    main()
