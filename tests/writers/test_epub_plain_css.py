"""Rules within rules in a user's sheet: written out for e-readers, and meaning the same."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from packager.html_book import HtmlBook
from packager.themes import load_theme, theme_names
from packager.writers.epub import write_epub
from packager.writers.epub_plain_css import plain
from tools.fuzzing.javacheck import can_check, epubcheck

NESTED = {
    "p { top: 0; & em { top: 1px } left: 2px }": "p { top: 0; } p em { top: 1px; } p { left: 2px; }",
    "p, q { em, > b { top: 0 } }": "p em, q em, p > b, q > b { top: 0; }",
    "p { &.a, .b & { top: 0; &::before { top: 0 } } }": "p.a, .b p { top: 0; } p.a::before, .b p::before { top: 0; }",
    "p { @media screen { top: 0; i { top: 1px } } }": "@media screen { p { top: 0; } p i { top: 1px; } }",
    "@media screen { p { i { top: 0 } } q { top: 0 } }": "@media screen { p i { top: 0; } q { top: 0 } }",
    "p { + p { top: 0 } @counter-style { top: 0 } }": "p + p { top: 0; }",
    "p { --x: { a: b }; top: 0 }": "p { top: 0; }",
    "p[lang='he' i], q { top: 0 } :nth-child(2n of p) { top: 0 } b { top: 0 }": "q { top: 0; } b { top: 0; }",
    "p { .a& { top: 0 } && { left: 0 } } .b { .a& { top: 0 } }": (
        ".a:is(p) { top: 0; } p:is(p) { left: 0; } .a.b { top: 0; }"
    ),
    ".a { p& { top: 0 } *& { left: 0 } }": "p.a { top: 0; } *.a { left: 0; }",
    ".a { &p { top: 0 } &__b, em { top: 0 } .c&p, em { top: 0 } &*, em { top: 0 } & >, em { top: 0 } i { top: 0 } }": (
        ".a i { top: 0; }"
    ),
    "p { + & { top: 0 } > em ~ & { top: 0 } }": "p + p { top: 0; } p > em ~ p { top: 0; }",
    "> p, q { em { left: 0 } } p, { em { left: 0 } } p { em, > { left: 0 } , b { left: 0 } i { top: 0 } }": (
        "p i { top: 0; }"
    ),
    "p, q { & + & { top: 0 } + & { left: 0 } & + q { left: 1px } }": (
        ":is(p, q) + :is(p, q) { top: 0; } :is(p, q) + :is(p, q) { left: 0; } p + q, q + q { left: 1px; }"
    ),
    "div .a { body & { top: 0 } & em { left: 0 } & + & { left: 0 } }": (
        "body :is(div .a) { top: 0; } div .a em { left: 0; } div .a + :is(div .a) { left: 0; }"
    ),
    "& em { top: 0 } i { left: 0 } & { left: 1px }": ":root em { top: 0; } i { left: 0 } :root { left: 1px; }",
    "@media screen { & p { top: 0 } }": "@media screen { :root p { top: 0; } }",
    "p { :is(&, b) { top: 0 } :not(&) { left: 1px } i { left: 0 } }": (
        ":is(p, b) { top: 0; } :not(p) { left: 1px; } p i { left: 0; }"
    ),
    "div .a { :has(&) { top: 0 } :has(> &) { left: 0 } :where(& em) { left: 0 } }": (
        ":has(:is(div .a)) { top: 0; } :has(> :is(div .a)) { left: 0; } :where(:is(div .a) em) { left: 0; }"
    ),
    "p, q { &:not(& &) { top: 0 } b:is(& > b, i) { left: 0 } }": (
        "p:not(:is(p, q) :is(p, q)), q:not(:is(p, q) :is(p, q)) { top: 0; } b:is(:is(p, q) > b, i) { left: 0; }"
    ),
    "p::before, q { top: 0; em { left: 0 } @media screen { left: 1px; i { left: 0 } } &:hover, &::after { left: 0 }}": (
        "p::before, q { top: 0; } q em { left: 0; } @media screen { p::before, q { left: 1px; } q i { left: 0; } }"
        " q:hover, q::after { left: 0; }"
    ),
    "p::before { em { top: 0 } :is(&, b) { top: 0 } :not(&) { left: 0 } }": (
        ":not(*) em { top: 0; } :is(:not(*), b) { top: 0; } :not(:not(*)) { left: 0; }"
    ),
    "p { top: 0; @starting-style { & { left: 0 } } @layer x, y; @scope (i) { & { left: 0 } } }": (
        "p { top: 0; } @starting-style { p { left: 0; } }"
    ),
}


@pytest.mark.parametrize("css", NESTED)
def test_rules_within_rules_are_written_out(css: str) -> None:
    """Every declaration stands in a rule of its own, in the order it was written; what is an error is left out."""
    assert spaced(plain(css)) == spaced(NESTED[css])


def spaced(css: str) -> str:
    return " ".join(re.sub(r";?\s*}", "; } ", css).replace("; } ; }", "; } }").split())


@pytest.mark.parametrize("name", theme_names())
def test_a_sheet_without_them_is_left_as_it_is(name: str) -> None:
    """Not a letter of a theme's own sheet changes, nor of one with all that old CSS can say."""
    for css in (load_theme(name).css("epub"), "@media x { a[b|c='d'] { e: f } }\n@page { x: y }\n/* { { */ i { j: k }"):
        assert plain(css) == css


def test_levels_without_end_are_not_multiplied() -> None:
    """Twelve levels of four selectors would be 16 million: those beyond a thousand are left out."""
    css = "top: 0"
    for _ in range(12):
        css = f"a, b, i, q {{ {css} }}"
    assert len(plain(f"{css} p {{ top: 0 }}")) < 100_000
    assert "p { top: 0; }" in plain(f"{css} p {{ top: 0 }}")


def test_selectors_that_double_are_not_written_for_ever() -> None:
    """`& &` at each of 21 levels would be two million words: the rules whose selectors get too long are left out."""
    css = "a { " + "& & { top: 1px; " * 21 + "top: 0 " + "} " * 22
    assert ":is(a a) { top: 1px; }" in plain(css)
    assert len(plain(css)) < 100_000
    assert plain(f"{css.replace('top: 1px; ', '')} p {{ top: 0 }}").split() == "p { top: 0; }".split()


def test_the_root_of_a_scope_is_the_scope() -> None:
    """`&` in `@scope` outside any rule is not the whole page."""
    assert spaced(plain("@scope (q) { & em { top: 0 } }")) == spaced("@scope (q) { :scope em { top: 0; } }")


@pytest.mark.epubcheck
def test_epubcheck_reads_them(leaf_book: HtmlBook, tmp_path: Path) -> None:
    """No error is found in an EPUB with all these sheets, and with declarations in an `@media` within a rule."""
    if not can_check():
        pytest.skip("no Java compiler or epubcheck")
    more = ("p { @media screen { top: 0 } }", "p { @supports (top: 0) { top: 0 ; i { top: 0 } } }")
    path = tmp_path / "nested.epub"
    write_epub(leaf_book, load_theme().with_css("\n".join((*NESTED, *more))), path)
    assert [said for _, said in epubcheck([path]) if said] == []


PAGE = """<div class="b"><p class="a">x <em>x <i>x</i></em><b>x</b></p><p>x <q>x <em>x</em><b>x</b></q></p></div>
<q><em>x</em></q><i>x</i><p class="a b">x <em class="a">x</em><em class="b">x</em></p><p class="b">x</p>"""

# what a browser knows and is not written
LEFT_OUT = ("lang=", "2n of", "@scope")

PROPERTIES = 40

ASK = """sheets => sheets.map(sheet => {
    document.querySelector('style').textContent = sheet;
    return [...document.querySelectorAll('html, body, body *')].map(e => {
        const style = getComputedStyle(e);
        const named = [...Array(COUNT).keys()].filter(n => style.getPropertyValue(`--r${n}`));
        return [style.top, style.left, ...named].join(' ');
    });
})""".replace("COUNT", str(PROPERTIES))
"""For each sheet what every element of the page gets of it."""

REGISTER = """count => [...Array(count).keys()].forEach(
    n => CSS.registerProperty({name: `--r${n}`, syntax: '*', inherits: false})
)"""


@pytest.fixture(scope="module")
def seen(browser: Any) -> Iterator[Callable[[list[str]], Any]]:
    """What Chromium makes of each of some sheets."""
    page = browser.new_page()
    page.set_content(f"<style></style>{PAGE}")
    page.evaluate(REGISTER, PROPERTIES)
    yield lambda sheets: page.evaluate(ASK, sheets)
    page.close()


@pytest.mark.browser
def test_a_browser_sees_no_difference(seen: Callable[[list[str]], Any]) -> None:
    """Every element of a page is where it was, whether Chromium nests the rules itself or reads them written out."""
    sheets = [css for css in NESTED if not any(said in css for said in LEFT_OUT)]
    nested = dict(zip(sheets, seen(sheets), strict=True))
    assert nested == dict(zip(sheets, seen([plain(css) for css in sheets]), strict=True))
    assert [css for css, said in nested.items() if not any("0px" in one for one in said)] == []


COMPOUNDS = [
    "p",
    "em",
    "q",
    ".a",
    ".b",
    "*",
    "&",
    "&.a",
    ".b&",
    "p&",
    "&&",
    "&em",
    ":is(&, .b)",
    ":not(&)",
    "&:not(& em)",
]
COMBINED = [" ", " > ", " + ", " ~ ", ">"]


@st.composite
def complex_selectors(draw: st.DrawFn) -> str:
    start = draw(st.sampled_from(["", "", "", "> ", "+ ", "~"]))
    compounds = draw(st.lists(st.sampled_from(COMPOUNDS), min_size=1, max_size=3))
    return start + "".join(part + draw(st.sampled_from(COMBINED)) for part in compounds[:-1]) + compounds[-1]


SELECTORS = st.lists(complex_selectors(), min_size=1, max_size=2).map(", ".join)
OUTER = st.lists(st.sampled_from(["p", "q", ".a", "div p", "p > em", "p::before"]), min_size=1, max_size=2)
Rule = tuple[str, list[Any]]


def rules(depth: int) -> st.SearchStrategy[list[Rule]]:
    heads = (SELECTORS | OUTER.map(", ".join)) if depth == 3 else (SELECTORS | SELECTORS | st.just("@media screen"))
    inner = rules(depth - 1) if depth else st.just([])
    return st.lists(st.tuples(heads, inner), max_size=2, min_size=int(depth == 3))


def sheet(tree: list[Rule], numbers: Iterator[int]) -> str:
    """The rules, each with a property of its own: who has it was selected by that rule, whatever others weigh."""
    return " ".join(f"{head} {{ --r{next(numbers)}: 1; {sheet(inner, numbers)} }}" for head, inner in tree)


@pytest.mark.browser
def test_each_rule_selects_what_it_did(seen: Callable[[list[str]], Any]) -> None:
    """Of rules nested at random, with every use of `&`, each is for the same elements when it is written out."""

    @settings(max_examples=40, deadline=None, database=None)
    @given(st.lists(rules(3), min_size=1, max_size=8))
    def check(trees: list[list[Rule]]) -> None:
        sheets = [sheet(tree, count()) for tree in trees]
        nested = seen(sheets)
        flat = seen([plain(css) for css in sheets])
        assert [css for css, one, other in zip(sheets, nested, flat, strict=True) if one != other] == []

    check()
