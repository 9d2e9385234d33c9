"""From the runs of one paragraph to blocks: white space, line breaks, marks.

A run is a piece of a paragraph with all that is set on it; paragraphs are gathered as flat lists of runs and
nested only at the end, so that no depth of `<span>` in the source can hurt.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from packager.model import Anchor, Footnote, Image, Inline, LineBreak, Link, Mark, Marked, Ruby, Spoken, Text

Format = Mark | tuple[str, str | None, str | None]
"""A mark, ('link', href, None) or ('spoken', lang, dir)."""

Formats = tuple[Format, ...]


@dataclass(frozen=True, slots=True)
class Run:
    item: str | LineBreak | Image | Ruby | Anchor | Footnote
    formats: Formats = ()
    line: int = 0  # of the source


Line = list[Run]

# Spaces HTML collapses, and no-break spaces only beside them: `word.&nbsp; Word` is typewriter spacing, while
# a single no-break space between words is meant (French punctuation, '10 km').
_SPACES = re.compile(r"[ \t\n\r\f]+")
_MIXED = re.compile(r"\xa0*[ ][ \xa0]*|\xa0{2,}")
# Marks of layout without any meaning in a book: byte-order mark, soft hyphen (fanpack hyphenates itself).
_NOTHING = str.maketrans("", "", "\ufeff\u00ad")
_EDGE = " \xa0\u200b\u3000"


def clean(text: str, keep_lines: bool = False) -> str:
    """Text of the source with white space as HTML sets it; with `keep_lines` line ends stay."""
    text = text.translate(_NOTHING)
    if keep_lines:
        return text.replace("\r\n", "\n").replace("\r", "\n").expandtabs(4)
    return _SPACES.sub(" ", text)


def lines_of(runs: list[Run]) -> list[Line]:
    """The runs parted at line breaks; each line trimmed, its inner white space collapsed."""
    lines: list[Line] = [[]]
    for run in runs:
        if isinstance(run.item, LineBreak):
            lines.append([])
        else:
            lines[-1].append(run)
    return [_trimmed(line) for line in lines]


def is_empty(line: Line) -> bool:
    """Whether a line shows nothing (an anchor shows nothing)."""
    return all(isinstance(run.item, Anchor) for run in line)


def length(line: Line) -> int:
    return sum(len(run.item) if isinstance(run.item, str) else 1 for run in line)


def plain(line: Line) -> str:
    return "".join(run.item for run in line if isinstance(run.item, str))


def _trimmed(line: Line) -> Line:
    """White space at the edges dropped, runs of white space across runs collapsed to one space."""
    out: Line = []
    after_space = True  # at a line's start
    for run in line:
        item = run.item
        if not isinstance(item, str):
            out.append(run)
            if not isinstance(item, Anchor):
                after_space = False
            continue
        text = _MIXED.sub(" ", item)
        if after_space:
            text = text.lstrip(_EDGE)
        if text:
            out.append(Run(text, run.formats, run.line))
            after_space = text[-1] == " "
    for index in range(len(out) - 1, -1, -1):
        run = out[index]
        if isinstance(run.item, Anchor):
            continue
        if not isinstance(run.item, str):
            break
        text = run.item.rstrip(_EDGE)
        if text:
            out[index] = Run(text, run.formats, run.line)
            break
        del out[index]
    return out


def nested(line: Line) -> tuple[Inline, ...]:
    """The inlines of a line: neighbours that share a format stand inside one element."""
    return _nested(line, 0)


def _nested(line: Line, depth: int) -> tuple[Inline, ...]:
    out: list[Inline] = []
    index = 0
    while index < len(line):
        run = line[index]
        if len(run.formats) <= depth:
            item = run.item
            if isinstance(item, str):
                last = out[-1] if out else None
                if isinstance(last, Text):
                    out[-1] = Text(last.text + item)
                else:
                    out.append(Text(item))
            else:
                out.append(item)
            index += 1
            continue
        mark = run.formats[depth]
        end = index + 1
        while end < len(line) and len(line[end].formats) > depth and line[end].formats[depth] == mark:
            end += 1
        inside = _nested(line[index:end], depth + 1)
        out.append(_wrapped(mark, inside))
        index = end
    return tuple(out)


def _wrapped(mark: Format, inside: tuple[Inline, ...]) -> Inline:
    if isinstance(mark, Mark):
        return Marked(mark, inside)
    kind, first, second = mark
    if kind == "link":
        return Link(first or "", inside)
    return Spoken(inside, lang=first, dir=second)


def joined(lines: list[Line]) -> Line:
    """Lines as one list of runs with line breaks between them."""
    out: Line = []
    for index, line in enumerate(lines):
        if index:
            shared = _shared(out[-1].formats, line[0].formats) if out and line else ()
            out.append(Run(LineBreak(), shared))
        out.extend(line)
    return out


def _shared(first: Formats, second: Formats) -> Formats:
    count = 0
    for one, other in zip(first, second, strict=False):
        if one != other:
            break
        count += 1
    return first[:count]
