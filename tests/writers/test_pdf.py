"""The whole PDF: what a reader, a printer and a screen reader find in it."""

from __future__ import annotations

import re
import subprocess
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pikepdf
import pytest

from packager.assembly import AssemblyOptions, assemble
from packager.html_book import HtmlBook, PageKind
from packager.ledger_pdf import pdf_differences
from packager.model import BookInfo, Chapter, Heading, Metadata, Note, NoteKind, NotesPlace, Scene, Story, Text
from packager.problems import FanpackError, Report
from packager.render import render
from packager.themes import load_theme
from packager.writers.pdf import page_breaks, write_pdf
from packager.writers.pdf_merge import part_info
from packager.writers.pdf_options import PdfOptions, PdfResult
from packager.writers.pdf_places import LetterPlaces
from tests.writers.conftest import RAIN, WALK, p


@pytest.fixture(scope="module")
def cache_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(autouse=True)
def _own_cache(cache_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FANPACK_CACHE", str(cache_folder))


def made(book: HtmlBook, target: Path, report: Report | None = None, **asked: object) -> PdfResult:
    options = PdfOptions(**{"jobs": 1, **asked})  # type: ignore[arg-type]
    return write_pdf(book, load_theme(), target, options, report)


def text(path: Path, *options: str) -> str:
    return subprocess.run(["pdftotext", *options, str(path), "-"], capture_output=True, text=True, check=True).stdout


def test_a_book_is_paged_labelled_and_bookmarked(leaf_book: HtmlBook, tmp_path: Path) -> None:
    """Labels run roman then arabic, bookmarks nest as the contents does, every link finds its place."""
    target = tmp_path / "leaf.pdf"
    result = made(leaf_book, target)
    with pikepdf.open(target) as pdf:
        assert len(pdf.pages) == result.pages == len(result.labels)
        assert result.labels[0] == "i"
        assert "1" in result.labels
        labels = pdf.Root.PageLabels.Nums
        assert str(labels[1].S) == "/r"
        assert str(labels[3].S) == "/D"
        with pdf.open_outline() as outline:
            titles = [item.title for item in outline.root]
            assert titles[: len(leaf_book.nav)] == [point.title for point in leaf_book.nav]
            assert any(item.children for item in outline.root) == any(point.children for point in leaf_book.nav)
        names = {str(name) for name in pdf.Root.Names.Dests.Names[::2]}
        links = [a for page in pdf.pages for a in page.get("/Annots", ()) if "/Dest" in a]
        assert links
        assert {str(link.Dest) for link in links} <= names


def test_no_word_is_lost_on_paper(leaf_book: HtmlBook, tmp_path: Path) -> None:
    """Text copied from the PDF has the words of the chapters, unbroken."""
    target = tmp_path / "leaf.pdf"
    made(leaf_book, target)
    found = " ".join(text(target).split())
    for words in ("nobody at the long table answered her", "the stone was worn into shallow bowls"):
        assert words in found.replace("\u00ad", "").replace("- ", "")


def test_the_same_book_gives_the_same_bytes(leaf_book: HtmlBook, tmp_path: Path) -> None:
    """Cold, from the cache, without a cache and with two workers: the file is identical, only the work differs."""
    cold = made(leaf_book, tmp_path / "a.pdf")
    warm = made(leaf_book, tmp_path / "b.pdf")
    none = made(leaf_book, tmp_path / "c.pdf", cache=False)
    assert warm.parts_laid_out == 0
    assert none.parts_laid_out >= cold.parts_laid_out
    files = {(tmp_path / name).read_bytes() for name in ("a.pdf", "b.pdf", "c.pdf")}
    assert len(files) == 1


def test_workers_make_what_one_process_makes(
    leaf_book: HtmlBook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two worker processes give the bytes that none gives."""
    monkeypatch.setattr("packager.writers.pdf.SMALL", 0)
    made(leaf_book, tmp_path / "one.pdf", cache=False)
    made(leaf_book, tmp_path / "two.pdf", cache=False, jobs=2)
    assert (tmp_path / "one.pdf").read_bytes() == (tmp_path / "two.pdf").read_bytes()


def test_black_may_stand_in_one_plate(leaf_book: HtmlBook, tmp_path: Path) -> None:
    """For print on demand text is drawn in the black plate alone."""
    target = tmp_path / "leaf.pdf"
    made(leaf_book, target, one_black=True)
    with pikepdf.open(target) as pdf:
        streams = [stream for page in pdf.pages if "/Contents" in page for stream in page.Contents]
        drawn = b"".join(stream.read_bytes() for stream in streams)
    assert b"0 0 0 1 k" in drawn or b"0 0 0 1 scn" in drawn
    assert b"/DeviceRGB" not in drawn


def test_an_edit_lays_out_only_what_it_touched(leaf_book: HtmlBook, tmp_path: Path) -> None:
    """One changed chapter is one part laid out anew."""
    made(leaf_book, tmp_path / "a.pdf")
    pages = [
        replace(page, body=page.body.replace("shutters", "curtains")) if page.kind is PageKind.CHAPTER else page
        for page in leaf_book.pages
    ]
    changed = sum(a != b for a, b in zip(pages, leaf_book.pages, strict=True))
    assert changed
    result = made(replace(leaf_book, pages=tuple(pages)), tmp_path / "b.pdf")
    assert changed <= result.parts_laid_out <= changed + 1  # the contents too, if a page moved


def test_a_dead_worker_is_a_clear_error(leaf_book: HtmlBook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When a worker is killed the run ends with one line, leaves no file and does not hang."""
    monkeypatch.setattr("packager.writers.pdf.SMALL", 0)
    monkeypatch.setattr("packager.writers.pdf_parts._lay_out", lambda *_: __import__("os")._exit(9))
    with pytest.raises(FanpackError, match="worker process"):
        made(leaf_book, tmp_path / "x.pdf", cache=False, jobs=2)
    assert not list(tmp_path.iterdir())


def test_only_the_themes_fonts_are_embedded(leaf_book: HtmlBook, tmp_path: Path) -> None:
    """One subset of each face, all embedded, and none that the theme does not have."""
    target = tmp_path / "leaf.pdf"
    made(leaf_book, target)
    family = load_theme().type.family.replace(" ", "-")
    with pikepdf.open(target) as pdf:
        fonts = {
            str(font.BaseFont): font
            for page in pdf.pages
            for font in page.get("/Resources", pikepdf.Dictionary()).get("/Font", pikepdf.Dictionary()).values()
        }
        assert fonts
        for name, font in fonts.items():
            assert family in name
            descriptor = font.DescendantFonts[0].FontDescriptor
            assert "/FontFile2" in descriptor or "/FontFile3" in descriptor


def test_a_glyph_nobody_has_is_told_with_its_place(leaf_book: HtmlBook, tmp_path: Path) -> None:
    """A character no font has is reported with its code, the words before it and a font to install."""
    pages = [replace(page, body=page.body.replace("shutters", "shut\U0001f9ffters", 1)) for page in leaf_book.pages]
    report = Report()
    made(replace(leaf_book, pages=tuple(pages)), tmp_path / "x.pdf", report)
    missing, *_ = [p for p in report if p.code == "missing-glyph"]
    assert "The Long Table" in missing.where
    assert "U+1F9FF" in missing.message
    assert "shut" in missing.message
    assert not [p for p in report if p.code == "foreign-font" and "EB Garamond" in p.message]


def test_the_epub_learns_where_printed_pages_begin(leaf_book: HtmlBook, tmp_path: Path) -> None:
    """Every printed page has a place in its text, in order, and the words after it are on that page."""
    target = tmp_path / "leaf.pdf"
    result = made(leaf_book, target)
    breaks = page_breaks(leaf_book, result)
    for name in {b.file_name for b in breaks}:
        offsets = [b.offset for b in breaks if b.file_name == name]
        assert offsets == sorted(offsets)
        body = next(page.body for page in leaf_book.pages if page.file_name == name)
        assert offsets[-1] <= LetterPlaces(body).length
    assert [b.label for b in breaks] == [p.label for p in result.page_list]


def test_structure_holds_headings_and_paragraphs(leaf_book: HtmlBook, tmp_path: Path) -> None:
    """A screen reader finds a document of sections with headings, paragraphs and links, all content mapped."""
    target = tmp_path / "leaf.pdf"
    made(leaf_book, target)
    roles: list[str] = []

    def walk(element: pikepdf.Object) -> None:
        if isinstance(element, pikepdf.Dictionary) and "/S" in element:
            roles.append(str(element.S)[1:])
            for kid in element.get("/K", ()):
                if isinstance(kid, pikepdf.Dictionary):
                    walk(kid)

    with pikepdf.open(target) as pdf:
        walk(pdf.Root.StructTreeRoot.K[0])
        assert bool(pdf.Root.MarkInfo.Marked)
        assert str(pdf.Root.Lang) == leaf_book.info.language
        parents = pdf.Root.StructTreeRoot.ParentTree.Nums
        numbers = [int(n) for n in parents[::2]]
        assert numbers == sorted(set(numbers))
    assert {"Document", "Sect", "H1", "P", "Link", "L"} <= set(roles)


def test_no_level_of_heading_is_left_out(tmp_path: Path) -> None:
    """A chapter without a heading of its own has subheadings one level under the story's name, in the tags too."""
    blocks = (*(Heading((Text(name),), 3) for name in ("One", "Two")), p(RAIN), Heading((Text("Three"),), 4), p(WALK))
    note = Note(NoteKind.AUTHORS_NOTE, (p("Mind the mud."),), title="Before you go")
    story = Story("s.txt", Metadata("Tide", ("Ida",)), (Chapter((Scene(blocks),)),), front=(note,))
    for place in (NotesPlace.BEFORE, NotesPlace.AFTER, NotesPlace.END, NotesPlace.INLINE):
        book = render(assemble(BookInfo("Tide", language="en"), (story,), AssemblyOptions(place)))
        made(book, tmp_path / "leaf.pdf")
        levels: list[int] = []

        def walk(element: pikepdf.Object) -> None:
            if isinstance(element, pikepdf.Dictionary) and "/S" in element:
                if re.fullmatch(r"/H\d", str(element.S)):
                    levels.append(int(str(element.S)[2]))  # noqa: B023 - called at once
                for kid in element.get("/K", ()):
                    walk(kid)

        with pikepdf.open(tmp_path / "leaf.pdf") as pdf:
            walk(pdf.Root.StructTreeRoot.K[0])
        assert levels[0] == 1
        assert all(below <= above + 1 for above, below in pairwise(levels)), (place, levels)
        assert levels.count(2) >= 3
        for page in book.pages:
            told = [int(level) for level in re.findall(r"<h(\d)", page.body) if "subheading" not in page.body]
            assert all(below <= above + 1 for above, below in pairwise(told)), page.body


def test_a_page_may_have_bleed_and_crop_marks(leaf_book: HtmlBook, tmp_path: Path) -> None:
    """With bleed the trimmed page keeps its size inside a larger sheet."""
    target = tmp_path / "leaf.pdf"
    made(leaf_book, target, bleed=9.0, crop_marks=True, trim="a5")
    with pikepdf.open(target) as pdf:
        page = pdf.pages[0]
        trim = [float(v) for v in page.TrimBox]
        assert trim[2] - trim[0] == pytest.approx(419.53, abs=0.1)
        assert float(page.MediaBox[2]) > trim[2]


def test_a_screen_copy_has_no_blank_pages(leaf_book: HtmlBook, tmp_path: Path) -> None:
    """For a screen no page is blank, so it has fewer than the book for paper."""
    paper = made(leaf_book, tmp_path / "a.pdf")
    screen = made(leaf_book, tmp_path / "b.pdf", screen=True)
    assert screen.pages < paper.pages
    assert len(screen.page_list) == screen.pages


def test_a_part_in_the_cache_knows_its_pages(leaf_book: HtmlBook, tmp_path: Path, cache_folder: Path) -> None:
    """Every cached part is a PDF of its own that says how many pages it has."""
    made(leaf_book, tmp_path / "a.pdf")
    for path in list((cache_folder / "print").glob("*/*.bin"))[:3]:
        with pikepdf.open(path) as pdf:
            assert part_info(pdf).pages == len(pdf.pages)


def test_a_label_of_a_storys_facts_never_stands_without_them(tmp_path: Path) -> None:
    """Where a list of facts runs over its page, no label is left behind at the foot, and none is printed twice."""
    facts = {
        "Fandom": ("Low Water",),
        "Characters": ("Mira", "Wren"),
        "Tags": ("Slow Burn and Boats", "Lighthouses", "Found Family"),
        "Works": ("High Water by gull",),
    }
    for before in range(1, 8):
        said = Metadata(
            "Tide",
            fandoms=facts["Fandom"],
            characters=facts["Characters"],
            tags=facts["Tags"],
            summary=tuple(p("The tide had gone out by noon.") for _ in range(before)),
            extra=(("Works inspired by this one", facts["Works"][0]),),
        )
        story = Story("a.txt", said, (Chapter((Scene((p(WALK),)),)),))
        book = render(assemble(BookInfo("Low Water"), (story,), AssemblyOptions()))
        target = tmp_path / f"{before}.pdf"
        write_pdf(book, load_theme("large-print"), target, PdfOptions(trim="b6", jobs=1), None)
        assert not pdf_differences(target, book)
        lines = text(target, "-layout").split("\n")
        for label, values in facts.items():
            (line,) = (line for line in lines if re.search(rf"\b{label}\b", line))
            assert values[0].split()[0] in line
