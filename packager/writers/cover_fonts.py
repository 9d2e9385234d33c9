"""Fonts for a cover's text: the theme's, or the system's where the theme's lacks the script."""

from __future__ import annotations

import subprocess
from functools import lru_cache
from shutil import which

from packager.themes import Face


def covers(data: bytes, text: str) -> bool:
    """Whether a font draws every character of the text that is no space or mark of direction."""
    known = _drawn(data)
    return all(ord(c) in known for c in text if c.isprintable() and not c.isspace())


@lru_cache(maxsize=8)
def _drawn(data: bytes) -> frozenset[int]:
    import uharfbuzz as hb

    return frozenset(hb.Face(hb.Blob(data)).unicodes)


def font_for(face: Face, text: str) -> tuple[bytes, int]:
    """The bytes of a font that draws `text`, and which face of its file: the theme's if it can, else what
    fontconfig finds on this machine, else the theme's all the same (a box for each missing character)."""
    if covers(face.data, text):
        return face.data, 0
    found = _from_system("".join(sorted(set(text))), face.weight >= 600)
    if found is None:
        return face.data, 0
    path, index = found
    with open(path, "rb") as file:  # noqa: PTH123  fontconfig's own word for it
        return file.read(), index


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
