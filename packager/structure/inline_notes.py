"""Author's notes in brackets inside a paragraph: '(A/N: ...)' becomes a footnote at its place."""

from __future__ import annotations

import re

from packager.model import Footnote, Inline, Paragraph, Text

_INLINE = re.compile(
    r"\s*(?P<open>[(\[{])\s*(?:A[./ ]?N\.?|a/n|T/N|author['’]?s?['’]? note|authors? note)\s*(?:[:;\-–—~.,]+|\s)\s*[^()\[\]{}]*(?:\([^()]*\)[^()\[\]{}]*)*[)\]}]"
)


def with_footnotes(paragraph: Paragraph) -> Paragraph:
    """The paragraph with its bracketed notes as footnotes; itself where it has none."""
    if not any(
        isinstance(inline, Text) and ("(" in inline.text or "[" in inline.text or "{" in inline.text)
        for inline in paragraph.inlines
    ):
        return paragraph
    out: list[Inline] = []
    changed = False
    for inline in paragraph.inlines:
        if not isinstance(inline, Text):
            out.append(inline)
            continue
        at = 0
        for match in _INLINE.finditer(inline.text):
            note = match[0].strip()[1:-1].strip()
            if match.start() > at:
                out.append(Text(inline.text[at : match.start()]))
            out.append(Footnote((Paragraph((Text(note),), paragraph.where),)))
            at = match.end()
            changed = True
        if at < len(inline.text):
            out.append(Text(inline.text[at:]))
    if not changed:
        return paragraph
    return Paragraph(tuple(out), paragraph.where, paragraph.align, paragraph.lang, paragraph.dir)
