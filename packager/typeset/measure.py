"""Widths of words, from HarfBuzz on the very fonts and features that will be drawn.

The renderer shapes words and spaces apart once a line has any word-spacing, and every inline element apart
from its neighbours. So a line's width is the sum of its pieces' widths, and each piece is shaped once a face.
"""

from __future__ import annotations

import uharfbuzz as hb

from packager.typeset.faces import SPACES, widened
from packager.typeset.spec import Face, TextStyle

Features = tuple[tuple[str, int], ...]
Part = tuple[int, bool, float, float]  # a break in a word: offset, a hyphen is added, width before it and after


class Font:
    """One face with certain features and language; keeps the widths of all it was asked for, in em."""

    def __init__(self, font: hb.Font, upem: int, features: Features, lang: str, face: Face) -> None:
        self._font = font
        self._upem = upem
        self._features = dict(features)
        self._lang = lang
        self.face = face
        self.widths: dict[str, float] = {}
        self._glyphs: dict[str, tuple[tuple[int, ...], int]] = {}  # and the kerning among them, in font units
        self._copies: dict[tuple[float, float], tuple[dict[str, float], dict[int, int]]] = {}
        self._spaces = {font.get_nominal_glyph(code) for code in SPACES}

    def width(self, text: str) -> float:
        """Width in em of text that is drawn in one go; raises LookupError where the face lacks a glyph."""
        known = self.widths.get(text)
        if known is not None:
            return known
        buffer = hb.Buffer()
        buffer.add_str(text)
        buffer.guess_segment_properties()
        if buffer.script in ("", "Zyyy", "Zinh"):  # the renderer shapes signs and figures as part of the text around
            buffer.script = "Latn"
        if self._lang:
            buffer.language = self._lang
        hb.shape(self._font, buffer, self._features)
        glyphs = tuple(info.codepoint for info in buffer.glyph_infos)
        if 0 in glyphs:
            raise LookupError(text)
        advance: int = sum(place.x_advance for place in buffer.glyph_positions)
        self._glyphs[text] = (glyphs, advance - sum(map(self._font.get_glyph_h_advance, glyphs)))
        width = self.widths[text] = advance / self._upem
        return width

    def drawn(self, text: str, scale: float, track: float) -> float:
        """Width in em in a copy of the face, rounded glyph by glyph as it is; `width` must know the text."""
        known, advances = self._copies.setdefault((scale, track), ({}, {}))
        width = known.get(text)
        if width is None:
            glyphs, units = self._glyphs[text]
            for glyph in glyphs:
                advance = advances.get(glyph)
                if advance is None:
                    natural = self._font.get_glyph_h_advance(glyph)
                    advance = widened(natural, self._upem, scale, 0.0 if glyph in self._spaces else track)
                    advances[glyph] = advance
                units += advance
            width = known[text] = units / self._upem
        return width


class Ruler:
    """Measures text in a set of faces."""

    def __init__(self, faces: tuple[Face, ...]) -> None:
        self.faces = faces
        self._fonts: list[tuple[hb.Font, int]] = []
        for face in faces:
            shape = hb.Face(face.data)
            font = hb.Font(shape)
            font.scale = (shape.upem, shape.upem)
            self._fonts.append((font, shape.upem))
        self._known: dict[tuple[int, Features, str], Font] = {}
        self._found: dict[tuple[tuple[str, ...], bool, int], int | None] = {}

    def space(self, face: Face) -> float:
        """A face's own word space, in em."""
        font, upem = self._fonts[self.faces.index(face)]
        return float(font.get_glyph_h_advance(font.get_nominal_glyph(0x20))) / upem

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
                for index, face in enumerate(self.faces)
                if face.family == family and face.italic == style.italic
            ]
            if fits:
                off, index = min(fits)
                return index if off < 150 else None  # else the renderer would embolden or pick as it likes
            if any(face.family == family for face in self.faces):
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
            font = self._known[key] = Font(shaper, upem, features, style.lang, self.faces[face])
        return font
