"""What the glyphs of a PDF say to those who search, copy and listen, where the printer leaves it open."""

from __future__ import annotations

from typing import Any
from unicodedata import normalize

import uharfbuzz

FIRST_REORDERED = 0x590
"""Below it a letter of a font's own stands for itself; above (Hebrew to Khmer) glyphs are parts of syllables."""


def own_texts(font: Any) -> dict[int, str]:
    """What glyphs say that WeasyPrint leaves without a text of their own.

    Of a cluster of several glyphs (an Indic vowel sign before its letter, people joined to a family) it gives one the
    whole text and the others none; readers then show a glyph's number as if it were a character. They say a space of
    no width; boxes for glyphs that are missing say their own character. A character that the font draws as others
    (U+01C5 as D and ž) gives each of them its own: a D that is first met there is no less a D everywhere else.
    """
    said = {glyph: chr(character) for character, glyph in font.missing.items()}
    silent = [glyph for glyph, text in font.to_unicode.items() if not text and glyph not in said]
    if not silent:
        return said
    face = uharfbuzz.Face(font.file_content, font.index)
    shaper = uharfbuzz.Font(face)
    simple = [code for code in face.unicodes if code < FIRST_REORDERED and chr(code).isalpha()]
    own = {shaper.get_nominal_glyph(code): chr(code) for code in reversed(simple)}
    firsts = tuple({own[glyph].casefold() for glyph in silent if glyph in own})  # small capitals are drawn as capitals
    for glyph, text in font.to_unicode.items():
        parts = normalize("NFKD", text)
        if len(text) == 1 < len(parts) and normalize("NFD", text) == text and parts.casefold().startswith(firsts):
            said[glyph] = own.get(glyph, parts[1:])  # a small capital has no character of its own
    return said | {glyph: own.get(glyph, "\u200b") for glyph in silent}
