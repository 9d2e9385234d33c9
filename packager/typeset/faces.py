"""Faces drawn a little wider or narrower, as microtype expands them, for lines that need it.

A copy keeps every table of its face (so ligatures, small capitals and figures survive) but for outlines and
advances; kerning and mark anchors stay as they are, since 2 % of a kern is less than a unit and GPOS costs
most of the time. It gets a name of its own, since a renderer that finds two fonts of one name may draw with either.
"""

from __future__ import annotations

import io
from functools import lru_cache

from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._g_l_y_f import GlyphCoordinates

from packager.typeset.spec import Face, Tuning

SPACES = (0x20, 0xA0, *range(0x2000, 0x200B), 0x202F)
THIN = 0.05  # em; Vollkorn has glyphs 1/1000 em wide
NAMES = (1, 3, 4, 6, 16, 21, 25)  # name records by which a font can be found


def factor(step: int, tuning: Tuning) -> float:
    """How much wider than natural step `step` is drawn: 1.0 for step 0."""
    usual = tuning.steps - 1
    return 1.0 + tuning.expansion * max(-usual, min(usual, step)) / usual if step else 1.0


def tracking(step: int, tuning: Tuning) -> float:
    """Em added to every letter of step `step`, less than 0 for the narrow ones."""
    usual = tuning.steps - 1
    track = tuning.tracking * max(-usual, min(usual, step)) / usual
    return track + (tuning.rescue if step > usual else -tuning.rescue_narrow if step < -usual else 0.0)


def steps(tuning: Tuning) -> tuple[int, ...]:
    """All steps that a copy is drawn for, narrowest first."""
    if not tuning.expansion:
        return ()
    return tuple(step for step in range(-tuning.steps, tuning.steps + 1) if step)


def widened(advance: int, upem: int, scale: float, track: float) -> int:
    """A glyph's advance in a copy, in font units. Marks and hair-thin helpers are not tracked."""
    if advance < THIN * upem:
        return round(advance * scale)
    return round(advance * scale + track * upem)


def family_name(family: str, step: int) -> str:
    """The family of the copy, as the stylesheet must name it: 'EB Garamond x3', 'EB Garamond n3'."""
    return f"{family} {'x' if step > 0 else 'n'}{abs(step)}" if step else family


def can_expand(face: Face) -> bool:
    """Whether copies of a face can be made: static TrueType outlines only."""
    font = TTFont(io.BytesIO(face.data), lazy=True)
    return "glyf" in font and "fvar" not in font


@lru_cache(maxsize=64)
def expanded(face: Face, step: int, scale: float, track: float) -> Face:
    """The face drawn `scale` times as wide, with `track` em more between letters.

    Deterministic; takes about 0.35 s of CPU for 3,000 glyphs.
    """
    # Bounds scale like coordinates, so they needn't be found anew: half the time.
    font = TTFont(io.BytesIO(face.data), recalcTimestamp=False, recalcBBoxes=False)
    glyf, hmtx, upem = font["glyf"], font["hmtx"], font["head"].unitsPerEm
    spaces = {font.getBestCmap().get(code) for code in SPACES}
    for name in glyf.keys():  # noqa: SIM118 - a font table, not a dict
        glyph = glyf[name]
        glyph.expand(glyf)
        if glyph.isComposite():
            for part in glyph.components:
                if hasattr(part, "x"):
                    part.x = round(part.x * scale)
        elif glyph.numberOfContours > 0:
            glyph.coordinates = GlyphCoordinates([(round(x * scale), y) for x, y in glyph.coordinates])
        if glyph.numberOfContours:
            glyph.xMin, glyph.xMax = round(glyph.xMin * scale), round(glyph.xMax * scale)
        advance, _ = hmtx[name]
        wide = widened(advance, upem, scale, 0.0 if name in spaces else track)
        hmtx[name] = (wide, getattr(glyph, "xMin", 0))
    for tag in ("fpgm", "prep", "cvt ", "hdmx", "VDMX", "LTSH", "DSIG"):  # hints fit the old shapes
        if tag in font:
            del font[tag]
    glyf.removeHinting()
    family = family_name(face.family, step)
    for record in font["name"].names:
        if record.nameID in NAMES:
            text = family.replace(" ", "") if record.nameID in (6, 25) else family
            record.string = text if record.nameID in (1, 16, 21) else text + _style_name(face, record.nameID)
    out = io.BytesIO()
    font.save(out, reorderTables=None)
    return Face(family, face.italic, face.weight, out.getvalue())


def copies(faces: tuple[Face, ...], tuning: Tuning) -> tuple[Face, ...]:
    """All copies the breaker may name, for the renderer's `@font-face` rules."""
    return tuple(
        expanded(face, step, factor(step, tuning), tracking(step, tuning))
        for face in faces
        if can_expand(face)
        for step in steps(tuning)
    )


def _style_name(face: Face, name_id: int) -> str:
    style = {400: "Regular", 700: "Bold"}.get(face.weight, str(face.weight)) + ("Italic" if face.italic else "")
    return ("-" if name_id in (6, 25) else " ") + style
