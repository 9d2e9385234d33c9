"""What print has to say is told once for the book, at the first place, with what to do."""

from __future__ import annotations

from pathlib import Path

from packager.html_book import Page, PageKind
from packager.problems import Problem, Report
from packager.render.origins import Origins
from packager.writers.pdf_layout import Found, PartInfo
from packager.writers.pdf_own_css import own_css, place_in, tell_undone
from packager.writers.pdf_say import say
from tests.command import fanpack

LINE = "The lamp was lit again by the river, and nobody in the village said a word about it."


def page(number: int) -> Page:
    name = f"s001-c{number:03d}"
    return Page(name, f"{name}.xhtml", PageKind.CHAPTER, f"Chapter {number}", "<p>Snow.</p>", story=0)


def told(*said: tuple[Found, str, str], css: str = "") -> list[Problem]:
    """What is reported of chapters, one for each finding."""
    report = Report()
    parts = [(page(n), PartInfo(said=[one])) for n, one in enumerate(said, 1)]
    say(report, parts, Origins(), lambda pattern: place_in(css, "mine.css", pattern))
    return report.problems


def test_a_sign_of_many_chapters_is_told_once() -> None:
    """One line for a font that was fallen back on, with all its signs and how many more parts they were met in."""
    (one,) = told(*(("fallback", "DejaVu Sans", sign) for sign in "☃☂☃"))
    assert one.where == "“Chapter 1”"
    assert "'☂☃'" in one.message
    assert "(and in 2 more parts of the book)" in one.message
    assert one.message.endswith("add a font that has it to the theme")


def test_the_rule_at_fault_is_named_where_the_sheet_has_it() -> None:
    """Page breaks and places of a user's sheet give its line, comments aside; without such a rule the chapter's."""
    css = "/* break-before: page */\np { break-before: auto }\n\nh1 { position:absolute; page-break-after: always }"
    for why in ("it has forced page breaks", "something in it is placed by itself"):
        (one,) = told(("uncut", "a.xhtml", why), ("uncut", "b.xhtml", why), css=css)
        assert one.where == "mine.css:4"
        assert "“Chapter 1” (and in 1 more part of the book)" in one.message
        assert "your CSS" in one.message
        (one,) = told(("uncut", "a.xhtml", why))
        assert one.where == "“Chapter 1”"
    (one,) = told(("uncut", "a.xhtml", "something in it is longer than a page: “A long table”"), css=css)
    assert one.where == "“Chapter 1”"
    assert "part it, or make it smaller" in one.message


def test_a_whole_sheet_that_is_left_out_has_a_line() -> None:
    """Where not a declaration but the sheet is to blame, its first line that says anything is named, and what to do."""
    own = own_css("\n\np { color: red }")
    report = Report()
    tell_undone(report, own, "mine.css", len(own.tries) - 1)
    (one,) = report.problems
    assert one.where == "mine.css:3"
    assert "take it out" in one.message


def test_print_names_the_line_of_the_source(tmp_path: Path) -> None:
    """A picture of a page, and a quote kept on one page but longer, are told at their lines of the file."""
    from PIL import Image

    Image.new("RGB", (60, 40), (200, 30, 60)).save(tmp_path / "p.png")
    look = ["<p>Look:", "<img src='p.png' alt='x'>", "there.</p>"]
    letter = [f"<p>Line {number}. {LINE}</p>" for number in range(40)]
    body = [f"<p>{LINE}</p>", *look, f"<p>{LINE}</p>", "<blockquote>", *letter, "</blockquote>"]
    text = "\n".join(["<html><head><title>Lamps</title></head><body>", *body, f"<p>{LINE}</p></body></html>"])
    (tmp_path / "a.html").write_text(text, encoding="utf-8")
    (tmp_path / "mine.css").write_text("blockquote { break-inside: avoid }", encoding="utf-8")
    done = fanpack("build", "a.html", "-f", "pdf", "--css", "mine.css", "-v", "-o", "a.pdf", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    lines = done.stderr.splitlines()
    (coarse,) = [line for line in lines if line.endswith("[coarse-image]")]
    assert coarse.startswith("warning: a.html:4: ")
    (breaks,) = [line for line in lines if line.endswith("[page-breaks]")]
    assert breaks.startswith("note: a.html:8: ")
    assert "longer than a page: “Line 0. The lamp" in breaks
