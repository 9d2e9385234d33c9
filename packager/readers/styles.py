"""What CSS says of an element that matters to a book: italic, bold, centred, hidden, pre-formatted.

Only simple rules are heeded (a class, an element, an element with a class, behind an optional id); so
write calibre, LibreOffice and AO3 work skins. Everything else (fonts, sizes, margins) is the theme's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import tinycss2

from packager import limits
from packager.model import Align, Mark


@dataclass(frozen=True, slots=True)
class Look:
    """What an element's style turns on and off. None and empty: nothing said."""

    on: frozenset[Mark] = frozenset()
    off: frozenset[Mark] = frozenset()
    align: Align | None = None
    hidden: bool = False
    keeps_lines: bool = False  # white-space: pre
    coloured: bool = False
    break_before: bool = False

    def over(self, below: Look) -> Look:
        """This look on top of a weaker one."""
        return Look(
            on=(below.on - self.off) | self.on,
            off=(below.off - self.on) | self.off,
            align=self.align or below.align,
            hidden=self.hidden or below.hidden,
            keeps_lines=self.keeps_lines or below.keeps_lines,
            coloured=self.coloured or below.coloured,
            break_before=self.break_before or below.break_before,
        )


PLAIN = Look()
ALIGN_WORDS = {
    "center": Align.CENTER,
    "-webkit-center": Align.CENTER,
    "-moz-center": Align.CENTER,
    "right": Align.END,
    "end": Align.END,
    "left": Align.START,
    "start": Align.START,
    "justify": Align.START,
}
_SELECTOR = re.compile(r"(?:#[\w-]+\s+)?([a-z][a-z0-9]*)?(?:\.([\w-]+))?(?:\.[\w-]+)*", re.I)
_BLACKISH = frozenset(("black", "inherit", "initial", "currentcolor", "windowtext", "#000", "#000000", "auto"))


@lru_cache(maxsize=4096)
def inline_look(style: str) -> Look:
    """The look of a style attribute."""
    look = PLAIN
    for part in style[:4000].split(";"):
        name, colon, value = part.partition(":")
        if colon:
            look = _declared(name.strip().lower(), value.strip().lower(), look)
    return look


def _declared(name: str, value: str, look: Look) -> Look:
    value = value.replace("!important", "").strip()
    match name:
        case "font-style":
            return _switched(look, Mark.EMPHASIS, value.startswith(("italic", "oblique")))
        case "font-weight":
            bold = value in ("bold", "bolder") or (value[:3].isdigit() and int(value[:3]) >= 600)
            return _switched(look, Mark.STRONG, bold)
        case "font":
            words = value.split()
            look = _switched(look, Mark.EMPHASIS, True) if "italic" in words else look
            return _switched(look, Mark.STRONG, True) if "bold" in words else look
        case "text-decoration" | "text-decoration-line":
            look = _switched(look, Mark.UNDERLINE, True) if "underline" in value else look
            return _switched(look, Mark.STRIKE, True) if "line-through" in value else look
        case "font-variant" | "font-variant-caps":
            return _switched(look, Mark.SMALL_CAPS, "small-caps" in value)
        case "vertical-align":
            if value in ("super", "sub"):
                return _switched(look, Mark.SUP if value == "super" else Mark.SUB, True)
        case "text-align":
            return replace(look, align=ALIGN_WORDS.get(value, look.align))
        case "display":
            return replace(look, hidden=value == "none")
        case "visibility":
            return replace(look, hidden=look.hidden or value == "hidden")
        case "white-space":
            return replace(look, keeps_lines=value in ("pre", "pre-wrap", "pre-line", "break-spaces"))
        case "color":
            return replace(look, coloured=value not in _BLACKISH)
        case "page-break-before" | "break-before":
            return replace(look, break_before=value in ("always", "page", "left", "right", "recto"))
    return look


def _switched(look: Look, mark: Mark, on: bool) -> Look:
    if on:
        return replace(look, on=look.on | {mark}, off=look.off - {mark})
    return replace(look, off=look.off | {mark}, on=look.on - {mark})


@dataclass(frozen=True, slots=True)
class Sheet:
    """The simple rules of a document's style sheets, by class and by element name."""

    by_class: dict[str, Look]
    by_pair: dict[tuple[str, str], Look]
    by_tag: dict[str, Look]

    def look(self, tag: str, names: list[str]) -> Look:
        look = self.by_tag.get(tag, PLAIN)
        for name in names:
            for found in (self.by_class.get(name), self.by_pair.get((tag, name))):
                if found is not None:
                    look = found.over(look)
        return look


NO_SHEET = Sheet({}, {}, {})


def read_sheet(css: str, tags: bool = True) -> Sheet:
    """The rules of a style sheet. With `tags` off, rules for bare elements are passed over.

    Only top-level rules count: what stands in `@media` is for screens or for print.
    """
    by_class: dict[str, Look] = {}
    by_pair: dict[tuple[str, str], Look] = {}
    by_tag: dict[str, Look] = {}
    for rule in tinycss2.parse_stylesheet(css[: limits.CSS], skip_comments=True, skip_whitespace=True):
        if rule.type != "qualified-rule":
            continue
        look = inline_look(_flat(rule.content))
        if look == PLAIN:
            continue
        for selector in _flat(rule.prelude).split(","):
            match = _SELECTOR.fullmatch(selector.strip())
            if match is None:
                continue
            tag, name = (match.group(1) or "").lower(), match.group(2)
            if tag and name:
                by_pair[tag, name] = look.over(by_pair.get((tag, name), PLAIN))
            elif name:
                by_class[name] = look.over(by_class.get(name, PLAIN))
            elif tag and tags and tag not in ("body", "html"):
                by_tag[tag] = look.over(by_tag.get(tag, PLAIN))
    return Sheet(by_class, by_pair, by_tag)


def _flat(tokens: list[Any]) -> str:
    """The tokens of a rule as text, without functions and nested blocks: no simple rule has any, and a
    thousand of them inside one another are more than the serialiser bears."""
    plain = [token for token in tokens if not hasattr(token, "content") and not hasattr(token, "arguments")]
    return str(tinycss2.serialize(plain))
