"""What the source states is believed; what it leaves open is decided."""

from __future__ import annotations

from packager.model import (
    ChapterStart,
    Gap,
    Heading,
    Manuscript,
    Metadata,
    Note,
    NoteKind,
    Origin,
    Paragraph,
    Rule,
    Text,
)
from packager.structure import to_story
from tests.structure.made_up import breaks, headings, notes, prose


def paragraphs(count: int, start: int = 0) -> list[Paragraph]:
    return [Paragraph((Text(text),)) for text in prose(count, start)]


def test_stated_chapters_and_notes() -> None:
    """Chapters and notes of an archive page stay as stated; 'Chapter Notes' is no chapter."""
    label = Note(NoteKind.AUTHORS_NOTE, (Paragraph((Text("Thanks!"),)),), title="Chapter Notes", origin=Origin.SOURCE)
    source = Manuscript(
        "work.html",
        (
            ChapterStart("Chapter 1: The Lamp"),
            label,
            *paragraphs(3),
            Rule(),
            *paragraphs(3, 1),
            ChapterStart("2. The Lion"),
            *paragraphs(4, 2),
        ),
        Metadata(title="Hens", authors=("Ida",)),
    )
    story = to_story(source)
    assert headings(story) == [("Chapter 1", "The Lamp"), ("2.", "The Lion")]
    assert notes(story) == [("authors_note", "Chapter Notes Thanks!")]
    assert breaks(story) == ["hr"]
    assert (story.metadata.title, story.title_from) == ("Hens", "source")


def test_chapter_words_in_the_text_do_not_split_a_stated_chapter() -> None:
    """Where the source states its chapters, a line 'Chapter 9' in the text opens none."""
    source = Manuscript(
        "work.html", (ChapterStart("Hens"), *paragraphs(3), Paragraph((Text("Chapter 9"),)), *paragraphs(3, 2))
    )
    assert headings(to_story(source)) == [("", "Hens")]


def test_heading_said_again_in_the_text_is_shown_once() -> None:
    """The author's own 'Chapter 1' line under the archive's heading is left out by rule."""
    source = Manuscript(
        "work.html", (ChapterStart("3. Hens: Chapter 1"), Paragraph((Text("Hens: Chapter 1"),)), *paragraphs(4))
    )
    story = to_story(source)
    assert [(gone.rule, gone.words) for gone in story.left_out] == [("heading-again", ("Hens", "Chapter", "1"))]
    assert len(story.chapters[0].scenes[0].blocks) == len(paragraphs(4))


def test_page_with_headings_only() -> None:
    """Headings of a web page open chapters where nothing else is stated."""
    source = Manuscript(
        "page.html",
        (Heading((Text("Chapter 1"),), 2), *paragraphs(8), Heading((Text("Chapter 2"),), 2), *paragraphs(8, 1)),
    )
    assert headings(to_story(source)) == [("Chapter 1", ""), ("Chapter 2", "")]


def test_notes_after_the_last_words_stand_behind_the_story() -> None:
    """End notes of a work are not part of its last chapter."""
    end = Note(NoteKind.AUTHORS_NOTE, (Paragraph((Text("Bye."),)),), title="End Notes", origin=Origin.SOURCE)
    story = to_story(Manuscript("work.html", (ChapterStart("One"), *paragraphs(4), Gap(1), end)))
    assert [note.title for note in story.back] == ["End Notes"]
