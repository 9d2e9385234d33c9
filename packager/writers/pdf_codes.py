"""Lines of plain text as codes on their paragraph, rather than an element each.

The typesetter marks every line with a span whose classes say how it is drawn. An element costs WeasyPrint matching, a
computed style and a box, and a book has ten times as many lines as paragraphs. So where a paragraph is
nothing but such lines, with plain emphasis at most, the spans go and the classes are kept as one attribute:
`data-lines="0 0 0,2 -12 20"` is a natural line, then one in the face two steps wider with word spaces 0.012 em narrower
that hangs 20 grains on the left. `pdf_lines` reads it.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from packager.typeset.markup import HANG_GRAIN
from packager.writers.pdf_pen import PLAIN

CODES = "data-lines"
PARAGRAPH = re.compile(r'<p( class="(?:[^"]* )?set"[^>]*)>(.*?)</p>', re.DOTALL)
LINE = re.compile(
    r'<span class="ln(?: (?:f\d+)?([xn])(\d))? w([sm])(\d+)(?: lh(\d+))?">'
    r"((?:[^<]|</?(?:em|strong|i|b|cite)>)*?)(\n?)</span>"
)
MARKUP = re.compile(r"<[^>]*>|&[a-z]+;")
NATURAL_LINE = re.compile(r'<span class="ln ws0">([^<]*)</span>')


class Code(NamedTuple):
    """How a line is drawn: face so many steps wider, word spaces (1/1000 em), what hangs on the left (grains)."""

    step: int
    grains: int
    hang: int

    @property
    def left(self) -> float:
        """Its left margin in CSS pixels."""
        return -round(self.hang * HANG_GRAIN, 2) * 96 / 72


def coded(body: str) -> str:
    """The page with spans turned into codes where a paragraph has nothing but plain lines."""
    return NATURAL_LINE.sub(r"\1", PARAGRAPH.sub(_paragraph, body))


def uncoded(body: str) -> str:
    """The page with a span for every line, but for lines in natural gaps and face: their paragraph is set so."""
    return NATURAL_LINE.sub(r"\1", body)


def _paragraph(found: re.Match[str]) -> str:
    attributes, inside = found.groups()
    codes, texts, end = [], [], 0
    for line in LINE.finditer(inside):
        side, step, sign, grains, hang, text, newline = line.groups()
        if line.start() != end or not _plain(text):
            return found[0]
        end = line.end()
        wide = int(step or 0) * (-1 if side == "n" else 1)
        codes.append(f"{wide} {'-' if sign == 'm' else ''}{grains} {hang or 0}")
        texts.append(text + newline)
    if not codes or end != len(inside):
        return found[0]
    return f'<p{attributes} {CODES}="{",".join(codes)}">{"".join(texts)}</p>'


def _plain(text: str) -> bool:
    bare = MARKUP.sub("", text) if "<" in text or "&" in text else text
    return bool(bare.strip() and PLAIN.fullmatch(bare))


def codes_of(value: str) -> list[Code]:
    """What `data-lines` says."""
    return [Code(*map(int, code.split(" "))) for code in value.split(",")]
