"""Small changes to a theme's cascade so that WeasyPrint finds what it names."""

from __future__ import annotations

import re

from packager.themes import Ornament
from packager.writers.pdf_fetch import BASE
from packager.writers.pdf_options import PdfOptions


def localised(css: str) -> str:
    """`url(ornament.svg)` as an address the in-memory shelf serves."""
    return re.sub(r"url\(\s*([\"']?)([\w][\w .-]*)\1\s*\)", lambda found: f'url("{BASE}{found[2]}")', css)


def inked(svg: str, options: PdfOptions) -> str:
    """An ornament in the text's own black: `currentColor` has no text to take its colour from in a picture."""
    return svg.replace("currentColor", "device-cmyk(0 0 0 1)" if options.one_black else "#000")


def ornament_css(ornament: Ornament, options: PdfOptions) -> str:
    """The scene break as a drawing, centred in its line."""
    return (
        "hr.scene-break::before{content:'';display:block;height:var(--leading);"
        f'background:url("{BASE}scene-break.svg") no-repeat center center;'
        f"background-size:{ornament.width:g}em {ornament.height:g}em}}\n"
    )


def initial_css(data: bytes, size: float, leading: float, lines: int = 3) -> str:
    """Sizes of an initial `lines` high: its top at the capitals of the first line, its foot on the last baseline.

    `data` is its font file. A letter of F points in a line of H stands (H + (a - d) F) / 2 below the top, where a and
    d are the face's ascent and descent in em; the body's letters likewise in theirs, which gives F, H and the margin.
    """
    import uharfbuzz

    face = uharfbuzz.Face(data)
    font = uharfbuzz.Font(face)
    extents = font.get_font_extents("ltr")
    letter = font.get_glyph_extents(font.get_nominal_glyph(ord("H")) or 0)
    capital = abs(letter.y_bearing) / face.upem if letter else 0.66
    middle = (extents.ascender + extents.descender) / face.upem  # descender is negative
    above = (lines - 1) * leading
    big = above / max(capital, 0.4) + size
    top = above - middle * (big - size)
    return f":root{{--cap-size:{big:.3f}pt;--cap-line:{lines * leading - top:.3f}pt;--cap-top:{top:.3f}pt}}\n"
