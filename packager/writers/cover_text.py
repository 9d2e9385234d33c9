"""Lines of text for a cover: the largest size that fits, broken as evenly as can be."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

REFERENCE = 100
"""Pixels. Widths are measured once at this size: advance widths scale with it."""


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines at a size in pixels, their baselines `leading` times the size apart."""

    lines: tuple[str, ...]
    size: int
    leading: float

    @property
    def height(self) -> float:
        return self.size * (1 + self.leading * (len(self.lines) - 1))


def fitted(
    pieces: Sequence[str],
    joint: str,
    width: Callable[[str], float],
    box: tuple[float, float],
    sizes: range,
    leading: float,
) -> Lines:
    """The pieces, `joint` between them, at the largest of `sizes` (falling) at which they stay in `box`.

    `width` measures at `REFERENCE`. A piece that is too wide even at the smallest size is cut; what does
    not fit in height is left off, with an ellipsis.
    """
    for size in sizes:
        lines = balanced(pieces, joint, width, box[0] * REFERENCE / size)
        if lines and Lines(lines, size, leading).height <= box[1]:
            return Lines(lines, size, leading)
    most = box[0] * REFERENCE / sizes[-1]
    short = [_cut(piece, width, most) for piece in pieces]
    lines = balanced(short, joint, width, most)
    room = max(int((box[1] / sizes[-1] - 1) / leading) + 1, 1)
    if len(lines) > room:
        lines = (*lines[: room - 1], _cut(lines[room - 1] + "…………", width, most))
    return Lines(lines, sizes[-1], leading)


def _cut(piece: str, width: Callable[[str], float], most: float) -> str:
    if width(piece) <= most:
        return piece
    while len(piece) > 1 and width(piece + "…") > most:
        piece = piece[:-1]
    return piece.rstrip("…") + "…"


def balanced(pieces: Sequence[str], joint: str, width: Callable[[str], float], most: float) -> tuple[str, ...]:
    """The fewest lines no wider than `most`, as even as can be; () if one piece alone is wider."""
    if not pieces or any(width(piece) > most for piece in pieces):
        return ()
    count = len(pieces)
    best: list[tuple[int, float, int]] = [(0, 0.0, 0)] + [(count + 1, 0.0, 0)] * count
    for end in range(1, count + 1):
        for start in range(end - 1, -1, -1):
            length = width(joint.join(pieces[start:end]))
            if length > most:
                break
            lines, cost, _ = best[start]
            best[end] = min(best[end], (lines + 1, cost + (most - length) ** 2, start))
    found: list[str] = []
    end = count
    while end:
        start = best[end][2]
        found.insert(0, joint.join(pieces[start:end]))
        end = start
    return tuple(found)
