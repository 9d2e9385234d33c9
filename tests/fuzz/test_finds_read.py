"""What fuzzing has found in the reading of files, damaged ones and fanpack's own: each stays mended."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest

from packager.assembly import AssemblyOptions, assemble
from packager.gather import gather
from packager.manifest import Manifest, Settings
from packager.model import (
    Asset,
    BookInfo,
    Chapter,
    Chat,
    Heading,
    Image,
    Link,
    Message,
    Metadata,
    Note,
    NoteKind,
    NotesPlace,
    Paragraph,
    Scene,
    Signpost,
    Story,
    Text,
    Verse,
    block_text,
    blocks_text,
    words,
)
from packager.problems import Report
from packager.readers import facts
from packager.readers.bare_text import bare_text
from packager.readers.base import Source
from packager.readers.parsing import body_of, parse_html, text_of
from packager.readers.table import read, reader_for
from packager.readers.uncounted import counted
from packager.render import render
from packager.request import Request
from packager.themes import load_theme
from packager.writers.table import WRITERS, Job, WriteOptions
from tests.make import para
from tests.readers import samples

PROSE = "The tide had gone out by noon, and nobody on the mole said so aloud."


def said(name: str, data: str) -> str:
    """The words of the stories in a file."""
    found = read(Source(name, data.encode()), Report())
    return " ".join(word for m in found for element in m.elements for word in words(block_text(element)))


def read_back(target: Path) -> tuple[Story, ...]:
    """The stories of an EPUB."""
    return gather(Request((str(target),), Manifest(settings=Settings(typography=False))), Report()).stories


def written(info: BookInfo, stories: tuple[Story, ...], place: NotesPlace, target: Path) -> None:
    """The EPUB of some stories."""
    pages = render(assemble(info, stories, AssemblyOptions(place)))
    epub = next(writer for writer in WRITERS if writer.name == "epub")
    epub.write(Job(pages, load_theme("classic"), target, WriteOptions()))


@pytest.mark.parametrize("name", ['AÉ"B', "AÉ'", "AÉ&B"])
def test_elements_of_names_that_none_can_have(name: str) -> None:
    """libxml2 reads nearly any name and writes few: the element is an unknown one, its words stay."""
    assert said("a.html", f"<p>one <{name}>two</p><p>three</p>") == "one two three"


def test_notes_within_notes_are_read_once() -> None:
    """A damaged page repeats an id inside itself: what stands in both is in the book once."""
    twice = samples.AO3_FOOT.replace('<div id="endnotes">', '<div id="endnotes"><div id="endnotes">')
    page = samples.AO3_HEAD + samples.AO3_CHAPTERS + twice.replace("</blockquote></div>", "</blockquote></div></div>")
    assert said("a.html", page).count("Tell me of your boats") == 1


def test_notes_within_notes_of_a_work_page_are_read_once() -> None:
    """A tag that a damaged file says twice doubles no words."""
    page, tag = samples.AO3_PAGE.decode(), '<div id="work_endnotes" class="end notes module">'
    assert said("a.html", page.replace(tag, tag + tag)).count("Tell me of your boats") == 1


@pytest.mark.parametrize("address", ["http://[link]", "https://a..b/", "http://1.2.3.400/", "https://x:99999/"])
def test_what_is_no_address_is_no_link_of_the_story(address: str) -> None:
    """The words of such a link stay, and the reader says that it is gone."""
    report = Report()
    page = f"<p>{PROSE}</p><p>See <a href='{address}'>the chart</a>.</p>"
    (manuscript,) = read(Source("a.html", page.encode()), report)
    last = manuscript.elements[-1]
    assert isinstance(last, Paragraph)
    assert block_text(last) == "See the chart."
    assert not [inline for inline in last.inlines if isinstance(inline, Link)]
    assert [problem.code for problem in report.problems] == ["unsafe-link"]


@pytest.mark.parametrize(
    ("named", "tag"), [("en_GB", "en-GB"), ("de-1901-1901", ""), ("en-b-x", ""), ("Deutsch", "de")]
)
def test_a_language_that_a_page_names_is_a_tag_or_none(named: str, tag: str) -> None:
    """What looks like a tag and is none makes a book that epubcheck refuses."""
    assert facts.language(named) == tag


def test_a_damaged_book_of_fanpacks_own_names_no_language(tmp_path: Path) -> None:
    """The `lang` of its title page, of which a few bytes changed, is not taken for a language."""
    whole, damaged = tmp_path / "whole.epub", tmp_path / "damaged.epub"
    story = Story("a.txt", Metadata("Tide", language="de"), (Chapter((Scene((para(PROSE),)),)),))
    written(BookInfo("Low Water"), (story,), NotesPlace.AFTER, whole)
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(damaged, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name.endswith("s001-title.xhtml"):
                data = re.sub(rb'lang="de"', b'lang="d e!"', data)
            new.writestr(old.getinfo(name), data)
    assert read_back(whole)[0].metadata.language == "de"
    assert read_back(damaged)[0].metadata.language in ("", "en")


@pytest.mark.parametrize("place", [place for place in NotesPlace if place is not NotesPlace.OMIT])
def test_places_of_notes_are_no_chapters(place: NotesPlace, tmp_path: Path) -> None:
    """'Before the story' and 'Chapter 2' over notes that moved are the book's own words: no heading when read again."""
    note = Note(NoteKind.AUTHORS_NOTE, (para("This one is for Wren, who asked."),))
    chapters = (
        Chapter((Scene((para(PROSE),)),), "Chapter 1"),
        Chapter((Scene((para("She rowed home."), note)),), "Chapter 2"),
    )
    story = Story("a.txt", Metadata("Tide"), chapters, front=(note,))
    written(BookInfo("Low Water"), (story,), place, tmp_path / "book.epub")
    again = read_back(tmp_path / "book.epub")[0]
    assert [chapter.label for chapter in again.chapters] == ["Chapter 1", "Chapter 2"]
    within = [block for c in again.chapters for s in c.scenes for block in s.blocks if isinstance(block, Note)]
    assert len([*again.front, *again.back, *within]) == 2


def test_a_menu_of_chapters_within_a_menu() -> None:
    """The reader of FanFiction.net accounts for all that a damaged menu has taken in, without another parser's help."""
    page = re.sub(rb"(selected>[^<]*)", rb"\1<select>mud flats", samples.ffn_page(1), count=1)
    source = Source("a.html", page)
    assert not counted(source, reader_for(source).read(source, Report()))[0].lost


def test_text_in_the_head_stands_in_the_body() -> None:
    """An element nobody knows, which libxml2 leaves in the head, is shown before all else as in a browser."""
    page = "<html><head><titel>The <i>boat</i> was late.</titel></head><body>Ebb. <p>Flood.</p></body></html>"
    assert text_of(body_of(parse_html(page))) == "The boat was late.Ebb. Flood."


def test_a_page_that_the_third_parser_rejects() -> None:
    """Where the second reading finds more and the third gives up on the markup, the page is read all the same."""
    page = f"<html><body><p>{PROSE}</p><a href='x>The boat was late.</a><![x y z"
    assert said("a.html", page).startswith("The tide had gone out")


@pytest.mark.parametrize("name", ["svg", "title", "select", "style"])
def test_names_that_begin_like_those_of_hidden_elements(name: str) -> None:
    """The second reading sees the text of `<svg-x>`, and does not end an `<svg>` there."""
    page = f"<p>one <{name}-x>two</{name}-x></p><{name}>hidden</{name}-x>hidden</{name}><p>three</p>"
    assert (bare_text(page.encode(), "html", "a.html") or "").split() == ["one", "two", "three"]


def test_a_broken_page_of_an_epub_keeps_what_any_parser_sees() -> None:
    """An open quote of a link: libxml2 drops the text up to the end of the page, another parser does not."""
    page = samples.xhtml(f"<p>{PROSE}</p><p>See <a href='x>the chart.</a> Nobody rowed.</p>")
    found = read(Source("a.epub", samples.epub({"a.xhtml": page})), Report())
    assert block_text(found[0].elements[-1]).endswith("the chart. Nobody rowed.")


@pytest.mark.parametrize("place", [NotesPlace.END, NotesPlace.AFTER])
def test_pictures_of_disclaimers_and_equal_ones_come_back(place: NotesPlace, tmp_path: Path) -> None:
    """Two stories of one title and author, each with its picture, and a disclaimer that both share, set once."""

    def told(name: str, size: int) -> Story:
        shown = Paragraph((Text(name), Image("a.png", "a boat")))
        notes = (Note(NoteKind.DISCLAIMER, (shown,)), Note(NoteKind.DISCLAIMER, (para("None of it is mine."),)))
        picture = Asset("a.png", "image/png", samples.png(size))
        return Story(name, Metadata("Tide", ("Mira",)), (Chapter((Scene((para(PROSE), *notes)),)),), assets=(picture,))

    written(BookInfo("Low Water"), (told("oar", 4), told("mast", 9)), place, tmp_path / "book.epub")
    again = read_back(tmp_path / "book.epub")
    assert len(again) == 2
    for story, own, size in zip(again, ("oar", "mast"), (4, 9), strict=True):
        texts = [blocks_text(note.blocks).strip() for note in (*story.front, *story.back)]
        assert sorted(texts) == sorted(["None of it is mine.", f"{own} a boat"])
        assert [asset.data for asset in story.assets] == [samples.png(size)]


def test_names_of_authors_come_back_whoever_the_book_is_by(tmp_path: Path) -> None:
    """'Mira, the ferrywoman' and 'Ilse and Wren' are two names, also where the book names other authors."""
    names = ("Mira, the ferrywoman", "Ilse and Wren")
    story = Story("a.txt", Metadata("Tide", names), (Chapter((Scene((para(PROSE),)),)),))
    written(BookInfo("Low Water", authors=("Anon",)), (story,), NotesPlace.AFTER, tmp_path / "book.epub")
    assert read_back(tmp_path / "book.epub")[0].metadata.authors == names


def test_a_line_of_a_bare_picture_comes_back(tmp_path: Path) -> None:
    """A subheading, a signpost and a verse's line that are a picture, with nothing around it, keep it."""
    line = (Image("a.png", "a boat"),)
    blocks = (para(PROSE), Heading(line, 3), Signpost(line), Verse(((Text("The tide"),), line)), para(PROSE))
    picture = Asset("a.png", "image/png", samples.png())
    story = Story("a.txt", Metadata("Tide"), (Chapter((Scene(blocks),)),), assets=(picture,))
    written(BookInfo("Low Water"), (story,), NotesPlace.AFTER, tmp_path / "book.epub")
    again = read_back(tmp_path / "book.epub")[0]
    texts = [
        block_text(block).split() for chapter in again.chapters for scene in chapter.scenes for block in scene.blocks
    ]
    assert texts == [PROSE.split(), ["a", "boat"], ["a", "boat"], ["The", "tide", "a", "boat"], PROSE.split()]


def test_a_chat_within_a_chat_comes_back(tmp_path: Path) -> None:
    """A message without a sender that shows another chat does not take the sender of that one's first message."""
    inner = Chat((Message("Wren", (para("Low tide?"),)),))
    chat = Chat((Message("", (para("Look what she wrote:"), inner)), Message("Mira", (inner,), own=True)))
    story = Story("a.txt", Metadata("Tide", ("Mira",)), (Chapter((Scene((chat,)),)),))
    written(BookInfo("Low Water"), (story,), NotesPlace.AFTER, tmp_path / "book.epub")
    (back,) = read_back(tmp_path / "book.epub")
    (found,) = back.chapters[0].scenes[0].blocks
    assert block_text(found) == block_text(chat)
