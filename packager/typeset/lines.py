"""One paragraph's lines: where they may end, how long each is, and which way is best."""

from __future__ import annotations

from dataclasses import dataclass

from packager.typeset import hang
from packager.typeset.breaker import EXPLICIT, FORCED, FREE, HYPHEN, LETTER, Found, Line, Places, best_lines
from packager.typeset.inline import Left
from packager.typeset.spec import Wish
from packager.typeset.words import BREAK, Words

EVEN = 0.35  # the worst line of a paragraph that is taken without looking for hyphens
SIGNS = ".,;:!?“”‘’\"'—…"


@dataclass(slots=True)
class Drop:
    """An initial that floats beside the first lines."""

    width: float
    lines: int
    markup: str


class Paragraph:
    """Breaks one paragraph into lines."""

    def __init__(self, text: Words, drop: Drop | None = None) -> None:
        self.text = text
        self.setting = text.setting
        self.drop = drop
        tuning = text.setting.tuning
        self.worst = 0.0  # badness of the worst line, once broken
        self.short = False  # whether the last line is too short
        self._reach = tuning.expansion + tuning.tracking / LETTER if text.setting.expandable else 0.0

    def measure_of(self, line: int) -> float:
        """Width in pt of line number `line`."""
        return self._measures(line)[0]

    def hangs_left(self, line: int) -> bool:
        """Whether a line may begin in the margin: not where it is indented or stands beside an initial."""
        if self.drop is not None and line < self.drop.lines:
            return False
        return not self.setting.ragged and (line > 0 or not self.setting.indent)

    def broken(self, wish: Wish | None = None) -> list[tuple[list[Line], Places]]:
        """The lines of each part between forced breaks, and the places they are between."""
        out = []
        first = 0
        line = 0
        if wish is not None and any(word.forced for word in self.text.all[:-1]):
            wish = Wish(None, wish.no_hyphen_after)  # which part should give in can't be told
        for index, word in enumerate(self.text.all):
            if word.forced or index == len(self.text.all) - 1:
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

    def _break_part(self, first: int, last: int, line: int, wish: Wish | None) -> tuple[list[Line], Places]:
        setting, tuning = self.setting, self.setting.tuning
        measures = self._measures(line)
        gap = self.text.space_of(0)
        em = setting.style.size
        hangs = self.hangs_left(line)
        shape = {"ragged": setting.ragged, "balanced": setting.balanced}
        places = self.places(first, last, hangs, hyphenate=False)
        found = best_lines(places, measures, gap, em, tuning, self._reach, wish, **shape)
        if setting.style.hyphens and len(places.end) > 2 and (found is None or not _good(found, wish)):
            full = self.places(first, last, hangs, hyphenate=True)
            if len(full.end) > len(places.end):
                better = best_lines(full, measures, gap, em, tuning, self._reach, wish, **shape)
                if better is not None:
                    found, places = better, full
        if found is None:
            raise Left("a word wider than the line")
        self.worst = max(self.worst, found.worst)
        self.short = found.short
        return found.lines, places

    def places(self, first: int, last: int, hangs: bool, hyphenate: bool) -> Places:
        """Where lines from one word to another may end. `hangs`: the first line may begin in the margin."""
        places = Places()
        x = 0.0
        tuning = self.setting.tuning
        hanging = 0.0 if self.setting.ragged else tuning.hang
        words = self.text.all
        places.end.append(0.0)
        places.start.append(self.text.left_hang(words[first].pieces) if hangs else 0.0)
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
                    space = space_widths[word.space] = self.text.space_of(word.space)
            if index > first and len(text) > 4:
                for at, ours, before, after in self.text.parts(word, hyphenate):
                    hung = 0.0
                    if hanging:
                        sign = BREAK if ours else text[at - 1]
                        share = hang.RIGHT.get(sign)
                        if share:
                            hung = share * hanging * self.text.width_of(word.pieces[0].run, sign)
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
                end.append(x - self.text.right_hang(word.pieces) if hanging else x)
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
                end.append(x - self.text.right_hang(word.pieces) if hanging else x)
                begin = x + space
                start.append(begin + self.text.left_hang(following.pieces) if hanging else begin)
                end_gaps.append(gaps)
                start_gaps.append(gaps + 1)
                kind.append(FREE)
                numbers.append(index)
                lasts.append(text.strip(SIGNS) if len(text) > 2 else "")
                firsts.append(following.text.strip(SIGNS) if len(following.text) > 2 else "")
                offsets.append(0)
            x += space
        return places


def _good(found: Found, wish: Wish | None) -> bool:
    """Whether lines without hyphens are so even that none needs to be looked for."""
    if wish is not None and wish.lines is not None and len(found.lines) != wish.lines:
        return False
    return found.worst <= EVEN and not found.short
