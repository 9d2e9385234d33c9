"""Typography: straight quotes, double hyphens and runs of dots become what a typesetter would set.

Only signs change, never a word. Quotation marks are set for English only: other languages have their
own ways, and a wrong guess there is worse than a straight mark. Code is left sign for sign as it was typed.
"""

from __future__ import annotations

import re
from dataclasses import replace
from operator import is_

from packager.model import Inline, Link, Mark, Marked, Spoken, Story, Text, inline_text
from packager.walk import Inlines, map_story

OPENS_AFTER = frozenset(" \t\n\u00a0([{<—–-…/“‘\"'*_~")

# An apostrophe where an opening quote could stand: words that English shortens at their start.
ELISION = re.compile(
    r"['’](?:tis|twas|twere|twill|em|til|till|cause|cuz|bout|round|kay|nother|neath|nuff|ere|im|er|n"
    r"|s|d|ll|re|ve|\d0?s|\d\d)\b",
    re.I,
)
DASHES = re.compile(r"(?<![-–—])--(?![-–—])")
LONG_DASHES = re.compile(r"(?<![-–—])---(?![-–—])")
SPACED_DASH = re.compile(r"(?<=[^\W_]) - (?=[^\W_])")
DOTS = re.compile(r"(?<!\.)\.\.\.(?!\.)")
STRAIGHT = re.compile("[\"']")


def set_typography(story: Story, language: str) -> Story:
    """The story with book typography. `language` is that of the book, where the story names none."""
    lang = (story.metadata.language or language).split("-")[0].lower()
    english = lang == "en"

    def change(run: Inlines) -> Inlines:
        text = inline_text(run)
        if english and ('"' in text or "'" in text):
            run, _ = _quotes(run, "")
        return _signs(run)

    def plain(value: str) -> str:
        return inline_text(change((Text(value),))) if value else value

    return map_story(story, change, plain)


def _signs(run: Inlines) -> Inlines:
    done = tuple(map(_sign, run))
    return run if all(map(is_, done, run)) else done


def _sign(inline: Inline) -> Inline:
    match inline:
        case Text(value):
            # Most texts hold none of it: to look costs a tenth of a search.
            if "..." in value:
                value = DOTS.sub("…", value)
            if "--" in value:
                value = LONG_DASHES.sub("—", DASHES.sub("—", value))
            if " - " in value:
                value = SPACED_DASH.sub(" – ", value)
            return inline if value is inline.text else Text(value)
        case Marked(mark) if mark is Mark.CODE:
            return inline
        case Marked(_, children) | Spoken(children) | Link(_, children):
            return replace(inline, children=_signs(children))
        case _:
            return inline


def _quotes(run: Inlines, before: str) -> tuple[Inlines, str]:
    """Curly quotes for straight ones. `before` is the character left of the run, across marks."""
    done: list[Inline] = []
    for i, inline in enumerate(run):
        match inline:
            case Text(value):
                rest = inline_text(run[i + 1 : i + 2])[:1]
                value = curl(value, before, rest)
                before = value[-1:] or before
                done.append(Text(value))
            case Marked(mark) if mark is Mark.CODE:
                before = inline_text((inline,))[-1:] or before
                done.append(inline)
            case Marked(_, children) | Spoken(children) | Link(_, children):
                children, before = _quotes(children, before)
                done.append(replace(inline, children=children))
            case _:
                before = inline_text((inline,))[-1:] or before
                done.append(inline)
    return tuple(done), before


def curl(value: str, before: str = "", after: str = "") -> str:
    """Straight quotes as curly ones; `before` and `after` are the characters around the text.

    A mark opens where a word can begin and something follows it; an apostrophe that shortens a word
    ('tis, '90s) never opens.
    """
    if '"' not in value and "'" not in value:
        return value
    signs = list(value)
    for found in STRAIGHT.finditer(value):
        i, sign = found.start(), found[0]
        left = signs[i - 1] if i else before
        right = value[i + 1] if i + 1 < len(value) else after
        opens = (not left or left in OPENS_AFTER) and bool(right) and not right.isspace()
        if opens and left in ("—", "–", "-", "…") and (right in ".,!?;:)" or not right.isalnum()):
            opens = False
        if sign == '"':
            signs[i] = "“" if opens else "”"
        else:
            signs[i] = "‘" if opens and not ELISION.match(value, i) else "’"
    return "".join(signs)
