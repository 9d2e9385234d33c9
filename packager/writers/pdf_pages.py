"""Where pages end: the whole chapter is broken at once, spread by spread.

A chapter is a column of rows (lines, ornaments, headings, pictures). Between two rows a page may end or may not;
where it may, a place is better or worse. The best series of pages is found by dynamic programming over whole
spreads: facing pages hold the same number of lines, no page is nearly empty, no paragraph leaves one line alone,
no ornament stands at a page's edge, no word is broken over the leaf.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

NEVER = math.inf


@dataclass(frozen=True, slots=True)
class Row:
    """A slice of the column that no page break can cut. Heights in lines (of the baseline grid), from its top.

    `after` is what it costs to end a page below this row: 0 is a good place, `NEVER` none. `room` is how many
    lines of white space may be added around it where a page would else come out short (an ornament takes one).
    `notes` is the height of the footnotes called in it: they stand at the foot of its page.
    """

    top: float
    bottom: float
    after: float = 0.0
    room: int = 0
    notes: float = 0.0


@dataclass(frozen=True, slots=True)
class Ending:
    """Where a page ends: the index after its last row, and how many lines of white space were added on it.

    `foot` is how many lines its footnotes take, with the space above them: whole lines.
    """

    end: int
    added: int = 0
    foot: int = 0


@dataclass(frozen=True, slots=True)
class Taste:
    """What page breaking is after, as costs. A spread one line short on both pages costs 2 * `short`."""

    lines: int  # a full page
    longest: int = 0  # a page may run so many lines long ...
    shortest: int = 6  # ... or short
    short: float = 10.0  # times the square of the lines missing
    long: float = 16.0
    unlevel: float = 900.0  # facing pages end at different heights
    few: float = 5000.0  # a last page of fewer than `least` lines
    least: int = 5
    add: float = 3.0  # a line of white space more around an ornament
    most_added: int = 2  # on one page
    page: float = 4.0  # every page: fewer pages are better, a little
    rule: float = 0.8  # lines between text and footnotes, at least
    loose: float = 5.0  # a line more between them, times the square; at most `most_added`


@dataclass(frozen=True, slots=True)
class _Page:
    end: int  # index after the last row
    depth: float
    cost: float
    added: int = 0
    foot: int = 0

    @property
    def ending(self) -> Ending:
        return Ending(self.end, self.added, self.foot)


def break_pages(rows: Sequence[Row], taste: Taste, *, verso: bool = False, sink: float = 0.0) -> list[Ending] | None:
    """Where each page ends; None if the rows can't be set without breaking a law.

    `verso` says that the first page is a left-hand one; otherwise it stands alone against the page before.
    `sink` is how many lines the first row stands below the top of the first page.
    """
    if not rows:
        return []
    total = len(rows)
    known: dict[int, list[_Page]] = {}

    def ends(begin: int) -> list[_Page]:
        if begin not in known:
            known[begin] = _ends(rows, begin, taste, sink if begin == 0 else 0.0)
        return known[begin]

    best: dict[int, tuple[float, int, tuple[Ending, ...]]] = {}  # row a spread begins at -> cost, from, ends
    start: list[tuple[int, tuple[float, int, tuple[Ending, ...]]]] = [(0, (0.0, -1, ()))]
    if not verso:
        start = [(page.end, (page.cost, -1, (page.ending,))) for page in ends(0)]
    for index, way in start:
        if index not in best or way[0] < best[index][0]:
            best[index] = way
    for index in range(total):
        if index not in best:
            continue
        cost = best[index][0]
        for left in ends(index):
            if left.end == total:
                _offer(best, total, cost + left.cost, index, (left.ending,))
                continue
            for right in ends(left.end):
                spent = cost + left.cost + right.cost
                if right.end != total and abs(left.depth - right.depth) > 0.05:
                    spent += taste.unlevel
                _offer(best, right.end, spent, index, (left.ending, right.ending))
    if total not in best or best[total][0] == NEVER:
        return None
    found: list[Ending] = []
    index = total
    while True:
        _, before, made = best[index]
        found += reversed(made)
        if before < 0 or not made:
            return found[::-1]
        index = before


def _offer(
    best: dict[int, tuple[float, int, tuple[Ending, ...]]], at: int, cost: float, index: int, ends: tuple[Ending, ...]
) -> None:
    if at not in best or cost < best[at][0]:
        best[at] = (cost, index, ends)


def _ends(rows: Sequence[Row], start: int, taste: Taste, sink: float) -> list[_Page]:
    """The places a page that begins with row `start` may end, with what each costs."""
    top = rows[start].top - sink
    found: list[_Page] = []
    spare: _Page | None = None  # shorter than is liked: taken only where nothing else is to be had
    room = foot = 0
    notes = 0.0
    for index in range(start, len(rows)):
        if rows[index].notes:
            notes += rows[index].notes
            foot = math.ceil(taste.rule + notes - 0.02)
        depth = rows[index].bottom - top + foot
        if depth > taste.lines + taste.longest + 0.05:
            break
        last = index == len(rows) - 1
        inside, room = room, room + rows[index].room
        cost = taste.page
        if not last:
            if rows[index].after == NEVER:
                continue
            cost += rows[index].after
            for added in range(1, min(inside, taste.most_added, int(taste.lines - depth + 0.05)) + 1):
                deeper = depth + added
                if deeper >= taste.lines - taste.shortest - 0.05:
                    more = _depth_cost(deeper, taste, last) + added * taste.add
                    found.append(_Page(index + 1, deeper, cost + more, added, foot))
            for more in range(1, (min(taste.most_added, int(taste.lines - depth + 0.05)) if foot else 0) + 1):
                if depth + more >= taste.lines - taste.shortest - 0.05:
                    loose = _depth_cost(depth + more, taste, last) + more * more * taste.loose
                    found.append(_Page(index + 1, depth + more, cost + loose, foot=foot + more))
        page = _Page(index + 1, depth, cost + _depth_cost(depth, taste, last), foot=foot)
        if last or depth >= taste.lines - taste.shortest - 0.05:
            found.append(page)
        else:
            spare = page
    if not found and spare is not None:
        found.append(spare)
    return found


def _depth_cost(depth: float, taste: Taste, last: bool) -> float:
    missing = taste.lines - depth
    if missing < -0.05:
        return taste.long * missing * missing
    if last:
        return taste.few if depth < taste.least - 0.05 else 0.0
    return taste.short * missing * missing
