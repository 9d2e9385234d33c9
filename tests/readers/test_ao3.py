"""Works from the Archive of Our Own: HTML download, EPUB download, saved work page."""

from __future__ import annotations

import pytest

from packager.model import (
    Align,
    Anchor,
    Link,
    Mark,
    Marked,
    Note,
    NoteKind,
    Origin,
    Paragraph,
    Series,
    Spoken,
    Text,
    block_text,
    blocks_text,
)
from packager.problems import Report
from tests.readers import samples
from tests.readers.law import accounted, left_out_words, source_words
from tests.readers.reading import outline, read_one


@pytest.mark.parametrize("data", [samples.AO3_DOWNLOAD, samples.ao3_epub()], ids=["html", "epub"])
def test_a_download_reads_in_source_order(data: bytes) -> None:
    """Notes, summaries, headings, breaks and text come in the order of the source."""
    assert outline(read_one(data)) == [
        "[Notes] For Wren, who asked.",
        "# Chapter 1: Ebb",
        "[Chapter Summary] In which oars are missed.",
        "[Chapter Notes] Mind the mud.",
        "The tide had gone out1 by noon.",
        "--",
        "MUD",
        ".. 1",
        "Ilse unbelievably found the boat.",
        "1. And the oars. back",
        "[Chapter End Notes] Thanks for wading.",
        "# Chapter 2",
        "Mara rowed home.",
        "***",
        "The end came with the flood.",
        "[End Notes] Tell me of your boats.",
    ]


@pytest.mark.parametrize("data", [samples.AO3_DOWNLOAD, samples.ao3_epub()], ids=["html", "epub"])
def test_a_download_states_its_facts(data: bytes) -> None:
    """Every field of the preface is read, singular or plural label, commas inside tags kept."""
    metadata = read_one(data).metadata
    assert metadata.title == "Slack Water"
    assert metadata.authors == ("osprey", "tern (mudlark)")
    assert blocks_text(metadata.summary) == "Ilse loses a boat.\nShe finds two."
    assert metadata.rating == "Teen And Up Audiences"
    assert metadata.warnings == ("No Archive Warnings Apply",)
    assert metadata.categories == ("Gen", "F/F")
    assert metadata.fandoms == ("Saltmarsh Chronicles", "Other Shores - E. Vane")
    assert metadata.relationships == ("Ilse Brandt/Mara Quill",)
    assert metadata.characters == ("Ilse Brandt", "Mara Quill")
    assert metadata.tags == ("Boats", "Slow Burn, but wet")
    assert metadata.language == "en"
    assert metadata.series == (Series("Low Water", "2"),)
    assert metadata.collections == ("Tidal Exchange 2021",)
    assert (metadata.published, metadata.updated, metadata.complete) == ("2021-03-04", "2021-05-06", True)
    assert metadata.source_url == "https://archiveofourown.org/works/4711"
    assert metadata.inspired_by == (Link("https://archiveofourown.org/works/99", (Text("High Water by gull"),)),)
    assert dict(metadata.extra)["Works inspired by this one"] == "Dry Land by knot"


def test_work_ids_of_all_forms_agree() -> None:
    """The same work is known by one id, however it was saved."""
    ids = {read_one(data).work_id for data in (samples.AO3_DOWNLOAD, samples.ao3_epub(), samples.AO3_PAGE)}
    assert ids == {"ao3:4711"}


def test_a_one_shot_has_no_chapter_heading() -> None:
    """A work of one chapter begins with its text; the hidden title is no heading."""
    manuscript = read_one(samples.AO3_ONE_SHOT)
    assert outline(manuscript)[:3] == ["[Notes] For Wren, who asked.", samples.PROSE, "She rowed."]


def test_stated_notes_are_from_the_source() -> None:
    """Notes in the archive's own elements carry their kind and say that the source states them."""
    notes = [e for e in read_one(samples.AO3_DOWNLOAD).elements if isinstance(e, Note)]
    assert {note.origin for note in notes} == {Origin.SOURCE}
    assert [note.kind for note in notes][:3] == [NoteKind.AUTHORS_NOTE, NoteKind.SUMMARY, NoteKind.AUTHORS_NOTE]


def test_marks_alignment_and_inner_links_survive() -> None:
    """Emphasis inside a word, centred text and links between places of the text come through."""
    paragraphs = [e for e in read_one(samples.AO3_DOWNLOAD).elements if isinstance(e, Paragraph)]
    first, centred, found, note = paragraphs[:4]
    assert Marked(Mark.EMPHASIS, (Text("gone"),)) in first.inlines
    assert centred.align is Align.CENTER
    assert found.inlines[1:3] == (Marked(Mark.STRONG, (Text("un"),)), Marked(Mark.EMPHASIS, (Text("believably"),)))
    assert note.inlines[0] == Anchor("fn")
    assert Link("#call", (Text("back"),)) in note.inlines


def test_the_language_is_the_works_not_the_pages() -> None:
    """Every download calls itself English; foreign to a Spanish work are its English words."""
    page = samples.AO3_DOWNLOAD.replace(b"<dd>English</dd>", "<dd>Español</dd>".encode())
    page = page.replace(b"<p>Mara rowed home.</p>", b'<p><span lang="es">Mara</span> <span lang="en">rowed</span></p>')
    manuscript = read_one(page)
    assert manuscript.metadata.language == "es"
    assert [Spoken((Text("rowed"),), lang="en")] == [
        i for e in manuscript.elements if isinstance(e, Paragraph) for i in e.inlines if isinstance(i, Spoken)
    ]


def test_places_are_lines_of_the_file() -> None:
    """A paragraph's place is its line, also after line breaks inside one long paragraph element."""
    text = b"<p>One line here.<br />\n<br />\nTwo lines on.</p>\n<p>And one more.</p>"
    page = samples.AO3_ONE_SHOT.replace(b"<p>She rowed.</p>", text)
    before = page[: page.index(b"<p>One line")].count(b"\n") + 1
    places = {block_text(e): e.where.first - before for e in read_one(page).elements if isinstance(e, Paragraph)}
    assert (places["One line here."], places["Two lines on."], places["And one more."]) == (0, 2, 3)


def test_dropped_colour_is_counted() -> None:
    """Colour does not print; the report says how often it was dropped."""
    report = Report()
    read_one(samples.AO3_DOWNLOAD, report=report)
    assert [problem.code for problem in report] == ["colour-dropped"]


@pytest.mark.parametrize("data", [samples.AO3_DOWNLOAD, samples.AO3_ONE_SHOT, samples.AO3_PAGE])
def test_every_word_of_the_page_is_accounted_for(data: bytes) -> None:
    """Words set, read as metadata and left out as boilerplate or page chrome are all the page's words."""
    assert accounted(read_one(data)) == source_words(data)


def test_boilerplate_is_left_out_by_rule() -> None:
    """The archive's own sentences are no story text and are counted under their own rule."""
    left = left_out_words(read_one(samples.AO3_DOWNLOAD), "ao3-boilerplate")
    assert left["drop"] == left["Posted"] == 1
    assert left["See"] == 2


def test_a_saved_page_reads_like_a_download() -> None:
    """Chapter text without its hidden headings, modules as notes, kudos and menus dropped."""
    manuscript = read_one(samples.AO3_PAGE)
    assert outline(manuscript) == [
        "[Notes] For Wren.",
        "# Chapter 1: Ebb",
        "[Summary] Oars are missed.",
        "The tide had gone out.",
        "--",
        "Then red sails.",
        "[Notes] Thanks for wading.",
        "# Chapter 2",
        "Mara rowed home.",
        "[Notes] Tell me of your boats.",
    ]
    metadata = manuscript.metadata
    assert metadata.authors == ("Anonymous",)
    assert metadata.series == (Series("Low Water", "3"),)
    assert metadata.tags == ("Boats", "Mud")
    assert (metadata.complete, metadata.updated) == (False, "2021-05-06")


def test_work_skin_classes_are_heeded() -> None:
    """What the work skin sets in italics is emphasis."""
    first = next(e for e in read_one(samples.AO3_PAGE).elements if isinstance(e, Paragraph))
    assert Marked(Mark.EMPHASIS, (Text("gone"),)) in first.inlines
