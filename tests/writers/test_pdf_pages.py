"""Page breaking: the laws hold for any column of rows."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from packager.writers.pdf_pages import NEVER, Ending, Row, Taste, break_pages

TASTE = Taste(lines=20)


def paragraphs(*lengths: int) -> list[Row]:
    """A column of paragraphs without white space; no paragraph leaves a line alone at a page's edge."""
    rows: list[Row] = []
    for length in lengths:
        for line in range(length):
            alone = line < length - 1 and (line == 0 or line == length - 2)
            at = float(len(rows))
            rows.append(Row(at, at + 1, NEVER if alone and length > 1 else 0.0))
    return rows


def depths(rows: list[Row], endings: list[Ending]) -> list[float]:
    begins = [0, *(e.end for e in endings[:-1])]
    return [rows[e.end - 1].bottom - rows[b].top + e.added for b, e in zip(begins, endings, strict=True)]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(1, 9), min_size=1, max_size=60), st.booleans())
def test_every_row_is_on_one_page_that_holds_it(lengths: list[int], verso: bool) -> None:
    """Pages take all rows in order, none is deeper than a page, none ends where it may not."""
    rows = paragraphs(*lengths)
    endings = break_pages(rows, TASTE, verso=verso)
    assert endings is not None
    ends = [e.end for e in endings]
    assert ends == sorted(set(ends))
    assert ends[-1] == len(rows)
    assert all(depth <= TASTE.lines for depth in depths(rows, endings))
    assert all(rows[end - 1].after < NEVER for end in ends[:-1])


@pytest.mark.parametrize("seed", range(5))
def test_facing_pages_are_level(seed: int) -> None:
    """In a long chapter of talk and telling nine spreads in ten or more end level."""
    chance = random.Random(seed)
    rows = paragraphs(*chance.choices([1, 2, 3, 4, 5, 7, 9], [40, 25, 12, 9, 6, 5, 3], k=400))
    endings = break_pages(rows, TASTE, verso=True)
    assert endings is not None
    found = depths(rows, endings)
    pairs = list(zip(found[::2], found[1::2], strict=False))[:-1]
    assert sum(a == b for a, b in pairs) >= 0.9 * len(pairs)


def test_a_first_page_on_the_right_stands_alone() -> None:
    """A part that begins on a right-hand page pairs its second page with its third."""
    rows = paragraphs(*[2] * 60)
    endings = break_pages(rows, TASTE)
    assert endings is not None
    found = depths(rows, endings)
    assert found[1] == found[2]


def test_a_chapter_does_not_end_on_a_nearly_empty_page() -> None:
    """A last page of under five lines is avoided by making earlier pages shorter."""
    rows = paragraphs(*[1] * 42)
    endings = break_pages(rows, TASTE)
    assert endings is not None
    assert depths(rows, endings)[-1] >= TASTE.least


def test_white_space_around_an_ornament_gives_way() -> None:
    """Where no break fits, a line more around an ornament levels the spread."""
    rows = [Row(i, i + 1.0, 0.0 if i in (9, 18, 38) else NEVER, room=int(i == 14)) for i in range(39)]
    endings = break_pages(rows, TASTE, verso=True)
    assert endings is not None
    assert [e.added for e in endings] == [1, 0]


def test_what_is_longer_than_a_page_cannot_be_set() -> None:
    """A column without a place to break says so instead of overflowing."""
    assert break_pages([Row(0, 30.0), Row(30, 31.0)], TASTE) is None
    assert break_pages([], TASTE) == []


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 9), st.floats(0, 4)), min_size=1, max_size=60), st.booleans())
def test_notes_stand_on_the_page_of_their_row(lengths: list[tuple[int, float]], verso: bool) -> None:
    """A page holds its rows and the notes they call, with room for a rule between."""
    rows = paragraphs(*(length for length, _ in lengths))
    at = 0
    for length, height in lengths:
        rows[at] = replace(rows[at], notes=height)
        at += length
    endings = break_pages(rows, TASTE, verso=verso)
    assert endings is not None
    begins = [0, *(e.end for e in endings[:-1])]
    for begin, ending, depth in zip(begins, endings, depths(rows, endings), strict=True):
        notes = sum(row.notes for row in rows[begin : ending.end])
        assert ending.foot >= (notes + TASTE.rule - 0.02 if notes else 0)
        assert depth + ending.foot <= TASTE.lines + 0.05


def test_a_note_longer_than_a_page_cannot_be_set() -> None:
    """No page holds it with its line."""
    assert break_pages([Row(0, 1, notes=25.0)], TASTE) is None
