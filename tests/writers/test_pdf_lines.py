"""Typeset lines are laid out and drawn without asking WeasyPrint and Pango again, and nothing moves by it."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from weasyprint.formatting_structure import boxes
from weasyprint.layout import inline

from packager.html_book import HtmlBook, Page, PageKind
from packager.model import BookInfo
from packager.themes import load_theme
from packager.writers import pdf_layout, pdf_parts
from packager.writers.pdf import make_setup
from packager.writers.pdf_codes import coded, codes_of, uncoded
from packager.writers.pdf_even import justifier
from packager.writers.pdf_layout import Bench
from packager.writers.pdf_options import PdfOptions, geometry
from packager.writers.pdf_parts import PartJob, lay_out
from packager.writers.pdf_pen import Written
from tests.writers.conftest import RAIN, SHORT, WALK

THEMES = ("classic", "paperback", "modern", "large-print")
ODD = (
    "<em>“1,048”</em> — she said <strong>that</strong>, <em>that</em> <em>only</em>… and no more of <b>it</b>. "
    "Εν αρχή, wrote the old hand, <i>ἦν ὁ λόγος</i>; 42° by the glass, 17 % of the lot, 3 × 4, naïve, coöperate, "
    "<span class='small-caps'>the Harbour Board</span> and <u>not</u> H<sub>2</sub>O but the 12<sup>th</sup> of "
    "May, said the office, affluent and final, as if fjord and fiancée were all one to them, which they were not."
)


def chapter() -> Page:
    """A chapter with an initial, talk, emphasis over lines, other scripts, a scene break and a quotation."""
    texts = [RAIN, SHORT, WALK, ODD, RAIN.replace("nobody at the long table", "<em>nobody at the long table</em>")]
    body = "".join(f"<p{' class=' + chr(34) + 'first opening' + chr(34) if not n else ''}>{t}</p>" for n, t in
                   enumerate(texts * 4))  # fmt: skip
    body += f'<hr class="scene-break"/><p class="first">{WALK}</p><blockquote><p>{RAIN}</p></blockquote>'
    head = '<header class="chapter-head"><h2 class="chapter-title" id="c1-h">Of the Rain</h2></header>'
    text = f'<section class="chapter" id="c1">{head}{body}</section>'
    return Page("c1", "c1.xhtml", PageKind.CHAPTER, "Of the Rain", text, running=("The Ferry", "Of the Rain"))


def bench(name: str, page: Page) -> Bench:
    theme, options = load_theme(name), PdfOptions()
    book = HtmlBook(BookInfo("The Ferry", ("Nobody",)), (page,), ())
    return Bench(make_setup(book, theme, geometry(options, theme.type.size, theme.type.leading), options))


@contextmanager
def as_weasyprint_does(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Within it every line is an element and WeasyPrint lays it out and draws it with Pango."""

    @contextmanager
    def nothing(*_: object) -> Iterator[None]:
        yield

    with monkeypatch.context() as patch:
        patch.setattr(pdf_layout, "known_lines", nothing)
        patch.setattr(pdf_parts, "coded", uncoded)
        patch.setattr(inline, "justify_line", justifier(inline.justify_line))  # a repair of its own, not of places
        yield


def texts_of(document: Any) -> list[tuple[str, float, float, float]]:
    found = []
    for number, page in enumerate(document.pages):
        for box in page._page_box.descendants():
            if isinstance(box, boxes.TextBox) and box.text.strip(" \u200b"):
                place = (box.position_x, number * 1000 + box.position_y + box.baseline, box.width)
                found.append((box.text, *place))
    return found


def pictures(data: bytes, folder: Path) -> list[bytes]:
    folder.mkdir()
    (folder / "part.pdf").write_bytes(data)
    subprocess.run(["pdftoppm", "-r", "60", "-gray", "part.pdf", "page"], cwd=folder, check=True)
    return [path.read_bytes() for path in sorted(folder.glob("page*.pgm"))]


@pytest.mark.parametrize("name", THEMES)
def test_every_text_stands_where_weasyprint_puts_it(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Texts, places and widths are the same with and without our own layout of lines, in every theme."""
    page = chapter()
    tools = bench(name, page)
    job = PartJob("k", page, {})
    ours = texts_of(pdf_parts._paginated(tools, job, pdf_layout.PartInfo()))
    with as_weasyprint_does(monkeypatch):
        theirs = texts_of(pdf_parts._paginated(tools, job, pdf_layout.PartInfo()))
    assert [text for text, *_ in ours] == [text for text, *_ in theirs]
    for mine, other in zip(ours, theirs, strict=True):
        assert mine[1:] == pytest.approx(other[1:], abs=1e-6), mine[0]


@pytest.mark.parametrize("name", THEMES)
def test_pages_look_as_pango_draws_them(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not a pixel differs between lines put together from words and lines that Pango drew."""
    page = chapter()
    job = PartJob("k", page, {})
    ours = lay_out(bench(name, page), job)
    with as_weasyprint_does(monkeypatch):
        theirs = lay_out(bench(name, page), job)
    assert pictures(ours, tmp_path / "ours") == pictures(theirs, tmp_path / "theirs")


def test_running_text_is_written_by_pens() -> None:
    """Pango is asked for what pens can't write only: the way to fast pages is really taken."""
    page = chapter()
    document = pdf_parts._paginated(bench("classic", page), PartJob("k", page, {}), pdf_layout.PartInfo())
    drawn = [b.pango_layout for p in document.pages for b in p._page_box.descendants() if isinstance(b, boxes.TextBox)]
    assert sum(isinstance(layout, Written) for layout in drawn) > 0.9 * len(drawn)


def test_a_part_is_the_same_after_other_parts() -> None:
    """What a worker remembers of words and faces doesn't show: a part laid out first or last has the same bytes."""
    page = chapter()
    other = Page("c2", "c2.xhtml", PageKind.CHAPTER, "Of Moons", f'<section id="c2"><p>{WALK * 9}</p></section>')
    job = PartJob("k", page, {})
    fresh, used = bench("classic", page), bench("classic", page)
    lay_out(used, PartJob("j", other, {}))
    assert lay_out(fresh, job) == lay_out(used, job) == lay_out(used, job)


def test_codes_say_what_the_spans_said() -> None:
    """A paragraph of plain lines trades its spans for codes; one with more than text and emphasis keeps them."""
    plain = (
        '<p class="first set"><span class="ln ws12">It was <em>late</em>\n</span>'
        '<span class="ln x2 wm8 lh20">when &amp; where.</span></p>'
    )
    line = '<p class="first set" data-lines="0 12 0,2 -8 20">It was <em>late</em>\nwhen &amp; where.</p>'
    assert coded(plain) == line
    assert [tuple(code) for code in codes_of("0 12 0,2 -8 20,-1 0 0")] == [(0, 12, 0), (2, -8, 20), (-1, 0, 0)]
    for kept in (
        plain.replace("late", '<a href="#x">late</a>'),
        plain.replace('"ln ws12"', '"ln ws12" style="margin-right:1pt"'),
        plain.replace("where", "\u03b1"),
    ):
        assert coded(kept) == kept
