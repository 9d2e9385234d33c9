"""Header lines ('Rating: T', 'Beta: moonfall') become the facts of a story's title page, word for word.

A line that only says what the title page shows anyway, title and author, is left out by a rule and counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from packager.model import (
    Block,
    LeftOut,
    Metadata,
    Note,
    Paragraph,
    block_text,
    inline_lines,
    inline_text,
    words,
)

LABELLED_LINE = re.compile(r"\s*([^\W\d_][\w' /()’.-]{0,30}?)\s*[:;\-–—]+\s*(\S.*)", re.S)

RULE = "shown-as-title"
"""The rule for 'Title: ...' and 'by ...' lines: their value is the heading and by-line of the page."""

AUTHOR_WORDS = frozenset("author authors autor autora auteur by pen name penname story written von par por".split())
TITLE_WORDS = frozenset("title titel titre título titulo story".split())


def facts(notes: Sequence[Note], metadata: Metadata) -> tuple[tuple[tuple[str, str], ...], tuple[LeftOut, ...]]:
    """The rows (label, value) of header notes, and what was left out; a line without a label has ''."""
    rows: list[tuple[str, str]] = []
    left_out: list[LeftOut] = []
    title = _key(metadata.title)
    authors = {_key(author) for author in metadata.authors} | {_key(" ".join(metadata.authors))}
    for note in notes:
        for line in (line for block in note.blocks for line in lines(block)):
            said = _key(line)
            by = said
            while by and by[0] in AUTHOR_WORDS:
                by = by[1:]
            named = said[1:] if said and said[0] in TITLE_WORDS else said
            if (title and named == title) or (len(by) < len(said) and by in authors):
                left_out.append(LeftOut(RULE, tuple(words(line)), note.where))
                continue
            found = LABELLED_LINE.fullmatch(line)
            rows.append((found[1], found[2].strip()) if found else ("", line.strip()))
    return tuple(rows), tuple(left_out)


def _key(text: str) -> tuple[str, ...]:
    return tuple(word.casefold() for word in words(text))


def lines(block: Block) -> Iterator[str]:
    """The lines of a block as written: a header often is one paragraph with line breaks."""
    if not isinstance(block, Paragraph):
        yield from filter(str.strip, block_text(block).splitlines())
        return
    for line in inline_lines(block.inlines):
        yield from filter(str.strip, inline_text(line).splitlines())
