"""Text shaped once a word and drawn from that: what Pango would be asked for each line, three times over.

A line of the typesetter's has word-spacing, and then Pango shapes every word and every space by itself, with
HarfBuzz. So a line is its words one after the other, and a word looks the same wherever it stands: it is shaped
here once for each face and size of a process, with the same HarfBuzz, and the line is put together as text.

A `Hand` is a face at a size, a `Pen` a hand with a word-spacing. A hand proves itself on a line of type before it
is used: glyphs and widths must be those that Pango 1.50 and WeasyPrint 70 come to. What it can't write (other scripts,
letter-spacing, small capitals, underlines, faces that aren't the theme's) is left to them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import dataclass, field
from typing import Any

import uharfbuzz as hb
from weasyprint.text.ffi import FROM_UNITS, TO_UNITS, ffi, pango
from weasyprint.text.fonts import font_features, get_hb_object_data, get_pango_font_hb_face, get_pango_font_key
from weasyprint.text.line_break import Layout, line_size

from packager.typeset.styles import FEATURES

PLAIN = re.compile("[ !-~¡-¬®-ɏḀ-ỿ‐-‧‰-›⁄₠-₿]*")
"""Latin letters and signs of no script: Pango shapes such a text as Latin if there is a letter in it."""
LETTER = re.compile("[A-Za-zÀ-ÖØ-öø-ɏḀ-ỿ]")
PROOFS = ("“Why, affluent Zoë’s office” — fjord; AV To. Wäld-chen’s 1,048 (fi) 27%…", "“1,048” — ‘27%’ (5.7)…!?")
SIGNS = "\0"
"""Before a word of a text without letters, which Pango shapes as of no script."""
LOOK = ("font_style", "font_stretch", "font_weight", "font_size", "lang")
USUAL = (
    ("direction", ("ltr",)),
    ("letter_spacing", ("normal", 0)),
    ("font_language_override", ("normal",)),
    ("font_variation_settings", ("normal",)),
    ("font_variant_caps", ("normal",)),
    ("text_decoration_line", ("none",)),
)
"""What pens can't do otherwise."""


@dataclass(slots=True)
class Word:
    """A word as a hand writes it: its width in Pango's units, its glyphs as they stand in a content stream."""

    width: int
    drawn: str
    glyphs: tuple[tuple[int, str], ...]  # ids, and the text of each


class Misshaped(Exception):  # noqa: N818 - not an error: Pango draws it
    """Not to be written by hand."""


class Hand:
    """A face at a size, in a language, with certain features."""

    def __init__(self, layout: Any, font: Any, face: hb.Face, features: dict[str, int], lang: str) -> None:
        self.layout = layout  # keeps `font` alive
        self.pango_font = font
        self.features, self.lang = features, lang
        self.key, _, self.size = get_pango_font_key(font)
        self.font = hb.Font(face)
        scale = round(self.size * TO_UNITS)
        self.font.scale = (scale, scale)
        self.height = self.baseline = 0.0
        self.words: dict[str, Word] = {}
        self._advances: dict[int, int] = {}
        self._fonts: Any = None  # of the PDF being drawn, WeasyPrint's by key
        self._pdf_font: Any = None
        self._blank: Any = None
        self.noted: set[str] = set()  # words that the PDF's record knows
        space = self.font.get_nominal_glyph(0x20)
        if not space:
            raise Misshaped
        self.space: int = space

    def advance(self, glyph: int) -> int:
        """A glyph's own width in thousandths of an em, as the PDF says it."""
        known = self._advances.get(glyph)
        if known is None:
            units = self.font.get_glyph_h_advance(glyph)
            known = self._advances[glyph] = round(units * 1000 * FROM_UNITS / self.size)
        return known

    def shaped(self, text: str) -> tuple[list[Any], list[Any]]:
        """HarfBuzz's glyphs and where it puts them."""
        buffer = hb.Buffer()
        buffer.add_str(text.removeprefix(SIGNS))
        buffer.direction = "ltr"
        buffer.script = "Zyyy" if text[0] == SIGNS else "Latn"
        if self.lang:
            buffer.language = self.lang
        hb.shape(self.font, buffer, self.features)
        return buffer.glyph_infos, buffer.glyph_positions

    def word(self, text: str) -> Word:
        """Raises `Misshaped` where the face lacks a glyph or one stands off the line."""
        infos, places = self.shaped(text)
        shown = text.removeprefix(SIGNS)
        drawn = ["<"]
        glyphs = []
        width = 0
        size = self.size
        last = len(infos) - 1
        for number, (info, place) in enumerate(zip(infos, places, strict=True)):
            glyph, advance = info.codepoint, place.x_advance
            if not glyph or place.x_offset or place.y_offset:
                raise Misshaped
            end = len(shown) if number == last else infos[number + 1].cluster
            glyphs.append((glyph, shown[info.cluster : end]))
            width += advance
            drawn.append(f"{glyph:04x}")
            kern = int(self.advance(glyph) - advance * 1000 * FROM_UNITS / size)
            if kern:
                drawn.append(f">{kern}<")
        made = Word(width, _closed("".join(drawn)), tuple(glyphs))
        self.words[text] = made
        return made

    def gap(self, before: int, after: int) -> Word:
        """A word space with `before` and `after` it so many of Pango's units more."""
        width = self.font.get_glyph_h_advance(self.space) + before + after
        offset = before / self.size
        drawn = (f"<>{-offset}<" if offset else "<") + f"{self.space:04x}"
        kern = int(self.advance(self.space) + offset - width * 1000 * FROM_UNITS / self.size)
        if kern:
            drawn += f">{kern}<"
        return Word(width, _closed(drawn), ((self.space, " "),))

    def take_up(self, stream: Any) -> Any:
        """WeasyPrint's record of the face in the PDF that `stream` is of."""
        if stream._fonts is not self._fonts:
            self._fonts = stream._fonts
            self._pdf_font = self._record(stream)
            self.noted = set()
            self._note(Word(0, "", ((self.space, " "),)))
        return self._pdf_font

    def _record(self, stream: Any) -> Any:
        """The face's record, made once a process: WeasyPrint reads the whole file for it in every PDF."""
        fonts = stream._fonts
        if self._blank is None:
            known = set(fonts)
            font, _ = stream.add_font(self.pango_font)
            if self.key not in known:
                self._blank = _blank(font)
            return font
        if self.key not in fonts:
            fonts[self.key] = _blank(self._blank)
        return fonts[self.key]

    def note(self, text: str) -> None:
        """Say in the PDF's record of the face what was drawn."""
        self.noted.add(text)
        self._note(self.words[text])

    def _note(self, word: Word) -> None:
        font = self._pdf_font
        for glyph, text in word.glyphs:
            if glyph not in font.to_unicode:
                font.to_unicode[glyph] = text
            if glyph not in font.widths:
                font.widths[glyph] = self.advance(glyph)


def _blank(font: Any) -> Any:
    """A record of the same face in which nothing is drawn yet."""
    made = copy(font)
    made.widths, made.to_unicode, made.missing = {}, {}, {}
    return made


def _closed(drawn: str) -> str:
    return drawn[:-1] if drawn[-1] == "<" else drawn + ">"


class Pen:
    """A hand and the spaces between its words, `spacing` Pango units wider than the face's own."""

    def __init__(self, hand: Hand, spacing: int) -> None:
        self.hand = hand
        # Pango puts half of what letters are spaced by on each side, whole pixels where it comes to whole pixels,
        # and none at a line's ends, for which WeasyPrint gives twice as much.
        self.middle = hand.gap(*_halves(spacing))
        left, right = _halves(2 * spacing)
        self.first, self.last = hand.gap(0, right), hand.gap(left, 0)

    def written(self, text: str) -> Written | None:
        """The text as this pen writes it; None where that is not for it."""
        if text == " ":  # WeasyPrint sets a zero-width space behind it, which draws nothing
            return Written(text, (), self, self.first.width * FROM_UNITS)
        if not PLAIN.fullmatch(text) or "  " in text:
            return None
        words = text.split(" ")
        if not LETTER.search(text):
            words = [word and SIGNS + word for word in words]
        hand = self.hand
        known = hand.words
        width = 0
        try:
            for word in words:
                if word:
                    width += (known.get(word) or hand.word(word)).width
        except Misshaped:
            return None
        gaps = len(words) - 1
        if gaps:
            if not words[0]:
                width += self.first.width
                gaps -= 1
            if not words[-1]:
                width += self.last.width
                gaps -= 1
            width += gaps * self.middle.width
        return Written(text, words, self, width * FROM_UNITS)


def _halves(spacing: int) -> tuple[int, int]:
    left = int(spacing / 2)  # towards 0, as C divides
    if not spacing % 1024:
        left = (left + 512) // 1024 * 1024
    return left, spacing - left


@dataclass(slots=True)
class Written:
    """A text box's line, in the place of WeasyPrint's `Layout`."""

    text: str
    words: Sequence[str]  # none: it is a single space
    pen: Pen
    width: float  # px

    def drawn(self) -> str:
        """The text as a content stream shows it."""
        pen, words = self.pen, self.words
        if not words:
            return pen.first.drawn
        hand = pen.hand
        known, noted = hand.words, hand.noted
        for word in words:
            if word and word not in noted:
                hand.note(word)
        if words[0] and words[-1]:
            return pen.middle.drawn.join([known[word].drawn for word in words])
        inner = words[0 if words[0] else 1 : None if words[-1] else -1]
        line = pen.middle.drawn.join([known[word].drawn for word in inner])
        return ("" if words[0] else pen.first.drawn) + line + ("" if words[-1] else pen.last.drawn)

    def draw(self, stream: Any, textbox: Any) -> None:
        """Draw the box's text as `weasyprint.draw.text.draw_text` does."""
        style = textbox.style
        if style["visibility"] != "visible":
            return
        hand = self.pen.hand
        font = hand.take_up(stream)
        stream.set_color(style["color"])
        stream.begin_text()
        stream.set_text_matrix(1, 0, 0, -1, textbox.position_x, textbox.position_y + textbox.baseline)
        stream.set_font_size(font.hash, hand.size)
        stream.show_text(self.drawn())
        stream.end_text()


@dataclass
class Scribe:
    """The pens of a process, by the look of a text. `face_of` finds a face's file by its content's start."""

    face_of: Callable[[bytes], bytes | None]
    _hands: dict[tuple[Any, ...], Hand | None] = field(default_factory=dict)
    _pens: dict[tuple[Any, ...], Pen] = field(default_factory=dict)
    _faces: dict[int, hb.Face] = field(default_factory=dict)
    _looks: dict[int, tuple[Any, Pen | None]] = field(default_factory=dict)
    _lines: dict[tuple[Any, ...], tuple[Any, Pen | None]] = field(default_factory=dict)

    def begin(self) -> None:
        """Forget the styles of the document before."""
        self._looks.clear()
        self._lines.clear()

    def pen(self, style: Any) -> Pen | None:
        """The pen for a computed style, None if its text is left to Pango."""
        known = self._looks.get(id(style))
        if known is None:
            known = self._looks[id(style)] = (style, self._pen(style))  # the style is kept, so its id is its own
        return known[1]

    def line_pen(self, style: Any, families: tuple[str, ...], spacing: float) -> Pen | None:
        """The pen for text of a style but for its families and word-spacing (px): what a line's code says."""
        key = (id(style), families, spacing)
        known = self._lines.get(key)
        if known is None:
            drawn = style.copy()
            drawn["font_family"], drawn["word_spacing"] = families, spacing
            known = self._lines[key] = (style, self._pen(drawn))
        return known[1]

    def _pen(self, style: Any) -> Pen | None:
        spacing = int(style["word_spacing"] * TO_UNITS)
        if not spacing or not style["font_size"] or any(style[name] not in usual for name, usual in USUAL):
            return None
        features = tuple(sorted(font_features(*[style[name] for name in FEATURES]).items()))
        key = (tuple(style["font_family"]), tuple([style[name] for name in LOOK]), features)
        if key not in self._hands:
            try:
                self._hands[key] = self._hand(style, dict(features))
            except Misshaped:
                self._hands[key] = None
        hand = self._hands[key]
        if hand is None:
            return None
        pen = self._pens.get((key, spacing))
        if pen is None:
            pen = self._pens[key, spacing] = Pen(hand, spacing)
        return pen

    def _hand(self, style: Any, features: dict[str, int]) -> Hand:
        hand = None
        for proof in PROOFS:
            layout = Layout(style)
            layout.set_text(proof)
            line, _ = layout.get_first_line()
            if hand is None:
                font = line.runs[0].data.item.analysis.font
                data = self.face_of(get_hb_object_data(get_pango_font_hb_face(font)))
                if data is None:
                    raise Misshaped
                face = self._faces.get(id(data)) or self._faces.setdefault(id(data), hb.Face(data))
                hand = Hand(layout, font, face, features, style["lang"] or "")
                _, hand.height = line_size(line, style)
                hand.baseline = pango.pango_layout_get_baseline(layout.layout) * FROM_UNITS
            sign = "" if LETTER.search(proof) else SIGNS
            ours = [
                (glyph.codepoint, place.x_advance)
                for word in proof.split(" ")
                for glyph, place in zip(*hand.shaped(sign + word), strict=True)
            ]
            if [pair for pair in _pango_glyphs(line) if pair[0] != hand.space] != ours:
                raise Misshaped
        assert hand is not None
        return hand


def _pango_glyphs(line: Any) -> list[tuple[int, int]]:
    found = []
    run = line.runs[0]
    while run != ffi.NULL:
        string = run.data.glyphs
        found += [(info.glyph, info.geometry.width) for info in string.glyphs[0 : string.num_glyphs]]
        run = run.next
    return found
