"""A paragraph's words, each with the width it will be drawn in and the places where it can be broken."""

from __future__ import annotations

from dataclasses import dataclass

from packager.typeset import hang
from packager.typeset.hyphens import points
from packager.typeset.inline import Left, Run, shown
from packager.typeset.measure import Font, Part, Ruler
from packager.typeset.spec import TextStyle, Tuning

# Our hyphen is U+002D and a line-end hyphen of the text's own is written U+2010: poppler and pdfium join words at
# U+002D when text is copied or searched, so broken words come out whole and 'well-known' keeps its hyphen.
BREAK = "-"
OWN = "\u2010"
LONGEST = 2_000  # letters of a word that is measured: HarfBuzz gives up at some hundred thousand


@dataclass(slots=True)
class Piece:
    """A stretch of text that is drawn in one go: part of a word in one style."""

    text: str
    run: int
    width: float  # pt, in the natural face


@dataclass(slots=True)
class Word:
    pieces: list[Piece]
    width: float
    space: int = -1  # the run its space stands in, -1 for the last word
    free: bool = True  # a line may end behind it
    forced: bool = False  # a line ends behind it
    text: str = ""


@dataclass(slots=True)
class Setting:
    """What a paragraph is set with, beyond its own runs."""

    ruler: Ruler
    tuning: Tuning
    measure: float  # of its lines, pt
    indent: float
    style: TextStyle
    expandable: bool  # copies of its family exist
    ragged: bool = False  # lines keep their natural width
    balanced: bool = False  # the last line is to be as long as the others
    prefix: str = ""  # of the class names of that family's copies


class Words:
    """The words of one paragraph, measured; raises `Left` where a face or a glyph is missing."""

    def __init__(self, runs: list[Run], setting: Setting) -> None:
        self.runs = runs
        self.setting = setting
        self.fonts = [self._font(run.style) for run in runs]
        family = self._font(setting.style).face.family
        self.rigid = [  # what copies of the family don't change
            not setting.expandable or font.face.family != family or bool(run.whole)
            for font, run in zip(self.fonts, runs, strict=True)
        ]
        self.all = self._words()

    def _font(self, style: TextStyle) -> Font:
        font = self.setting.ruler.font(style)
        if font is None:
            raise Left(f"no face for {style.families[0]}")
        return font

    def width_of(self, run: int, text: str) -> float:
        """Width in pt of a piece of text in a run's natural face."""
        style = self.runs[run].style
        if style.transform != "none":
            text = shown(text, style.transform)
        font = self.fonts[run]
        width = font.widths.get(text)
        if width is None:
            if len(text) > LONGEST:
                raise Left("a word wider than the line")
            try:
                width = font.width(text)
            except LookupError:
                raise Left(f"no glyph for {text!r}") from None
        if style.letter_spacing:
            return width * style.size + style.letter_spacing * len(text)
        return width * style.size

    def drawn(self, run: int, text: str, scale: float, track: float) -> float:
        """Width in pt of a piece in a copy `scale` times as wide with `track` em more between letters."""
        width = self.width_of(run, text)
        if scale == 1.0 or self.rigid[run]:
            return width
        style = self.runs[run].style
        if style.transform != "none":
            text = shown(text, style.transform)
        width = self.fonts[run].drawn(text, scale, track) * style.size
        return width + style.letter_spacing * len(text)

    def space_of(self, run: int) -> float:
        """Width in pt of a word space in a run, in its natural face."""
        return self.width_of(run, " ")

    def _words(self) -> list[Word]:
        words: list[Word] = []
        pieces: list[Piece] = []

        def close(space: int, free: bool = True, forced: bool = False) -> None:
            nonlocal pieces
            text = pieces[0].text if len(pieces) == 1 else "".join(piece.text for piece in pieces)
            words.append(Word(pieces, sum([piece.width for piece in pieces]), space, free, forced, text))
            pieces = []

        for number, run in enumerate(self.runs):
            if run.forced:
                if pieces:
                    close(-1, forced=True)
                elif words:
                    words[-1].forced = True
                    words[-1].space = -1
                continue
            if not run.text:
                pieces.append(Piece("", number, 0.0))
                continue
            parts = run.text.split(" ")
            for index, part in enumerate(parts):
                if index:
                    if pieces:
                        close(number)
                    elif words and words[-1].space < 0 and not words[-1].forced:
                        words[-1].space = number
                for place, bit in enumerate(part.split("\u00a0")):
                    if place:  # glued to the word before
                        close(number, free=False)
                    if bit:
                        pieces.append(Piece(bit, number, self.width_of(number, bit)))
        if pieces:
            close(-1)
        elif words:
            words[-1].space = -1
        return words

    def parts(self, word: Word, hyphenate: bool) -> list[Part]:
        """Where a word can be broken: (offset, a hyphen is added, width before with it, width after)."""
        tuning, text, run = self.setting.tuning, word.text, word.pieces[0].run
        style = self.runs[run].style
        letters, first, last = style.limits  # the stylesheet's hyphenate-limit-chars, where it asks for more
        wanted = points(
            text,
            style.lang,
            max(letters, tuning.min_word),
            max(first, tuning.left_min),
            max(last, tuning.right_min),
            hyphenate,
        )
        if len(word.pieces) == 1:
            return [
                (
                    at,
                    ours,
                    self.width_of(run, text[:at] + BREAK if ours else text[:at]),
                    self.width_of(run, text[at:]),
                )
                for at, ours in wanted
            ]
        found = []
        for at, ours in wanted:
            left, right = split(word.pieces, at, ours)
            before = sum(self.width_of(piece.run, piece.text) for piece in left if piece.text)
            after = sum(self.width_of(piece.run, piece.text) for piece in right if piece.text)
            found.append((at, ours, before, after))
        return found

    def right_hang(self, pieces: list[Piece], scale: float = 1.0) -> float:
        """How far a line that ends with these pieces stands out, in pt; `scale` is that of the copy it is drawn in."""
        for piece in reversed(pieces):
            if piece.text:
                return self._hang(hang.RIGHT.get(piece.text[-1]), piece.run, piece.text[-1], scale)
        return 0.0

    def left_hang(self, pieces: list[Piece], scale: float = 1.0) -> float:
        """The same of a line that begins with these pieces."""
        for piece in pieces:
            if piece.text:
                return self._hang(hang.LEFT.get(piece.text[0]), piece.run, piece.text[0], scale)
        return 0.0

    def _hang(self, share: float | None, run: int, sign: str, scale: float) -> float:
        if not share:
            return 0.0
        hung = share * self.setting.tuning.hang * self.width_of(run, sign)
        return hung if self.rigid[run] else hung * scale


def split(pieces: list[Piece], at: int, hyphen: bool) -> tuple[list[Piece], list[Piece]]:
    """The pieces before and after an offset into a word; widths are not kept."""
    left: list[Piece] = []
    right: list[Piece] = []
    for piece in pieces:
        size = len(piece.text)
        if at >= size and (at > 0 or not size):
            left.append(piece)
        elif at > 0:
            left.append(Piece(piece.text[:at], piece.run, 0.0))
            right.append(Piece(piece.text[at:], piece.run, 0.0))
        else:
            right.append(piece)
        at -= size
    if hyphen:
        for index in range(len(left) - 1, -1, -1):
            if left[index].text:
                left[index] = Piece(left[index].text + BREAK, left[index].run, 0.0)
                break
    return left, right
