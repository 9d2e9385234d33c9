"""Two streams of words against each other, in order, in time that grows with their length.

`align` finds the runs both hold. Where they part it looks for the nearest place at which a few words in a
row agree again, in windows that double: what a search reads is never more than a few times what it skips,
so that the whole stays linear.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

GRAM = 4
"""So many words in a row must agree before the streams are taken to run together again. Three meet by
chance within a page of English ('out of the', 'he said and'), five lose short paragraphs between notes."""

FIRST_WINDOW = 64


@dataclass(frozen=True, slots=True)
class Run:
    """`length` words that stand at `left` in one stream and at `right` in the other."""

    left: int
    right: int
    length: int


def align(left: Sequence[str], right: Sequence[str], gram: int = GRAM) -> list[Run]:
    """The runs of words that both streams hold, ascending in both."""
    runs: list[Run] = []
    a = b = 0
    while a < len(left) and b < len(right):
        same = common(left, right, a, b)
        if same:
            runs.append(Run(a, b, same))
            a, b = a + same, b + same
            continue
        found = _meet(left, right, a, b, gram)
        if found is None:
            break
        a, b = found
    return runs


def common(left: Sequence[str], right: Sequence[str], a: int, b: int) -> int:
    """How many words agree from `a` and `b` on: slices that double, then a halving search."""
    step, done = 16, 0
    limit = min(len(left) - a, len(right) - b)
    while done < limit:
        size = min(step, limit - done)
        if left[a + done : a + done + size] == right[b + done : b + done + size]:
            done += size
            step *= 2
            continue
        if size == 1:
            return done
        limit, step = done + size, max(1, size // 2)
    return done


def _meet(left: Sequence[str], right: Sequence[str], a: int, b: int, gram: int) -> tuple[int, int] | None:
    """The nearest places from `a` and `b` on where `gram` words in a row agree."""
    window = FIRST_WINDOW
    while True:
        end_a, end_b = min(len(left), a + window), min(len(right), b + window)
        places: dict[tuple[str, ...], int] = {}
        for i in range(a, max(a, end_a - gram + 1)):
            places.setdefault(tuple(left[i : i + gram]), i)
        best: tuple[int, int] | None = None
        for j in range(b, max(b, end_b - gram + 1)):
            if best is not None and j - b >= best[0] - a + best[1] - b:
                break
            i = places.get(tuple(right[j : j + gram]), -1)
            if i >= 0 and (best is None or i - a + j - b < best[0] - a + best[1] - b):
                best = i, j
        if best is not None:
            return best
        if end_a == len(left) and end_b == len(right):
            return None
        window *= 2


def gaps(runs: Sequence[Run], left: int, right: int) -> Iterator[tuple[int, int, int, int]]:
    """What no run covers, as (left from, left to, right from, right to), in order."""
    a = b = 0
    for run in runs:
        if run.left > a or run.right > b:
            yield a, run.left, b, run.right
        a, b = run.left + run.length, run.right + run.length
    if a < left or b < right:
        yield a, left, b, right


def is_subsequence(part: Sequence[str], whole: Sequence[str]) -> int:
    """How many words of `part` stand in `whole` in the same order, from the first on; all: it is one."""
    words = iter(whole)
    for number, word in enumerate(part):
        for other in words:
            if other == word:
                break
        else:
            return number
    return len(part)
