"""How a chapter or scene opens: the first words as a lead-in, or the first letter as a drop cap.

Both are spans around words that stay where they are; a theme asks for them and styles them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from packager import limits
from packager.model import Inline, Marked, Paragraph, Spoken, Text, inline_text, words


@dataclass(frozen=True, slots=True)
class Openings:
    """What the theme asks for. `lead_in` is a number of words, 0 for none."""

    lead_in: int = 0
    lead_in_after_break: bool = False
    drop_cap: bool = False


DROP_CAP = re.compile(r"\s*[“‘\"'«„]?[^\W\d_]")
DROP_CAP_LENGTH = 230  # characters: about four lines of a book's measure; a shorter paragraph has no room

WORD_END = re.compile(r"\S+")


def split_words(inlines: tuple[Inline, ...], count: int) -> tuple[tuple[Inline, ...], tuple[Inline, ...]]:
    """Inlines cut after `count` words; marks that hold the cut are closed and opened again."""
    head: list[Inline] = []
    left = count
    for i, inline in enumerate(inlines):
        match inline:
            case Text(value):
                found = list(WORD_END.finditer(value))
                if len(found) >= left:
                    cut = found[left - 1].end()
                    return (*head, Text(value[:cut])), (Text(value[cut:]), *inlines[i + 1 :])
                left -= len(found)
                head.append(inline)
            case Marked(_, children) | Spoken(children):
                inner, rest = split_words(children, left)
                if rest:
                    first, second = replace(inline, children=inner), replace(inline, children=rest)
                    return (*head, first), (second, *inlines[i + 1 :])
                left -= len(inline_text(children).split())
                head.append(inline)
                if left <= 0:
                    return tuple(head), inlines[i + 1 :]
            case _:  # a link, picture or note: the lead-in ends before it
                return tuple(head), inlines[i:]
    return tuple(head), ()


def lead_in(inlines: tuple[Inline, ...], count: int) -> tuple[tuple[Inline, ...], tuple[Inline, ...]]:
    """The words to set as lead-in and the rest; the first part is empty where it would look wrong.

    A paragraph hardly longer than its lead-in would be all small capitals.
    """
    if len(words(inline_text(inlines))) < count + 4:
        return (), inlines
    return split_words(inlines, count)


def drop_cap(paragraph: Paragraph) -> tuple[str, tuple[Inline, ...]] | None:
    """The initial (with an opening quotation mark before it) and the rest of the paragraph."""
    first = paragraph.inlines[0] if paragraph.inlines else None
    if not isinstance(first, Text):
        return None
    if not DROP_CAP_LENGTH <= len(inline_text(paragraph.inlines)) <= limits.DROP_CAP:
        return None
    found = DROP_CAP.match(first.text)
    if found is None or found[0][-1].lower() == found[0][-1].upper():
        return None  # letters without case join their neighbours (Arabic) or never were initials (Han)
    return found.group().strip(), (Text(first.text[found.end() :]), *paragraph.inlines[1:])
