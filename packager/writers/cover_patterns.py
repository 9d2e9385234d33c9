"""Patterns for generated covers, each drawn from the book's own name.

A pattern is a mask (mode "L", 0-255) of the asked size: the cover colours it. Curves are drawn at twice the
size and halved, because Pillow does not smooth lines. Numbers come from a `random.Random` seeded with the
name, so that a book keeps its cover and two books differ.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import cos, hypot, pi, sin
from random import Random
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw

SCALE = 2

Draw = Callable[["ImageDraw", int, int, Random], None]


def pattern(name: str, size: tuple[int, int], chance: Random) -> Image:
    """The mask of a pattern, `size` pixels."""
    from PIL import Image, ImageDraw

    width, height = size[0] * SCALE, size[1] * SCALE
    mask = Image.new("L", (width, height), 0)
    PATTERNS[name](ImageDraw.Draw(mask), width, height, chance)
    return mask.reduce(SCALE)


def rosette(draw: ImageDraw, width: int, height: int, chance: Random) -> None:
    """An engraved rosette as on old bindings and banknotes: one wave turned about its centre many times."""
    centre, radius = (width / 2, height / 2), min(width, height) / 2 * 0.98
    petals = chance.choice((5, 6, 7, 8, 9, 10, 12))
    rings = [(0.70, 0.29, petals, 10), (0.38, 0.17, chance.choice((petals, petals * 2)), 8)]
    sharp = chance.uniform(0.0, 0.35)
    for middle, swing, waves, copies in rings:
        for copy in range(copies):
            turn = 2 * pi * copy / copies / waves
            amount = swing * (1 - 0.55 * (copy % 2))
            points = []
            for step in range(1441):
                angle = 2 * pi * step / 1440
                wave = cos(waves * (angle + turn))
                wave = (1 - sharp) * wave + sharp * cos(2 * waves * (angle + turn)) * 0.5
                reach = radius * (middle + amount * wave)
                points.append(
                    (centre[0] + reach * cos(angle - pi / 2), centre[1] + reach * sin(angle - pi / 2))
                )
            draw.line(points, fill=255, width=5, joint="curve")
    for reach, width_ in ((0.995, 7), (0.145, 5)):
        _ring(draw, centre, radius * reach, width_)
    _star(draw, centre, radius * 0.12, radius * 0.05, petals)


def shapes(draw: ImageDraw, width: int, height: int, chance: Random) -> None:
    """Quarter circles and discs on a grid, the way paperbacks of the sixties were composed."""
    columns = chance.choice((3, 4))
    cell = width / columns
    rows = int(height // cell)
    top = (height - rows * cell) / 2
    for row in range(rows):
        for column in range(columns):
            x, y = column * cell, top + row * cell
            kind = chance.choices(("quarter", "disc", "ring", "half", "none"), (8, 2, 2, 4, 2))[0]
            if kind == "quarter":
                corner = chance.choice(((0, 0), (1, 0), (1, 1), (0, 1)))
                cx, cy = x + corner[0] * cell, y + corner[1] * cell
                start = {(0, 0): 0, (1, 0): 90, (1, 1): 180, (0, 1): 270}[corner]
                draw.pieslice((cx - cell, cy - cell, cx + cell, cy + cell), start, start + 90, fill=255)
            elif kind == "half":
                start = chance.choice((0, 90, 180, 270))
                draw.pieslice((x, y, x + cell, y + cell), start, start + 180, fill=255)
            elif kind == "disc":
                draw.ellipse((x + cell * 0.1, y + cell * 0.1, x + cell * 0.9, y + cell * 0.9), fill=255)
            elif kind == "ring":
                box = (x + cell * 0.1, y + cell * 0.1, x + cell * 0.9, y + cell * 0.9)
                draw.ellipse(box, outline=255, width=int(cell * 0.16))


def waves(draw: ImageDraw, width: int, height: int, chance: Random) -> None:
    """Overlapping scales (seigaiha, the sea of Japanese prints), some of them filled."""
    across = chance.choice((5, 6, 7))
    radius = width / across / 2 * 1.0
    rings = chance.choice((3, 4, 5))
    filled = chance.uniform(0.08, 0.22)
    step = radius / 2
    rows = int(height / step) + 4
    for row in range(rows):
        y = row * step
        shift = radius if row % 2 else 0
        for column in range(-1, across + 2):
            x = column * 2 * radius + shift
            box = (x - radius, y - radius, x + radius, y + radius)
            draw.ellipse(box, fill=0)
            whole = chance.random() < filled
            for ring in range(rings):
                reach = radius * (1 - ring / rings) - 3
                edge = (x - reach, y - reach, x + reach, y + reach)
                if whole and ring == 1:
                    draw.ellipse(edge, fill=255)
                    break
                draw.ellipse(edge, outline=255, width=6)


def bands(draw: ImageDraw, width: int, height: int, chance: Random) -> None:
    """Broad bands of unequal height: few, large, told apart from across a room."""
    count = chance.choice((3, 4, 5))
    cuts = sorted(chance.uniform(0.08, 0.92) for _ in range(count * 2))
    for top, bottom in zip(cuts[::2], cuts[1::2], strict=True):
        draw.rectangle((0, top * height, width, max(bottom, top + 0.02) * height), fill=255)


def stars(draw: ImageDraw, width: int, height: int, chance: Random) -> None:
    """A night sky with one constellation in it."""
    for _ in range(320):
        x, y, size = chance.uniform(0, width), chance.uniform(0, height), chance.choice((2, 2, 3, 3, 4, 6))
        draw.ellipse((x - size, y - size, x + size, y + size), fill=chance.choice((110, 160, 255)))
    points: list[tuple[float, float]] = []
    while len(points) < chance.choice((6, 7, 8)):
        point = (chance.uniform(0.15, 0.85) * width, chance.uniform(0.15, 0.85) * height)
        if all(hypot(point[0] - x, point[1] - y) > width * 0.16 for x, y in points):
            points.append(point)
    points.sort(key=lambda point: point[0] + point[1] * 0.4)
    draw.line(points, fill=170, width=4)
    for point in points:
        _star(draw, point, width * 0.022, width * 0.006, 4)


def _ring(draw: ImageDraw, centre: tuple[float, float], reach: float, width: int) -> None:
    x, y = centre
    draw.ellipse((x - reach, y - reach, x + reach, y + reach), outline=255, width=width)


def _star(draw: ImageDraw, centre: tuple[float, float], outer: float, inner: float, points: int) -> None:
    corners = []
    for step in range(points * 2):
        angle = pi * step / points - pi / 2
        reach = inner if step % 2 else outer
        corners.append((centre[0] + reach * cos(angle), centre[1] + reach * sin(angle)))
    draw.polygon(corners, fill=255)


PATTERNS: Mapping[str, Draw] = MappingProxyType(
    {"rosette": rosette, "shapes": shapes, "waves": waves, "bands": bands, "stars": stars}
)
