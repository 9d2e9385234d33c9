"""Walking the block tree: one place that knows where inlines and blocks sit inside blocks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
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
    Image,
    Inline,
    LineBreak,
    Link,
    ListBlock,
    Marked,
    Note,
    Paragraph,
    Quote,
    Ruby,
    Signpost,
    Spoken,
    Story,
    Table,
    Text,
    Verse,
)

Inlines = tuple[Inline, ...]


def runs(block: Block) -> Iterator[Inlines]:
    """Every run of inlines in a block, in reading order: a paragraph's, a verse line's, a cell's ...

    Footnotes and notes are entered too.
    """
    match block:
        case Paragraph(inlines) | Heading(inlines) | Signpost(inlines):
            yield inlines
        case Quote(blocks) | Note(_, blocks):
            for inner in blocks:
                yield from runs(inner)
        case Verse(lines):
            yield from lines
        case ListBlock(items):
            for item in items:
                for inner in item:
                    yield from runs(inner)
        case Table(rows):
            for row in rows:
                for cell in row:
                    for inner in cell.blocks:
                        yield from runs(inner)
        case Chat(messages):
            for message in messages:
                for inner in message.blocks:
                    yield from runs(inner)
        case Figure(_, caption):
            yield caption
        case Gap():
            pass
        case _:
            assert_never(block)


def leaves(inlines: Iterable[Inline]) -> Iterator[Inline]:
    """Every inline of a run that holds no other, and the marks' contents, in reading order."""
    for inline in inlines:
        match inline:
            case Marked(_, children) | Spoken(children) | Link(_, children):
                yield from leaves(children)
            case Footnote(blocks):
                for block in blocks:
                    for run in runs(block):
                        yield from leaves(run)
            case Text() | Anchor() | LineBreak() | Image() | Ruby():
                yield inline
            case _:
                assert_never(inline)


def images(blocks: Iterable[Block]) -> Iterator[Image]:
    """Every picture in these blocks, in reading order, standing alone or in a line."""
    for block in blocks:
        match block:
            case Figure(image):
                yield image
            case Quote(inner) | Note(_, inner):
                yield from images(inner)
                continue
            case ListBlock(items):
                yield from (image for item in items for image in images(item))
                continue
            case Table(rows):
                yield from (image for row in rows for cell in row for image in images(cell.blocks))
                continue
            case Chat(messages):
                yield from (image for message in messages for image in images(message.blocks))
                continue
            case _:
                pass
        for run in runs(block):
            yield from _in_line(run)


def _in_line(inlines: Iterable[Inline]) -> Iterator[Image]:
    for inline in inlines:
        match inline:
            case Image():
                yield inline
            case Marked(_, children) | Spoken(children) | Link(_, children):
                yield from _in_line(children)
            case Footnote(blocks):
                yield from images(blocks)
            case _:
                pass


def map_runs(block: Block, change: Callable[[Inlines], Inlines]) -> Block:
    """The same block with every run of inlines changed. `change` must keep the words."""

    def inside(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
        return tuple(map_runs(inner, change) for inner in blocks)

    match block:
        case Paragraph(inlines) | Heading(inlines) | Signpost(inlines):
            changed = change(inlines)
            return block if changed is inlines else replace(block, inlines=changed)
        case Quote(blocks) | Note(_, blocks):
            return replace(block, blocks=inside(blocks))
        case Verse(lines):
            return replace(block, lines=tuple(change(line) for line in lines))
        case ListBlock(items):
            return replace(block, items=tuple(inside(item) for item in items))
        case Table(rows):
            return replace(
                block,
                rows=tuple(tuple(replace(c, blocks=inside(c.blocks)) for c in row) for row in rows),
            )
        case Chat(messages):
            return replace(block, messages=tuple(replace(m, blocks=inside(m.blocks)) for m in messages))
        case Figure(_, caption):
            return replace(block, caption=change(caption))
        case Gap():
            return block
        case _:
            assert_never(block)


def map_story(story: Story, change: Callable[[Inlines], Inlines], plain: Callable[[str], str]) -> Story:
    """The same story with every run changed; `plain` changes titles and labels, which hold no marks."""

    def blocks(found: tuple[Block, ...]) -> tuple[Block, ...]:
        return tuple(map_runs(block, change) for block in found)

    def notes(found: tuple[Note, ...]) -> tuple[Note, ...]:
        return tuple(replace(note, blocks=blocks(note.blocks), title=plain(note.title)) for note in found)

    def chapter(found: Chapter) -> Chapter:
        return replace(
            found,
            scenes=tuple(replace(scene, blocks=blocks(scene.blocks)) for scene in found.scenes),
            label=plain(found.label),
            title=plain(found.title),
            part=plain(found.part),
            heading_rest=plain(found.heading_rest),
        )

    return replace(
        story,
        metadata=replace(story.metadata, title=plain(story.metadata.title), summary=blocks(story.metadata.summary)),
        chapters=tuple(map(chapter, story.chapters)),
        front=notes(story.front),
        back=notes(story.back),
    )
