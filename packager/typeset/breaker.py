"""Where a paragraph's lines end: the optimum over the whole paragraph, after Knuth and Plass.

A node is a way of ending a line at a place. Every node is pushed forward to the places where the next line
can end; for each place and each history that matters later (hyphens in a row, how loose the line is, and the line's
number while lines differ in length) only the cheapest node is kept.

Faces that are drawn wider or narrower give in beside the gaps: for a line of text width W with n gaps S that
misses its measure by d, gaps and face share d so that (gap change/S)^2 + face_cost (scale change/limit)^2 is least.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field

from packager.typeset.spec import Tuning, Wish

FREE, HYPHEN, EXPLICIT, FORCED = range(4)  # kinds of places: a space, our hyphen, the text's own, the end
LETTER = 0.43  # em that a letter takes on average in text faces: a guide, chosen lines are measured exactly
WINDOW = 0.88  # lines under this share of the measure are only tried when nothing else fits


@dataclass(slots=True)
class Places:
    """Places where a line may end, in order; place 0 is the paragraph's beginning.

    A line from place a to place b is `end[b] - start[a]` wide with `end_gaps[b] - start_gaps[a]` natural gaps in it;
    what hangs in the margin is already taken off.
    """

    end: list[float] = field(default_factory=list)
    start: list[float] = field(default_factory=list)
    end_gaps: list[int] = field(default_factory=list)
    start_gaps: list[int] = field(default_factory=list)
    kind: list[int] = field(default_factory=list)
    word: list[int] = field(default_factory=list)  # index of the word the line ends with
    last: list[str] = field(default_factory=list)  # that word and the next line's first, where long enough
    offset: list[int] = field(default_factory=list)  # where in the word, when the line ends inside it
    first: list[str] = field(default_factory=list)  # to be seen when they stand under themselves


@dataclass(slots=True)
class Node:
    place: int
    line: int
    cost: float
    ratio: float  # change of the gaps, 0.1 is a tenth wider than natural
    face: float  # -1 narrowest, 1 widest
    hyphens: int  # lines in a row that end in a hyphen, this one included
    back: Node | None


@dataclass(frozen=True, slots=True)
class Line:
    start: int  # places
    end: int
    ratio: float
    face: float


def best_lines(
    places: Places,
    measures: list[float],
    gap: float,
    em: float,
    tuning: Tuning,
    reach: float,
    wish: Wish | None = None,
) -> tuple[list[Line], float] | None:
    """The cheapest lines and the worst line's badness (1: as bad as usual lines get), or None if no way fits.

    `reach` is the share by which faces can be drawn wider or narrower.
    `measures` are the widths of the first lines and, last, of all others; `gap` is the natural word space.
    """
    end = _Search(places, measures, gap, em, tuning, reach, wish).run()
    if end is None:
        return None
    lines: list[Line] = []
    worst = 0.0
    node = end
    while node.back is not None:
        if node is not end:
            worst = max(worst, node.ratio / tuning.stretch, -node.ratio / tuning.shrink)
        lines.append(Line(node.back.place, node.place, node.ratio, node.face))
        node = node.back
    return lines[::-1], worst


class _Search:
    def __init__(
        self,
        places: Places,
        measures: list[float],
        gap: float,
        em: float,
        tuning: Tuning,
        reach: float,
        wish: Wish | None,
    ) -> None:
        self.places = places
        self.measures = measures
        self.gap = gap
        self.em = em
        self.tuning = tuning
        self.limit = reach
        self.rescue = tuning.rescue / LETTER if reach else 0.0
        self.narrow = tuning.rescue_narrow / LETTER if reach else 0.0
        self.wish = wish
        self.by_line = wish is not None

    def run(self) -> Node | None:
        end = self._search(WINDOW, self.tuning.stretch * 1.3)
        return end or self._search(0.0, 1e9)

    def _search(self, window: float, loosest: float) -> Node | None:
        """One pass; lines narrower than `window` of the measure or with gaps looser than `loosest` don't count."""
        places, tuning, gap, limit = self.places, self.tuning, self.gap, self.limit
        end, start, end_gaps, start_gaps = places.end, places.start, places.end_gaps, places.start_gaps
        kind, last, first = places.kind, places.last, places.first
        measures, special, squeeze = self.measures, len(self.measures) - 1, tuning.squeeze
        rescue, narrow, open_from, rescue_cost = (
            self.rescue,
            self.narrow,
            tuning.rescue_from,
            tuning.rescue_cost,
        )
        contrast, face_contrast = tuning.contrast, tuning.face_contrast
        stretch, shrink, face_cost = tuning.stretch, tuning.shrink, tuning.face_cost
        final = len(end) - 1
        best: list[dict[int, Node] | None] = [None] * (final + 1)
        best[0] = {0: Node(0, 0, 0.0, 0.0, 0.0, 0, None)}
        forbidden = self.wish.no_hyphen_after if self.wish else frozenset[int]()
        for place in range(final):
            here = best[place]
            if here is None:
                continue
            begin, gaps_before = start[place], start_gaps[place]
            for node in here.values():
                line = node.line
                measure = measures[line] if line < special else measures[special]
                at = bisect_left(end, begin + measure * window, place + 1) if window else place + 1
                while at <= final:
                    width = end[at] - begin
                    gaps = end_gaps[at] - gaps_before
                    spaces = gaps * gap
                    room = measure - width
                    give = width * limit
                    if room < -give - squeeze * spaces:
                        if (
                            width > measure * 1.1 + 30
                        ):  # places aren't quite in order of width: look a little further
                            break
                        at += 1
                        continue
                    if at == final:
                        break
                    # how gaps and face share what is missing
                    face = 0.0
                    if limit:
                        share = room / (give * give / face_cost + spaces * spaces)
                        face = share * give / face_cost
                        if face > 1.0:
                            face = 1.0
                        elif face < -1.0:
                            face = -1.0
                        ratio = (room - face * give) / spaces if gaps else (0.0 if -1 < face < 1 else room)
                    elif gaps:
                        ratio = room / spaces
                    else:
                        ratio = 0.0 if abs(room) < 0.01 else room
                    if rescue and gaps:  # rather letters a little apart or together than such gaps
                        if ratio > open_from:
                            more = min((ratio - open_from) * spaces / (rescue * width), 1.0)
                            ratio -= more * rescue * width / spaces
                            face += more
                        elif ratio < -shrink and narrow:
                            more = min((-shrink - ratio) * spaces / (narrow * width), 1.0)
                            ratio += more * narrow * width / spaces
                            face -= more
                    bad = ratio / stretch if ratio > 0 else -ratio / shrink
                    if ratio > loosest:
                        at += 1
                        continue
                    square = bad * bad
                    cost = square * (100.0 + 300.0 * square) if bad < 3 else 24300.0 + 3000.0 * bad
                    cost += (3.0 if -1.0 <= face <= 1.0 else rescue_cost) * face * face
                    hyphens = 0
                    what = kind[at]
                    if what:
                        if what == HYPHEN:
                            hyphens = node.hyphens + 1
                            if hyphens > 2 or line in forbidden:
                                at += 1
                                continue
                            cost += tuning.hyphen
                        else:
                            cost += tuning.explicit
                            hyphens = node.hyphens + 1
                            if hyphens > 2:
                                at += 1
                                continue
                        if hyphens > 1:
                            cost += tuning.hyphen_pair
                    if line:
                        off = ratio - node.ratio
                        cost += contrast * off * off
                        off = face - node.face
                        cost += face_contrast * off * off
                        if last[at] and last[at] == last[place]:
                            cost += tuning.stack
                        back = node.back
                        if back is not None and first[place] and first[place] == first[back.place]:
                            cost += tuning.stack
                    cost += node.cost
                    key = hyphens * 4 + (0 if ratio < -0.08 else 1 if ratio < 0.12 else 2)
                    if self.by_line or line < special:
                        key += 16 * (line + 1)
                    there = best[at]
                    if there is None:
                        best[at] = {key: Node(at, line + 1, cost, ratio, face, hyphens, node)}
                    else:
                        old = there.get(key)
                        if old is None or cost < old.cost:
                            there[key] = Node(at, line + 1, cost, ratio, face, hyphens, node)
                    at += 1
                if end[final] - begin < measure * 1.1 + 30:
                    self._finish(best, node, place, measure)
        ends = best[final]
        if not ends:
            return None
        if self.wish and self.wish.lines is not None:
            fits = [node for node in ends.values() if node.line == self.wish.lines]
            if fits:
                return min(fits, key=lambda node: node.cost)
        return min(ends.values(), key=lambda node: node.cost)

    def _finish(self, best: list[dict[int, Node] | None], node: Node, place: int, measure: float) -> None:
        """Let a line from this node be the paragraph's last one, if it fits."""
        places, tuning = self.places, self.tuning
        final = len(places.end) - 1
        width = places.end[final] - places.start[place]
        gaps = places.end_gaps[final] - places.start_gaps[place]
        room = measure - width
        ratio = face = 0.0
        cost = node.cost
        if room < 0:
            give = width * self.limit
            spaces = gaps * self.gap
            if room < -give - tuning.squeeze * spaces:
                return
            face = max(room / give, -1.0) if give else 0.0
            ratio = (room - face * give) / spaces if gaps else 0.0
            square = (ratio / tuning.shrink) ** 2
            cost += square * (100.0 + 300.0 * square) + 3.0 * face * face
        if node.line and places.word[final] == places.word[place] + (places.kind[place] == FREE):
            if places.kind[place] == HYPHEN:
                cost += tuning.fragment
            elif width < tuning.min_last * self.em:
                cost += tuning.runt
        elif node.line and width < tuning.min_last * self.em:
            cost += tuning.runt / 3
        key = 16 * (node.line + 1) if self.by_line else 0
        there = best[final]
        if there is None:
            there = best[final] = {}
        old = there.get(key)
        if old is None or cost < old.cost:
            there[key] = Node(final, node.line + 1, cost, ratio, face, 0, node)
