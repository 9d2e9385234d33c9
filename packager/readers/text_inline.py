"""Emphasis that plain text marks with characters: _so_, *so* and **so**, only where it is clearly meant."""

from __future__ import annotations

import re

from packager.model import Inline, LineBreak, Mark, Marked, Text

# Opening sign after white space, quote or bracket; closing sign before white space or punctuation; no
# sign of the kind inside; no space just inside. A snake_case_name or 2*3*4 does not match.
_EMPHASIS = re.compile(
    r"(?<![\w*_])(?:"
    r"_(?P<under>[^\s_](?:[^_]{0,600}?[^\s_])?)_"
    r"|\*\*(?P<strong>[\w\"'“‘«(¡¿…](?:[^*]{0,600}?[^\s*~=<>|#])?)\*\*"
    r"|\*(?P<star>[\w\"'“‘«(¡¿…](?:[^*]{0,600}?[^\s*~=<>|#])?)\*"
    r")(?![\w*_])"
)
_HAS_WORD = re.compile(r"[^\W_]")


def inlines(lines: tuple[str, ...]) -> tuple[Inline, ...]:
    """Inlines of a paragraph's lines. A short line wholly in signs ('*Flashback*') stays as written:
    there the signs are ornament and evidence, not emphasis."""
    out: list[Inline] = []
    for number, line in enumerate(lines):
        if number:
            out.append(LineBreak())
        out.extend(_line(line))
    return tuple(out)


def _line(line: str) -> list[Inline]:
    if "_" not in line and "*" not in line:
        return [Text(line)]
    whole = _EMPHASIS.fullmatch(line)
    if whole and line[0] == "*" and len(line.split()) <= 12:
        return [Text(line)]
    out: list[Inline] = []
    at = 0
    for match in _EMPHASIS.finditer(line):
        inside = match["under"] or match["strong"] or match["star"]
        if not _HAS_WORD.search(inside):
            continue
        if match.start() > at:
            out.append(Text(line[at : match.start()]))
        out.append(Marked(Mark.STRONG if match["strong"] else Mark.EMPHASIS, (Text(inside),)))
        at = match.end()
    if at < len(line):
        out.append(Text(line[at:]))
    return out
