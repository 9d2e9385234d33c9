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
Point = tuple[float, float]


def pattern(name: str, size: tuple[int, int], chance: Random) -> Image:
    """The mask of a pattern, `size` pixels."""
    from PIL import Image as Images
    from PIL import ImageDraw as Drawing

    width, height = size[0] * SCALE, size[1] * SCALE
    mask = Images.new("L", (width, height), 0)
    PATTERNS[name](Drawing.Draw(mask), width, height, chance)
    return mask.reduce(SCALE)


def rosette(draw: ImageDraw, width: int, height: int, chance: Random) -> None:
    """A tooled medallion as on old bindings: one of five engraved figures inside a double ring."""
    centre, radius = (width / 2, height / 2), min(width, height) / 2 * 0.97
    figure = chance.choice((_guilloche, _circles, _stars_within, _sun, _petals))
    figure(draw, centre, radius * 0.93, chance)
    for reach, stroke in ((1.0, 10), (0.965, 4)):
        _ring(draw, centre, radius * reach, stroke)


def _polar(centre: Point, reach: float, angle: float) -> Point:
    return centre[0] + reach * sin(angle), centre[1] - reach * cos(angle)


def _guilloche(draw: ImageDraw, centre: Point, radius: float, chance: Random) -> None:
    """Waves around the centre, turned a little each time, as engraved on banknotes."""
    waves = chance.choice((6, 8, 9, 12))
    for middle, swing, count, copies in ((0.72, 0.27, waves, 8), (0.33, 0.13, waves, 6)):
        for copy in range(copies):
            turn = 2 * pi * copy / copies / count
            ring = [
                _polar(
                    centre,
                    radius * (middle + swing * cos(count * (2 * pi * i / 1440 + turn))),
                    2 * pi * i / 1440,
                )
                for i in range(1441)
            ]
            draw.line(ring, fill=255, width=6)
    _star(draw, centre, radius * 0.16, radius * 0.07, waves)


def _circles(draw: ImageDraw, centre: Point, radius: float, chance: Random) -> None:
    """Circles through the centre, overlapping into leaves."""
    count = chance.choice((6, 8, 10, 12, 16))
    for reach in (0.5, 0.42, 0.34):
        for i in range(count):
            x, y = _polar(centre, radius * reach, 2 * pi * i / count)
            _ring(draw, (x, y), radius * reach, 6)
    _star(draw, centre, radius * 0.13, radius * 0.06, count)


def _stars_within(draw: ImageDraw, centre: Point, radius: float, chance: Random) -> None:
    """Star polygons, one inside the other."""
    points = chance.choice((7, 8, 9, 11, 12))
    step = chance.choice(range(2, (points + 1) // 2))
    reach = radius
    for level in range(4):
        corners = [_polar(centre, reach, 2 * pi * (i + level / 2) / points) for i in range(points)]
        for i in range(points):
            draw.line((corners[i], corners[(i + step) % points]), fill=255, width=9 - level)
        reach *= max(cos(pi * step / points) / cos(pi * (step - 1) / points), 0.42) * 0.98
    _star(draw, centre, reach, reach * 0.45, points)


def _sun(draw: ImageDraw, centre: Point, radius: float, chance: Random) -> None:
    """A disc with straight and flaming rays."""
    rays = chance.choice((12, 16, 18, 24))
    core = radius * chance.uniform(0.24, 0.38)
    for i in range(rays):
        angle, half = 2 * pi * i / rays, pi / rays * 0.72
        tip = radius if i % 2 == 0 else radius * 0.74
        ray = (
            _polar(centre, core * 1.12, angle - half),
            _polar(centre, tip, angle),
            _polar(centre, core * 1.12, angle + half),
        )
        if i % 2 == 0:
            draw.polygon(ray, fill=255)
        else:
            draw.line((*ray,), fill=255, width=7, joint="curve")
    _ring(draw, centre, core, 10)
    for i in range(4):
        _ring(draw, centre, core * (0.82 - 0.2 * i), 5)


def _petals(draw: ImageDraw, centre: Point, radius: float, chance: Random) -> None:
    """A flower in three rows of petals, outlined and filled by turns."""
    count = chance.choice((5, 6, 8, 9, 10))
    for row, (reach, turn) in enumerate(((1.0, 0.0), (0.7, 0.5), (0.42, 0.0))):
        for i in range(count):
            angle = 2 * pi * (i + turn) / count
            wide = pi / count * 0.92
            left = [_polar(centre, radius * reach * t, angle - wide * sin(pi * t) ** 0.8) for t in _steps(60)]
            right = [_polar(centre, radius * reach * t, angle + wide * sin(pi * t) ** 0.8) for t in _steps(60)]
            petal = left + right[::-1]
            draw.polygon(petal, fill=255 if row == 1 else 0)
            draw.line([*petal, petal[0]], fill=255 if row != 1 else 0, width=8, joint="curve")
            vein = [_polar(centre, radius * reach * t, angle) for t in (0.25, 0.8)]
            draw.line(vein, fill=0 if row == 1 else 255, width=5)
    _ring(draw, centre, radius * 0.09, 8)


def _steps(count: int) -> list[float]:
    return [i / count for i in range(count + 1)]


def shapes(draw: ImageDraw, width: int, height: int, chance: Random) -> None:
    """Quarter circles and discs on a grid, the way paperbacks of the sixties were composed."""
    columns = chance.choice((3, 4))
    cell = width / columns
    rows = int(height // cell)
    top = (height - rows * cell) / 2
    for row in range(rows):
        for column in range(columns):
            x, y = column * cell, top + row * cell
            inside = (x + cell * 0.1, y + cell * 0.1, x + cell * 0.9, y + cell * 0.9)
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
                draw.ellipse(inside, fill=255)
            elif kind == "ring":
                draw.ellipse(inside, outline=255, width=int(cell * 0.16))


def waves(draw: ImageDraw, width: int, height: int, chance: Random) -> None:
    """Overlapping scales (seigaiha, the sea of Japanese prints), some of them filled."""
    across = chance.choice((5, 6, 7))
    radius = width / across / 2
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
    points: list[Point] = []
    while len(points) < chance.choice((6, 7, 8)):
        point = (chance.uniform(0.15, 0.85) * width, chance.uniform(0.15, 0.85) * height)
        if all(hypot(point[0] - x, point[1] - y) > width * 0.16 for x, y in points):
            points.append(point)
    points.sort(key=lambda point: point[0] + point[1] * 0.4)
    draw.line(points, fill=170, width=4)
    for point in points:
        _star(draw, point, width * 0.022, width * 0.006, 4)


def _ring(draw: ImageDraw, centre: Point, reach: float, width: int) -> None:
    x, y = centre
    draw.ellipse((x - reach, y - reach, x + reach, y + reach), outline=255, width=width)


def _star(draw: ImageDraw, centre: Point, outer: float, inner: float, points: int) -> None:
    corners = []
    for step in range(points * 2):
        angle = pi * step / points - pi / 2
        reach = inner if step % 2 else outer
        corners.append((centre[0] + reach * cos(angle), centre[1] + reach * sin(angle)))
    draw.polygon(corners, fill=255)


PATTERNS: Mapping[str, Draw] = MappingProxyType(
    {"rosette": rosette, "shapes": shapes, "waves": waves, "bands": bands, "stars": stars}
)
