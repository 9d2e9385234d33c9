"""Chosen lines as markup: a `<span class="ln">` each; elements are opened again on every line they reach."""

from __future__ import annotations

from bisect import bisect_left
from contextlib import suppress
from html import escape

from packager.typeset.breaker import FREE, HYPHEN, Line, Places
from packager.typeset.faces import factor, tracking
from packager.typeset.inline import Left, Run, Tag
from packager.typeset.lines import Paragraph
from packager.typeset.spec import Wish
from packager.typeset.words import OWN, Piece, split

# Word-spacing comes in classes of a thousandth of an em: a style attribute a line costs layout a fifth.
GRAIN = 0.001
HANG_GRAIN = 0.05  # pt, of what hangs on the left
RANGE = (-120, 400)  # word-spacings that have a class, in grains
HANG_RANGE = 160
BESIDE = 0.6  # pt by which a line beside an initial is taken for narrower than it is
# pt of word-spacing on lines that keep their natural gaps: with any at all, words are shaped apart from spaces.
NATURAL = 0.001

TRACKS = (6, -6, 12, -10, 18)  # thousandths of an em between letters, tried in turn


def track_class(track: int) -> str:
    """The class of paragraphs whose letters stand so many thousandths of an em apart ('ls6') or together ('lm6')."""
    return f"ls{track}" if track > 0 else f"lm{-track}"


def step_class(step: int) -> str:
    """The class of lines in a copy of the face: 'x2' two steps expanded, 'n1' one step narrower."""
    return f"{'x' if step > 0 else 'n'}{abs(step)}"


def space_class(grains: int) -> str:
    """The class of lines whose word spaces are wider ('ws12') or narrower ('wm12') by so many grains."""
    return f"ws{grains}" if grains >= 0 else f"wm{-grains}"


def _drawn(grains: int) -> float:
    """What WeasyPrint 70 makes of a word-spacing, in grains.

    Pango puts half of it before the space, which WeasyPrint draws as 1024/1000 of that, and the rest behind,
    which it cuts to whole thousandths towards 0. Seen as lines 0.08 pt too long on average where gaps are
    narrow."""
    before = grains * 0.512
    return before + int(grains - before)


_DRAWN = sorted((_drawn(grains), grains) for grains in range(RANGE[0], RANGE[1] + 1))


def nearest_spacing(wanted: float) -> int:
    """The word-spacing in grains that is drawn nearest to what is wanted, itself in grains."""
    if not RANGE[0] < wanted < RANGE[1]:
        return round(wanted)
    at = bisect_left(_DRAWN, (wanted, 0))
    return min(_DRAWN[max(at - 1, 0) : at + 1], key=lambda pair: abs(pair[0] - wanted))[1]


def _spacing(grains: int) -> str:
    return f"{grains / 1000:.3f}em" if grains else f"{NATURAL}pt"


def line_rules() -> list[str]:
    """The stylesheet behind those classes."""
    rules = [
        ".set{white-space:pre!important;text-align:start!important;hyphens:manual!important;}",
        ".set.mid{text-align:center!important}",
        ".set .ln{display:inline;padding:0;border:0}",
    ]
    rules.extend(
        f".set .{space_class(grains)}{{word-spacing:{_spacing(grains)}}}" for grains in range(RANGE[0], RANGE[1] + 1)
    )
    rules.extend(f".set.{track_class(track)}{{letter-spacing:{track / 1000}em}}" for track in TRACKS)
    rules.extend(f".set .lh{grains}{{margin-left:{-grains * HANG_GRAIN:.2f}pt}}" for grains in range(1, HANG_RANGE))
    return rules


class LineWriter:
    """Writes the lines of one paragraph."""

    def __init__(self, paragraph: Paragraph, wish: Wish | None = None) -> None:
        self.paragraph = paragraph
        self.wish = wish
        self.seen: set[int] = set()  # elements whose id stands on an earlier line
        self.hangs: list[float] = []
        self.hyphens: list[int] = []

    def write(self) -> str:
        out = []
        number = 0
        parts = self.paragraph.broken(self.wish)
        count = sum(len(lines) for lines, _ in parts)
        for lines, places in parts:
            for index, line in enumerate(lines):
                measure = self.paragraph.measure_of(number)
                out.append(self._line(line, places, number, measure, index == len(lines) - 1, number == count - 1))
                number += 1
        return "".join(out)

    def _pieces(self, line: Line, places: Places) -> tuple[list[list[Piece]], list[int]]:
        """The words of a line, and the runs that their spaces stand in."""
        words = self.paragraph.text.all
        kind, word, offset = places.kind, places.word, places.offset
        first = word[line.start] + (kind[line.start] == FREE or line.start == 0)
        inside = bool(offset[line.end])
        last = word[line.end]
        out: list[list[Piece]] = []
        for index in range(first, last + 1):
            pieces = words[index].pieces
            if index == last and inside:
                pieces, _ = split(pieces, offset[line.end], kind[line.end] == HYPHEN)
            if index == first and offset[line.start]:
                _, pieces = split(pieces, offset[line.start], False)
            if index == last and kind[line.end] != HYPHEN:
                pieces = self._own_hyphen(pieces)
            out.append(pieces)
        if first == last and inside and offset[line.start]:
            _, tail = split(words[first].pieces, offset[line.start], False)
            tail, _ = split(tail, offset[line.end] - offset[line.start], kind[line.end] == HYPHEN)
            out = [tail if kind[line.end] == HYPHEN else self._own_hyphen(tail)]
        return out, [words[index].space for index in range(first, last)]

    def _own_hyphen(self, pieces: list[Piece]) -> list[Piece]:
        """Write a hyphen of the text's own at a line's end so that no reader takes it for ours."""
        at = next((index for index in range(len(pieces) - 1, -1, -1) if pieces[index].text), -1)
        if at >= 0 and pieces[at].text.endswith("-"):
            with suppress(Left):  # a face without U+2010 keeps its U+002D
                last = pieces[at]
                self.paragraph.text.width_of(last.run, OWN)
                return [*pieces[:at], Piece(last.text[:-1] + OWN, last.run, 0.0), *pieces[at + 1 :]]
        return pieces

    def _line(self, line: Line, places: Places, number: int, measure: float, ends: bool, final: bool) -> str:
        paragraph, setting = self.paragraph, self.paragraph.setting
        tuning = setting.tuning
        step = self._step(line.face)
        scale = factor(step, tuning)
        words, spaces = self._pieces(line, places)
        width = 0.0
        track = tracking(step, tuning)
        texts: list[tuple[int, list[str]]] = []
        for index, pieces in enumerate(words):
            for piece in pieces:
                if piece.text:
                    width += paragraph.text.drawn(piece.run, piece.text, scale, track)
                if texts and texts[-1][0] == piece.run:
                    texts[-1][1].append(piece.text)
                else:
                    texts.append((piece.run, [piece.text]))
            if index < len(spaces):
                run = spaces[index]
                width += paragraph.text.drawn(run, " ", scale, track)
                if texts and texts[-1][0] == run:
                    texts[-1][1].append(" ")
                else:
                    texts.append((run, [" "]))
        left = paragraph.text.left_hang(words[0], scale) if paragraph.hangs_left(number) else 0.0
        left = round(left / HANG_GRAIN) * HANG_GRAIN
        right = 0.0 if setting.ragged else paragraph.text.right_hang(words[-1], scale)
        justified = not setting.ragged and (not ends or line.ratio != 0.0 or line.face != 0.0)
        gaps = len(spaces)
        if not justified:
            right = 0.0
        grain = GRAIN * setting.style.size
        extra = nearest_spacing((measure + left + right - width) / gaps / grain) if justified and gaps else 0
        names = ["ln"]
        style = ""
        if step:
            names.append(f"{setting.prefix}{step_class(step)}")
        if RANGE[0] <= extra <= RANGE[1]:
            names.append(space_class(extra))
        else:
            style = f"word-spacing:{extra / 1000:.3f}em"
        if left:
            names.append(f"lh{round(left / HANG_GRAIN)}")
        beside = paragraph.drop is not None and number < paragraph.drop.lines
        if beside:
            # a line that is laid out a hair wider than the room beside the initial is put below it
            style += f";margin-right:{-right - BESIDE:.2f}pt"
        if style:
            style = f' style="{style.lstrip(";")}"'
        self.hangs.append(round(right, 3))
        if places.kind[line.end] == HYPHEN:
            self.hyphens.append(number)
        inner = self._tagged(texts)
        # The newline stands inside the span, which is cheapest; but so the span loses its right margin.
        inside, outside = ("", "\n") if beside else ("\n", "")
        if final:
            inside = outside = ""
        return f'<span class="{" ".join(names)}"{style}>{inner}{inside}</span>{outside}'

    def _step(self, face: float) -> int:
        tuning = self.paragraph.setting.tuning
        if not self.paragraph.setting.expandable:
            return 0
        if abs(face) >= 1.5:
            return tuning.steps if face > 0 else -tuning.steps
        return round(max(-1.0, min(face, 1.0)) * (tuning.steps - 1))

    def _tagged(self, texts: list[tuple[int, list[str]]]) -> str:
        out: list[str] = []
        opened: tuple[Tag, ...] = ()
        runs: list[Run] = self.paragraph.text.runs
        for number, parts in texts:
            tags = runs[number].tags
            if tags is not opened and tags != opened:
                same = 0
                while same < len(tags) and same < len(opened) and tags[same] is opened[same]:
                    same += 1
                out.extend(f"</{tag.name}>" for tag in reversed(opened[same:]))
                for tag in tags[same:]:
                    out.append(tag.open(id(tag) not in self.seen))
                    self.seen.add(id(tag))
                opened = tags
            out.append(runs[number].whole or escape("".join(parts), quote=False))
        out.extend(f"</{tag.name}>" for tag in reversed(opened))
        return "".join(out)
