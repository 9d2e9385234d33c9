"""Reading systems that people use open the built book and show all of it."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.reading_systems.harness import Epub, Reading, read_epub, read_through, served

pytestmark = [pytest.mark.browser, pytest.mark.slow]

READERS = ("foliate", "epubjs", "readium")
PHONE, TABLET = (390, 780), (820, 1100)


@pytest.fixture(scope="module")
def read(browser: Any, bundles: Path, example_epub: Epub) -> Any:
    """Each reader at each size reads the book once for all tests here."""
    done: dict[tuple[str, tuple[int, int]], Reading] = {}

    def once(reader: str, size: tuple[int, int]) -> Reading:
        if (reader, size) not in done:
            with served(example_epub, bundles) as address:
                done[reader, size] = read_through(browser, address, reader, size)
        return done[reader, size]

    return once


def section(reading: Reading, href: str) -> dict[str, Any]:
    """Readers name sections by the path in the package or in the zip."""
    found = [part for name, part in reading.sections.items() if name == href or name.endswith(f"/{href}")]
    assert len(found) == 1, f"{href} not among {list(reading.sections)}"
    return found[0]


@pytest.mark.parametrize("size", [PHONE, TABLET], ids=["phone", "tablet"])
@pytest.mark.parametrize("reader", READERS)
def test_every_word_stands_on_a_page(read: Any, example_epub: Epub, reader: str, size: tuple[int, int]) -> None:
    """Turned from its first page to its last, the book shows every word of every page file, in its order."""
    reading = read(reader, size)
    assert reading.ended
    for href in example_epub.spine:
        part = section(reading, href)
        assert part["words"] == example_epub.words(href), href
        assert part["unseen"] == [], href


@pytest.mark.parametrize("size", [PHONE, TABLET], ids=["phone", "tablet"])
@pytest.mark.parametrize("reader", READERS)
def test_nothing_sticks_out_of_the_page(read: Any, reader: str, size: tuple[int, int]) -> None:
    """No word is cut by the screen's edge."""
    assert {href: part["cut"] for href, part in read(reader, size).sections.items() if part["cut"]} == {}


@pytest.mark.parametrize("reader", READERS)
def test_nothing_is_missing_and_nothing_is_said_on_the_console(read: Any, reader: str) -> None:
    """Every style sheet, font and picture loads, and the reader logs no error."""
    reading = read(reader, PHONE)
    assert reading.troubles == ()
    assert {href: part["faults"] for href, part in reading.sections.items() if part["faults"]} == {}


@pytest.mark.parametrize("reader", ["foliate", "epubjs"])
def test_the_reader_knows_title_and_contents(read: Any, example_epub: Epub, reader: str) -> None:
    """The reader finds the book's title, a contents list in which no line leads nowhere, and where the text begins."""
    more = read(reader, PHONE).more
    assert more["title"] == example_epub.title
    assert len(more["contents"]) >= 6
    assert more["dead"] == []
    assert "bodymatter" in more["landmarks"]


def test_a_missing_picture_and_a_hidden_word_are_noticed(
    browser: Any, bundles: Path, example_epub: Epub, tmp_path: Path
) -> None:
    """The reading itself is tried: a book without its cover picture, and with a word off the page, is found out."""
    broken = tmp_path / "broken.epub"
    with zipfile.ZipFile(broken, "w") as archive:
        for name, data in example_epub.files.items():
            if name.endswith("cover.jpg"):
                continue
            if name.endswith("half-title.xhtml"):
                far = b'<p style="position:absolute;left:-9999px">unseen</p>'
                data = data.replace(b"</section>", far + b"</section>")
            archive.writestr(name, data)
    book = read_epub(broken)
    with served(book, bundles) as address:
        reading = read_through(browser, address, "epubjs", PHONE)
    faults = [fault for part in reading.sections.values() for fault in part["faults"]]
    assert any("cover.jpg" in line for line in (*faults, *reading.troubles))
    assert section(reading, "half-title.xhtml")["unseen"] == ["unseen"]
