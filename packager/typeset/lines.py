"""One paragraph: words measured, lines chosen, lines written out."""

from __future__ import annotations

from dataclasses import dataclass

from packager.typeset import hang
from packager.typeset.breaker import EXPLICIT, FORCED, FREE, HYPHEN, LETTER, Line, Places, best_lines
from packager.typeset.hyphens import points
from packager.typeset.inline import Left, Run
from packager.typeset.measure import Font, Part, Ruler
from packager.typeset.spec import TextStyle, Tuning, Wish

# Our hyphen is U+002D and a line-end hyphen of the text's own is written U+2010: poppler and pdfium join
# words
# at U+002D when text is copied or searched, so broken words come out whole and 'well-known' keeps its hyphen.
BREAK = "-"
EVEN = 0.35  # the worst line of a paragraph that is taken without looking for hyphens
OWN = "\u2010"


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
class Drop:
    """An initial that floats beside the first lines."""

    width: float
    lines: int
    markup: str


@dataclass(slots=True)
class Setting:
    """What a paragraph is set with, beyond its own runs."""

    ruler: Ruler
    tuning: Tuning
    measure: float  # of its lines, pt
    indent: float
    style: TextStyle
    expandable: bool  # copies of its family exist
    prefix: str = ""  # of the class names of that family's copies


class Paragraph:
    """Breaks one paragraph's runs into lines and writes them as markup."""

    def __init__(self, runs: list[Run], setting: Setting, drop: Drop | None = None) -> None:
        self.runs = runs
        self.setting = setting
        self.drop = drop
        self.fonts = [self._font(run.style) for run in runs]
        family = self._font(setting.style).face.family
        self.rigid = [
            not setting.expandable or font.face.family != family or bool(run.whole)
            for font, run in zip(self.fonts, runs, strict=True)
        ]
        tuning = setting.tuning
        self._reach = tuning.expansion + tuning.tracking / LETTER if setting.expandable else 0.0
        self.words = self._words()

    # -------------------------------------------------------------------------------------- measuring

    def _font(self, style: TextStyle) -> Font:
        font = self.setting.ruler.font(style)
        if font is None:
            raise Left(f"no face for {style.families[0]}")
        return font

    def width_of(self, run: int, text: str) -> float:
        """Width in pt of a piece of text in a run's natural face."""
        style = self.runs[run].style
        if style.transform != "none":
            text = text.upper() if style.transform == "uppercase" else text.lower()
        font = self.fonts[run]
        width = font.widths.get(text)
        if width is None:
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
            text = text.upper() if style.transform == "uppercase" else text.lower()
        width = self.fonts[run].drawn(text, scale, track) * style.size
        return width + style.letter_spacing * len(text)

    def space_of(self, run: int) -> float:
        return self.width_of(run, " ") + self.runs[run].style.word_spacing

    def measure_of(self, line: int) -> float:
        measures = self._measures(line)
        return measures[0]

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
                if part:
                    if "\u00a0" in part:
                        glued = part.split("\u00a0")
                        for place, bit in enumerate(glued):
                            if place:
                                close(number, free=False)
                            if bit:
                                pieces.append(Piece(bit, number, self.width_of(number, bit)))
                    else:
                        pieces.append(Piece(part, number, self.width_of(number, part)))
        if pieces:
            close(-1)
        elif words:
            words[-1].space = -1
        return words

    # ---------------------------------------------------------------------------------------- breaking

    def broken(self, wish: Wish | None = None) -> list[tuple[list[Line], Places, int, int]]:
        """The lines of each part between forced breaks: (lines, places, first word, last word)."""
        out = []
        first = 0
        line = 0
        if wish is not None and any(word.forced for word in self.words[:-1]):
            wish = Wish(None, wish.no_hyphen_after)  # which part should give in can't be told
        for index, word in enumerate(self.words):
            if word.forced or index == len(self.words) - 1:
                here = wish and Wish(wish.lines, frozenset(number - line for number in wish.no_hyphen_after))
                out.append(self._break_part(first, index, line, here))
                line += len(out[-1][0])
                first = index + 1
        return out

    def _measures(self, line: int) -> list[float]:
        """Widths of the lines from number `line` on; the last goes on for ever."""
        setting = self.setting
        widths = [setting.measure]
        if line == 0 and setting.indent:
            widths.insert(0, setting.measure - setting.indent)
        if self.drop is not None:
            beside = [setting.measure - self.drop.width] * max(self.drop.lines - line, 0)
            if beside and line == 0:
                beside[0] -= setting.indent
            widths = [*beside, setting.measure]
        return widths

    def _break_part(self, first: int, last: int, line: int, wish: Wish | None) -> tuple[list[Line], Places, int, int]:
        setting, tuning = self.setting, self.setting.tuning
        measures = self._measures(line)
        gap = self.space_of(0)
        em = setting.style.size
        places = self.places(first, last, hyphenate=False)
        found = best_lines(places, measures, gap, em, tuning, self._reach, wish)
        if setting.style.hyphens and len(places.end) > 2 and (found is None or not _good(found, wish)):
            full = self.places(first, last, hyphenate=True)
            if len(full.end) > len(places.end):
                better = best_lines(full, measures, gap, em, tuning, self._reach, wish)
                if better is not None:
                    found, places = better, full
        if found is None:
            raise Left("a word wider than the line")
        return found[0], places, first, last

    def places(self, first: int, last: int, hyphenate: bool) -> Places:
        places = Places()
        x = 0.0
        tuning = self.setting.tuning
        hanging = tuning.hang
        words = self.words
        places.end.append(0.0)
        places.start.append(self._left_hang(words[first]) if not self.setting.indent and not self.drop else 0.0)
        places.end_gaps.append(0)
        places.start_gaps.append(0)
        places.kind.append(FORCED)
        places.word.append(first - 1)
        places.last.append("")
        places.first.append("")
        places.offset.append(0)
        end, start, end_gaps, start_gaps = places.end, places.start, places.end_gaps, places.start_gaps
        kind, numbers, lasts, firsts, offsets = (
            places.kind,
            places.word,
            places.last,
            places.first,
            places.offset,
        )
        space_widths: dict[int, float] = {}
        for index in range(first, last + 1):
            word = words[index]
            gaps = index - first
            text = word.text
            space = 0.0
            if word.space >= 0:
                space = space_widths.get(word.space, -1.0)
                if space < 0:
                    space = space_widths[word.space] = self.space_of(word.space)
            if index > first and len(text) > 4:
                for at, ours, before, after in self.parts(word, hyphenate):
                    hung = 0.0
                    if hanging:
                        sign = BREAK if ours else text[at - 1]
                        share = hang.RIGHT.get(sign)
                        if share:
                            hung = share * hanging * self.width_of(word.pieces[0].run, sign)
                    end.append(x + before - hung)
                    start.append(x + word.width - after)
                    end_gaps.append(gaps)
                    start_gaps.append(gaps)
                    kind.append(HYPHEN if ours else EXPLICIT)
                    numbers.append(index)
                    lasts.append("")
                    firsts.append("")
                    offsets.append(at)
            x += word.width
            if index == last:
                end.append(x - self._right_hang(word) if hanging else x)
                start.append(x)
                end_gaps.append(gaps)
                start_gaps.append(gaps)
                kind.append(FORCED)
                numbers.append(index)
                lasts.append("")
                firsts.append("")
                offsets.append(0)
            elif word.free:
                following = words[index + 1]
                end.append(x - self._right_hang(word) if hanging else x)
                begin = x + space
                start.append(begin + self._left_hang(following) if hanging else begin)
                end_gaps.append(gaps)
                start_gaps.append(gaps + 1)
                kind.append(FREE)
                numbers.append(index)
                lasts.append(text.strip(".,;:!?“”‘’\"'—…") if len(text) > 2 else "")
                firsts.append(following.text.strip(".,;:!?“”‘’\"'—…") if len(following.text) > 2 else "")
                offsets.append(0)
            x += space
        return places

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

    def _right_hang(self, word: Word) -> float:
        for piece in reversed(word.pieces):
            if piece.text:
                share = hang.RIGHT.get(piece.text[-1])
                return share * self.setting.tuning.hang * self.width_of(piece.run, piece.text[-1]) if share else 0.0
        return 0.0

    def _left_hang(self, word: Word) -> float:
        for piece in word.pieces:
            if piece.text:
                share = hang.LEFT.get(piece.text[0])
                return share * self.setting.tuning.hang * self.width_of(piece.run, piece.text[0]) if share else 0.0
        return 0.0


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


def _good(found: tuple[list[Line], float], wish: Wish | None) -> bool:
    """Whether lines without hyphens are so even that none needs to be looked for."""
    lines, worst = found
    if wish is not None and wish.lines is not None and len(lines) != wish.lines:
        return False
    return worst <= EVEN
