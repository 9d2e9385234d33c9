"""Open containers (quotes, lists, tables, figures) and what becomes of them when they end."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import TypeVar

from packager.model import (
    Align,
    Block,
    Cell,
    Element,
    Figure,
    Gap,
    Inline,
    LineBreak,
    Lines,
    ListBlock,
    Paragraph,
    Quote,
    QuoteKind,
    Rule,
    Table,
)
from packager.readers import folding
from packager.readers.parsing import Node, classes

_LAYOUT_CELL = 1200  # characters; a cell with more is a page's layout, not a table of data
_KINDS = {"ul": "list", "ol": "list", "menu": "list", "dir": "list", "td": "cell", "th": "header"}


@dataclass(slots=True)
class Frame:
    """An open container and what it holds so far."""

    kind: str
    blocks: list[Element] = field(default_factory=list)
    items: list[tuple[Block, ...]] = field(default_factory=list)
    rows: list[list[Cell]] = field(default_factory=list)
    caption: tuple[Inline, ...] = ()
    level: int = 0
    start: int = 1
    first_line: int = 0
    quote: QuoteKind = QuoteKind.QUOTE
    marks: str = ""
    numbers: list[int | None] = field(default_factory=list)  # of each item, None where it just counts on
    backwards: bool = False


Put = Callable[[Element], None]


def opened(node: Node, tag: str, place: int) -> Frame:
    """The frame of a container that begins."""
    frame = Frame(_KINDS.get(tag, tag), first_line=place)
    if tag == "ol":
        frame.level = 1
        frame.backwards = node.get("reversed") is not None
        frame.start = whole(node.get("start"), 0 if frame.backwards else 1)
        frame.marks = _marks(node)
    elif tag == "li" and node.get("value"):
        frame.numbers.append(whole(node.get("value"), None))
    elif tag == "blockquote" and any("letter" in name.lower() for name in classes(node)):
        frame.quote = QuoteKind.LETTER
    elif tag in ("td", "th"):
        frame.level = max(1, min(number(node.get("colspan"), 1), 50))
        frame.start = max(1, min(number(node.get("rowspan"), 1), 500))
    return frame


def close(frame: Frame, parent: Frame, where: Lines, put: Put) -> None:
    """Ends a container: what it holds goes, as one block or as it is, into the one around it."""
    if frame.kind not in ("table", "tr"):
        parent.rows.extend(frame.rows)  # of a table around it: a caption, cell or quote within it was never closed
    match frame.kind:
        case "blockquote":
            for part in _between_rules(folding.tidy(frame.blocks)):
                put(part if isinstance(part, Rule) else Quote(part, frame.quote, where))
        case "list":
            loose = as_blocks(folding.tidy(frame.blocks))
            items = [*frame.items, *([loose] if loose else [])]
            if items:
                put(_list(frame, tuple(items), where))
        case "li":
            if inside := as_blocks(folding.tidy(frame.blocks)):
                parent.items.append(inside)
                parent.numbers.append(frame.numbers[0] if frame.numbers else None)
        case "table":
            _close_table(frame, where, put)
        case "tr":
            parent.blocks.extend(frame.blocks)
            parent.rows.extend(frame.rows)
        case "cell" | "header":
            _close_cell(frame, parent)
        case "figure":
            _close_figure(frame, where, put)
        case "figcaption" | "caption":
            _close_caption(frame, parent, where)
        case _:
            parent.blocks.extend(frame.blocks)


def _list(frame: Frame, items: tuple[tuple[Block, ...], ...], where: Lines) -> ListBlock:
    if not frame.level:
        return ListBlock(items, where=where)
    step = -1 if frame.backwards else 1
    first = len(items) if frame.backwards and not frame.start else frame.start
    numbers: list[int] = []
    for place in range(len(items)):
        said = frame.numbers[place] if place < len(frame.numbers) else None
        numbers.append(said if said is not None else numbers[-1] + step if numbers else first)
    if numbers == list(range(numbers[0], numbers[0] + len(items))):
        return ListBlock(items, True, numbers[0], where, frame.marks)
    return ListBlock(items, True, numbers[0], where, frame.marks, tuple(numbers))


_MARKS = {"lower-alpha": "a", "lower-latin": "a", "upper-alpha": "A", "upper-latin": "A"}
_MARKS |= {"lower-roman": "i", "upper-roman": "I"}


def _marks(node: Node) -> str:
    """What counts an ordered list, by its attribute or its style."""
    if (said := (node.get("type") or "").strip()) in {"a", "A", "i", "I"}:
        return said
    found = re.search(r"list-style(?:-type)?\s*:[^;]*?\b((?:lower|upper)-\w+)", node.get("style") or "", re.I)
    return _MARKS.get(found[1].lower(), "") if found else ""


def _close_cell(frame: Frame, parent: Frame) -> None:
    inside = as_blocks(folding.tidy(frame.blocks))
    cell = Cell(inside, frame.kind == "header", frame.level, frame.start)
    if parent.kind == "table":
        parent.rows.append([cell])
    elif parent.kind == "tr":
        if not parent.rows:
            parent.rows.append([])
        parent.rows[-1].append(cell)
    else:
        parent.blocks.extend(inside)


def _close_table(frame: Frame, where: Lines, put: Put) -> None:
    rows = [row for row in frame.rows if any(cell.blocks for cell in row)]
    for block in folding.tidy(frame.blocks):
        put(block)
    if not rows:
        return
    if max(map(len, rows)) == 1:
        for row in rows:
            for block in row[0].blocks:
                put(block)
        return
    put(Table(tuple(map(tuple, rows)), where))


def _close_figure(frame: Frame, where: Lines, put: Put) -> None:
    for block in folding.tidy(frame.blocks):
        if isinstance(block, Figure) and frame.caption:
            block, frame.caption = replace(block, caption=frame.caption), ()
        put(block)
    if frame.caption:
        put(Paragraph(frame.caption, where, Align.CENTER))


def _close_caption(frame: Frame, parent: Frame, where: Lines) -> None:
    inlines: list[Inline] = []
    rest: list[Element] = []
    for block in folding.tidy(frame.blocks):
        if isinstance(block, Paragraph) and not rest:
            inlines.extend([LineBreak(), *block.inlines] if inlines else block.inlines)
        else:
            rest.append(block)
    if parent.kind == "figure" and not parent.caption:
        parent.caption = tuple(inlines)
    elif inlines:
        parent.blocks.append(Paragraph(tuple(inlines), where, Align.CENTER))
    parent.blocks.extend(rest)


def _between_rules(found: tuple[Element, ...]) -> Iterable[Rule | tuple[Block, ...]]:
    """A quotation that holds a rule: its parts and the rule between them."""
    part: list[Element] = []
    for element in found:
        if isinstance(element, Rule):
            if part:
                yield as_blocks(folding.tidy(part))
            part = []
            yield element
        else:
            part.append(element)
    if part:
        yield as_blocks(folding.tidy(part))


def as_blocks(found: Iterable[Element]) -> tuple[Block, ...]:
    """Elements as blocks, for what can hold no rule: it becomes a gap of two lines."""
    out: list[Block] = []
    for element in found:
        if isinstance(element, Rule):
            out.append(Gap(2, element.where))
        elif isinstance(element, Block):
            out.append(element)
    return tuple(out)


def is_layout(table: Node) -> bool:
    """Whether a table lays out a page (old archives) rather than showing data."""
    if table.find(".//table") is not None or table.get("role") == "presentation":
        return True
    return any(sum(map(len, cell.itertext())) > _LAYOUT_CELL for cell in table.iter("td", "th"))


Default = TypeVar("Default", int, None)


def whole(text: str | None, default: Default) -> int | Default:
    """A whole number that may be negative, as lists count; the default where there is none."""
    return int(text) if text and re.fullmatch(r"\s*[-+]?[0-9]{1,6}\s*", text) else default


def number(text: str | None, default: int) -> int:
    """A whole number of an attribute, the default where there is none."""
    text = (text or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else default
