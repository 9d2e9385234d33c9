"""Print of two directions: lines whose words come from the other side are no loss, lost words are."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from packager.ledger_epub import epub_parts
from packager.ledger_letters import differences, letters, part_letters
from packager.ledger_pdf import compare_parts
from tests.command import fanpack

WORDS = ["Hello.", "Mira", "12:30", "(well)", "המים", "נסוגו", "ואחת", "אבנים", "المد", "41", "co-op"]
printed = st.lists(
    st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=7), min_size=1, max_size=5), max_size=6
)
"""Pages of lines of words."""


def body(pages: list[list[list[str]]], before: str = "") -> str:
    text = " ".join(word for lines in pages for line in lines for word in line)
    return f'<section class="chapter" id="c">{before}<p dir="rtl">{text}</p></section>'


def as_drawn(pages: list[list[list[str]]]) -> list[str]:
    """As a PDF's text is read: each line's words from the left, where the line ends."""
    return [letters(" ".join(word for line in lines for word in reversed(line))) for lines in pages]


@settings(max_examples=200, deadline=None)
@given(printed)
def test_lines_from_the_right_are_no_difference(pages: list[list[list[str]]]) -> None:
    """Whatever words share a line, in whatever order they are drawn, and wherever a page ends."""
    assert not differences(part_letters("c", "c.xhtml", body(pages)), as_drawn(pages))


@settings(max_examples=300, deadline=None)
@given(printed.filter(any), st.data())
def test_a_lost_doubled_or_exchanged_word_is_told(pages: list[list[list[str]]], data: st.DataObject) -> None:
    """One word too few, too many or another one on any page: the part differs."""
    part = part_letters("c", "c.xhtml", body(pages))
    page = data.draw(st.integers(0, len(pages) - 1))
    line = data.draw(st.sampled_from(pages[page]))
    place = data.draw(st.integers(0, len(line) - 1))
    word = line[place]
    line[place : place + 1] = data.draw(st.sampled_from([[], [word, word], ["oars"], ["משוטים"]]))
    assert differences(part, as_drawn(pages))


def test_a_page_lost_between_others_is_told() -> None:
    """A page's words cannot stand on one far from it."""
    pages = [[["המים", f"noon{n}"], ["נסוגו", "Mira", str(n)]] for n in range(6)]
    part = part_letters("c", "c.xhtml", body(pages))
    drawn = as_drawn(pages)
    assert not differences(part, drawn)
    moved = [drawn[4], *drawn[:4], drawn[5]]
    assert {d.kind for d in differences(part, moved)} == {"missing", "extra"}


@pytest.mark.pdf
def test_a_book_of_figures_and_names_from_the_right_is_no_difference(tmp_path: Path) -> None:
    """'41 Mira' is drawn 'Mira 41' where the whole book runs from the right, though no letter of it does."""
    said = "<h2>41 Mira; 12 Wren</h2><p>41 Mira; 12 Wren; 7 oars (and 3 more).</p><p>12:30, 41 Mira.</p>"
    (tmp_path / "tides.html").write_text(f"<html lang='he' dir='rtl'><body><h1>Tides</h1>{said}{said}</body></html>")
    manifest = '[book]\ntitle = "Tides"\nlanguage = "he"\n[[story]]\nfile = "tides.html"\nlanguage = "he"\n'
    (tmp_path / "fanpack.toml").write_text(manifest)
    built = fanpack("build", ".", "-f", "epub", "-f", "pdf", "-o", "tides.epub", cwd=tmp_path)
    assert built.returncode == 0, built.stderr
    assert not compare_parts(tmp_path / "tides.pdf", list(epub_parts(tmp_path / "tides.epub")))


cells = st.lists(
    st.lists(
        st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=4), max_size=12),  # its lines on each page
        min_size=1,
        max_size=4,
    ),
    min_size=1,
    max_size=3,
)
"""A row of a table: for each of its cells the lines that it has on the first page, the next, and so on."""


def row(cells: list[list[list[list[str]]]]) -> str:
    said = (" ".join(word for lines in cell for line in lines for word in line) for cell in cells)
    inside = "".join(f"<td>{text}</td>" for text in said)
    return f'<section dir="rtl"><p>המים Hello.</p><table><tr>{inside}</tr></table><p>נסוגו Mira</p></section>'


def row_as_drawn(cells: list[list[list[list[str]]]]) -> list[str]:
    """Every cell goes on at the top of the next page, beside the others."""
    count = max(map(len, cells))
    on_page = [[cell[page] for cell in cells if page < len(cell)] for page in range(count)]
    pages = ["".join(as_drawn(page)) for page in on_page if any(page)] or [""]  # no page is empty
    pages[0] = letters("Hello. המים") + pages[0]
    return [*pages[:-1], pages[-1] + letters("Mira נסוגו")]


@settings(max_examples=300, deadline=None)
@given(cells)
def test_a_row_over_several_pages_is_no_difference(cells: list[list[list[list[str]]]]) -> None:
    """The second cell of a row begins on the page where the first did, not where that ended."""
    assert not differences(part_letters("c", "c.xhtml", row(cells)), row_as_drawn(cells))


@settings(max_examples=300, deadline=None)
@given(cells.filter(lambda cells: any(line for cell in cells for lines in cell for line in lines)), st.data())
def test_a_word_lost_doubled_or_exchanged_in_a_row_is_told(
    cells: list[list[list[list[str]]]], data: st.DataObject
) -> None:
    """In any cell, on any page."""
    part = part_letters("c", "c.xhtml", row(cells))
    line = data.draw(st.sampled_from([line for cell in cells for lines in cell for line in lines]))
    place = data.draw(st.integers(0, len(line) - 1))
    word = line[place]
    line[place : place + 1] = data.draw(st.sampled_from([[], [word, word], ["oars"], ["משוטים"]]))
    assert differences(part, row_as_drawn(cells))


def test_a_row_whose_last_cell_is_the_longest_is_no_difference() -> None:
    """The letters printed tell which pages are a row's, where the stretch found for one of them swallows a cell."""
    first = [[["12:30", "12:30"], ["נסוגו"], ["Mira", "Hello."], ["12:30", "12:30"]], [["41", "41"]], [["המים"]]]
    last = [["41"], ["Hello.", "12:30", "(well)"], ["אבנים", "(well)", "41"], ["נסוגו", "41", "ואחת", "נסוגו"]]
    cells = [first, [[["(well)", "נסוגו"]]], [[*last, ["המים", "المد", "Hello."]]]]
    assert not differences(part_letters("c", "c.xhtml", row(cells)), row_as_drawn(cells))


@pytest.mark.parametrize(("label", "whole"), [("", True), ("ללא", False), ("Rating", True)])
def test_only_a_whole_label_may_be_hidden(label: str, whole: bool) -> None:
    """A style sheet hides fanpack's own words altogether; letters of the story that lack are not taken for them."""
    pages = [[["המים", "Mira", "at", "ring"], ["נסוגו", "Hello."]]]
    part = part_letters("c", "c.xhtml", body(pages, '<span class="gen">Rating</span>'))
    drawn = as_drawn(pages)
    shown = letters(label) + drawn[0] if label else drawn[0]
    assert bool(differences(part, [shown])) is not whole
    assert differences(part, [shown.replace("at", "")])  # two letters of the label's
    assert differences(part, [shown.replace("ring", "")])


def test_notes_from_the_right_are_counted_at_the_foot() -> None:
    """A footnote of two directions may be drawn in any order, but not lose a word."""
    note = '<aside class="footnote" id="n"><p>it is 41 נסוגו of it 12</p></aside>'
    part = part_letters("c", "c.xhtml", f"<section><p>He said המים<a class='noteref'>1</a></p>{note}</section>")
    said = letters("He said המים 1")
    assert not differences(part, [said], [letters("1 12 it is of it נסוגו 41")])
    assert [d.kind for d in differences(part, [said], [letters("1 12 it is of נסוגו 41")])] == ["missing"]
    assert [d.kind for d in differences(part, [said], [letters("1 12 it is of it נסוגו 41 oar")])] == ["extra"]


def test_latin_words_of_a_line_that_is_set_from_the_right_are_no_difference() -> None:
    """A control character turns a line without a Hebrew letter in it; a page's direction turns all of its lines."""
    body = "<p>He said {}one two three four, five six seven.{} to them that long day by the sea.</p>"
    drawn = [letters("He said seven six five four three two one to them that long day by the sea.")]
    assert not differences(part_letters("c", "c.xhtml", body.format("\u2067", "\u2069")), drawn)
    part = part_letters("c", "c.xhtml", body.format("", ""))
    assert not differences(replace(part, turned=True), drawn)
    assert {d.kind for d in differences(part, drawn)} == {"missing", "extra"}
