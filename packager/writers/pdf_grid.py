"""The baseline grid of a galley: its rows, and how they are brought back to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.text.line_break import strut

from packager.writers.pdf_even import FOREIGN


@dataclass(slots=True)
class Slice:
    """A row and the box it is: a line or something taken whole."""

    box: Any
    top: float  # px
    bottom: float
    block: Any  # the block the line belongs to, or the box itself
    line: int = 0
    lines: int = 1
    path: tuple[Any, ...] = field(default=())
    floats: list[Any] = field(default_factory=list)  # initials that hang beside it
    notes: list[Any] = field(default_factory=list)  # footnotes called in it


def is_line(piece: Slice, unit: float) -> bool:
    """Whether it is a line as high as a line of the grid."""
    return isinstance(piece.box, boxes.LineBox) and abs(piece.bottom - piece.top - unit) < 0.01


def _is_raised(piece: Slice, unit: float) -> bool:
    """Whether it is a line that is higher than its block asks for: 'A line 14 pt high' with a sign of another font."""
    if not isinstance(piece.box, boxes.LineBox) or not unit + 0.01 < piece.bottom - piece.top < 2.2 * unit:
        return False
    if any(isinstance(box, boxes.AtomicInlineLevelBox) for box in piece.box.descendants()):
        return False  # a picture needs its room
    asked = piece.block.style["line_height"]
    return getattr(asked, "unit", None) == "px" and abs(asked.value - unit) < 0.01


def hang(slices: Sequence[Slice], unit: float) -> float:
    """How far the foot of a line of text is below its baseline."""
    line = next((piece.box for piece in slices if is_line(piece, unit)), None)
    return float(line.height - line.baseline) if line is not None else unit * 0.25


def snap(slices: Sequence[Slice], top: float, unit: float) -> None:
    """Bring lines back to the grid after something whose height is no whole number of lines (a heading a theme
    sets in a size of its own, a picture, a table): white space is added above the first line after it. A line that is
    a little higher than others, for a letter of another font or a raised one, keeps its baseline on the grid."""
    down = 0.0
    base = next((s.box.baseline for s in slices if is_line(s, unit)), 0.0)
    for piece in slices:
        raised = _is_raised(piece, unit)
        if raised or is_line(piece, unit):
            off = (piece.top + down - top) % unit
            if min(off, unit - off) > 0.02:
                down += unit - off
        if raised:
            grid = strut(piece.block.style)[1] if _is_foreign(piece) or not base else base
            piece.box.translate(0, down + grid - piece.box.baseline)
            for floated in piece.floats:
                floated.translate(0, down)
            piece.top, piece.bottom = piece.top + down, piece.top + down + unit
            down -= piece.box.height - unit
            continue
        level = _off_level(piece, unit)
        if down or level:
            piece.box.translate(0, down + level)
            for floated in piece.floats:
                floated.translate(0, down)
            piece.top += down
            piece.bottom += down


def _is_foreign(piece: Slice) -> bool:
    """Whether a paragraph's line has letters of a script that themes' fonts may lack."""
    if piece.block.element_tag != "p" or not isinstance(piece.box, boxes.LineBox):
        return False
    return any(isinstance(box, boxes.TextBox) and FOREIGN.search(box.text) for box in piece.box.descendants())


def _off_level(piece: Slice, unit: float) -> float:
    """How far down a line goes whose letters are all of another font, px: its baseline is that font's, and would
    stand a little above or below that of a line with a comma of the theme's font in it."""
    if not is_line(piece, unit) or not _is_foreign(piece):
        return 0.0
    height, baseline = strut(piece.block.style)
    off = float(baseline - piece.box.baseline)
    return off if abs(height - unit) < 0.01 and abs(off) > 0.02 else 0.0
