"""A table of contents that stands in the text: headings in a row with no story between them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from packager.structure.heading_grammar import is_contents_label, parse_heading
from packager.structure.items import Item

_PAGE = re.compile(r"(?:\s{2,}|\.{2,}\s*|\t)\d{1,4}$")
PROSE = 30  # words: a paragraph of that length is no line of a table of contents


def contents_lines(text: str) -> bool:
    """Whether a block is lines of contents: each short, several of them numbered or with a page number."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if len(lines) < 3 or any(len(line.split()) > 16 for line in lines):
        return False
    good = sum(1 for line in lines if parse_heading(line) or _PAGE.search(line) or re.match(r"^\W*[IVXLC\d]+\b", line))
    return good >= len(lines) * 0.6


def find_contents(items: Sequence[Item], marks: frozenset[int]) -> frozenset[int]:
    """Indices of the items that are a table of contents, its label included."""
    found: set[int] = set()
    for i, item in enumerate(items):
        if i in found or not item.plain:
            continue
        if is_contents_label(item.text):
            end = _extent(items, i + 1)
            if end - i >= 3 or (end - i == 2 and contents_lines(items[i + 1].text)):
                found.update(range(i, end))
        elif "\n" in item.text and contents_lines(item.text):
            found.add(i)
    if not found:
        found |= _unlabelled(items, marks)
    return frozenset(found)


def _extent(items: Sequence[Item], start: int) -> int:
    """The first item after a contents' label that is no line of it: prose, or a heading seen before."""
    seen: set[str] = set()
    end = start
    j = start
    while j < len(items):
        item = items[j]
        if not item.plain or item.gap >= 6:
            break
        if item.words >= PROSE and not contents_lines(item.text):
            break
        if item.words > 16 and not contents_lines(item.text):
            break
        heading = parse_heading(item.text)
        key = _key(item.text)
        if key in seen:
            break
        near = [other for other in items[j + 1 : j + 3] if not contents_lines(other.text)]
        if heading and any(other.words >= PROSE for other in near):
            break  # the first heading of the story itself
        seen.add(key)
        j += 1
        end = j
    # A title line or credit at the end, before the first real heading, is no line of the contents.
    while (
        end > start
        and not (parse_heading(items[end - 1].text) or contents_lines(items[end - 1].text))
        and end < len(items)
    ):
        end -= 1
    return end


def _key(text: str) -> str:
    heading = parse_heading(text)
    if heading and heading.number is not None:
        return f"{heading.form.value}:{heading.keyword}:{heading.number}"
    return re.sub(r"\W+", " ", text.lower()).strip()


def _unlabelled(items: Sequence[Item], marks: frozenset[int]) -> set[int]:
    """Three or more numbered headings in a row, each with another line of the same number further down."""
    keys: dict[str, list[int]] = {}
    for i, item in enumerate(items):
        if item.plain and item.words <= 16 and parse_heading(item.text):
            keys.setdefault(_key(item.text), []).append(i)
    twice = {i for indices in keys.values() if len(indices) >= 2 for i in indices[:-1]}
    found: set[int] = set()
    run: list[int] = []
    for i in sorted(twice):
        if run and i == run[-1] + 1:
            run.append(i)
        else:
            if len(run) >= 3:
                found.update(run)
            run = [i]
    if len(run) >= 3:
        found.update(run)
    return found - marks
