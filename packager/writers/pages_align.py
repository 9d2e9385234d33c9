"""The letters of a book and of a print of it, laid against each other, though one may hold a story more."""

from __future__ import annotations

from bisect import bisect_left

from packager.ledger_align import Run, align, common
from packager.ledger_letters import GRAM

ANCHOR = 24  # letters in a row that are taken for the same place where they stand once on either side


def shared_runs(ours: str, theirs: str) -> list[Run]:
    """The runs of letters that book and PDF share, in order, stories added or taken out since or not.

    Stretches that stand once on either side hold the two together: between chance meetings alone, `align` loses its way
    where one side has a whole story more.
    """
    runs: list[Run] = []
    a = b = 0
    for i, j in _anchors(ours, theirs):
        if i < a or j < b:
            continue
        while i > a and j > b and ours[i - 1] == theirs[j - 1]:
            i, j = i - 1, j - 1
        runs += (Run(run.left + a, run.right + b, run.length) for run in align(ours[a:i], theirs[b:j], GRAM))
        a, b = i, j
        length = common(ours, theirs, a, b)
        runs.append(Run(a, b, length))
        a, b = a + length, b + length
    return runs + [Run(run.left + a, run.right + b, run.length) for run in align(ours[a:], theirs[b:], GRAM)]


def _anchors(ours: str, theirs: str) -> list[tuple[int, int]]:
    """Places of stretches that stand once in the book and in the PDF, as many as are in one order in both."""
    wanted: dict[str, int] = {}
    for place in range(0, len(theirs) - ANCHOR + 1, ANCHOR):
        stretch = theirs[place : place + ANCHOR]
        wanted[stretch] = -1 if stretch in wanted else place
    at: dict[str, int] = {}
    for place in range(len(ours) - ANCHOR + 1):
        stretch = ours[place : place + ANCHOR]
        if stretch in wanted:
            at[stretch] = -1 if stretch in at else place
    pairs = [(place, wanted[stretch]) for stretch, place in at.items() if place >= 0 and wanted[stretch] >= 0]
    # the longest series that ascends on both sides
    tops: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    pairs.sort()
    for number, (_, right) in enumerate(pairs):
        rank = bisect_left(tops, right)
        tops[rank : rank + 1] = [right]
        ends[rank : rank + 1] = [number]
        before.append(ends[rank - 1] if rank else -1)
    number = ends[-1] if ends else -1
    found: list[tuple[int, int]] = []
    while number >= 0:
        found.append(pairs[number])
        number = before[number]
    return found[::-1]
