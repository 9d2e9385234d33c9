"""Lines of a very long text, which WeasyPrint 70 copies whole, several times, for each of its lines.

Text that the typesetter leaves to WeasyPrint (a script that the theme's fonts lack, a sign in it that no face has)
stands in one box. `split_text_box` and what calls it encode and decode all of it for every line, so time grows with
the square of a paragraph. A line is sought in a window of the text instead; what comes of it is the same.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout.percent import resolve_percentages

LONG = 10_000  # characters of a text that is looked at by windows
WINDOW = 6_000  # bytes; a line of print has sixty characters


class LongText(str):
    """A text whose bytes are made once."""

    _bytes: bytes = b""

    def encode(self, encoding: str = "utf-8", errors: str = "strict") -> bytes:
        self._bytes = self._bytes or super().encode(encoding, errors)
        return self._bytes


def by_windows(original: Callable[..., Any], split_text_box: Callable[..., Any]) -> Callable[..., Any]:
    """`weasyprint.layout.inline.split_inline_level` for long texts; `original` is asked for all else."""

    def split_inline_level(
        context: Any,
        box: Any,
        position_x: float,
        max_x: float,
        bottom_space: float,
        skip_stack: dict[int, Any] | None,
        containing_block: Any,
        absolute_boxes: Any,
        fixed_boxes: Any,
        line_placeholders: Any,
        waiting_floats: Any,
        line_children: Any,
        first_letter_style: Any,
        first_line_style: Any,
    ) -> Any:
        if not isinstance(box, boxes.TextBox) or len(box.text) <= LONG or first_line_style:
            return original(
                context, box, position_x, max_x, bottom_space, skip_stack, containing_block, absolute_boxes,
                fixed_boxes, line_placeholders, waiting_floats, line_children, first_letter_style, first_line_style,
            )  # fmt: skip
        resolve_percentages(box, containing_block)
        box.position_x = position_x
        if type(box.text) is not LongText:
            box.text = LongText(box.text)
        whole = box.text.encode()
        skip = next(iter(skip_stack)) if skip_stack else 0
        width, starts = max_x - position_x, not line_children
        window = box.copy_with_text(whole[skip : skip + WINDOW].decode(errors="ignore"))
        made, resume_at, ended = split_text_box(context, window, width, 0, starts)
        if resume_at is not None and resume_at < WINDOW // 2:  # the line's end doesn't hang on the window's
            resume_at += skip
        else:
            made, resume_at, ended = split_text_box(context, box, width, skip, starts)
        if resume_at is None:
            return made, None, ended, box.text[0], box.text[-1], {"left": 0, "right": 0}
        last = whole[max(0, resume_at - 4) : resume_at].decode(errors="ignore")[-1]
        return made, {resume_at: None}, ended, box.text[0], last, {"left": 0, "right": 0}

    return split_inline_level
