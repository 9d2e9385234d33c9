"""What is found on a page of the book is led back to the file and line it came from."""

from __future__ import annotations

from pathlib import Path

import pytest

from packager.build import Made, make
from packager.html_book import Page, PageKind
from packager.manifest import read_manifest
from packager.problems import Report
from packager.render.origins import Origins
from packager.request import Request
from tests.readers import samples

LINE = "The lamp was lit again by the river, and nobody in the village said a word about it."


def made(*paths: Path) -> Made:
    return make(Request(paths=tuple(map(str, paths))), Report())


def page(book: Made, kind: PageKind, number: int = 0) -> Page:
    return [page for page in book.book.pages if page.kind is kind][number]


def write(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_a_sign_is_found_in_the_line_that_holds_it(tmp_path: Path) -> None:
    """A paragraph wrapped over lines, a note, a title and a poem's verse each give their very line."""
    story = write(
        tmp_path / "a.txt", "The ☽ Lamp", "", "by Maple", "", "Chapter 1", "", "One lamp", "was lit", "by ☃ the river.",
        "", LINE, "", "Chapter 2: The ☂ Rain", "", LINE, "", "(A/N: thank you ♞ all)", "", LINE,
    )  # fmt: skip
    book = made(story)
    chapters = [page(book, PageKind.CHAPTER, n) for n in (0, 1)]
    assert book.origins.of_signs(chapters[0], "☃") == f"{story}:9"
    assert book.origins.of_signs(chapters[1], "☂") == f"{story}:13"
    assert book.origins.of_signs(page(book, PageKind.CONTENTS), "☂") == f"{story}:13"
    assert book.origins.of_signs(page(book, PageKind.STORY_TITLE), "☽") == f"{story}:1"
    assert book.origins.of_signs(page(book, PageKind.HALF_TITLE), "☽") == f"{story}:1"
    assert book.origins.of_page(chapters[1]) == f"{story}:13"
    holder = next(page for page in book.book.pages if "♞" in page.body)
    assert book.origins.of_signs(holder, "♞") == f"{story}:17"


def test_a_paragraph_of_markdown_is_looked_through(tmp_path: Path) -> None:
    """Its reader tells where a paragraph begins; the line of a sign is found all the same, and not behind its end."""
    story = write(tmp_path / "a.md", "# Lamps", "", "The lamp", "was lit ☃ again", "by the river.", "", "Snow ☃ fell.")
    book = made(story)
    assert book.origins.of_signs(page(book, PageKind.CHAPTER), "☃") == f"{story}:4"


def test_pages_of_fanpacks_own_are_told_by_name(tmp_path: Path) -> None:
    """The colophon holds no words of a source; without an anthology every page is told by its name."""
    book = made(write(tmp_path / "a.txt", "Lamps", "", LINE))
    assert book.origins.of_signs(page(book, PageKind.COLOPHON), "☃") in ("“Colophon”", f"{tmp_path / 'a.txt'}:1")
    assert Origins().of_signs(page(book, PageKind.CHAPTER), "☃") == "“Lamps”"


def test_the_manifests_words_are_in_the_manifest(tmp_path: Path) -> None:
    """A sign in the book's title or a story's name is told at the line of fanpack.toml that says it."""
    write(tmp_path / "a.txt", LINE, "", LINE)
    path = write(
        tmp_path / "fanpack.toml", "[book]", 'title = "Moons ☾"', "[[story]]", 'file = "a.txt"', 'title = "Stars ☆"'
    )
    book = make(Request(manifest=read_manifest(path)), Report())
    assert book.origins.of_signs(page(book, PageKind.TITLE), "☾") == f"{path}:2"
    assert book.origins.of_signs(page(book, PageKind.STORY_TITLE), "☆") == f"{path}:5"


def test_an_epub_names_the_file_inside(tmp_path: Path) -> None:
    """A sign and a picture in an EPUB: the member that holds them, and its line."""
    path = tmp_path / "book.epub"
    first = samples.xhtml(f"<h1>Ebb</h1>\n<p>{LINE}</p>")
    picture = "<p><img src='p.png' alt='x'/></p>"
    second = samples.xhtml(f"<h1>Flood</h1>\n<p>{LINE}</p>\n<p>Snow ☃.</p>\n<p>{LINE}</p>\n{picture}")
    path.write_bytes(samples.epub({"a.xhtml": first, "b.xhtml": second}, extra={"OEBPS/p.png": samples.png()}))
    book = made(path)
    holder = next(page for page in book.book.pages if "☃" in page.body)
    top = second[: second.index("<h1>")].count("\n") + 1
    assert book.origins.of_signs(holder, "☃") == f"{path}!OEBPS/b.xhtml:{top + 2}"
    (asset,) = book.book.assets
    assert book.origins.of_picture(holder, asset.name) == f"{path}!OEBPS/b.xhtml:{top + 4}"


OFFICE = f"""<?xml version="1.0"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 office:mimetype="application/vnd.oasis.opendocument.text">
<office:meta><dc:subject>lamp @ river</dc:subject></office:meta>
<office:body><office:text><text:p>{LINE}</text:p><text:p>Snow @ sea.</text:p></office:text></office:body>
</office:document>
"""
RICH = rf"""{{\rtf1\ansi
{{\fonttbl{{\f0 Times;}}}}
{{\info
{{\author osprey}}
{{\subject lamp @ river}}}}
{LINE}\par Snow @ sea.\par}}
"""


@pytest.mark.parametrize(("name", "text"), [("a.fodt", OFFICE), ("a.rtf", RICH), ("bom.rtf", f"\ufeff{RICH}")])
def test_where_blocks_are_counted_no_line_is_looked_for(name: str, text: str, tmp_path: Path) -> None:
    """The second block is not sought from the second line of the file on: what stands there is something else."""
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    book = made(path)
    (story,) = book.stories
    blocks = [block for scene in story.chapters[0].scenes for block in scene.blocks]
    told = story.place(blocks[-1].where, 0)
    assert book.origins.of_signs(page(book, PageKind.CHAPTER), "@") == told


def test_chapters_from_files_of_their_own_name_them(tmp_path: Path) -> None:
    """Pages of one story joined into a book: a sign of the second is told in the second's file."""
    paths = []
    for number in (1, 2, 3):
        paths.append(tmp_path / f"{number}.html")
        text = f"<p>{LINE}</p>\n<p>{LINE}</p>\n<p>Snow{' ☃' if number == 2 else ''} fell.</p>\n<p>{LINE}</p>"
        paths[-1].write_bytes(samples.ffn_page(number, 3, text))
    book = made(*paths)
    line = next(n for n, line in enumerate(paths[1].read_text("utf-8").split("\n"), 1) if "☃" in line)
    holder = page(book, PageKind.CHAPTER, 1)
    assert book.origins.of_signs(holder, "☃") == f"{paths[1]}:{line}"


def test_a_chapter_that_is_no_page_of_its_own_names_no_line(tmp_path: Path) -> None:
    """The manifest makes two chapters of one page: nothing says any more which page a chapter is from."""
    for number, (line, snow) in enumerate((("Of hens", "Snow"), ("Of geese", "Snow ☃")), 1):
        text = f"<p>{LINE}</p>\n<p>{line}</p>\n<p>{LINE}</p>\n<p>{snow} fell.</p>"
        (tmp_path / f"{number}.html").write_bytes(samples.ffn_page(number, 2, text))
    path = write(tmp_path / "fanpack.toml", "[[story]]", 'file = "1.html"', 'chapters = ["Of hens"]')
    book = make(Request(paths=(str(tmp_path),), manifest=read_manifest(path)), Report())
    holder = next(page for page in book.book.pages if "☃" in page.body)
    assert book.origins.of_signs(holder, "☃") == str(tmp_path / "1.html")


@pytest.mark.parametrize("kind", [PageKind.DISCLAIMERS, PageKind.NOTES])
def test_what_was_moved_is_told_where_it_stood(kind: PageKind, tmp_path: Path) -> None:
    """Disclaimers and notes are set elsewhere in the book; their place is that in the source."""
    story = write(
        tmp_path / "a.txt", "Lamps", "", "Disclaimer: I own ☃ nothing of this.", "", LINE, "", LINE, "",
        "Author's Note: please review ☃ this.", "",
    )  # fmt: skip
    book = made(story)
    pages = [page for page in book.book.pages if page.kind is kind]
    assert pages
    assert book.origins.of_signs(pages[0], "☃") == f"{story}:{3 if kind is PageKind.DISCLAIMERS else 9}"
