"""The anchors a chapter holds, so that links inside a story find their page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import assert_never

from packager.model import (
    Anchor,
    Block,
    Chapter,
    Chat,
    Figure,
    Footnote,
    Gap,
    Heading,
    Inline,
    Link,
    ListBlock,
    Marked,
    Note,
    Paragraph,
    Quote,
    Signpost,
    Spoken,
    Table,
    Verse,
)


def anchors_in(chapter: Chapter) -> Iterator[str]:
    for scene in chapter.scenes:
        yield from _in_blocks(scene.blocks)


def _in_blocks(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        match block:
            case Paragraph(inlines) | Heading(inlines) | Signpost(inlines):
                yield from _in_inlines(inlines)
            case Quote(inside) | Note(_, inside):
                yield from _in_blocks(inside)
            case Verse(lines):
                for line in lines:
                    yield from _in_inlines(line)
            case ListBlock(items):
                for item in items:
                    yield from _in_blocks(item)
            case Table(rows):
                for row in rows:
                    for cell in row:
                        yield from _in_blocks(cell.blocks)
            case Chat(messages):
                for message in messages:
                    yield from _in_blocks(message.blocks)
            case Figure(_, caption):
                yield from _in_inlines(caption)
            case Gap():
                pass
            case _:
                assert_never(block)


def _in_inlines(inlines: Iterable[Inline]) -> Iterator[str]:
    for inline in inlines:
        match inline:
            case Anchor(name):
                yield name
            case Marked(_, children) | Spoken(children) | Link(_, children):
                yield from _in_inlines(children)
            case Footnote(blocks):
                yield from _in_blocks(blocks)
            case _:
                pass
