"""Project Gutenberg's licence around an e-text: where the header ends and the footer begins."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_START = re.compile(r"^\s*\*\*\* ?START OF (?:THIS|THE) PROJECT GUTENBERG|^\s*\*END\*? ?THE SMALL PRINT", re.I)
_END = re.compile(
    r"^\s*(?:\*\*\* ?END OF (?:THIS|THE) PROJECT GUTENBERG|End of (?:the |this )?Project Gutenberg)", re.I
)
_CREDIT = re.compile(
    r"^\s*(?:Produced by|E-?text prepared by|Transcribed (?:by|from)|This e-?(?:text|book) was (?:produced|prepared))",
    re.I,
)
_FIELD = re.compile(r"^(Title|Author|Language|Translator|Illustrator|Editor): +(\S.*)$")


@dataclass(frozen=True, slots=True)
class Licence:
    """0-based half-open line ranges: the story is `lines[header:footer]`."""

    header: int
    footer: int
    fields: tuple[tuple[str, str], ...]


def find_licence(lines: Sequence[str]) -> Licence | None:
    """Where the licence stands; None for a text that is no Project Gutenberg e-text."""
    start = next((i for i, line in enumerate(lines[:1200]) if _START.search(line)), None)
    if start is None:
        return None
    fields = tuple((m[1], m[2].strip()) for line in lines[:start] if (m := _FIELD.match(line)))
    end = next((i for i in range(start + 1, len(lines)) if _END.search(lines[i])), len(lines))
    body = start + 1
    first = next((i for i in range(body, end) if lines[i].strip()), end)
    if first < end and _CREDIT.search(lines[first]):
        body = first
        while body < end and lines[body].strip():
            body += 1
    return Licence(body, end, fields)
