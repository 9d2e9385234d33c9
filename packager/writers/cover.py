"""A typographic cover in the theme's own design: names set in its fonts, a pattern drawn from the title.

Drawn with Pillow, so that an EPUB needs neither WeasyPrint nor a browser. A cover is seen first as a
thumbnail a thumb wide: the title is as large as its longest word allows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from itertools import groupby, pairwise
from random import Random
from typing import TYPE_CHECKING

from packager.html_book import HtmlBook
from packager.themes import Theme
from packager.writers.cover_fonts import fonts_for
from packager.writers.cover_patterns import pattern
from packager.writers.cover_text import REFERENCE, Lines, fitted
from packager.writers.escaped import clean

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

WIDTH, HEIGHT = 1600, 2400
SHOWN_AUTHORS = 4
SHOWN_FANDOMS = 3

JOINED = "\u0590"
"""From here on letters may join, or are no letters: they are not set apart."""

Colours = tuple[str, str, str]  # ground, ink, accent


@dataclass(frozen=True, slots=True)
class Fonts:
    """A size of the fonts that a text needs, each with the characters it draws; the first that can draws."""

    fonts: tuple[tuple[frozenset[str], FreeTypeFont], ...]

    def runs(self, line: str) -> list[tuple[str, FreeTypeFont]]:
        """The line in stretches of one font."""
        if len(self.fonts) == 1:
            return [(line, self.fonts[0][1])]
        first = self.fonts[0][1]
        chosen = [next((f for drawn, f in self.fonts if c in drawn), first) for c in line]
        draws = {id(font): drawn for drawn, font in self.fonts}
        # What stands between two letters of one font goes with them, so that a Hebrew name keeps its order.
        letters = [i for i, c in enumerate(line) if c.isalnum()]
        for a, b in pairwise(letters):
            between = line[a + 1 : b]
            if chosen[a] is chosen[b] and all(c.isspace() or c in draws[id(chosen[a])] for c in between):
                chosen[a + 1 : b] = [chosen[a]] * (b - a - 1)
        runs = groupby(zip(line, chosen, strict=True), key=lambda pair: id(pair[1]))
        return [("".join(c for c, _ in run), run[0][1]) for run in (list(run) for _, run in runs)]

    def getlength(self, line: str) -> float:
        return sum(font.getlength(run) for run, font in self.runs(line))


class Canvas:
    """The picture being drawn, and how text is set on it."""

    def __init__(self, theme: Theme, colours: Colours) -> None:
        from PIL import Image as Images
        from PIL import ImageDraw as Drawing

        self.theme, (self.ground, self.ink, self.accent) = theme, colours
        self.image: Image = Images.new("RGB", (WIDTH, HEIGHT), self.ground)
        self.draw: ImageDraw = Drawing.Draw(self.image)

    def font(self, text: str, size: int, family: str = "", weight: int = 400) -> Fonts:
        from PIL import ImageFont, features

        # Raqm kerns and joins Arabic; Pillow's wheels bring it, a build of the system's may not.
        layout = ImageFont.Layout.RAQM if features.check("raqm") else ImageFont.Layout.BASIC
        return Fonts(
            tuple(
                (drawn, ImageFont.truetype(BytesIO(data), size, index, layout_engine=layout))
                for drawn, data, index in fonts_for(self.theme.face(family=family, weight=weight), text)
            )
        )

    def set(
        self,
        pieces: Sequence[str],
        joint: str,
        box: tuple[float, float, float, float],
        sizes: range,
        fill: str,
        *,
        family: str = "",
        weight: int = 400,
        leading: float = 1.1,
        tracking: float = 0.0,
        align: str = "centre",
        stand: str = "middle",
    ) -> Lines:
        """Set pieces of text inside a box (left, top, right, bottom), as large as `sizes` and room allow."""
        left, top, right, bottom = box
        said = joint.join(pieces)
        tracking = tracking if said.isascii() or max(said) < JOINED else 0.0
        probe = self.font(said, REFERENCE, family, weight)
        lines = fitted(
            pieces,
            joint,
            lambda line: probe.getlength(line) + tracking * REFERENCE * len(line),
            (right - left, bottom - top),
            sizes,
            leading,
        )
        font = self.font(said, lines.size, family, weight)
        room = {"top": 0.0, "middle": 0.5, "foot": 1.0}[stand]
        # Capitals stand about 0.7 of the size above the baseline: centre what the eye sees.
        baseline = top + (bottom - top - lines.height) * room + lines.size * 0.85
        for line in lines.lines:
            width = font.getlength(line) + tracking * lines.size * (len(line) - 1)
            x = left if align == "left" else left + (right - left - width) / 2
            self._line(x, baseline, line, font, fill, tracking * lines.size)
            baseline += lines.size * leading
        return lines

    def _line(self, x: float, y: float, line: str, fonts: Fonts, fill: str, tracking: float) -> None:
        for piece in line if tracking else [line]:
            for run, font in fonts.runs(piece):
                self.draw.text((x, y), run, fill, font=font, anchor="ls")
                x += font.getlength(run)
            x += tracking

    def stamp(self, mask: Image, at: tuple[int, int], colour: str) -> None:
        self.image.paste(colour, at, mask)


def cover_jpeg(book: HtmlBook, theme: Theme) -> bytes:
    """The cover as JPEG, 1600 x 2400 pixels. The same book and theme always give the same bytes."""
    out = BytesIO()
    cover_picture(book, theme).save(out, "JPEG", quality=90)
    return out.getvalue()


def cover_picture(book: HtmlBook, theme: Theme) -> Image:
    """The cover as a picture, before it is packed; which colours and figures it has follows from the names on it."""
    name = f"{clean(book.info.title)}\n{'; '.join(map(clean, book.info.authors))}"
    chance = Random(sha256(name.encode()).digest())  # noqa: S311  a pattern, not a secret
    canvas = Canvas(theme, chance.choice(theme.cover.colours))
    {"cloth": _cloth, "block": _block, "plain": _plain}[theme.cover.layout](canvas, book, chance)
    return canvas.image


def _title(book: HtmlBook) -> tuple[list[str], str]:
    """The title's words and what stands between them; a title without spaces may break anywhere."""
    title = clean(book.info.title) or "—"
    if " " not in title and any("\u2e80" <= c <= "\uffef" for c in title):
        return list(title), ""
    return title.split(), " "


def _authors(book: HtmlBook) -> list[str]:
    authors = [clean(name) for name in book.info.authors if clean(name)]
    return authors if len(authors) <= SHOWN_AUTHORS else [*authors[: SHOWN_AUTHORS - 1], "…"]


def _fandoms(book: HtmlBook) -> list[str]:
    fandoms = list(dict.fromkeys(clean(fandom) for story in book.stories for fandom in story.fandoms))
    return fandoms if len(fandoms) <= SHOWN_FANDOMS else []


def _cloth(canvas: Canvas, book: HtmlBook, chance: Random) -> None:
    """A cloth binding stamped in foil: a frame, the title in its upper half, the pattern below it."""
    design = canvas.theme.cover
    for inset, width in ((78, 10), (108, 4)):
        edges = (inset, inset, WIDTH - inset, HEIGHT - inset)
        canvas.draw.rectangle(edges, outline=canvas.accent, width=width)
    for x in (108, WIDTH - 108):
        for y in (108, HEIGHT - 108):
            canvas.draw.polygon(((x - 30, y), (x, y - 30), (x + 30, y), (x, y + 30)), fill=canvas.accent)
    authors, fandoms = _authors(book), _fandoms(book)
    size, top = (900, 1080) if authors else (1040, 1140)
    canvas.stamp(pattern(design.pattern, (size, size), chance), ((WIDTH - size) // 2, top), canvas.accent)
    canvas.set(
        [name.upper() for name in fandoms], " · ", (220, 190, 1380, 330), range(48, 24, -2),
        canvas.accent, tracking=0.14, leading=1.45,
    )  # fmt: skip
    canvas.set(
        *_title(book),
        (180, 350 if fandoms else 240, 1420, top - 40),
        range(330, 60, -6),
        canvas.ink,
        family=design.display,
        weight=design.weight,
    )
    canvas.set(
        authors,
        " · ",
        (210, 2020, 1390, 2240),
        range(96, 36, -4),
        canvas.ink,
        leading=1.25,
        tracking=0.02,
    )


def _block(canvas: Canvas, book: HtmlBook, chance: Random) -> None:
    """A paperback: the pattern from edge to edge above, the title large and to the left below."""
    design = canvas.theme.cover
    canvas.stamp(pattern(design.pattern, (WIDTH, 1240), chance), (0, 0), canvas.accent)
    canvas.set(
        *_title(book), (120, 1330, 1500, 1950), range(330, 60, -6), canvas.ink,
        family=design.display, weight=design.weight, leading=1.04, align="left", stand="top",
    )  # fmt: skip
    canvas.set(
        _authors(book), " · ", (120, 2000, 1480, 2190), range(92, 36, -4), canvas.ink,
        family=design.display, align="left", stand="foot", leading=1.2,
    )  # fmt: skip
    canvas.set(
        _fandoms(book), " · ", (120, 2220, 1480, 2300), range(50, 24, -2), canvas.accent,
        family=design.display, align="left", stand="foot",
    )  # fmt: skip


def _plain(canvas: Canvas, book: HtmlBook, chance: Random) -> None:
    """As large and plain as can be: the title fills the cover, the pattern is a band at its foot."""
    design = canvas.theme.cover
    canvas.set(
        *_title(book), (100, 130, 1520, 1460), range(380, 80, -8), canvas.ink,
        family=design.display, weight=design.weight, leading=1.06, align="left", stand="top",
    )  # fmt: skip
    canvas.stamp(pattern(design.pattern, (WIDTH, 380), chance), (0, 1540), canvas.accent)
    canvas.set(
        _authors(book),
        " · ",
        (100, 1990, 1500, 2270),
        range(120, 40, -4),
        canvas.ink,
        align="left",
        leading=1.15,
    )
