"""A typographic cover in the theme's own design: names set in its fonts, a pattern drawn from the title.

Drawn with Pillow, so that an EPUB needs neither WeasyPrint nor a browser. A cover is seen first as a
thumbnail a thumb wide: the title is as large as its longest word allows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from random import Random
from typing import TYPE_CHECKING

from packager.html_book import HtmlBook
from packager.themes import Theme
from packager.writers.cover_patterns import pattern

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

WIDTH, HEIGHT = 1600, 2400
SHOWN_AUTHORS = 4


@dataclass(frozen=True, slots=True)
class Lines:
    """A text broken into lines at a size (pixels), `leading` times the size apart."""

    lines: tuple[str, ...]
    size: int
    leading: float

    @property
    def height(self) -> float:
        return self.size * (1 + self.leading * (len(self.lines) - 1))


class Canvas:
    """The picture being drawn, and how text is set on it."""

    def __init__(self, theme: Theme, ground: str) -> None:
        from PIL import Image, ImageDraw

        self.theme = theme
        self.image: Image = Image.new("RGB", (WIDTH, HEIGHT), ground)
        self.draw: ImageDraw = ImageDraw.Draw(self.image)

    def font(self, size: int, family: str = "", weight: int = 400, italic: bool = False) -> FreeTypeFont:
        from PIL import ImageFont

        face = self.theme.face(family=family, weight=weight, italic=italic)
        # Basic layout: Raqm may be missing or of another version elsewhere, and the bytes would differ.
        return ImageFont.truetype(BytesIO(face.data), size, layout_engine=ImageFont.Layout.BASIC)

    def width(self, text: str, font: FreeTypeFont, tracking: float = 0.0) -> float:
        return font.getlength(text) + tracking * font.size * max(len(text) - 1, 0)

    def text(
        self,
        at: tuple[float, float],
        text: str,
        font: FreeTypeFont,
        fill: str,
        *,
        anchor: str = "m",
        tracking: float = 0.0,
    ) -> None:
        """A line with its baseline at `at`, centred ('m') or from the left ('l')."""
        x = at[0] - (self.width(text, font, tracking) / 2 if anchor == "m" else 0)
        if not tracking:
            self.draw.text((x, at[1]), text, fill, font=font, anchor="ls")
            return
        for letter in text:
            self.draw.text((x, at[1]), letter, fill, font=font, anchor="ls")
            x += font.getlength(letter) + tracking * font.size

    def stamp(self, mask: Image, at: tuple[int, int], colour: str) -> None:
        self.image.paste(colour, (at[0], at[1]), mask)

    def fit(
        self,
        text: str,
        box: tuple[float, float],
        sizes: range,
        *,
        leading: float = 1.1,
        family: str = "",
        weight: int = 400,
        italic: bool = False,
        tracking: float = 0.0,
    ) -> Lines:
        """The largest size at which the text, broken evenly, stays inside `box`."""
        words = text.split() or ["—"]
        for size in sizes:
            font = self.font(size, family, weight, italic)
            lines = balanced(words, lambda line, font=font: self.width(line, font, tracking), box[0])
            if lines and Lines(lines, size, leading).height <= box[1]:
                return Lines(lines, size, leading)
        return Lines((text,), sizes[-1], leading)


def balanced(words: Sequence[str], width: object, most: float) -> tuple[str, ...]:
    """Words in the fewest lines that are no wider than `most`, as even as can be; () if one word is wider."""
    assert callable(width)
    if any(width(word) > most for word in words):
        return ()
    count = len(words)
    best: list[tuple[int, float, int]] = [(0, 0.0, 0)] + [(count + 1, 0.0, 0)] * count
    for end in range(1, count + 1):
        for start in range(end):
            length = width(" ".join(words[start:end]))
            if length <= most:
                lines, cost, _ = best[start]
                best[end] = min(best[end], (lines + 1, cost + (most - length) ** 2, start))
    found: list[str] = []
    end = count
    while end:
        start = best[end][2]
        found.insert(0, " ".join(words[start:end]))
        end = start
    return tuple(found)


def cover_jpeg(book: HtmlBook, theme: Theme) -> bytes:
    """The cover as JPEG, 1600 x 2400 pixels. The same book and theme always give the same bytes."""
    chance = Random(
        sha256(f"{book.info.title}\n{';'.join(book.info.authors)}".encode(errors="replace")).digest()
    )  # noqa: S311
    out = BytesIO()
    picture(book, theme, chance).save(out, "JPEG", quality=88, optimize=True)
    return out.getvalue()


def picture(book: HtmlBook, theme: Theme, chance: Random) -> Image:
    ground, ink, accent = chance.choice(theme.cover.colours)
    canvas = Canvas(theme, ground)
    match theme.cover.layout:
        case "plain":
            _plain(canvas, book, (ground, ink, accent), chance)
        case "block":
            _block(canvas, book, (ground, ink, accent), chance)
        case _:
            _cloth(canvas, book, (ground, ink, accent), chance)
    return canvas.image


def _authors(book: HtmlBook) -> list[str]:
    authors = list(book.info.authors)
    return authors if len(authors) <= SHOWN_AUTHORS else [*authors[:SHOWN_AUTHORS], "…"]


def _fandom(book: HtmlBook) -> str:
    fandoms = list(dict.fromkeys(fandom for story in book.stories for fandom in story.fandoms))
    return " · ".join(fandoms) if 0 < len(fandoms) <= 3 else ""


Colours = tuple[str, str, str]


def _cloth(canvas: Canvas, book: HtmlBook, colours: Colours, chance: Random) -> None:
    """A cloth binding stamped in foil: a frame, the title in its upper half, the pattern below it."""
    _, ink, accent = colours
    design = canvas.theme.cover
    for inset, width in ((84, 7), (108, 3)):
        canvas.draw.rectangle((inset, inset, WIDTH - inset, HEIGHT - inset), outline=accent, width=width)
    for x in (108, WIDTH - 108):
        for y in (108, HEIGHT - 108):
            canvas.draw.polygon(((x - 26, y), (x, y - 26), (x + 26, y), (x, y + 26)), fill=accent)
    fandom = _fandom(book)
    y = 300.0
    if fandom:
        lines = canvas.fit(fandom.upper(), (1150, 130), range(46, 24, -2), tracking=0.16, leading=1.5)
        for line in lines.lines:
            canvas.text((WIDTH / 2, y), line, canvas.font(lines.size), accent, tracking=0.16)
            y += lines.size * lines.leading
    title = canvas.fit(book.info.title, (1220, 640), range(300, 60, -6), family=design.display)
    y = 420 + (680 - title.height) / 2 + title.size * 0.8
    font = canvas.font(title.size, design.display)
    for line in title.lines:
        canvas.text((WIDTH / 2, y), line, font, ink)
        y += title.size * title.leading
    size = 880
    canvas.stamp(pattern(design.pattern, (size, size), chance), ((WIDTH - size) // 2, 1110), accent)
    _names(canvas, book, ink, (WIDTH / 2, 2160), 1180)


def _names(
    canvas: Canvas, book: HtmlBook, ink: str, at: tuple[float, float], width: float, anchor: str = "m"
) -> None:
    authors = _authors(book)
    if not authors:
        return
    lines = canvas.fit(" · ".join(authors), (width, 190), range(84, 36, -4), leading=1.3, tracking=0.03)
    font = canvas.font(lines.size)
    y = at[1] - lines.size * lines.leading * (len(lines.lines) - 1) / 2
    for line in lines.lines:
        canvas.text((at[0], y), line.strip(" ·"), font, ink, tracking=0.03, anchor=anchor)
        y += lines.size * lines.leading


def _block(canvas: Canvas, book: HtmlBook, colours: Colours, chance: Random) -> None:
    """A paperback: the pattern from edge to edge above, the title large and to the left below."""
    ground, ink, accent = colours
    design = canvas.theme.cover
    canvas.stamp(pattern(design.pattern, (WIDTH, 1300), chance), (0, 0), accent)
    fandom = _fandom(book)
    title = canvas.fit(
        book.info.title, (1360, 560), range(280, 60, -6), family=design.display, leading=1.05, weight=500
    )
    y = 1440 + title.size * 0.75
    font = canvas.font(title.size, design.display, 500)
    for line in title.lines:
        canvas.text((120, y), line, font, ink, anchor="l")
        y += title.size * title.leading
    _names(canvas, book, ink, (120, 2180), 1360, "l")
    if fandom:
        small = canvas.fit(fandom, (1360, 60), range(48, 24, -2))
        canvas.text((120, 2290), small.lines[0], canvas.font(small.size), accent, anchor="l")


def _plain(canvas: Canvas, book: HtmlBook, colours: Colours, chance: Random) -> None:
    """As large and plain as can be: the title fills the cover, the pattern is a band at its foot."""
    ground, ink, accent = colours
    design = canvas.theme.cover
    title = canvas.fit(
        book.info.title, (1400, 1250), range(360, 80, -8), family=design.display, leading=1.08, weight=700
    )
    y = 190 + title.size * 0.8
    font = canvas.font(title.size, design.display, 700)
    for line in title.lines:
        canvas.text((100, y), line, font, ink, anchor="l")
        y += title.size * title.leading
    canvas.stamp(pattern(design.pattern, (WIDTH, 360), chance), (0, 1560), accent)
    _names(canvas, book, ink, (100, 2130), 1400, "l")
