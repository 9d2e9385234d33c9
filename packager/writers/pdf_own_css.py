"""The user's own style sheet on paper: what of it is passed over, and what the book was better set without.

A sheet may take text out of the flow, hide it or set it in another order; a chapter so set can't be cut into pages, or
its words can't be found again. Then the book is set anew without such declarations, and in the end without the sheet.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tinycss2
from weasyprint import CSS

from packager.html_book import HtmlBook
from packager.ledger_pdf import pdf_differences
from packager.problems import Report
from packager.sound_css import opened_at, tokens, written
from packager.writers.pdf_fetch import BASE, Shelf
from packager.writers.pdf_listen import listening

CODE = "print-css"
OVER = "; passed over in print, so mend that rule"
PAGE = re.compile("size|(?:min-|max-)?(?:width|height)|(?:margin|padding|border)(?:-.*)?")
"""Declarations of `@page` that are fanpack's: lines are broken for one measure, all pages are trimmed alike."""
DISTURBING = re.compile(
    "position|inset|top|bottom|left|right|float|clear|display|visibility|content|columns|column-.*|order|flex.*|grid.*"
    "|transform|z-index|opacity|direction|unicode-bidi|writing-mode|page|string-set|overflow|height|max-height|all"
)
"""Properties that may take words out of their order or hide them."""
SIZES = re.compile(
    r"--.*|margin.*|padding.*|text-indent|white-space|(min-|max-)?width|min-height|font|font-size|line-height|.*-spacing"
    "|break-.*|page-break-.*"
)
"""Properties that may take words off the page."""
PAGES, STAMPS = re.compile("@page[^@]*"), re.compile("@page (head|folio)")
"""Rules of pages, and those of running heads and folios, which are set by themselves."""
EVERYTHING, SLOW = re.compile(r"\*(?!=)"), re.compile("(inline-)?(flex|grid)")
"""WeasyPrint lays out a flexible box in another many times over: a book in which all are would take hours."""
SAID = re.compile(r"(?P<what>.*?) at (?P<line>\d+):\d+(?:[,:] ?(?P<why>.*?))?\.?", re.DOTALL)
"""How WeasyPrint complains: 'Ignored `widht:3em` at 1:3, unknown property.'"""

Place = tuple[int, int]


Told = tuple[int, str]
"""A line of the sheet (0: not known) and what is said of it."""


@dataclass(frozen=True, slots=True)
class Try:
    """The user's sheet, or what is left of it without some declarations."""

    css: str
    without: tuple[Told, ...] = ()


@dataclass(frozen=True, slots=True)
class OwnCss:
    """A user's sheet as paper takes it: `tries`, of which the first that loses no word is used (the last is empty), and
    `notes` of what is passed over in any case."""

    tries: tuple[Try, ...]
    notes: tuple[Told, ...] = ()
    first_line: int = 1  # that says anything


@dataclass(frozen=True, slots=True)
class _Said:
    """A declaration, its place in the sheet, and what it stands under."""

    place: Place
    name: str
    value: str
    above: str  # '@page head @top-center', or the selector

    def __str__(self) -> str:
        return f"{self.name}: {self.value}"


def own_css(css: str) -> OwnCss:
    """Read a user's sheet. Nothing in it is an error: what can't be used is noted."""
    if not css.strip():
        return OwnCss((Try(""),))
    notes: list[Told] = []
    if open_line := opened_at(css):
        notes.append((open_line, "something that begins here is never closed; close its brace or comment"))
    with listening() as said, suppress(Exception):  # WeasyPrint 70 fails on `grid-template: 1fr /`; then so does a try
        CSS(string=css, url_fetcher=Shelf({}), base_url=BASE)
    notes += [_noted(message, css) for message in said]
    declared = list(_declared(tinycss2.parse_stylesheet(css)))
    sizes = {one.place for one in declared if PAGE.fullmatch(one.name) and PAGES.fullmatch(one.above)}
    slow = {one.place for one in declared if EVERYTHING.search(one.above) and SLOW.fullmatch(one.value)}
    notes += [(p.place[0], f"`{p}`: --trim decides the page's size{OVER}") for p in declared if p.place in sizes]
    notes += [(p.place[0], f"`{p}`: not for everything{OVER}") for p in declared if p.place in slow]
    left = [one for one in declared if one.place not in sizes | slow and not STAMPS.match(one.above)]
    tries = [Try(_without(css, sizes | slow) if sizes or slow else css)]
    undone: list[_Said] = []
    for kind in (DISTURBING, SIZES):
        more = [one for one in left if kind.fullmatch(one.name)]
        undone += more
        if more:
            places = sizes | slow | {one.place for one in undone}
            told = dict.fromkeys((one.place[0], str(one)) for one in undone)
            tries.append(Try(_without(css, places), tuple(told)))
    first_line = css.count("\n", 0, len(css) - len(css.lstrip())) + 1
    return OwnCss((*tries, Try("")), tuple(sorted(dict.fromkeys(notes))), first_line)


def _noted(message: str, css: str) -> Told:
    """A line of WeasyPrint's as (line of the sheet, what it says)."""
    found = SAID.fullmatch(message)
    if found is not None:
        what = re.sub(r"\s+`", "`", found["what"].removeprefix("Ignored "))
        return int(found["line"]), ": ".join(filter(None, (what, found["why"]))) + OVER
    quoted = re.search("'(.+)'", message, re.DOTALL)  # a selector, told without its place
    spaced = r"\s*".join(map(re.escape, re.findall(r"\w+|[^\w\s]", quoted[1]))) if quoted else ""
    at = re.search(spaced, css) if spaced else None
    return css.count("\n", 0, at.start()) + 1 if at else 0, message + OVER


def _declared(rules: Iterable[Any], above: str = "") -> Iterator[_Said]:
    """All declarations of a sheet, nested ones too."""
    for rule in rules:
        if rule.type not in ("qualified-rule", "at-rule") or rule.content is None:
            continue
        here = tinycss2.serialize(rule.prelude).strip()
        if rule.type == "at-rule":
            grouping = rule.lower_at_keyword in ("media", "supports", "layer")
            here = above if grouping else f"{above} @{rule.lower_at_keyword} {here}".strip()
        inner = tinycss2.parse_blocks_contents(rule.content)
        for part in inner:
            if part.type == "declaration":
                value = tinycss2.serialize(part.value).strip()
                yield _Said((part.source_line, part.source_column), part.lower_name, value, here)
        yield from _declared(inner, here)


def _without(css: str, places: set[Place]) -> str:
    """The sheet without the declarations that begin at `places`, with all that it opens closed."""

    def kept(block: Iterable[Any]) -> Iterator[Any]:
        skipping = False
        for token in block:
            skipping = skipping or (token.source_line, token.source_column) in places
            if not skipping:
                if token.type == "{} block":
                    token.content = list(kept(token.content))
                yield token
            elif token.type == "literal" and token.value == ";":
                skipping = False

    return written(kept(tokens(css)))


def tell_notes(report: Report, own: OwnCss, name: str) -> None:
    """Say what of a user's sheet, called `name`, is passed over: each once."""
    for line, what in own.notes:
        report.warn(CODE, f"{name}:{line}" if line else name, what)


def tell_undone(report: Report, own: OwnCss, name: str, tried: int) -> None:
    """Say in one line what the book was set without, if not the first try was taken but the one numbered `tried`."""
    if not tried:
        return
    lost = "words of the book would be hidden, out of order or off the page, so the print is set without"
    undone = own.tries[tried].without
    said = [f"`{what}`" for what in dict.fromkeys(what for _, what in undone)]
    listed = ", ".join(said[:4]) + (f" and {len(said) - 4} more" if len(said) > 4 else "")
    line = undone[0][0] if undone else own.first_line
    report.warn(CODE, f"{name}:{line}", f"{lost} {listed or 'this style sheet'}; take it out, or keep it to screens")


def place_in(css: str, name: str, pattern: str) -> str:
    """Where a user's sheet, called `name`, holds what a pattern finds outside comments; '' for nowhere."""
    bare = re.sub(r"/\*.*?(?:\*/|\Z)", lambda comment: re.sub(r"[^\n]", " ", comment[0]), css, flags=re.DOTALL)
    found = re.search(pattern, bare, re.IGNORECASE)
    return f"{name}:{bare.count(chr(10), 0, found.start()) + 1}" if found else ""


def disturbed(target: Path, book: HtmlBook) -> bool:
    """Whether a finished PDF lacks words of the book or has them in another order."""
    return bool(pdf_differences(target, book))
