"""Where a paragraph's lines end: the optimum over the whole paragraph, after Knuth and Plass.

A node is a way of ending a line at a place. Every node is pushed forward to the places where the next line
can end; for each place and each history that matters later (hyphens in a row, how loose the line is, and the
line's number while lines differ in length) only the cheapest node is kept.

Faces that are drawn wider or narrower give in beside the gaps: for a line that misses its measure by d, gaps
and face share d so that (change of a gap / gap)^2 + face_cost (change of the face / its limit)^2 is least.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from typing import NamedTuple

from packager.typeset.spec import Tuning, Wish

FREE, HYPHEN, EXPLICIT, FORCED = range(4)  # kinds of places: a space, our hyphen, the text's own, the end
LETTER = 0.43  # em that a letter takes on average in text faces: a guide, chosen lines are measured exactly
# Em: poppler sees no word space in a line whose gaps are all under 0.15 em, so copied text would lose its
# spaces.
LEAST_GAP = 0.158
RAG = 25.0  # em that a ragged line falls short by to be as bad as lines get
WINDOW = 0.88  # lines under this share of the measure are only tried when nothing else fits


@dataclass(slots=True)
class Places:
    """Places where a line may end, in order; place 0 is the paragraph's beginning.

    A line from place a to place b is `end[b] - start[a]` wide, with `end_gaps[b] - start_gaps[a]` natural
    gaps in it; what hangs in the margin is already taken off.
    """

    end: list[float] = field(default_factory=list)
    start: list[float] = field(default_factory=list)
    end_gaps: list[int] = field(default_factory=list)
    start_gaps: list[int] = field(default_factory=list)
    kind: list[int] = field(default_factory=list)
    word: list[int] = field(default_factory=list)  # index of the word the line ends with
    offset: list[int] = field(default_factory=list)  # where in the word, when the line ends inside it
    # That word and the next line's first, where they are long enough to be seen standing under themselves.
    last: list[str] = field(default_factory=list)
    first: list[str] = field(default_factory=list)


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


class Found(NamedTuple):
    """Chosen lines, the worst line's badness (1: as bad as usual lines get), whether the last line is too short."""

    lines: list[Line]
    worst: float
    short: bool


def best_lines(
    places: Places,
    measures: list[float],
    gap: float,
    em: float,
    tuning: Tuning,
    reach: float,
    wish: Wish | None = None,
    *,
    ragged: bool = False,
    balanced: bool = False,
) -> Found | None:
    """The cheapest lines, or None if no way fits.

    `reach` is the share by which faces can be drawn wider or narrower. `ragged` lines keep their natural width;
    what is weighed is how far they fall short, of `balanced` ones the last line's too.
    `measures` are the widths of the first lines and, last, of all others; `gap` is the natural word space.
    """
    search = _Search(places, measures, gap, em, tuning, 0.0 if ragged else reach, wish, ragged, balanced)
    end = search.run()
    if end is None:
        return None
    lines: list[Line] = []
    worst = 0.0
    node = end
    while node.back is not None:
        if node is not end:
            worst = max(worst, node.ratio / (RAG if ragged else tuning.stretch), -node.ratio / tuning.shrink)
        lines.append(Line(node.back.place, node.place, node.ratio, node.face))
        node = node.back
    return Found(lines[::-1], worst, end.back is not None and search.ending(end.back) > 0)


class _Search:
    def __init__(
        self,
        places: Places,
        measures: list[float],
        gap: float,
        em: float,
        tuning: Tuning,
        reach: float,
        wish: Wish | None = None,
        ragged: bool = False,
        balanced: bool = False,
    ) -> None:
        self.places = places
        self.measures = measures
        self.gap = gap
        self.em = em
        self.tuning = tuning
        self.reach = reach
        self.squeeze = max(0.0, min(tuning.squeeze, 1.0 - LEAST_GAP * em / gap))
        self.tight_from = -0.8 * min(tuning.shrink, self.squeeze)
        self.rescue = tuning.rescue / LETTER if reach else 0.0
        self.narrow = tuning.rescue_narrow / LETTER if reach else 0.0
        self.wish = wish
        self.ragged = ragged
        self.balanced = balanced

    def run(self) -> Node | None:
        if self.ragged:
            return self._search(0.5, 1e9) or self._search(0.0, 1e9)
        end = self._search(WINDOW, self.tuning.stretch * 1.3)
        return end or self._search(0.0, 1e9)

    def fit(self, width: float, room: float, gaps: int) -> tuple[float, float] | None:
        """How gaps and face share what a line misses: (change of the gaps, face); None if it is too long."""
        tuning = self.tuning
        if self.ragged:
            return None if room < -0.01 else (room / self.em, 0.0)
        give = width * self.reach
        spaces = gaps * self.gap
        face = 0.0
        if give:
            face = room * give / (give * give + spaces * spaces * tuning.face_cost)
            face = 1.0 if face > 1.0 else -1.0 if face < -1.0 else face
            room -= face * give
        if not gaps:
            # nothing stretches but the face; a line that falls short is as bad as gaps of its missing width
            return None if room < -0.01 else (room / self.em, face)
        ratio = room / spaces
        if ratio > tuning.rescue_from and self.rescue:  # rather letters a little apart than such gaps
            more = (ratio - tuning.rescue_from) * spaces / (self.rescue * width)
            more = 1.0 if more > 1.0 else more
            return ratio - more * self.rescue * width / spaces, face + more
        if ratio < self.tight_from and self.narrow:
            more = (self.tight_from - ratio) * spaces / (self.narrow * width)
            more = 1.0 if more > 1.0 else more
            ratio += more * self.narrow * width / spaces
            face -= more
        return None if ratio < -self.squeeze else (ratio, face)

    def badness(self, ratio: float, face: float) -> float:
        """What a line costs by itself."""
        tuning = self.tuning
        if self.ragged:  # `ratio` is what it falls short by, in em
            return tuning.rag * ratio * ratio + tuning.rag_line
        off = ratio / tuning.stretch if ratio > 0 else ratio / tuning.shrink
        square = off * off
        cost = square * (100.0 + 300.0 * square) if square < 9.0 else 15300.0 + 3000.0 * off
        return cost + (3.0 if -1.0 <= face <= 1.0 else tuning.rescue_cost) * face * face

    def _search(self, window: float, loosest: float) -> Node | None:
        """One pass; lines under `window` of the measure or with gaps looser than `loosest` don't count."""
        places, tuning = self.places, self.tuning
        end, start, end_gaps, start_gaps = places.end, places.start, places.end_gaps, places.start_gaps
        kind, last, first = places.kind, places.last, places.first
        measures, special = self.measures, len(self.measures) - 1
        final = len(end) - 1
        best: list[dict[int, Node]] = [{} for _ in end]
        best[0] = {0: Node(0, 0, 0.0, 0.0, 0.0, 0, None)}
        by_line = self.wish is not None
        forbidden = self.wish.no_hyphen_after if self.wish else frozenset[int]()
        for place in range(final):
            begin, gaps_before = start[place], start_gaps[place]
            for node in best[place].values():
                line = node.line
                measure = measures[line] if line < special else measures[special]
                too_long = measure * 1.1 + 30.0  # places aren't quite in order of width: look a little further
                if end[final] - begin < too_long:
                    self._finish(best[final], node, measure)
                nearest = bisect_left(end, begin + measure * window, place + 1) if window else place + 1
                for at in range(nearest, final):
                    width = end[at] - begin
                    if width > too_long:
                        break
                    found = self.fit(width, measure - width, end_gaps[at] - gaps_before)
                    if found is None or found[0] > loosest:
                        continue
                    ratio, face = found
                    cost = node.cost + self.badness(ratio, face)
                    what = kind[at]
                    hyphens = 0
                    if what:
                        hyphens = node.hyphens + 1
                        if hyphens > 2 or (what == HYPHEN and line in forbidden):
                            continue
                        cost += tuning.hyphen if what == HYPHEN else tuning.explicit
                        if hyphens > 1:
                            cost += tuning.hyphen_pair
                    if line and self.ragged:
                        cost += tuning.stack if last[at] and last[at] == last[place] else 0.0
                    elif line:
                        off = ratio - node.ratio
                        cost += tuning.contrast * off * off
                        off = face - node.face
                        cost += tuning.face_contrast * off * off
                        if last[at] and last[at] == last[place]:
                            cost += tuning.stack
                        back = node.back
                        if back is not None and first[place] and first[place] == first[back.place]:
                            cost += tuning.stack
                    key = hyphens * 4 + (0 if ratio < -0.08 else 1 if ratio < 0.12 else 2)
                    if by_line or line < special:
                        key += 16 * (line + 1)
                    there = best[at]
                    old = there.get(key)
                    if old is None or cost < old.cost:
                        there[key] = Node(at, line + 1, cost, ratio, face, hyphens, node)
            best[place].clear()  # what led nowhere goes: a paragraph of a million words has millions of nodes
        ends = list(best[final].values())
        if self.wish and self.wish.lines is not None:
            ends = [node for node in ends if node.line == self.wish.lines] or ends
        return min(ends, key=lambda node: node.cost, default=None)

    def _finish(self, ends: dict[int, Node], node: Node, measure: float) -> None:
        """Let a line from this node be the paragraph's last one, if it fits."""
        places = self.places
        place, final = node.place, len(places.end) - 1
        width = places.end[final] - places.start[place]
        ratio = face = 0.0
        cost = node.cost
        if measure < width:
            found = self.fit(width, measure - width, places.end_gaps[final] - places.start_gaps[place])
            if found is None:
                return
            ratio, face = found
            cost += self.badness(ratio, face)
        elif self.balanced and node.line:
            cost += self.badness((measure - width) / self.em, 0.0)
        cost += self.ending(node)
        key = 16 * (node.line + 1) if self.wish else 0
        old = ends.get(key)
        if old is None or cost < old.cost:
            ends[key] = Node(final, node.line + 1, cost, ratio, face, 0, node)

    def ending(self, node: Node) -> float:
        """What it costs that the last line is short, if it begins behind this node."""
        if not node.line:
            return 0.0
        places, tuning = self.places, self.tuning
        place, final = node.place, len(places.end) - 1
        whole = places.kind[place] == FREE
        alone = places.word[final] == places.word[place] + whole
        width = (places.end[final] - places.start[place]) / self.em
        if width < tuning.min_last:
            if not alone or whole:
                return tuning.runt if alone else tuning.runt / 3
            return tuning.stub if width < tuning.syllable else tuning.fragment
        if alone and not whole:
            return tuning.fragment / 2 if places.kind[place] == HYPHEN else tuning.runt / 2
        return 0.0
