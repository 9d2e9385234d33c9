"""Print of pages that hold two directions of writing: their letters page by page, in any order within a page.

PDFium gives a line's words as they stand on paper, from left to right. A line written from right to left comes with
its words (and what stands between them in another script) in an order that only the typesetter's lines explain. But
a line ends where the next begins, so the letters of a printed page are those of one stretch of the text, none lacking,
none too many: that is compared here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

FARTHEST = 400  # letters more than twice a page's that are looked through for its end: one lost page does not hide all


@dataclass(slots=True)
class Window:
    """One printed page: the stretch of the text it shows, and the letters by which the two differ."""

    page: int
    start: int
    end: int
    missing: Counter[str]
    extra: Counter[str]


def windows(
    wanted: str, own: Sequence[tuple[int, int]], pages: Sequence[str], abreast: Sequence[tuple[int, int]] = ()
) -> list[Window]:
    """Each printed page against its stretch of the text. `own`: stretches that a style sheet may hide, each as a whole.

    What one page lacks and its neighbour has too many stood at the border of both and is no difference. Nor is it
    among the pages of a table or a list of facts (`abreast`): each of its rows begins anew at the top, in the next
    column, so that its pages together are a stretch of the text, but not one alone.
    """
    found: list[Window] = []
    start = 0
    hidden = sum(b - a for a, b in own)
    for number, page in enumerate(pages):
        last = number == len(pages) - 1
        end = len(wanted) if last else _end(wanted, start, page, hidden)
        here, have = Counter(wanted[start:end]), Counter(page)
        found.append(Window(number, start, end, here - have, have - here))
        start = end
    for one, other in pairwise(found):
        _cancel(one, other)
        _cancel(other, one)
    # Where it ends is told by either: the stretches found, of which one may swallow a cell, and the letters printed.
    before = list(accumulate(map(len, pages), initial=0))
    for a, b in abreast:
        at = [w.page for w in found if (w.start < b and w.end > a) or (before[w.page] < b and before[w.page + 1] > a)]
        if at:
            _together(found[max(0, min(at) - 1) : max(at) + 2])
    for a, b in own:
        _hide(wanted[a:b], [w for w in found if w.start < b and w.end > a], found, pages)
    return found


def _end(wanted: str, start: int, page: str, hidden: int) -> int:
    """Where the stretch of a page ends: the place at which the letters of both differ least."""
    rest = Counter(page)
    differ = least = len(page)
    end = start
    for place in range(start, min(len(wanted), start + 2 * len(page) + hidden + FARTHEST)):
        letter = wanted[place]
        differ += -1 if rest[letter] > 0 else 1
        rest[letter] -= 1
        if differ < least:
            least, end = differ, place + 1
    return end


def _cancel(one: Window, other: Window) -> None:
    both = one.missing & other.extra
    one.missing -= both
    other.extra -= both


def _together(pages: Sequence[Window]) -> None:
    """Strike what some of these pages lack and others have too many."""
    missing = sum((w.missing for w in pages), Counter[str]())
    both = missing & sum((w.extra for w in pages), Counter[str]())
    for sides in ([w.missing for w in pages], [w.extra for w in pages]):
        left = both.copy()
        for side in sides:
            struck = side & left
            side -= struck
            left -= struck


def _hide(text: str, at: Sequence[Window], found: Sequence[Window], pages: Sequence[str]) -> None:
    """Excuse a stretch of fanpack's own that is not there at all: every letter of it lacks on these pages."""
    near = [w for w in found if any(abs(w.page - other.page) <= 1 for other in at)]
    if any(text in pages[w.page] for w in near):
        return
    wanted = Counter(text)
    if wanted - sum((w.missing for w in near), Counter()):
        return
    for window in [*at, *near]:
        gone = window.missing & wanted
        window.missing -= gone
        wanted -= gone


def beside(extra: Counter[str], allowed: Iterable[str], numbered: bool) -> Counter[str]:
    """What is left of `extra` letters that print may add beside the text: `allowed` ones once, and numbers."""
    for text in allowed:
        extra = extra - Counter(text)
    return Counter({letter: count for letter, count in extra.items() if not (numbered and letter.isdigit())})


def in_order(text: str, letters: Counter[str]) -> str:
    """Some letters of a text in the order they stand in there, from its end; the others behind them."""
    left = Counter(letters)
    taken: list[str] = []
    for letter in reversed(text):
        if left[letter] > 0:
            left[letter] -= 1
            taken.append(letter)
    return "".join(reversed(taken)) + "".join(sorted((+left).elements()))
