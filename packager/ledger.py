"""The ledger: every word of the sources is in the book, once, in its order, or accounted for by name.

It compares two things it did not make: the elements that readers gave (`Manuscript.elements`; that they are all
the file says is counted by `readers.uncounted`) and the pages as they stand in a finished file. Chapters must
hold their words in the order of the source. What the source has between them must be found elsewhere, in words
that follow one another as they do there: in a
footnote, on the story's title page, among its notes, with the disclaimers, in a text that is set once for
several, or in what a named rule left out. What is left on either side is a mismatch, told with its place in the
source and in the book.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from packager.html_book import HtmlBook
from packager.ledger_align import align, gaps, is_subsequence
from packager.ledger_claims import DRAWN, LEFT_OUT, MERGED, Account, Books, Rest, claim, settle
from packager.ledger_order import Disorder, Recut, disorders, turned
from packager.ledger_words import PageWords, Piece, book_pages, joined, source_pieces
from packager.model import Anthology, Manuscript
from packager.wording import folded

SHOWN = 12  # words of a mismatch that a message quotes
MOST_MISMATCHES = 50  # a report names so many places; the counts hold all


@dataclass(frozen=True, slots=True)
class Mismatch:
    """Words that are `missing` from the book, `extra` in it, or stand there in another `order`; or `unread`: words of
    the file that its reader lost.

    `source` and `output` are the places; '' where only one side knows them.
    """

    kind: str
    words: tuple[str, ...]
    source: str
    output: str

    def __str__(self) -> str:
        shown = " ".join(self.words[:SHOWN]) + (" ..." if len(self.words) > SHOWN else "")
        what = {
            "missing": "missing from the book",
            "extra": "too many in the book",
            "unread": "of the file not found again when it was read",
        }.get(self.kind)
        what = what or "not in the order of the source"
        at = f" ({self.output})" if self.output else ""
        return f"{len(self.words)} word{'s' * (len(self.words) != 1)} {what}: “{shown}”{at}"


@dataclass(frozen=True, slots=True)
class StoryLedger:
    """Where the words of one source went: account ('set', 'footnotes', 'moved to notes (s001-notes.xhtml)') -> words.

    `words` are those of the story; `around` are the other words of its file, by the rule that its reader left them
    out by ('page-chrome', 'ao3-boilerplate', 'metadata').
    """

    source: str
    words: int
    accounts: tuple[tuple[str, int], ...]
    around: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class FileLedger:
    """One finished file: `words` of the sources were found in it, `own` are fanpack's own."""

    file: str
    format: str
    words: int
    own: int = 0


@dataclass(frozen=True, slots=True)
class Ledger:
    """The account of a whole book, in words of the sources."""

    words_in: int
    words_out: int
    merged: int  # words of equal disclaimers and summaries that are set once
    left_out: int  # words left out by a rule or at the user's wish
    own: int = 0  # words fanpack wrote itself
    drawn: int = 0  # words that marked a scene break and are set as an ornament
    stories: tuple[StoryLedger, ...] = ()
    mismatches: tuple[Mismatch, ...] = ()
    missing: tuple[tuple[str, int], ...] = ()  # words with how often they lack
    extra: tuple[tuple[str, int], ...] = ()
    files: tuple[FileLedger, ...] = ()

    @property
    def balanced(self) -> bool:
        return not (self.mismatches or self.missing or self.extra)


def balance(manuscripts: Sequence[Manuscript], anthology: Anthology, book: HtmlBook) -> Ledger:
    """The ledger of a book before it is written."""
    return compare(manuscripts, anthology, book_pages(book))


def compare(manuscripts: Sequence[Manuscript], anthology: Anthology, pages: Iterable[PageWords]) -> Ledger:
    """Words in against words out. `pages` in reading order; the n-th manuscript is story n of the pages."""
    by_story: dict[int | None, list[PageWords]] = {}
    own = 0
    for page in pages:
        own += page.own
        by_story.setdefault(page.story, []).append(page)
    books = Books(accounts=[Counter() for _ in manuscripts])
    destinations: list[Account] = []
    words_in = words_out = 0
    totals: list[int] = []
    elsewhere: dict[int | None, list[Piece]] = {}
    for story, told in by_story.items():
        elsewhere[story] = [piece for page in told for piece in page.footnotes]
    for number, manuscript in enumerate(manuscripts):
        told = by_story.pop(number, [])
        source = list(source_pieces(manuscript))
        totals.append(sum(len(piece.words) for piece in source))
        body = [piece for page in told if page.in_order for piece in page.body]
        _story(number, source, body, books)
        destinations += _destinations(number, told)
        words_out += sum(len(p.words) for page in told for p in (*page.body, *page.footnotes))
    words_in = sum(totals)
    for story, told in by_story.items():  # pages of the whole book, and of stories no source is known for
        for page in told:
            name = f"moved to {page.kind} ({page.file_name})" if story is None else f"no source ({page.file_name})"
            destinations.append(Account(name, None, [*page.body, *page.footnotes]))
            words_out += sum(len(piece.words) for piece in (*page.body, *page.footnotes))
    destinations += _unset(manuscripts, anthology)
    # What only one story can fill comes first: the pages of the whole book may then take what any story has left.
    claim([account for account in destinations if account.story is not None], books)
    claim([account for account in destinations if account.story is None], books)
    for account in destinations:
        if account.name.startswith(LEFT_OUT):
            elsewhere.setdefault(account.story, []).extend(account.pieces)
    for rest in books.lost:  # told as missing already
        elsewhere.setdefault(rest.story, []).append(replace(rest.piece, words=rest.words))
    books.order += disorders(books.recut, manuscripts, books.moved, elsewhere)
    books.order += turned(books.turned, manuscripts)
    mismatches, missing, extra = _told(books)
    accounts = books.accounts
    return Ledger(
        words_in=words_in,
        words_out=words_out,
        merged=sum(found[MERGED] for found in accounts),
        left_out=sum(n for found in accounts for name, n in found.items() if name.startswith(LEFT_OUT)),
        own=own,
        drawn=sum(found[DRAWN] for found in accounts),
        stories=tuple(
            StoryLedger(manuscript.source, total, tuple(sorted(found.items())), _around(manuscript))
            for manuscript, total, found in zip(manuscripts, totals, accounts, strict=True)
        ),
        mismatches=tuple([*_unread(manuscripts), *mismatches][:MOST_MISMATCHES]),
        missing=tuple(missing.most_common()),
        extra=tuple(extra.most_common()),
    )


def _around(manuscript: Manuscript) -> tuple[tuple[str, int], ...]:
    counts: Counter[str] = Counter()
    for passage in manuscript.left_out:
        counts[passage.rule] += len(passage.words)
    return tuple(sorted(counts.items()))


def _unread(manuscripts: Sequence[Manuscript]) -> Iterator[Mismatch]:
    for manuscript in manuscripts:
        for passage in manuscript.lost:
            yield Mismatch("unread", passage.words, manuscript.place(passage.where, passage.file), "")


def _story(number: int, source: list[Piece], body: list[Piece], books: Books) -> None:
    """The chapters of one story against its source, in order."""
    wanted, found = joined(source), joined(body)
    if wanted == found:
        books.accounts[number]["set"] += len(found)
        return
    runs = align(wanted, found)
    books.accounts[number]["set"] += sum(run.length for run in runs)
    left, right = _Places(source), _Places(body)
    holes: list[tuple[list[Rest], list[Rest]]] = []
    stretches: list[str] = []
    for a, b, c, d in gaps(runs, len(wanted), len(found)):
        a, b = _to_border(wanted, left, a, b) if c == d else (a, b)
        c, d = _to_border(found, right, c, d) if a == b else (c, d)
        beside_out = right.before(c)
        beside_in = left.before(a)
        lost = [Rest(number, p, w, beside_out) for p, w in left.cut(a, b)]
        stretches.append(" ".join(wanted[a:b]))
        holes.append((lost, [Rest(number, p, w, beside_in) for p, w in right.cut(c, d)]))
    books.moved[number] = "\n".join(stretches)
    told = False
    loose = next((rest for _, extra in holes for rest in extra if not rest.piece.heading), None)
    if loose:
        prose = joined(piece for piece in body if not piece.heading)
        reached = is_subsequence(prose, wanted)
        if reached < len(prose) and not Counter(prose) - Counter(wanted):
            at = loose.beside or source[0].where
            books.order.append(Disorder(tuple(loose.words), at, loose.piece.where))
            told = True
    # Too few words in a row for a run: the same ones all the same. A chapter has its words from its own story
    # alone, so this comes before any other page may claim them.
    books.accounts[number]["set"] += sum(settle(lost, extra) for lost, extra in holes)
    all_lost = [rest for lost, _ in holes for rest in lost]
    all_extra = [rest for _, extra in holes for rest in extra]
    books.accounts[number]["set"] += settle(all_lost, all_extra)
    if not told:
        # A few words in another order may be in the source all the same, past what left the chapter.
        odd = {id(rest.piece): rest.piece for rest in all_extra}
        short = {id(rest.piece) for rest in all_extra if rest.words}
        for key, piece in odd.items():
            if key not in short:
                books.recut += [Recut(part, (number,)) for part in _in_order(piece)]
    books.lost += [rest for rest in all_lost if rest.words]
    books.extra += [rest for rest in all_extra if rest.words]


def _in_order(piece: Piece) -> Iterator[Piece]:
    """What of a piece must stand in the source as it does in the book. A heading is set in an order of its own, label
    before name, and its lines may have had others between them; each of these is one stretch."""
    if not piece.heading:
        yield piece
    for part in piece.parts:
        if len(part) > 1:
            yield Piece(piece.where, part)


def _to_border(words: Sequence[str], places: _Places, a: int, b: int) -> tuple[int, int]:
    """The same gap moved to the border of a piece, where the words around it allow: [x y] x = x [y x]."""
    for back in range(min(a, 40) + 1):
        if a - back in places.starts:
            return a - back, b - back
        if a == back or b <= a or words[a - back - 1] != words[b - back - 1]:
            break
    return a, b


class _Places:
    """Which piece a word of a stream belongs to."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        self.pieces = pieces
        self.begins: list[int] = []
        total = 0
        for piece in pieces:
            self.begins.append(total)
            total += len(piece.words)
        self.starts = frozenset([*self.begins, total])

    def at(self, place: int) -> int:
        return max(0, bisect_right(self.begins, place) - 1)

    def before(self, place: int) -> str:
        """Where the other side stood: the piece that holds the word before `place`, with its last words."""
        if not self.pieces:
            return ""
        number = self.at(max(0, place - 1))
        piece = self.pieces[number]
        inside = max(0, place - self.begins[number])
        said = " ".join(piece.words[max(0, inside - 5) : inside])
        return f"{piece.where}, after “{said}”" if said else piece.where

    def cut(self, a: int, b: int) -> Iterator[tuple[Piece, list[str]]]:
        """The words from `a` to `b`, piece by piece."""
        while a < b:
            number = self.at(a)
            piece, begin = self.pieces[number], self.begins[number]
            end = min(b, begin + len(piece.words))
            yield piece, piece.words[a - begin : end - begin]
            a = end


def _destinations(number: int, told: Iterable[PageWords]) -> Iterator[Account]:
    for page in told:
        if page.footnotes:
            yield Account("footnotes", number, list(page.footnotes))
        if not page.in_order and page.body:
            yield Account(f"moved to {page.kind} ({page.file_name})", number, list(page.body))


UNWRITTEN = frozenset({"blank", "hr", "image", "manifest"})
"""Markers of a scene break that are no words of the source: fanpack's own names for them."""


def _unset(manuscripts: Sequence[Manuscript], anthology: Anthology) -> Iterator[Account]:
    """What the book does not show, and says so: texts set once, left out at the user's wish or by a rule."""
    for text in anthology.merged:
        yield Account(MERGED, None, [Piece(MERGED, folded(text))])
    for text in anthology.omitted:
        yield Account(f"{LEFT_OUT}as you asked", None, [Piece("", folded(text))])
    for number, (manuscript, entry) in enumerate(zip(manuscripts, anthology.entries, strict=False)):
        marks = [
            Piece(DRAWN, folded(scene.opening.marker))
            for chapter in entry.story.chapters
            for scene in chapter.scenes
            if scene.opening and scene.opening.marker not in UNWRITTEN
        ]
        yield Account(DRAWN, number, [mark for mark in marks if mark.words])
        # What a reader left out is no element of the manuscript; what structure left out is.
        readers = Counter((p.rule, p.words) for p in manuscript.left_out)
        for passage in entry.story.left_out:
            if readers[passage.rule, passage.words] > 0:
                readers[passage.rule, passage.words] -= 1
                continue
            words = folded(" ".join(passage.words))
            yield Account(f"{LEFT_OUT}{passage.rule}", number, [Piece(passage.rule, words)])


def _told(books: Books) -> tuple[list[Mismatch], Counter[str], Counter[str]]:
    """What neither side could place."""
    mismatches = [Mismatch("order", odd.words, odd.source, odd.output) for odd in books.order]
    missing: Counter[str] = Counter()
    extra_words: Counter[str] = Counter()
    for rest in books.lost:
        if rest.words:
            missing.update(rest.words)
            mismatches.append(Mismatch("missing", tuple(rest.words), rest.piece.where, rest.beside))
    for rest in books.extra:
        if rest.words:
            extra_words.update(rest.words)
            mismatches.append(Mismatch("extra", tuple(rest.words), rest.beside, rest.piece.where))
    return mismatches, missing, extra_words
