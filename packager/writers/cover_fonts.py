"""Fonts for a cover's text: the theme's, or the system's where the theme's lacks the script."""

from __future__ import annotations

import subprocess
from functools import lru_cache
from shutil import which

from packager.themes import Face

ROUNDS = 4
"""Fonts asked of the system for one text at most: names in so many scripts on one cover are rare enough."""


def fonts_for(face: Face, text: str) -> tuple[tuple[frozenset[str], bytes, int], ...]:
    """The fonts that draw `text`: the characters of each, its bytes, and which face of its file.

    First the theme's; for what it lacks, what fontconfig finds on this machine, font by font as long as one draws
    something more. A character that none draws is a box in the first.
    """
    left = {c for c in text if c.isprintable() and not c.isspace()}
    found = [(frozenset(left & _drawn(face.data, 0)), face.data, 0)]
    left -= found[0][0]
    for _ in range(ROUNDS):
        place = _from_system("".join(sorted(left)), face.weight >= 600) if left else None
        if place is None:
            break
        path, index = place
        with open(path, "rb") as file:  # noqa: PTH123  fontconfig's own word for it
            data = file.read()
        drawn = frozenset(left & _drawn(data, index))
        if not drawn:  # no font draws them all: one that draws the first of them
            place = _from_system(min(left), face.weight >= 600)
            if place is None or place == (path, index):
                break
            path, index = place
            with open(path, "rb") as file:  # noqa: PTH123
                data = file.read()
            drawn = frozenset(left & _drawn(data, index))
            if not drawn:
                break
        found.append((drawn, data, index))
        left -= drawn
    return tuple(fonts for fonts in found if fonts[0]) or tuple(found[:1])


@lru_cache(maxsize=8)
def _drawn(data: bytes, index: int) -> frozenset[str]:
    import uharfbuzz as hb

    return frozenset(map(chr, hb.Face(hb.Blob(data), index).unicodes))


@lru_cache(maxsize=32)
def _from_system(characters: str, bold: bool) -> tuple[str, int] | None:
    program = which("fc-match")
    if program is None:
        return None
    wanted = " ".join(f"{ord(c):x}" for c in characters if c.isprintable() and not c.isspace())
    weight = ":bold" if bold else ""
    asked = [program, "--format", "%{file}\n%{index}", f"serif:charset={wanted}:scalable=true{weight}"]
    try:
        said = subprocess.run(asked, capture_output=True, text=True, timeout=20, check=True).stdout  # noqa: S603
        path, index = said.splitlines()
        return path, int(index) & 0xFFFF
    except (OSError, ValueError, subprocess.SubprocessError):
        return None
