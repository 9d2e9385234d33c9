"""Damaged style sheets: a browser sees no difference, every other parser reads them to the end."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packager.html_book import HtmlBook, NavPoint, Page, PageKind
from packager.model import BookInfo
from packager.problems import FanpackError
from packager.sound_css import sound
from packager.themes import load_theme, read_theme, styles_folder
from packager.writers.epub import write_epub
from packager.writers.html import proof
from tests.command import fanpack
from tools.fuzzing.javacheck import can_check, epubcheck

WHOLE = """@namespace x "http://example.org/";
/* a note's "{ */ p.note > em, a[title="a}b"]:not(.x) { color: rgb(1, (2), 3); font-family: "It's", 'a\\'b' ; }
@media screen and (min-width: 3em) {
  h1::before { content: "\\201C {"; background: url(data:,a\\)b) }
  h2 { margin: calc(1em + (2px * 3)) ; ; padding: 0 !important }
}
<!-- q { grid-template: [a] 1fr / [b] 2fr; background: url( "data:,x" ) } -->
@supports (color: red) { @media print { em { color: red } } }
.\\31 x { width: 50% }
"""

DAMAGED = (
    "p {",
    "p { color: red",
    "p { color:",
    "p { color: rgb(1, 2",
    "p { grid-area: [a",
    'p { font-family: "It',
    "p { font-family: 'It\\",
    'p { font-family: "It\n; color: red }\nq { color: red }',
    "p { color: red } /* and so",
    "p { color: red } /* and so *",
    "p { background: url(data:,x",
    "p { background: url(",
    "p { background: url('",
    "p { background: url(data:,x y); color: red }",
    'p { background: url("data:,x',
    "p { color: red); margin: 0 }",
    "p { color: red]; margin: 0 }",
    "p { color: red;; margin:; ; }",
    "@media print",
    "@media print { p { color: red }",
    "@page :left { margin: 0",
    '@namespace "x',
    "p\0q { color: red } q { color: red }",
    "<!-- p { color: red } --> q { color: red",
    'p { content: "\\d800 ',
    "p { color: \\",
)
"""Sheets with a slip that browsers forgive."""

AFTER = "fanpack-after { color: red }"

PART = re.compile(
    r"""/\*.*?\*/|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|url\((?:\\.|[^"'()\s\\])+\)|\\.|.""", re.DOTALL | re.I
)


def is_balanced(css: str) -> bool:
    """Whether every bracket, string and comment of a sheet is closed by its like."""
    stack: list[str] = []
    before = ""
    for part in PART.findall(css):
        if part in ('"', "'") or before + part == "/*":
            return False
        before = part
        if part in "({[":
            stack.append(part)
        elif part in ")}]" and (not stack or stack.pop() + part not in ("()", "[]", "{}")):
            return False
    return not stack


def one_page() -> HtmlBook:
    page = Page("a", "a.xhtml", PageKind.CHAPTER, "Tide", '<section id="a"><p>The tide.</p></section>')
    return HtmlBook(BookInfo(title="Tide"), (page,), (NavPoint("Tide", "a.xhtml"),))


def prefixes() -> list[str]:
    return [WHOLE[:end] for end in range(len(WHOLE) + 1)]


def test_a_sheet_in_order_stays_as_it_was_written() -> None:
    """Not a letter is changed where nothing is the matter."""
    for css in (
        WHOLE.replace("; ;", ";"),
        "",
        "p{}",
        *(load_theme().css(medium) for medium in ("epub", "print", "html")),
    ):
        assert sound(css) == css


def test_a_sheet_cut_off_anywhere_is_closed() -> None:
    """However much of a sheet was saved, nothing in it is left open, and what follows it is not swallowed."""
    for css in (*prefixes(), *DAMAGED):
        mended = sound(css)
        assert is_balanced(mended), (css, mended)
        assert is_balanced(sound(mended + "\n" + AFTER))
        assert sound(mended) == mended


@given(st.lists(st.sampled_from([*WHOLE, *"{}()[]\"'\\;@\n/*", "/*", "*/", "url(", "p{", "a:b", "\0", "\ufeff"])))
def test_whatever_is_given_comes_out_whole(pieces: list[str]) -> None:
    """No text at all gives a sheet with something open in it."""
    assert is_balanced(sound("".join(pieces)))


def test_a_browser_reads_the_mended_sheet_as_the_damaged_one(browser: Any) -> None:
    """What was meant still works: Chromium has the same rules of both, and the rule that follows the mended one."""
    damaged = [*prefixes(), *DAMAGED]
    mended = [sound(css) for css in damaged]
    read = """sheets => sheets.map(css => {
        const sheet = new CSSStyleSheet(); sheet.replaceSync(css); return [...sheet.cssRules].map(rule => rule.cssText);
    })"""
    page = browser.new_page()
    try:
        raw, alone, followed = (
            page.evaluate(read, sheets) for sheets in (damaged, mended, [f"{css}\n{AFTER}" for css in mended])
        )
    finally:
        page.close()
    for css, rules, ours, more in zip(damaged, raw, alone, followed, strict=True):
        # an empty address shows nothing, and is left out
        assert ours == [rule.replace(' background: url("");', "") for rule in rules], css
        assert more == [*ours, AFTER.replace("red }", "red; }")], css


def test_a_variable_may_hold_anything() -> None:
    """The value of a custom property is kept as it is, and closed."""
    assert sound("p { --x: [a {b; c") == "p { --x: [a {b; c}]}"


@pytest.mark.epubcheck
def test_epubcheck_reads_the_book_sheet_of_a_damaged_one(tmp_path: Path) -> None:
    """epubcheck, which forgives nothing, finds no fault in an EPUB with a damaged sheet."""
    if not can_check():
        pytest.skip("no Java compiler or epubcheck")
    books = {}
    for number, css in enumerate(DAMAGED):
        if "data:" not in css:  # it wants them to be pictures
            books[tmp_path / f"{number}.epub"] = css
            write_epub(one_page(), load_theme().with_css(css), tmp_path / f"{number}.epub")
    found = {books[path]: said for path, said in epubcheck(list(books)) if said}
    assert found == {}


@pytest.mark.parametrize("css", DAMAGED)
def test_no_sheet_of_the_users_swallows_fanpacks_rules(css: str) -> None:
    """In the proof fanpack's own rules follow those of the user: nothing is open before them."""
    page = proof(one_page(), load_theme().with_css(css), fonts=False)
    assert is_balanced(page[page.index("<style>") + 7 : page.index("</style>")])


def test_a_damaged_theme_does_not_swallow_the_users_sheet(tmp_path: Path) -> None:
    """What a theme's sheet leaves open ends with it."""
    (tmp_path / "theme.toml").write_text('description = "mine"\n')
    (tmp_path / "theme.css").write_text("p { color: red; /* and so")
    (tmp_path / "fonts").symlink_to(styles_folder() / "themes" / "classic" / "fonts")
    theme = read_theme(tmp_path).with_css(AFTER)
    assert is_balanced(theme.css("epub"))
    assert theme.css("epub").endswith(f"}}\n{AFTER}\n")


def test_a_byte_order_mark_is_no_letter(tmp_path: Path) -> None:
    """The first rule of a sheet that an editor saved with a mark is heeded, the user's and a theme's of their own: in
    the book both stand in the middle."""
    (tmp_path / "a.txt").write_text("A Lamp\n\nChapter 1\n\nThe lamp was lit again by the river.\n")
    (tmp_path / "mine.css").write_text("p { color: red }", encoding="utf-8-sig")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "theme.toml").write_text('description = "mine"\n', encoding="utf-8-sig")
    (tmp_path / "mine" / "theme.css").write_text("q { color: blue }", encoding="utf-8-sig")
    (tmp_path / "mine" / "fonts").symlink_to(styles_folder() / "themes" / "classic" / "fonts")
    options = ("-f", "epub", "--theme", "mine/", "--css", "mine.css", "-o", "a.epub")
    done = fanpack("build", "a.txt", *options, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    with zipfile.ZipFile(tmp_path / "a.epub") as book:
        assert book.read("EPUB/css/book.css").decode().endswith("}\nq { color: blue }\np { color: red }\n")


def test_brackets_without_end_are_one_line() -> None:
    """A sheet of nothing but brackets is refused, and said to be."""
    with pytest.raises(FanpackError, match=r"mine\.css: nests its brackets too deep"):
        load_theme().with_css("p { color: " + "(" * 9000, "mine.css")
