"""Whether words that left their chapter stand on their new page in the order of the source, side by side.

A piece of a page is asked for as it stands there: somewhere in the source its words must follow one another, with
nothing between them but whole texts that stand elsewhere in the book (a footnote called amid a note, words that a
named rule left out).
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from packager.ledger_words import Piece, joined, source_pieces
from packager.model import Manuscript

NESTED = 3  # footnotes within footnotes that are seen through
NEAR = 500  # words of texts that stand elsewhere, amid a piece: where it is looked for first
MOST_ASKED = 40  # places of a word that are looked at to tell where a piece comes from


NOWHERE = array("I")
NEWLINE = "\n"


@dataclass(frozen=True, slots=True)
class Disorder:
    """`words` of a piece that stand in no source in this order; `source` is the place most like it."""

    words: tuple[str, ...]
    source: str
    output: str


@dataclass(frozen=True, slots=True)
class Recut:
    """A piece whose words were found, but not as one; `stories` are those it can come from, the likely ones first."""

    piece: Piece
    stories: tuple[int, ...]


def disorders(
    recut: Sequence[Recut],
    manuscripts: Sequence[Manuscript],
    moved: Mapping[int, str],
    elsewhere: Mapping[int | None, Sequence[Piece]],
) -> list[Disorder]:
    """The pieces that no source holds in their order, in the order given.

    `moved`: by story, the stretches of its source that its chapters do not hold, words parted by spaces and stretches
    by newlines; nearly every piece is found in them, so that few sources are taken apart a second time here.
    `elsewhere` are the texts, by story, that a piece may have around it in the source and not on its page.
    """
    whole = Finder("\n".join(moved.values()))
    own = {story: Finder(text) for story, text in moved.items()}
    left = {
        number: one
        for number, one in enumerate(recut)
        if not (whole if len(one.stories) != 1 else own[one.stories[0]]).holds(one.piece.words)
    }
    best: dict[int, tuple[float, Disorder]] = {}
    for turn in range(max((len(one.stories) for one in left.values()), default=0)):
        by_story: dict[int, list[int]] = {}
        for number, one in left.items():
            if turn < len(one.stories):
                by_story.setdefault(one.stories[turn], []).append(number)
        for story, numbers in by_story.items():
            beside = [*elsewhere.get(story, ()), *elsewhere.get(None, ())]
            source = Source(list(source_pieces(manuscripts[story])), beside)
            for number in numbers:
                piece = left[number].piece
                if source.holds(piece.words):
                    del left[number]
                    continue
                likeness, where = source.nearest(piece.words)
                if number not in best or likeness > best[number][0]:
                    best[number] = likeness, Disorder(_odd(piece.words, *source.reach(piece.words)), where, piece.where)
    return [best[number][1] for number in left]


def turned(suspects: Iterable[tuple[int, Piece, Piece]], manuscripts: Sequence[Manuscript]) -> Iterator[Disorder]:
    """Of pairs of pieces of a note, in the order of their page, those that the source has the other way round. Words
    that it says more than once may be those of either place."""
    sources: dict[int, str] = {}
    for story, before, behind in suspects:
        if story not in sources:
            sources[story] = f" {' '.join(joined(source_pieces(manuscripts[story])))} "
        places = [_only_place(sources[story], piece.words) for piece in (before, behind)]
        if -1 < places[1] < places[0]:
            yield Disorder(tuple(behind.words), manuscripts[story].source, behind.where)


def _only_place(text: str, words: Sequence[str]) -> int:
    """Where a text has these words in a row, -1 where nowhere or more than once."""
    wanted = f" {' '.join(words)} "
    found = text.find(wanted)
    return -1 if text.find(wanted, found + 1) >= 0 else found


class Finder:
    """A text of words parted by spaces, to look for words in a row. They are mostly asked for in their order."""

    def __init__(self, text: str) -> None:
        self._text = f" {text.replace(NEWLINE, f' {NEWLINE} ')} "
        self._reached = 0

    def holds(self, words: Sequence[str]) -> bool:
        wanted = f" {' '.join(words)} "
        found = self._text.find(wanted, self._reached)
        if found < 0:
            found = self._text.find(wanted)
        self._reached = max(found, 0) or self._reached
        return found >= 0


def _odd(words: Sequence[str], before: int, after: int) -> tuple[str, ...]:
    """The words between those that agree from the beginning and those that agree up to the end."""
    if before + after >= len(words):
        before, after = max(0, len(words) - after - 1), max(0, len(words) - before - 1)
    return tuple(words[before : len(words) - after])


class Source:
    """The words of one source, to look for stretches of them."""

    def __init__(self, pieces: Sequence[Piece], elsewhere: Iterable[Piece] = ()) -> None:
        self.pieces = pieces
        self.words = joined(pieces)
        self._begins = list(accumulate((len(piece.words) for piece in pieces), initial=0))
        self._text = Finder(" ".join(self.words))
        self._places: dict[str, array[int]] = {}
        self._elsewhere: dict[str, set[tuple[str, ...]]] = {}
        for piece in elsewhere:
            if piece.words:
                self._elsewhere.setdefault(piece.words[0], set()).add(tuple(piece.words))
        self._passed: dict[tuple[int, int], frozenset[int]] = {}

    def places(self, word: str) -> array[int]:
        """Where a word stands; most sources are never asked."""
        if not self._places:
            for place, said in enumerate(self.words):
                self._places.setdefault(said, array("I")).append(place)
        return self._places.get(word, NOWHERE)

    def holds(self, words: Sequence[str]) -> bool:
        """Whether they stand in the source in this order, parted by nothing but texts that stand elsewhere."""
        if self._text.holds(words):
            return True
        if not self._elsewhere:
            return False
        return any(self._follow(words, start, NESTED)[1] for start in self._starts(words))

    def _starts(self, words: Sequence[str]) -> Iterator[int]:
        """Where the words may begin: at first not far before the rarest of them, then wherever the first one stands."""
        first = self.places(words[0])
        rarest = min(range(len(words)), key=lambda n: len(self.places(words[n])))
        for place in self.places(words[rarest]):
            yield from first[bisect_left(first, place - rarest - NEAR) : bisect_right(first, place - rarest)]
        yield from first

    def reach(self, words: Sequence[str]) -> tuple[int, int]:
        """How many words from the first on, and how many up to the last, stand in the source in this order."""
        before = max((self._follow(words, place, NESTED)[0] for place in self.places(words[0])), default=0)
        after = 0
        for place in self.places(words[-1]):
            same = 0
            while same < min(len(words), place + 1) and self.words[place - same] == words[-1 - same]:
                same += 1
            after = max(after, same)
        return before, after

    def nearest(self, words: Sequence[str]) -> tuple[float, str]:
        """Where the piece stands that has most of these words, and how sure that is: a rare word tells more."""
        votes: dict[int, float] = defaultdict(float)
        for word in dict.fromkeys(words):  # in one order: sums of fractions depend on it
            places = self.places(word)
            for number in {bisect_right(self._begins, place) - 1 for place in places[:MOST_ASKED]}:
                votes[number] += 1 / len(places)
        best = max(votes, key=lambda number: (votes[number], -number), default=None)
        return (votes[best], self.pieces[best].where) if best is not None else (0.0, "")

    def _follow(self, words: Sequence[str], start: int, depth: int) -> tuple[int, frozenset[int]]:
        """How many of the words stand in a row from `start` on, and, where all do, the places behind the last.

        Between two of them, texts may be passed by that stand elsewhere: several places are possible then.
        """
        at = {start}
        for number, word in enumerate(words):
            if number and depth and self._elsewhere:
                at |= {end for place in at for end in self._passing(place, depth)}
            at = {place + 1 for place in at if place < len(self.words) and self.words[place] == word}
            if not at:
                return number, frozenset()
        return len(words), frozenset(at)

    def _passing(self, start: int, depth: int) -> frozenset[int]:
        """Behind which places the texts end that begin here and stand elsewhere, one or several in a row."""
        if (start, depth) not in self._passed:
            found: set[int] = set()
            new = {start}
            while new:
                ends: set[int] = set()
                for place in new:
                    first = self.words[place] if place < len(self.words) else ""
                    for text in self._elsewhere.get(first, ()):
                        ends |= self._follow(text, place, depth - 1)[1]
                new = ends - found
                found |= ends
            self._passed[start, depth] = frozenset(found)
        return self._passed[start, depth]
