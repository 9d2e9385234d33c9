"""What the glyphs of a PDF say to those who search, copy and listen, where the printer leaves it open."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
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
    (U+01C9 in small capitals as L and J) gives each of them its own: a J that is first met there is no less a J
    everywhere else.
    """
    said = {glyph: chr(character) for character, glyph in font.missing.items()}
    silent = [glyph for glyph, text in font.to_unicode.items() if not text and glyph not in said]
    shared = {glyph: text for glyph, text in font.to_unicode.items() if _of_several(text)}
    if not silent and not shared:
        return said
    own = _own_letters(font.file_content, font.index)
    for glyph, text in shared.items():
        if glyph in own and _plain(own[glyph]) != _plain(text) and _plain(own[glyph]) in _plain(text):
            said[glyph] = own[glyph]
    return said | {glyph: own.get(glyph, "\u200b") for glyph in silent}


@lru_cache(maxsize=16)  # a book's chapters are drawn with the same few faces, and each has a thousand letters
def _own_letters(data: bytes, index: int) -> Mapping[int, str]:
    """The letter that each glyph of a single letter stands for, also those of small capitals."""
    shaper = uharfbuzz.Font(uharfbuzz.Face(data, index))
    letters = [chr(code) for code in sorted(shaper.face.unicodes, reverse=True) if code < FIRST_REORDERED]
    letters = [letter for letter in letters if letter.isalpha()]
    own: dict[int, str] = {}
    for letter in letters:
        buffer = uharfbuzz.Buffer()
        buffer.add_str(letter)
        buffer.guess_segment_properties()
        uharfbuzz.shape(shaper, buffer, {"smcp": True})
        if len(buffer.glyph_infos) == 1:
            own[buffer.glyph_infos[0].codepoint] = letter
    return own | {shaper.get_nominal_glyph(ord(letter)): letter for letter in letters}


def _of_several(text: str) -> bool:
    """Whether a character can be drawn as several letters (a digraph, a sharp s), none of them an accent: not an
    ellipsis, which is drawn as full stops."""
    if len(text) != 1:
        return False
    plain = _plain(text)
    return len(plain) > 1 and any(map(str.isalpha, plain)) and normalize("NFD", text) == text


def _plain(text: str) -> str:
    return normalize("NFKD", text).casefold()
