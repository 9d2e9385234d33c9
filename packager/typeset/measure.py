"""Widths of words, from HarfBuzz on the very fonts and features that will be drawn.

The renderer shapes words and spaces apart once a line has any word-spacing, and every inline element apart
from its neighbours. So a line's width is the sum of its pieces' widths, and each piece is shaped once a face.
"""

from __future__ import annotations

import uharfbuzz as hb

from packager.typeset.spec import Face, TextStyle

Features = tuple[tuple[str, int], ...]
Part = tuple[
    int, bool, float, float
]  # a break in a word: offset, a hyphen is added, width before it and after


class Font:
    """One face with certain features and language: knows the width of everything it was asked before, in em."""

    def __init__(self, font: hb.Font, upem: int, features: Features, lang: str, face: Face) -> None:
        self._font = font
        self._upem = upem
        self._features = dict(features)
        self._lang = lang
        self.face = face
        self.widths: dict[str, float] = {}
        # what copies of the face don't scale: glyphs they draw further apart, and kerning in em
        self.fixed: dict[str, tuple[int, float]] = {}

    def width(self, text: str) -> float:
        """Width in em of a piece of text that is drawn in one go; raises LookupError where the face lacks a glyph."""
        known = self.widths.get(text)
        if known is not None:
            return known
        buffer = hb.Buffer()
        buffer.add_str(text)
        buffer.guess_segment_properties()
        if buffer.script in (
            "",
            "Zyyy",
            "Zinh",
        ):  # the renderer shapes signs and figures as part of the text around
            buffer.script = "Latn"
        if self._lang:
            buffer.language = self._lang
        hb.shape(self._font, buffer, self._features)
        if any(info.codepoint == 0 for info in buffer.glyph_infos):
            raise LookupError(text)
        width: float = sum(place.x_advance for place in buffer.glyph_positions) / self._upem
        self.widths[text] = width
        advances = [self._font.get_glyph_h_advance(info.codepoint) for info in buffer.glyph_infos]
        self.fixed[text] = (sum(advance > 0 for advance in advances), width - sum(advances) / self._upem)
        return width


class Ruler:
    """Measures text in a set of faces."""

    def __init__(self, faces: tuple[Face, ...]) -> None:
        self._faces = faces
        self._fonts: list[tuple[hb.Font, int]] = []
        for face in faces:
            shape = hb.Face(face.data)
            font = hb.Font(shape)
            font.scale = (shape.upem, shape.upem)
            self._fonts.append((font, shape.upem))
        self._known: dict[tuple[int, Features, str], Font] = {}
        self._found: dict[tuple[tuple[str, ...], bool, int], int | None] = {}

    def face_of(self, style: TextStyle) -> int | None:
        """Index of the face a style is drawn in: the first family that we have, in the nearest weight."""
        key = (style.families, style.italic, style.weight)
        if key not in self._found:
            self._found[key] = self._find(style)
        return self._found[key]

    def _find(self, style: TextStyle) -> int | None:
        for family in style.families:
            fits = [
                (abs(face.weight - style.weight), index)
                for index, face in enumerate(self._faces)
                if face.family == family and face.italic == style.italic
            ]
            if fits:
                off, index = min(fits)
                return index if off < 150 else None  # else the renderer would embolden or pick as it likes
            if any(face.family == family for face in self._faces):
                return None  # a slope we don't have: the renderer would slant another
        return None

    def font(self, style: TextStyle) -> Font | None:
        """The face, features and language a style is drawn with; None if the book has no such face."""
        face = self.face_of(style)
        if face is None:
            return None
        features = style.features
        if style.letter_spacing:
            features = (*features, ("liga", 0), ("clig", 0), ("dlig", 0))
        key = (face, features, style.lang)
        font = self._known.get(key)
        if font is None:
            shaper, upem = self._fonts[face]
            font = self._known[key] = Font(shaper, upem, features, style.lang, self._faces[face])
        return font
