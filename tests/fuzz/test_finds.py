"""What fuzzing the whole pipeline has found: each stays mended."""

from __future__ import annotations

import random
import re
import zipfile
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest
from pypdfium2 import PdfDocument, PdfTextPage

from packager.addresses import web_address
from packager.assembly import AssemblyOptions, assemble
from packager.build import Outcome, build
from packager.gather import gather
from packager.html_book import HtmlBook, Page, PageBreak, PageKind
from packager.languages import language_tag
from packager.ledger import balance
from packager.ledger_pdf import destinations, pdf_differences
from packager.ledger_words import folded
from packager.manifest import BookEntry, Manifest, Settings, read_manifest
from packager.model import (
    Asset,
    Block,
    BookInfo,
    Break,
    Chapter,
    Footnote,
    Heading,
    Image,
    LeftOut,
    Link,
    ListBlock,
    Manuscript,
    Mark,
    Marked,
    Metadata,
    Note,
    NoteKind,
    NotesPlace,
    Paragraph,
    Ruby,
    Scene,
    Series,
    Signpost,
    Spoken,
    Story,
    Text,
    Verse,
    block_text,
    blocks_text,
)
from packager.problems import ExitCode, FanpackError, Report
from packager.render import render
from packager.request import Request
from packager.themes import load_theme
from packager.writers.epub_breaks import marked
from packager.writers.table import WRITERS, Job, WriteOptions
from tests.make import para
from tests.readers.samples import AO3_DOWNLOAD, png

PROSE = "The tide had gone out by noon, and nobody on the mole said so aloud."


def book(
    text: str, folder: Path, *, name: str = "story.html", manifest: Manifest | None = None, **said: str
) -> Outcome:
    """The EPUB of one file."""
    source = folder / name
    source.write_text(text, encoding="utf-8")
    out = str(folder / "book.epub")
    return build(Request((str(source),), manifest or Manifest(), ("epub",), out, **said), Report())


def pages(folder: Path) -> str:
    with zipfile.ZipFile(folder / "book.epub") as epub:
        return "".join(epub.read(name).decode() for name in epub.namelist() if name.endswith((".xhtml", ".opf")))


def rendered(story: Story, place: NotesPlace) -> HtmlBook:
    """The pages of a story whose words balance with its own blocks."""
    blocks: list[Block] = [*story.front]
    for chapter in story.chapters:
        for scene in chapter.scenes:
            if scene.opening and scene.opening.marker != "hr":
                blocks.append(para(scene.opening.marker))
            blocks += scene.blocks
    anthology = assemble(BookInfo("Low Water"), (story,), AssemblyOptions(place))
    made = render(anthology)
    ledger = balance([Manuscript(story.source, tuple(blocks))], anthology, made)
    assert ledger.balanced, ledger.mismatches
    return made


# ------------------------------------------------------------------------------- what a manifest may say


@pytest.mark.parametrize(
    ("said", "tag"),
    [("en", "en"), ("en_GB", "en-GB"), ("zh-Hant-TW", "zh-Hant-TW"), ("x-klingon", "x-klingon"), ("9", ""),
     ("not a language", ""), ("en-x", ""), ("de-1901-1901", ""), ("e", "")],
)  # fmt: skip
def test_only_well_formed_language_tags_are_used(said: str, tag: str) -> None:
    """An e-reader refuses a book whose language is no tag; underscores are hyphens."""
    assert language_tag(said) == tag


@pytest.mark.parametrize(
    "line", ['language = "English, mostly"', 'date = "soon"', 'date = "2021-99-99"', 'date = "12"']
)
def test_a_book_refuses_a_language_or_date_that_is_none(line: str, tmp_path: Path) -> None:
    """What would make an EPUB that epubcheck refuses ends the build in one line."""
    path = tmp_path / "fanpack.toml"
    path.write_text(f"[book]\n{line}\n")
    with pytest.raises(FanpackError) as refused:
        read_manifest(path)
    assert refused.value.code is ExitCode.MANIFEST


@pytest.mark.parametrize("line", ["date = 2021", 'date = "2021-03"', "date = 2021-03-04", 'language = "en_GB"'])
def test_sensible_dates_and_languages_stay(line: str, tmp_path: Path) -> None:
    """Years, months, days and tags written as people write them are taken."""
    path = tmp_path / "fanpack.toml"
    path.write_text(f"[book]\n{line}\n")
    assert read_manifest(path).book != BookEntry()


@pytest.mark.parametrize("title", ["The Tide", "the tide", "THE TIDE.", "Ebb"])
def test_the_title_line_may_stand_in_the_manifest_too(title: str, tmp_path: Path) -> None:
    """As `fanpack init` writes it: its words are counted once, on the title page, and a build does not end with a fault."""
    (tmp_path / "b.txt").write_text(f"The Tide\n\nChapter 1\n\n{PROSE}\n", encoding="utf-8")
    path = tmp_path / "fanpack.toml"
    path.write_text(f'[[story]]\nfile = "b.txt"\ntitle = "{title}"\n', encoding="utf-8")
    out = str(tmp_path / "book.epub")
    build(Request((), read_manifest(path), ("epub",), out), Report())
    assert f">{title}</h1>" in pages(tmp_path)
    assert "nobody on the mole said so aloud." in pages(tmp_path)


def test_a_page_in_no_language_names_none(tmp_path: Path) -> None:
    """A `lang` that is no tag is not carried into the book."""
    book(f"<p>{PROSE}</p><p lang='my own'>{PROSE} <i lang='!'>Ah.</i></p>", tmp_path)
    assert set(re.findall(r'lang="([^"]*)"', pages(tmp_path))) == {"en"}


def test_a_series_without_a_name_is_none(tmp_path: Path) -> None:
    """White space for a series gives no empty element in the package."""
    book(f"<p>{PROSE}</p>", tmp_path, manifest=Manifest(book=BookEntry(series=" \x85 ", series_part="2")))
    assert "belongs-to-collection" not in pages(tmp_path)


@pytest.mark.parametrize(
    ("said", "kept"),
    [("https://example.org/a?b=1&c=<d>", "https://example.org/a?b=1&c=%3Cd%3E"),
     ("HTTP://example.org:8080/%zz/a b", "HTTP://example.org:8080/%25zz/a%20b"), ("https://[::1]/x", "https://[::1]/x"),
     ("https://é.example/é", "https://é.example/é"), ("mailto:a@b.c", "mailto:a@b.c"), ("https://x.y?[q]", "https://x.y?%5Bq%5D"),
     ("ht\ntps://x.y", "https://x.y"), ("http://[link]", ""), ("https://[::1", ""), ("https://", ""), ("http://1.2.3.400/", ""),
     ("http://a..b/", ""), ("https://ex ample.org", ""), ("http://x:99999/", ""), ("http:x", ""), ("mailto:", ""),
     ("javascript:x()", ""), ("file:///etc/passwd", "")],
)  # fmt: skip
def test_only_what_can_be_an_address_is_a_link(said: str, kept: str) -> None:
    """epubcheck refuses a book for one mangled address; the words of such a link stay, the link goes."""
    assert web_address(said) == kept


def test_an_identifier_of_nothing_is_none(tmp_path: Path) -> None:
    """White space or a control character for an identifier leaves fanpack's own."""
    book(f"<p>{PROSE}</p>", tmp_path, manifest=Manifest(book=BookEntry(identifier=" \x00 ")))
    assert re.search(r"<dc:identifier[^>]*>urn:uuid:", pages(tmp_path))


def test_a_date_before_the_year_1000_is_none_of_the_books(tmp_path: Path) -> None:
    """When the book was changed is a date with four digits of a year, whatever a source says."""
    book(f"<p>{PROSE}</p>", tmp_path, manifest=Manifest(book=BookEntry(date="0001-01-01")))
    assert re.search(r'dcterms:modified">[12]\d{3}-\d\d-\d\dT', pages(tmp_path))


# ----------------------------------------------------------------------------------- no word is lost


@pytest.mark.parametrize("place", NotesPlace)
def test_the_label_of_a_disclaimer_stays(place: NotesPlace) -> None:
    """The heading a source gave its disclaimer is printed with it."""
    note = Note(NoteKind.DISCLAIMER, (para("I own no boats."),), title="Legal Matters")
    story = Story("a.txt", Metadata("Tide"), (Chapter((Scene((para(PROSE), note)),)),))
    assert "Legal Matters" in "".join(page.body for page in rendered(story, place).pages)


def test_the_label_of_a_summary_stays(tmp_path: Path) -> None:
    """A page cut short has a label before a text without chapters."""
    book('<div id="preface">Posted originally on the</div><p>Chapter Summary<p><blockquote>d', tmp_path)
    assert "Chapter Summary" in pages(tmp_path)


@pytest.mark.parametrize("alt", ["", "oar"])
def test_a_picture_parts_words(alt: str, tmp_path: Path) -> None:
    """Letters on both sides of a picture are two words, whether or not the picture is there."""
    asset = Asset("a.png", "image/png", png())
    for name in ("a.png", "gone.png"):
        inside = Paragraph((Text("the"), Image(name, alt), Text("boat")))
        note = Note(NoteKind.DISCLAIMER, (inside,))
        rendered(
            Story("a.txt", Metadata("Tide"), (Chapter((Scene((inside, note)),)),), assets=(asset,)), NotesPlace.AFTER
        )


def test_a_control_character_parts_words_of_two_runs(tmp_path: Path) -> None:
    """Where one stood at the edge of a run, the words of both runs stay two."""
    inside = Paragraph((Text("noon\x84"), Text("tide")))
    rendered(Story("a.txt", Metadata("Tide"), (Chapter((Scene((inside,)),)),)), NotesPlace.AFTER)


@pytest.mark.parametrize("place", NotesPlace)
def test_marks_around_a_note_are_accounted_for(place: NotesPlace) -> None:
    """'oOo', a note, 'oOo': when the note moves, one break is left and no word is missing."""
    note = Note(NoteKind.AUTHORS_NOTE, (para("A/N: thanks, all of you."),))
    mark = Break("oOo")
    for blocks in ([(para(PROSE),), (note,), (para(PROSE),)], [(note,), (para(PROSE),), (note,)], [(note,), (note,)]):
        scenes = tuple(Scene(tuple(inner), mark if n else None) for n, inner in enumerate(blocks))
        rendered(Story("a.txt", Metadata("Tide"), (Chapter(scenes),)), place)


def test_words_of_two_stories_are_not_mistaken() -> None:
    """A page for all stories takes a word of the story it is from, though another has the same word to spare."""
    one = Story(
        "a.txt", Metadata("Tide"), (Chapter((Scene((para(PROSE),)),), "Chapter 1", "Boats", heading_rest="Mud"),)
    )
    items = ListBlock(((para("mud"),), (para("oars and rope"),)))
    note = Note(NoteKind.AUTHORS_NOTE, (items,))
    other = Story("b.txt", Metadata("Ebb"), (Chapter((Scene((para("She rowed home."), note)),)),))
    sources = [
        Manuscript("a.txt", (para("Boats Chapter 1 Mud"), para(PROSE))),
        Manuscript("b.txt", (para("She rowed home."), items)),
    ]
    anthology = assemble(BookInfo("Low Water"), (one, other), AssemblyOptions(NotesPlace.END))
    ledger = balance(sources, anthology, render(anthology))
    assert ledger.balanced, ledger.mismatches


def test_pictures_in_notes_at_the_end_are_shown() -> None:
    """A picture in a note is in the book wherever the note goes."""
    asset = Asset("a.png", "image/png", png())
    shown = Paragraph((Image("a.png", "a boat"),))
    notes = (Note(NoteKind.AUTHORS_NOTE, (shown,)), Note(NoteKind.DISCLAIMER, (shown,)))
    story = Story("a.txt", Metadata("Tide"), (Chapter((Scene((para(PROSE), *notes)),)),), assets=(asset,))
    bodies = [page.body for page in rendered(story, NotesPlace.END).pages]
    assert sum('src="images/s001-a.png"' in body for body in bodies) == 2


def test_stories_of_a_word_that_they_share_are_no_loss() -> None:
    """A note of one story, a word of another: neither is told as moved."""
    again = LeftOut("running-title", ("Chapter", "1"))
    one = Story("a.txt", Metadata("Tide"), (Chapter((Scene((para("the."),)),), "Chapter 1"),), left_out=(again,))
    note = Note(NoteKind.AUTHORS_NOTE, (para("the"),))
    other = Story("b.txt", Metadata("Ebb"), (Chapter((Scene((para("the."), note)),)),))
    sources = [
        Manuscript("a.txt", (para("Chapter 1 Chapter 1"), para("the."))),
        Manuscript("b.txt", (para("the."), para("the"))),
    ]
    for place in NotesPlace:
        anthology = assemble(BookInfo("Low Water"), (one, other), AssemblyOptions(place))
        ledger = balance(sources, anthology, render(anthology))
        assert ledger.balanced, ledger.mismatches


def test_a_reading_parts_its_word_from_the_text_behind_it() -> None:
    """A control character at the end of a reading is gone from the page; the words are the same."""
    inside = Paragraph((Ruby("tide", "ô\x92"), Text("the")))
    rendered(Story("a.txt", Metadata("Tide"), (Chapter((Scene((inside,)),)),)), NotesPlace.AFTER)
    assert folded(blocks_text((inside,))) == folded(
        blocks_text((replace(inside, inlines=(Ruby("tide", "ô"), Text("the"))),))
    )


# ---------------------------------------------------------------------------------- a book read again


@pytest.mark.parametrize("place", NotesPlace)
def test_words_of_the_book_itself_are_not_read_as_the_story(place: NotesPlace, tmp_path: Path) -> None:
    """'Picture' for one without a description and 'Before the story' over notes are fanpack's own words."""
    picture = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    text = f"<p>A/N: This one is for Wren, who asked.</p><h2>Chapter 1</h2><p>{PROSE}<img src='{picture}'></p>"
    settings = Settings(typography=False, notes=place)
    before = book(text, tmp_path, manifest=Manifest(settings=settings)).stories
    after = gather(Request((str(tmp_path / "book.epub"),), Manifest(settings=settings)), Report()).stories
    assert [blocks_text(s.blocks) for s in before[0].chapters[-1].scenes] == [
        blocks_text(s.blocks) for s in after[0].chapters[-1].scenes
    ]
    said = "".join(blocks_text(note.blocks) for note in (*after[0].front, *after[0].back))
    assert "Before the story" not in said


def test_a_story_of_headings_can_be_read_again(tmp_path: Path) -> None:
    """A story without any text in its chapters does not make the whole book unreadable."""
    book("Chapter 1: One\n\nChapter 2: Two\n", tmp_path, name="story.txt")
    assert len(gather(Request((str(tmp_path / "book.epub"),)), Report()).stories) == 1


def read_back(stories: tuple[Story, ...], place: NotesPlace, target: Path) -> tuple[Story, ...]:
    """The stories of an EPUB made of these."""
    pages = render(assemble(BookInfo("Low Water"), stories, AssemblyOptions(place)))
    epub = next(writer for writer in WRITERS if writer.name == "epub")
    epub.write(Job(pages, load_theme("classic"), target, WriteOptions()))
    return gather(Request((str(target),), Manifest(settings=Settings(typography=False))), Report()).stories


@pytest.mark.parametrize("place", [NotesPlace.END, NotesPlace.AFTER])
def test_notes_for_the_whole_book_come_back_to_their_story(place: NotesPlace, tmp_path: Path) -> None:
    """Of two stories called the same, each gets its own notes and disclaimer again, with their footnotes."""

    def told(name: str, own: str) -> Story:
        aside = Footnote((para(f"Said on the {own}."),))
        note = Note(NoteKind.AUTHORS_NOTE, (Paragraph((Text(f"Thanks to the {own}"), aside, Text(", all of it."))),))
        legal = Note(NoteKind.DISCLAIMER, (Paragraph((Text(f"I own no {own}"), aside)),))
        return Story(name, Metadata("Tide", ("Mira",)), (Chapter((Scene((para(f"{PROSE} {own}"), note, legal)),)),))

    stories = (told("a.txt", "mole"), told("b.txt", "boat"))
    again = read_back(stories, place, tmp_path / "book.epub")
    for story, own, other in zip(again, ("mole", "boat"), ("boat", "mole"), strict=True):
        notes = [*story.front, *story.back, *(b for c in story.chapters for s in c.scenes for b in s.blocks)]
        said = blocks_text([block for block in notes if isinstance(block, Note)])
        assert said.count(f"Thanks to the {own}") == said.count(f"I own no {own}") == 1
        assert said.count(f"Said on the {own}.") == 2
        assert f"the {other}" not in said


def test_a_line_of_a_picture_alone_comes_back(tmp_path: Path) -> None:
    """A subheading, a signpost and a verse's line that hold a picture and nothing else keep it, with its description."""
    line = (Spoken((Image("a.png", "a boat"),), "he"),)
    blocks = (para(PROSE), Heading(line, 3), Signpost(line), Verse(((Text("The tide"),), line)), para(PROSE))
    story = Story("a.txt", Metadata("Tide"), (Chapter((Scene(blocks),)),), assets=(Asset("a.png", "image/png", png()),))
    again = read_back((story,), NotesPlace.AFTER, tmp_path / "book.epub")[0]
    said = [
        block_text(block).replace(" a boat ", "a boat")
        for chapter in again.chapters
        for scene in chapter.scenes
        for block in scene.blocks
    ]
    assert said == [PROSE, "a boat", "a boat", "The tide\na boat", PROSE]
    assert len(again.assets) == 1


@pytest.mark.parametrize(("label", "title"), [("Chapter 1", "Rating: T"), ("Chapter 1", "Hens"), ("", "Hens")])
def test_a_line_that_says_its_heading_again_comes_back(label: str, title: str, tmp_path: Path) -> None:
    """What stands under a heading in a book of fanpack's is the story's, though it says what the heading says."""
    chapters = tuple(Chapter((Scene((para(title), para(PROSE))),), label, title) for _ in range(2))
    again = read_back((Story("a.txt", Metadata("Tide"), chapters),), NotesPlace.AFTER, tmp_path / "book.epub")[0]
    said = [[block_text(block) for scene in chapter.scenes for block in scene.blocks] for chapter in again.chapters]
    assert said == [[title, PROSE], [title, PROSE]]


@pytest.mark.parametrize("language", ["en", "de", "fr", "es", "he"])
def test_facts_come_back_whatever_the_language_of_their_labels(language: str, tmp_path: Path) -> None:
    """A book's own title page is read by what its rows are, not by what they are called."""
    said = Metadata(
        "Tide",
        ("Mira Aal", "Ilse and Wren", "Bo"),
        fandoms=("Low Water", "Ebb"),
        rating="Teen",
        warnings=("No Warnings",),
        categories=("Gen",),
        relationships=("Mira/Ilse",),
        characters=("Mira", "Ilse"),
        tags=("Slow Burn",),
        language=language,
        series=(Series("The 7 Seas", "2"), Series("Moles", "III"), Series("Boats")),
        collections=("Yuletide",),
        published="2020-01-02",
        updated="2021-03-04",
        source_url="https://stories.example/1",
        inspired_by=(Link("https://stories.example/2", (Text("Ebb and Flow"),)),),
        extra=(("Beta", "moonfall"), ("Tags", "of another kind")),
    )
    story = Story("a.txt", said, (Chapter((Scene((para(PROSE),)),)),))
    again = read_back((story,), NotesPlace.AFTER, tmp_path / "book.epub")[0]
    assert again.metadata == said


def test_a_space_before_a_word_with_a_reading_stays(tmp_path: Path) -> None:
    """It may stand inside the ruby element: the words before and in it are two."""
    book(f"<html><p>{PROSE} Mira fell<ruby> home<rp>(</rp><rt>haven</rt></ruby></p></html>", tmp_path)
    assert "Mira fell <ruby>home" in pages(tmp_path)


def test_no_mark_of_a_printed_page_stands_between_facts_or_items() -> None:
    """A printed page that begins there begins with the next one's first word: epubcheck refuses a span in a list."""
    body = "<section><dl><dt>Rating</dt><dd>T</dd>\n<dt>Pairing</dt><dd>none</dd></dl><ul><li>oar</li>\n<li>mud</li></ul></section>"
    page = Page("c", "c.xhtml", PageKind.CHAPTER, "C", body)
    made = rendered(Story("a.txt", Metadata("Tide"), (Chapter((Scene((para(PROSE),)),)),)), NotesPlace.AFTER)
    where = [PageBreak("2", "c.xhtml", offset=7), PageBreak("3", "c.xhtml", offset=22)]
    marks = marked(replace(made, pages=(page,)), where).pages[0].body
    assert re.sub(r'<span id="pb-(\d)"[^>]*></span>', r"[\1]", marks) == (
        "<section><dl><dt>Rating</dt><dd>T</dd>\n<dt>[2]Pairing</dt><dd>none</dd></dl>"
        "<ul><li>oar</li>\n<li>[3]mud</li></ul></section>"
    )


# ------------------------------------------------------------------------------------------- in print


def printed(said: Paragraph | str, folder: Path, theme: str = "classic", **more: str) -> tuple[HtmlBook, Path]:
    """A story of one such paragraph between two others as print: its pages, and the PDF, whose account is not taken."""
    odd = Paragraph((Text(said),), **more) if isinstance(said, str) else said
    story = Story("a.txt", Metadata("Tide"), (Chapter((Scene((para(PROSE), odd, para(PROSE))),)),))
    made = render(assemble(BookInfo("Low Water"), (story,), AssemblyOptions(NotesPlace.AFTER)))
    target = folder / "book.pdf"
    pdf = next(writer for writer in WRITERS if writer.name == "pdf")
    pdf.write(Job(made, load_theme(theme), target, WriteOptions(jobs=1, cache=False), Report()))
    return made, target


@pytest.mark.pdf
def test_two_directions_in_a_line_are_printed(tmp_path: Path) -> None:
    """Latin words beside Hebrew ones: a PDF's text gives them from right to left as well, and none is lost."""
    said = "שלום עולם, אמרה מרה. late.' rope, she had the oars, the late.' could so sea late.' and she 'n' they'd. "
    (tmp_path / "story.txt").write_text(f"{PROSE}\n\n{said * 3}\n\n{PROSE}\n", encoding="utf-8")
    manifest = Manifest(settings=Settings(theme="large-print"))
    for trim in ("b6", "a6"):
        options = WriteOptions(trim, jobs=1, cache=False)
        out = str(tmp_path / "book.pdf")
        build(Request((str(tmp_path / "story.txt"),), manifest, ("pdf",), out, options=options), Report())


@pytest.mark.pdf
def test_lines_of_many_directions_over_many_pages_are_printed(tmp_path: Path) -> None:
    """Hebrew paragraphs that begin with 'Hello.' and hold a word of English in every line, on small pages."""
    rng = random.Random(3)
    hebrew = "המים נסוגו עד הצהריים ואיש על המזח לא אמר זאת בקול היא ספרה את האבנים פעמיים ארבעים ואחת".split()
    words = [*hebrew, *hebrew, *"Mira said no, the 41 moons A/N (well) 12:30 ok.".split()]
    said = [" ".join(["Hello.", *rng.choices(words, k=rng.randint(5, 90))]) + "." for _ in range(40)]
    (tmp_path / "story.txt").write_text("\n\n".join(said), encoding="utf-8")
    for trim in ("a6", "6x9in"):
        options = WriteOptions(trim, jobs=1, cache=False)
        out = str(tmp_path / "book.pdf")
        build(Request((str(tmp_path / "story.txt"),), Manifest(), ("pdf",), out, options=options), Report())


@pytest.mark.pdf
@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_a_family_that_no_font_has_is_printed(direction: str, tmp_path: Path) -> None:
    """Several empty boxes for one sign: none of them is read as a letter."""
    (tmp_path / "story.html").write_text(
        f"<html><h1>Tide</h1><p>{PROSE}</p><p dir='{direction}'>The 41 👩‍👩‍👧 moons 👩‍👩‍👧, <ruby>a b<rt>👩‍👩‍👧</rt></ruby></p></html>",
        encoding="utf-8",
    )
    options = WriteOptions(jobs=1, cache=False)
    out = str(tmp_path / "book.pdf")
    build(Request((str(tmp_path / "story.html"),), formats=("pdf",), output=out, options=options), Report())


@pytest.mark.pdf
def test_a_story_written_from_right_to_left_is_printed(tmp_path: Path) -> None:
    """The facts on its title page stand in two columns from the right, which a PDF's text gives one after the other."""
    page = AO3_DOWNLOAD.decode().replace("<dd>English</dd>", "<dd>עברית</dd>").replace('lang="en"', 'lang="he"')
    (tmp_path / "story.html").write_text(
        page.replace("The tide had", "שלום עולם, אמרה מרה.").replace("Ebb", "þ xy Ebb"), encoding="utf-8"
    )
    for theme in ("classic", "modern"):
        options = WriteOptions(jobs=1, cache=False)
        request = Request((str(tmp_path / "story.html"),), Manifest(settings=Settings(theme=theme)), ("pdf",))
        build(replace(request, output=str(tmp_path / "book.pdf"), options=options), Report())


@pytest.mark.pdf
def test_letters_beyond_the_first_plane_are_printed_from_right_to_left(tmp_path: Path) -> None:
    """Letters of two UTF-16 units among others that run from the right are all found again, and a lost one is told."""
    made, target = printed("\U000109ea\U0001f30a\U00010900\U00010901 שלום \U00010902 ®u", tmp_path, dir="rtl")
    assert not pdf_differences(target, made)
    lost = replace(
        made, pages=tuple(replace(page, body=page.body.replace("שלום", "\U00010903")) for page in made.pages)
    )
    assert {difference.kind for _, difference in pdf_differences(target, lost)} == {"missing", "extra"}


@pytest.mark.pdf
@pytest.mark.parametrize("theme", ["classic", "modern", "large-print"])
def test_facts_from_the_right_stand_beside_their_labels(theme: str, tmp_path: Path) -> None:
    """Long facts of a Hebrew story: no line over another, none lost at the end of a page, labels at their right."""
    long = tuple(f"Mira and Wren of the lighthouse, part {n}" for n in range(30))
    pair = ("Ilse/Bo",)
    said = Metadata("Tide", ("Mira",), rating="Teen And Up", relationships=pair, characters=long, language="he")
    story = Story("a.txt", said, (Chapter((Scene((para(PROSE),)),)),))
    made = render(assemble(BookInfo("Low Water"), (story,), AssemblyOptions(NotesPlace.AFTER)))
    target = tmp_path / "book.pdf"
    pdf = next(writer for writer in WRITERS if writer.name == "pdf")
    pdf.write(Job(made, load_theme(theme), target, WriteOptions("b6", jobs=1, cache=False), Report()))
    assert not pdf_differences(target, made)
    with PdfDocument(target) as printed:
        first = destinations(printed)["s001-title"]
        text = printed[first].get_textpage()
        label, value = (_first_box(text, *words) for words in (("Relationships", "relationships"), ("Ilse/Bo",)))
        assert label[0] > value[2] + 4  # points
        for number in (first, first + 1):
            text = printed[number].get_textpage()
            boxes = sorted(text.get_rect(i) for i in range(text.count_rects()))
            over = [
                (a, b)
                for a, b in combinations(boxes, 2)
                if min(a[2], b[2]) - max(a[0], b[0]) > 1 and min(a[3], b[3]) - max(a[1], b[1]) > (a[3] - a[1]) / 2
            ]
            assert not over


def _first_box(text: PdfTextPage, *words: str) -> tuple[float, float, float, float]:
    """Where the first of these words stands on a printed page: left, bottom, right, top."""
    found = next(place for word in words if (place := text.search(word).get_next()))
    boxes = [text.get_charbox(i) for i in range(found[0], found[0] + found[1])]
    return min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes)


@pytest.mark.pdf
@pytest.mark.parametrize("theme", ["classic", "modern", "paperback", "large-print"])
@pytest.mark.parametrize(
    "capitals", ["ß ŉ ﬁ ½ İ ǅ ſ. מרה ﬁ", "ǆ", "ǆ dž", "dž ǆ Ǆ ǅ", "ǳ ǉ ǌ", "ĳ ŉ ẚ", "ﬁ fi", "Ǆ", "ß sea", "sea ß"]
)
def test_letters_drawn_as_two_capitals_are_printed(theme: str, capitals: str, tmp_path: Path) -> None:
    """A ligature or a letter of two in small capitals: each of the capitals says its own letter, in two directions too."""
    said = Paragraph((Marked(Mark.SMALL_CAPS, (Text(capitals),)), Text(" down by the fire. שלום")))
    made, target = printed(said, tmp_path, theme)
    assert not pdf_differences(target, made)


@pytest.mark.pdf
def test_lines_under_and_through_words_are_printed(tmp_path: Path) -> None:
    """Underlined and struck text in a paragraph of several lines does not stop the printer."""
    said = f"{PROSE} <u>{PROSE}</u> {PROSE} <s>{PROSE} <i>{PROSE}</i></s>"
    (tmp_path / "story.html").write_text(f"<h1>Tide</h1><p>{said}</p><p>{said}</p><h2>A <u>line</u></h2><p>{said}</p>")
    options = WriteOptions(jobs=1, cache=False)
    build(
        Request((str(tmp_path / "story.html"),), formats=("pdf",), output=str(tmp_path / "b.pdf"), options=options),
        Report(),
    )


@pytest.mark.pdf
@pytest.mark.parametrize(
    ("title", "text"),
    [("a\x07b \x02& \x9bQ§© ½m \x00\x1b[31m \ud800", PROSE), ("Tide", "\u1100\u1161\u11a8 \u1112\u1161\u11ab\u1100\u1173\u11af"),
     ("Tide", "He said \u202eevil and vile\u202c to them, \u202dtwice\u202c."), ("tide", "ǅ ŉ ﬁ. Down by the Dunes, never noon; ǅ again.")],
    ids=["control characters in the title", "Korean letters one by one", "letters turned around", "letters drawn as two"],
)  # fmt: skip
def test_odd_characters_do_not_stop_the_printer(title: str, text: str, tmp_path: Path) -> None:
    """The PDF is made, and it holds every letter."""
    (tmp_path / "story.txt").write_text(f"{PROSE}\n\n{text}\n", encoding="utf-8")
    manifest = Manifest(book=BookEntry(title=title, authors=(title,)))
    options = WriteOptions(jobs=1, cache=False)
    out = str(tmp_path / "book.pdf")
    build(Request((str(tmp_path / "story.txt"),), manifest, ("pdf",), out, options=options), Report())
    assert (tmp_path / "book.pdf").stat().st_size > 1000
