"""Kobo's flavour of a book, compared with the book it was made from."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from packager.html_book import HtmlBook
from packager.model import block_text
from packager.problems import Report
from packager.readers.base import Source
from packager.readers.table import read
from packager.themes import load_theme
from packager.wording import folded
from packager.writers.epub import write_epub
from packager.writers.kepub import to_kepub, with_spans

XHTML = "{http://www.w3.org/1999/xhtml}"


def page(body: str) -> bytes:
    return (
        f'<html xmlns="http://www.w3.org/1999/xhtml"><head><title>t</title></head><body>{body}</body></html>'.encode()
    )


def text(document: bytes) -> str:
    body = etree.fromstring(document).find(f"{XHTML}body")
    return "".join(body.itertext())


def made(book: HtmlBook) -> tuple[zipfile.ZipFile, io.BytesIO]:
    plain, kobo = io.BytesIO(), io.BytesIO()
    write_epub(book, load_theme(), plain)
    to_kepub(plain, kobo)
    return zipfile.ZipFile(plain), kobo


def test_every_sentence_has_its_place(leaf_book: HtmlBook) -> None:
    """Spans are numbered by paragraph and sentence, each once, in order."""
    marked = with_spans(page("<p>One. “Two?” Three</p><p>Four <em>five. Six</em>!</p>"))
    spans = re.findall(r'id="kobo\.(\d+\.\d+)">([^<]*)<', marked.decode())
    assert spans == [
        ("1.1", "One. "), ("1.2", "“Two?” "), ("1.3", "Three"),
        ("2.1", "Four "), ("2.2", "five. "), ("2.3", "Six"), ("2.4", "!"),
    ]  # fmt: skip


def test_the_text_of_the_book_is_untouched(leaf_book: HtmlBook) -> None:
    """Every page reads the same, to the last space; every other member is the same bytes."""
    plain, kobo = made(leaf_book)
    again = zipfile.ZipFile(kobo)
    assert again.namelist() == plain.namelist()
    for name in plain.namelist():
        if name.endswith(".xhtml"):
            assert text(again.read(name)) == text(plain.read(name))
            assert b'id="book-columns"><div id="book-inner"' in again.read(name)
        else:
            assert again.read(name) == plain.read(name)


PLAIN = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="<>&"))
NESTED = st.recursive(
    PLAIN,
    lambda inner: st.builds("<{0}>{1}<br/></{0}>".format, st.sampled_from(("em", "p")), st.lists(inner).map("".join)),
)


@given(NESTED)
def test_no_text_is_changed_whatever_it_is(body: str) -> None:
    """Marking keeps the text of any page, and marking twice changes nothing."""
    once = with_spans(page(body))
    assert text(once) == text(page(body))
    if b"koboSpan" in once:
        assert with_spans(once) == once


def test_a_page_that_is_no_xml_stays_as_it_was() -> None:
    """A broken page in somebody's EPUB is passed on, not lost."""
    assert with_spans(b"<html><body><p>open</body>") == b"<html><body><p>open</body>"


@pytest.mark.epubcheck
def test_a_kepub_is_a_valid_epub(leaf_book: HtmlBook, tmp_path: Path) -> None:
    """epubcheck finds nothing in the Kobo edition either."""
    target = tmp_path / "leaf.kepub.epub"
    target.write_bytes(made(leaf_book)[1].getvalue())
    run = subprocess.run([sys.executable, "-m", "epubcheck", target], capture_output=True, text=True)
    assert not re.search("ERROR|WARNING|FATAL", run.stdout + run.stderr), run.stdout + run.stderr


def test_fanpack_reads_the_same_stories_from_a_kepub(leaf_book: HtmlBook) -> None:
    """Given back to fanpack as a source, the kepub holds the words of the EPUB, story by story."""
    plain, kobo = io.BytesIO(), io.BytesIO()
    write_epub(leaf_book, load_theme(), plain)
    to_kepub(plain, kobo)

    def words(file: io.BytesIO) -> list[list[str]]:
        told = read(Source("book.epub", file.getvalue()), Report())
        return [[word for element in one.elements for word in folded(block_text(element))] for one in told]

    assert words(kobo) == words(plain)
    assert sum(map(len, words(plain))) > 500
