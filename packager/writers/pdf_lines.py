"""Lines that are known before WeasyPrint lays them out.

The typesetter has broken a paragraph into lines and knows their widths. WeasyPrint 70 would look for breaks again,
line by line, with three Pango layouts each: half of what a book costs. Within `known_lines` a paragraph whose lines are
spelled out is cut at its newlines, and each box placed where WeasyPrint would place it (the same sums in the same
order). Whatever is more than text on one baseline (floats beside it, notes, pictures, raised figures) takes
WeasyPrint's own way, where text the pens can write is still measured and drawn by them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import weasyprint.draw as drawing
from weasyprint.formatting_structure import boxes
from weasyprint.layout import block, inline
from weasyprint.layout.percent import resolve_percentages
from weasyprint.text.line_break import create_layout, strut

from packager.typeset.faces import family_name
from packager.writers.pdf_codes import CODES, Code, codes_of
from packager.writers.pdf_even import indent_from_right, justifier, without_empty_strings
from packager.writers.pdf_long import by_windows
from packager.writers.pdf_pen import Hand, Pen, Scribe, Written

SEAMS = (
    (inline, "split_text_box"),
    (block, "iter_line_boxes"),
    (drawing, "draw_text"),
    (inline, "justify_line"),
    (inline, "split_inline_level"),
)
"""What is replaced in WeasyPrint 70.0."""

Resume = dict[int, Any] | None


@contextmanager
def known_lines(scribe: Scribe) -> Iterator[None]:
    """Within it WeasyPrint lays out and draws with `scribe`'s pens."""
    originals = [getattr(module, name) for module, name in SEAMS]
    scribe.begin()
    split_original, lines_original, draw_original, justify_original, level_original = originals
    layout = _Layout(scribe, split_original, lines_original)

    def draw_text(stream: Any, textbox: Any, offset_x: float, text_overflow: str, block_ellipsis: str) -> None:
        written = textbox.pango_layout
        if type(written) is Written:
            if text_overflow == "clip" and block_ellipsis == "none":
                written.draw(stream, textbox)
                return
            textbox.pango_layout = create_layout(textbox.text, textbox.style, None, None, 0)
            textbox.pango_layout.deactivate()
        with without_empty_strings(stream, textbox.text):
            draw_original(stream, textbox, offset_x, text_overflow, block_ellipsis)

    justify_line = justifier(justify_original)
    split_level = by_windows(level_original, layout.split_text_box)
    seams = (layout.split_text_box, layout.iter_line_boxes, draw_text, justify_line, split_level)
    for (module, name), made in zip(SEAMS, seams, strict=True):
        setattr(module, name, made)
    try:
        yield
    finally:
        for (module, name), original in zip(SEAMS, originals, strict=True):
            setattr(module, name, original)


class NotPlain(Exception):  # noqa: N818 - not an error: WeasyPrint does it
    """The line is more than text on one baseline."""


class Unwritten(Exception):  # noqa: N818 - not an error: the part is laid out with a span for every line
    """A paragraph's lines are told by codes only, and it is more than plain text."""


class _Line:
    """A line being put together: its boxes from left to right, and how far they reach up and down."""

    __slots__ = ("bottom", "boxes", "children", "code", "text", "top")

    def __init__(self, code: Code | None) -> None:
        self.code = code
        self.children: list[Any] = []
        self.boxes: list[Any] = []  # all, nested ones too
        self.top = self.bottom = 0.0
        self.text = False


class _Layout:
    def __init__(self, scribe: Scribe, split_text_box: Any, iter_line_boxes: Any) -> None:
        self.scribe, self.pen = scribe, scribe.pen
        self.original_split, self.original_lines = split_text_box, iter_line_boxes
        self._templates: dict[tuple[int, float, int], tuple[Any, dict[str, Any]]] = {}

    def split_text_box(
        self, context: Any, box: Any, available_width: Any, skip: int, is_line_start: bool = True
    ) -> tuple[Any, int | None, bool]:
        """`weasyprint.layout.inline.split_text_box` for text that isn't wrapped and that a pen can write."""
        style = box.style
        if style["white_space"] == "pre" and not box.justification_spacing:
            pen = self.pen(style)
            if pen is not None:
                rest = box.text.encode()[skip:].decode() if skip else box.text
                text, newline, _ = rest.partition("\n")
                written = pen.written(text) if text else None
                if written is not None:
                    made = box.copy_with_text(text)
                    made.width, made.pango_layout = written.width, written
                    _stand(made, pen.hand)
                    if not newline:
                        return made, None, False
                    return made, skip + len(text.encode()) + 1, True
        found: tuple[Any, int | None, bool] = self.original_split(context, box, available_width, skip, is_line_start)
        return found

    def iter_line_boxes(
        self,
        context: Any,
        box: Any,
        position_y: float,
        bottom_space: float,
        skip_stack: Resume,
        containing_block: Any,
        absolute_boxes: Any,
        fixed_boxes: Any,
        first_letter_style: Any,
        first_line_style: Any,
    ) -> Iterator[tuple[Any, Resume]]:
        """`weasyprint.layout.inline.iter_line_boxes` for a paragraph whose lines are spelled out.

        Raises `Unwritten` where they are only told by codes and can't be laid out here.
        """
        codes = containing_block.element.get(CODES) if containing_block.element_tag == "p" else None
        lines = None
        style = box.style
        if (
            not first_letter_style
            and not first_line_style
            and not context.excluded_shapes
            and (skip_stack is None or codes)
            and style["white_space"] == "pre"
            and style["direction"] == "ltr"
            and style["text_align_all"] in ("start", "left")
            and style["text_align_last"] in ("auto", "start", "left")
        ):
            try:
                lines = self._lines(box, containing_block, codes_of(codes) if codes else None)
            except NotPlain:
                lines = None
        if lines is None:
            if codes:
                raise Unwritten
            for line, resume_at in self.original_lines(
                context, box, position_y, bottom_space, skip_stack, containing_block, absolute_boxes, fixed_boxes,
                first_letter_style, first_line_style,
            ):  # fmt: skip
                indent_from_right(line)
                yield line, resume_at
            return
        for line, resume_at in lines[next(iter(skip_stack)) if skip_stack else 0 :]:
            down = position_y - line.position_y
            line.position_y = position_y
            for inner in line.known_boxes:
                inner.position_y += down
            del line.known_boxes
            position_y += line.height
            yield line, resume_at

    def _lines(self, box: Any, containing_block: Any, codes: list[Code] | None) -> list[tuple[Any, Resume]]:
        """The paragraph's lines, each with its top at `position_y` as if the baseline were at 0, and where the
        next begins: coded ones by number."""
        width = containing_block.width
        left = containing_block.content_box_x()
        found: list[tuple[Any, Resume]] = []
        resolve_percentages(box, containing_block)
        inline.resolve_one_percentage(box, "text_indent", width)
        own = self._template(box, containing_block)
        x = left + box.text_indent
        line = _Line(codes[0] if codes else None)
        last = len(box.children) - 1

        def end(resume_at: Resume) -> None:
            nonlocal line, x
            if not line.text:
                raise NotPlain
            if line.code is not None and line.code.hang:
                _shift(line.children, line.code.left)
            made = _copy(box, own)
            made.children = line.children
            made.position_x = left
            far = line.children[-1]
            made.width = far.position_x + far.width + far.margin_left + far.margin_right - left
            top = min(line.top, -own["baseline"])
            bottom = max(line.bottom, own["height"] + own["margin_top"] + own["margin_bottom"] - own["baseline"])
            made.position_y, made.baseline, made.height = top, -top, bottom - top
            made.margin_top = made.margin_bottom = 0
            made.known_boxes = line.boxes
            count = len(found) + 1
            found.append((made, {count: None} if codes else resume_at))
            line, x = _Line(codes[count] if codes and count < len(codes) else None), left

        for index, child in enumerate(box.children):
            following: Resume = {index + 1: None} if index < last else None
            if isinstance(child, boxes.TextBox):
                start = 0
                for text in child.text.split("\n"):
                    if start:
                        end({index: {start: None}} if start < len(child.text) else following)
                    if text:
                        x = self._text(child, text, x, line, line.children, containing_block)
                    start += len(text.encode()) + 1
            elif type(child) is boxes.InlineBox:
                x, ended = self._inline(child, x, line, line.children, containing_block)
                if ended:
                    end(following)
            else:
                raise NotPlain
        if line.children:
            end(None)
        if codes and len(found) != len(codes):
            raise NotPlain
        if found:
            found[-1] = (found[-1][0], None)
        return found

    def _line_pen(self, style: Any, code: Code, paragraph: Any) -> Pen | None:
        """The pen for text of a style in a line with a code: as the classes of the line's span would have it."""
        base = paragraph["font_family"]
        families = style["font_family"]
        if code.step and families == base:
            families = (family_name(base[0], code.step), base[0])
        spacing = code.grains / 1000 * paragraph["font_size"] if code.grains else paragraph["word_spacing"]
        return self.scribe.line_pen(style, tuple(families), spacing)

    def _text(self, box: Any, text: str, x: float, line: _Line, into: list[Any], containing_block: Any) -> float:
        """Put text into a line at `x`; returns where it ends."""
        code = line.code
        pen = self.pen(box.style) if code is None else self._line_pen(box.style, code, containing_block.style)
        written = pen.written(text) if pen is not None else None
        if pen is None or written is None:
            raise NotPlain
        template = self._template(box, containing_block, pen.hand)
        made = _copy(box, template)
        made.text, made.pango_layout, made.width = text, written, written.width
        made.position_x = x
        _reach(line, made)
        into.append(made)
        line.text = True
        return float(x + (written.width + made.margin_left + made.margin_right))

    def _inline(self, box: Any, x: float, line: _Line, into: list[Any], containing_block: Any) -> tuple[float, bool]:
        """Put an inline box into a line at `x`; returns where it ends, and whether it ends the line."""
        style = box.style
        if style["position"] != "static" or style["float"] != "none" or box.is_leader or box.footnote is not None:
            raise NotPlain
        template = self._template(box, containing_block)
        made = _copy(box, template)
        children: list[Any] = []
        made.children = children
        made.position_x = x
        _reach(line, made)
        here, ended = x, False
        for child in box.children:
            if ended:
                raise NotPlain
            if isinstance(child, boxes.TextBox):
                text = child.text
                if "\n" in text:
                    text, ended = text[:-1], True
                    if "\n" in text:
                        raise NotPlain
                if text:
                    here = self._text(child, text, here, line, children, containing_block)
            elif type(child) is boxes.InlineBox:
                here, ended = self._inline(child, here, line, children, containing_block)
            else:
                raise NotPlain
        if ended:
            made.margin_right = 0  # as a box that goes on in the next line
            made.remove_decoration_sides = {"right"}
        shift = template["margin_left"]
        if shift:
            _shift(children, shift)
        made.width = 0.0
        if children:
            far = children[-1]
            made.width = far.position_x + (far.width + far.margin_left + far.margin_right) - (x + made.margin_left)
        into.append(made)
        return float(x + (made.width + made.margin_left + made.margin_right)), ended

    def _template(self, box: Any, containing_block: Any, hand: Hand | None = None) -> dict[str, Any]:
        """What a box of this style has that no text of it changes; `hand` writes it where it is text."""
        style = box.style
        key = (id(style), containing_block.width, id(hand))
        known = self._templates.get(key)
        if known is None:
            known = self._templates[key] = (style, self._resolved(box, containing_block, hand))
        return known[1]

    def _resolved(self, box: Any, containing_block: Any, hand: Hand | None) -> dict[str, Any]:
        style = box.style
        if style["vertical_align"] != "baseline":
            raise NotPlain
        probe = box.copy()
        probe.__dict__.clear()
        probe.style, probe.remove_decoration_sides = style, set()
        resolve_percentages(probe, containing_block)
        for side in ("left", "right"):
            if getattr(probe, f"margin_{side}") == "auto":
                setattr(probe, f"margin_{side}", 0)
        for name in ("padding_left", "padding_right", "padding_top", "padding_bottom"):
            if getattr(probe, name):
                raise NotPlain
        for side in ("left", "right", "top", "bottom"):
            if getattr(probe, f"border_{side}_width"):
                raise NotPlain
        if hand is not None:
            _stand(probe, hand)
        else:
            inline._adjust_line_height(probe)
        found = dict(probe.__dict__)
        del found["remove_decoration_sides"]
        return found


def _copy(box: Any, template: dict[str, Any]) -> Any:
    kind: type[object] = type(box)
    made = kind.__new__(kind)
    made.__dict__.update(box.__dict__)
    made.__dict__.update(template)
    return made


def _reach(line: _Line, box: Any) -> None:
    """Take a box into a line whose baseline is at 0."""
    top = -box.baseline
    bottom = top + (box.height + box.margin_top + box.margin_bottom)
    box.position_y = top
    if not line.boxes:
        line.top, line.bottom = top, bottom
    else:
        if top < line.top:
            line.top = top
        if bottom > line.bottom:
            line.bottom = bottom
    line.boxes.append(box)


def _shift(children: list[Any], shift: float) -> None:
    for child in children:
        child.position_x += shift
        if child.children:
            _shift(child.children, shift)


def _stand(box: Any, hand: Hand) -> None:
    """Height, baseline and half-leading of a text box, as `split_text_box` sets them."""
    leading, _ = strut(box.style)
    half = (leading - hand.height) / 2
    box.height = hand.height
    box.margin_top = box.margin_bottom = half
    box.baseline = hand.baseline + half
