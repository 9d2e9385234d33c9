"""Headings that part a document into chapters, where only their levels tell."""

from __future__ import annotations

from collections.abc import Sequence

from packager.model import ChapterStart, Element, Heading, block_text
from packager.readers.titles import is_chapter_name


def with_chapters(elements: Sequence[Element]) -> tuple[Element, ...]:
    """Headings that part the document become chapter starts.

    That is: those of the highest level that stands twice or more, and any that names a chapter. Headings of
    a higher level that stands once or few times over such chapters are parts. Others stay headings.
    """
    levels = [element.level for element in elements if isinstance(element, Heading) and _text(element)]
    often = [level for level in sorted(set(levels)) if levels.count(level) >= 2]
    named = [e.level for e in elements if isinstance(e, Heading) and is_chapter_name(_text(e))]
    level = min(named) if named else often[0] if often else 0
    out: list[Element] = []
    for element in elements:
        if isinstance(element, Heading) and (text := _text(element)):
            if element.level == level or is_chapter_name(text):
                out.append(ChapterStart(text, element.where))
                continue
            if element.level < level and levels.count(element.level) >= 2:
                out.append(ChapterStart(text, element.where, part=True))
                continue
        out.append(element)
    return tuple(out)


def _text(heading: Heading) -> str:
    return " ".join(block_text(heading).split())
