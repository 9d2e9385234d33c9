"""A note that disclaims among other things: the disclaimer is a note of its own, and goes where disclaimers go.

Archives have one element for all an author says, so 'I own nothing' stands there between thanks and warnings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from packager.model import (
    Block,
    Gap,
    Inline,
    LeftOut,
    LineBreak,
    Note,
    NoteKind,
    Origin,
    Paragraph,
    inline_lines,
    inline_text,
    words,
)
from packager.structure.author_talk import owns_nothing
from packager.structure.note_words import note_label

_SENTENCE = re.compile(r"(?<=[.!?…])[\"”’)\]]*\s+")
_STANDARD = re.compile(r"\b(?:standard|usual) disclaimers?\b", re.I)
_PROFIT = re.compile(
    r"\b(?:no|not|nothing|any) (?:\w+ ){0,3}(?:money|profit|gain)|\bcopyright|\bbelongs? to\b|\bproperty of\b", re.I
)
_BELONGS = re.compile(
    r"\W*(?:all |the |these )?(?:rights|characters?|[A-Z][\w'’.]*)(?: [\w'’.,&]+){0,8} (?:belongs?|is the property|are the property)"
    r" (?:to|of) (?:[A-Z]|their |its |the (?:original|respective|rightful|wonderful|amazing|great))"
)
_THANKS = re.compile(r"\b(?:thank\w*|kudos|reviews?|comments?|hope|enjoy\w*|sorry|beta\w*|gift|updates?)\b", re.I)
BESIDE = 8  # words that a disclaimer may say besides ('But a girl can dream!')
LONGEST = 90


def parted(note: Note) -> tuple[tuple[Note, ...], tuple[LeftOut, ...]]:
    """The note, or its disclaimer and what is left of it; and its title where nothing is left to bear it."""
    if note.kind is not NoteKind.AUTHORS_NOTE or note.origin is Origin.USER:
        return (note,), ()
    kept: list[Block] = []
    disclaimer: list[Block] = []
    called = False  # 'Disclaimer:' stands alone, and what it calls comes next
    for block in _lines(note):
        if isinstance(block, Gap):
            if kept:
                kept.append(block)
            continue
        label = note_label(inline_text(block.inlines)) if isinstance(block, Paragraph) else None
        if called and label is None:
            disclaimer.append(block)
            called = False
        elif isinstance(block, Paragraph) and is_disclaimer(inline_text(block.inlines)):
            disclaimer.append(block)
            called = label is not None and label.alone
        else:
            kept.append(block)
    if not disclaimer:
        return (note,), ()
    while kept and isinstance(kept[-1], Gap):
        kept.pop()
    first = Note(NoteKind.DISCLAIMER, tuple(disclaimer), note.where, origin=note.origin, evidence=note.evidence)
    if kept:
        return (first, replace(note, blocks=tuple(kept))), ()
    title = tuple(words(note.title))
    return (first,), ((LeftOut("note-title", title, note.where),) if title else ())


def is_disclaimer(text: str) -> bool:
    """Whether a paragraph of a note only disclaims: what else it says is short, or it is called a disclaimer."""
    label = note_label(text)
    if label is not None and label.kind is NoteKind.DISCLAIMER:
        return label.strong or label.alone
    if label is not None or len(text.split()) > LONGEST:
        return False
    sentences = _SENTENCE.split(text.strip())
    rest = [s for s in sentences if not (_disclaims(s) or _PROFIT.search(s))]
    owns = any(map(_disclaims, sentences))
    return owns and sum(len(s.split()) for s in rest) <= BESIDE and not any(map(_THANKS.search, sentences))


def _disclaims(sentence: str) -> bool:
    return owns_nothing(sentence) or _STANDARD.search(sentence) is not None or _BELONGS.match(sentence) is not None


def _lines(note: Note) -> Iterator[Block]:
    """The blocks; a paragraph whose lines are parted by line breaks and of which one disclaims, line by line."""
    for block in note.blocks:
        if not isinstance(block, Paragraph) or LineBreak() not in block.inlines:
            yield block
            continue
        lines = inline_lines(block.inlines)
        said = [is_disclaimer(inline_text(line)) for line in lines]
        if not any(said):
            yield block
            continue
        together: list[Inline] = []
        for line, disclaims in zip(lines, said, strict=True):
            if disclaims:
                yield from _paragraph(block, together)
                yield replace(block, inlines=line)
                together = []
            else:
                together += [*([LineBreak()] if together else []), *line]
        yield from _paragraph(block, together)


def _paragraph(block: Paragraph, inlines: list[Inline]) -> Iterator[Paragraph]:
    while inlines and isinstance(inlines[-1], LineBreak):
        inlines.pop()
    if inlines:
        yield replace(block, inlines=tuple(inlines))
