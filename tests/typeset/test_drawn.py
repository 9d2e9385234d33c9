"""Lines as WeasyPrint draws them: where they end, and what can be copied and searched."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import pytest
from weasyprint import CSS, HTML
from weasyprint.formatting_structure import boxes
from weasyprint.text.fonts import FontConfiguration

from packager.typeset import SetPage, Typesetter
from tests.typeset.made import BOOK_CSS, FILES, FONTS, LAMP, MEASURE

PX = 4 / 3
BODY = (
    f'<p class="first"><span class="drop-cap">T</span>{LAMP[1:]} {LAMP}</p><p>{LAMP.replace("the", "<em>the</em>")}</p>'
    f'<p class="first"><span class="lead-in">The lamp had burned</span> {LAMP[20:]}</p>'
    f"<blockquote><p>{LAMP} <strong>{LAMP}</strong></p></blockquote>"
    '<p style="margin-right: 150pt">An extraordinarily uncharacteristic counterproductiveness of all misunderstandings '
    "was there, extraordinarily uncharacteristic misunderstandings and counterproductiveness of it all.</p>"
)


@pytest.fixture(scope="module")
def drawn(setter: Callable[..., Typesetter], tmp_path_factory: Any) -> tuple[SetPage, Any, Path]:
    folder = tmp_path_factory.mktemp("drawn")
    typesetter = setter()
    css = ""
    for name, italic, weight in FILES:
        css += _face("EB Garamond", italic, weight, FONTS / name)
    for number, face in enumerate(typesetter.copies()):
        path = folder / f"{number}.ttf"
        path.write_bytes(face.data)
        css += _face(face.family, face.italic, face.weight, path)
    page = typesetter.set_page(BODY)
    fonts = FontConfiguration()
    sheet = css + BOOK_CSS + f"@page {{ size: {MEASURE + 80}pt 2000pt; margin: 40pt }}" + typesetter.css()
    document = HTML(string=f'<html lang="en"><body>{page.body}</body></html>').render(
        stylesheets=[CSS(string=sheet, font_config=fonts)], font_config=fonts
    )
    document.write_pdf(folder / "page.pdf")
    return page, document, folder / "page.pdf"


def _face(family: str, italic: bool, weight: int, path: Path) -> str:
    style = "italic" if italic else "normal"
    url = path.as_uri()
    return f'@font-face {{ font-family: "{family}"; font-style: {style}; font-weight: {weight}; src: url({url}) }}\n'


def _lines(box: Any) -> Iterator[tuple[Any, list[Any]]]:
    """The paragraphs below a box with their line boxes."""
    lines = [child for child in box.children if isinstance(child, boxes.LineBox)]
    if lines:
        yield box, lines
    for child in box.children:
        if isinstance(child, boxes.BlockBox):
            yield from _lines(child)


def test_renderer_draws_exactly_the_lines_that_were_set(drawn: tuple[SetPage, Any, Path]) -> None:
    """No line breaks again and none is joined to another."""
    page, document, _ = drawn
    paragraphs = [p for p in _lines(document.pages[0]._page_box) if p[0].element_tag == "p"]
    assert [len(lines) for _, lines in paragraphs] == [p.lines for p in page.paragraphs]


def test_lines_end_at_the_measure(drawn: tuple[SetPage, Any, Path]) -> None:
    """Every justified line ends at the right edge or hangs over it by what is declared, within a quarter point."""
    page, document, _ = drawn
    paragraphs = [p for p in _lines(document.pages[0]._page_box) if p[0].element_tag == "p"]
    for (box, lines), done in zip(paragraphs, page.paragraphs, strict=True):
        right = box.content_box_x() + box.width
        for line, hang in list(zip(lines, done.hangs, strict=True))[:-1]:
            text = [child for child in line.children if not child.is_floated()][-1]
            while getattr(text, "children", None):
                text = text.children[-1]
            end = (text.position_x + text.width - right) / PX
            if text.text.strip():  # beside an initial the newline is a box of its own
                assert end == pytest.approx(hang, abs=0.25), line


def test_initial_stands_exactly_beside_three_lines(drawn: tuple[SetPage, Any, Path]) -> None:
    """Three lines begin right of the drop cap and the fourth below it, at the edge."""
    _, document, _ = drawn
    _, lines = next(p for p in _lines(document.pages[0]._page_box) if p[0].element_tag == "p")
    starts = [round(next(c for c in line.children if not c.is_floated()).position_x / PX - 40) for line in lines[:5]]
    assert starts[0] == starts[1] == starts[2] > 20
    assert starts[3] == starts[4] == 0


def test_broken_words_are_found_whole(drawn: tuple[SetPage, Any, Path]) -> None:
    """A word broken over two lines is found by a search and copied without its hyphen."""
    page, _, path = drawn
    assert page.paragraphs[-1].hyphens
    document = pdfium.PdfDocument(path)
    text = document[0].get_textpage()
    copied = text.get_text_range()
    for word in ("extraordinarily", "uncharacteristic", "counterproductiveness", "misunderstandings"):
        assert text.search(word).get_next() is not None, word
    joined = copied.replace("\ufffe\r\n", "").replace("\ufffe", "").replace("\u0002", "")
    joined = " ".join(joined.replace("-\r\n", "").split())
    for word in ("extraordinarily", "uncharacteristic", "counterproductiveness", "misunderstandings"):
        assert word in joined, joined[-300:]


def test_only_faces_of_the_book_are_used(drawn: tuple[SetPage, Any, Path]) -> None:
    """Every line is drawn in the face or one of its copies, never in a fallback."""
    import pikepdf

    with pikepdf.open(drawn[2]) as pdf:
        names = {str(obj.BaseFont) for obj in pdf.objects if isinstance(obj, pikepdf.Dictionary) and "/BaseFont" in obj}
    assert names
    assert all("EB-Garamond" in name for name in names)
    assert any("-x" in name or "-n" in name for name in names)
