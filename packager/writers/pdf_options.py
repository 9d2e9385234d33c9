"""What a print run is asked for, and the geometry that follows from it. Lengths are points (1/72 in)."""

from __future__ import annotations

import math
import os
import re
from dataclasses import dataclass
from typing import Literal

from packager.problems import ExitCode, FanpackError

MM = 72 / 25.4
IN = 72.0

TRIMS: dict[str, tuple[float, float]] = {
    "a4": (210 * MM, 297 * MM),
    "a5": (148 * MM, 210 * MM),
    "a6": (105 * MM, 148 * MM),
    "b6": (128 * MM, 182 * MM),  # JIS B6, what Japanese paperbacks are cut to
    "digest": (5.5 * IN, 8.5 * IN),
    "5.5x8.5": (5.5 * IN, 8.5 * IN),
    "6x9": (6 * IN, 9 * IN),
    "5x8": (5 * IN, 8 * IN),
}

Variant = Literal["pdf/ua-1", "pdf/a-3u", "pdf/a-2a", ""]
VARIANTS: tuple[Variant, ...] = ("pdf/ua-1", "pdf/a-3u", "pdf/a-2a", "")

BLEED = 0.125 * IN  # what print-on-demand houses ask for on each side


@dataclass(frozen=True, slots=True)
class PdfOptions:
    """How a book is printed.

    `trim` is a name of `TRIMS` or 'WxH' with mm, in, cm or pt ('130x200mm'; without a unit, inches up to
    20 and millimetres beyond). `bleed` is points on each side. `jobs` is the number of worker processes:
    0 for as many as there are cores, 1 for none.
    """

    trim: str = "5.5x8.5"
    screen: bool = False  # to be read on a screen: no gutter, no blank pages, the cover first
    bleed: float = 0.0
    crop_marks: bool = False
    openings: Literal["recto", "any"] = "recto"  # where a chapter may begin
    variant: Variant = "pdf/ua-1"
    footnotes: bool = True  # at the page's foot; else where render put them, at the chapter's end
    one_black: bool = False  # black text in the black plate alone, for print on demand
    jobs: int = 0
    cache: bool = True


@dataclass(frozen=True, slots=True)
class PrintedPage:
    """One page of the PDF for an EPUB's page list.

    `letters` is how many letters and digits of the page's XHTML body stand before its first word on this
    printed page (`str.isalnum`, footnotes not counted): a measure that survives hyphens, ligatures and white space.
    """

    label: str  # as printed or as in the PDF's page labels: 'iv', '12'
    file_name: str
    letters: int


@dataclass(frozen=True, slots=True)
class PdfResult:
    """What was made. `words` counts the words of the pages as laid out."""

    pages: int
    labels: tuple[str, ...]
    page_list: tuple[PrintedPage, ...]
    words: int
    parts_laid_out: int = 0  # how many were not in the cache
    relaid: int = 0  # laid out a second time because the page breaks came out other than planned
    off_page: bool = False  # some words stand, in part, beyond the page's edge


@dataclass(frozen=True, slots=True)
class Geometry:
    """Where the text block stands. `inner` and `outer` are the side margins while laying out: equal, since the
    gutter is a shift of the finished page (see `gutter_shift`) and costs no second layout."""

    width: float
    height: float
    top: float
    bottom: float
    side: float
    leading: float
    lines: int
    size: float

    @property
    def measure(self) -> float:
        return self.width - 2 * self.side

    @property
    def depth(self) -> float:
        return self.lines * self.leading


def trim_size(trim: str) -> tuple[float, float]:
    """Width and height in points. Raises `FanpackError` (usage) on a size nobody could mean."""
    if trim.lower() in TRIMS:
        return TRIMS[trim.lower()]
    found = re.fullmatch(r"\s*([\d.]+)\s*[x×]\s*([\d.]+)\s*(mm|cm|in|pt|)\s*", trim.lower())
    if found:
        try:
            width, height = float(found[1]), float(found[2])
        except ValueError:
            width = height = 0.0
        unit = found[3] or ("in" if max(width, height) <= 20 else "mm")
        scale = {"mm": MM, "cm": 10 * MM, "in": IN, "pt": 1.0}[unit]
        if 180 <= width * scale <= 1700 and 240 <= height * scale <= 2400:
            return width * scale, height * scale
    names = ", ".join(TRIMS)
    raise FanpackError(ExitCode.USAGE, f"--trim {trim}", f"is no page size; use {names} or a size such as 130x200mm")


def geometry(options: PdfOptions, size: float, leading: float) -> Geometry:
    """The page of a trim size and a type size.

    The measure aims at 27 em (about 65 letters of an old-style face) with side margins of at least 1/9 of
    the width; the depth is the most whole lines that leave 10 % at the head and 9 % at the foot.
    """
    width, height = trim_size(options.trim)
    side = max((width - 28.5 * size) / 2, width / 9)
    if options.trim.lower() in {"a6", "b6"} or width < 370:
        side = max((width - 28.5 * size) / 2, width / 11)
    lines = max(8, math.floor((height * 0.805) / leading))
    room = height - lines * leading
    top = round(room * 0.52, 2)
    return Geometry(width, height, top, room - top, round(side, 2), leading, lines, size)


def gutter_shift(pages: int, geometry: Geometry, options: PdfOptions) -> float:
    """How far the text block moves outwards from the middle of the page, in points.

    Print-on-demand houses ask for more inner margin the thicker the book (KDP: 3/8 in to 150 pages, 1/2 to 300,
    5/8 to 500, 3/4 to 700, 7/8 beyond; outside at least 1/4 in). The measure stays, so that the
    line breaks do too: the outer margin gives what the gutter takes.
    """
    if options.screen:
        return 0.0
    step = sum(pages > limit for limit in (150, 300, 500, 700))
    needed = (0.375, 0.5, 0.625, 0.75, 0.875)[step] * IN + 9  # the KDP minimum and a little air
    shift = max(needed - geometry.side, 4.5 * step, 0.0)
    return round(min(shift, max(0.0, geometry.side - 0.25 * IN)), 3)


def worker_count(options: PdfOptions, parts: int) -> int:
    """How many processes lay out: as many as asked for or there are cores, never more than parts."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else (os.cpu_count() or 1)
    return max(1, min(options.jobs or cores, parts))


def pdf_variant(name: str) -> Variant:
    """A standard by its name. Raises `FanpackError` (usage) on one that isn't kept."""
    for variant in VARIANTS:
        if name.lower() == variant:
            return variant
    raise FanpackError(
        ExitCode.USAGE, f"--pdf-variant {name}", f"is not known; use {', '.join(v for v in VARIANTS if v)}"
    )
