"""The last steps every reader of marked-up text shares: links settled, findings told, manuscript made."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from packager.model import (
    Asset,
    Block,
    ChapterStart,
    Element,
    Figure,
    Footnote,
    Gap,
    Heading,
    Inline,
    Link,
    ListBlock,
    Chat,
    Manuscript,
    Marked,
    Metadata,
    Note,
    Paragraph,
    Quote,
    Rule,
    Signpost,
    Spoken,
    Table,
    Verse,
    inline_text,
)
from packager.problems import ExitCode, FanpackError, Report
from packager.readers.markup import Conversion, words_of
from packager.readers.parsing import Node

_MAX_FIRST_LINES = 8


def manuscript(
    conversion: Conversion,
    report: Report,
    *,
    source: str,
    elements: tuple[Element, ...],
    metadata: Metadata,
    format: str,
    assets: tuple[Asset, ...] | None = None,
    chapter_of: tuple[int, int] | None = None,
    work_id: str = "",
) -> Manuscript:
    """The manuscript of one story; `FanpackError` where it holds no text at all."""
    if not any(not isinstance(element, ChapterStart | Gap | Rule) for element in elements):
        raise FanpackError(
            ExitCode.INPUT, conversion.label, f"no story text found (read as {format}); is the page complete?"
        )
    elements = settled(elements, conversion.anchors)
    conversion.report(report)
    return Manuscript(
        source=source,
        elements=elements,
        metadata=metadata,
        assets=tuple(conversion.gallery.assets) if assets is None else assets,
        left_out=tuple(conversion.left_out),
        format=format,
        first_lines=first_lines(elements),
        chapter_of=chapter_of,
        work_id=work_id,
    )


def rest(conversion: Conversion, root: Node, handled: Collection[Node], rule: str) -> None:
    """Counts as left out by `rule` every word of the page outside the handled elements."""
    conversion.leave_words(rule, words_of(root, handled))


def first_lines(elements: Iterable[Element]) -> tuple[str, ...]:
    """The first lines of text, for messages."""
    lines: list[str] = []
    for element in elements:
        if isinstance(element, Paragraph) and (text := inline_text(element.inlines).strip()):
            lines.append(text[:80])
            if len(lines) == _MAX_FIRST_LINES:
                break
    return tuple(lines)


# ---------------------------------------------------------------------------------------------- links


def settled(elements: tuple[Element, ...], anchors: Collection[str]) -> tuple[Element, ...]:
    """The elements with links to places that did not get through taken off; their words stay."""
    return tuple(_element(element, anchors) for element in elements)


def _element(element: Element, anchors: Collection[str]) -> Element:
    match element:
        case Paragraph(inlines) | Heading(inlines) | Signpost(inlines):
            changed = _inlines(inlines, anchors)
            return element if changed is inlines else replace(element, inlines=changed)
        case Quote(blocks) | Note(_, blocks):
            return replace(element, blocks=_blocks(blocks, anchors))
        case Verse(lines):
            return replace(element, lines=tuple(_inlines(line, anchors) for line in lines))
        case ListBlock(items):
            return replace(element, items=tuple(_blocks(item, anchors) for item in items))
        case Table(rows):
            return replace(
                element,
                rows=tuple(
                    tuple(replace(cell, blocks=_blocks(cell.blocks, anchors)) for cell in row) for row in rows
                ),
            )
        case Chat(messages):
            return replace(
                element,
                messages=tuple(replace(m, blocks=_blocks(m.blocks, anchors)) for m in messages),
            )
        case Figure(_, caption):
            return replace(element, caption=_inlines(caption, anchors))
        case Gap() | Rule() | ChapterStart():
            return element


def _blocks(blocks: tuple[Block, ...], anchors: Collection[str]) -> tuple[Block, ...]:
    found = (_element(block, anchors) for block in blocks)
    return tuple(block for block in found if isinstance(block, Block))


def _inlines(inlines: tuple[Inline, ...], anchors: Collection[str]) -> tuple[Inline, ...]:
    if not any(isinstance(inline, Link | Marked | Spoken | Footnote) for inline in inlines):
        return inlines
    out: list[Inline] = []
    for inline in inlines:
        match inline:
            case Link(href, children):
                inside = _inlines(children, anchors)
                if href.startswith("#") and href[1:] not in anchors:
                    out.extend(inside)
                else:
                    out.append(replace(inline, children=inside))
            case Marked(_, children) | Spoken(children):
                out.append(replace(inline, children=_inlines(children, anchors)))
            case Footnote(blocks):
                out.append(Footnote(_blocks(blocks, anchors)))
            case _:
                out.append(inline)
    return tuple(out)
