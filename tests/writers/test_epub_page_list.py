"""The EPUB's page list against the printed book itself."""

from __future__ import annotations

import html
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree

from packager.html_book import HtmlBook, PageKind
from packager.themes import load_theme
from packager.writers.table import WRITERS, Job, WriteOptions

weasyprint = pytest.importorskip(
    "weasyprint", reason="WeasyPrint (or its Pango) is not installed", exc_type=ImportError
)


def letters(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


@pytest.mark.slow
def test_paper_and_screen_agree_where_each_page_begins(leaf_book: HtmlBook, tmp_path: Path) -> None:
    """Following the page list to page N, one reads the words that page N begins with on paper."""
    import pypdfium2

    theme = load_theme("modern")  # no initials: text of a PDF comes in the order it was drawn
    pages = list(leaf_book.pages)
    for number, page in enumerate(pages):
        if page.kind is PageKind.CHAPTER:  # long enough for several pages
            paragraph = "".join(f"<p>Tide {page.id} {i}, {'and so on and on ' * 20}</p>" for i in range(30))
            body = page.body.replace("</section>", f"{paragraph}</section>").replace('class="drop-cap"', "")
            pages[number] = replace(page, body=body)
    book = replace(leaf_book, pages=tuple(pages))
    write = {writer.name: writer.write for writer in WRITERS}
    pdf, epub = tmp_path / "leaf.pdf", tmp_path / "leaf.epub"
    written = write["pdf"](Job(book, theme, pdf, WriteOptions(jobs=1, cache=False)))
    options = WriteOptions(page_breaks=written.page_breaks, printed="Leaf and Sand")
    write["epub"](Job(book, theme, epub, options))

    paper = pypdfium2.PdfDocument(pdf)
    by_label = {paper.get_page_label(i): letters(paper[i].get_textpage().get_text_range()) for i in range(len(paper))}
    screen = zipfile.ZipFile(epub)
    nav = etree.fromstring(screen.read("EPUB/nav.xhtml"))
    links = nav.xpath("//*[@*[local-name()='type']='page-list']//*[local-name()='a']")
    assert len(links) > 12
    for link in links:
        file, _, mark = link.get("href").partition("#")
        if file == "nav.xhtml":
            continue
        page = screen.read(f"EPUB/{file}").decode()
        after = letters(html.unescape(re.sub(r"<[^>]*>", "", page.split(f'id="{mark}"')[1].split(">", 1)[1])))
        assert after[:20] in by_label[link.text][:200], link.text
