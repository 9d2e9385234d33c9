"""Chosen lines as markup: one `<span class="ln">` a line, elements opened again on every line they reach into."""

from __future__ import annotations

from html import escape

from packager.typeset import hang
from packager.typeset.breaker import FREE, HYPHEN, Line, Places
from packager.typeset.faces import factor
from packager.typeset.inline import Run, Tag
from packager.typeset.lines import BREAK, Paragraph, Piece, split

NATURAL = 0.001  # pt of word-spacing on lines that keep their natural gaps: any at all shapes words apart from spaces


class LineWriter:
    """Writes the lines of one paragraph."""

    def __init__(self, paragraph: Paragraph) -> None:
        self.paragraph = paragraph
        self.seen: set[int] = set()  # elements whose id stands on an earlier line
        self.hangs: list[float] = []
        self.hyphens: list[int] = []

    def write(self) -> str:
        out = []
        number = 0
        parts = self.paragraph.broken()
        count = sum(len(part[0]) for part in parts)
        for lines, places, _first, last in parts:
            for index, line in enumerate(lines):
                measure = self.paragraph.measure_of(number)
                out.append(self._line(line, places, number, measure, index == len(lines) - 1, number == count - 1))
                number += 1
        return "".join(out)

    def _pieces(self, line: Line, places: Places) -> tuple[list[list[Piece]], list[int]]:
        """The words of a line, and the runs that their spaces stand in."""
        words = self.paragraph.words
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
            out.append(pieces)
        if first == last and inside and offset[line.start]:
            _, tail = split(words[first].pieces, offset[line.start], False)
            tail, _ = split(tail, offset[line.end] - offset[line.start], kind[line.end] == HYPHEN)
            out = [tail]
        return out, [words[index].space for index in range(first, last)]

    def _line(self, line: Line, places: Places, number: int, measure: float, ends: bool, final: bool) -> str:
        paragraph, setting = self.paragraph, self.paragraph.setting
        tuning = setting.tuning
        step = round(line.face * tuning.steps) if setting.expandable else 0
        scale = factor(step, tuning)
        words, spaces = self._pieces(line, places)
        natural = rigid = 0.0
        texts: list[tuple[int, list[str]]] = []
        for index, pieces in enumerate(words):
            for piece in pieces:
                if piece.text:
                    width = piece.width or paragraph.width_of(piece.run, piece.text)
                    if paragraph.rigid[piece.run]:
                        rigid += width
                    else:
                        natural += width
                if texts and texts[-1][0] == piece.run:
                    texts[-1][1].append(piece.text)
                else:
                    texts.append((piece.run, [piece.text]))
            if index < len(spaces):
                run = spaces[index]
                width = paragraph.space_of(run)
                if paragraph.rigid[run]:
                    rigid += width
                else:
                    natural += width
                if texts and texts[-1][0] == run:
                    texts[-1][1].append(" ")
                else:
                    texts.append((run, [" "]))
        width = natural * scale + rigid
        left, right = self._hangs(words, scale, number, tuning.hang)
        style = ""
        justified = not ends or line.ratio != 0.0 or line.face != 0.0
        if justified:
            gaps = len(spaces)
            extra = (measure + left + right - width) / gaps if gaps else 0.0
            style = f"word-spacing:{extra if abs(extra) >= NATURAL else NATURAL:.3f}pt"
        else:
            style = f"word-spacing:{NATURAL}pt"
            right = 0.0
        if left:
            style += f";margin-left:{-left:.3f}pt"
        if paragraph.drop is not None and number < paragraph.drop.lines and right:
            style += f";margin-right:{-right - 0.02:.3f}pt"  # else the line is too wide to stand beside the initial
        self.hangs.append(round(right, 3))
        if places.kind[line.end] == HYPHEN:
            self.hyphens.append(number)
        name = f"ln {setting.prefix}{'x' if step > 0 else 'n'}{abs(step)}" if step else "ln"
        return f'<span class="{name}" style="{style}">{self._tagged(texts)}{"" if final else chr(10)}</span>'

    def _hangs(self, words: list[list[Piece]], scale: float, number: int, share: float) -> tuple[float, float]:
        paragraph = self.paragraph
        left = right = 0.0
        if not share:
            return left, right
        if number or not (paragraph.setting.indent or paragraph.drop):
            for piece in words[0]:
                if piece.text:
                    part = hang.LEFT.get(piece.text[0], 0.0)
                    left = part * share * paragraph.width_of(piece.run, piece.text[0]) if part else 0.0
                    left *= 1.0 if paragraph.rigid[piece.run] else scale
                    break
        for piece in reversed(words[-1]):
            if piece.text:
                part = hang.RIGHT.get(piece.text[-1], 0.0)
                right = part * share * paragraph.width_of(piece.run, piece.text[-1]) if part else 0.0
                right *= 1.0 if paragraph.rigid[piece.run] else scale
                break
        return left, right

    def _tagged(self, texts: list[tuple[int, list[str]]]) -> str:
        out: list[str] = []
        opened: tuple[Tag, ...] = ()
        runs: list[Run] = self.paragraph.runs
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
            out.append(escape("".join(parts), quote=False))
        out.extend(f"</{tag.name}>" for tag in reversed(opened))
        return "".join(out)


__all__ = ["BREAK", "LineWriter"]
