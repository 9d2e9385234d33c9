"""Short ways to read bytes in tests and to say what came out."""

from __future__ import annotations

from packager.model import (
    ChapterStart,
    Element,
    Gap,
    Manuscript,
    Note,
    Rule,
    block_text,
)
from packager.problems import Report
from packager.readers.base import Source
from packager.readers.table import read


def read_all(data: bytes | str, name: str = "story", report: Report | None = None) -> tuple[Manuscript, ...]:
    data = data.encode() if isinstance(data, str) else data
    return read(Source(name, data), report if report is not None else Report())


def read_one(data: bytes | str, name: str = "story", report: Report | None = None) -> Manuscript:
    (manuscript,) = read_all(data, name, report)
    return manuscript


def outline(manuscript: Manuscript) -> list[str]:
    """The elements as lines: '# heading', '--' for a rule, '.. n' for a gap, '[Notes] words', else the text."""
    return [_line(element) for element in manuscript.elements]


def _line(element: Element) -> str:
    match element:
        case ChapterStart(heading, part=part):
            return f"{'##' if part else '#'} {heading}"
        case Rule():
            return "--"
        case Gap(lines):
            return f".. {lines}"
        case Note(kind, title=title):
            return f"[{title or kind.value}] " + block_text(element).removeprefix(title).strip()
        case _:
            return block_text(element)
