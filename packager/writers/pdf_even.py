"""Justified lines as WeasyPrint 70 gets them wrong: text in another font than the theme's, and right to left.

Pango sets a space of its own spacing as a run of its own, and a run without letters takes the first font of the family
list. So the spaces of a Hebrew line that is set in a fallback font change their width once they are stretched, and the
line ends short of its edge by a little for every space (or juts out). Here the line is measured as it will be drawn
and what is left goes to its spaces in equal shares. Chinese and Japanese have no spaces and WeasyPrint stretches
nothing else: such a line's signs are set apart by equal shares. Lines in the theme's own font are as WeasyPrint makes
them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout.inline import count_expandable_spaces
from weasyprint.text.line_break import create_layout, line_size

from packager.writers.pdf_pen import Written

FOREIGN = re.compile("[\u0370-\u1dff\u2e80-\ud7ff\uf900-\ufdff\ufe30-\uffef\U00010000-\U0003ffff]")
"""Letters of scripts that themes' fonts may lack."""
TOLERANCE = 0.2
"""How far a drawn line may be from its width, CSS px: rounding of Pango's units over a line is a tenth of this."""

IDEOGRAPHS = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")
"""Chinese and Japanese signs with their punctuation; Korean parts its words with spaces."""
WIDEST = 0.25
"""The most that signs are set apart, em: a line that ends further from its edge (a long word follows) stays short."""


def justifier(original: Callable[[Any, Any, float], None]) -> Callable[[Any, Any, float], None]:
    """`weasyprint.layout.inline.justify_line`, whose lines are as wide when drawn as when laid out."""

    def justify_line(context: Any, line: Any, extra_width: float) -> None:
        if _set_apart(context, line, extra_width):
            return
        original(context, line, extra_width)
        short = {id(box): box.width - _drawn_width(box) for box in _stretched(line)}
        left_over = sum(short.values())
        if not short or max(abs(left_over), *map(abs, short.values())) <= TOLERANCE:
            return
        more = left_over / count_expandable_spaces(line)
        _stretch(context, line, more, short, 0.0)

    return justify_line


def indent_from_right(line: Any) -> None:
    """Move a line that runs to the left by its indent: WeasyPrint indents it at its left end."""
    indent = getattr(line, "text_indent", 0)
    if indent and line.style["direction"] == "rtl":
        for child in line.children:
            if child.is_in_normal_flow():
                child.translate(-indent, 0)


@contextmanager
def without_empty_strings(stream: Any, text: str) -> Iterator[None]:
    """Within it, where `text` is of such a script, a stream shows text without empty strings. WeasyPrint opens a
    stretched space as `<>-195<097a>-186`; PDFium (Chrome) counts the empty string and loses the last figure, so lines
    end ragged there."""
    if not FOREIGN.search(text):
        yield
        return
    show = stream.show_text
    stream.show_text = lambda text: show(text.replace("<>", ""))
    try:
        yield
    finally:
        del stream.show_text


def _set_apart(context: Any, line: Any, extra_width: float) -> bool:
    """Justify a line of Chinese or Japanese between its signs; False where it is none, or too short for its width."""
    texts = list(_texts(line))
    signs = sum(len(box.text) for box in texts)
    if sum(len(IDEOGRAPHS.findall(box.text)) for box in texts) * 2 < max(signs, 2):
        return False
    share = extra_width / (signs - 1)
    if share > WIDEST * line.style["font_size"] or any(box.style["letter_spacing"] != "normal" for box in texts):
        return True
    last = texts[-1]
    wider: dict[int, float] = {}
    for box in texts:
        box.style = box.style.copy()
        box.style["letter_spacing"] = share
        box.pango_layout = create_layout(box.text, box.style, context, max_width=None, justification_spacing=0)
        box.pango_layout.deactivate()
        wider[id(box)] = share * (len(box.text) - (box is last))
    _widen(line, wider, 0.0)
    return True


def _widen(box: Any, wider: dict[int, float], x: float) -> float:
    """Make text boxes wider and move what follows them; returns how far what follows `box` moves."""
    if isinstance(box, (boxes.LineBox, boxes.InlineBox)):
        box.position_x += x
        before = x
        for child in box.children:
            if child.is_in_normal_flow():
                x = _widen(child, wider, x)
        box.width += x - before
        return x
    box.translate(x, 0)
    box.width += wider.get(id(box), 0.0)
    return x + wider.get(id(box), 0.0)


def _texts(box: Any) -> Iterator[Any]:
    for child in box.children:
        if isinstance(child, boxes.TextBox):
            yield child
        elif isinstance(child, boxes.InlineBox):
            yield from _texts(child)


def _stretched(line: Any) -> list[Any]:
    """The text boxes of a line that have spaces to stretch."""
    return [box for box in _texts(line) if type(box.pango_layout) is not Written and count_expandable_spaces(box)]


def _drawn_width(box: Any) -> float:
    """How wide a text box is drawn, CSS px."""
    layout = box.pango_layout
    layout.reactivate(box.style)
    width, _ = line_size(layout.get_first_line()[0], box.style)
    layout.deactivate()
    return float(width)


def _stretch(context: Any, box: Any, more: float, short: dict[int, float], x: float) -> float:
    """Give each space of a stretched line `more`, and each box the width it is drawn with; returns how far what
    follows on the right moves."""
    box.position_x += x
    if isinstance(box, boxes.TextBox):
        if id(box) in short:
            spacing = box.justification_spacing = box.justification_spacing + more
            layout = create_layout(box.text, box.style, context, max_width=None, justification_spacing=spacing)
            layout.deactivate()
            box.pango_layout = layout
            wider = more * count_expandable_spaces(box) - short[id(box)]
            box.width += wider
            x += wider
    elif isinstance(box, (boxes.LineBox, boxes.InlineBox)):
        before = x
        for child in box.children[::-1] if box.style["direction"] == "rtl" else box.children:
            if child.is_in_normal_flow():
                x = _stretch(context, child, more, short, x)
        box.width += x - before
    else:
        box.position_x -= x
        box.translate(x, 0)
    return x
