"""Small changes to a theme's cascade so that WeasyPrint finds what it names."""

from __future__ import annotations

import re

from packager.writers.pdf_fetch import BASE


def localised(css: str) -> str:
    """`url(ornament.svg)` as an address the in-memory shelf serves."""
    return re.sub(
        r"url\(\s*([\"']?)([\w][\w .-]*)\1\s*\)", lambda found: f'url("{BASE}{found[2]}")', css
    )
