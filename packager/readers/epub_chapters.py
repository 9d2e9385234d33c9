"""Where chapters begin in an EPUB that does not say so by its own markup: contents and headings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from packager.model import (
    Anchor,
    ChapterStart,
    Element,
    Figure,
    Gap,
    Heading,
    Inline,
    Lines,
    Link,
    Marked,
    Paragraph,
    Rule,
    Spoken,
    block_text,
    inline_text,
    words,
)
from packager.readers.epub_package import TocEntry

_TITLE_WORDS = frozenset("by a an the and novel story author title written fanfiction".split())
_PART_WORDS = 30  # a page with fewer words whose line in the contents has others below it is a part's title


def with_starts(
    found: Sequence[Element], entries: Sequence[tuple[TocEntry, str | None]], titled: bool
) -> list[Element]:
    """One document's elements with a `ChapterStart` where the contents say that a chapter begins.

    `entries` are the lines of the contents that lead into this document, each with the anchor it leads to
    (None: its start). A heading that stands there is the chapter's heading. `titled`: without a line of the
    contents a heading at the document's start opens a chapter all the same.
    """
    here = [entry for entry, anchor in entries if anchor is None]
    by_anchor = {anchor: entry for entry, anchor in entries if anchor is not None}
    out: list[Element] = []
    index = 0
    if here or (titled and _leading_headings(found, 0)):
        start, index = _start(found, 0, here[0] if here else None)
        out.append(start)
    while index < len(found):
        element = found[index]
        entry = next((by_anchor.pop(name) for name in anchors(element) if name in by_anchor), None)
        if entry is None:
            out.append(element)
            index += 1
            continue
        if not any(isinstance(e, ChapterStart) for e in out) or _shows(out):
            start, index = _start(found, index, entry)
            out.append(start)
        else:
            out.append(element)  # a second line for a place that has begun a chapter already
            index += 1
    return out


def _shows(out: list[Element]) -> bool:
    """Whether anything stands after the last chapter's start."""
    for element in reversed(out):
        if isinstance(element, ChapterStart):
            return False
        if not isinstance(element, Gap | Rule):
            return True
    return False


def _start(found: Sequence[Element], index: int, entry: TocEntry | None) -> tuple[ChapterStart, int]:
    """The chapter's start at `index` and the index of the first element after its heading."""
    count = _leading_headings(found, index)
    headings = [block_text(element) for element in found[index : index + count]]
    where = Lines(0, 0)
    if index < len(found):
        where = found[index].where
    stated = entry.title if entry else ""
    heading = joined([" ".join(text.split()) for text in headings]) if headings else stated
    rest = sum(len(words(block_text(element))) for element in found[index + count :])
    part = bool(entry and entry.parent and rest < _PART_WORDS and heading)
    return ChapterStart(heading, where, part), index + count


def _leading_headings(found: Sequence[Element], index: int) -> int:
    """How many headings stand together at `index` (a number and a title in two lines)."""
    count = 0
    level = 0
    for element in found[index:]:
        if not isinstance(element, Heading) or count == 3:
            break
        if count and element.level < level:
            break
        level = element.level
        count += 1
    return count


def joined(headings: list[str]) -> str:
    """Headings that stand together as one: 'Chapter 1' and 'The Well' give 'Chapter 1: The Well'."""
    text = headings[0]
    for heading in headings[1:]:
        text += f" {heading}" if text.endswith((":", "-", "–", "—", ".", "?", "!")) else f": {heading}"
    return text


def anchors(element: Element) -> Iterator[str]:
    """The anchors at the top level of an element's own text."""
    match element:
        case Paragraph(inlines) | Heading(inlines) | Figure(_, inlines):
            yield from _in(inlines)
        case _:
            blocks: tuple[Element, ...] = getattr(element, "blocks", ())
            for block in blocks:
                if isinstance(block, Paragraph | Heading):
                    yield from _in(block.inlines)


def _in(inlines: tuple[Inline, ...]) -> Iterator[str]:
    for inline in inlines:
        if isinstance(inline, Anchor):
            yield inline.name
        elif isinstance(inline, Marked | Spoken | Link):
            yield from _in(inline.children)


def is_title_page(found: Sequence[Element], known: Sequence[str]) -> bool:
    """Whether a document only repeats what the metadata says (title, authors, publisher, 'by')."""
    said = [word.casefold() for element in found for word in words(block_text(element))]
    if not said or len(said) > 60:
        return not said and not any(isinstance(element, Figure) for element in found)
    have = {word.casefold() for text in known for word in words(text)} | _TITLE_WORDS
    return all(word in have for word in said)


def plain(inlines: tuple[Inline, ...]) -> str:
    return " ".join(inline_text(inlines).split())
