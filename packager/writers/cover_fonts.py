"""Fonts for a cover's text: the theme's, or the system's where the theme's lacks the script."""

from __future__ import annotations

import subprocess
from functools import lru_cache
from pathlib import Path
from shutil import which

from packager.themes import Face

ROUNDS = 4
"""Fonts asked of the system for one text at most: names in so many scripts on one cover are rare enough."""


def fonts_for(face: Face, text: str) -> tuple[tuple[frozenset[str], bytes, int], ...]:
    """The fonts that draw `text`: every character each has, its bytes, and which face of its file.

    First the theme's; for what it lacks, what fontconfig finds on this machine, font by font as long as one draws
    something more. A character that none draws is a box in the first.
    """
    left = {c for c in text if c.isprintable() and not c.isspace()}
    found = [(_drawn(face.data, 0), face.data, 0)]
    left -= found[0][0]
    while left and len(found) <= ROUNDS:
        # One for them all; where there is none fontconfig may name any, so then one for the first of them.
        asked = (_system_font(wanted, face.weight >= 600) for wanted in ("".join(sorted(left)), min(left)))
        better = next((font for font in asked if font and not left.isdisjoint(font[0])), None)
        if better is None:
            break
        found.append(better)
        left -= better[0]
    return tuple(found)


@lru_cache(maxsize=8)
def _drawn(data: bytes, index: int) -> frozenset[str]:
    import uharfbuzz as hb

    return frozenset(map(chr, hb.Face(hb.Blob(data), index).unicodes))


@lru_cache(maxsize=8)
def _system_font(characters: str, bold: bool) -> tuple[frozenset[str], bytes, int] | None:
    """What fontconfig names for these characters, as `fonts_for` gives it; None where it names no font that opens."""
    program = which("fc-match")
    if program is None:
        return None
    wanted = " ".join(f"{ord(c):x}" for c in characters if c.isprintable() and not c.isspace())
    weight = ":bold" if bold else ""
    asked = [program, "--format", "%{file}\n%{index}", f"serif:charset={wanted}:scalable=true{weight}"]
    try:
        said = subprocess.run(asked, capture_output=True, text=True, timeout=20, check=True).stdout  # noqa: S603
        path, number = said.splitlines()
        index, data = int(number) & 0xFFFF, Path(path).read_bytes()
    except (OSError, ValueError, subprocess.SubprocessError):
        return None
    return _drawn(data, index), data, index
