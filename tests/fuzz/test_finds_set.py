"""What fuzzing has found on pages and paper that a look at the words alone does not show: each stays mended."""

from __future__ import annotations

import re
import unicodedata
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from pypdfium2 import PdfDocument
from pypdfium2.raw import FPDF_PAGEOBJ_PATH

from packager.assembly import AssemblyOptions, assemble
from packager.html_book import HtmlBook
from packager.languages import language_tag
from packager.ledger_epub import epub_parts
from packager.ledger_letters import PartLetters, differences, letters
from packager.ledger_pdf import compare_parts, page_text, pdf_differences
from packager.model import (
    Asset,
    BookInfo,
    Cell,
    Chapter,
    Footnote,
    Image,
    LineBreak,
    Link,
    Mark,
    Marked,
    Metadata,
    Note,
    NoteKind,
    NotesPlace,
    Paragraph,
    Scene,
    Spoken,
    Story,
    Table,
    Text,
)
from packager.problems import Report
from packager.render import render
from packager.themes import load_theme
from packager.writers.table import WRITERS, Job, WriteOptions
from tests.command import environment, fanpack
from tests.fuzz.test_finds import PROSE, rendered
from tests.make import para
from tests.readers.samples import png


def told(*blocks: Paragraph | Note, **more: object) -> Story:
    """A story of one chapter."""
    return Story("a.txt", Metadata("Tide", ("Mira",)), (Chapter((Scene(blocks),)),), **more)  # type: ignore[arg-type]


def made(*stories: Story, place: NotesPlace = NotesPlace.AFTER) -> HtmlBook:
    return render(assemble(BookInfo("Low Water"), stories, AssemblyOptions(place)))


def written(kind: str, book: HtmlBook, folder: Path, theme: str = "classic") -> Path:
    """The book as an EPUB or PDF."""
    target = folder / f"book.{kind}"
    writer = next(writer for writer in WRITERS if writer.name == kind)
    writer.write(Job(book, load_theme(theme), target, WriteOptions(jobs=1, cache=False), Report()))
    return target


def test_an_extension_stands_once_in_a_language_tag() -> None:
    """'en-a-bbb-a-ccc' has one twice: no tag (BCP 47, 2.2.6)."""
    assert language_tag("en-a-bbb-b-ccc") == "en-a-bbb-b-ccc"
    assert language_tag("en-a-bbb-a-ccc") == ""


@pytest.mark.parametrize("address", ["http://[link]", "https://a..b/", "http://1.2.3.400/", "https://x:99999/"])
def test_a_link_that_leads_nowhere_keeps_its_words(address: str) -> None:
    """Whoever made the story: an address that is none is no link on the page."""
    pages = rendered(told(para(PROSE), Paragraph((Link(address, (Text("the chart"),)),))), NotesPlace.AFTER).pages
    (page,) = (page.body for page in pages if "the chart" in page.body)
    assert "<a" not in page


def test_words_in_no_language_name_none() -> None:
    """A word's own language that is no tag is not said on the page; one that is, is."""
    spoken = (Spoken((Text("Ah"),), "my own"), Text(" and "), Spoken((Text("Ach"),), "de"))
    bodies = "".join(page.body for page in rendered(told(Paragraph(spoken)), NotesPlace.AFTER).pages)
    assert set(re.findall(r'lang="([^"]*)"', bodies)) == {"de"}


@pytest.mark.parametrize("blocks", [(para("Two boats, one tide."),), ()], ids=["a text", "no text"])
def test_a_summary_keeps_its_label(blocks: tuple[Paragraph, ...]) -> None:
    """The heading a source gave its summary stands over it, and alone where the text is missing."""
    story = told(para(PROSE), front=(Note(NoteKind.SUMMARY, blocks, title="In Short"),))
    story = replace(story, metadata=replace(story.metadata, summary=(para("A boat."),)))
    bodies = {page.id: page.body for page in made(story).pages}
    assert "In Short" in bodies["s001-title"]


@pytest.mark.parametrize("kind", [NoteKind.AUTHORS_NOTE, NoteKind.DISCLAIMER])
def test_notes_of_stories_called_the_same_show_their_own_pictures(kind: NoteKind) -> None:
    """Each story's note on a page of the whole book shows the picture of that story."""
    stories = [
        told(
            para(PROSE),
            Note(kind, (Paragraph((Text(text), Image("a.png", text))),)),
            assets=(Asset("a.png", "image/png", png(size)),),
        )
        for text, size in (("oar", 4), ("mast", 9))
    ]
    (page,) = (p.body for p in made(*stories, place=NotesPlace.END).pages if p.id in ("end-notes", "disclaimers"))
    assert re.findall(r'(\w+)<img[^>]*src="images/(s\d+)-a.png"', page) == [("oar", "s001"), ("mast", "s002")]


# ------------------------------------------------------------------------------------------- in print


def test_contents_of_control_characters(tmp_path: Path) -> None:
    """An EPUB's contents show a chapter's title without them."""
    story = Story("a.txt", Metadata("Tide"), (Chapter((Scene((para(PROSE),)),), "", "Ebb\x9b[31m\x85 and flow"),))
    with zipfile.ZipFile(written("epub", made(story), tmp_path)) as epub:
        texts = [epub.read(name).decode() for name in epub.namelist() if name.endswith((".xhtml", ".ncx", ".opf"))]
    assert not [sign for text in texts for sign in text if unicodedata.category(sign) == "Cc" and sign not in "\n\t"]


@pytest.mark.pdf
def test_bookmarks_of_control_characters(tmp_path: Path) -> None:
    """A PDF's bookmarks show a chapter's title without them."""
    chapters = tuple(Chapter((Scene((para(PROSE),)),), "", title) for title in ("Ebb\x9b[31m\x85 and flow", "Flood"))
    with PdfDocument(written("pdf", made(Story("a.txt", Metadata("Tide"), chapters)), tmp_path)) as printed:
        titles = [mark.get_title() for mark in printed.get_toc()]
    assert "Ebb[31m and flow" in titles


@pytest.mark.pdf
def test_letters_turned_around_are_found_by_a_search(tmp_path: Path) -> None:
    """An override of the direction prints Latin words the right way, so that a search in the PDF finds them."""
    book = made(told(para(PROSE), para("He said \u202eevil and vile\u202c to them, \u202dtwice\u202c.")))
    target = written("pdf", book, tmp_path)
    assert not pdf_differences(target, book)
    with PdfDocument(target) as printed:
        assert "He said evil and vile to them, twice." in "".join(p.get_textpage().get_text_bounded() for p in printed)


@pytest.mark.pdf
def test_english_on_pages_from_right_to_left(tmp_path: Path) -> None:
    """A story that says it is Hebrew and is English: numbers and signs move in its lines, no word is lost by it."""
    words = "Mira said no, the 41 moons A/N (well) 12:30 ok. " * 12
    story = told(para("The oars (both, all 2) were gone - so she said: no 12:30!"), para(words))
    story = replace(story, metadata=replace(story.metadata, language="he"))
    pages = made(story)
    target = written("pdf", pages, tmp_path)
    assert not pdf_differences(target, pages)
    assert not compare_parts(target, list(epub_parts(written("epub", pages, tmp_path))))


@pytest.mark.pdf
def test_lines_under_and_through_words_are_drawn(tmp_path: Path) -> None:
    """Underlined and struck text on typeset lines has its lines."""

    def drawn(*inlines: Text | Marked) -> int:
        with PdfDocument(written("pdf", made(told(Paragraph(inlines))), tmp_path)) as printed:
            return sum(item.type == FPDF_PAGEOBJ_PATH for page in printed for item in page.get_objects())

    plain = (Text(f"{PROSE} "), Text(PROSE), Text(f" {PROSE} "), Text(PROSE))
    lined = (plain[0], Marked(Mark.UNDERLINE, (plain[1],)), plain[2], Marked(Mark.STRIKE, (plain[3],)))
    assert drawn(*lined) >= drawn(*plain) + 2


@pytest.mark.pdf
def test_a_letter_of_two_in_small_capitals_says_each_once(tmp_path: Path) -> None:
    """The Armenian 'և' is drawn as two capitals of one letter each: no letter is copied twice."""
    said = Paragraph((Marked(Mark.SMALL_CAPS, (Text("և և x"),)), Text(" down.")))
    book = made(told(para(PROSE), said, para(PROSE)))
    assert not pdf_differences(written("pdf", book, tmp_path), book)


@pytest.mark.pdf
@pytest.mark.parametrize("theme", ["classic", "modern"])
def test_a_letter_first_met_as_half_of_another_says_itself(theme: str, tmp_path: Path) -> None:
    """Modern's font draws 'ǅ' as D and ž: the D of 'Down' is a D to a search."""
    book = made(told(para("ǅ ŉ ﬁ. Down by the Dunes, never noon; ǅ again.")))
    target = written("pdf", book, tmp_path, theme)
    assert not pdf_differences(target, book)
    with PdfDocument(target) as printed:
        assert "Down by the Dunes" in "".join(page.get_textpage().get_text_bounded() for page in printed)


@pytest.mark.pdf
def test_notes_of_a_page_are_told_from_its_text(tmp_path: Path) -> None:
    """Footnotes that say what the text says: the account of print reads them apart, by their tags."""
    said = Paragraph((Text("Ebb"), Footnote((para("Ebb, and ebb."),)), Text(" and ebb.")))
    book = made(told(said))
    target = written("pdf", book, tmp_path)
    assert not pdf_differences(target, book)
    with PdfDocument(target) as printed:
        (text,) = (found for n in range(len(printed)) if (found := page_text(printed, n, noted=True)).notes)
    assert letters(text.notes) == "1ebbandebb"
    assert letters(text.body).startswith("ebb1andebb")


@pytest.mark.pdf
def test_boxes_for_letters_and_their_points_are_printed(tmp_path: Path) -> None:
    """Hebrew with points on a machine without a Hebrew font: each box stands for its own character, and none is lost."""
    (tmp_path / "fonts.conf").write_text('<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig/>')
    (tmp_path / "tide.txt").write_text("Tide\n\nChapter 1\n\nSo: לָׁ.\n", encoding="utf-8")
    env = environment(FONTCONFIG_FILE=str(tmp_path / "fonts.conf"))
    told = fanpack("build", "tide.txt", "-f", "pdf", "-o", "tide.pdf", "--no-cache", cwd=tmp_path, env=env)
    assert told.returncode == 0, told.stderr
    assert "missing-glyph" in told.stderr


@pytest.mark.pdf
@pytest.mark.parametrize("columns", [("long", "x"), ("x", "long"), ("long", "long"), ("long", "x", "long")])
def test_a_row_longer_than_a_page_is_printed(columns: tuple[str, ...], tmp_path: Path) -> None:
    """Each page of it begins with all its columns, and a note called in it is no letter of theirs."""
    lines = [part for n in range(70) for part in (Text(f"line {n} of the sea"), LineBreak())]
    cells = [Cell((Paragraph(tuple(lines)) if one == "long" else para(f"{one} of the sea"),)) for one in columns]
    noted = Paragraph((Text("Mud."), Footnote((para("And the oars."),)), Text(" So on.")))
    book = made(told(noted, Table((tuple(cells), (Cell((noted,)),))), para(PROSE)))  # type: ignore[arg-type]
    target = written("pdf", book, tmp_path)
    assert not pdf_differences(target, book)
    page = next(page for page in book.pages if page.id == "s001-c001")
    lost = replace(page, body=page.body.replace("line 30 of the sea", "line 30 of the green sea", 1))
    other = replace(book, pages=tuple(lost if one is page else one for one in book.pages))
    assert "green" in [odd.letters for _, odd in pdf_differences(target, other) if odd.kind == "missing"]


NOTED = (
    '<section class="disclaimers" id="disclaimers"><section class="disclaimer"><div class="disclaimer-text">'
    '<p class="center" dir="rtl"><a class="noteref gen" id="disclaimers-ref2" href="#disclaimers-fn2"/></p>'
    '<p dir="ltr"><span>the stones of the mole andof the moon</span><a class="noteref gen" id="disclaimers-ref3" '
    'href="#disclaimers-fn3"/>soft\u00adhyphen zero\u200bwidth no\u2060break\ufeffmark non\u00a0break thin\u2009space— '
    "naïvenor fell her her moon and</p></div></section>"
    '<aside class="footnote" id="disclaimers-fn2"><ul><li><p class="end"><strong><img src="images/s001-tall.png" '
    'alt="mole"/></strong></p></li><li><p class="end"><span><br/></span></p></li></ul></aside>'
    '<aside class="footnote" id="disclaimers-fn3"><ul><li><p class="center" dir="ltr"><s><span dir="rtl">nor she nor '
    "they nor anybody who stood there in the rain and looked at the oars and at the boats for so long</span></s></p></li>"
    '</ul></aside><aside class="footnote" id="disclaimers-fn4"><p class="footnote-back gen"/></aside></section>'
)


@pytest.mark.pdf
def test_a_note_beside_a_picture_of_a_pages_height_is_printed(tmp_path: Path) -> None:
    """WeasyPrint forgets the note that finds no room there; all notes then stand behind the text."""
    story = told(para(PROSE), front=(Note(NoteKind.DISCLAIMER, (para("Mine."),)),), assets=(tall(),))
    book = made(story)
    pages = tuple(replace(page, body=NOTED) if page.id == "disclaimers" else page for page in book.pages)
    book, target, report = replace(book, pages=pages), tmp_path / "book.pdf", Report()
    writer = next(writer for writer in WRITERS if writer.name == "pdf")
    writer.write(Job(book, load_theme("large-print"), target, WriteOptions("6x9in", jobs=1, cache=False), report))
    assert not pdf_differences(target, book)
    assert any("notes stand at its end" in problem.message for problem in report.problems)


def tall() -> Asset:
    return Asset("tall.png", "image/png", png(3, 1200))


@pytest.mark.pdf
@pytest.mark.parametrize("theme", ["classic", "modern", "paperback", "large-print"])
def test_a_box_alone_on_its_page_is_printed(theme: str, tmp_path: Path) -> None:
    """A part called by one character that no font has: its box is there to be seen, and says the character."""
    chapter = Chapter((Scene((para(PROSE),)),), "Chapter 1", part="\U0002e443")
    book = made(Story("a.txt", Metadata("Tide", ("Mira",)), (chapter,)))
    assert not pdf_differences(written("pdf", book, tmp_path, theme), book)


def test_notes_of_a_few_letters_are_told_from_nothing() -> None:
    """Notes that say the same in three letters, dealt out over pages: not which is which, but each must be there."""
    part = PartLetters("c", "c.xhtml", "mudsoon" * 6, (), "5kzandtheoars5kzoarsandlamps", True)
    assert not differences(part, ["mudsoon" * 6], ["andtheoars5kz", "oarsandlamps5kz"])
    lost = differences(part, ["mudsoon" * 6], ["andtheoars5kz", "oarsandlamps"])
    assert [odd.letters for odd in lost if odd.kind == "missing"] == ["5kz"]
