"""Lines of a text -> its blocks: joined where lines were wrapped, parted where the file parts paragraphs."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum


class Layout(Enum):
    """How a file parts its paragraphs."""

    SPACED = "blank lines between paragraphs, a paragraph on one line"
    WRAPPED = "blank lines between paragraphs, lines wrapped at a width"
    INDENTED = "paragraphs begin with an indent, lines wrapped at a width"
    LINES = "a new line is a new paragraph"


@dataclass(frozen=True, slots=True)
class TextBlock:
    """A paragraph as read. `lines` are its lines as they shall stand (one unless the breaks are meant);
    `blanks` counts the blank lines before it beyond the file's usual distance. `first`, `last` are 1-based."""

    lines: tuple[str, ...]
    first: int
    last: int
    blanks: int
    indent: int = 0


_CLOSED = re.compile(r"[.!?…—-][\"'”’»)*_]*$")
_LABELLED = re.compile(r"\s*[A-Z][\w'’ /]{1,24}:\s")
_BYLINE = re.compile(r"\s*(?:[Ww]ritten )?(?:by|By|BY):? +[A-Z0-9_~(]\S*(?: \S+){0,5}$")
_SPACES = re.compile(r"[ \u00a0]{2,}")
_INVISIBLE = "\u200b\ufeff\u2060"


def lay_out(lines: Sequence[str], offset: int = 0) -> tuple[Layout, tuple[TextBlock, ...]]:
    """Part lines into blocks; `offset` is the number of lines of the file before the first one."""
    clean = [line.strip(_INVISIBLE).rstrip() for line in lines]
    runs = _runs(clean)
    layout, width = detect(clean, runs)
    spans: list[tuple[int, int]] = []
    crowded = sum(last - first + 1 for first, last in runs) > 12 * len(runs)
    for number, (first, last) in enumerate(runs):
        if (number < 4 and _is_title_block(clean, first, last)) or layout is Layout.LINES:
            spans += [(i, i) for i in range(first, last + 1)]
        elif layout is Layout.INDENTED:
            spans += _indented(clean, first, last)
        elif layout is Layout.WRAPPED and crowded:
            spans += _at_short_lines(clean, first, last, width)
        elif layout is Layout.WRAPPED:
            spans += _at_labels(clean, first, last)
        else:
            spans.append((first, last))
    usual = _usual_distance(spans)
    blocks = []
    previous = -1
    for first, last in spans:
        blanks = first - previous - 1 if previous >= 0 else first
        block = clean[first : last + 1]
        joined = _joined(block, width) if layout in (Layout.WRAPPED, Layout.INDENTED) else tuple(block)
        texts = tuple(_single_spaced(line.strip()) for line in joined)
        extra = max(0, blanks - usual) if previous >= 0 else 0
        indent = len(block[0]) - len(block[0].lstrip())
        blocks.append(TextBlock(texts, first + 1 + offset, last + 1 + offset, extra, indent))
        previous = last
    return layout, tuple(blocks)


def _single_spaced(line: str) -> str:
    return _SPACES.sub(" ", line) if "  " in line or "\u00a0" in line else line


def _runs(lines: Sequence[str]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    start = -1
    for i, line in enumerate(lines):
        if line.strip():
            if start < 0:
                start = i
        elif start >= 0:
            runs.append((start, i - 1))
            start = -1
    if start >= 0:
        runs.append((start, len(lines) - 1))
    return runs


def detect(lines: Sequence[str], runs: Sequence[tuple[int, int]]) -> tuple[Layout, int]:
    """The layout of a file and the width its lines are wrapped at (0 where they are not)."""
    total = sum(last - first + 1 for first, last in runs)
    if not runs or total < len(runs) * 1.3:
        return Layout.SPACED, 0
    inner = [(lines[i], lines[i + 1]) for first, last in runs for i in range(first, last)]
    width = _width(inner)
    wrapped = 30 <= width <= 140 and _full_share(inner, width) >= 0.6
    mean = total / len(runs)
    # Where indents open paragraphs, every line that has none goes on from a full one.
    going_on = [(a, b) for a, b in inner if not b.startswith(_INDENT)]
    indents = sum(lines[i].startswith(_INDENT) for first, last in runs for i in range(first, last + 1))
    if mean > 3 and len(going_on) >= 3 and 0.03 * total < indents and len(inner) - len(going_on) > len(runs):
        narrow = _width(going_on)
        if 30 <= narrow <= 140 and _full_share(going_on, narrow) >= 0.8:
            return Layout.INDENTED, narrow
    if wrapped:
        return Layout.WRAPPED, width
    ends = sum(1 for a, _ in inner if a.rstrip("\"'”’»)*_ ").endswith((".", "!", "?", "…", ":", "-", "—", ",")))
    if mean >= 3 or ends >= len(inner) * 0.7:
        return Layout.LINES, 0
    return Layout.SPACED, 0


_INDENT = (" ", "\u3000")


def _width(pairs: Sequence[tuple[str, str]]) -> int:
    lengths = sorted(len(a) for a, _ in pairs)
    return lengths[int(len(lengths) * 0.95)] if lengths else 0


def _full_share(pairs: Sequence[tuple[str, str]], width: int) -> float:
    return sum(_is_full(a, b, width) for a, b in pairs) / max(1, len(pairs))


def _is_full(line: str, following: str, width: int) -> bool:
    """Whether the next line's first word would not have fitted: so the line ended because it was full."""
    word = following.split(maxsplit=1)[0]
    return len(line) + 1 + len(word) > width - 3


def _indented(lines: Sequence[str], first: int, last: int) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    start = first
    for i in range(first + 1, last + 1):
        if lines[i].startswith(_INDENT):
            spans.append((start, i - 1))
            start = i
    spans.append((start, last))
    return spans


def _at_short_lines(lines: Sequence[str], first: int, last: int, width: int) -> list[tuple[int, int]]:
    """Paragraphs that neither a blank line nor an indent parts: a sentence ends on a line that had room left."""
    spans: list[tuple[int, int]] = []
    start = first
    for i in range(first, last):
        if not _is_full(lines[i], lines[i + 1], width) and _CLOSED.search(lines[i]):
            spans.append((start, i))
            start = i + 1
    spans.append((start, last))
    return spans


def _at_labels(lines: Sequence[str], first: int, last: int) -> list[tuple[int, int]]:
    """'Rating: T' under 'Title: Leaf': lines that name what they say stand for themselves, even unparted."""
    starts = [i for i in range(first, last + 1) if _LABELLED.match(lines[i])]
    if len(starts) < 2:
        return [(first, last)]
    edges = sorted({first, *starts})
    return [(a, b - 1) for a, b in zip(edges, [*edges[1:], last + 1], strict=True)]


def _is_title_block(lines: Sequence[str], first: int, last: int) -> bool:
    """A title with its by-line right below, perhaps more lines of the kind: each stands for itself."""
    block = lines[first : last + 1]
    short = 2 <= len(block) <= 6 and all(len(line) <= 80 for line in block)
    return short and any(_BYLINE.match(line) for line in block[1:])


def _usual_distance(spans: Sequence[tuple[int, int]]) -> int:
    """Blank lines between most neighbours."""
    distances = Counter(b[0] - a[1] - 1 for a, b in itertools.pairwise(spans))
    if not distances:
        return 1
    common = distances.most_common(1)[0][0]
    # Two spaced lines are the common form; a file of three blocks with four blanks each proves nothing.
    return common if sum(distances.values()) >= 6 else min(common, 1)


def _joined(block: Sequence[str], width: int) -> tuple[str, ...]:
    """Join wrapped lines; a line that ended well before the width although the next word fitted keeps its end."""
    out = [block[0].strip()]
    for line, following in itertools.pairwise(block):
        text = following.strip()
        if not _is_full(line, following, width) and len(line) < width * 0.7:
            out.append(text)
        elif out[-1].endswith(("--", "—")) or re.search(r"\w-$", out[-1]):
            out[-1] += text
        else:
            out[-1] += " " + text
    return tuple(out)
