"""Numbers that run on: the evidence that bare numbers are headings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

NEAR = 40  # words: numbers closer than this are a list, a countdown or a table


@dataclass(frozen=True, slots=True)
class Numbered:
    """A line with a number: `index` of its item, `words` of the text before it."""

    index: int
    value: float
    words: int


def longest_run(candidates: Sequence[Numbered], restarts: bool = True) -> tuple[Numbered, ...]:
    """The longest chain in which each number is the one after the last (one may be missing), or 1 again
    where `restarts`. Linear in the candidates."""
    best: list[int] = []
    before: list[int] = []
    last: dict[float, int] = {}
    top = -1  # best chain so far, for restarts
    for i, candidate in enumerate(candidates):
        length, link = 1, -1
        for step in (1.0, 2.0):
            j = last.get(candidate.value - step, -1)
            if j >= 0 and candidate.words - candidates[j].words >= NEAR and best[j] + 1 > length:
                length, link = best[j] + 1, j
        if restarts and candidate.value == 1.0 and top >= 0 and best[top] >= 2:
            distance = candidate.words - candidates[top].words
            if distance >= NEAR and best[top] + 1 > length:
                length, link = best[top] + 1, top
        best.append(length)
        before.append(link)
        known = last.get(candidate.value)
        if known is None or length >= best[known]:
            last[candidate.value] = i
        if top < 0 or length >= best[top]:
            top = i
    if not best:
        return ()
    chain = []
    at = max(range(len(best)), key=lambda i: best[i])
    while at >= 0:
        chain.append(candidates[at])
        at = before[at]
    return tuple(reversed(chain))
