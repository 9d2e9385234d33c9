"""Words of the sources that no chapter holds, and the places that may claim them: pages, footnotes, named rules.

What two sides hold is struck out on both, whole pieces before single words; what is left of either is a mismatch.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from packager.ledger_order import Disorder, Recut
from packager.ledger_words import Piece

MERGED = "set once for several"
LEFT_OUT = "left out: "
DRAWN = "drawn as an ornament"


@dataclass(slots=True)
class Rest:
    """Words of one piece that no run covered, and where the other side stood at that point."""

    story: int
    piece: Piece
    words: list[str]
    beside: str = ""

    @property
    def key(self) -> tuple[str, ...]:
        return tuple(self.words)


@dataclass(slots=True)
class Account:
    """One place words may have gone to besides the chapters."""

    name: str
    story: int | None
    pieces: list[Piece]

    @property
    def shown(self) -> bool:
        """Whether it is a page: words stand there in an order."""
        return not self.name.startswith((MERGED, LEFT_OUT, DRAWN))


@dataclass(slots=True)
class Books:
    """The ledger while it is kept."""

    lost: list[Rest] = field(default_factory=list)
    extra: list[Rest] = field(default_factory=list)
    accounts: list[Counter[str]] = field(default_factory=list)  # per story
    order: list[Disorder] = field(default_factory=list)
    moved: dict[int, str] = field(default_factory=dict)  # per story: what its chapters do not hold, stretch by stretch
    recut: list[Recut] = field(default_factory=list)
    turned: list[tuple[int, Piece, Piece]] = field(default_factory=list)  # of a story: what may have changed places


def settle(lost: Sequence[Rest], extra: Sequence[Rest]) -> int:
    """Strike what both sides hold, whole pieces before single words; how many words that was."""
    whole: dict[tuple[str, ...], list[Rest]] = {}
    for rest in reversed(lost):
        whole.setdefault(rest.key, []).append(rest)
    settled = 0
    for rest in extra:
        twins = whole.get(rest.key)
        if twins:
            settled += len(rest.words)
            twins.pop().words = rest.words = []
    both = _counted(lost) & _counted(extra)
    _strike(lost, both.copy())
    _strike(extra, both.copy())
    return settled + both.total()


def _counted(rests: Iterable[Rest]) -> Counter[str]:
    return Counter(word for rest in rests for word in rest.words)


def claim(destinations: Sequence[Account], books: Books) -> None:
    """Give every destination the lost words it holds: whole pieces first, then the words one by one."""
    whole: dict[tuple[str, ...], list[Rest]] = {}
    for rest in reversed(books.lost):
        whole.setdefault(rest.key, []).append(rest)
    stories = list(dict.fromkeys(rest.story for rest in books.lost))
    open_pieces: list[tuple[Account, Piece]] = []
    claimed: set[int] = set()
    place = {id(rest): number for number, rest in enumerate(books.lost)}
    for account in destinations:
        last: Piece | None = None  # of the same note, the one that stands furthest on in the source
        reached = -1
        for piece in account.pieces:
            taken = _take(whole.get(tuple(piece.words)), account.story, claimed)
            if taken is None:
                open_pieces.append((account, piece))
                continue
            books.accounts[taken.story][account.name] += len(taken.words)
            if last is None or piece.note != last.note or place[id(taken)] > reached:
                last, reached = piece, place[id(taken)]
            elif piece.note:
                books.turned.append((taken.story, last, piece))
    books.lost = [rest for rest in books.lost if id(rest) not in claimed]
    _claim_words(open_pieces, stories, books)


def _take(found: list[Rest] | None, story: int | None, claimed: set[int]) -> Rest | None:
    if not found:
        return None
    for i in range(len(found) - 1, -1, -1):
        if story is None or found[i].story == story:
            rest = found.pop(i)
            claimed.add(id(rest))
            return rest
    return None


def _claim_words(open_pieces: Sequence[tuple[Account, Piece]], stories: Sequence[int], books: Books) -> None:
    """Pieces that were cut otherwise than in the source: by their words, story by story.

    `stories` are those that had any word to give.
    """
    if not open_pieces:
        return
    pool: dict[int, Counter[str]] = {}
    for rest in books.lost:
        pool.setdefault(rest.story, Counter()).update(rest.words)
    taken: dict[int, Counter[str]] = {}
    for account, piece in open_pieces:
        left = Counter(piece.words)
        given: Counter[int] = Counter()
        for story in [account.story] if account.story is not None else list(pool):
            have = pool.get(story)
            if not have or not left:
                continue
            match = left & have
            if match:
                have -= match
                left -= match
                given[story] += match.total()
                pool[story] = have
                taken.setdefault(story, Counter()).update(match)
                books.accounts[story][account.name] += match.total()
        if left and not account.name.startswith((MERGED, LEFT_OUT)):
            home = account.story if account.story is not None else -1
            odd = Rest(home, piece, list(piece.words))
            _strike([odd], Counter(piece.words) - left)
            books.extra.append(odd)
        elif left:  # a text said to be unset that no source lacks: it is in the book after all
            books.extra.append(Rest(-1, Piece(account.name, []), list(left.elements())))
        elif account.shown:
            likely = [story for story, _ in given.most_common()]
            others = stories if account.story is None else ()
            books.recut.append(Recut(piece, tuple(dict.fromkeys([*likely, *others]))))
    for story, words in taken.items():
        _strike([rest for rest in books.lost if rest.story == story], words)
    books.lost = [rest for rest in books.lost if rest.words]


def _strike(rests: Iterable[Rest], gone: Counter[str]) -> None:
    """Remove words that found their account from what is left of the pieces, from the first on; uses `gone` up."""
    for rest in rests:
        kept: list[str] = []
        for word in rest.words:
            if gone[word] > 0:
                gone[word] -= 1
            else:
                kept.append(word)
        rest.words = kept
