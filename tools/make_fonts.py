"""Make the static fonts of the themes from the variable fonts on PyPI (`fontpkg-*`).

A theme ships static TTF instances because every reading system and layout engine takes them: variable
fonts make PDF output depend on the clock and older e-readers draw only their default weight. All glyphs
and features stay (small capitals, old-style figures, ligatures); hints for Windows' old rasteriser go.

    pip install fontpkg-eb-garamond fontpkg-literata ...     # whatever RECIPES names
    python tools/make_fonts.py [THEME...]

Same packages in, same bytes out: time stamps in the fonts are kept from their sources.
"""

from __future__ import annotations

import importlib
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

THEMES = Path(__file__).parents[1] / "styles" / "themes"


@dataclass(frozen=True, slots=True)
class Cut:
    """One static font: `source` in `package`, pinned at `axes`, saved as `target`."""

    package: str
    source: str
    target: str
    axes: dict[str, float]


def family(package: str, stem: str, weights: dict[str, float], **axes: float) -> tuple[Cut, ...]:
    """Upright and italic cuts of a family whose files are called 'Stem[...].ttf', 'Stem-Italic[...].ttf'."""
    tags = ",".join(sorted([*axes, "wght"]))
    cuts = []
    for name, weight in weights.items():
        source = f"{stem}-Italic[{tags}].ttf" if name.endswith("Italic") else f"{stem}[{tags}].ttf"
        cuts.append(Cut(package, source, f"{stem}-{name}.ttf", {**axes, "wght": weight}))
    return tuple(cuts)


FOUR = {"Regular": 400, "Italic": 400, "Bold": 700, "BoldItalic": 700}
RECIPES: dict[str, tuple[Cut, ...]] = {
    "classic": family("fontpkg_eb_garamond", "EBGaramond", FOUR),
    "modern": (
        *family("fontpkg_literata", "Literata", FOUR, opsz=12),
        *family("fontpkg_jost", "Jost", {**FOUR, "Medium": 500, "MediumItalic": 500}),
    ),
    "paperback": family("fontpkg_vollkorn", "Vollkorn", FOUR),
    "large-print": tuple(
        Cut("fontpkg_atkinson_hyperlegible", name, name, {})
        for name in (f"AtkinsonHyperlegible-{style}.ttf" for style in FOUR)
    ),
}


def cut(recipe: Cut, folder: Path) -> Path:
    """Write one static font into `folder`."""
    module = importlib.import_module(recipe.package)
    home = Path(str(module.__file__)).parent
    source = home / "files" / recipe.source
    target = folder / recipe.target
    if not recipe.axes:
        shutil.copyfile(source, target)
    else:
        font = TTFont(source, recalcTimestamp=False)
        static = instancer.instantiateVariableFont(font, recipe.axes, updateFontNames=True)
        for table in ("fpgm", "prep", "cvt ", "cvar", "gasp", "DSIG", "STAT"):
            if table in static:
                del static[table]
        for record in static["name"].names:
            if record.nameID == 6:  # the instancer leaves 'EBGaramondItalic-BoldItalic'
                record.string = target.stem
        with_box(static)
        static.save(target)
    shutil.copyfile(home / "LICENSE", folder / f"{recipe.target.split('-')[0]}-OFL.txt")
    return target


def with_box(font: TTFont) -> None:
    """Draw a box for characters that the font lacks, where it has nothing for them (Jost): what is not seen is lost."""
    glyphs, advances = font["glyf"], font["hmtx"]
    if glyphs[".notdef"].numberOfContours:
        return
    unit = font["head"].unitsPerEm
    width, height, side, stroke = unit // 2, unit * 7 // 10, unit // 20, unit // 20
    pen = TTGlyphPen(None)
    right = width - side
    inner = side + stroke, stroke, right - stroke, height - stroke
    for x0, y0, x1, y1, turned in ((side, 0, right, height, False), (*inner, True)):
        corners = [(x0, y0), (x0, y1), (x1, y1), (x1, y0)]
        for number, corner in enumerate(reversed(corners) if turned else corners):
            (pen.lineTo if number else pen.moveTo)(corner)
        pen.closePath()
    glyphs[".notdef"] = pen.glyph()
    advances[".notdef"] = width, side


def main() -> None:
    for theme in sys.argv[1:] or RECIPES:
        folder = THEMES / theme / "fonts"
        folder.mkdir(parents=True, exist_ok=True)
        for recipe in RECIPES[theme]:
            target = cut(recipe, folder)
            print(f"{target.relative_to(THEMES)}: {target.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
