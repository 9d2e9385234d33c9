"""Line breaks and white space told apart: paragraphs from verse, gaps from the source's usual distance."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from packager.model import (
    Align,
    Anchor,
    Block,
    Element,
    Figure,
    Gap,
    Image,
    Lines,
    Paragraph,
    Rule,
    Text,
    Verse,
    inline_text,
)
from packager.readers.runs import Line, Run, is_empty, joined, length, lines_of, nested, plain

VERSE_LINE = 72  # characters; a line of verse is shorter, a paragraph ended by one <br> hardly ever is
LONG_LINE = 110  # characters; one such line, and the lines are paragraphs

E = TypeVar("E", bound=Element)


@dataclass(frozen=True, slots=True)
class Setting:
    """What a paragraph inherits from the elements around it."""

    align: Align = Align.START
    lang: str | None = None
    dir: str | None = None


def fold(runs: Sequence[Run], where: Lines, setting: Setting, pre: bool = False) -> list[Block]:
    """The blocks of one paragraph element, or of bare text between two block elements.

    `<br><br>` parts paragraphs (each further empty line is white space: a Gap); lines parted by a single
    `<br>` are verse when three or more of them are short, paragraphs of their own when they are long, and
    otherwise stay one paragraph with line breaks.
    """
    lines = lines_of(list(runs))
    if pre and sum(1 for line in lines if not is_empty(line)) > 1:
        return [_verse(_without_edges(lines), where)]
    groups = _groups(lines)
    if not groups:
        return []
    if _is_stanzas(groups):
        return [_verse(_with_empty_lines(groups), where)]
    blocks: list[Block] = []
    for empties, group in groups:
        where = _where(group, where)
        if empties > 1 and blocks:
            blocks.append(Gap(empties - 1, where))
        elif empties > 1:
            blocks.append(Gap(empties, where))
        blocks.extend(_group_blocks(group, where, setting))
    trailing = _trailing_empties(lines)
    if trailing > 1:
        blocks.append(Gap(trailing - 1, where))
    return blocks


def _groups(lines: list[Line]) -> list[tuple[int, list[Line]]]:
    """Runs of full lines, each with the number of empty lines before it. Anchors of empty lines move on."""
    groups: list[tuple[int, list[Line]]] = []
    empties = 0
    carried: Line = []
    for line in lines:
        if is_empty(line):
            empties += 1
            carried.extend(line)
            continue
        line = [*carried, *line]
        carried = []
        if empties or not groups:
            groups.append((empties, [line]))
        else:
            groups[-1][1].append(line)
        empties = 0
    if carried and groups:
        groups[-1][1][-1].extend(carried)
    return groups


def _where(group: list[Line], otherwise: Lines) -> Lines:
    places = [run.line for line in group for run in line if run.line]
    return Lines(min(places), max(places)) if places else otherwise


def _trailing_empties(lines: list[Line]) -> int:
    count = 0
    for line in reversed(lines):
        if not is_empty(line):
            break
        count += 1
    return count


def _is_stanzas(groups: list[tuple[int, list[Line]]]) -> bool:
    return (
        len(groups) > 1
        and all(len(group) > 1 and _all_short(group) for _, group in groups)
        and all(empties == 1 for empties, _ in groups[1:])
    )


def _all_short(group: list[Line]) -> bool:
    return all(length(line) <= VERSE_LINE for line in group)


def _group_blocks(group: list[Line], where: Lines, setting: Setting) -> list[Block]:
    if len(group) >= 3 and _all_short(group):
        return [_verse(group, where)]
    if len(group) > 1 and (
        any(length(line) > LONG_LINE for line in group) or sum(map(length, group)) / len(group) > VERSE_LINE
    ):
        return [_paragraph(line, _where([line], where), setting) for line in group]
    return [_paragraph(joined(group), where, setting)]


def _paragraph(line: Line, where: Lines, setting: Setting) -> Block:
    inlines = nested(line)
    shown = [inline for inline in inlines if not isinstance(inline, Anchor)]
    if len(shown) == 1 and len(inlines) == 1 and isinstance(shown[0], Image):
        return Figure(shown[0], where=where)
    direction = setting.dir or _own_direction(plain(line))
    return Paragraph(inlines, where, setting.align, setting.lang, direction)


def _own_direction(text: str) -> str | None:
    """'rtl' where the first letter with a direction is Arabic, Hebrew or another right-to-left one."""
    for character in text[:200]:
        kind = unicodedata.bidirectional(character)
        if kind == "L":
            return None
        if kind in ("R", "AL"):
            return "rtl"
    return None


def _verse(lines: list[Line], where: Lines) -> Verse:
    return Verse(tuple(nested(line) for line in lines), where)


def _with_empty_lines(groups: list[tuple[int, list[Line]]]) -> list[Line]:
    lines: list[Line] = []
    for index, (_, group) in enumerate(groups):
        if index:
            lines.append([])
        lines.extend(group)
    return lines


def _without_edges(lines: list[Line]) -> list[Line]:
    full = [index for index, line in enumerate(lines) if not is_empty(line)]
    return lines[full[0] : full[-1] + 1]


# ------------------------------------------------------------------------------------------ white space


def tidy(elements: Iterable[E]) -> tuple[E, ...]:
    """Elements with white space as it is meant.

    White space and the full stops WebToEpub sets beside a rule belong to the rule; gaps in a row are one;
    none stands first or last; and what stands between most paragraphs is the usual distance, not a gap.
    """
    merged: list[E] = []
    for element in elements:
        last = merged[-1] if merged else None
        if isinstance(element, Gap):
            if last is None or isinstance(last, Rule):
                continue
            if isinstance(last, Gap):
                merged[-1] = replace(last, lines=last.lines + element.lines)
                continue
        elif isinstance(element, Rule):
            while merged and (isinstance(merged[-1], Gap) or _is_dot(merged[-1])):
                merged.pop()
            if merged and isinstance(merged[-1], Rule):
                continue
        elif _is_dot(element) and isinstance(last, Rule):
            continue
        merged.append(element)
    while merged and isinstance(merged[-1], Gap):
        merged.pop()
    return tuple(_beyond_usual(merged))


def _is_dot(element: Element) -> bool:
    return (
        isinstance(element, Paragraph)
        and len(element.inlines) == 1
        and isinstance(element.inlines[0], Text)
        and element.inlines[0].text.strip() in (".", "·")
    )


def _beyond_usual(elements: list[E]) -> list[E]:
    """Gaps less what stands between most paragraphs (an empty `<p>` after each one, say)."""
    between: Counter[int] = Counter()
    run = 0
    after_text = False
    for element in elements:
        if isinstance(element, Gap):
            run = element.lines
        else:
            is_text = isinstance(element, Paragraph) and bool(inline_text(element.inlines).strip())
            if is_text and after_text:
                between[run] += 1
            after_text, run = is_text, 0
    seams = between.total()
    if seams < 4 or not between:
        return elements
    usual, times = between.most_common(1)[0]
    if usual == 0 or times * 2 <= seams:
        return elements
    out: list[E] = []
    for element in elements:
        if isinstance(element, Gap):
            if element.lines > usual:
                out.append(replace(element, lines=element.lines - usual))
        else:
            out.append(element)
    return out
