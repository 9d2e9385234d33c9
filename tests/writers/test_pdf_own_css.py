"""A user's own style sheet on paper: whatever it says, every word is printed in its order, and what could not be
heeded is told in one line."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import tinycss2

from packager.html_book import HtmlBook, PageKind
from packager.ledger_pdf import pdf_differences
from packager.problems import Report
from packager.themes import load_theme, theme_names
from packager.writers.pdf import write_pdf
from packager.writers.pdf_options import PdfOptions
from packager.writers.pdf_own_css import own_css

WILD = (
    "p+p{position:absolute}",
    "p{position:fixed}",
    "p{position:relative;top:3em}",
    "p{float:left}",
    "p+p{float:footnote}",
    "section{columns:2} h1,h2{column-span:all}",
    "p{display:table-cell}",
    "body{display:flex}",
    "body{display:grid;grid-template-columns:1fr 1fr}",
    "p{display:none}",
    "h1,h2{display:none}",
    "html{display:none}",
    "aside{display:none}",
    "*{display:block}",
    "*{position:absolute}",
    "*{float:left}",
    "*{display:table}",
    "p{column-count:3}",
    "p{white-space:nowrap}",
    "p{visibility:hidden}",
    "p{writing-mode:vertical-rl;opacity:.2;transform:scale(0)}",
    "p{content:'gone'}",
    "em{position:absolute}",
    "p{page:wide} @page wide{size:a4 landscape;margin:9cm}",
    "@page{size:20mm 20mm;margin:50cm}",
    "p{break-before:right}",
    "*{break-inside:avoid;break-before:avoid}",
    "h1,h2{position:running(title)} @page{@top-center{content:element(title)}}",
    "p{text-indent:-999em;margin-top:-50pt}",
    "p{line-height:5000pt}",
    ":root{--leading:0pt;--measure:1pt;--size:300pt}",
    "p::first-letter{font-size:3em;float:left} p::before{content:counter(x)}",
)


@pytest.fixture(scope="module")
def cache_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(autouse=True)
def _own_cache(cache_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FANPACK_CACHE", str(cache_folder))


@pytest.fixture
def book(leaf_book: HtmlBook) -> HtmlBook:
    """A few pages with all that a sheet may spoil: a heading, a list, a note at the foot, a contents."""
    kinds = (PageKind.DISCLAIMERS, PageKind.CONTENTS, PageKind.STORY_TITLE, PageKind.CHAPTER)
    found = [next(page for page in leaf_book.pages if page.kind is kind) for kind in kinds]
    return replace(leaf_book, pages=tuple(page for page in leaf_book.pages if page in found))


def printed(book: HtmlBook, css: str, target: Path) -> Report:
    report = Report()
    theme = load_theme().with_css(css, "tweaks.css")
    write_pdf(book, theme, target, PdfOptions(jobs=1, cache=False), report)
    return report


@pytest.mark.parametrize("css", WILD)
def test_no_style_sheet_loses_a_word(css: str, book: HtmlBook, tmp_path: Path) -> None:
    """A sheet that hides text, or takes it out of the flow, gives a whole book and a line at most for each rule."""
    report = printed(book, css, tmp_path / "leaf.pdf")
    assert pdf_differences(tmp_path / "leaf.pdf", book) == []
    told = [problem for problem in report if problem.code == "print-css"]
    assert len(told) <= css.count(":")


def test_what_could_not_be_heeded_is_named_and_the_rest_kept(book: HtmlBook, tmp_path: Path) -> None:
    """The declaration that hid words is named with its file and line; the others of the sheet still count."""
    report = printed(book, "h1, h2 { color: #f00 }\np { color: #00f;\n  display: none }\n", tmp_path / "leaf.pdf")
    told = [problem for problem in report.warnings if problem.code == "print-css"]
    assert len(told) == 1
    assert told[0].where == "tweaks.css:3"
    assert "`display: none`" in told[0].message
    import pikepdf

    with pikepdf.open(tmp_path / "leaf.pdf") as pdf:
        streams = [s for page in pdf.pages if "/Contents" in page for s in page.Contents.as_list()]
        drawn = b"".join(stream.read_bytes() for stream in streams)
    assert b"0 0 1 rg" in drawn


@pytest.mark.parametrize(
    ("css", "where", "said"),
    [
        ("p { color: red }\np { widht: 3em }", "tweaks.css:2", "`widht: 3em`: unknown property"),
        ("p { margin: blue }", "tweaks.css:1", "`margin: blue`"),
        ("p { color: red }\n\np::foo { color: red }", "tweaks.css:3", "p::foo"),
        ("p { color: red }\nh1 { color: red", "tweaks.css:2", "never closed"),
        ("p { color: red }\n/* only", "tweaks.css:2", "never closed"),
        ("@page {\n size: a4 }", "tweaks.css:2", "--trim"),
        ("@nope { color: red }", "tweaks.css:1", "Unknown rule"),
    ],
)
def test_a_slip_in_the_sheet_is_told_once(css: str, where: str, said: str, book: HtmlBook, tmp_path: Path) -> None:
    """A misspelt property, an unknown selector, a brace left open: one line with file and line, whatever the pages."""
    told = [problem for problem in printed(book, css, tmp_path / "leaf.pdf") if problem.code == "print-css"]
    assert [problem.where for problem in told] == [where]
    assert said in told[0].message


def test_an_open_brace_leaves_the_theme_alone(book: HtmlBook, tmp_path: Path) -> None:
    """A sheet that forgets its last brace prints as the same sheet with it: nothing behind it is swallowed."""
    printed(book, "p { color: #123", tmp_path / "open.pdf")
    printed(book, "p { color: #123}", tmp_path / "closed.pdf")
    assert (tmp_path / "open.pdf").read_bytes() == (tmp_path / "closed.pdf").read_bytes()


@pytest.mark.parametrize("value", ["grid-template: 1fr /", "grid-template: [a] 1fr /"])
def test_a_declaration_that_weasyprint_fails_on_is_named(value: str, book: HtmlBook, tmp_path: Path) -> None:
    """A declaration that WeasyPrint can't even read is passed over in one line, and the rest of the sheet kept."""
    report = printed(book, f"p {{ color: #123 }}\nq {{ {value} }}", tmp_path / "bad.pdf")
    (told,) = [problem for problem in report if problem.code == "print-css"]
    assert told.where == "tweaks.css:2"
    assert f"`{value}`" in told.message
    printed(book, "p { color: #123 }\nq { }", tmp_path / "without.pdf")
    assert (tmp_path / "bad.pdf").read_bytes() == (tmp_path / "without.pdf").read_bytes()


def test_a_sound_sheet_is_heeded_in_silence(book: HtmlBook, tmp_path: Path) -> None:
    """Colours, sizes, spaces and boxes of the user's give no warning."""
    css = "p { color: #030; text-indent: 2em } hr { display: none } .chat { border: 1px solid; padding: 1em }"
    assert not [problem for problem in printed(book, css, tmp_path / "leaf.pdf") if problem.code == "print-css"]


@pytest.mark.parametrize("name", theme_names())
def test_the_themes_own_sheets_give_no_complaint(name: str) -> None:
    """WeasyPrint understands every rule of the built-in themes that is for paper."""
    assert own_css(load_theme(name).css("print")).notes == ()


@pytest.mark.parametrize(
    "css", ["", "/* nothing */", "@media screen { p { display: flex } }", "}}}{{{;;@@@", "p{}", "\ufeffp{color:red}"]
)
def test_any_text_can_be_read_as_a_sheet(css: str) -> None:
    """Reading a sheet never fails, and the last try is always to do without it."""
    assert own_css(css).tries[-1].css == ""


@pytest.mark.parametrize(
    "css", ['p { float: left } q { font-family: "It', "p { float: left; quotes: 'a' '", "p{top:0}q{x:url(data:,y"]
)
def test_what_is_left_of_an_open_sheet_is_closed(css: str) -> None:
    """A sheet that ends in a string or address is closed in the book's at every try, and swallows no rule after it."""
    for attempt in own_css(css).tries:
        whole = load_theme().in_place_of_user_css(attempt.css).css("print")
        assert tinycss2.parse_stylesheet(f"{whole}\n@after;")[-1].at_keyword == "after"


def test_a_word_wider_than_the_page_is_not_held_against_the_sheet(book: HtmlBook, tmp_path: Path) -> None:
    """A word no page can hold runs off it with and without the sheet, so the sheet is heeded."""
    long = [replace(page, body=page.body.replace("shutters", "shut" * 99)) for page in book.pages]
    report = printed(replace(book, pages=tuple(long)), "h1 { color: #00f }\np { margin: 0 }", tmp_path / "leaf.pdf")
    assert not [problem for problem in report if problem.code == "print-css"]
