"""A manuscript as structure looks at it: its elements in a row, each with its text and the white space before it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum

from packager.model import (
    Element,
    Gap,
    Inline,
    LineBreak,
    Lines,
    Manuscript,
    Paragraph,
    Verse,
    block_text,
    inline_lines,
    inline_text,
)


class Role(Enum):
    """What a heading is."""

    HEAD = "head"  # the lines of a chapter heading
    PART = "part"  # the lines of a part heading
    SUB = "sub"  # a heading inside a chapter


@dataclass(frozen=True, slots=True)
class Item:
    """One element. `text` is its text, stripped; `gap` the extra blank lines before it; `words` their number."""

    element: Element
    text: str
    where: Lines
    gap: int
    words: int

    @property
    def plain(self) -> bool:
        """A paragraph or a short verse: what a heading, note or mark in a text dump looks like."""
        return isinstance(self.element, Paragraph)


OwnLines = Callable[[Sequence[str], bool], Sequence[bool]]
"""Tells which lines of a paragraph stand for themselves: headings, marks, labels, and where no story stands above
(the second argument) a title with its by-line."""


def itemise(manuscript: Manuscript, own_lines: OwnLines) -> tuple[Item, ...]:
    """Items of a manuscript. Gaps are folded into the item after them; a paragraph of several lines is parted at
    those that stand for themselves."""
    items: list[Item] = []
    gap = 0
    opening = not manuscript.metadata.title
    for element in manuscript.elements:
        if isinstance(element, Gap):
            gap = max(gap, element.lines)
            continue
        for part in _parted(element, own_lines, opening):
            text = block_text(part).strip()
            if not text and isinstance(part, Paragraph) and not _holds_picture(part.inlines):
                gap = max(gap, 1)  # an empty paragraph is white space
                continue
            items.append(Item(part, text, part.where, gap, len(text.split())))
            gap = 0
            opening = opening and isinstance(part, Paragraph) and own_lines((text,), False)[0]
    return tuple(items)


def _holds_picture(inlines: tuple[Inline, ...]) -> bool:
    return any(not isinstance(inline, LineBreak) and not getattr(inline, "text", None) for inline in inlines)


def _parted(element: Element, own_lines: OwnLines, opening: bool) -> list[Element]:
    if not isinstance(element, Paragraph) or not any(isinstance(i, LineBreak) for i in element.inlines):
        return [element]
    lines = inline_lines(element.inlines)
    texts = [inline_text(line).strip() for line in lines]
    own = own_lines(texts, opening)
    if not any(own) or any(text.startswith("|") for text in texts):  # a card drawn in a box stays whole
        return [element]
    one_line_each = element.where.last - element.where.first + 1 == len(lines)
    parts: list[Element] = []
    group: list[int] = []

    def close() -> None:
        if group:
            joined: list[Inline] = []
            for n, i in enumerate(group):
                joined += [*([LineBreak()] if n else []), *lines[i]]
            first, last = element.where.first, element.where.last
            where = Lines(first + group[0], first + group[-1]) if one_line_each else Lines(first, last)
            parts.append(Paragraph(tuple(joined), where, element.align, element.lang, element.dir))
            group.clear()

    for i, alone in enumerate(own):
        if alone:
            close()
            group.append(i)
            close()
        else:
            group.append(i)
    close()
    return parts


_SENTENCE_END = re.compile(r"[.!?…:;,—-][\"'”’»)\]*_~]*$")
_QUOTED = re.compile(r"^[\"“‘'«„]")


def ends_sentence(text: str) -> bool:
    return bool(_SENTENCE_END.search(text))


def opens_quote(text: str) -> bool:
    return bool(_QUOTED.match(text))


def is_verse(item: Item) -> bool:
    """Whether an item keeps its lines: a poem, an address, a card. White space around it sets it off."""
    return isinstance(item.element, Verse) or (
        item.text.count("\n") >= 2 and item.words < 12 * (item.text.count("\n") + 1)
    )
