"""Where the text of a page comes from: file and line, for what is found only when the page is printed.

Pages carry no marks of their lines: few books have anything to complain of, and a built file should hold nothing for
that alone. So the anthology they were rendered from is gone through again, and only when something is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from html import unescape

from packager.html_book import Page, PageKind
from packager.model import (
    NOWHERE,
    Anthology,
    Block,
    Chat,
    Entry,
    Figure,
    Footnote,
    Image,
    Inline,
    Lines,
    Link,
    ListBlock,
    Marked,
    Note,
    PlacedNotes,
    Quote,
    Spoken,
    Spots,
    Story,
    Table,
    Verse,
    block_text,
    inline_text,
    place,
)
from packager.render.front import story_key
from packager.walk import leaves, runs

CHAPTER = re.compile(r"s\d+-c(\d+)(?:-part)?\Z")


@dataclass(frozen=True, slots=True)
class Piece:
    """Some text of a page and where it stands. `pictures`: their names in the book; `notes`: whether it calls any;
    `lined`: whether its source has lines that people count."""

    source: str
    where: Lines
    text: str = ""
    pictures: tuple[str, ...] = ()
    notes: bool = False
    spots: Spots = ()
    lined: bool = True

    @property
    def place(self) -> str:
        return place(self.source, self.where, self.spots, counts_blocks=not self.lined)


@dataclass(frozen=True, slots=True)
class Origins:
    """Leads the pages of a book back to its sources.

    `lines_of` gives the lines of a source that has lines (none where it is gone since), `said_in` the place in the
    manifest of words that stand in it ('' for others). Without an anthology every page is told by its name.
    """

    anthology: Anthology | None = None
    lines_of: Callable[[str], Sequence[str]] = field(default=lambda source: ())
    said_in: Callable[[str], str] = field(default=lambda words: "")

    def of_page(self, page: Page) -> str:
        """Where the text of a page begins: 'story.txt:12', else the page's name."""
        pieces = list(self._pieces(page))
        first = next((piece for piece in pieces if piece.where.first), pieces[0] if pieces else None)
        return name_of(page) if first is None else first.place

    def of_signs(self, page: Page, signs: str) -> str:
        """Where the first of these characters stands on a page, else where the page begins."""
        for piece in self._pieces(page):
            if any(sign in piece.text for sign in signs):
                return self._said(piece) or self._line(piece, lambda line: any(sign in line for sign in signs))
        return self.of_page(page)

    def of_picture(self, page: Page, name: str) -> str:
        """Where a page's picture, called `name` in the book, is shown first."""
        for piece in self._pieces(page):
            if name in piece.pictures:
                return self._line(piece, lambda line: "<img" in line.lower() or "![" in line)
        return self.of_page(page)

    def of_text(self, page: Page, begins: str) -> str:
        """Where the text that begins with these words stands on a page, else where the page begins."""
        wanted = _letters(begins)
        if not wanted:
            return self.of_page(page)
        pieces = list(self._pieces(page))
        texts = [_letters(piece.text) for piece in pieces]
        for number, (piece, text) in enumerate(zip(pieces, texts, strict=True)):
            here = wanted in text
            if text and not here and wanted.startswith(text):  # a table's words are those of several pieces
                here = "".join(texts[number : number + 1 + len(wanted)]).startswith(wanted)
            if here:
                return piece.place
        return self.of_page(page)

    def of_notes(self, page: Page) -> str:
        """Where a page's first footnote is called, else where the page begins."""
        noted = next((piece for piece in self._pieces(page) if piece.notes), None)
        return self.of_page(page) if noted is None else noted.place

    def _said(self, piece: Piece) -> str:
        """The manifest's line, where it is the manifest that says a piece without a place: a title, an author."""
        return self.said_in(piece.text) if not piece.where.first else ""

    def _line(self, piece: Piece, found: Callable[[str], bool]) -> str:
        """The very line of a piece: a wrapped paragraph has several, a title none that is known.

        Some readers know only where a paragraph begins: it ends at an empty line.
        """
        where, lines = piece.where, self.lines_of(piece.source) if piece.lined else ()
        for number, line in enumerate(lines[max(0, where.first - 1) :], max(1, where.first)):
            if found(unescape(line)):
                return place(piece.source, Lines(number, number))
            if where.first and number >= where.last and not line.strip():
                break
        return piece.place

    # ------------------------------------------------------------------------------------------ pages

    def _pieces(self, page: Page) -> Iterator[Piece]:
        """What stands on a page, in its order."""
        book = self.anthology
        if book is None:
            return
        if page.story is not None:
            entry = book.entries[page.story]
            made = CHAPTER.match(page.id)
            if made is not None:
                yield from _chapter(entry.story, page.story + 1, int(made[1]) - 1)
            elif page.kind is PageKind.STORY_TITLE:
                yield from _title(entry, page.story + 1)
            else:
                yield from _notes(entry.after, entry.story, page.story + 1)
        elif page.kind is PageKind.DISCLAIMERS:
            for disclaimer in book.disclaimers:
                number = disclaimer.numbers[0][0]
                yield from _blocks(disclaimer.blocks, book.entries[number - 1].story, number)
        elif page.kind is PageKind.NOTES:
            for number, notes in book.end_notes:
                yield from _notes(notes, book.entries[number - 1].story, number)
        else:
            yield from self._own(page, book)

    def _own(self, page: Page, book: Anthology) -> Iterator[Piece]:
        """A page of fanpack's: it shows the book's own words, and names and titles of its stories."""
        info = book.info
        for text in (info.title, info.subtitle, *info.authors, info.editor, info.publisher, info.dedication):
            if text and (said := self.said_in(text)):
                source, _, line = said.rpartition(":")
                number = int(line) if line.isdigit() else 0
                yield Piece(source if number else said, Lines(number, number), text)
        for entry in book.entries:
            yield from _names(entry)
            if page.kind is PageKind.CONTENTS:
                for chapter in range(len(entry.story.chapters)):
                    yield from _head(entry.story, chapter)


def name_of(page: Page) -> str:
    """The page's name as the book's contents tell it."""
    return f"“{page.title}”" if page.title else page.file_name


def _letters(text: str) -> str:
    return "".join(sign for sign in text if sign.isalnum())


def _names(entry: Entry) -> Iterator[Piece]:
    """A story's title, its authors and fandoms."""
    story = entry.story
    yield _of(story, story.title_lines, story.metadata.title)
    for name in (*story.metadata.authors, *story.metadata.fandoms):
        yield _of(story, NOWHERE, name)


def _title(entry: Entry, number: int) -> Iterator[Piece]:
    story, meta = entry.story, entry.story.metadata
    yield from _names(entry)
    yield from _blocks(meta.summary, story, number)
    told = (*meta.warnings, *meta.categories, *meta.relationships, *meta.characters, *meta.tags, *meta.collections)
    for text in (*(text for fact in entry.facts for text in fact), meta.rating, *told, *(s.name for s in meta.series)):
        yield _of(story, NOWHERE, text)
    for label, value in meta.extra:
        yield _of(story, NOWHERE, f"{label} {value}")
    yield from _notes(entry.before, story, number)


def _head(story: Story, number: int) -> Iterator[Piece]:
    chapter = story.chapters[number]
    said = " ".join(filter(None, (chapter.part, chapter.heading_rest, chapter.label, chapter.title)))
    if said:
        yield _of(_as_from(story, number), chapter.where, said)


def _chapter(story: Story, key: int, number: int) -> Iterator[Piece]:
    yield from _head(story, number)
    for scene in story.chapters[number].scenes:
        yield from _blocks(scene.blocks, _as_from(story, number), key)


def _as_from(story: Story, chapter: int) -> Story:
    """The story as if it had been read from the file of this chapter alone, where that is known."""
    file = story.file_of(chapter)
    return replace(story, source=file, files=()) if file else story


def _notes(notes: PlacedNotes, story: Story, number: int) -> Iterator[Piece]:
    for _, note in notes.notes:
        yield from _blocks((note,), story, number)


def _blocks(blocks: Iterable[Block], story: Story, number: int, around: Lines = NOWHERE) -> Iterator[Piece]:
    """The innermost blocks, each at its own place or that of the block it stands in."""
    for block in blocks:
        here = block.where if block.where.first else around
        match block:
            case Quote(inner):
                yield from _blocks(inner, story, number, here)
            case Note(_, inner, title=title):
                if title:
                    yield _of(story, here, title)
                yield from _blocks(inner, story, number, here)
            case ListBlock(items):
                for item in items:
                    yield from _blocks(item, story, number, here)
            case Table(rows):
                for row in rows:
                    for cell in row:
                        yield from _blocks(cell.blocks, story, number, here)
            case Chat(messages):
                for message in messages:
                    yield _of(story, here, message.sender)
                    yield from _blocks(message.blocks, story, number, here)
            case Verse(lines) if len(lines) == here.last - here.first + 1:  # a line of the file each
                for at, line in enumerate(lines, here.first):
                    yield _piece(story, Lines(at, at), (line,), inline_text(line), number)
            case Figure(image, caption):
                yield _of(story, here, block_text(block), (_in_book(image, number),), _calls(caption))
            case _:
                yield _piece(story, here, tuple(runs(block)), block_text(block), number)


def _piece(story: Story, where: Lines, found: Sequence[tuple[Inline, ...]], text: str, number: int) -> Piece:
    shown = tuple(_in_book(leaf, number) for run in found for leaf in leaves(run) if isinstance(leaf, Image))
    return _of(story, where, text, shown, any(map(_calls, found)))


def _of(story: Story, where: Lines, text: str, pictures: tuple[str, ...] = (), notes: bool = False) -> Piece:
    if story.files:  # what was moved out of its chapter: nothing says in which of the files that line is
        where = NOWHERE
    return Piece(story.source, where, text, pictures, notes, story.spots, lined=not story.counts_blocks)


def _in_book(image: Image, number: int) -> str:
    return f"{story_key(number)}-{image.asset}"


def _calls(inlines: Iterable[Inline]) -> bool:
    """Whether a run calls a footnote."""
    for inline in inlines:
        match inline:
            case Footnote():
                return True
            case Link(href) if not href.startswith("#"):
                return True  # print says its address in a note
            case Marked(_, children) | Spoken(children) | Link(_, children):
                if _calls(children):
                    return True
            case _:
                pass
    return False
