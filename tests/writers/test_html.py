"""The proof file, read as a browser reads it."""

from __future__ import annotations

import base64
import io
import re
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from lxml import html

from packager.html_book import HtmlBook
from packager.model import WORD
from packager.problems import FanpackError
from packager.themes import load_theme, theme_names
from packager.writers.html import proof, write_html


@pytest.mark.parametrize("theme", theme_names())
def test_nothing_is_fetched_from_anywhere(leaf_book: HtmlBook, theme: str) -> None:
    """Every picture, font and ornament is inside the file."""
    page = proof(leaf_book, load_theme(theme))
    addresses = re.findall(r'(?:src="|url\("?)([^"\s)]{1,20})', page)
    assert addresses
    assert all(address.startswith("data:") for address in addresses)


def test_links_lead_to_places_in_the_file(leaf_book: HtmlBook) -> None:
    """The contents and footnotes point at ids that are there, each once."""
    tree = html.fromstring(proof(leaf_book, load_theme(), fonts=False))
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))
    inner = [href for href in tree.xpath("//@href") if not href.startswith("http")]
    assert len(inner) > 5
    assert all(href[1:] in ids for href in inner)


def test_the_proof_has_every_word_of_every_page(leaf_book: HtmlBook) -> None:
    """What render wrote is what the proof shows, in order."""
    body = html.fromstring(proof(leaf_book, load_theme(), fonts=False)).find("body")
    expected = [w for page in leaf_book.pages for w in WORD.findall(html.fromstring(page.body).text_content())]
    assert WORD.findall(body.text_content()) == expected


def test_a_proof_goes_to_a_stream_or_a_path(leaf_book: HtmlBook, tmp_path: Path) -> None:
    """Both ways give the same bytes, and a folder of that name is one clear error."""
    out = io.BytesIO()
    write_html(leaf_book, load_theme(), out, fonts=False)
    write_html(leaf_book, load_theme(), tmp_path / "proof.html", fonts=False)
    assert (tmp_path / "proof.html").read_bytes() == out.getvalue()
    (tmp_path / "taken").mkdir()
    with pytest.raises(FanpackError, match="is a folder"):
        write_html(leaf_book, load_theme(), tmp_path / "taken")


@pytest.mark.parametrize("asked", ["swsh", "ss03"])
def test_fonts_keep_what_your_sheet_asks_of_them(leaf_book: HtmlBook, asked: str) -> None:
    """A feature of the font that your CSS switches on is in the proof's font too; one nobody asks for is not."""

    def has(css: str) -> bool:
        page = proof(leaf_book, load_theme().with_css(css))
        fonts = re.findall(r"font-style:normal;font-weight:400;src:url\(\"data:font/ttf;base64,([^\"]+)", page)
        table = TTFont(io.BytesIO(base64.b64decode(fonts[0])))["GSUB"].table
        return asked in {record.FeatureTag for record in table.FeatureList.FeatureRecord}

    assert has(f'em {{ font-feature-settings: "{asked}" }}')
    assert not has("em { color: red }")
