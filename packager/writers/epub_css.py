"""The two style sheets of an EPUB.

`book.css` is the theme's cascade, plain enough for Adobe's old engine. `extra.css` holds what only newer
engines draw, each behind `@supports`: an engine that drops the whole sheet over one unknown line (Adobe's
does) loses decoration and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import quote

from packager.sound_css import written
from packager.themes import Face, Ornament, Theme
from packager.writers.epub_plain_css import plain

COVER = """@supports (object-fit: contain) {
section.cover img { height: 95vh; object-fit: contain; }
}
"""
"""The cover fills the screen and keeps its shape; without this it is as wide as the page allows."""


def book_css(css: str, faces: Iterable[Face]) -> str:
    """A theme's cascade as e-readers take it: `faces` are at `../fonts/`, the theme's pictures beside the sheet."""
    rules = "".join(face.rule(f"../fonts/{face.file}") for face in faces)
    return '@charset "utf-8";\n' + rules + plain(without_margin_boxes(css))


def without_margin_boxes(css: str) -> str:
    """A sheet without what its `@page` rules say of running heads and feet: e-readers have none, and to epubcheck a
    rule in `@page` is an open brace. One sheet can so be given for print and e-readers alike.
    """
    if "@page" not in css.lower():
        return css
    import tinycss2

    tokens = tinycss2.parse_component_value_list(css)
    return written(tokens) if _empty_pages(tokens) else css


def _empty_pages(block: Iterable[Any]) -> bool:
    """Take the rules out of every `@page`, in `@media` and the like too; returns whether there were any."""
    above = ""
    found = False
    for value in block:
        if value.type == "at-keyword":
            above = value.lower_value
        elif value == ";":
            above = ""
        elif value.type == "{} block":
            if above == "page":
                said = list(_declarations(value.content))
                found = found or len(said) < len(value.content)
                value.content = said
            else:
                found = _empty_pages(value.content) or found
            above = ""
    return found


def _declarations(block: Iterable[Any]) -> Iterator[Any]:
    """What stands in a block without the at-rules."""
    in_rule = False
    for value in block:
        in_rule = in_rule or value.type == "at-keyword"
        if not in_rule:
            yield value
        elif value.type == "{} block" or value == ";":
            in_rule = False


BALANCED = """@supports (text-wrap: balance) {
h1, h2, h3, p.book-subtitle, p.book-fandoms, p.book-authors, p.story-authors, p.disclaimer-fandoms, p.disclaimer-for,
p.center {
  text-wrap: balance;
}
}
"""
"""Lines of a title as long as one another: no title ends on a word by itself."""


def extra_css(theme: Theme) -> str:
    """Decoration for engines that can: the theme's ornament, and initials set into their lines."""
    parts = ['@charset "utf-8";\n', COVER, BALANCED]
    if theme.ornament:
        parts.append(ornament_css(theme.ornament))
    if theme.type.drop_cap:
        parts.append(initial_css(theme.type.drop_cap_lines))
    return "".join(parts)


def ornament_css(ornament: Ornament) -> str:
    """The ornament as a mask over the text's own colour, so that it turns light on a dark page.

    A `data:` address, because a mask from a file is fetched under stricter rules than a picture: on
    `file:` it fails and leaves nothing at all (Chromium 140).
    """
    mask = f'url("data:image/svg+xml,{quote(ornament.svg, safe=" =:/-.,;()")}")'
    return (
        "@supports ((-webkit-mask-image: none) or (mask-image: none)) {\n"
        "hr.scene-break {\n"
        f"  border: 0; width: {ornament.width:g}em; height: {ornament.height:g}em;\n"
        "  background-color: currentColor;\n"
        f"  -webkit-mask: {mask} center / contain no-repeat;\n"
        f"  mask: {mask} center / contain no-repeat;\n"
        "}\n}\n"
    )


def initial_css(lines: int) -> str:
    """An initial that spans `lines` lines whatever face, size and leading the reader has chosen.

    `initial-letter` measures the font itself; a floated letter of fixed size would overprint the text as
    soon as the reader changes the line height. Engines without it show the lead-in alone.
    Only where `render` marked an initial: a short paragraph would pull the next ones in beside the letter.
    """
    return "".join(
        f"@supports ({prefix}initial-letter: {lines}) {{\n"
        "p.opening:has(> .drop-cap)::first-letter {\n"
        f"  {prefix}initial-letter: {lines}; margin-right: 0.08em; font-weight: normal;\n"
        "}\n"
        "p.opening:has(> .drop-cap) .initial-quote {\n"
        "  float: left; font-size: 1.7em; line-height: 1; margin: -0.02em 0.04em 0 -0.42em;\n"
        "}\n}\n"
        for prefix in ("-webkit-", "")
    )
