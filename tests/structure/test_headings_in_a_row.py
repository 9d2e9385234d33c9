"""Headings that stand one after another: each word of them is in the book, in the order of the source."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from packager.assembly import AssemblyOptions, assemble
from packager.html_book import PageKind
from packager.ledger import balance
from packager.ledger_words import book_pages, joined, source_pieces
from packager.model import BookInfo, Heading, Story, block_text
from packager.problems import Report
from packager.readers.base import Source
from packager.readers.table import read
from packager.render import render
from packager.structure import to_story
from tests.structure.made_up import chapter, headings, tell

TOLD = "The boats were gone and nobody saw them, she said again to him."


def text_of(*lines: str) -> tuple[str, str]:
    return "a.txt", "\n\n".join(lines) + "\n"


def page_of(*lines: str) -> tuple[str, str]:
    """An HTML page whose headings are nothing but centred lines."""
    shown = "\n".join(f"<p>{line}</p>" if line == TOLD else f'<p align="center">{line}</p>' for line in lines)
    return "a.html", f"<html><head><title>Low Tide</title></head><body>\n{shown}\n</body></html>"


def in_order(file: tuple[str, str]) -> Story:
    """The story of a file, once its words are found to be in the book, those of each part's page as they stand there."""
    name, said = file
    (source,) = read(Source(name, said.encode()), Report())
    story = to_story(source)
    anthology = assemble(BookInfo("Low Water"), (story,), AssemblyOptions())
    book = render(anthology)
    ledger = balance([source], anthology, book)
    assert ledger.balanced, [str(mismatch) for mismatch in ledger.mismatches]
    whole = f" {' '.join(joined(source_pieces(source)))} "
    for page in book_pages(book):
        if page.kind == PageKind.PART.value:
            assert f" {' '.join(joined(page.body))} " in whole
    return story


def parts(story: Story) -> list[str]:
    return [chapter.part for chapter in story.chapters if chapter.part]


@pytest.mark.parametrize("file", [text_of, page_of])
@pytest.mark.parametrize(
    ("lines", "shown"),
    [
        # Two names are two headings, though the number is one.
        (
            ("Low Tide", "Part One - Chapter 1 - Ebb", "Part One - Chapter 2 - Flood", "Part One - Chapter 3 - Slack"),
            ["Part One: Chapter 1 - Ebb", "Part One: Chapter 2 - Flood"],
        ),
        (
            ("Part I - Chapter 5 - Ebb", "Part I, Chapter 3", "Part Two"),
            ["Part I: Chapter 5 - Ebb", "Part I: Chapter 3"],
        ),
        (
            ("Low Tide", "Book One: The Sea", "Part One: Ebb", "Chapter 1"),
            ["Book One: The Sea", "Part One: Ebb"],
        ),
        # One part said twice, with and without its name.
        (("Low Tide", "Book One", "Part One", "Chapter 1"), ["Book One: Part One"]),
        (("Low Tide", "Part One: Ebb", "Part I", "Chapter 1"), ["Part One: Ebb: Part I"]),
        (("Low Tide", "Part I", "Part One: Ebb", "Part 1", "Chapter 1"), ["Part I: Part One: Ebb: Part 1"]),
        # Letters that decorate it stand on both sides.
        (("Low Tide", "xoxo Part One oxox", "Chapter 1"), ["xoxo Part One oxox"]),
        (("Low Tide", "~ Part One: Ebb ~", "Chapter 1"), ["Part One: Ebb"]),
    ],
)
def test_parts_in_a_row_keep_their_order(file: object, lines: tuple[str, ...], shown: list[str]) -> None:
    """Whatever parts stand one after another, their pages say the lines as the source has them."""
    assert callable(file)
    assert parts(in_order(file(*lines, TOLD))) == shown


def test_sections_in_a_row_keep_their_order() -> None:
    """Two counts of sections under a chapter's heading stand there as they were written."""
    lines = [line for n in "123" for line in (f"Day {n}", f"Letter {n}: Ebb", f"Round {n}", chapter(8))]
    story = in_order(text_of("Chapter 1", chapter(4), *lines, "Chapter 2", chapter(4)))
    blocks = [block for found in story.chapters for scene in found.scenes for block in scene.blocks]
    told = [block_text(block) for block in blocks if isinstance(block, Heading)]
    assert told == [line for line in lines if "\n" not in line]


@pytest.mark.parametrize(
    ("lines", "heading", "rest"),
    [
        (("Chapter 3", "Chapter Three: The Well"), ("Chapter Three", "The Well"), "Chapter 3"),
        (("Chapter 3: The Well", "CHAPTER THREE"), ("Chapter 3", "The Well"), "CHAPTER THREE"),
        (("Chapter 3: The Well", "Chapter Three - Down"), ("Chapter Three", "Down"), "Chapter 3 The Well"),
    ],
)
def test_a_chapter_said_twice_is_one(lines: tuple[str, ...], heading: tuple[str, str], rest: str) -> None:
    """A site's heading over the author's own opens one chapter, not one without words; both are in the book."""
    story = in_order(text_of("Low Tide", *lines, chapter(4)))
    assert headings(story) == [heading]
    assert [found.heading_rest for found in story.chapters] == [rest]


def test_chapters_of_two_numbers_are_two() -> None:
    """A name that is numbered itself tells chapters apart, also where the first of them is lost."""
    story = in_order(
        text_of("Low Tide", "Chapter 1 - Part 1", "Chapter 1 - Part 2", chapter(4), "Chapter 2", chapter(4))
    )
    assert headings(story) == [("Chapter 1", "Part 1"), ("Chapter 1", "Part 2"), ("Chapter 2", "")]


def test_a_heading_said_twice_is_not_the_title_of_the_story() -> None:
    """A first chapter that is announced twice leaves the story without a title line."""
    story = tell("\n\n".join(("Chapter 1", "Chapter One: Ebb", chapter(4))))
    assert story.title_from != "title line"
    assert headings(story) == [("Chapter One", "Ebb")]


NUMBERS = st.sampled_from(["1", "2", "I", "II", "One", "TWO", "one"])
NAMES = st.sampled_from(["Ebb", "Flood", "The Well", "A LETTER", "Home Again"])
SIGNS = st.sampled_from([" - ", ": ", ", ", ". ", " "])
NUMBERED = st.builds(
    "{} {}".format,
    st.sampled_from(["Part", "Part", "Book", "PART", "Act", "Chapter", "Chapter", "Ch.", "Day"]),
    NUMBERS,
)
ALONE = st.one_of(NUMBERED, NUMBERS, st.sampled_from(["Prologue", "Epilogue", "Interlude", "The First Part"]))
LINES = st.one_of(
    ALONE,
    st.builds("{}{}{}".format, ALONE, SIGNS, NAMES),
    st.builds("{}{}{}".format, NUMBERED, SIGNS, NUMBERED),
    st.builds("{}{}{} - {}".format, NUMBERED, SIGNS, NUMBERED, NAMES),
    st.builds("{}{}{}".format, NAMES, SIGNS, ALONE),
    st.builds(str.format, st.sampled_from(["~ {} ~", "xoxo {} oxox", "** {} **", "{} xXx"]), NUMBERED),
    NAMES,
)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.lists(LINES, min_size=1, max_size=5), min_size=1, max_size=3),
    st.booleans(),
    st.sampled_from([text_of, page_of]),
)
def test_headings_in_a_row_keep_their_words(rows: list[list[str]], titled: bool, file: object) -> None:
    """However parts, chapters, numbers and names follow one another, the ledger balances."""
    assert callable(file)
    in_order(file(*(["Low Tide"] if titled else []), *(line for row in rows for line in (*row, TOLD))))
