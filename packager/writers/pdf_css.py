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
