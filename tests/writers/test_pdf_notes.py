"""Footnotes on paper: at the foot of the page that calls them, on pages that end level, and heard in their place."""

from __future__ import annotations

import re
import subprocess
from dataclasses import replace
from pathlib import Path

import pikepdf
import pypdfium2 as pdfium
import pytest

from packager.assembly import AssemblyOptions, assemble
from packager.html_book import HtmlBook
from packager.ledger_pdf import page_text, pdf_differences
from packager.model import (
    BookInfo,
    Cell,
    Chapter,
    Footnote,
    Gap,
    Link,
    ListBlock,
    Metadata,
    Paragraph,
    Scene,
    Story,
    Table,
    Text,
)
from packager.problems import Report
from packager.render import render, with_link_notes
from packager.themes import load_theme
from packager.writers.pdf import page_breaks, write_pdf
from packager.writers.pdf_options import PdfOptions
from tests.writers.conftest import RAIN, WALK, p


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FANPACK_CACHE", str(tmp_path / "cache"))


def book(*blocks: object, summary: tuple[Paragraph, ...] = ()) -> HtmlBook:
    story = Story("s.txt", Metadata("Tide", ("Ida",), summary=summary), (Chapter((Scene(blocks),)),))  # type: ignore[arg-type]
    return render(assemble(BookInfo("Tide", language="en"), (story,), AssemblyOptions()))


def noted(count: int) -> HtmlBook:
    """A chapter of which every third paragraph calls a note, and every seventh has a link."""
    blocks: list[Paragraph] = []
    for n in range(count):
        inlines: list[object] = [RAIN if n % 2 else WALK]
        if n % 3 == 0:
            inlines.append(Footnote((p(f"Notemark{n:03d} says something of the ferry and of the people on it."),)))
        if n % 7 == 0:
            inlines += [" See ", Link(f"https://example.org/tide/{n:03d}", (Text("there"),)), "."]
        inlines.append(f" Callmark{n:03d}.")
        blocks.append(p(*inlines))
    return with_link_notes(book(*blocks))


def made(pages: HtmlBook, target: Path, **asked: object) -> tuple[Report, object]:
    report = Report()
    options = PdfOptions(**{"jobs": 1, **asked})  # type: ignore[arg-type]
    return report, write_pdf(pages, load_theme(), target, options, report)


def page_texts(path: Path) -> list[str]:
    pdf = pdfium.PdfDocument(path)
    return [page.get_textpage().get_text_range() for page in pdf]


def feet(path: Path) -> list[float]:
    """How far up the lowest line of each page stands, folios aside, in points."""
    text = subprocess.run(["pdftotext", "-bbox-layout", str(path), "-"], capture_output=True, text=True, check=True)
    found = []
    for page in text.stdout.split("<page ")[1:]:
        height = float(re.search(r'height="([\d.]+)"', page)[1])  # type: ignore[index]
        lows = []
        for bottom, inside in re.findall(r'<line [^>]*yMax="([\d.]+)">(.*?)</line>', page, re.S):
            words = re.findall(r">([^<]+)</word>", inside)
            if not (len(words) == 1 and re.fullmatch(r"[ivxlc]+|\d{1,3}", words[0])):
                lows.append(float(bottom))
        found.append(height - max(lows) if lows else 0.0)
    return found


def test_notes_stand_on_the_page_that_calls_them(tmp_path: Path) -> None:
    """Each note once, behind the text of the page its call is on; nothing had to be left to WeasyPrint."""
    pages, target = noted(40), tmp_path / "t.pdf"
    report, _ = made(pages, target)
    assert not [problem for problem in report if problem.code == "page-breaks"]
    assert pdf_differences(target, pages) == []
    texts = page_texts(target)
    for n in range(0, 40, 3):
        (there,) = [text for text in texts if f"Notemark{n:03d}" in text]
        assert f"Callmark{n:03d}" in there or f"Callmark{n - 1:03d}" in there
        assert there.index(f"Notemark{n:03d}") > there.rindex("Callmark")
    for n in range(0, 40, 7):
        assert sum(f"https://example.org/tide/{n:03d}" in re.sub(r"[\r\n\u200b]", "", text) for text in texts) == 1


def test_pages_with_notes_end_level(tmp_path: Path) -> None:
    """The last line of notes on one page is level with the last line of its neighbour."""
    target = tmp_path / "t.pdf"
    made(noted(60), target)
    found = [foot for foot in feet(target) if foot][2:-2]
    assert len(found) > 8
    pairs = list(zip(found[1::2], found[2::2], strict=False))
    assert sum(abs(a - b) < 2.5 for a, b in pairs) >= 0.8 * len(pairs)


def test_calls_and_notes_lead_to_each_other(tmp_path: Path) -> None:
    """In the tag tree a call is a Reference with a Link, a note a Note with its number; links go both ways."""
    target = tmp_path / "t.pdf"
    made(noted(8), target)
    with pikepdf.open(target) as pdf:
        roles: dict[str, int] = {}

        def walk(element: pikepdf.Object, above: str) -> None:
            if not isinstance(element, pikepdf.Dictionary) or "/S" not in element:
                return
            role = str(element.S)
            roles[f"{above}{role}"] = roles.get(f"{above}{role}", 0) + 1
            kids = element.get("/K")
            for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
                walk(kid, role)

        root = pdf.Root.StructTreeRoot.K
        for top in root if isinstance(root, pikepdf.Array) else [root]:
            walk(top, "")
        assert roles["/Reference/Link"] == roles["/Note/P"] == roles["/Lbl/Link"] == 5
        links = {str(a.Dest) for page in pdf.pages for a in page.get("/Annots", ()) if "/Dest" in a}
        assert {"s001-c001-fn1", "s001-c001-ref1", "s001-c001-ln1", "s001-c001-lr1"} <= links
        assert links <= {str(name) for name in pdf.Root.Names.Dests.Names[::2]}


def test_the_epubs_page_breaks_do_not_count_notes(tmp_path: Path) -> None:
    """Where a printed page begins is found in the pages that have no notes of links."""
    pages = noted(40)
    plain = replace(pages, pages=tuple(_without_notes(page) for page in pages.pages))
    target = tmp_path / "t.pdf"
    _, result = made(pages, target)
    chapter = next(page for page in plain.pages if page.id == "s001-c001")
    text = "".join(re.sub(r"<[^>]*>", "", chapter.body))
    texts = [text for text in page_texts(target) if "Callmark" in text]
    for place in [b for b in page_breaks(plain, result) if b.file_name == chapter.file_name][1:]:  # type: ignore[arg-type]
        begins = text[place.offset : place.offset + 25].strip()
        assert any(begins[:12] in re.sub(r"\s+", " ", shown)[:120] for shown in texts)


def _without_notes(page):  # type: ignore[no-untyped-def]
    calls = re.sub(r'<a class="noteref gen" role[^>]*>\d+</a>', "", page.body)
    return replace(page, body=re.sub(r'<aside class="footnote address.*?</aside>', "", calls, flags=re.S))


def test_lists_and_summaries_with_links_are_levelled_too(tmp_path: Path) -> None:
    """Neither an item's number nor a note on a story's title page stands in the way of the page breaker."""
    link = Link("https://example.org/tide", (Text("there"),))
    items = tuple((p(f"Item {n} ", link),) for n in range(3))
    pages = with_link_notes(
        book(p(RAIN), ListBlock(items, True, 4, marks="i"), Gap(1), p(WALK), summary=(p("See ", link),))
    )
    target = tmp_path / "t.pdf"
    report, _ = made(pages, target)
    assert not [problem for problem in report if problem.code == "page-breaks"]
    assert pdf_differences(target, pages) == []
    text = "\n".join(page_texts(target))
    assert all(re.search(rf"\b{mark}\.", text) for mark in ("iv", "v", "vi"))


def test_a_book_may_say_its_addresses_or_not(tmp_path: Path) -> None:
    """The text of a PDF is compared with pages that have no notes of links: addresses are no fault, other words are."""
    pages, target = noted(8), tmp_path / "t.pdf"
    made(pages, target)
    plain = replace(pages, pages=tuple(_without_notes(page) for page in pages.pages))
    assert pdf_differences(target, plain) == []
    other = replace(plain, pages=tuple(replace(p, body=p.body.replace("tide/007", "moon")) for p in plain.pages))
    assert pdf_differences(target, other) != []


def test_a_note_that_fits_no_page_stands_behind_the_text(tmp_path: Path) -> None:
    """A note longer than a page runs over pages at the chapter's end, and none of it off the paper."""
    long = p(*[f"Word{n:04d} of a note that is longer than any page. " for n in range(140)])
    pages, target = book(p(RAIN, Footnote((long,))), *[p(WALK) for _ in range(12)]), tmp_path / "t.pdf"
    report, _ = made(pages, target)
    (told,) = [problem.message for problem in report if problem.code == "page-breaks"]
    assert "its notes stand at its end" in told
    assert pdf_differences(target, pages) == []
    texts = page_texts(target)
    assert sum("of a note" in text for text in texts) > 1
    assert min(foot for foot in feet(target) if foot) > 50


def test_notes_that_the_engine_places_are_notes(tmp_path: Path) -> None:
    """A table longer than a page cannot be cut from the galley: its chapter's note is heard as one all the same."""
    aside = Footnote((p("Notemark says something of the ferry."),))
    rows = tuple((Cell((p(RAIN),)), Cell((p(WALK),))) for _ in range(2))
    tall = Table(((Cell(tuple(p(RAIN) for _ in range(30))),), *rows))
    pages = book(p(RAIN, aside, " Callmark."), tall)
    target = tmp_path / "t.pdf"
    made(pages, target)
    assert not pdf_differences(target, pages)
    with pdfium.PdfDocument(target) as pdf:
        notes = [page_text(pdf, number, noted=True).notes for number in range(len(pdf))]
    assert [note for note in notes if "Notemark" in note]
    assert not any("Callmark" in note for note in notes)
