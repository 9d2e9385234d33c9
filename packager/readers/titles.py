"""The title and author a document states at its head, where no site's markup says which they are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from packager.model import Element, Gap, Heading, Metadata, Paragraph, Rule, block_text, words
from packager.readers import facts
from packager.readers.markup import Conversion

_BYLINE = re.compile(r"(?:written\s+)?by:?\s+(\S.{0,80})", re.I)
_CHAPTER = re.compile(
    r"\s*(?:chapter|prologue|epilogue|part|book|act|interlude|chapitre|kapitel|cap[ií]tulo|capitolo)\b|\s*[\divxlc]+[.:)]?\s*$",
    re.I,
)
RULE = "metadata"


def is_chapter_name(text: str) -> bool:
    """Whether a heading names a chapter rather than the story ('Chapter 1', 'Prologue', 'IV')."""
    return _CHAPTER.match(text) is not None


def take_title(
    elements: Sequence[Element], metadata: Metadata, conversion: Conversion
) -> tuple[tuple[Element, ...], Metadata]:
    """Takes a leading title heading, and the byline under it, out of the text into the metadata.

    The heading must be the only one of its level or say what the metadata already says, and no chapter's.
    """
    rest = list(elements)
    index = next((i for i, element in enumerate(rest) if not isinstance(element, Gap | Rule)), None)
    if index is None:
        return tuple(rest), metadata
    heading = rest[index]
    if not isinstance(heading, Heading):
        return tuple(rest), metadata
    text = " ".join(block_text(heading).split())
    known = _same(text, metadata.title) or _same(text, metadata.title.split(" - ")[0].split(" | ")[0])
    same_level = sum(isinstance(e, Heading) and e.level <= heading.level for e in rest)
    if is_chapter_name(text) or not words(text) or not (known or same_level == 1):
        return tuple(rest), metadata
    if not known and not any(isinstance(element, Paragraph) for element in rest[index + 1 :]):
        return tuple(rest), metadata
    metadata = replace(metadata, title=facts.name(text))
    conversion.leave_words(RULE, words(text), heading.where)
    del rest[index]
    while index < len(rest) and isinstance(rest[index], Gap):
        index += 1
    if index < len(rest):
        byline = rest[index]
        match = _BYLINE.fullmatch(" ".join(block_text(byline).split()))
        if isinstance(byline, Paragraph | Heading) and match:
            if not metadata.authors:
                metadata = replace(metadata, authors=(facts.name(match[1]),))
            conversion.leave_words(RULE, words(block_text(byline)), byline.where)
            del rest[index]
    return tuple(rest), metadata


def _same(one: str, other: str) -> bool:
    return bool(one) and [w.casefold() for w in words(one)] == [w.casefold() for w in words(other)]
