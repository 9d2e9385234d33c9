"""A chapter laid out once as one tall page (a galley), then cut into pages.

WeasyPrint breaks pages one after the other and can't be asked for level spreads. So a chapter is laid out on a
page as high as it needs, its rows are read off, `pdf_pages` chooses where pages end, and the finished boxes are dealt
out: no second layout, and the first costs less without page breaks. Footnotes stand behind the text in the galley and
go to the foot of the page they are called on. What this can't cut (floats of blocks, tables longer than a page, breaks
that CSS forces) raises `Uncut`; such a chapter is paginated by WeasyPrint.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from weasyprint.document import Document, Page
from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder
from weasyprint.layout.background import layout_backgrounds, layout_box_backgrounds

from packager.writers.pdf_grid import Slice, hang, snap
from packager.writers.pdf_html import LINK_SCHEME, NOTES
from packager.writers.pdf_options import Geometry
from packager.writers.pdf_pages import NEVER, Ending, Row, Taste, break_pages

PX = 4 / 3  # CSS pixels in a point
HYPHENS = ("-", "\u2010", "\u00ad")
AVOID = {"avoid", "avoid-page"}


class Uncut(Exception):  # noqa: N818 - not an error: the caller has another way
    """The galley holds something that isn't cut here; the argument says what."""


class NoRoom(Uncut):
    """A line, with the notes it calls, needs more than a page."""


def cut(document: Any, page: Geometry, get_image: Any, *, verso: bool = False) -> Any:
    """A document of pages from a galley. Raises `Uncut`."""
    if len(document.pages) != 1:
        raise Uncut("it has forced page breaks")
    galley = document.pages[0]._page_box
    if len(galley.children) != 1:
        raise Uncut("it has footnotes")
    root = galley.children[0]
    notes = _take_notes(root)
    slices = list(_slices(root, ()))
    if not slices:
        raise Uncut("it is empty")
    top = galley.content_box_y()
    unit = page.leading * PX
    snap(slices, top, unit)
    if notes is not None:
        notes.give(slices)
    rows = []
    beside = 0.0  # how far down an initial reaches
    for number, (piece, below) in enumerate(zip(slices, [*slices[1:], None], strict=True)):
        beside = max([beside, *(f.position_y + f.margin_height() for f in piece.floats)])
        cost = NEVER if below and below.top + 0.1 < beside else _cost(piece, below)
        if any(_is_ornament(s.box) for s in (*slices[max(0, number - 1) : number], *slices[number + 2 : number + 3])):
            cost += 200.0  # one line alone between an ornament and the page's edge
        room = int(_is_ornament(piece.box))
        rows.append(Row(piece.top / unit, piece.bottom / unit, cost, room, notes_height(piece) / unit))
    ends = break_pages(rows, Taste(page.lines), verso=verso, sink=(slices[0].top - top) / unit)
    if ends is None:
        raise NoRoom("something in it is longer than a page" + _words_of(_tallest(slices)))
    number_of: dict[int, int] = {}
    begin = 0
    for number, ending in enumerate(ends):
        _spread(slices[begin : ending.end], ending.added, unit)
        for piece in slices[begin : ending.end]:
            number_of[id(piece.box)] = number
            for floated in piece.floats:
                number_of[id(floated)] = number
        begin = ending.end
    pieces = _deal(root, number_of)
    made = []
    starts = [0, *(ending.end for ending in ends[:-1])]
    for number in range(len(ends)):
        box = galley.copy()
        box.height = page.depth * PX
        root_piece = pieces[number]
        if number:  # `top` of a slice is where it stood in the galley
            root_piece.translate(0, top - slices[starts[number]].top)
        box.children = (root_piece,)
        here = slices[starts[number] : ends[number].end]
        if notes is not None and ends[number].foot:
            # The text of a chapter's last page may be short; notes stand at the foot of it all the same.
            last = number == len(ends) - 1
            lines = page.lines if last else _depth(here, ends[number], unit, slices[0].top - top if not number else 0)
            box.children = (root_piece, notes.area(here, top + lines * unit, hang(here, unit)))
        _backgrounds(box, get_image)
        made.append(Page(box))
    return Document(
        made,
        document.metadata,
        document.url_fetcher,
        document.font_config,
        document.color_profiles,
        document.output_intent,
    )


@dataclass(slots=True)
class Notes:
    """The footnotes of a galley: the block they stand in, and each by its id."""

    block: Any
    by_id: dict[str, Any]

    def give(self, slices: Sequence[Slice]) -> None:
        """Give every note to the first row that calls it. Raises `Uncut` for one that no row calls."""
        left = dict(self.by_id)
        for piece in slices:
            if not left:
                break
            for box in (piece.box, *piece.box.descendants()) if isinstance(piece.box, boxes.ParentBox) else ():
                if box.element_tag == "a" and box.element.get("class", "").startswith("noteref"):
                    note = left.pop(box.element.get("href", "").removeprefix(LINK_SCHEME), None)
                    if note is not None:
                        piece.notes.append(note)
        if left:
            raise NoRoom("it has footnotes beside the text")

    def area(self, slices: Sequence[Slice], foot: float, hang: float) -> Any:
        """The notes of a page's rows, their last line where the text's would stand: `hang` above `foot`."""
        called = [note for piece in slices for note in piece.notes]
        height = sum(note.margin_height() for note in called)
        last = _last_line(called[-1])
        low = hang - (last.height - last.baseline) if last is not None else 0.0
        down = y = foot - height - low
        for note in called:
            note.translate(0, down - note.position_y)
            down += note.margin_height()
        rule = [child.copy() for child in self.block.children if child.element_tag == "hr"]
        for box in rule:
            box.translate(0, y - box.margin_height() - box.position_y)
        area = self.block.copy_with_children([*rule, *called])
        area.position_y, area.height = y, height
        return area


def _take_notes(root: Any) -> Notes | None:
    """Take the block of notes out of a galley."""
    body = root.children[-1]
    block = body.children[-1] if body.children else None
    if block is None or block.element is None or block.element.get("class") != NOTES:
        return None
    body.children = tuple(body.children[:-1])
    for box in (body, root):
        box.height -= block.margin_height()
    return Notes(block, {child.element.get("id", ""): child for child in block.children if child.element_tag != "hr"})


def _tallest(slices: Sequence[Slice]) -> Slice:
    """The row that needs most room, with its notes."""
    return max(slices, key=lambda piece: piece.bottom - piece.top + notes_height(piece))


def _words_of(piece: Slice) -> str:
    """': “The first words ...”' of the block a row is of, by which it can be found; '' for one without words."""
    element = getattr(piece.block, "element", None)
    text = " ".join("".join(element.itertext()).split()) if element is not None else ""
    return f": “{text.lstrip('“‘«„')[:40].strip()}”" if text else ""


def notes_height(piece: Slice) -> float:
    return sum(float(note.margin_height()) for note in piece.notes)


def _depth(slices: Sequence[Slice], ending: Ending, unit: float, sink: float) -> float:
    """How many lines a page holds, its notes counted."""
    return (slices[-1].bottom - slices[0].top + sink) / unit + ending.added + ending.foot


def _last_line(box: Any) -> Any:
    for child in reversed(getattr(box, "children", ())):
        found = child if isinstance(child, boxes.LineBox) else _last_line(child)
        if found is not None:
            return found
    return None


def _is_ornament(box: Any) -> bool:
    return bool(box.element_tag == "hr" and isinstance(box, boxes.BlockBox))


def _spread(slices: Sequence[Slice], added: int, unit: float) -> None:
    """Put `added` lines of white space on a page, one around each ornament from the first on."""
    down = 0.0
    for piece in slices:
        here = down
        if added and _is_ornament(piece.box):
            here += unit / 2
            down += unit
            added -= 1
        if here:
            piece.box.translate(0, here)
            for floated in piece.floats:
                floated.translate(0, here)


def _backgrounds(page: Any, get_image: Any) -> None:
    """Place backgrounds anew on a page whose boxes have moved: only of boxes that have any."""
    if page.canvas_background is not None:
        layout_backgrounds(page, get_image)
        return
    for box in page.descendants():
        if box is page or box.background is not None:
            layout_box_backgrounds(page, box, get_image, layout_children=False)


def _slices(box: Any, path: tuple[Any, ...]) -> Iterator[Slice]:
    here = (*path, box)
    lines = sum(1 for child in box.children if isinstance(child, boxes.LineBox))
    number = -1
    floats: list[Any] = []
    for child in box.children:
        if isinstance(child, AbsolutePlaceholder):
            if not child.is_outside_marker:
                raise Uncut("something in it is placed by itself")
            floats.append(child)  # an item's number: it goes where the item's first row goes
            continue
        if isinstance(child, boxes.LineBox):
            number += 1
            if child.height > 0 or child.children:
                top = child.position_y
                yield Slice(child, top, top + child.height, box, number, lines, here, floats)
                floats = []
            continue
        if child.is_floated():
            floats.append(child)
            continue
        if not child.is_in_normal_flow():
            raise Uncut("something in it is out of the flow")
        if _whole(child):
            if child.margin_height() > 0 or child.border_height() > 0:
                top = child.border_box_y()
                yield Slice(child, top, top + child.border_height(), child, path=here, floats=floats)
                floats = []
            continue
        for piece in _slices(child, here):
            piece.floats, floats = [*floats, *piece.floats], []
            yield piece
    if any(not isinstance(child, AbsolutePlaceholder) for child in floats):
        raise Uncut("a float stands at a block's end")


def _whole(box: Any) -> bool:
    """Whether a box is taken as one row."""
    if not isinstance(box, boxes.BlockBox) or box.is_table_wrapper or not box.children:
        return True
    return box.style["break_inside"] in AVOID or box.is_monolithic() or box.style["position"] == "relative"


def _cost(above: Slice, below: Slice | None) -> float:
    """What it costs to end a page between two rows."""
    if below is None:
        return 0.0
    if above.block is below.block:
        style = above.block.style
        if above.line + 1 < style["orphans"] or above.lines - above.line - 1 < style["widows"]:
            return NEVER
    else:
        # The chains of boxes that end and that begin here, as far as they aren't shared.
        shared = sum(1 for _ in _common(above, below))
        ending = [*above.path[shared:], above.box]
        beginning = [*below.path[shared:], below.box]
        if any(getattr(b, "style", None) and b.style["break_after"] in AVOID for b in ending):
            return NEVER
        if any(getattr(b, "style", None) and b.style["break_before"] in AVOID for b in beginning):
            return NEVER
        if any(b.style["break_inside"] in AVOID for b in above.path[:shared]):
            return NEVER
    cost = 0.0
    if isinstance(above.box, boxes.LineBox):
        text = _last_text(above.box)
        if above.block is below.block and text.endswith(HYPHENS) and text[-2:-1].isalnum():
            cost += 4000.0  # a page ends in a broken word only where nothing else is to be had
    if above.block is not below.block and below.top - above.bottom > 1:
        cost += 150.0  # white space that means something would be lost at the top of a page
    return cost


def _common(above: Slice, below: Slice) -> Iterator[Any]:
    for a, b in zip(above.path, below.path, strict=False):
        if a is not b:
            return
        yield a


def _last_text(box: Any) -> str:
    if isinstance(box, boxes.TextBox):
        return str(box.text).rstrip()
    for child in reversed(getattr(box, "children", ())):
        found = _last_text(child)
        if found:
            return found
    return ""


def _deal(box: Any, number_of: dict[int, int]) -> dict[int, Any]:
    """The pieces of a box by page. A box that stays whole is itself; one that is split is copied."""
    own = number_of.get(id(box))
    if own is not None:
        return {own: box}
    by_page: dict[int, list[Any]] = {}
    last = 0
    for child in box.children:
        dealt = _deal(child, number_of)
        if not dealt:  # an empty line or block: it goes with what stands before it
            by_page.setdefault(last, []).append(child)
        for number, piece in dealt.items():
            by_page.setdefault(number, []).append(piece)
            last = number
    if not by_page:
        return {}
    if len(by_page) == 1 and not box.is_for_root_element:
        return {next(iter(by_page)): box}
    bottom = box.content_box_y() + box.height
    numbers = sorted(by_page)
    pieces: dict[int, Any] = {}
    for number in numbers:
        first, last_piece = number == numbers[0], number == numbers[-1]
        children: Sequence[Any] = by_page[number]
        piece = box.copy_with_children(children)
        piece.remove_decoration_sides = set()
        if not first:
            piece.position_y = _top(children[0])
        piece.remove_decoration(start=not first, end=not last_piece)
        end = bottom if last_piece else max(_bottom(child) for child in children)
        piece.height = max(0.0, end - piece.content_box_y())
        pieces[number] = piece
    return pieces


def _top(box: Any) -> float:
    return float(box.position_y if isinstance(box, boxes.LineBox) else box.border_box_y())


def _bottom(box: Any) -> float:
    if isinstance(box, boxes.LineBox):
        return float(box.position_y + box.height)
    return float(box.border_box_y() + box.border_height())
