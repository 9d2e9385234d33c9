"""What a book is: the values every stage passes on.

A reader makes a `Manuscript` (what the source says, in source order), `structure` makes a `Story` of
it, `assembly` an `Anthology` of stories. All values are frozen; sequences are tuples.

The law all stages keep: the words of the elements that go in are the words that come out. What is not
story (a note, a licence, archive boilerplate) is set apart or counted in `Manuscript.left_out`, never lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import Enum
from typing import assert_never

# ---------------------------------------------------------------------------------------------- places


@dataclass(frozen=True, slots=True)
class Lines:
    """Where something stands in its source: first and last line, 1-based, both included.

    Sources without lines (docx, EPUB) count their block elements instead.
    """

    first: int
    last: int


NOWHERE = Lines(0, 0)


Spots = tuple[tuple[str, int], ...]
"""For a source of several files (EPUB): the file inside and the line there of each block element it counts."""


def place(source: str, where: Lines, spots: Spots = (), counts_blocks: bool = False) -> str:
    """How messages name a place: 'story.txt:12', 'book.epub!ch1.xhtml:9', 'story.docx, block 5' in a file without
    lines, or the source where no line is known."""
    if 0 < where.first <= len(spots):
        member, line = spots[where.first - 1]
        return f"{source}!{member}:{line}"
    if not where.first:
        return source
    return f"{source}, block {where.first}" if counts_blocks else f"{source}:{where.first}"


# --------------------------------------------------------------------------------------------- inlines


class Mark(Enum):
    """What an inline run is set in; the value is the HTML element it is rendered as."""

    EMPHASIS = "em"
    STRONG = "strong"
    UNDERLINE = "u"
    STRIKE = "s"
    SMALL = "small"
    SUB = "sub"
    SUP = "sup"
    CODE = "code"
    SMALL_CAPS = "small-caps"  # <span class="small-caps">


@dataclass(frozen=True, slots=True)
class Text:
    text: str


@dataclass(frozen=True, slots=True)
class Marked:
    mark: Mark
    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Spoken:
    """A run in another language or direction than the text around it (`lang` BCP 47, `dir` ltr|rtl)."""

    children: tuple[Inline, ...]
    lang: str | None = None
    dir: str | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """`href` is `#anchor` (an `Anchor` of the same story) or an absolute http(s)/mailto address."""

    href: str
    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Anchor:
    """A place a link can lead to. Holds no words."""

    name: str


@dataclass(frozen=True, slots=True)
class LineBreak:
    pass


@dataclass(frozen=True, slots=True)
class Image:
    """`asset` names an `Asset` of the manuscript or story; `width` is how wide the source shows it, in CSS pixels,
    where that is less than it is (0: as wide as it is)."""

    asset: str
    alt: str = ""
    width: int = 0


@dataclass(frozen=True, slots=True)
class Ruby:
    base: str
    reading: str


@dataclass(frozen=True, slots=True)
class Footnote:
    """Words that stood inside the text, such as '(A/N: ...)', to be set as a footnote at this place.

    A note that is called more than once has a `name`; its later calls bear the name and no blocks.
    """

    blocks: tuple[Block, ...]
    name: str = ""


Inline = Text | Marked | Spoken | Link | Anchor | LineBreak | Image | Ruby | Footnote

# ---------------------------------------------------------------------------------------------- blocks


class Align(Enum):
    START = "start"  # nothing said: the book's own setting (justified or ragged)
    CENTER = "center"
    END = "end"


@dataclass(frozen=True, slots=True)
class Paragraph:
    inlines: tuple[Inline, ...]
    where: Lines = NOWHERE
    align: Align = Align.START
    lang: str | None = None
    dir: str | None = None


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: in a manuscript one marked as such (level 1-6); in a story, one inside a chapter."""

    inlines: tuple[Inline, ...]
    level: int
    where: Lines = NOWHERE


class QuoteKind(Enum):
    QUOTE = "quote"
    LETTER = "letter"
    FLASHBACK = "flashback"  # a passage between 'Flashback' and 'End flashback'


@dataclass(frozen=True, slots=True)
class Quote:
    blocks: tuple[Block, ...]
    kind: QuoteKind = QuoteKind.QUOTE
    where: Lines = NOWHERE


@dataclass(frozen=True, slots=True)
class Verse:
    """Lines that keep their breaks: a poem, lyrics. An empty line parts stanzas."""

    lines: tuple[tuple[Inline, ...], ...]
    where: Lines = NOWHERE


@dataclass(frozen=True, slots=True)
class ListBlock:
    """`marks` is what counts an ordered list: 'a', 'A', 'i' or 'I', '' for figures. `numbers` holds every item's
    number where they don't simply count up from `start`."""

    items: tuple[tuple[Block, ...], ...]
    ordered: bool = False
    start: int = 1
    where: Lines = NOWHERE
    marks: str = ""
    numbers: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    blocks: tuple[Block, ...]
    header: bool = False
    columns: int = 1
    rows: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    rows: tuple[tuple[Cell, ...], ...]
    where: Lines = NOWHERE


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a chat. `sender` may be empty; `own` messages stand on the other side."""

    sender: str
    blocks: tuple[Block, ...]
    own: bool = False


@dataclass(frozen=True, slots=True)
class Chat:
    messages: tuple[Message, ...]
    where: Lines = NOWHERE


@dataclass(frozen=True, slots=True)
class Figure:
    image: Image
    caption: tuple[Inline, ...] = ()
    where: Lines = NOWHERE


@dataclass(frozen=True, slots=True)
class Signpost:
    """A line that steers the reader, not prose: 'Sakura's POV', 'Flashback', 'Three years later'."""

    inlines: tuple[Inline, ...]
    where: Lines = NOWHERE


@dataclass(frozen=True, slots=True)
class Gap:
    """White space the source holds between two blocks beyond its usual distance.

    `lines` is the number of blank lines (or empty elements). In a story `confidence` is the probability
    that it is a scene break (a gap that surely is one has become a `Break`) and `evidence` says why, in
    words for people.
    """

    lines: int
    where: Lines = NOWHERE
    confidence: float = 0.0
    evidence: tuple[str, ...] = ()


class NoteKind(Enum):
    DISCLAIMER = "disclaimer"
    AUTHORS_NOTE = "authors_note"
    SUMMARY = "summary"
    DEDICATION = "dedication"
    WARNING = "warning"
    HEADER = "header"  # 'Rating: T', 'Pairing: ...', 'Beta: ...' lines
    GLOSSARY = "glossary"
    LICENCE = "licence"  # Project Gutenberg's header and footer
    CONTENTS = "contents"  # a table of contents in the text


class Origin(Enum):
    """Who says so: the source's own markup, fanpack's guess, or the user's manifest."""

    SOURCE = "source"
    GUESS = "guess"
    USER = "user"


@dataclass(frozen=True, slots=True)
class Note:
    """Words by the author about the story. It stands where it was found; `assembly` moves it.

    `title` is the label as written in the source ('Author's Note', 'Chapter End Notes') when the source
    has it as an element of its own; it counts as words of the source.
    """

    kind: NoteKind
    blocks: tuple[Block, ...]
    where: Lines = NOWHERE
    title: str = ""
    origin: Origin = Origin.GUESS
    evidence: tuple[str, ...] = ()


Block = Paragraph | Heading | Quote | Verse | ListBlock | Table | Chat | Figure | Signpost | Gap | Note

# ------------------------------------------------------------------------------------------ manuscript


@dataclass(frozen=True, slots=True)
class Rule:
    """A divider the source states by an element (`<hr>`, an image used as one) rather than by text."""

    where: Lines = NOWHERE
    marker: str = "hr"


@dataclass(frozen=True, slots=True)
class ChapterStart:
    """The source states that a chapter (or, with `part`, a part) begins here.

    `heading` is the heading as written ('Chapter 3: The Well', or just a title); empty when the source
    gives a chapter without one. It is an element of the source: its words count. `once`: no line below it says it
    again; one that seems to is the author's.
    """

    heading: str
    where: Lines = NOWHERE
    part: bool = False
    once: bool = False


Element = Block | Rule | ChapterStart


@dataclass(frozen=True, slots=True)
class Series:
    name: str
    part: str = ""  # '2', '1.5'


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is known about one story. Empty where unknown; all text is plain text."""

    title: str = ""
    authors: tuple[str, ...] = ()
    summary: tuple[Block, ...] = ()
    fandoms: tuple[str, ...] = ()
    rating: str = ""
    warnings: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    relationships: tuple[str, ...] = ()
    characters: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    language: str = ""  # BCP 47, '' = unknown
    series: tuple[Series, ...] = ()
    collections: tuple[str, ...] = ()
    published: str = ""  # ISO date
    updated: str = ""
    complete: bool | None = None
    source_url: str = ""
    publisher: str = ""  # 'Archive of Our Own', 'FanFiction.net'
    inspired_by: tuple[Link, ...] = ()
    extra: tuple[tuple[str, str], ...] = ()  # further labelled lines: ('Beta', 'moonfall')


@dataclass(frozen=True, slots=True)
class Asset:
    """A file the text shows: `name` is unique in its story, ASCII, with an ending that fits the type."""

    name: str
    media_type: str
    data: bytes = field(repr=False)
    role: str = ""  # 'cover' for the source's cover image


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Words of the source that are not set, by a named rule ('ao3-boilerplate', 'running-title')."""

    rule: str
    words: tuple[str, ...]
    where: Lines = NOWHERE
    file: str = field(default="", repr=False)  # of a source put together of several: the one it is of


@dataclass(frozen=True, slots=True)
class Manuscript:
    """What one source says, in its order. `source` is the path as the user gave it."""

    source: str
    elements: tuple[Element, ...]
    metadata: Metadata = Metadata()
    assets: tuple[Asset, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    format: str = "text"  # the reader's name
    first_lines: tuple[str, ...] = ()  # a glance for messages, may be empty
    chapter_of: tuple[int, int] | None = None  # (n, of): this file is one chapter of several (FFN pages)
    work_id: str = ""  # stable id of the work ('ao3:1234', 'ffn:99'), '' = unknown
    spots: Spots = field(default=(), repr=False)
    files: tuple[str, ...] = ()  # where it is put together of several: that of each chapter
    lost: tuple[LeftOut, ...] = ()  # words of the file in neither: a fault, which no build passes over
    counts_blocks: bool = field(default=False, repr=False)  # its places are ordinals of blocks, not lines

    def place(self, where: Lines, file: str = "") -> str:
        """How messages name a place in it, or in a `file` of it. Else, of several, nothing says which one a line is in:
        none is told then."""
        return place(file or self.source, NOWHERE if self.files and not file else where, self.spots, self.counts_blocks)


# ----------------------------------------------------------------------------------------------- story


@dataclass(frozen=True, slots=True)
class Break:
    """A scene break: the boundary before a scene. `marker` is the line as written, 'blank' or 'hr'."""

    marker: str
    where: Lines = NOWHERE  # the first line of text after it
    confidence: float = 1.0
    evidence: tuple[str, ...] = ()
    origin: Origin = Origin.GUESS


@dataclass(frozen=True, slots=True)
class Scene:
    """Blocks between two scene breaks. `opening` is the break before it; None for a chapter's first."""

    blocks: tuple[Block, ...]
    opening: Break | None = None


@dataclass(frozen=True, slots=True)
class Chapter:
    """`label` is the number as written ('Chapter 1', 'Prologue', 'III'), `title` the name ('Hear Me').

    Both empty: an implicit chapter, shown without a heading. `part` is the title of the part that opens
    with this chapter, '' if none does. Words of label, title and part are words of the source;
    `heading_rest` holds words of the heading lines that neither shows (a repeated running title) so
    that none is lost from the count.
    """

    scenes: tuple[Scene, ...]
    label: str = ""
    title: str = ""
    part: str = ""
    heading_rest: str = ""
    where: Lines = NOWHERE
    origin: Origin = Origin.GUESS
    evidence: tuple[str, ...] = ()

    @property
    def implicit(self) -> bool:
        return not (self.label or self.title)


@dataclass(frozen=True, slots=True)
class Story:
    """A story as structure sees it. `front` stands before its first chapter, `back` after its last."""

    source: str
    metadata: Metadata
    chapters: tuple[Chapter, ...]
    front: tuple[Note, ...] = ()
    back: tuple[Note, ...] = ()
    assets: tuple[Asset, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    title_lines: Lines = NOWHERE  # where the text's own title line stood (its words count once)
    title_from: str = ""  # 'source', 'title line', 'header', 'file name', 'manifest'
    format: str = "text"
    hints: tuple[tuple[Lines, str], ...] = ()  # suspected, not acted on: for `inspect`
    spots: Spots = field(default=(), repr=False)
    files: tuple[str, ...] = ()  # where it is put together of several; the n-th chapter's, if there are as many
    counts_blocks: bool = field(default=False, repr=False)  # its places are ordinals of blocks, not lines

    def file_of(self, chapter: int | None) -> str:
        """The source of a chapter, counted from 0, or of what stands in none (None); '' where that is not known."""
        if not self.files:
            return self.source
        return "" if chapter is None or len(self.files) != len(self.chapters) else self.files[chapter]

    def place(self, where: Lines, chapter: int | None = None) -> str:
        """How messages name a place in a chapter, or in what stands in none; a line of which no file is known is not
        told."""
        file = self.file_of(chapter)
        return place(file, where, self.spots, self.counts_blocks) if file else self.source


# ------------------------------------------------------------------------------------------- anthology


class NotesPlace(Enum):
    """Where author's notes go: around their story, at the book's end, or where they stood."""

    BEFORE = "before"
    AFTER = "after"
    END = "end"
    INLINE = "inline"
    OMIT = "omit"


@dataclass(frozen=True, slots=True)
class BookInfo:
    title: str
    authors: tuple[str, ...] = ()
    subtitle: str = ""
    editor: str = ""
    publisher: str = ""
    language: str = "en"
    description: str = ""
    identifier: str = ""
    date: str = ""  # ISO date, '' = none printed
    series: tuple[Series, ...] = ()
    dedication: str = ""
    colophon: str = ""  # the user's own words for the colophon, '' = fanpack's
    cover: Asset | None = None


@dataclass(frozen=True, slots=True)
class Disclaimer:
    """One disclaimer and all the stories (title, authors) whose text it is.

    `numbers` are those of the stories in the book, from 1, for each of `stories`: two may share title and authors.
    """

    blocks: tuple[Block, ...]
    stories: tuple[tuple[str, tuple[str, ...]], ...]
    numbers: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class PlacedNotes:
    """Notes set together under a heading: (where they stood, note)."""

    notes: tuple[tuple[str, Note], ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One story in the anthology: what stands before its first chapter, its text, what comes after."""

    story: Story
    before: PlacedNotes = PlacedNotes(())
    after: PlacedNotes = PlacedNotes(())
    facts: tuple[tuple[str, str], ...] = ()  # header lines of the text: (label as written or '', value)


@dataclass(frozen=True, slots=True)
class Anthology:
    info: BookInfo
    entries: tuple[Entry, ...]
    disclaimers: tuple[Disclaimer, ...] = ()
    fandoms: tuple[str, ...] = ()
    end_notes: tuple[tuple[int, PlacedNotes], ...] = ()  # (story's number from 1, its notes) at the book's end
    moves: tuple[Move, ...] = ()
    merged: tuple[str, ...] = ()  # texts set once for several: equal disclaimers, a summary given twice
    omitted: tuple[str, ...] = ()  # texts left out because the user said so


@dataclass(frozen=True, slots=True)
class Move:
    """What `assembly` took from its place: for the summary and the ledger."""

    source: str
    where: Lines
    kind: NoteKind
    to: str  # 'disclaimers', 'before the story', 'after the story', 'end of the book', 'left out'
    words: int


# ------------------------------------------------------------------------------------------ the words

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
"""A word as the ledger counts it: letters and digits, apostrophes inside."""


def words(text: str) -> list[str]:
    """The words of a text, case kept, curly apostrophes as straight ones."""
    return [word.replace("’", "'") for word in WORD.findall(text)]


def inline_text(inlines: tuple[Inline, ...]) -> str:
    """The text of inlines as it reads; a line break is a newline, a footnote stands in its place."""
    if len(inlines) == 1 and isinstance(inlines[0], Text):  # most paragraphs
        return inlines[0].text
    return "".join(_inline_parts(inlines))


def inline_lines(inlines: Iterable[Inline]) -> list[tuple[Inline, ...]]:
    """The lines that line breaks part inlines into, without the breaks; empty lines are kept."""
    lines: list[list[Inline]] = [[]]
    for inline in inlines:
        if isinstance(inline, LineBreak):
            lines.append([])
        else:
            lines[-1].append(inline)
    return [tuple(line) for line in lines]


def _inline_parts(inlines: tuple[Inline, ...]) -> Iterator[str]:
    for inline in inlines:
        match inline:
            case Text(text):
                yield text
            case Marked(_, children) | Spoken(children) | Link(_, children):
                yield from _inline_parts(children)
            case LineBreak():
                yield "\n"
            case Image(_, alt):
                yield f" {alt} "  # a picture parts words
            case Ruby(base, reading):
                yield f"{base} {reading} "  # no word goes on from a reading into the text behind it
            case Footnote(blocks):
                yield f" {blocks_text(blocks)} "
            case Anchor():
                pass
            case _:
                assert_never(inline)


def block_text(block: Element) -> str:
    """The words of one element as text, paragraphs parted by newlines."""
    match block:
        case Paragraph(inlines) | Heading(inlines) | Signpost(inlines):
            return inline_text(inlines)
        case Quote(blocks):
            return blocks_text(blocks)
        case Note(_, blocks, title=title):
            return "\n".join(part for part in (title, blocks_text(blocks)) if part)
        case Verse(lines):
            return "\n".join(inline_text(line) for line in lines)
        case ListBlock(items):
            return "\n".join(blocks_text(item) for item in items)
        case Table(rows):
            return "\n".join(blocks_text(cell.blocks) for row in rows for cell in row)
        case Chat(messages):
            return "\n".join(f"{m.sender}\n{blocks_text(m.blocks)}" for m in messages)
        case Figure(image, caption):
            return "\n".join(part for part in (image.alt, inline_text(caption)) if part)
        case ChapterStart(heading):
            return heading
        case Gap() | Rule():
            return ""
        case _:
            assert_never(block)


def blocks_text(blocks: tuple[Block, ...]) -> str:
    return "\n".join(text for text in map(block_text, blocks) if text)
