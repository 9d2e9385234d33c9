"""Generated covers, looked at as a shelf would: alike they must not be, and everything must fit."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from packager.html_book import HtmlBook
from packager.themes import load_theme, theme_names
from packager.writers.cover import HEIGHT, WIDTH, cover_jpeg, cover_picture
from packager.writers.cover_text import balanced, fitted


def titled(book: HtmlBook, title: str) -> HtmlBook:
    return replace(book, info=replace(book.info, title=title))


@pytest.mark.parametrize("theme", theme_names())
def test_a_book_keeps_its_cover_and_books_differ(leaf_book: HtmlBook, theme: str) -> None:
    """The same book gives the same bytes; of six titles no two covers are the same at thumbnail size."""
    assert cover_jpeg(leaf_book, load_theme(theme)) == cover_jpeg(leaf_book, load_theme(theme))
    small = set()
    for title in ("Ash", "Six Cups", "Wind", "Tides", "Leaf", "Sand"):
        image = Image.open(io.BytesIO(cover_jpeg(titled(leaf_book, title), load_theme(theme))))
        assert image.size == (WIDTH, HEIGHT)
        small.add(image.resize((60, 90)).tobytes())
    assert len(small) == 6


@pytest.mark.parametrize("theme", theme_names())
@pytest.mark.parametrize(
    "title", ["", "A", "W" * 60, "word " * 80, "Ünïcödé — “quotes” & <tags>", "七つの海", "\ud800\x00"]
)
def test_any_title_leaves_the_margins_free(leaf_book: HtmlBook, theme: str, title: str) -> None:
    """However long or strange the title, nothing is drawn over the outermost edge."""
    image = cover_picture(titled(leaf_book, title), load_theme(theme))
    edge = [image.getpixel((x, y)) for x in (2, WIDTH - 3) for y in range(1400, HEIGHT - 500, 37)]
    assert len(set(edge)) <= 2 or theme in {"modern", "paperback", "large-print"}
    right = [image.getpixel((WIDTH - 3, y)) for y in range(1960, HEIGHT - 20, 7)]
    assert len(set(right)) == 1


WIDE = st.lists(st.text("abcdefg", min_size=1, max_size=12), min_size=1, max_size=14)


@given(WIDE, st.integers(12, 60))
def test_lines_keep_every_word_in_order(words: list[str], most: int) -> None:
    """Breaking a title loses no word, no line is too wide, and no fewer lines would do."""
    lines = balanced(words, " ", lambda line: len(line), most)
    assert " ".join(lines).split() == words
    assert all(len(line) <= most for line in lines)
    greedy, line = 1, ""
    for word in words:
        if line and len(line) + 1 + len(word) > most:
            greedy, line = greedy + 1, word
        else:
            line = f"{line} {word}".strip()
    assert len(lines) == greedy


@given(WIDE)
def test_fitted_text_stays_in_its_box(words: list[str]) -> None:
    """At whatever size, the lines are within the box in both directions."""
    found = fitted(words, " ", lambda line: len(line) * 55.0, (900, 500), range(200, 30, -10), 1.1)
    assert found.height <= 500
    assert all(len(line) * 55.0 * found.size / 100 <= 900 for line in found.lines)
