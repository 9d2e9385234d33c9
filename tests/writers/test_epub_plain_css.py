"""Rules within rules in a user's sheet: written out for e-readers, and meaning the same."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest

from packager.html_book import HtmlBook
from packager.themes import load_theme, theme_names
from packager.writers.epub import write_epub
from packager.writers.epub_plain_css import plain
from tests.reading_systems.harness import chromium
from tools.fuzzing.javacheck import can_check, epubcheck

NESTED = {
    "p { top: 0; & em { top: 1px } left: 2px }": "p { top: 0; } p em { top: 1px; } p { left: 2px; }",
    "p, q { em, > b { top: 0 } }": "p em, p > b, q em, q > b { top: 0; }",
    "p { &.a, .b & { top: 0; &::before { top: 0 } } }": "p.a, .b p { top: 0; } p.a::before, .b p::before { top: 0; }",
    "p { @media screen { top: 0; i { top: 1px } } }": "@media screen { p { top: 0; } p i { top: 1px; } }",
    "@media screen { p { i { top: 0 } } q { top: 0 } }": "@media screen { p i { top: 0; } q { top: 0 } }",
    "p { + p { top: 0 } @counter-style { top: 0 } }": "p + p { top: 0; }",
    "p { --x: { a: b }; top: 0 }": "p { top: 0; }",
    "p[lang='he' i], q { top: 0 } :nth-child(2n of p) { top: 0 } b { top: 0 }": "q { top: 0; } b { top: 0; }",
    "p { :is(&, b) { top: 0 } i { top: 0 } }": "p i { top: 0; }",
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


@pytest.mark.epubcheck
def test_epubcheck_reads_them(leaf_book: HtmlBook, tmp_path: Path) -> None:
    """No error is found in EPUBs with such sheets."""
    if not can_check():
        pytest.skip("no Java compiler or epubcheck")
    books = {}
    for number, css in enumerate(NESTED):
        path = tmp_path / f"{number}.epub"
        write_epub(leaf_book, load_theme().with_css(css), path)
        books[path] = css
        with zipfile.ZipFile(path) as epub:
            assert "top: 0" in epub.read("EPUB/css/book.css").decode()
    assert {books[path]: said for path, said in epubcheck(list(books)) if said} == {}


PAGE = """<div class="b"><p class="a">x <em>x <i>x</i></em><b>x</b></p><p>x <q>x <em>x</em><b>x</b></q></p></div>
<q><em>x</em></q><i>x</i>"""


@pytest.mark.browser
def test_a_browser_sees_no_difference() -> None:
    """Every element of a page is where it was, whether Chromium nests the rules itself or reads them written out."""
    sync = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    program = chromium()
    if program is None:
        pytest.skip("Chromium is not installed")
    ask = "() => [...document.querySelectorAll('body *')].map(e => [getComputedStyle(e).top, getComputedStyle(e).left])"
    with sync.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        page = browser.new_page()
        seen = []
        for write in (str, plain):
            said = []
            for css in NESTED:
                if "lang=" not in css and "is(&" not in css:
                    page.set_content(f"<style>{write(css)}</style>{PAGE}")
                    said.append(page.evaluate(ask))
            seen.append(said)
        browser.close()
    assert seen[0] == seen[1]
    assert any(["0px", "auto"] in said for said in seen[0])
