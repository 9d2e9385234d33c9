"""Words for the ledger: from the elements of a source and from the XHTML of a page, block by block.

Words are counted as `model.WORD` finds them, apostrophes straightened and case folded. In a page, what
fanpack wrote itself (class `gen`) and what it shows of a source's metadata (class `meta`) is no word of
the sources' text; it is counted apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from lxml import etree

from packager.html_book import HtmlBook, Page, PageKind
from packager.model import Manuscript, block_text, blocks_text
from packager.wording import MOST_KEPT, folded

NOT_SOURCE = frozenset({"gen", "meta"})
INLINE = frozenset("a abbr b bdi bdo cite code em i q rp rt ruby s small span strong sub sup u".split())
"""Elements inside which a word can go on; any other parts words."""

BODY_KINDS = frozenset({PageKind.CHAPTER.value, PageKind.PART.value})
STORY_FILE = re.compile(r"(?:^|/)s(\d{3,})-")
XHTML = '<body xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops">{}</body>'


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that stand together: an element of a source, a block of a page. `where` is for people.

    Of a chapter's heading `parts` are its label and its name, each in the source's order, which may not be theirs.
    Blocks of one `note` of a page (0: of none) stand in the source's order.
    """

    where: str
    words: list[str] = field(repr=False)
    heading: bool = False
    parts: tuple[list[str], ...] = ()
    note: int = 0


@dataclass(frozen=True, slots=True)
class PageWords:
    """The words of the sources on one page; `footnotes` stand apart, since print moves them.

    `story` counts from 0, None for a page of the whole book. `own` is the number of words that fanpack wrote.
    """

    file_name: str
    kind: str
    story: int | None
    body: tuple[Piece, ...]
    footnotes: tuple[Piece, ...]
    own: int = 0

    @property
    def in_order(self) -> bool:
        """Whether the page's words must stand in the order of the source."""
        return self.kind in BODY_KINDS


def source_pieces(manuscript: Manuscript) -> Iterator[Piece]:
    """Every word of a source, element by element: its stated summary first, then its text."""
    summary = folded(blocks_text(manuscript.metadata.summary))
    if summary:
        yield Piece(f"{manuscript.source} (summary)", summary)
    for element in manuscript.elements:
        found = folded(block_text(element))
        if found:
            yield Piece(manuscript.place(element.where), found)


def book_pages(book: HtmlBook) -> Iterator[PageWords]:
    """The pages of a book that is not yet written, as the ledger sees them."""
    for page in book.pages:
        yield page_words(page)


def page_words(page: Page) -> PageWords:
    root = etree.fromstring(XHTML.format(page.body), etree.XMLParser(huge_tree=True, resolve_entities=False))
    return tree_words(root, page.file_name, page.kind.value, page.story)


def tree_words(root: etree._Element, file_name: str, kind: str, story: int | None) -> PageWords:
    """The words below an element, whatever its depth: no recursion."""
    body: list[Piece] = []
    footnotes: list[Piece] = []
    own: list[str] = []
    for number, block in enumerate(blocks(root, own), 1):
        if kind == PageKind.COVER.value:
            own.append(block.text)
            continue
        found = folded(block.text)
        if found:
            parts = tuple(folded(part) for part in block.parts)
            piece = Piece(f"{file_name}, block {number}", found, block.heading, parts, block.note)
            (footnotes if block.footnote else body).append(piece)
    return PageWords(file_name, kind, story, tuple(body), tuple(footnotes), len(folded("\n".join(own))))


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of text between the borders of block elements."""

    text: str
    heading: bool
    footnote: bool
    parts: tuple[str, ...] = ()
    note: int = 0


@dataclass(frozen=True, slots=True)
class Kind:
    """What an element's name and classes mean for the words in it."""

    tag: str
    inline: bool
    generated: bool
    call: bool
    footnote: bool
    heading: bool
    part: bool
    note: bool


class _Kinds(dict[tuple[str, str | None], Kind]):
    """Looked up for every element of a book, of which there are few kinds."""

    def __missing__(self, key: tuple[str, str | None]) -> Kind:
        name, said = key
        tag, classes = name.rsplit("}", 1)[-1], (said or "").split()
        generated = not NOT_SOURCE.isdisjoint(classes)
        kind = Kind(
            tag,
            inline=tag in INLINE,
            generated=generated,
            call="noteref" in classes,
            footnote="footnote" in classes,
            heading=tag in ("h1", "h2"),
            part=not HEADING_PARTS.isdisjoint(classes),
            note=not NOTE_CLASSES.isdisjoint(classes),
        )
        if len(self) >= MOST_KEPT:
            self.clear()
        self[key] = kind
        return kind


HEADING_PARTS = frozenset({"chapter-label", "chapter-name", "part-title"})
NOTE_CLASSES = frozenset({"note", "disclaimer-text"})
KINDS = _Kinds()


def blocks(root: etree._Element, own: list[str]) -> Iterator[Block]:
    """The text of the sources below an element; texts that fanpack wrote itself go to `own`."""
    parts: list[str] = []
    skip = footnote = heading = note = notes = began = 0
    named: list[str] = []

    def done() -> Iterator[Block]:
        text = "".join(parts)
        parts.clear()
        if text and not text.isspace():
            yield Block(text, heading > 0, footnote > 0, tuple(named), notes if note else 0)
        named.clear()

    for event, element in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        if event in ("comment", "pi"):
            if not skip and element.tail:
                parts.append(element.tail)
            continue
        kind = KINDS[element.tag, element.get("class")]
        if event == "start":
            if not kind.inline:
                yield from done()
            if kind.call:
                parts.append(" ")
            skip += kind.generated
            footnote += kind.footnote
            heading += kind.heading
            note += kind.note
            notes += kind.note
            if kind.part:
                began = len(parts)
            if skip:
                own.append(element.text or "")
                continue
            if kind.tag == "img" and element.get("alt"):
                parts.append(f" {element.get('alt')} ")
            parts.append(element.text or "")
        else:
            if kind.part and not skip:
                named.append("".join(parts[began:]))
            if not kind.inline:
                yield from done()
            footnote -= kind.footnote
            heading -= kind.heading
            note -= kind.note
            skip -= kind.generated
            tail = element.tail if element is not root else ""
            if tail:
                (own if skip else parts).append(tail)
    yield from done()


def joined(pieces: Iterable[Piece]) -> list[str]:
    return [word for piece in pieces for word in piece.words]
